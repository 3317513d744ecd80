"""What can be pointed at in a cheer: efforts and results of the last days that can be looked up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot import worktime
from bot.domain import commitments
from bot.models import (
    Cheer,
    Commitment,
    CommitmentState,
    Goal,
    GoalStep,
    Membership,
    Metric,
    Obstacle,
    ObstacleState,
    Person,
    Progress,
    Win,
)

LATELY = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """Something that one person did; its `name` is stored, as "win:17"."""

    person_id: int
    name: str
    at: datetime
    is_effort: bool
    """Whether it is an effort; else it is a result."""


@dataclass(frozen=True)
class Logged:
    """So much of something in the week before a cheer was offered."""

    metric: Metric
    amount: int


Fact = Win | GoalStep | Obstacle | Commitment | Logged


def lately(
    session: Session, leader: Person, places: Sequence[Membership], people: Sequence[Membership], now: datetime
) -> list[Found]:
    """What these people did lately, as far as the leader may see it; never from their no's."""
    led, of, since = [place.team_id for place in places], [each.person_id for each in people], now - LATELY
    seen_in = {*led, *(each.team_id for each in people)}
    return [
        *_wins(session, seen_in, of, since),
        *_steps(session, led, of, since),
        *_removed(session, of, since),
        *_kept(session, leader, of, since),
        *_logged(session, led, of, now),
    ]


def _wins(session: Session, seen_in: Collection[int], of: Collection[int], since: datetime) -> list[Found]:
    rows = select(Win.owner_id, Win.id, Win.recorded_at).where(Win.owner_id.in_(of), Win.is_standing)
    found = session.execute(rows.where(Win.team_id.in_(seen_in), Win.recorded_at > since))
    return [Found(owner_id, f"win:{win_id}", at, is_effort=False) for owner_id, win_id, at in found]


def _steps(session: Session, team_ids: Collection[int], of: Collection[int], since: datetime) -> list[Found]:
    """Of each goal the furthest: one win can reach several, and each behind it says less than is so."""
    rows = select(Goal.id, Goal.owner_id, GoalStep.id, GoalStep.reached_at).join(GoalStep.goal)
    mine = rows.where(Goal.team_id.in_(team_ids), Goal.owner_id.in_(of), GoalStep.reached_at > since)
    furthest = {
        goal_id: Found(owner_id, f"step:{step_id}", at, is_effort=True)
        for goal_id, owner_id, step_id, at in session.execute(mine.order_by(GoalStep.id))
        if owner_id
    }
    return list(furthest.values())


def _removed(session: Session, of: Collection[int], since: datetime) -> list[Found]:
    """Other people's shared obstacles that they removed, as the raisers confirmed."""
    rows = select(Obstacle.cleared_by_id, Obstacle.id, Obstacle.cleared_at).where(
        Obstacle.cleared_by_id.in_(of),
        Obstacle.cleared_by_id != Obstacle.raiser_id,
        Obstacle.state == ObstacleState.GONE,
        Obstacle.is_private.is_(False),
        Obstacle.cleared_at > since,
    )
    found = session.execute(rows)
    return [Found(who, f"obstacle:{its_id}", at, is_effort=True) for who, its_id, at in found if who and at]


def _kept(session: Session, leader: Person, of: Collection[int], since: datetime) -> list[Found]:
    rows = select(Commitment).where(
        Commitment.by_id.in_(of), Commitment.state == CommitmentState.CONFIRMED, Commitment.kept_at > since
    )
    seen = [row for row in session.scalars(rows) if commitments.may_see(session, leader, row)]
    return [Found(row.by_id, f"promise:{row.id}", row.kept_at, is_effort=True) for row in seen if row.kept_at]


def _logged(session: Session, team_ids: Collection[int], of: Collection[int], now: datetime) -> list[Found]:
    rows = select(Progress.owner_id, Progress.metric_id, func.max(Progress.at)).join(Progress.metric)
    lately = (Progress.counted_on > (now - LATELY).date(), Progress.is_standing, Progress.is_level.is_(False))
    mine = (Metric.team_id.in_(team_ids), Progress.owner_id.in_(of))
    summed = rows.where(*mine, *lately).group_by(Progress.owner_id, Progress.metric_id)
    positive = summed.having(func.sum(Progress.value) > 0)
    return [
        Found(owner_id, f"progress:{metric_id}", at, is_effort=True)
        for owner_id, metric_id, at in session.execute(positive)
        if owner_id
    ]


# ── one of them, as it stands now ────────────────────────────────────────────────────────────────────────


def fact_of(session: Session, cheer: Cheer) -> Fact | None:
    """What the cheer refers to; None if there is nothing, or it is gone."""
    kind, _, number = cheer.fact.partition(":")
    match kind:
        case "win":
            win = session.get(Win, int(number))
            return win if win and win.is_standing else None
        case "step":
            return session.get(GoalStep, int(number), options=[joinedload(GoalStep.goal)])
        case "obstacle":
            removed = session.get(Obstacle, int(number))
            return removed if removed and removed.state is ObstacleState.GONE else None
        case "promise":
            kept = session.get(Commitment, int(number))
            return kept if kept and kept.state is CommitmentState.CONFIRMED else None
        case "progress":
            return _sum(session, cheer, int(number))
        case _:
            return None


def _sum(session: Session, cheer: Cheer, metric_id: int) -> Logged | None:
    metric = session.get(Metric, metric_id)
    if metric is None or cheer.offered_on is None:
        return None
    week = worktime.Period(cheer.offered_on - LATELY + DAY, cheer.offered_on)
    mine = (Progress.metric_id == metric_id, Progress.owner_id == cheer.person_id, Progress.is_standing)
    within = (Progress.counted_on >= week.first, Progress.counted_on <= week.last, Progress.is_level.is_(False))
    amount = session.scalar(select(func.sum(Progress.value)).where(*mine, *within)) or 0
    return Logged(metric, int(amount)) if amount > 0 else None
