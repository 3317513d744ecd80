"""Who delivers what: workspaces leased by one worker each, and messages claimed for one attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.db import insert_if_new
from bot.models import DeliveryLease, OutboxMessage
from bot.outbox.waiting import changed, is_due

LEASE = timedelta(seconds=30)
"""Outlasts the time-out of a call to Slack, so that what is looked up after it can no longer arrive."""
MOST_IN_A_CHANNEL = 10
MOST_IN_A_CLAIM = 200


def lease_workspaces(session: Session, holder: str, *, now: datetime, real_now: datetime) -> list[str]:
    """Take, or keep, the lease of every workspace with something due that no other worker holds."""
    waiting = session.scalars(select(OutboxMessage.workspace_id).where(*is_due(now)).distinct()).all()
    return [workspace_id for workspace_id in waiting if _lease(session, workspace_id, holder, real_now)]


def _lease(session: Session, workspace_id: str, holder: str, real_now: datetime) -> bool:
    free = or_(DeliveryLease.holder == holder, DeliveryLease.leased_until <= real_now)
    mine = {"holder": holder, "leased_until": real_now + LEASE}
    renewal = update(DeliveryLease).where(DeliveryLease.workspace_id == workspace_id, free).values(**mine)
    if changed(session, renewal):
        return True
    return insert_if_new(session, DeliveryLease, workspace_id=workspace_id, **mine)


def release_workspaces(session: Session, holder: str) -> None:
    """Hand every lease back, so that another worker need not wait for it to lapse."""
    session.execute(delete(DeliveryLease).where(DeliveryLease.holder == holder))


@dataclass(frozen=True)
class Thread:
    """How the message stands in whose thread another belongs."""

    ts: str | None
    is_gone: bool = False
    """It stands nowhere, and will not."""
    parked_reason: str | None = None


@dataclass(frozen=True)
class Claim:
    """One revision of one message, taken for delivery until `until`; `ts` is None where it does not stand yet."""

    id: int
    workspace_id: str
    key: str
    kind: str
    ids: dict[str, Any]
    recipient: str
    thread_key: str | None
    thread: Thread | None
    """None where it belongs in none, or in that of a message that nobody knows."""
    wanted: int
    is_gone: bool
    posted_in: str | None
    ts: str | None
    attempts: int
    holder: str
    until: datetime
    in_doubt_since: datetime | None
    """An earlier attempt may have posted it since then."""


def claim(session: Session, workspace_id: str, holder: str, *, now: datetime, real_now: datetime) -> list[Claim]:
    """Take the first messages of every channel, in the order in which they are due.

    Order holds: one that is under way or waits for its next try holds up those behind it in its channel.
    """
    order: dict[str, Any] = {
        "partition_by": OutboxMessage.recipient,
        "order_by": (OutboxMessage.due_at, OutboxMessage.id),
    }
    place = func.row_number().over(**order)
    held_up = func.sum(case((_is_unripe(real_now), 1), else_=0)).over(**order)
    queue = (
        select(OutboxMessage.id, place.label("place"), held_up.label("held_up"))
        .where(*is_due(now), OutboxMessage.workspace_id == workspace_id)
        .subquery()
    )
    parent = aliased(OutboxMessage)
    rows = session.execute(
        select(OutboxMessage, parent)
        .join(queue, queue.c.id == OutboxMessage.id)
        .outerjoin(parent, parent.key == OutboxMessage.thread_key)
        .where(queue.c.held_up == 0, queue.c.place <= MOST_IN_A_CHANNEL)
        .order_by(queue.c.place, OutboxMessage.id)
        .limit(MOST_IN_A_CLAIM)
    )
    moments = {"now": now, "real_now": real_now}
    return [_claim_row(row, holder, _thread_of(above), **moments) for row, above in rows]


def _thread_of(parent: OutboxMessage | None) -> Thread | None:
    if parent is None:
        return None
    has_nothing_to_tell = parent.is_gone or parent.shown >= parent.wanted
    return Thread(parent.ts, parent.ts is None and has_nothing_to_tell, parent.parked_reason)


def _is_unripe(real_now: datetime) -> ColumnElement[bool]:
    return or_(OutboxMessage.claimed_until > real_now, OutboxMessage.retry_at > real_now)


def _claim_row(row: OutboxMessage, holder: str, thread: Thread | None, *, now: datetime, real_now: datetime) -> Claim:
    in_doubt_since = row.in_doubt_since
    row.claimed_by, row.claimed_until = holder, real_now + LEASE
    # Slack stamps what it posts with the real time, a sandbox with the product's: look from the earlier one.
    row.in_doubt_since = in_doubt_since or min(now, real_now)
    return Claim(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        kind=row.kind,
        ids=row.ids,
        recipient=row.recipient,
        thread_key=row.thread_key,
        thread=thread,
        wanted=row.wanted,
        is_gone=row.is_gone,
        posted_in=row.posted_in,
        ts=row.ts,
        attempts=row.attempts,
        holder=holder,
        until=row.claimed_until,
        in_doubt_since=in_doubt_since,
    )
