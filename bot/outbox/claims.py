"""Messages taken for one attempt, by the worker that leases their workspaces."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, literal, select, update
from sqlalchemy.orm import Session

from bot.db import UTCDateTime
from bot.models import OutboxMessage
from bot.outbox.candidates import Candidate, is_admitted
from bot.outbox.leases import LEASE
from bot.outbox.waiting import changed, is_due, is_ripe

OF_PEOPLE = ("U", "W")
"""As Slack's ids of people begin; a channel's begins otherwise."""


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

    @property
    def is_to_person(self) -> bool:
        return self.recipient.startswith(OF_PEOPLE)


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


def claim(
    session: Session,
    candidates: Sequence[Candidate],
    holder: str,
    *,
    now: datetime,
    real_now: datetime,
    lease: timedelta = LEASE,
    held: Collection[str] = (),
) -> list[Claim]:
    """Take what may still be taken of these; those of a kind that is `held`, only once they are admitted.

    Order holds: one that is under way or waits for its next try holds up those behind it in its channel.
    """
    rows = _lock(session, [candidate.id for candidate in candidates], now, real_now, held)
    threads = _threads(session, rows.values())
    until = real_now + lease
    claims: list[Claim] = []
    held_up: set[tuple[str, str]] = set()
    for candidate in candidates:
        channel, row = (candidate.workspace_id, candidate.recipient), rows.get(candidate.id)
        if row is None:  # somebody changes it at this moment, or did
            held_up.add(channel)
        elif channel not in held_up:
            thread = threads.get(row.thread_key)
            line: dict[str, Any] = {"behind": candidate.behind, "is_urgent": candidate.is_urgent}
            claims.append(Claim(**row._mapping, thread=thread, holder=holder, until=until, **line))
    # Slack stamps what it posts with the real time, a sandbox with the product's: look from the earlier one.
    _take(session, claims, begun=min(now, real_now))
    return claims


def _lock(
    session: Session, ids: Collection[int], now: datetime, real_now: datetime, held: Collection[str]
) -> dict[int, Row[Any]]:
    """The rows as they are now, but for those that somebody changes or has just changed: a claim waits for nobody."""
    if not ids:
        return {}
    still = (*is_due(now), *is_ripe(real_now), is_admitted(held))
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
