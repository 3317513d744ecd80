"""Who works when: weeks, holidays, days off, absences, quiet hours; who may say so, and who is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.domain import calendars, preferences, teams
from bot.errors import Refused
from bot.models import Absence, Membership, OutboxMessage, Person, PersonKind, Role
from bot.worktime import Calendar, Period, year_of
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales
from tests.statements import asked

DAY = timedelta(days=1)
SUN_TO_THU = frozenset({6, 0, 1, 2, 3})


def days(first: int, last: int | None = None) -> Period:
    """In November 2026."""
    return Period(date(2026, 11, first), date(2026, 11, last or first))


def away(sales: Sales, person: Person, period: Period, *, now: datetime = NOW, by: Person | None = None) -> Absence:
    return calendars.take_off(sales.session, by or person, person, period, now=now)


def notices(sales: Sales) -> list[bool]:
    """Whether those who were set away by others are, or will be, told so."""
    rows = select(OutboxMessage).where(OutboxMessage.kind == "away.set_for")
    return [not row.is_gone for row in sales.session.scalars(rows)]


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_of_no_team_works_by_the_defaults_in_their_own_zone(sales: Sales) -> None:
    mia = sales.person("Mia", zone="Asia/Tokyo")
    assert calendars.of_person(sales.session, mia) == Calendar("Asia/Tokyo", holidays="")


def test_a_person_works_the_week_of_the_team_in_their_own_zone(sales: Sales, lee: Membership) -> None:
    mia = teams.add(sales.session, lee, sales.person("Mia", zone="Asia/Kolkata"), now=NOW).person
    preferences.set_for_team(sales.session, lee, "workweek", "Sun-Thu")
    preferences.set_for_team(sales.session, lee, "hours", "9-17")
    calendars.close(sales.session, lee, days(23, 24), "Retreat", now=NOW)
    calendar = calendars.of_person(sales.session, mia)
    assert calendar == Calendar("Asia/Kolkata", SUN_TO_THU, time(9), time(17), (days(23, 24),))
    assert calendar.next_working_day(date(2026, 11, 20)) == date(2026, 11, 22)
    assert calendar.next_working_day(date(2026, 11, 22)) == date(2026, 11, 25)
    assert calendar.next_open(NOW) == datetime(2026, 11, 18, 9, tzinfo=UTC)  # half past two in the afternoon


def test_the_teams_calendar_is_of_its_own_zone_and_has_nobodys_absences(sales: Sales, lee: Membership) -> None:
    lee.team.zone = "America/New_York"
    away(sales, lee.person, days(19, 20))
    assert calendars.of_team(sales.session, lee.team) == Calendar("America/New_York")


def test_holidays_are_off_for_everybody_of_the_team(sales: Sales, rita: Membership, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "holidays", "de-by")
    for calendar in (calendars.of_team(sales.session, lee.team), calendars.of_person(sales.session, rita.person)):
        assert not calendar.works_on(date(2027, 1, 6))
        assert not calendar.works_on(date(2040, 1, 6))
    coming = calendars.coming_holidays(sales.session, lee.team, now=NOW, count=2)
    assert coming == [(date(2026, 12, 25), "Christmas Day"), (date(2026, 12, 26), "Second Day of Christmas")]


@pytest.mark.parametrize(
    ("quiet", "begins", "ends"),
    [
        ("18:00-8:30", time(8, 30), time(18)),
        ("20-7", time(7), time(20)),
        ("12-14", time(14), time(12)),
        ("off", time(), time()),
        ("team", time(10), time(16)),
    ],
)
def test_quiet_hours_are_ones_own_or_those_of_the_team(
    sales: Sales, lee: Membership, rita: Membership, quiet: str, begins: time, ends: time
) -> None:
    preferences.set_for_team(sales.session, lee, "hours", "10:00-16:00")
    preferences.set_for_person(sales.session, rita.person, "quiet", quiet)
    calendar = calendars.of_person(sales.session, rita.person)
    assert (calendar.begins, calendar.ends) == (begins, ends)


def test_a_team_without_quiet_hours_works_all_day(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "hours", "off")
    calendar = calendars.of_team(sales.session, lee.team)
    assert calendar.is_working(datetime(2026, 11, 18, 2, tzinfo=UTC))
    assert not calendar.is_working(datetime(2026, 11, 21, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("workweek", "none"),
        ("workweek", "0 days"),
        ("workweek", "off"),
        ("holidays", "XX"),
        ("holidays", "DE-XX"),
        ("fiscal", "off"),
        ("fiscal", "13"),
        ("fiscal", "ma"),
        ("hours", "9-9"),
        ("hours", "soon"),
    ],
)
def test_a_team_sets_no_week_of_zero_days_nor_a_place_that_is_none(
    sales: Sales, lee: Membership, name: str, words: str
) -> None:
    with pytest.raises(Refused, match=f"which \\*{name}\\* can't be"):
        preferences.set_for_team(sales.session, lee, name, words)


@pytest.mark.parametrize("words", ["0-24", "9-9", "sometimes"])
def test_nobody_is_quiet_all_day_or_at_no_hour(sales: Sales, rita: Membership, words: str) -> None:
    with pytest.raises(Refused, match=r"which \*quiet\* can't be"):
        preferences.set_for_person(sales.session, rita.person, "quiet", words)


def test_the_fiscal_year_begins_in_january_unless_said_otherwise(sales: Sales, lee: Membership) -> None:
    assert calendars.fiscal_start(sales.session, lee.team) == 1
    preferences.set_for_team(sales.session, lee, "fiscal", "Feb")
    assert calendars.fiscal_start(sales.session, lee.team) == 2


def test_the_calendars_of_many_cost_as_many_questions_as_those_of_one(
    shared_database: Database, sales: Sales, lee: Membership
) -> None:
    people = [sales.rep(f"Rep {number}", lee).person for number in range(12)]
    for number, person in enumerate(people):
        away(sales, person, days(19 + number % 4))
    calendars.of_people(sales.session, lee.team, [])  # what a session asks of a team but once
    with asked(shared_database) as of_one:
        calendars.of_people(sales.session, lee.team, people[:1])
    with asked(shared_database) as of_all:
        found = calendars.of_people(sales.session, lee.team, people)
    assert len(of_all) == len(of_one) <= 4
    assert [found[person.id].off for person in people] == [(days(19 + number % 4),) for number in range(12)]


# ── away ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_absences_that_overlap_or_adjoin_are_one(sales: Sales, rita: Membership) -> None:
    for period in (days(23, 25), days(24, 27), days(28, 30), days(19)):
        away(sales, rita.person, period)
    assert calendars.planned(sales.session, rita.person, now=NOW) == [days(19), days(23, 30)]
    assert calendars.absence_on(sales.session, rita.person, date(2026, 11, 26)) == days(23, 30)
    assert calendars.of_person(sales.session, rita.person).off == (days(19), days(23, 30))
    assert calendars.of_person(sales.session, rita.person, with_absences=False).off == ()


def test_undo_takes_back_what_was_said_and_leaves_what_it_overlapped(sales: Sales, rita: Membership) -> None:
    away(sales, rita.person, days(23, 25))
    said = away(sales, rita.person, days(24, 27))
    calendars.undo(sales.session, rita.person, said, now=NOW)
    assert calendars.planned(sales.session, rita.person, now=NOW) == [days(23, 25)]
    with pytest.raises(Refused, match="taken back already"):
        calendars.undo(sales.session, rita.person, said, now=NOW)


def test_who_comes_back_was_away_until_yesterday_however_often_it_was_said(sales: Sales, rita: Membership) -> None:
    for period in (days(16, 20), days(18, 27), days(30)):
        away(sales, rita.person, period)
    assert calendars.come_back(sales.session, rita.person, now=NOW) == days(16, 27)
    assert calendars.absence_on(sales.session, rita.person, TODAY) is None
    assert calendars.absence_on(sales.session, rita.person, TODAY - DAY) == days(16, 17)
    assert calendars.planned(sales.session, rita.person, now=NOW) == [days(30)]
    with pytest.raises(Refused, match="You're here"):
        calendars.come_back(sales.session, rita.person, now=NOW)


def test_what_is_planned_is_called_off_whole(sales: Sales, rita: Membership) -> None:
    away(sales, rita.person, days(23, 25))
    away(sales, rita.person, days(25, 27))
    assert calendars.call_off(sales.session, rita.person, rita.person, days(26).first, now=NOW) == days(23, 27)
    assert calendars.planned(sales.session, rita.person, now=NOW) == []
    with pytest.raises(Refused, match="taken back already"):
        calendars.call_off(sales.session, rita.person, rita.person, days(26).first, now=NOW)


def test_the_day_is_that_of_the_person(sales: Sales, lee: Membership) -> None:
    """At half past four in the afternoon in London it is tomorrow in Tokyo."""
    mia = teams.add(sales.session, lee, sales.person("Mia", zone="Asia/Tokyo"), now=NOW).person
    now = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="over"):
        away(sales, mia, days(18), now=now)
    away(sales, mia, days(19), now=now)
    assert calendars.come_back(sales.session, mia, now=now) == days(19)


def test_a_whole_year_away_is_fine(sales: Sales, rita: Membership) -> None:
    year = year_of(date(2027, 1, 1))
    away(sales, rita.person, year)
    calendar = calendars.of_person(sales.session, rita.person)
    assert calendar.working_days(year) == 0
    assert calendar.next_working_day(date(2026, 12, 31)) == date(2028, 1, 3)


@pytest.mark.parametrize(
    ("period", "field", "why"),
    [
        (Period(TODAY + DAY, TODAY), "last_on", "ends before it begins"),
        (days(2, 13), "last_on", "over"),
        (Period(date(2026, 1, 1), TODAY), "first_on", "more than 31 days ago"),
        (Period(TODAY, date(2031, 1, 1)), "last_on", "more than two years ahead"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    sales: Sales, rita: Membership, period: Period, field: str, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refusal:
        away(sales, rita.person, period)
    assert refusal.value.field == field


def test_a_leader_sets_a_rep_away_and_the_rep_is_told(sales: Sales, west: West) -> None:
    absence = away(sales, west.rita.person, days(19, 20), by=west.lee.person)
    assert notices(sales) == [True]
    calendars.undo(sales.session, west.rita.person, absence, now=NOW)
    assert notices(sales) == [False]


def test_who_says_it_themselves_or_wants_no_notices_is_told_nothing(sales: Sales, west: West) -> None:
    away(sales, west.rita.person, days(19))
    preferences.set_for_person(sales.session, west.sam.person, "notices", "off")
    away(sales, west.sam.person, days(19), by=west.lee.person)
    assert notices(sales) == []


def test_nobody_else_sets_somebody_away(sales: Sales, west: West) -> None:
    east = sales.team("East", west.dana)
    max_ = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    for who in (west.sam.person, east.person, max_.person):
        with pytest.raises(Refused, match="Only its owner or a leader of the team can enter an absence"):
            away(sales, west.rita.person, days(19), by=who)
    absence = away(sales, west.rita.person, days(19))
    with pytest.raises(Refused, match="Only its owner"):
        calendars.undo(sales.session, west.sam.person, absence, now=NOW)


def test_nobody_who_is_nobody_here_is_away(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="Gus is a guest"):
        away(sales, sales.person("Gus", PersonKind.GUEST), days(19), by=west.lee.person)


def test_who_is_away_on_a_day_is_known_of_many_at_once(sales: Sales, west: West) -> None:
    away(sales, west.rita.person, days(17, 20))
    away(sales, west.sam.person, days(23))
    everybody = [west.lee.person, west.rita.person, west.sam.person]
    assert calendars.away_on(sales.session, everybody, TODAY) == {west.rita.person_id: days(17, 20)}


# ── days off of the team ─────────────────────────────────────────────────────────────────────────────────


def test_days_off_are_for_everybody_until_they_are_taken_back(sales: Sales, west: West) -> None:
    off = calendars.close(sales.session, west.lee, days(18, 20), "  Winter   break ", now=NOW)
    assert off.name == "Winter break"
    assert calendars.days_off(sales.session, west.lee.team, now=NOW) == [off]
    assert not calendars.of_person(sales.session, west.rita.person).works_on(TODAY)
    later = NOW + DAY
    calendars.open_again(sales.session, west.lee, off, now=later)
    assert calendars.of_person(sales.session, west.rita.person).off == (days(18),), "what is past stays as it was"
    assert calendars.days_off(sales.session, west.lee.team, now=later) == []
    with pytest.raises(Refused, match="taken back already"):
        calendars.open_again(sales.session, west.lee, off, now=later)


def test_a_rep_gives_the_team_no_days_off_and_takes_none(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="Only a leader of the team or a manager"):
        calendars.close(sales.session, west.rita, days(19), "", now=NOW)
    off = calendars.close(sales.session, west.lee, days(19), "", now=NOW)
    with pytest.raises(Refused, match="Only a leader of the team or a manager"):
        calendars.open_again(sales.session, west.rita, off, now=NOW)


def test_days_off_of_the_past_or_with_a_long_name_are_refused(sales: Sales, lee: Membership) -> None:
    with pytest.raises(Refused, match="over"):
        calendars.close(sales.session, lee, days(16, 17), "", now=NOW)
    with pytest.raises(Refused, match="61 characters"):
        calendars.close(sales.session, lee, days(19), "x" * 61, now=NOW)
