"""What Slack does not take: where it waits, and how it is let try again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from bot.models import OutboxMessage
from bot.outbox.waiting import changed

GAVE_UP = "gave_up"
"""Why a message is parked that Slack did not take in any of its tries."""
READDRESSED = "readdressed"
"""Why a message is parked that was for another channel before, which did not take it."""

WITHHELD = "withheld"
"""Why a message is parked that another organisation would read, before a leader said that this is fine."""


def parked_places(session: Session, reasons: Collection[str], *, since: datetime) -> list[tuple[str, str]]:
    """The workspaces and recipients with messages that were parked since then, for one of these reasons."""
    places = select(OutboxMessage.workspace_id, OutboxMessage.recipient).where(*_parked(reasons, since)).distinct()
    return [(workspace_id, recipient) for workspace_id, recipient in session.execute(places)]


def try_parked_again(session: Session, place: tuple[str, str], reasons: Collection[str], *, since: datetime) -> None:
    """Let the messages of one place that were parked for one of these reasons wait with the others.

    Those that have used up their tries have one more, so that they do not hold up their channel for long again.
    """
    here = (OutboxMessage.workspace_id == place[0], OutboxMessage.recipient == place[1])
    has_given_up = and_(OutboxMessage.parked_reason == GAVE_UP, OutboxMessage.attempts > 0)
    values = {"parked_reason": None, "attempts": case((has_given_up, OutboxMessage.attempts - 1), else_=0)}
    changed(session, update(OutboxMessage).where(*here, *_parked(reasons, since)).values(**values))


def count_parked_at(
    session: Session, recipients: Collection[str], reasons: Collection[str], *, since: datetime
) -> dict[tuple[str, str], int]:
    """Messages that were parked since then, by their recipient and the reason, one of these."""
    place = (OutboxMessage.recipient, OutboxMessage.parked_reason)
    here = (OutboxMessage.recipient.in_(recipients), *_parked(reasons, since))
    counts = session.execute(select(*place, func.count()).where(*here).group_by(*place))
    return {(recipient, str(reason)): count for recipient, reason, count in counts}


def unposted(session: Session, place: tuple[str, str]) -> list[OutboxMessage]:
    """What should stand with a recipient of a workspace and surely does not yet; parents before their threads."""
    here = (OutboxMessage.workspace_id == place[0], OutboxMessage.recipient == place[1])
    not_yet = (OutboxMessage.ts.is_(None), OutboxMessage.in_doubt_since.is_(None), OutboxMessage.is_gone.is_(False))
    unsettled = select(OutboxMessage).where(*here, *not_yet, OutboxMessage.shown < OutboxMessage.wanted)
    return list(session.scalars(unsettled.order_by(OutboxMessage.due_at, OutboxMessage.id).with_for_update()))


def readdress(row: OutboxMessage, recipient: str) -> None:
    """Let an unposted message stand elsewhere; one that was parked has its chance there with the next retries."""
    row.recipient = recipient
    if row.parked_reason:
        row.parked_reason = READDRESSED


def _parked(reasons: Collection[str], since: datetime) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.parked_reason.in_(reasons), OutboxMessage.parked_at >= since
