"""Pace says where a goal stands, by the working days of its person, and never more than can be said."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain import pace
from bot.domain.pace import Pace, Plan, Rung, Status, Thresholds
from bot.domain.pace.explanation import Said
from bot.worktime import Calendar, Period

NOVEMBER = Period(date(2026, 11, 2), date(2026, 11, 27))
"""Four weeks from Monday to Friday."""
WEEKDAYS = Calendar("Europe/Berlin")
FORTY = Plan(NOVEMBER, 40)
AWAY = Calendar("Europe/Berlin", off=(NOVEMBER,))


def on(day: int, done: int, plan: Plan = FORTY, calendar: Calendar = WEEKDAYS) -> Pace:
    return pace.measure(plan, done, date(2026, 11, day), calendar)


# ── the arithmetic ───────────────────────────────────────────────────────────────────────────────────────


def test_the_arithmetic_of_a_day_in_the_middle() -> None:
    now = on(13, 15)  # the tenth working day of twenty
    assert (now.day, now.days, now.days_left) == (10, 20, 11)
    assert (now.time_gone, now.share_done) == (Fraction(1, 2), Fraction(15, 40))
    assert (now.due, now.expected) == (18, 20)
    assert (now.left, now.needed, now.planned) == (25, Fraction(25, 11), 2)
    assert now.projected == 30


def test_what_was_set_when_days_were_over_had_no_pace_before_that() -> None:
    assert on(13, 15, replace(FORTY, set_on=date(2026, 11, 2))).planned == 2
    late = on(13, 15, replace(FORTY, set_on=date(2026, 11, 3)))
    assert (late.needed, late.planned) == (Fraction(25, 11), None)


def test_a_day_off_asks_for_no_more_than_the_evening_before() -> None:
    saturday = on(14, 15)
    assert (saturday.day, saturday.days_left) == (10, 10)
    assert saturday.due == saturday.expected == 20


def test_days_off_of_the_person_are_not_expected() -> None:
    calendar = Calendar("Europe/Berlin", off=(Period(date(2026, 11, 2), date(2026, 11, 13)),))
    back = on(16, 0, calendar=calendar)
    assert (back.day, back.days, back.expected) == (1, 10, 4)
    assert back.status is Status.TOO_EARLY


def test_on_its_last_day_the_whole_target_is_expected() -> None:
    last = on(27, 38)
    assert (last.expected, last.days_left, last.needed) == (40, 1, 2)


@pytest.mark.parametrize(
    ("day", "done", "status"),
    [
        (1, 0, Status.NOT_BEGUN),
        (2, 0, Status.TOO_EARLY),
        (5, 0, Status.TOO_EARLY),
        (9, 10, Status.ON_PACE),  # what was due by last night is done, today is still to come
        (13, 21, Status.AHEAD),
        (13, 17, Status.ON_PACE),
        (13, 16, Status.SLIPPING),
        (13, 13, Status.BEHIND),
        (3, 40, Status.DONE),
        (28, 39, Status.OVER),
        (28, 40, Status.DONE),
    ],
)
def test_the_status_follows_what_was_due_by_last_night(day: int, done: int, status: Status) -> None:
    assert on(day, done).status is status


@pytest.mark.parametrize(
    ("day", "done", "status"),
    [
        (13, 0, Status.TOO_EARLY),  # set today: of the eleven days that were left then none is over
        (17, 0, Status.TOO_EARLY),
        (18, 0, Status.BEHIND),
        (13, 21, Status.AHEAD),
        (13, 17, Status.ON_PACE),
        (28, 0, Status.OVER),
    ],
)
def test_nothing_is_short_in_the_first_fifth_of_what_was_left_when_it_was_set(
    day: int, done: int, status: Status
) -> None:
    late = replace(FORTY, set_on=date(2026, 11, 13))
    assert on(day, done, late).status is status


def test_what_was_set_once_no_working_day_was_left_is_never_short() -> None:
    weekend = replace(FORTY, period=Period(date(2026, 11, 2), date(2026, 11, 29)))
    assert on(29, 0, replace(weekend, set_on=date(2026, 11, 28))).status is Status.TOO_EARLY
    assert on(29, 0, weekend).status is Status.BEHIND


def test_too_early_says_what_is_expected_and_forecasts_nothing() -> None:
    late = replace(FORTY, set_on=date(2026, 11, 13))
    said = [part.said for part in pace.explain(on(13, 2, late))]
    assert said == [Said.DAY, Said.DONE, Said.EXPECTED, Said.NEEDED]


def test_a_team_sets_its_own_thresholds() -> None:
    strict = Thresholds(slipping=Fraction(1), behind=Fraction(95, 100))
    assert pace.measure(FORTY, 17, date(2026, 11, 13), WEEKDAYS, strict).status is Status.BEHIND


def test_nothing_is_needed_once_the_target_is_met() -> None:
    assert (on(13, 44).left, on(13, 44).needed) == (0, 0)


def test_no_day_is_left_once_it_is_over() -> None:
    assert (on(30, 39).days_left, on(30, 39).needed) == (0, None)


def test_who_is_away_for_the_whole_period_is_not_judged() -> None:
    away = on(20, 0, calendar=AWAY)
    assert (away.status, away.needed, away.projected) == (Status.AWAY, None, None)
    assert (away.day, away.days) == (19, 26)  # calendar days, for want of others


# ── less is better, levels ───────────────────────────────────────────────────────────────────────────────


def test_a_level_is_judged_by_how_far_it_came() -> None:
    plan = Plan(NOVEMBER, target=30, start=40, is_level=True)
    assert (on(13, 36, plan).expected, on(13, 36, plan).due) == (35, Fraction(71, 2))
    assert on(13, 35, plan).status is Status.ON_PACE
    assert on(13, 37, plan).status is Status.BEHIND
    assert on(13, 30, plan).status is Status.DONE


def test_a_level_may_go_back_behind_its_start() -> None:
    back = on(13, 44, Plan(NOVEMBER, target=30, start=40, is_level=True))
    assert (back.status, back.left, back.share_done) == (Status.BEHIND, 14, Fraction(-4, 10))
    assert back.projected is None


# ── few deals, curves, ramps ─────────────────────────────────────────────────────────────────────────────


def test_with_few_deals_and_no_history_it_says_that_there_are_too_few() -> None:
    assert on(13, 0, Plan(NOVEMBER, 4, cases=4)).status is Status.TOO_FEW
    assert on(13, 0, Plan(NOVEMBER, 8, cases=8)).status is Status.BEHIND


def test_with_few_deals_the_curve_of_past_periods_judges() -> None:
    late = pace.curve_of([[0] * 15 + [2, 4, 6, 8, 10]] * 3)
    plan = Plan(NOVEMBER, 4, cases=4, curve=late)
    assert on(13, 0, plan).status is Status.ON_PACE
    assert (on(13, 0, plan).expected, on(27, 0, plan).expected) == (0, 4)
    assert on(27, 1, plan).status is Status.BEHIND


def test_a_curve_needs_three_periods_in_which_something_was_done() -> None:
    assert pace.curve_of([[1, 2], [1, 2], [0, 0], []]) is None
    assert pace.curve_of([[1, 2], [1, 2], [2, 2]]) is not None


def test_a_curve_is_the_middle_of_the_periods() -> None:
    curve = pace.curve_of([[0, 0, 0, 10], [5, 5, 5, 10], [10, 10, 10, 10]])
    assert curve is not None
    assert (curve.share(Fraction(1, 2)), curve.periods) == (Fraction(1, 2), 3)


def test_a_ramp_is_what_is_expected() -> None:
    plan = Plan(NOVEMBER, 40, ramp=(Rung(date(2026, 11, 13), 4), Rung(date(2026, 11, 20), 12)))
    expected = [on(day, 0, plan).expected for day in (6, 13, 20, 24, 27)]
    assert expected == [2, 4, 12, 12 + Fraction(28 * 2, 5), 40]


# ── what is said of it ────────────────────────────────────────────────────────────────────────


def test_a_shortfall_is_explained_with_what_was_due() -> None:
    parts = {part.said: part for part in pace.explain(on(13, 13))}
    assert (parts[Said.SHORT].first, parts[Said.SHORT].second) == (13, 18)
    assert (parts[Said.NEEDED].first, parts[Said.NEEDED].second) == (Fraction(27, 11), 2)
    assert (parts[Said.PROJECTED].first, parts[Said.PROJECTED].share) == (26, Fraction(26, 40))


def test_where_nothing_can_be_judged_nothing_is_expected_of_anybody() -> None:
    said = [part.said for part in pace.explain(on(13, 0, Plan(NOVEMBER, 4, cases=4)))]
    assert said == [Said.DAY, Said.DONE, Said.NEEDED]


# ── whatever comes in ────────────────────────────────────────────────────────────────────────────────────

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
amounts = st.integers(-(10**12), 10**14)
curves = st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), min_size=3, max_size=5).map(pace.curve_of)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(days)
    return Period(first, first + timedelta(days=draw(st.integers(0, 400))))


calendars = st.builds(
    Calendar,
    st.just("Asia/Kolkata"),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    off=st.lists(periods(), max_size=2).map(tuple),
)
plans = st.builds(
    Plan,
    periods(),
    amounts,
    start=amounts,
    is_level=st.booleans(),
    ramp=st.lists(st.builds(Rung, days, amounts), max_size=3).map(tuple),
    curve=st.none() | curves,
    cases=st.none() | st.integers(0, 20),
).filter(lambda plan: plan.start != plan.target)


@given(plans, amounts, days, calendars)
def test_anything_can_be_measured_and_explained(plan: Plan, done: int, today: date, calendar: Calendar) -> None:
    now = pace.measure(plan, done, today, calendar)
    assert 0 <= now.day <= now.days
    assert 0 <= now.days_left <= now.days
    assert now.left >= 0
    assert now.short >= 0
    assert now.needed is None or now.needed * now.days_left >= now.left
    assert pace.explain(now)


@given(plans, days, days, calendars)
def test_what_is_expected_never_falls_and_ends_at_the_target(
    plan: Plan, one: date, other: date, calendar: Calendar
) -> None:
    early, late = (pace.measure(plan, plan.start, day, calendar) for day in sorted((one, other)))
    assert 0 <= early.share_expected <= late.share_expected <= 1
    assert pace.measure(plan, plan.start, plan.period.last, calendar).expected == plan.target


@given(plans, days, calendars)
def test_the_days_gone_and_the_days_left_are_all_there_are(plan: Plan, today: date, calendar: Calendar) -> None:
    assume(calendar.working_days(plan.period))
    now = pace.measure(plan, plan.start, today, calendar)
    works_today = today in plan.period and calendar.works_on(today)
    assert now.day + now.days_left == now.days + works_today


@given(plans, amounts, days, calendars)
def test_only_what_lies_under_what_was_due_is_short(plan: Plan, done: int, today: date, calendar: Calendar) -> None:
    now = pace.measure(plan, done, today, calendar)
    assert not (now.status.is_short and now.short == 0)
    assert not (now.status is Status.AHEAD and now.short > 0)
