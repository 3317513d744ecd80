"""What one person achieved in a period: from wins, and of what the team counts by hand."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import goals
from bot.models import Membership, Metric, MovedBy, Progress, Standard, Unit, Win, WinCredit
from bot.worktime import Period

Metrics = Mapping[str, Metric]
"""A team's metrics by folded name."""


def metrics_of(session: Session, member: Membership) -> Metrics:
    return {metric.folded: metric for metric in goals.metrics.all_of(session, member.team)}


def of_standard(
    session: Session, member: Membership, standard: Standard, period: Period, metrics: Metrics
) -> int | None:
    """What the person achieved of a standard's number; None if the team counts no such thing."""
    unit = Unit.MONEY if standard.currency else Unit.COUNT
    name, moved_by = goals.metrics.built_in(standard.metric, unit)
    if moved_by is not MovedBy.TYPING:
        return _won(session, member, standard.currency, period)
    metric = metrics.get(phrases.metric_key(name))
    return typed(session, member, metric, period) if metric and metric.unit is unit else None


def _won(session: Session, member: Membership, currency: str | None, period: Period) -> int:
    """The person's credit in the team's wins in that currency; without one, how many wins they closed."""
    within = (
        Win.team_id == member.team_id,
        Win.closed_on.between(period.first, period.last),
        Win.is_standing.is_(True),
    )
    if currency is None:
        closed = select(func.count()).select_from(Win).where(*within, Win.owner_id == member.person_id)
        return session.scalar(closed) or 0
    mine = select(func.sum(WinCredit.amount_minor)).join(Win, Win.id == WinCredit.win_id)
    return int(
        session.scalar(mine.where(*within, Win.currency == currency, WinCredit.person_id == member.person_id)) or 0
    )


def typed(session: Session, member: Membership, metric: Metric, period: Period) -> int:
    counts = (
        Progress.metric_id == metric.id,
        Progress.is_level.is_(False),
        Progress.counted_on.between(period.first, period.last),
        Progress.owner_id == member.person_id,
        Progress.is_standing.is_(True),
    )
    return int(session.scalar(select(func.sum(Progress.value)).where(*counts)) or 0)
