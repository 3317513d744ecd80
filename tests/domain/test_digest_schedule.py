"""When a digest is due: in the team's own week and zone, on a day that is worked, whatever clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import due_at
from bot.domain.digest.schedule import over_at, stale_at
from bot.worktime import Calendar, Period, local_day

BERLIN = Calendar("Europe/Berlin")
SUN_TO_THU = frozenset({6, 0, 1, 2, 3})
FRIDAY = date(2026, 11, 20)
HOUR = "Fri 16:30"


def berlin(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo("Europe/Berlin"))


def test_it_is_due_on_the_day_that_is_set() -> None:
    assert due_at(BERLIN.week_of(FRIDAY), HOUR, BERLIN) == berlin(FRIDAY, 16, 30)


def test_where_that_day_is_off_it_is_due_on_the_last_working_day_before() -> None:
    closed = Calendar("Europe/Berlin", off=(Period(date(2026, 11, 19), FRIDAY),))
    assert due_at(closed.week_of(FRIDAY), HOUR, closed) == berlin(date(2026, 11, 18), 16, 30)


def test_where_nothing_is_worked_before_it_comes_on_the_first_working_day_after() -> None:
    closed = Calendar("Europe/Berlin", off=(Period(date(2026, 11, 16), date(2026, 11, 17)),))
    assert due_at(closed.week_of(FRIDAY), "Mon 9:00", closed) == berlin(date(2026, 11, 18), 9)


def test_a_week_off_has_none() -> None:
    closed = Calendar("Europe/Berlin", off=(Period(date(2026, 11, 16), date(2026, 11, 22)),))
    assert due_at(closed.week_of(FRIDAY), HOUR, closed) is None
    assert due_at(BERLIN.week_of(FRIDAY), "off", BERLIN) is None


def test_a_week_that_begins_on_sunday_ends_on_thursday() -> None:
    dubai = Calendar("Asia/Dubai", SUN_TO_THU)
    week = dubai.week_of(date(2026, 11, 21))
    assert week == Period(date(2026, 11, 15), date(2026, 11, 21))
    assert dubai.week_of(date(2026, 11, 22)).first == date(2026, 11, 22)
    assert due_at(week, HOUR, dubai) == datetime(2026, 11, 19, 12, 30, tzinfo=UTC)


def test_it_is_news_until_work_begins_again() -> None:
    week = BERLIN.week_of(FRIDAY)
    assert over_at(week, BERLIN.zone) == berlin(date(2026, 11, 23), 0)
    assert stale_at(week, BERLIN) == berlin(date(2026, 11, 23), 8, 30)


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 3, 29), date(2026, 10, 25)])
def test_through_a_change_of_clocks_it_stays_the_wall_clocks_hour(day: date) -> None:
    every = Calendar("Europe/Berlin", frozenset(range(7)))
    name = "Fri" if day.weekday() == 4 else "Sun"
    due = due_at(every.week_of(day), f"{name} 16:30", every)
    assert due == berlin(day, 16, 30)


ZONES = st.sampled_from(["Europe/Berlin", "Asia/Dubai", "America/Los_Angeles", "Pacific/Kiritimati", "Africa/Cairo"])


@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    zone=ZONES,
    on=st.sampled_from(["Mon", "Wed", "Fri", "Sat", "Sun"]),
    hour=st.integers(0, 23),
    off=st.lists(st.tuples(st.integers(-7, 7), st.integers(0, 4)), max_size=3),
)
def test_it_is_due_once_a_week_on_a_day_that_is_worked_or_never(
    day: date, weekdays: frozenset[int], zone: str, on: str, hour: int, off: list[tuple[int, int]]
) -> None:
    days_off = tuple(Period(day + timedelta(first), day + timedelta(first + length)) for first, length in off)
    calendar = Calendar(zone, weekdays, off=days_off)
    week = calendar.week_of(day)
    due = due_at(week, f"{on} {hour}:15", calendar)
    assert len(week) == 7
    assert day in week
    if due is None:
        assert not calendar.days_worked(week)
    else:
        assert calendar.works_on(local_day(due, zone))
        assert local_day(due, zone) in week
        assert due < over_at(week, zone) <= stale_at(week, calendar)
