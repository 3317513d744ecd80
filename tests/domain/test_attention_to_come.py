"""Attention: what is sure to come has its place kept, so that both the check-in and the limit hold."""

from datetime import timedelta

import pytest

from bot.domain import checkins, preferences
from bot.models import Membership
from tests.domain.test_attention import MONDAY, Desk, at
from tests.sales import Sales


@pytest.fixture
def asked(sales: Sales, rita: Membership) -> Desk:
    """West with the two check-ins that a team comes with: on Monday at nine, on Friday at three."""
    assert rita.team.name == "West"
    desk = Desk(sales)
    checkins.give_ready(sales.session, now=desk.to(MONDAY - timedelta(hours=1)).now)
    return desk


def test_a_check_in_that_is_to_come_has_its_place_kept_on_its_day(asked: Desk, rita: Membership) -> None:
    asked.to(at("Fri", 9))
    first, second = asked.says(rita.person), asked.says(rita.person, after=timedelta(hours=1))
    assert asked.works() == [[first]]
    assert asked.works(at("Fri", 10)) == []
    checkin = asked.to(at("Fri", 15)).says(rita.person, "pressing")
    assert asked.works() == [[second, checkin]]


def test_of_the_week_a_place_is_kept_for_each_check_in_to_come(asked: Desk, rita: Membership) -> None:
    told = []
    for day in ("Tue", "Wed", "Thu"):
        for hour in (10, 14):
            asked.to(at(day, hour)).says(rita.person)
            told += asked.works()
    assert len(told) == 4
    asked.to(at("Fri", 15)).says(rita.person, "pressing")
    assert len(asked.works()) == 1


def test_no_place_is_kept_for_who_is_not_asked(asked: Desk, rita: Membership) -> None:
    preferences.set_for_person(asked.sales.session, rita.person, "checkins", "off")
    asked.to(at("Fri", 9))
    first, second = asked.says(rita.person), asked.says(rita.person, after=timedelta(hours=1))
    assert asked.works() == [[first]]
    assert asked.works(at("Fri", 10)) == [[second]]
