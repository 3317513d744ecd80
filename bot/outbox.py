"""Messages that should stand in Slack, written with the fact that they announce, and the life of one row.

A row goes round: wanted (`show`, `touch`, `withdraw`), claimed by the worker that holds its workspace's lease,
then settled, postponed or parked; or in doubt, when nobody can say whether Slack did what it was asked.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Update, and_, case, delete, func, or_, select, update
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
GAVE_UP = "gave_up"
"""Why a message is parked that Slack did not take in any of its tries."""
READDRESSED = "readdressed"
"""Why a message is parked that was for another channel before, which did not take it."""
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
    if thread_key and (parent := _find(session, thread_key)):
        # Where it stands, though the team may have moved since, and behind it in the order of the channel.
        recipient, due_at = parent.recipient, max(due_at, parent.due_at)
    contents = {"kind": kind, "ids": dict(ids), "thread_key": thread_key}
    place = {"workspace_id": workspace_id, "recipient": recipient, "due_at": due_at}
    if insert_if_new(session, OutboxMessage, key=key, **contents, **place):
        return
    if row := _find(session, key):
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


def is_wanted(session: Session, key: str) -> bool:
    """Whether the message stands, or will."""
    row = _find(session, key)
    return row is not None and not row.is_gone


def _find(session: Session, key: str) -> OutboxMessage | None:
    return session.scalar(select(OutboxMessage).where(OutboxMessage.key == key).with_for_update())


def _want_one_more(row: OutboxMessage) -> None:
    """A new revision has new chances. `retry_at` stays: it may be Slack's own wish."""
    row.wanted += 1
    row.attempts, row.parked_reason = 0, None


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
        .where(*_due(now), OutboxMessage.workspace_id == workspace_id)
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
class Removed:
    """Somebody deleted it in Slack. It is not put back."""

    claim: Claim


@dataclass(frozen=True)
class Postponed:
    """Nothing happened; try again at `retry_at` of the real time, or at once where it was not even tried."""

    claim: Claim
    retry_at: datetime | None = None
    is_failure: bool = False
    """Counted among the message's tries; Slack being busy or out of reach is not."""


@dataclass(frozen=True)
class InDoubt:
    """Nobody can say whether it happened; looked up once the claim has lapsed, and not before `retry_at`."""

    claim: Claim
    retry_at: datetime


@dataclass(frozen=True)
class Parked:
    """It cannot be shown; `reason` is Slack's own word, or ours."""

    claim: Claim
    reason: str


Outcome = Settled | Removed | Postponed | InDoubt | Parked


def mark(session: Session, outcome: Outcome) -> bool:
    """Write how an attempt ended. False where the claim had lapsed and is somebody else's by now."""
    claim = outcome.claim
    free: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    agreed = free | {"in_doubt_since": None, "shown": claim.wanted, "attempts": 0, "retry_at": None}
    as_before = free | {"in_doubt_since": claim.in_doubt_since}
    match outcome:
        case Settled(_, posted_in, ts):
            values = agreed | {"posted_in": posted_in, "ts": ts}
        case Removed():
            values = agreed | {"posted_in": None, "ts": None, "is_gone": True}
        case Postponed(_, retry_at, is_failure):
            values = as_before | {"retry_at": retry_at, "attempts": OutboxMessage.attempts + int(is_failure)}
        case InDoubt(_, retry_at):
            values = {"retry_at": retry_at, "attempts": OutboxMessage.attempts + 1}
        case Parked(_, reason):
            # A revision that was wanted meanwhile has its own chance.
            is_latest = OutboxMessage.wanted == claim.wanted
            values = as_before | {"parked_reason": case((is_latest, reason), else_=None)}
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


def oldest_waiting(session: Session, *, now: datetime) -> datetime | None:
    """Since when the message that has waited longest is due."""
    return session.scalar(select(func.min(OutboxMessage.due_at)).where(*_due(now)))


def count_parked(session: Session, *, since: datetime) -> dict[str, int]:
    """Messages due since then that could not be shown, by Slack's word for why."""
    reason = OutboxMessage.parked_reason
    parked = select(reason, func.count()).where(reason.is_not(None), OutboxMessage.due_at >= since).group_by(reason)
    return {str(word): count for word, count in session.execute(parked)}


# ── what Slack does not take ─────────────────────────────────────────────────────────────────────────────


def parked_places(session: Session, reasons: Collection[str], *, since: datetime) -> list[tuple[str, str]]:
    """The workspaces and recipients with messages due since then that were parked for one of these reasons."""
    places = select(OutboxMessage.workspace_id, OutboxMessage.recipient).where(*_parked(reasons, since)).distinct()
    return [(workspace_id, recipient) for workspace_id, recipient in session.execute(places)]


def try_parked_again(session: Session, place: tuple[str, str], reasons: Collection[str], *, since: datetime) -> None:
    """Let the messages of one place that were parked for one of these reasons wait with the others.

    Those that have used up their tries have one more, so that they do not hold up their channel for long again.
    """
    here = (OutboxMessage.workspace_id == place[0], OutboxMessage.recipient == place[1])
    has_given_up = and_(OutboxMessage.parked_reason == GAVE_UP, OutboxMessage.attempts > 0)
    values = {"parked_reason": None, "attempts": case((has_given_up, OutboxMessage.attempts - 1), else_=0)}
    _rows(session, update(OutboxMessage).where(*here, *_parked(reasons, since)).values(**values))


def count_parked_at(
    session: Session, recipients: Collection[str], reasons: Collection[str], *, since: datetime
) -> dict[tuple[str, str], int]:
    """Messages due since then that were parked for one of these reasons, by their recipient and the reason."""
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
    return OutboxMessage.parked_reason.in_(reasons), OutboxMessage.due_at >= since
