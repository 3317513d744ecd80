"""Messages that Slack refuses: where they wait, and how they are tried again, be it in another channel."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from bot.db import changed
from bot.models import OutboxMessage

GAVE_UP = "gave_up"
"""The reason of a message that Slack refused in every one of its tries."""
READDRESSED = "readdressed"
"""The reason of a message that was refused in one channel, and now is for another."""

WITHHELD = "withheld"
"""The reason of a message that another organisation would read, as long as no leader has allowed that."""


def parked_places(session: Session, reasons: Collection[str], *, since: datetime) -> list[tuple[str, str]]:
    """The workspaces and recipients of messages that were parked since then for one of these reasons."""
    places = select(OutboxMessage.workspace_id, OutboxMessage.recipient).where(*_parked(reasons, since)).distinct()
    return [(workspace_id, recipient) for workspace_id, recipient in session.execute(places)]


def try_parked_again(session: Session, place: tuple[str, str], reasons: Collection[str], *, since: datetime) -> None:
    """Unpark one place's messages that were parked for one of these reasons.

    Those that have used up their tries get one more only, so that they do not hold up their channel for long again.
    """
    here = (OutboxMessage.workspace_id == place[0], OutboxMessage.recipient == place[1])
    has_given_up = and_(OutboxMessage.parked_reason == GAVE_UP, OutboxMessage.attempts > 0)
    values = {"parked_reason": None, "attempts": case((has_given_up, OutboxMessage.attempts - 1), else_=0)}
    changed(session, update(OutboxMessage).where(*here, *_parked(reasons, since)).values(**values))


def count_parked_at(
    session: Session, recipients: Collection[str], reasons: Collection[str], *, since: datetime
) -> dict[tuple[str, str], int]:
    """How many messages were parked since then for these reasons, by recipient and reason."""
    place = (OutboxMessage.recipient, OutboxMessage.parked_reason)
    here = (OutboxMessage.recipient.in_(recipients), *_parked(reasons, since))
    counts = session.execute(select(*place, func.count()).where(*here).group_by(*place))
    return {(recipient, str(reason)): count for recipient, reason, count in counts}


def last_parked_at(
    session: Session, recipients: Collection[str], reasons: Collection[str], *, since: datetime
) -> datetime | None:
    """When the newest of these recipients' messages that are parked for these reasons was refused first."""
    here = (OutboxMessage.recipient.in_(recipients), *_parked(reasons, since))
    return session.scalar(select(func.max(OutboxMessage.parked_at)).where(*here))


def readdress(
    session: Session, place: tuple[str, str], recipient: str, is_meant: Callable[[Mapping[str, int]], bool]
) -> None:
    """Send what one recipient surely does not have yet, and is meant by its ids, to another.

    Replies go with their thread: if that is posted, they stay. What was parked is tried with the next retries.
    """
    moved: set[str] = set()
    for row in _unposted(session, place):
        if (row.thread_key in moved) or (not row.thread_key and is_meant(row.ids)):
            row.recipient = recipient
            row.parked_reason = READDRESSED if row.parked_reason else None
            moved.add(row.key)


def _unposted(session: Session, place: tuple[str, str]) -> list[OutboxMessage]:
    """What that recipient should have and surely does not have yet, locked; parents before their threads."""
    here = (OutboxMessage.workspace_id == place[0], OutboxMessage.recipient == place[1])
    not_yet = (OutboxMessage.ts.is_(None), OutboxMessage.in_doubt_since.is_(None), OutboxMessage.is_gone.is_(False))
    unsettled = select(OutboxMessage).where(*here, *not_yet, OutboxMessage.shown < OutboxMessage.wanted)
    return list(session.scalars(unsettled.order_by(OutboxMessage.due_at, OutboxMessage.id).with_for_update()))


def _parked(reasons: Collection[str], since: datetime) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.parked_reason.in_(reasons), OutboxMessage.parked_at >= since
