"""Whether a goal is far above anything before, what it takes, and whether quality holds."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.domain import goals, pace
from bot.errors import Refused
from bot.models import Goal, Membership, Recurrence
from bot.worktime import week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, QUARTER, REVENUE, set_goal
from tests.sales import NOW, TODAY, Sales

LAST_QUARTER = QUARTER.first - timedelta(days=10)
BEFORE_THAT = LAST_QUARTER - timedelta(days=92)


@pytest.fixture
def far(sales: Sales, rita: Membership) -> Goal:
    """100k this quarter, where 40k was the best before."""
    sales.win(rita, 40_000_00, LAST_QUARTER)
    sales.win(rita, 30_000_00, BEFORE_THAT)
    return set_goal(sales, rita, REVENUE)


def test_a_far_target_is_told_by_the_best_period_before(sales: Sales, far: Goal) -> None:
    found = goals.stretch_of(sales.session, far)
    assert found
    assert (found.best, found.times, found.ramp[-1]) == (40_000_00, Fraction(5, 2), 100_000_00)


def test_one_period_before_tells_too_little(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 40_000_00, LAST_QUARTER)
    goal = set_goal(sales, rita, REVENUE)
    assert goals.stretch_of(sales.session, goal) is None
    with pytest.raises(Refused, match="Too little was counted before goal 2 to tell what a smaller step is"):
        goals.use_ramp(sales.session, rita, goal, now=NOW)


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize(
    "changed", [{"target": 59_999_99}, {"what": "hours", "currency": None, "start": 9, "target": 90}]
)
def test_what_is_within_reach_or_a_level_is_not_far(sales: Sales, rita: Membership, changed: dict[str, object]) -> None:
    goal = set_goal(sales, rita, REVENUE, **changed)
    assert goals.stretch_of(sales.session, goal) is None
    with pytest.raises(Refused, match="is a level" if goal.is_level else "within reach"):
        goals.use_ramp(sales.session, rita, goal, now=NOW)


@pytest.mark.usefixtures("far")
def test_what_a_leader_set_is_talked_about_instead(west: West, sales: Sales) -> None:
    assert goals.stretch_of(sales.session, set_goal(sales, west.lee, REVENUE, owner=west.rita.person)) is None


@pytest.mark.usefixtures("far")
def test_a_teams_goal_is_compared_with_what_the_team_did(west: West, sales: Sales) -> None:
    sales.win(west.sam, 20_000_00, LAST_QUARTER, helpers=[(west.rita.person_id, 5000)])
    found = goals.stretch_of(sales.session, set_goal(sales, west.lee, REVENUE, owner=None))
    assert found
    assert found.best == 60_000_00


def test_the_ramp_is_a_goal_for_each_period_up_to_the_target(sales: Sales, rita: Membership, far: Goal) -> None:
    steps = goals.use_ramp(sales.session, rita, far, now=NOW)
    assert [step.target for step in steps] == [55_000_00, 70_000_00, 85_000_00, 100_000_00]
    assert steps[0] is far
    assert all(then.previous_id == step.id for step, then in pairwise(steps))
    assert all(then.first_on == step.last_on + timedelta(days=1) for step, then in pairwise(steps))


def test_a_recurring_goal_recurs_once_the_ramp_is_over(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    for weeks in (1, 2):
        day = week.first - timedelta(days=7 * weeks)
        before = set_goal(sales, rita, first_on=day, last_on=QUARTER.last)
        goals.log(sales.session, rita, before, "+", 4, now=NOW, on=day)
    goal = set_goal(sales, rita, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    steps = goals.use_ramp(sales.session, rita, goal, now=NOW)
    assert [step.recurrence for step in steps] == [None, None, None, Recurrence.WEEK]
    goals.end_due(sales.session, now=NOW + timedelta(days=8))
    goals.end_due(sales.session, now=NOW + timedelta(days=40))
    assert len(sales.session.scalars(select(Goal).where(Goal.previous_id == steps[-1].id)).all()) == 1


def test_only_whoever_may_change_it_uses_the_ramp(west: West, sales: Sales, far: Goal) -> None:
    with pytest.raises(Refused, match="Only"):
        goals.use_ramp(sales.session, west.sam, far, now=NOW)


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


def test_what_it_takes_goes_by_ones_own_figures_where_there_are_enough(sales: Sales, rita: Membership) -> None:
    for nth in range(5):
        sales.win(rita, 12_000_00, LAST_QUARTER - timedelta(days=nth))
    goals.log(sales.session, rita, set_goal(sales, rita), "+", 20, now=NOW)
    goal = set_goal(sales, rita, REVENUE, target=60_000_00)
    found = goals.needs(sales.session, goal, now=NOW)
    assert found.effort
    assert (found.deal, found.rate) == (pace.Known(Fraction(12_000_00), 5), pace.Known(Fraction(1, 4), 20))
    assert (found.effort.deals, found.effort.attempts, found.activity) == (5, 20, "demos")


def test_what_was_named_gives_way_to_ones_own_figures(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, REVENUE, target=60_000_00)
    assert goals.needs(sales.session, goal, now=NOW).effort is None
    goals.assume(sales.session, rita, goal, deal=30_000_00, one_in=10)
    goals.assume(sales.session, rita, goal, activity="calls")
    found = goals.needs(sales.session, goal, now=NOW)
    assert found.effort
    assert (found.effort.attempts, found.activity) == (20, "calls")
    for nth in range(5):
        sales.win(rita, 12_000_00, LAST_QUARTER - timedelta(days=nth))
    assert goals.needs(sales.session, goal, now=NOW).deal == pace.Known(Fraction(12_000_00), 5)


def test_what_cannot_be_named_is_refused(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.rita, REVENUE)
    for said in ({"deal": 0}, {"one_in": 0}, {"one_in": 10_001}, {"activity": "x" * 61}):
        with pytest.raises(Refused):
            goals.assume(sales.session, west.rita, goal, **said)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Only"):
        goals.assume(sales.session, west.sam, goal, deal=5)
    with pytest.raises(Refused, match="is a level"):
        goals.needs(sales.session, set_goal(sales, west.rita, what="hours", start=40, target=30), now=NOW)


# ── quality ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_quality_that_fell_is_noticed_and_one_that_held_is_not(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, replace(DEMOS, first_on=TODAY - timedelta(days=100)))
    goals.pair(sales.session, rita, goal, "close rate")
    before = TODAY - timedelta(days=60)
    goals.log(sales.session, rita, goal, "+", 20, now=NOW, on=before)
    goals.log(sales.session, rita, goal, "+", 20, now=NOW)
    for nth in range(5):
        sales.win(rita, 1000, before - timedelta(days=nth))
    found = goals.quality_of(sales.session, goal, TODAY)
    assert found
    assert (found.trend, found.may_ask_for_more) == (pace.Trend.FALLEN, False)
    for nth in range(5):
        sales.win(rita, 1000, TODAY - timedelta(days=nth))
    held = goals.quality_of(sales.session, goal, TODAY)
    assert held
    assert held.trend is pace.Trend.HELD


def test_a_quality_is_the_metrics_so_that_every_goal_of_it_carries_it(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.rita)
    partner = goals.pair(sales.session, west.rita, goal, "second meetings")
    assert partner
    assert set_goal(sales, west.sam).metric.partner is partner
    assert goals.name_of(partner) == "second meetings of each"
    assert goals.pair(sales.session, west.rita, goal, "nothing") is None
    assert goals.quality_of(sales.session, goal, TODAY) is None


def test_what_carries_no_quality_says_so(west: West, sales: Sales) -> None:
    with pytest.raises(Refused, match="quality itself"):
        goals.pair(sales.session, west.rita, set_goal(sales, west.rita, REVENUE), "close rate")
    with pytest.raises(Refused, match="its own quality"):
        goals.pair(sales.session, west.rita, set_goal(sales, west.rita), "demos")
    with pytest.raises(Refused, match="Which quality"):
        goals.pair(sales.session, west.rita, set_goal(sales, west.rita), "12")
    with pytest.raises(Refused, match="Only"):
        goals.pair(sales.session, west.sam, set_goal(sales, west.rita), "close rate")
