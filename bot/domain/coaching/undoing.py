"""Undoing a talk, or the preparation for one, as if it had never been noted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import commitments, preferences, teams
from bot.domain.coaching import access, requests, sessions
from bot.domain.coaching.sessions import WHOLE, Entry, Notes
from bot.errors import Refused
from bot.models import CoachingSession, Person

SAID_AT = func.coalesce(CoachingSession.noted_at, CoachingSession.made_at)


@dataclass(frozen=True)
class Undone:
    """What else was undone, and what was kept."""

    promises: int = 0
    is_prepared: bool = False
    """Whether the preparation from before the talk is kept."""


def latest_by(session: Session, coach: Person, *, now: datetime) -> CoachingSession | None:
    """What the coach noted or prepared last, within `preferences.LATELY`."""
    lately = (CoachingSession.coach_id == coach.id, now - preferences.LATELY < SAID_AT)
    newest = select(CoachingSession).where(*lately).order_by(SAID_AT.desc(), CoachingSession.id.desc())
    found = session.scalars(newest.options(*WHOLE))
    return next((held for held in found if access.may_read(session, coach, held)), None)


def undo(session: Session, coach: Person, held: CoachingSession, *, is_noted: bool, now: datetime) -> Undone:
    """Undo it, within the team's time for undoing; `is_noted` says whether the talk or its preparation was meant.

    A rating is removed too, without a word, which would tell the coach that there was one.
    """
    sessions.lock(session, coach, held)
    _check(session, held, is_noted, now)
    if not is_noted:
        session.delete(held)
        session.flush()
        return Undone()
    place = teams.get_membership(session, held.rep, held.team)
    promises = _take_promises_back(session, coach, held, now)
    requests.reopen(session, place, held)
    outbox.withdraw(session, sessions.key(held))
    is_prepared = held.preparation is not None and held.noted_at != held.made_at
    if is_prepared:
        as_prepared = Entry(
            notes=Notes(focus=sessions.notes_of(session, held).focus),
            preparation=sessions.preparation_of(session, held),
        )
        held.held_on, held.noted_at, held.usefulness = None, None, None
        sessions.seal(session, place, held, as_prepared, now)
    else:
        session.delete(held)
    session.flush()
    return Undone(promises, is_prepared)


def _check(session: Session, held: CoachingSession, is_noted: bool, now: datetime) -> None:
    number = held.number
    if is_noted and held.noted_at is None:
        raise Refused("That talk is taken back already, and its notes are deleted. What you had prepared stands.")
    if held.noted_at and not is_noted:
        raise Refused(f"You have noted that talk since. `/coach undo {number}` takes it back.")
    if why := preferences.too_late_to_undo(session, held.team, held.noted_at or held.made_at, now=now):
        raise Refused(f"{why}, so it stands. `/coach edit {number}` corrects what you wrote.")
    if held.reply:
        raise Refused(
            f"{held.rep.name} has added words to it since, so it stands. `/coach edit {number}` corrects your notes."
        )


def _take_promises_back(session: Session, coach: Person, held: CoachingSession, now: datetime) -> int:
    """Take back what was promised in it, or asked for; Refused if one of these cannot be taken back any more."""
    promises = sessions.promises_of(session, held)
    for promise in promises:
        try:
            commitments.take_back(session, coach, promise, now=now)
        except Refused:
            raise Refused(
                f"Promise {promise.number}, made in it, can't be taken back any more, so the talk stands. "
                f"`/promise show {promise.number}` shows how that is, `/coach edit {held.number}` corrects your notes."
            ) from None
    return len(promises)
