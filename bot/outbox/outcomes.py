"""How an attempt ended, written where the claim still holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from bot.models import OutboxMessage
from bot.outbox.claims import Claim
from bot.outbox.waiting import changed


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
    return changed(session, update(OutboxMessage).where(*still_ours).values(**values)) == 1
