"""Steps are celebrated once and in order; a far target gets smaller ones; quality goes before quantity."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import pace
from bot.domain.pace import Known, Plan, Tally, Trend
from bot.worktime import Period

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
HUNDRED = Plan(QUARTER, 100)


def names(steps: list[pace.Step]) -> list[str]:
    return [step.name for step in steps]


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sum_has_steps_past_its_target_and_a_level_has_none() -> None:
    assert names(pace.steps_of(HUNDRED)) == ["25", "50", "75", "100", "110", "125"]
    assert names(pace.steps_of(Plan(QUARTER, 30, start=40, is_level=True))) == ["25", "50", "75", "100"]


def test_the_steps_of_an_amount_are_its_exact_parts() -> None:
    steps = pace.steps_of(Plan(QUARTER, 100_000_00))
    assert [step.value for step in steps] == [25_000_00, 50_000_00, 75_000_00, 100_000_00, 110_000_00, 125_000_00]


def test_steps_that_fall_on_one_value_are_one() -> None:
    assert [(step.name, step.value) for step in pace.steps_of(Plan(QUARTER, 2))] == [("50", 1), ("100", 2), ("125", 3)]


def test_one_big_deal_crosses_several_steps() -> None:
    assert names(pace.crossed(HUNDRED, pace.steps_of(HUNDRED), 20, 80)) == ["25", "50", "75"]


def test_a_step_is_crossed_when_it_is_met_exactly() -> None:
    assert names(pace.crossed(HUNDRED, pace.steps_of(HUNDRED), 24, 25)) == ["25"]
    assert pace.crossed(HUNDRED, pace.steps_of(HUNDRED), 25, 26) == []


def test_going_back_crosses_nothing() -> None:
    assert pace.crossed(HUNDRED, pace.steps_of(HUNDRED), 80, 20) == []


def test_a_level_that_falls_crosses_its_steps_downward() -> None:
    plan = Plan(QUARTER, 30, start=40, is_level=True)
    assert names(pace.crossed(plan, pace.steps_of(plan), 40, 35)) == ["25", "50"]


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_two_changes_cross_what_one_would(target: int, first: int, second: int, third: int) -> None:
    plan = Plan(QUARTER, target)
    steps = pace.steps_of(plan)
    low, middle, high = sorted((first, second, third))
    in_two = pace.crossed(plan, steps, low, middle) + pace.crossed(plan, steps, middle, high)
    assert in_two == pace.crossed(plan, steps, low, high)
    assert pace.reached(plan, steps, high) == pace.crossed(plan, steps, -1, high)


# ── within reach ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_target_far_above_the_best_gets_smaller_steps() -> None:
    far = pace.stretch(200, best=100)
    assert far is not None
    assert (far.times, far.ramp) == (2, (120, 150, 180, 200))


def test_a_target_within_reach_gets_nothing() -> None:
    assert pace.stretch(149, best=100) is None
    assert pace.stretch(150, best=100) is not None


def test_without_a_best_period_nothing_is_compared() -> None:
    assert pace.stretch(10**9, best=None) is None
    assert pace.stretch(10**9, best=0) is None


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 12))
def test_a_ramp_rises_from_the_best_to_the_target(best: int, more: int, periods: int) -> None:
    steps = pace.ramp(best, best + more, periods)
    assert len(steps) == periods
    assert steps == sorted(steps)
    assert (steps[0] >= best, steps[-1]) == (True, best + more)


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


def test_what_it_takes_a_day_to_win_the_rest() -> None:
    takes = pace.effort(100_000, 20, Known(Fraction(1, 4), 40), Known(Fraction(12_000), 9))
    assert (takes.deals, takes.attempts, takes.a_day) == (9, 36, Fraction(36, 20))


def test_of_deals_alone_no_average_is_needed() -> None:
    assert pace.effort(3, 0, Known(Fraction(1, 3))) == pace.Effort(3, 9, None, None, Known(Fraction(1, 3)))


def test_own_history_speaks_from_five_deals_and_ten_attempts_on() -> None:
    assert pace.average_deal([10, 20, 30, 40]) is None
    assert pace.average_deal([10, 20, 30, 40, 50]) == Known(Fraction(30), 5)
    assert pace.close_rate(3, 9) is None
    assert pace.close_rate(0, 10) is None
    assert pace.close_rate(3, 10) == Known(Fraction(3, 10), 10)


# ── quality ──────────────────────────────────────────────────────────────────────────────────────────────


def test_where_quality_fell_no_more_volume_is_asked_for() -> None:
    quality = pace.quality_of([Tally(20, 8), Tally(20, 8), Tally(40, 9)])
    assert (quality.trend, quality.may_ask_for_more) == (Trend.FALLEN, False)
    assert (quality.before.quality, quality.now.quality) == (Fraction(2, 5), Fraction(9, 40))


def test_quality_that_holds_or_rises_leaves_volume_alone() -> None:
    assert pace.quality_of([Tally(20, 8), Tally(20, 8)]).trend is Trend.HELD
    assert pace.quality_of([Tally(20, 8), Tally(20, 12)]).may_ask_for_more


def test_few_attempts_say_nothing_of_quality() -> None:
    assert pace.quality_of([Tally(20, 8), Tally(9, 0)]).trend is Trend.TOO_FEW
    assert pace.quality_of([]).trend is Trend.TOO_FEW
