"""Away by a Slack status: for whoever allowed it, for as long as it says so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import away_status, calendars, preferences
from bot.domain.away_status import Status
from bot.models import Membership, OutboxMessage, Person
from bot.worktime import Period
from tests.sales import NOW, TODAY, Sales

VACATION = Status("Vacationing", ":palm_tree:", None)
NOTHING = Status("", "", None)
FRIDAY = datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
"""The end of the day in Berlin."""


@pytest.fixture
def person(sales: Sales, rita: Membership) -> Person:
    """Rita, who allowed it."""
    preferences.set_for_person(sales.session, rita.person, "status", "on")
    return rita.person


def shows(sales: Sales, person: Person, status: Status, now: datetime = NOW) -> bool:
    """Whether it changed when the person is away."""
    return bool(away_status.follow(sales.session, {person: status}, now=now))


def away(sales: Sales, person: Person, now: datetime = NOW) -> list[Period]:
    return calendars.planned(sales.session, person, now=now)


def told(sales: Sales) -> list[str]:
    """What is wanted of the kind."""
    rows = sales.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "away.by_status"))
    return [row.recipient for row in rows if not row.is_gone]


def test_whoever_did_not_allow_it_is_here_whatever_the_status_says(sales: Sales, rita: Membership) -> None:
    assert not shows(sales, rita.person, VACATION)
    assert away(sales, rita.person) == []
    assert told(sales) == []


def test_a_status_with_an_end_is_an_absence_until_then_told_once(sales: Sales, person: Person) -> None:
    until_friday = Status("On vacation", "", FRIDAY)
    assert shows(sales, person, until_friday)
    assert not shows(sales, person, until_friday, NOW + timedelta(hours=1))
    assert away(sales, person) == [Period(TODAY, date(2026, 11, 20))]
    assert told(sales) == [person.slack_id]


@pytest.mark.parametrize(
    ("ends_at", "last"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), date(2026, 11, 22)),  # on Monday at eight
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), date(2026, 11, 23)),  # when work ends
        (datetime(2026, 11, 18, 10, 0, tzinfo=UTC), None),  # in an hour
    ],
)
def test_a_day_on_which_the_status_ends_before_work_does_is_worked(
    sales: Sales, person: Person, ends_at: datetime, last: date | None
) -> None:
    shows(sales, person, Status("OOO", "", ends_at))
    assert away(sales, person) == ([Period(TODAY, last)] if last else [])


def test_a_status_without_an_end_lasts_a_day_longer_each_night(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    assert away(sales, person) == [Period(TODAY, TODAY)]
    assert away_status.extend_due(sales.session, now=NOW + timedelta(hours=13)) == 0
    midnight = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
    assert away_status.extend_due(sales.session, now=midnight) == 1
    assert away(sales, person, midnight) == [Period(TODAY, TODAY + timedelta(days=1))]
    assert away_status.extend_due(sales.session, now=midnight) == 0


def test_days_without_a_worker_are_made_up_for(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    later = NOW + timedelta(days=4)
    away_status.extend_due(sales.session, now=later)
    assert away(sales, person, later) == [Period(TODAY, later.date())]


def test_a_changed_status_ends_it_that_day_and_no_night_brings_it_back(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    away_status.extend_due(sales.session, now=NOW + timedelta(days=1))
    later = NOW + timedelta(days=1, hours=1)
    assert shows(sales, person, NOTHING, later)
    assert away(sales, person, later) == []
    assert away_status.extend_due(sales.session, now=NOW + timedelta(days=9)) == 0


def test_the_same_status_set_anew_after_another_counts_again(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    shows(sales, person, NOTHING, NOW + timedelta(days=1))
    assert shows(sales, person, VACATION, NOW + timedelta(days=30))
    assert away(sales, person, NOW + timedelta(days=30))


def test_who_says_they_are_back_is_back_until_the_status_changes(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    calendars.come_back(sales.session, person, now=NOW)
    assert not shows(sales, person, VACATION, NOW + timedelta(hours=1))
    away_status.extend_due(sales.session, now=NOW + timedelta(days=1))
    assert away(sales, person) == []
    shows(sales, person, Status("Out sick", "", None), NOW + timedelta(days=1))
    assert away(sales, person, NOW + timedelta(days=1)) == [
        Period(TODAY + timedelta(days=1), TODAY + timedelta(days=1))
    ]


def test_what_was_said_here_stands_when_the_status_ends(sales: Sales, person: Person) -> None:
    said = Period(TODAY, TODAY + timedelta(days=2))
    calendars.take_off(sales.session, person, person, said, now=NOW)
    shows(sales, person, VACATION)
    assert told(sales) == []  # they know
    shows(sales, person, NOTHING, NOW + timedelta(hours=1))
    assert away(sales, person) == [said]


def test_who_allows_it_no_longer_is_away_no_longer_than_today(sales: Sales, person: Person) -> None:
    shows(sales, person, VACATION)
    preferences.set_for_person(sales.session, person, "status", "off")
    tomorrow = NOW + timedelta(days=1)
    away_status.extend_due(sales.session, now=tomorrow)
    assert away(sales, person, tomorrow) == []


def test_what_a_status_says_is_not_kept(sales: Sales, person: Person) -> None:
    shows(sales, person, Status("Sick: the knee", "", None))
    (absence,) = sales.session.execute(select(calendars.Absence)).scalars()
    assert "knee" not in str(vars(absence))
