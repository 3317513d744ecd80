"""Feats: one checkable fact beside the amount, once there is history to speak from."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain import preferences, teams, wins
from bot.models import Membership, OutboxMessage, Role, Win
from tests.sales import NOW, TODAY, Sales


def feat(win: Win) -> tuple[str | None, int | None]:
    return win.feat, win.feat_number


def test_the_largest_win_of_a_person_is_a_record_over_the_one_before(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 1000_01)) == ("record", 1000_00)


def test_as_much_as_before_is_no_record(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 1000_00)) == (None, None)


def test_a_record_is_one_in_its_own_currency(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 5000_00, currency="EUR")) == (None, None)


def test_what_was_taken_back_is_no_record_to_beat(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    slip = sales.win(rita, 9000_00)
    wins.undo(sales.session, rita, slip, now=slip.recorded_at)
    assert feat(sales.win(rita, 2000_00)) == ("record", 1000_00)


def test_what_was_sold_in_another_team_is_a_record_to_beat(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    east = sales.team("East", sales.person("Dana"))
    sales.win(teams.add(sales.session, east, rita.person, (Role.REP,), now=NOW), 9000_00)
    assert feat(sales.win(rita, 2000_00)) == (None, None)


def test_what_was_sold_in_another_team_is_not_named_beside_a_record(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    east = sales.team("East", sales.person("Dana"))
    sales.win(teams.add(sales.session, east, rita.person, (Role.REP,), now=NOW), 9000_00)
    assert feat(sales.win(rita, 9500_00)) == ("record", None)


def test_nothing_is_a_record_for_who_sells_in_several_currencies(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 9000_00)
    sales.win(rita, 100_00, currency="EUR")
    assert feat(sales.win(rita, 200_00, currency="EUR")) == (None, None)
    assert feat(sales.win(rita, 10_000_00)) == (None, None)


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda sales, rita, win: wins.undo(sales.session, rita, win, now=NOW), ("record", 1000_00)),
        (lambda sales, rita, win: wins.reverse(sales.session, rita, win, now=NOW), ("record", 1000_00)),
        (lambda sales, rita, win: sales.amend(rita, win, 1800_00), ("record", 1800_00)),
        (lambda sales, rita, win: sales.amend(rita, win, 4000_00), (None, None)),
    ],
    ids=["undone", "reversed", "lowered", "raised"],
)
def test_what_becomes_of_a_win_is_told_by_the_record_after_it(
    sales: Sales, rita: Membership, act: Callable[[Sales, Membership, Win], object], left: tuple[str | None, int | None]
) -> None:
    sales.sold_before(rita, 1000_00)
    first, second = sales.win(rita, 2500_00), sales.win(rita, 2800_00)
    assert feat(second) == ("record", 2500_00)
    told = sales.session.scalar(select(OutboxMessage.wanted).where(OutboxMessage.key == wins.key(second)))
    act(sales, rita, first)
    assert feat(second) == left
    assert told
    assert sales.session.scalar(select(OutboxMessage.wanted).where(OutboxMessage.key == wins.key(second))) == told + 1


def test_the_records_of_others_are_theirs(sales: Sales, lee: Membership, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    sales.win(lee, 9000_00)
    assert feat(sales.win(rita, 2000_00)) == ("record", 1000_00)


def test_nothing_is_said_before_five_wins(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, deals=4)
    assert feat(sales.win(rita, 9000_00)) == (None, None)


def test_nothing_is_said_before_thirty_days(sales: Sales, rita: Membership) -> None:
    for days in range(1, 30, 5):
        sales.win(rita, 1000, TODAY - timedelta(days=days))
    assert feat(sales.win(rita, 9000_00)) == (None, None)


def test_thirty_days_and_five_wins_are_history(sales: Sales, rita: Membership) -> None:
    for days in (30, 24, 18, 12, 6):
        sales.win(rita, 1000, TODAY - timedelta(days=days))
    assert feat(sales.win(rita, 2000)) == ("record", 1000)


def test_the_first_win_with_an_account_is_said(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 500_00, account="Acme")) == ("first", None)
    assert feat(sales.win(rita, 500_00, account="ACME")) == (None, None)


def test_an_account_that_a_colleague_won_before_is_no_first(sales: Sales, lee: Membership, rita: Membership) -> None:
    sales.win(lee, 500_00, account="Acme")
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 500_00, account="Acme")) == (None, None)


def test_three_weeks_in_a_row_are_a_streak_said_once_a_week(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    sales.win(rita, 500_00, TODAY - timedelta(days=7))
    assert feat(sales.win(rita, 500_00)) == ("streak", 3)
    assert feat(sales.win(rita, 500_00)) == (None, None)


def test_a_streak_goes_by_the_weeks_of_the_team(sales: Sales, lee: Membership, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    preferences.set_for_team(sales.session, lee, "workweek", "Sun-Thu")
    sunday = TODAY - timedelta(days=3)
    sales.win(rita, 500_00, sunday - timedelta(days=7))
    assert feat(sales.win(rita, 500_00, sunday)) == ("streak", 3)
    assert feat(sales.win(rita, 500_00)) == (None, None)


def test_a_streak_of_months_ago_is_no_news(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    july = date(2026, 7, 27)
    for weeks in (2, 1):
        sales.win(rita, 500_00, july - timedelta(weeks=weeks))
    assert feat(sales.win(rita, 500_00, july)) == (None, None)


def test_a_week_without_a_win_ends_a_streak(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 500_00)) == (None, None)


@pytest.mark.parametrize(("on", "years"), [(date(2026, 3, 4), 1), (date(2026, 3, 5), None)])
def test_the_day_of_the_first_win_is_an_anniversary(sales: Sales, rita: Membership, on: date, years: int) -> None:
    for day in (4, 11, 18, 25):
        sales.win(rita, 1000_00, date(2025, 3, day))
    sales.win(rita, 1000_00, date(2025, 6, 3))
    assert feat(sales.win(rita, 500_00, on)) == (("anniversary", years) if years else (None, None))


def test_a_record_comes_before_every_other_feat(sales: Sales, rita: Membership) -> None:
    sales.sold_before(rita, 1000_00)
    assert feat(sales.win(rita, 2000_00, account="Acme")) == ("record", 1000_00)
