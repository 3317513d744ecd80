"""Messages that should stand in Slack, written with the fact that they announce, and the life of one row.

A row goes round: wanted (`show`, `touch`, `withdraw`), claimed by the worker that holds its workspace's lease,
then settled, postponed or parked; or in doubt, when nobody can say whether a post happened.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Update, delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, aliased

from bot.db import insert_if_new
from bot.models import DeliveryLease, OutboxMessage


@dataclass(frozen=True)
class Rendered:
    """What a message says: `text` is the notification, and all that a screen reader reads."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


LEASE = timedelta(seconds=30)
"""Outlasts the time-out of a call to Slack, so that what is looked up after it can no longer arrive."""
MOST_IN_A_CHANNEL = 10
MOST_IN_A_CLAIM = 200


def show(
    session: Session,
    kind: str,
    key: str,
    *,
    workspace_id: str,
    recipient: str,
    due_at: datetime,
    thread_key: str | None = None,
    **ids: int,
) -> None:
    """Let a message of `kind` stand at `recipient` (a channel's or a person's id) from `due_at` on.

    Said again with the same key, it is the same message with new contents: an edit where it already stands.
    """
    row = _find(session, key)
    if row is None:
        row = OutboxMessage(key=key, wanted=0, workspace_id=workspace_id, due_at=due_at, recipient=recipient)
        session.add(row)
    row.kind, row.ids, row.thread_key, row.is_gone = kind, dict(ids), thread_key, False
    _want_one_more(row)


def touch(session: Session, key: str) -> None:
    """What the message tells has changed: render it again where it stands or will stand."""
    if (row := _find(session, key)) and not row.is_gone:
        _want_one_more(row)


def withdraw(session: Session, key: str) -> None:
    """Let the message stand no longer: deleted where it was posted, never sent where it was not."""
    if (row := _find(session, key)) and not row.is_gone:
        row.is_gone = True
        _want_one_more(row)


def _find(session: Session, key: str) -> OutboxMessage | None:
    return session.scalar(select(OutboxMessage).where(OutboxMessage.key == key).with_for_update())


def _want_one_more(row: OutboxMessage) -> None:
    row.wanted += 1
    row.attempts, row.retry_at = 0, None


# ── who delivers what ────────────────────────────────────────────────────────────────────────────────────


def lease_workspaces(session: Session, holder: str, *, now: datetime, real_now: datetime) -> list[str]:
    """Take, or keep, the lease of every workspace with something due that no other worker holds."""
    waiting = session.scalars(select(OutboxMessage.workspace_id).where(*_due(now)).distinct()).all()
    return [workspace_id for workspace_id in waiting if _lease(session, workspace_id, holder, real_now)]


def _lease(session: Session, workspace_id: str, holder: str, real_now: datetime) -> bool:
    free = or_(DeliveryLease.holder == holder, DeliveryLease.leased_until <= real_now)
    mine = {"holder": holder, "leased_until": real_now + LEASE}
    renewal = update(DeliveryLease).where(DeliveryLease.workspace_id == workspace_id, free).values(**mine)
    if _rows(session, renewal):
        return True
    return insert_if_new(session, DeliveryLease, workspace_id=workspace_id, **mine)


def release_workspaces(session: Session, holder: str) -> None:
    """Hand every lease back, so that another worker need not wait for it to lapse."""
    session.execute(delete(DeliveryLease).where(DeliveryLease.holder == holder))


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
    thread_ts: str | None
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
    """Take the first messages of every channel that is not held up, in the order in which they are due.

    A channel is held up by a first message that is under way or waits for its next try: order holds.
    """
    place = func.row_number().over(
        partition_by=OutboxMessage.recipient, order_by=(OutboxMessage.due_at, OutboxMessage.id)
    )
    queue = select(OutboxMessage.id, place.label("place")).where(*_due(now), OutboxMessage.workspace_id == workspace_id)
    queued = queue.subquery()
    parent = aliased(OutboxMessage)
    rows = session.execute(
        select(OutboxMessage, parent.ts)
        .join(queued, queued.c.id == OutboxMessage.id)
        .outerjoin(parent, parent.key == OutboxMessage.thread_key)
        .where(queued.c.place <= MOST_IN_A_CHANNEL)
        .order_by(queued.c.place, OutboxMessage.id)
        .limit(MOST_IN_A_CLAIM)
    ).all()
    held_up: set[str] = set()
    claims = []
    for row, thread_ts in rows:
        if _is_unripe(row, real_now):
            held_up.add(row.recipient)
        if row.recipient not in held_up:
            claims.append(_claim_row(row, thread_ts, holder, now=now, real_now=real_now))
    return claims


def _is_unripe(row: OutboxMessage, real_now: datetime) -> bool:
    return any(moment is not None and moment > real_now for moment in (row.claimed_until, row.retry_at))


def _claim_row(row: OutboxMessage, thread_ts: str | None, holder: str, *, now: datetime, real_now: datetime) -> Claim:
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
        thread_ts=thread_ts,
        wanted=row.wanted,
        is_gone=row.is_gone,
        posted_in=row.posted_in,
        ts=row.ts,
        attempts=row.attempts,
        holder=holder,
        until=row.claimed_until,
        in_doubt_since=in_doubt_since,
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.shown < OutboxMessage.wanted,
        OutboxMessage.parked_reason.is_(None),
        OutboxMessage.due_at <= now,
    )


# ── how it ended ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Settled:
    """Slack agrees with the claimed revision; `ts` is None where the message stands no longer."""

    claim: Claim
    posted_in: str | None
    ts: str | None


@dataclass(frozen=True)
class Postponed:
    """Nothing happened; try again at `retry_at` of the real time, or at once where it was never tried."""

    claim: Claim
    retry_at: datetime | None


@dataclass(frozen=True)
class Parked:
    """It cannot be shown; `reason` is Slack's own word."""

    claim: Claim
    reason: str


Outcome = Settled | Postponed | Parked


def mark(session: Session, outcome: Outcome) -> bool:
    """Write how an attempt ended. False where the claim had lapsed and is somebody else's by now."""
    claim = outcome.claim
    values: dict[str, Any] = {"claimed_by": None, "claimed_until": None, "in_doubt_since": None}
    match outcome:
        case Settled(_, posted_in, ts):
            values |= {
                "shown": claim.wanted,
                "posted_in": posted_in,
                "ts": ts,
                "attempts": 0,
                "retry_at": None,
            }
        case Postponed(_, None):
            values |= {"in_doubt_since": claim.in_doubt_since}
        case Postponed(_, retry_at):
            values |= {"in_doubt_since": claim.in_doubt_since, "retry_at": retry_at}
            values |= {"attempts": OutboxMessage.attempts + 1}
        case Parked(_, reason):
            values |= {"parked_reason": reason}
    still_ours = (
        OutboxMessage.id == claim.id,
        OutboxMessage.claimed_by == claim.holder,
        OutboxMessage.claimed_until == claim.until,
    )
    return _rows(session, update(OutboxMessage).where(*still_ours).values(**values)) == 1


def _rows(session: Session, statement: Update) -> int:
    options = {"synchronize_session": False}
    return cast("CursorResult[Any]", session.execute(statement, execution_options=options)).rowcount


# ── how much is waiting ──────────────────────────────────────────────────────────────────────────────────


def count_waiting(session: Session, *, now: datetime) -> int:
    """Messages that are due and not yet as they should be; the parked are not counted."""
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*_due(now))) or 0
