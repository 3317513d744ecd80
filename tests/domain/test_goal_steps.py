"""Steps on the way: celebrated once, by whom and where, and what corrections make of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import goals, preferences, wins
from bot.models import Goal, GoalStep, Membership, OutboxMessage, Outcome, Visibility
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, done, log, set_goal
from tests.sales import NOW, TODAY, Sales


def told(sales: Sales, kind: str = "goal.step") -> list[str]:
    """The steps whose messages stand or will, by their names."""
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return [row.key.rpartition(":")[2] for row in sales.session.scalars(rows.order_by(OutboxMessage.id))]


def noted(sales: Sales) -> list[str]:
    return sorted(sales.session.scalars(select(GoalStep.name)), key=int)


@pytest.fixture
def ours(west: West, sales: Sales) -> Goal:
    """West's 100,000 dollars of this quarter."""
    return set_goal(sales, west.lee, REVENUE, owner=None)


@pytest.mark.usefixtures("ours")
def test_of_several_steps_at_once_the_furthest_is_celebrated(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 60_000_00)
    assert told(sales) == ["50"]
    assert noted(sales) == ["25", "50"]


def test_past_the_target_there_are_two_steps_more(sales: Sales, rita: Membership, ours: Goal) -> None:
    for _ in range(13):
        sales.win(rita, 10_000_00)
    assert told(sales) == ["25", "50", "75", "100", "110", "125"]
    assert ours.reached_at == NOW


def test_what_was_done_before_the_goal_was_set_is_not_celebrated(west: West, sales: Sales) -> None:
    sales.win(west.rita, 60_000_00)
    goal = set_goal(sales, west.lee, REVENUE, owner=None)
    sales.win(west.rita, 1_000_00)
    assert told(sales) == []
    assert done(sales, goal) == 61_000_00


def test_undo_takes_a_step_back_and_it_is_celebrated_when_it_comes(sales: Sales, rita: Membership, ours: Goal) -> None:
    sales.win(rita, 40_000_00)
    mistake = sales.win(rita, 60_000_00)
    assert told(sales) == ["25", "100"]
    wins.undo(sales.session, rita, mistake, now=NOW + timedelta(minutes=5))
    assert told(sales) == ["25"]
    assert ours.reached_at is None
    sales.win(rita, 60_000_00, at=NOW + timedelta(minutes=9))
    assert told(sales) == ["25", "100"]


@pytest.mark.usefixtures("ours")
def test_undo_leaves_a_step_that_others_reach_as_well(sales: Sales, rita: Membership) -> None:
    first = sales.win(rita, 30_000_00)
    sales.win(rita, 30_000_00, at=NOW + timedelta(minutes=1))
    wins.undo(sales.session, rita, first, now=NOW + timedelta(minutes=2))
    assert told(sales) == ["25"]


def test_what_was_celebrated_is_not_celebrated_again_after_a_correction(
    sales: Sales, rita: Membership, ours: Goal
) -> None:
    win = sales.win(rita, 100_000_00)
    later = NOW + timedelta(hours=2)
    sales.amend(rita, win, 10_000_00, now=later)
    assert ours.reached_at is None
    sales.amend(rita, win, 100_000_00, now=later)
    assert told(sales) == ["100"]
    assert ours.reached_at == later


def test_a_reversal_leaves_what_was_celebrated(sales: Sales, rita: Membership, ours: Goal) -> None:
    wins.reverse(sales.session, rita, sales.win(rita, 100_000_00), now=NOW)
    assert told(sales) == ["100"]
    assert ours.reached_at is None


def test_a_reversal_after_the_end_leaves_a_goal_missed(sales: Sales, rita: Membership, ours: Goal) -> None:
    win = sales.win(rita, 100_000_00)
    after = NOW + timedelta(days=60)
    goals.end_due(sales.session, now=after)
    wins.reverse(sales.session, rita, win, now=after)
    assert ours.outcome is Outcome.MISSED


@pytest.mark.usefixtures("ours")
def test_a_correction_upward_is_celebrated(sales: Sales, rita: Membership) -> None:
    win = sales.win(rita, 10_000_00)
    sales.amend(rita, win, 50_000_00)
    assert told(sales) == ["50"]


def test_a_goal_edited_after_its_steps_were_celebrated_does_not_celebrate_them_again(
    west: West, sales: Sales, ours: Goal
) -> None:
    sales.win(west.rita, 60_000_00)
    for target in (200_000_00, 60_000_00):
        goals.edit(sales.session, west.lee, ours, replace(goals.facts_of(ours), target=target), now=NOW)
    sales.win(west.rita, 1_00)
    assert told(sales) == ["50"]
    assert ours.reached_at == NOW


def test_a_private_step_is_told_to_the_owner_where_somebody_else_brought_it(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, REVENUE)
    sales.win(west.rita, 30_000_00)
    assert (told(sales), told(sales, "goal.own_step")) == ([], [])
    wins.record(sales.session, west.lee, wins.facts_of(sales.win(west.sam, 30_000_00)), now=NOW, owner=west.rita.person)
    assert (told(sales), told(sales, "goal.own_step")) == ([], ["50"])


@pytest.mark.parametrize(("visibility", "steps"), [(Visibility.PUBLIC, ["25"]), (Visibility.USUAL, [])])
def test_a_public_step_is_posted_and_no_other_of_a_persons(
    sales: Sales, rita: Membership, visibility: Visibility, steps: list[str]
) -> None:
    set_goal(sales, rita, REVENUE, visibility=visibility)
    sales.win(rita, 30_000_00)
    assert told(sales) == steps


@pytest.mark.usefixtures("ours")
def test_steps_are_not_posted_where_that_was_turned_off(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, REVENUE, visibility=Visibility.PUBLIC)
    preferences.set_for_person(sales.session, west.rita.person, "wins", "off")
    sales.win(west.rita, 30_000_00)
    assert len(told(sales)) == 1
    preferences.set_for_team(sales.session, west.lee, "milestones", "off")
    sales.win(west.rita, 30_000_00)
    assert len(told(sales)) == 1


def test_progress_brings_steps_and_its_undo_takes_them_back(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, DEMOS, visibility=Visibility.PUBLIC)
    log(sales, rita, goal, "+3")
    row, steps = goals.log(sales.session, rita, goal, "+", 9, now=NOW + timedelta(minutes=1))
    assert [step.name for step in steps] == ["100"]
    goals.undo_progress(sales.session, rita, row, now=NOW + timedelta(minutes=2))
    assert told(sales) == ["25"]
    assert goal.reached_at is None


def test_a_level_may_go_back_and_is_not_reached_then(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, what="response time", start=40, target=30, measured_in="hours")
    log(sales, rita, goal, "=29", on=TODAY)
    assert goal.reached_at == NOW
    log(sales, rita, goal, "=33", on=TODAY)
    assert goal.reached_at is None
