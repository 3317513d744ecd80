"""Messages taken for one attempt: the first of every channel, in order, by the worker that leases their workspace."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.models import OutboxMessage
from bot.outbox.leases import LEASE
from bot.outbox.waiting import is_due, is_ripe

MOST_IN_A_CHANNEL = 10
MOST_IN_A_CLAIM = 200


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
    due_at: datetime
    wanted: int
    is_gone: bool
    posted_in: str | None
    ts: str | None
    attempts: int
    holder: str
    until: datetime
    in_doubt_since: datetime | None
    """An earlier attempt may have posted it since then."""
    behind: int = 0
    """How many wait behind it in its channel."""
    is_urgent: bool = False
    """It, or one that waits behind it, passes before what can wait in other channels."""


@dataclass(frozen=True)
class Selection:
    """What a worker takes of a workspace at once."""

    most: int = MOST_IN_A_CLAIM
    most_in_a_channel: int = MOST_IN_A_CHANNEL
    urgent: Collection[str] = ()
    """Kinds that pass before the others."""
    held: Collection[str] = ()
    """Kinds that wait until they are admitted."""


def claim(
    session: Session,
    workspace_id: str,
    holder: str,
    *,
    now: datetime,
    real_now: datetime,
    lease: timedelta = LEASE,
    selection: Selection = Selection(),
) -> list[Claim]:
    """Take the first messages of every channel, in the order in which they are due.

    Order holds: one that is under way or waits for its next try holds up those behind it in its channel. Channels
    with something urgent come first, then those in which most is waiting.
    """
    places = session.execute(_queue(workspace_id, selection, now, real_now)).all()
    rows = _lock(session, [id for id, *_ in places], now, real_now)
    threads = _threads(session, rows.values())
    claims: list[Claim] = []
    held_up: set[str] = set()
    for id, recipient, behind, urgent in places:
        row = rows.get(id)
        if row is None:  # somebody changes it at this moment, or did
            held_up.add(recipient)
        elif recipient not in held_up:
            line = {"behind": behind, "is_urgent": bool(urgent)}
            claims.append(_take(row, holder, threads, min(now, real_now), real_now + lease, **line))
    return claims


def _queue(workspace_id: str, selection: Selection, now: datetime, real_now: datetime) -> Select[Any]:
    channel = OutboxMessage.recipient
    order: dict[str, Any] = {"partition_by": channel, "order_by": (OutboxMessage.due_at, OutboxMessage.id)}
    place = func.row_number().over(**order)
    queue = (
        select(
            OutboxMessage.id,
            channel,
            place.label("place"),
            (func.count().over(partition_by=channel) - place).label("behind"),
            func.sum(case((and_(*is_ripe(real_now)), 0), else_=1)).over(**order).label("held_up"),
            func.max(case((OutboxMessage.kind.in_(selection.urgent), 1), else_=0))
            .over(partition_by=channel)
            .label("urgent"),
        )
        .where(*is_due(now), OutboxMessage.workspace_id == workspace_id, _is_admitted(selection.held))
        .subquery()
    )
    first = queue.c
    return (
        select(first.id, first.recipient, first.behind, first.urgent)
        .where(first.held_up == 0, first.place <= selection.most_in_a_channel)
        .order_by(first.urgent.desc(), first.behind.desc(), first.id)
        .limit(selection.most)
    )


def _is_admitted(held: Collection[str]) -> ColumnElement[bool]:
    """What may have stood or is withdrawn needs no place among the unprompted messages."""
    return or_(
        OutboxMessage.kind.not_in(held),
        OutboxMessage.admitted_at.is_not(None),
        OutboxMessage.in_doubt_since.is_not(None),
        OutboxMessage.is_gone,
        OutboxMessage.ts.is_not(None),
    )


def _lock(session: Session, ids: Collection[int], now: datetime, real_now: datetime) -> dict[int, OutboxMessage]:
    """The rows as they are now, but for those that somebody changes or has just changed: a claim waits for nobody."""
    if not ids:
        return {}
    still = (*is_due(now), *is_ripe(real_now))
    rows = select(OutboxMessage).where(OutboxMessage.id.in_(ids), *still).order_by(OutboxMessage.id)
    fresh = {"populate_existing": True}
    return {row.id: row for row in session.scalars(rows.with_for_update(skip_locked=True), execution_options=fresh)}


def _threads(session: Session, rows: Collection[OutboxMessage]) -> dict[str, Thread]:
    above = {row.thread_key for row in rows if row.thread_key}
    if not above:
        return {}
    return {
        parent.key: _thread_of(parent)
        for parent in session.scalars(select(OutboxMessage).where(OutboxMessage.key.in_(above)))
    }


def _thread_of(parent: OutboxMessage) -> Thread:
    has_nothing_to_tell = parent.is_gone or parent.shown >= parent.wanted
    return Thread(parent.ts, parent.ts is None and has_nothing_to_tell, parent.parked_reason)


def _take(
    row: OutboxMessage, holder: str, threads: dict[str, Thread], begun: datetime, until: datetime, **line: Any
) -> Claim:
    in_doubt_since = row.in_doubt_since
    row.claimed_by, row.claimed_until = holder, until
    # Slack stamps what it posts with the real time, a sandbox with the product's: look from the earlier one.
    row.in_doubt_since = in_doubt_since or begun
    return Claim(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        kind=row.kind,
        ids=row.ids,
        recipient=row.recipient,
        thread_key=row.thread_key,
        thread=threads.get(row.thread_key or ""),
        due_at=row.due_at,
        wanted=row.wanted,
        is_gone=row.is_gone,
        posted_in=row.posted_in,
        ts=row.ts,
        attempts=row.attempts,
        holder=holder,
        until=until,
        in_doubt_since=in_doubt_since,
        **line,
    )
