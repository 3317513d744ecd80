"""Working time: periods, wall times through every clock change of every zone, and what calendars add up to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.worktime import (
    FURTHEST,
    MONDAY_TO_FRIDAY,
    Calendar,
    Period,
    find_place,
    first_weekday,
    last_days,
    local_day,
    merged,
    moment_at,
    month_of,
    next_due,
    public_holidays,
    quarter_of,
    week_of,
    without,
    year_of,
)

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
MONDAY = date(2026, 11, 16)
BERLIN = Calendar("Europe/Berlin")
ODD_ZONES = (
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",  # three quarters of an hour
    "Asia/Kolkata",
    "America/Scoresbysund",  # the gap ends at midnight
    "Africa/Cairo",  # midnight does not exist
    "America/Havana",  # midnight exists twice
    "America/Santiago",
    "Africa/Casablanca",
    "Antarctica/Troll",  # two hours
    "Pacific/Apia",  # left out 30 December 2011
    "Pacific/Kiritimati",
    "Europe/Berlin",
    "UTC",
)


# ── periods ──────────────────────────────────────────────────────────────────────────────────────────────

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
months = st.integers(1, 12)
moments = st.integers(0, int(timedelta(days=4 * 365) / SECOND)).map(lambda seconds: SINCE + timedelta(seconds=seconds))


@given(days, st.integers(0, 6))
def test_a_week_begins_with_the_day_that_is_asked_for(day: date, begins: int) -> None:
    week = week_of(day, begins)
    assert day in week
    assert (week.first.weekday(), len(week)) == (begins, 7)


@pytest.mark.parametrize(
    ("weekdays", "first"),
    [
        (MONDAY_TO_FRIDAY, 0),
        (frozenset({6, 0, 1, 2, 3}), 6),
        (frozenset({5, 6, 0, 1, 2}), 5),
        (frozenset({1, 2, 3, 4, 5}), 1),
        (frozenset(range(7)), 0),
        (frozenset({0, 2, 4}), 0),
        (frozenset({3}), 3),
    ],
)
def test_a_week_begins_with_the_day_of_work_after_the_longest_rest(weekdays: frozenset[int], first: int) -> None:
    assert first_weekday(weekdays) == first


@given(days, months)
def test_four_quarters_make_a_year_whenever_it_begins(day: date, begins: int) -> None:
    year = year_of(day, begins)
    quarters = [quarter_of(year.first, begins)]
    while quarters[-1].last < year.last:
        quarters.append(quarter_of(quarters[-1].last + DAY, begins))
    assert len(quarters) == 4
    assert [*year] == [day for quarter in quarters for day in quarter]
    assert day in quarter_of(day, begins)
    assert year.first.month == begins
    assert year.first.day == month_of(day).first.day == 1


def test_a_fiscal_year_from_february_on_holds_january_of_the_next() -> None:
    assert quarter_of(date(2027, 1, 31), 2) == Period(date(2026, 11, 1), date(2027, 1, 31))
    assert year_of(date(2027, 1, 31), 2) == Period(date(2026, 2, 1), date(2027, 1, 31))


def test_the_last_days_end_today() -> None:
    assert [*last_days(MONDAY, 3)] == [date(2026, 11, 14), date(2026, 11, 15), MONDAY]


def test_a_period_that_ends_before_it_begins_has_no_days() -> None:
    backwards = Period(MONDAY, MONDAY - DAY)
    assert (len(backwards), [*backwards], bool(backwards), MONDAY in backwards) == (0, [], False, False)


periods = st.builds(lambda first, days: Period(first, first + timedelta(days)), days, st.integers(-1, 40))


@given(st.lists(periods, max_size=6))
def test_merged_periods_have_the_same_days_and_stand_apart(some: list[Period]) -> None:
    runs = merged(tuple(some))
    assert {day for period in some for day in period} == {day for run in runs for day in run}
    assert all(before.last + DAY < after.first for before, after in pairwise(runs))


@given(periods, st.lists(periods, max_size=4))
def test_what_is_left_of_a_period_without_others_are_its_other_days(period: Period, others: list[Period]) -> None:
    left = {day for run in without(period, others) for day in run}
    assert left == set(period) - {day for other in others for day in other}


# ── wall times, in every zone ────────────────────────────────────────────────────────────────────────────

HOURS = (time(), time(0, 30), time(1, 30), time(2), time(2, 30), time(3), time(9), time(23, 30))
Change = tuple[datetime, timedelta, timedelta]
"""When a zone's clocks are changed, and how far they are from UTC before and after."""


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def changes(zone: ZoneInfo) -> Iterator[Change]:
    """Every clock change of those years, by weeks and then bisected; where there is none, one that changes nothing."""
    moment, has_changed = SINCE, False
    while moment < UNTIL:
        before, after = moment, moment + timedelta(days=7)
        if (old := offset(before, zone)) != (new := offset(after, zone)):
            while after - before > SECOND:
                middle = before + (after - before) // 2
                before, after = (middle, after) if offset(middle, zone) == old else (before, middle)
            yield after.replace(microsecond=0), old, new
            has_changed = True
        moment += timedelta(days=7)
    if not has_changed:
        yield SINCE, offset(SINCE, zone), offset(SINCE, zone)


def rule(day: date, at: time, change: Change) -> datetime:
    """What the rule makes of a wall time near a change, by subtraction alone."""
    wall = datetime.combine(day, at, UTC)
    moment, old, new = change
    shown = [found for found in (wall - old,) if found < moment] + [found for found in (wall - new,) if found >= moment]
    return min(shown, default=moment)


def times_around(change: Change) -> set[time]:
    """The wall times on both sides of the change and between them."""
    moment, old, new = change
    walls = (moment + old, moment + new, moment + (old + new) / 2)
    return {(wall + side).time() for wall in walls for side in (-MINUTE, timedelta(), MINUTE)}


def test_due_times_hold_to_the_rule_at_every_clock_change_of_every_zone() -> None:
    zones = {tuple(changes(ZoneInfo(name))): name for name in sorted(available_timezones())}
    assert len(zones) > 50, "zones that change alike are one"
    for history, name in zones.items():
        for change in history:
            day = local_day(change[0], name) - 2 * DAY
            for at in {*HOURS, *times_around(change)}:
                expected = [rule(day + number * DAY, at, change) for number in range(5)]
                assert [moment_at(day + number * DAY, at, name) for number in range(5)] == expected, (name, at)
                due = [expected[0]]
                while len(due) < 5:
                    due.append(next_due(due[-1], at, EVERY_DAY, name))
                assert due == expected, (name, at)


@pytest.mark.parametrize("zone", ODD_ZONES)
@settings(max_examples=40, deadline=None)
@given(moments, st.times(), st.data())
def test_what_is_due_comes_after_on_one_of_its_days_and_nothing_comes_between(
    zone: str, after: datetime, at: time, data: st.DataObject
) -> None:
    weekdays = data.draw(st.frozensets(st.integers(0, 6), min_size=1))
    at = at.replace(microsecond=0)
    due = next_due(after, at, weekdays, zone)
    assert due > after
    all_days = [local_day(after, zone) + number * DAY for number in range(-1, 9)]
    moments = [moment_at(day, at, zone) for day in all_days if day.weekday() in weekdays]
    assert due == min(moment for moment in moments if moment > after)


def test_nine_stays_nine_when_summer_begins() -> None:
    friday = moment_at(date(2027, 3, 26), time(9), "Europe/Berlin")
    assert friday == datetime(2027, 3, 26, 8, tzinfo=UTC)
    assert next_due(friday, time(9), frozenset({0}), "Europe/Berlin") == datetime(2027, 3, 29, 7, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_the_next_that_does() -> None:
    """In Berlin two to three is left out; at Lord Howe two to half past."""
    assert moment_at(date(2027, 3, 28), time(2, 30), "Europe/Berlin") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment_at(date(2027, 10, 3), time(2, 10), "Australia/Lord_Howe") == datetime(2027, 10, 2, 15, 30, tzinfo=UTC)


def test_a_time_that_exists_twice_is_the_first_and_comes_once() -> None:
    first = moment_at(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_day(next_due(first, time(2, 30), EVERY_DAY, "Europe/Berlin"), "Europe/Berlin") == date(2026, 10, 26)


def test_a_day_that_a_zone_leaves_out_has_nothing_due_and_the_next_has_it_once() -> None:
    thursday = moment_at(date(2011, 12, 29), time(9), "Pacific/Apia")
    following = next_due(thursday, time(9), EVERY_DAY, "Pacific/Apia")
    assert following == moment_at(date(2011, 12, 31), time(9), "Pacific/Apia")
    left_out = frozenset({date(2011, 12, 30).weekday()})
    weekly = next_due(thursday, time(9), left_out, "Pacific/Apia")
    assert local_day(weekly, "Pacific/Apia") == date(2012, 1, 6)


def test_what_is_due_on_no_weekday_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never due"):
        next_due(SINCE, time(9), frozenset(), "UTC")


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────

calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ODD_ZONES),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    begins=st.sampled_from((time(), time(2, 30), time(8, 30), time(22))),
    ends=st.sampled_from((time(), time(3), time(6), time(18))),
    off=st.lists(periods, max_size=4).map(tuple),
    holidays=st.sampled_from(("", "DE-BY", "US")),
)
spans = st.integers(0, 60 * 60 * 24 * 60).map(lambda seconds: timedelta(seconds=seconds))
UNHURRIED = settings(deadline=None)
"""The first to ask for holidays waits for their import."""
QUICK = settings(max_examples=60, deadline=None)


@UNHURRIED
@given(calendars, days, st.integers(0, 800), st.integers(0, 800))
def test_working_days_add_up_across_any_cut(calendar: Calendar, first: date, length: int, cut: int) -> None:
    whole = Period(first, first + timedelta(length))
    at = first + timedelta(min(cut, length))
    parts = Period(first, at), Period(at + DAY, whole.last)
    assert calendar.working_days(whole) == sum(map(calendar.working_days, parts))


@UNHURRIED
@given(calendars, periods)
def test_working_days_are_those_that_are_worked(calendar: Calendar, period: Period) -> None:
    worked = calendar.days_worked(period)
    assert calendar.working_days(period) == len(worked)
    assert worked == [day for day in period if calendar.works_on(day)]


@QUICK
@given(calendars, days, st.integers(1, 30))
def test_the_next_working_day_is_so_many_on(calendar: Calendar, day: date, count: int) -> None:
    following = calendar.next_working_day(day, count)
    assert calendar.works_on(following)
    assert calendar.working_days(Period(day + DAY, following)) == count
    before = calendar.previous_working_day(day, count)
    assert calendar.working_days(Period(before, day - DAY)) == count


@QUICK
@given(calendars, moments, spans, spans)
def test_working_hours_add_up(calendar: Calendar, moment: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = moment + first, moment + first + second
    whole = calendar.working_hours(moment, end)
    assert whole == calendar.working_hours(moment, middle) + calendar.working_hours(middle, end)
    assert timedelta() <= whole <= end - moment


@QUICK
@given(calendars, moments, spans)
def test_adding_working_hours_is_the_reverse_of_counting_them(
    calendar: Calendar, moment: datetime, span: timedelta
) -> None:
    later = calendar.add_working_hours(moment, span)
    assert calendar.working_hours(moment, later) == span
    if span:  # and not a second earlier
        assert calendar.working_hours(moment, later - SECOND) == span - SECOND


@QUICK
@given(calendars, moments)
def test_the_next_open_moment_is_one_of_work_with_none_before_it(calendar: Calendar, moment: datetime) -> None:
    opens = calendar.next_open(moment)
    assert calendar.is_working(opens)
    assert calendar.working_hours(moment, opens) == timedelta()
    assert calendar.is_working(moment) == (opens == moment)


@QUICK
@given(calendars, moments)
def test_a_moment_is_worked_where_its_second_counts(calendar: Calendar, moment: datetime) -> None:
    assert calendar.is_working(moment) == (calendar.working_hours(moment, moment + SECOND) == SECOND)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, in Berlin."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def test_four_working_hours_from_friday_afternoon_end_on_monday() -> None:
    assert BERLIN.add_working_hours(at(20, 16), timedelta(hours=4)) == at(23, 10, 30)
    assert BERLIN.add_working_hours(at(20, 16), timedelta(hours=2)) == at(20, 18)
    assert BERLIN.next_open(at(20, 18)) == at(23, 8, 30)
    assert BERLIN.next_open(at(20, 17, 59)) == at(20, 17, 59)


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    night = Calendar("Europe/Berlin", begins=time(22), ends=time(6))
    assert night.is_working(at(21, 5))  # Saturday, from Friday's shift
    assert not night.is_working(at(23, 5))  # Monday, from Sunday's
    assert night.working_hours(at(20, 0), at(23, 0)) == timedelta(hours=6 + 2 + 6)


def test_from_midnight_to_midnight_is_all_day() -> None:
    always = Calendar("Europe/Berlin", EVERY_DAY, time(), time())
    assert always.working_hours(at(1, 0), at(30, 0)) == timedelta(days=29)


def test_local_moments_are_told_apart_by_their_offset_and_not_by_their_clocks() -> None:
    """Python takes one moment of a zone from another by the clock on the wall, an hour too few that night."""
    always = Calendar("Europe/Berlin", EVERY_DAY, time(), time())
    begins, ends = (datetime(2026, 10, day, tzinfo=ZoneInfo("Europe/Berlin")) for day in (25, 26))
    assert always.working_hours(begins, ends) == timedelta(hours=25)
    assert always.add_working_hours(begins, timedelta(hours=25)) == ends


def test_a_zone_with_half_an_hour_has_its_own_morning() -> None:
    assert Calendar("Asia/Kolkata").next_open(at(18, 0)) == datetime(2026, 11, 18, 3, tzinfo=UTC)


def test_holidays_are_off_where_they_are_kept() -> None:
    epiphany = date(2027, 1, 6)
    assert Calendar("Europe/Berlin", holidays="DE").works_on(epiphany)
    bavaria = Calendar("Europe/Berlin", holidays="DE-BY")
    assert not bavaria.works_on(epiphany)
    assert bavaria.next_working_day(epiphany - DAY) == epiphany + DAY
    assert bavaria.working_days(week_of(epiphany)) == 4


def test_a_holiday_within_an_absence_is_not_counted_twice() -> None:
    christmas = Period(date(2026, 12, 21), date(2027, 1, 3))
    assert Calendar("Europe/Berlin", off=(christmas, christmas), holidays="DE-BY").working_days(christmas) == 0


def test_whoever_is_away_for_ever_is_waited_for_two_years_and_no_longer() -> None:
    for gone in (Calendar("UTC", frozenset()), Calendar("UTC", off=(Period(date(2026, 1, 1), date(2099, 1, 1)),))):
        assert gone.next_open(SINCE) == SINCE + FURTHEST
        assert gone.add_working_hours(SINCE, timedelta(hours=1)) == SINCE + FURTHEST
        assert gone.next_working_day(MONDAY) == MONDAY + FURTHEST
        assert gone.working_days(Period(MONDAY, MONDAY + FURTHEST)) == 0
        assert gone.working_hours(SINCE, UNTIL) == timedelta()


def test_a_whole_year_away_ends_with_the_next_working_day() -> None:
    away = Calendar("Europe/Berlin", off=(year_of(date(2027, 1, 1)),))
    assert away.working_days(year_of(date(2027, 1, 1))) == 0
    assert away.next_working_day(date(2026, 12, 31)) == date(2028, 1, 3)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "place"),
    [("de", "DE"), ("de-by", "DE-BY"), (" US-ca ", "US-CA"), ("qq", None), ("de-qq", None), ("de-", None), ("", None)],
)
def test_a_place_is_found_by_its_code_in_whatever_case(said: str, place: str | None) -> None:
    assert find_place(said) == place


@given(st.sampled_from(("DE", "IN", "US", "JP", "AE")), st.integers(1990, 2100))
@example("IN", 2100)
@settings(max_examples=25, deadline=None)
def test_holidays_of_any_year_are_of_that_year_and_have_names(place: str, year: int) -> None:
    assert all(day.year == year and name for day, name in public_holidays(place, year).items())
