"""How an attempt ended, written where the claim still holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Update, bindparam, case, func, literal, select, update
from sqlalchemy.orm import Session

from bot.db import UTCDateTime, changed
from bot.models import OutboxMessage
from bot.outbox.claims import Claim


@dataclass(frozen=True)
class Settled:
    """Slack shows what the claimed revision wants; `ts` is None if the message is gone from Slack."""

    claim: Claim
    posted_in: str | None
    ts: str | None


@dataclass(frozen=True)
class Removed:
    """Somebody deleted the message in Slack. It is not put back."""

    claim: Claim


@dataclass(frozen=True)
class LetGo:
    """It will not be sent any more: it is too late, or it may be posted already and twice would be worse than never."""

    claim: Claim


@dataclass(frozen=True)
class Postponed:
    """Nothing was sent; try again at `retry_at` (real time), or at once if it was not even tried."""

    claim: Claim
    retry_at: datetime | None = None
    is_failure: bool = False
    """Whether it counts as one of the message's tries; it doesn't if Slack was busy or out of reach."""


@dataclass(frozen=True)
class InDoubt:
    """Nobody knows whether it was posted; it is looked up once the claim has lapsed, and not before `retry_at`."""

    claim: Claim
    retry_at: datetime


@dataclass(frozen=True)
class Parked:
    """It can't be shown; `reason` is Slack's error name, or ours."""

    claim: Claim
    reason: str


Outcome = Settled | Removed | LetGo | Postponed | InDoubt | Parked


def mark(session: Session, outcomes: Iterable[Outcome], *, now: datetime) -> list[Outcome]:
    """Write how attempts ended; outcomes whose claim has lapsed are dropped.

    Returns those whose rows another transaction has locked, to be written later: as nobody waits for a lock while
    holding others, there is no deadlock.
    """
    by_id = {outcome.claim.id: outcome for outcome in outcomes}
    free = _free(session, by_id)
    untried = [by_id[id].claim for id in free if _is_untried(by_id[id])]
    _hand_back(session, untried)
    _settle(session, [outcome for id in free if isinstance(outcome := by_id[id], Settled)], now)
    for id in free - {claim.id for claim in untried}:
        if not isinstance(outcome := by_id[id], Settled):
            _write(session, outcome, now)
    return [outcome for id, outcome in by_id.items() if id not in free and _is_claimed(session, outcome.claim)]


def _free(session: Session, ids: Collection[int]) -> set[int]:
    rows = select(OutboxMessage.id).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)
    return set(session.scalars(rows.with_for_update(skip_locked=True)))


def _is_untried(outcome: Outcome) -> bool:
    return outcome == Postponed(outcome.claim) and outcome.claim.in_doubt_since is None


def _hand_back(session: Session, claims: Collection[Claim]) -> None:
    """Release these claims, with one statement for all that were taken together, since they are many."""
    free = {"claimed_by": None, "claimed_until": None, "in_doubt_since": None, "retry_at": None}
    for holder, until in {(claim.holder, claim.until) for claim in claims}:
        ids = [claim.id for claim in claims if (claim.holder, claim.until) == (holder, until)]
        ours = (OutboxMessage.claimed_by == holder, OutboxMessage.claimed_until == until)
        changed(session, update(OutboxMessage).where(OutboxMessage.id.in_(ids), *ours).values(**free))


def _settle(session: Session, settled: Collection[Settled], now: datetime) -> None:
    """Write these with one prepared statement, since nearly every attempt ends this way."""
    if settled:
        rows = [_row(outcome.claim) | {"to": outcome.posted_in, "as": outcome.ts, "at": now} for outcome in settled]
        session.execute(SETTLED, rows)


def _row(claim: Claim) -> dict[str, Any]:
    return {"of": claim.id, "holder": claim.holder, "until": claim.until, "revision": claim.wanted}


def _settled() -> Update:
    table = cast(Table, OutboxMessage.__table__)
    message = table.c
    ours = (
        message.id == bindparam("of"),
        message.claimed_by == bindparam("holder"),
        message.claimed_until == bindparam("until"),
    )
    revision = bindparam("revision", type_=message.wanted.type)
    # If a newer revision is wanted by now, it isn't settled yet.
    since = case((message.wanted == revision, bindparam("at", type_=UTCDateTime)), else_=None)
    agreed = {"shown": revision, "posted_in": bindparam("to"), "ts": bindparam("as"), "settled_at": since}
    free = {"claimed_by": None, "claimed_until": None, "in_doubt_since": None, "retry_at": None, "parked_at": None}
    return update(table).where(*ours).values(**agreed, **free, attempts=0)


SETTLED = _settled()


def _is_claimed(session: Session, claim: Claim) -> bool:
    return session.scalar(select(OutboxMessage.id).where(*_still_ours(claim))) is not None


def _still_ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.id == claim.id,
        OutboxMessage.claimed_by == claim.holder,
        OutboxMessage.claimed_until == claim.until,
    )


def _write(session: Session, outcome: Removed | LetGo | Postponed | InDoubt | Parked, now: datetime) -> None:
    claim = outcome.claim
    free: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    # If a newer revision is wanted by now, it starts afresh.
    is_latest = OutboxMessage.wanted == claim.wanted
    since = case((is_latest, literal(now, UTCDateTime)), else_=None)
    agreed = {"in_doubt_since": None, "shown": claim.wanted, "attempts": 0, "settled_at": since}
    agreed |= {"retry_at": None, "parked_at": None}
    nowhere: dict[str, Any] = {"posted_in": None, "ts": None}
    as_before = {"in_doubt_since": claim.in_doubt_since}
    values: dict[str, Any]
    match outcome:
        case Removed():
            values = free | agreed | nowhere | {"is_gone": True}
        case LetGo():
            values = free | agreed | nowhere | {"is_gone": case((is_latest, True), else_=OutboxMessage.is_gone)}
        case Postponed(_, retry_at, is_failure):
            values = free | as_before | {"retry_at": retry_at, "attempts": OutboxMessage.attempts + int(is_failure)}
        case InDoubt(_, retry_at):
            values = {"retry_at": retry_at, "attempts": OutboxMessage.attempts + 1}
        case Parked(_, reason):
            first = func.coalesce(OutboxMessage.parked_at, literal(now, UTCDateTime))
            parked = {"parked_reason": reason, "parked_at": first}
            values = free | as_before | {name: case((is_latest, value), else_=None) for name, value in parked.items()}
    changed(session, update(OutboxMessage).where(*_still_ours(claim)).values(**values))
