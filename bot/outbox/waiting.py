"""What waits to be delivered: the conditions for it, how much it is, and since when."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bot.models import OutboxMessage


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.shown < OutboxMessage.wanted,
        OutboxMessage.parked_reason.is_(None),
        OutboxMessage.due_at <= now,
    )


def is_ripe(real_now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Nobody has claimed it, and it need not wait for its next try."""
    moments = (OutboxMessage.claimed_until, OutboxMessage.retry_at)
    return tuple(or_(moment.is_(None), moment <= real_now) for moment in moments)


def count_waiting(session: Session, *, now: datetime) -> int:
    """Messages that are due and not settled; parked ones are not counted."""
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*is_due(now))) or 0


def count_waiting_by_kind(session: Session, *, now: datetime) -> dict[str, int]:
    waiting = select(OutboxMessage.kind, func.count()).where(*is_due(now)).group_by(OutboxMessage.kind)
    return dict(session.execute(waiting).all())


def workspaces_waiting(session: Session, *, now: datetime, real_now: datetime) -> dict[str, int]:
    """How many messages are ready to be taken, by workspace."""
    ripe = select(OutboxMessage.workspace_id, func.count()).where(*is_due(now), *is_ripe(real_now))
    return dict(session.execute(ripe.group_by(OutboxMessage.workspace_id)).all())


def oldest_waiting(session: Session, *, now: datetime) -> datetime | None:
    """The due moment of the message that has waited longest; None if none waits."""
    return session.scalar(select(func.min(OutboxMessage.due_at)).where(*is_due(now)))


def oldest_unshown(session: Session, *, now: datetime) -> datetime | None:
    """The same, of messages that were never shown, and never refused by Slack.

    Others may have been due for years and yet be waiting for a minute only: an edit, or another try.
    """
    fresh = (OutboxMessage.shown == 0, OutboxMessage.parked_at.is_(None))
    return session.scalar(select(func.min(OutboxMessage.due_at)).where(*is_due(now), *fresh))


def count_parked(session: Session, *, since: datetime | None = None) -> dict[str, int]:
    """How many messages are parked, by reason; with `since`, only those parked from then on."""
    reason = OutboxMessage.parked_reason
    parked = select(reason, func.count()).where(reason.is_not(None)).group_by(reason)
    if since:
        parked = parked.where(OutboxMessage.parked_at >= since)
    return {str(word): count for word, count in session.execute(parked)}
