"""Messages taken for one attempt: the first of every channel, in order, by the worker that leases their workspaces."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from bot.db import UTCDateTime
from bot.models import OutboxMessage
from bot.outbox.leases import LEASE
from bot.outbox.waiting import changed, is_due, is_ripe

MOST_IN_A_CHANNEL = 10
MOST_IN_A_CLAIM = 500
"""In one transaction, which is not to keep others from writing for long."""


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


COLUMNS = (
    OutboxMessage.id,
    OutboxMessage.workspace_id,
    OutboxMessage.key,
    OutboxMessage.kind,
    OutboxMessage.ids,
    OutboxMessage.recipient,
    OutboxMessage.thread_key,
    OutboxMessage.due_at,
    OutboxMessage.wanted,
    OutboxMessage.is_gone,
    OutboxMessage.posted_in,
    OutboxMessage.ts,
    OutboxMessage.attempts,
    OutboxMessage.in_doubt_since,
)
"""What a claim tells of its row."""


@dataclass(frozen=True)
class Selection:
    """What a worker takes at once."""

    most: int = MOST_IN_A_CLAIM
    """Of all workspaces; none has its second message taken before the others had their first."""
    most_in_a_channel: int = MOST_IN_A_CHANNEL
    urgent: Collection[str] = ()
    """Kinds that pass before the others."""
    held: Collection[str] = ()
    """Kinds that wait until they are admitted."""


def claim(
    session: Session,
    orders: Mapping[str, int],
    holder: str,
    *,
    now: datetime,
    real_now: datetime,
    lease: timedelta = LEASE,
    selection: Selection = Selection(),
) -> list[Claim]:
    """Take the first messages of every channel, in the order in which they are due; at most so many of each workspace.

    Order holds: one that is under way or waits for its next try holds up those behind it in its channel. Channels
    with something urgent come first, then those in which most is waiting.
    """
    places = _within(orders, session.execute(_queue(orders, selection, now, real_now)))
    rows = _lock(session, [place.id for place in places], now, real_now)
    threads = _threads(session, rows.values())
    until = real_now + lease
    claims: list[Claim] = []
    held_up: set[tuple[str, str]] = set()
    for place in places:
        channel, row = (place.workspace_id, place.recipient), rows.get(place.id)
        if row is None:  # somebody changes it at this moment, or did
            held_up.add(channel)
        elif channel not in held_up:
            thread = threads.get(row.thread_key)
            line = {"behind": place.behind, "is_urgent": bool(place.urgent)}
            claims.append(Claim(**row._mapping, thread=thread, holder=holder, until=until, **line))
    # Slack stamps what it posts with the real time, a sandbox with the product's: look from the earlier one.
    _take(session, claims, begun=min(now, real_now))
    return claims


def _within(orders: Mapping[str, int], places: Iterable[Row[Any]]) -> list[Row[Any]]:
    left = Counter(orders)
    found = []
    for place in places:
        if left[place.workspace_id] > 0:
            left[place.workspace_id] -= 1
            found.append(place)
    return found


def _queue(workspaces: Collection[str], selection: Selection, now: datetime, real_now: datetime) -> Select[Any]:
    channel = (OutboxMessage.workspace_id, OutboxMessage.recipient)
    order: dict[str, Any] = {"partition_by": channel, "order_by": (OutboxMessage.due_at, OutboxMessage.id)}
    place = func.row_number().over(**order)
    queue = (
        select(
            OutboxMessage.id,
            *channel,
            place.label("place"),
            (func.count().over(partition_by=channel) - place).label("behind"),
            func.sum(case((and_(*is_ripe(real_now)), 0), else_=1)).over(**order).label("held_up"),
            func.max(case((OutboxMessage.kind.in_(selection.urgent), 1), else_=0))
            .over(partition_by=channel)
            .label("urgent"),
        )
        .where(*is_due(now), OutboxMessage.workspace_id.in_(workspaces), _is_admitted(selection.held))
        .subquery()
    )
    first = queue.c
    rank = (first.urgent.desc(), first.behind.desc(), first.id)
    turn = func.row_number().over(partition_by=first.workspace_id, order_by=rank)
    return (
        select(first.id, first.workspace_id, first.recipient, first.behind, first.urgent)
        .where(first.held_up == 0, first.place <= selection.most_in_a_channel)
        .order_by(turn, *rank)
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


def _lock(session: Session, ids: Collection[int], now: datetime, real_now: datetime) -> dict[int, Row[Any]]:
    """The rows as they are now, but for those that somebody changes or has just changed: a claim waits for nobody."""
    if not ids:
        return {}
    still = (*is_due(now), *is_ripe(real_now))
    rows = select(*COLUMNS).where(OutboxMessage.id.in_(ids), *still).order_by(OutboxMessage.id)
    return {row.id: row for row in session.execute(rows.with_for_update(skip_locked=True))}


def _threads(session: Session, rows: Collection[Row[Any]]) -> dict[str | None, Thread]:
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


def _take(session: Session, claims: Sequence[Claim], *, begun: datetime) -> None:
    """All in one statement."""
    if not claims:
        return
    in_doubt_since = func.coalesce(OutboxMessage.in_doubt_since, literal(begun, UTCDateTime))
    taken = {"claimed_by": claims[0].holder, "claimed_until": claims[0].until, "in_doubt_since": in_doubt_since}
    ids = [claim.id for claim in claims]
    changed(session, update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(taken))
