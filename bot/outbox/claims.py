"""Messages taken for one attempt, by the worker that leases their workspaces."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, literal, select, update
from sqlalchemy.orm import Session

from bot.db import UTCDateTime, changed
from bot.models import OutboxMessage
from bot.outbox.candidates import Candidate, is_admitted
from bot.outbox.leases import LEASE
from bot.outbox.waiting import is_due, is_ripe

OF_PEOPLE = ("U", "W")
"""The first letters of people's ids in Slack; ids of channels begin otherwise."""


@dataclass(frozen=True)
class Thread:
    """The state of the message in whose thread another one belongs."""

    ts: str | None
    is_gone: bool = False
    """It was withdrawn or never sent, and will not be."""
    parked_reason: str | None = None


@dataclass(frozen=True)
class Claim:
    """One revision of one message, taken for delivery until the moment `until`; `ts` is None if it was never posted."""

    id: int
    workspace_id: str
    key: str
    kind: str
    ids: dict[str, Any]
    recipient: str
    thread_key: str | None
    thread: Thread | None
    """None if it belongs in no thread, or if the thread's first message is unknown."""
    due_at: datetime
    wanted: int
    is_gone: bool
    posted_in: str | None
    ts: str | None
    attempts: int
    holder: str
    until: datetime
    in_doubt_since: datetime | None
    """Since then an earlier attempt may have posted it without our knowing."""
    behind: int = 0
    """How many wait behind it in its channel."""
    is_urgent: bool = False
    """Whether this message, or one behind it in its channel, is of an urgent kind."""

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
"""The columns that a claim carries."""


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
    """Claim those of the candidates that may still be taken; of `held` kinds only those that were admitted.

    The order is kept: if one of a channel can't be taken, those behind it in that channel aren't either.
    """
    rows = _lock(session, [candidate.id for candidate in candidates], now, real_now, held)
    threads = _threads(session, rows.values())
    until = real_now + lease
    claims: list[Claim] = []
    held_up: set[tuple[str, str]] = set()
    for candidate in candidates:
        channel, row = (candidate.workspace_id, candidate.recipient), rows.get(candidate.id)
        if row is None:  # another transaction is changing it, or has changed it
            held_up.add(channel)
        elif channel not in held_up:
            thread = threads.get(row.thread_key)
            line: dict[str, Any] = {"behind": candidate.behind, "is_urgent": candidate.is_urgent}
            claims.append(Claim(**row._mapping, thread=thread, holder=holder, until=until, **line))
    # `ts` is in real time in Slack, in product time in a sandbox: a look-up has to begin at the earlier of the two.
    _take(session, claims, begun=min(now, real_now))
    return claims


def _lock(
    session: Session, ids: Collection[int], now: datetime, real_now: datetime, held: Collection[str]
) -> dict[int, Row[Any]]:
    """The rows as they are now, locked; without those that others have locked or changed: a claim waits for nobody."""
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
    """Write all claims in one statement."""
    if not claims:
        return
    in_doubt_since = func.coalesce(OutboxMessage.in_doubt_since, literal(begun, UTCDateTime))
    taken = {"claimed_by": claims[0].holder, "claimed_until": claims[0].until, "in_doubt_since": in_doubt_since}
    ids = [claim.id for claim in claims]
    changed(session, update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(taken))
