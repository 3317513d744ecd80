"""Forgets messages that nothing will ever be done about again, so that the outbox does not grow for ever."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db import A_PORTION, delete_some
from bot.models import OutboxMessage
from bot.outbox.claims import OF_PEOPLE

GONE_FOR = timedelta(days=100)
"""What was withdrawn needs no row any more: shown again, it is posted as new."""
DIRECT_FOR = timedelta(days=400)
"""After more than a year nobody corrects, takes back or answers what one person was told."""


def prune(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Delete some settled messages; return how many.

    A post in a channel is kept for as long as it is there: a win can be corrected years later, in its place.
    """
    old = and_(OutboxMessage.settled_at < now - DIRECT_FOR, _is_direct(), ~_is_told_in_another())
    settled = (OutboxMessage.shown >= OutboxMessage.wanted, OutboxMessage.settled_at < now - GONE_FOR)
    return delete_some(session, OutboxMessage, *settled, or_(OutboxMessage.is_gone, old), most=most)


def _is_direct() -> ColumnElement[bool]:
    return or_(*map(OutboxMessage.recipient.startswith, OF_PEOPLE))


def _is_told_in_another() -> ColumnElement[bool]:
    """Whether it is told within a bundle: without it, that would tell less when it is rendered again."""
    bundle = aliased(OutboxMessage)
    return exists(select(bundle.id).where(bundle.key == OutboxMessage.within_key))
