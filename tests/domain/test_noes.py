"""No's: logged in a moment, counted toward the yes, taken back within the hour, and nobody else's business."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.domain import lessons, noes, preferences
from bot.domain.noes import Facts, TowardYes
from bot.errors import Refused
from bot.models import Account, Membership, No
from bot.money import Money
from bot.worktime import week_of
from tests.sales import NOW, TODAY, Sales

MINUTE = timedelta(minutes=1)


def logs(sales: Sales, by: Membership, count: int = 1, *, at: int = 0) -> No:
    """So many, `at` minutes from now on."""
    return noes.record(sales.session, by, Facts(count), now=NOW + at * MINUTE)


def test_what_was_said_is_sealed_and_read_by_its_owner(sales: Sales, rita: Membership) -> None:
    facts = Facts(1, "Globex", "budget frozen", Money(48_000_00, "USD"))
    logged = noes.record(sales.session, rita, facts, now=NOW)
    assert logged.said is not None
    assert "Globex" not in logged.said
    assert noes.facts_of(sales.session, logged) == facts


def test_a_bare_count_needs_no_words(sales: Sales, rita: Membership) -> None:
    logged = logs(sales, rita, 12)
    assert logged.said is None
    assert noes.facts_of(sales.session, logged) == Facts(12)


@pytest.mark.parametrize("facts", [Facts(0), Facts(501), Facts(title="x" * 501), Facts(amount=Money(1, "USD"))])
def test_what_cannot_be_a_no_is_refused(sales: Sales, rita: Membership, facts: Facts) -> None:
    with pytest.raises(Refused):
        noes.record(sales.session, rita, facts, now=NOW)


def test_a_no_makes_no_account_and_no_lesson(sales: Sales, rita: Membership) -> None:
    noes.record(sales.session, rita, Facts(1, "Globex", "liability clause too strict"), now=NOW)
    assert sales.session.scalars(select(Account)).all() == []
    assert lessons.search(sales.session, rita.person, "liability clause", limit=5) == []


def test_nobody_else_finds_or_takes_back_a_no(sales: Sales, lee: Membership, rita: Membership) -> None:
    logged = logs(sales, rita)
    with pytest.raises(Refused, match="no such no of yours"):
        noes.get_by_id(sales.session, lee.person, logged.id)
    with pytest.raises(Refused, match="Only its owner"):
        noes.undo(sales.session, lee.person, logged, now=NOW)
    assert noes.newest(sales.session, lee.person, limit=10) == []


def test_it_is_taken_back_within_the_hour_and_once(sales: Sales, rita: Membership) -> None:
    early, late = logs(sales, rita, 3), logs(sales, rita, 4)
    noes.undo(sales.session, rita.person, early, now=NOW + timedelta(minutes=60))
    assert noes.toward_yes(sales.session, rita.person).since == 4
    with pytest.raises(Refused, match="already"):
        noes.undo(sales.session, rita.person, early, now=NOW)
    with pytest.raises(Refused, match="more than 60 minutes ago"):
        noes.undo(sales.session, rita.person, late, now=NOW + timedelta(minutes=61))


def test_where_undo_is_off_it_stands(sales: Sales, lee: Membership, rita: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "undo", "off")
    with pytest.raises(Refused, match="Undo is off"):
        noes.undo(sales.session, rita.person, logs(sales, rita), now=NOW)


def test_no_two_in_a_row_begin_with_the_same_words(sales: Sales, rita: Membership) -> None:
    openings = [logs(sales, rita, at=each).opening for each in range(10)]
    assert all(before != after for before, after in pairwise(openings))


def test_the_last_five_wins_say_what_a_yes_takes(sales: Sales, rita: Membership) -> None:
    for nth in range(5):
        logs(sales, rita, 14, at=10 * nth)
        sales.win(rita, 1000, at=NOW + (10 * nth + 5) * MINUTE)
    logs(sales, rita, 12, at=60)
    assert noes.toward_yes(sales.session, rita.person) == TowardYes(12, 14, has_won=True)


def test_of_six_wins_the_first_is_where_the_counting_begins(sales: Sales, rita: Membership) -> None:
    for nth, count in enumerate((400, 10, 10, 10, 10, 20)):
        logs(sales, rita, count, at=10 * nth)
        sales.win(rita, 1000, at=NOW + (10 * nth + 5) * MINUTE)
    assert noes.toward_yes(sales.session, rita.person) == TowardYes(0, 12, has_won=True)


def test_wins_from_before_the_first_no_say_nothing(sales: Sales, rita: Membership) -> None:
    for nth in range(5):
        sales.win(rita, 1000, at=NOW + nth * MINUTE)
    logs(sales, rita, 3, at=10)
    assert noes.toward_yes(sales.session, rita.person) == TowardYes(3, None, has_won=True)


def test_somebody_elses_wins_and_noes_say_nothing(sales: Sales, lee: Membership, rita: Membership) -> None:
    logs(sales, lee, 9)
    sales.win(lee, 1000, at=NOW + MINUTE)
    assert noes.toward_yes(sales.session, rita.person) == TowardYes(0, None, has_won=False)


def test_a_week_is_that_of_the_persons_own_zone(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    logs(sales, rita, 2)
    assert noes.count(sales.session, rita.person, week, "Europe/Berlin") == 2
    late_on_sunday = timedelta(days=4, hours=8)  # in Tokyo it is Monday
    noes.record(sales.session, rita, Facts(5), now=NOW + late_on_sunday)
    assert noes.count(sales.session, rita.person, week, "Europe/Berlin") == 7
    assert noes.count(sales.session, rita.person, week, "Asia/Tokyo") == 2
