"""How much is waiting, and since when."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Update, func, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from bot.models import OutboxMessage


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.shown < OutboxMessage.wanted,
        OutboxMessage.parked_reason.is_(None),
        OutboxMessage.due_at <= now,
    )


def count_waiting(session: Session, *, now: datetime) -> int:
    """Messages that are due and not yet as they should be; the parked are not counted."""
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*is_due(now))) or 0


def oldest_waiting(session: Session, *, now: datetime) -> datetime | None:
    """Since when the message that has waited longest is due."""
    return session.scalar(select(func.min(OutboxMessage.due_at)).where(*is_due(now)))


def count_parked(session: Session, *, since: datetime) -> dict[str, int]:
    """Messages due since then that could not be shown, by Slack's word for why."""
    reason = OutboxMessage.parked_reason
    parked = select(reason, func.count()).where(reason.is_not(None), OutboxMessage.due_at >= since).group_by(reason)
    return {str(word): count for word, count in session.execute(parked)}


def changed(session: Session, statement: Update) -> int:
    options = {"synchronize_session": False}
    return cast("CursorResult[Any]", session.execute(statement, execution_options=options)).rowcount
