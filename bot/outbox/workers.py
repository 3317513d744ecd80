"""The worker processes: each says that it is alive, so that one that ends without a word is noticed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.db import insert_or_update
from bot.models import Worker

TICK_EVERY = timedelta(minutes=1)
"""How often a worker checks what is due."""
MISSED_AFTER = timedelta(minutes=3)
"""A worker that was not seen for so long is gone; a live one has ticked meanwhile."""
QUIET_AFTER = timedelta(seconds=30)
"""One that was not seen for so long may be gone: it says every ten seconds that it lives."""


@dataclass(frozen=True)
class Crew:
    """The workers at one moment of real time."""

    running: int
    seen_at: datetime | None
    """When any worker was last seen, even one that ended without a word; None if there was none."""
    is_ticking: bool
    """Whether one of those that run did what was due lately, or has just started."""
    quiet: int = 0
    """Of those that run, how many may be gone."""


def say_alive(
    session: Session, holder: str, *, started_at: datetime, ticked_at: datetime | None, real_now: datetime
) -> None:
    signs = {"started_at": started_at, "ticked_at": ticked_at, "seen_at": real_now}
    insert_or_update(session, Worker, {"holder": holder}, **signs)


def leave(session: Session, holder: str) -> None:
    """Sign off a worker that stops in order, so that nobody looks for it."""
    session.execute(delete(Worker).where(Worker.holder == holder))


def missing(session: Session, *, real_now: datetime) -> list[tuple[str, datetime]]:
    """Workers that ended without a word, and when they were last seen; each is reported only once."""
    gone = delete(Worker).where(Worker.seen_at < real_now - MISSED_AFTER)
    return [(holder, seen_at) for holder, seen_at in session.execute(gone.returning(Worker.holder, Worker.seen_at))]


def crew(session: Session, *, real_now: datetime) -> Crew:
    since = real_now - MISSED_AFTER
    moved_at = func.coalesce(Worker.ticked_at, Worker.started_at)
    running = session.execute(select(moved_at, Worker.seen_at).where(Worker.seen_at >= since)).all()
    return Crew(
        running=len(running),
        seen_at=session.scalar(select(func.max(Worker.seen_at))),
        is_ticking=any(moved >= since for moved, _ in running),
        quiet=sum(seen < real_now - QUIET_AFTER for _, seen in running),
    )


def last_tick(session: Session) -> datetime | None:
    """When any known worker last did what was due, in real time."""
    return session.scalar(select(func.max(Worker.ticked_at)))
