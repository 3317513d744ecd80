"""Steps of goals: noted when something moves a goal, and celebrated once, whatever is corrected afterwards."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import insert_if_new
from bot.domain import pace, preferences
from bot.domain.goals import pacing, sums
from bot.models import Goal, GoalStep, MovedBy, Outcome, Visibility, Win


def key(goal: Goal, name: str) -> str:
    """The outbox key of a step's celebration."""
    return f"goal:{goal.id}:step:{name}"


def settle(
    session: Session,
    goals: Sequence[Goal],
    *,
    now: datetime,
    by_id: int,
    added: Callable[[Goal], int] = lambda _: 0,
) -> list[GoalStep]:
    """Note the steps that were reached, and celebrate the furthest of each goal; return these.

    `by_id` is the person whose act reached them; they read of it in the answer. `added` is what the act has added to a
    goal, less than nothing where it took off: earlier celebrations of the steps between say how it is now.
    """
    told = []
    for goal, steps, done in _reached(session, goals):
        new = [step.name for step in steps if _is_new(session, goal, step, now)]
        _note_target(goal, done, now)
        _touch_between(session, goal, done - added(goal), done, but=new)
        if new:
            furthest = select(GoalStep).where(GoalStep.goal_id == goal.id, GoalStep.name == new[-1])
            told.append(session.execute(furthest).scalar_one())
            _tell(session, goal, told[-1], now, by_id)
    return told


def brought_by(
    session: Session, win: Win, goals: Sequence[Goal], done: Mapping[int, int], *, now: datetime
) -> dict[int, GoalStep]:
    """The furthest step that the win, told just now, has reached of each of these goals, by goal id."""
    rows = select(GoalStep).where(GoalStep.goal_id.in_(done), GoalStep.reached_at == now).order_by(GoalStep.id)
    noted: dict[int, dict[str, GoalStep]] = defaultdict(dict)
    for step in session.scalars(rows):
        noted[step.goal_id][step.name] = step
    found = {}
    for goal in goals:
        plan = pacing.plan_of(goal)
        before = done[goal.id] - share(goal, win)
        for crossed in pace.crossed(plan, pace.steps_of(plan), before, done[goal.id]):
            if crossed.name in noted[goal.id]:
                found[goal.id] = noted[goal.id][crossed.name]
    return found


def share(goal: Goal, win: Win) -> int:
    """What of the win counts toward the goal."""
    if goal.metric.moved_by is MovedBy.WINS:
        return 1
    if goal.is_of_team:
        return win.amount_minor
    return sum(credit.amount_minor for credit in win.credits if credit.person_id == goal.owner_id)


def note(session: Session, goal: Goal, *, now: datetime) -> None:
    """Note the steps reached by setting or changing the goal, without celebrating them."""
    for _, steps, done in _reached(session, [goal]):
        for step in steps:
            _is_new(session, goal, step, now)
        _note_target(goal, done, now)


def _is_new(session: Session, goal: Goal, step: pace.Step, now: datetime) -> bool:
    return insert_if_new(session, GoalStep, goal_id=goal.id, name=step.name, reached_at=now)


def take_back(
    session: Session, goals: Sequence[Goal], *, since: datetime, now: datetime, added: Callable[[Goal], int]
) -> None:
    """After something that counted from `since` on was undone: remove steps not reached without it, and their posts.

    `added` is what it had added to a goal: the celebrations left of the steps between say how it is now.
    """
    for goal, steps, done in _reached(session, goals):
        still = {step.name for step in steps}
        after = select(GoalStep).where(GoalStep.goal_id == goal.id, GoalStep.reached_at >= since)
        gone = [step for step in session.scalars(after) if step.name not in still]
        for step in gone:
            outbox.withdraw(session, key(goal, step.name))
            session.delete(step)
        _note_target(goal, done, now)
        _touch_between(session, goal, done + added(goal), done, but=[step.name for step in gone])
    session.flush()


def retell(session: Session, goals: Sequence[Goal], *, now: datetime, was: Mapping[int, int] | None = None) -> None:
    """Note whether the target is still reached. Celebrations stay; those between what `was` done and what is say so."""
    for goal, _, done in _reached(session, goals):
        _note_target(goal, done, now)
        _touch_between(session, goal, was[goal.id] if was else done, done)


def _touch_between(session: Session, goal: Goal, was: int, done: int, *, but: Sequence[str] = ()) -> None:
    """Let celebrations of the steps between the two be told anew."""
    plan = pacing.plan_of(goal)
    below, above = sorted((was, done), key=plan.progress)
    for step in pace.crossed(plan, pace.steps_of(plan), below, above):
        if step.name not in but:
            outbox.touch(session, key(goal, step.name))


def is_corrected(step: GoalStep, done: int) -> bool:
    """Whether what was counted for the step was taken off again; a level may well go back."""
    plan = pacing.plan_of(step.goal)
    return not plan.is_level and plan.progress(done) * 100 < plan.way * int(step.name)


def _reached(session: Session, goals: Sequence[Goal]) -> list[tuple[Goal, list[pace.Step], int]]:
    """Lock the goals; return each with the steps reached and what is done."""
    if not goals:
        return []
    ids = [goal.id for goal in goals]
    session.flush()
    session.execute(select(Goal.id).where(Goal.id.in_(ids)).order_by(Goal.id).with_for_update())
    done = sums.progress_of(session, goals)
    found = []
    for goal in goals:
        plan = pacing.plan_of(goal)
        found.append((goal, pace.reached(plan, pace.steps_of(plan), done[goal.id]), done[goal.id]))
    return found


def _note_target(goal: Goal, done: int, now: datetime) -> None:
    plan = pacing.plan_of(goal)
    is_reached = plan.progress(done) >= plan.way
    goal.reached_at = (goal.reached_at or now) if is_reached else None
    if goal.ended_at:
        goal.outcome = Outcome.REACHED if is_reached else Outcome.MISSED
        if goal.closed_at == goal.ended_at and not is_reached:
            goal.closed_at = None  # its end closed it; missed, it waits for a look back


def _tell(session: Session, goal: Goal, step: GoalStep, now: datetime, by_id: int) -> None:
    """Tell the channel for a team's goal or a public one, else the owner, unless it was the owner's own act."""
    as_ = key(goal, step.name)
    if _is_for_channel(session, goal):
        there = goal.team.wins_channel_id
        outbox.show_in(session, goal.team, "goal.step", as_, due_at=now, channel_id=there, step_id=step.id)
    elif goal.owner and goal.owner_id != by_id and not preferences.is_off(session, goal.owner.id, "goals"):
        outbox.show_to(session, goal.owner, "goal.own_step", as_, due_at=now, step_id=step.id)


def _is_for_channel(session: Session, goal: Goal) -> bool:
    if preferences.is_team_off(session, goal.team, "milestones"):
        return False
    if goal.owner_id is None:
        return True
    return goal.visibility is Visibility.PUBLIC and not preferences.is_off(session, goal.owner_id, "wins")
