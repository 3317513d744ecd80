"""Feedback between two people: what I saw, what effect it had, what to try."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.db import vault_of
from bot.domain import gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import Feedback, Membership, Person, Team

LONGEST = 1000
ON_HOME = timedelta(days=30)
"""For so long feedback stands on App Home, where whoever wants no message of it finds it."""
EXAMPLE = (
    "Try `/feedback @rita saw: you let Acme finish its thought; did: they named the price; try: wait even longer`."
)
MISSING = {"saw": "what you saw", "did": "what it did", "advice": "what to try"}
WHOLE = (joinedload(Feedback.by), joinedload(Feedback.to), joinedload(Feedback.team))


@dataclass(frozen=True)
class Parts:
    saw: str = ""
    did: str = ""
    advice: str = ""
    """What to try."""


def give(
    session: Session, by: Person, to: Person, parts: Parts, *, now: datetime, near: Team | None = None
) -> Feedback:
    """Give feedback to somebody in the same team, preferably `near`; they are told that there is some."""
    place = place_for(session, by, to, near)
    parts = _checked(parts)
    given = Feedback(team_id=place.team_id, number=teams.next_number(session, place.team), given_at=now)
    given.by_id, given.to_id = by.id, to.id
    given.parts = vault_of(session).seal(_about(given), asdict(parts))
    session.add(given)
    session.flush()
    session.refresh(given, ["by", "to", "team"])
    if not preferences.is_off(session, to.id, "notices"):
        outbox.show_to(session, to, "feedback.given", _key(given), due_at=now, feedback_id=given.id)
    return given


def _key(given: Feedback) -> str:
    """The outbox key of what its receiver was told."""
    return f"feedback:{given.id}"


def undo(session: Session, by: Person, given: Feedback, *, now: datetime) -> None:
    """Delete it, within the team's time for undoing."""
    gate.check("feedback.undo", by, None, given.by_id)
    if why := preferences.too_late_to_undo(session, given.team, given.given_at, now=now):
        raise Refused(f"{why}, so it stands.")
    outbox.withdraw(session, _key(given))
    session.delete(given)
    session.flush()


def place_for(session: Session, by: Person, to: Person, near: Team | None = None) -> Membership:
    """The giver's membership in a team that both are in, preferably `near`; else Refused."""
    if by.id == to.id:
        raise Refused("Feedback goes to somebody else. A word to yourself fits into `/goal`.", field="to")
    gate.admit(to, field="to")
    places = teams.memberships_of(session, by, near=near)
    shared = next((place for place in places if teams.find_membership(session, to, place.team)), None)
    if places and shared is None:
        raise Refused(f"Feedback stays within a team, and {to.name} is in none of yours.", field="to")
    gate.check("feedback.give", by, shared)
    assert shared
    return shared


def _checked(parts: Parts) -> Parts:
    said = {name: text.strip() for name, text in asdict(parts).items()}
    for name, text in said.items():
        if not text:
            raise Refused(f"I read nothing of {MISSING[name]}. {EXAMPLE}", field=name)
        check_length(text, LONGEST, field=name)
    return Parts(**said)


def _about(given: Feedback) -> str:
    return f"feedback:{given.team_id}:{given.number}:{given.by_id}:{given.to_id}"


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def get_by_id(session: Session, reader: Person, feedback_id: int) -> Feedback:
    """For buttons, which carry the id; Refused unless the reader is one of the two."""
    return _readable(reader, session.scalar(select(Feedback).where(Feedback.id == feedback_id).options(*WHOLE)))


def get_feedback(session: Session, reader: Person, number: int) -> Feedback:
    """The newest feedback of that number that the reader gave or got."""
    mine = select(Feedback).where(Feedback.number == number, _is_mine(reader)).options(*WHOLE)
    return _readable(reader, session.scalar(mine.order_by(Feedback.id.desc()).limit(1)))


def latest_by(session: Session, person: Person, *, now: datetime) -> Feedback | None:
    """What the person gave last, within `preferences.LATELY`."""
    lately = (Feedback.by_id == person.id, Feedback.given_at > now - preferences.LATELY)
    newest = select(Feedback).where(*lately).order_by(Feedback.given_at.desc(), Feedback.id.desc())
    return session.scalar(newest.options(*WHOLE).limit(1))


def _readable(reader: Person, given: Feedback | None) -> Feedback:
    gate.admit(reader)
    if given is None or reader.id not in (given.by_id, given.to_id):
        raise Refused("I know no such feedback of yours: it is for the two between whom it was given.")
    return given


def parts_of(session: Session, given: Feedback) -> Parts:
    """The words; raises Unreadable if no key opens them."""
    return Parts(**vault_of(session).open(_about(given), given.parts))


def newest(session: Session, reader: Person, *, skip: int = 0, limit: int) -> list[Feedback]:
    """What the reader got and gave, newest first."""
    mine = select(Feedback).where(_is_mine(reader)).options(*WHOLE)
    return list(session.scalars(mine.order_by(Feedback.given_at.desc(), Feedback.id.desc()).offset(skip).limit(limit)))


def received(session: Session, person: Person, *, since: datetime, limit: int | None = None) -> list[Feedback]:
    """What the person got since then, newest first."""
    mine = select(Feedback).where(Feedback.to_id == person.id, Feedback.given_at > since).options(*WHOLE)
    return list(session.scalars(mine.order_by(Feedback.given_at.desc(), Feedback.id.desc()).limit(limit)))


def count(session: Session, reader: Person) -> int:
    return session.scalar(select(func.count()).select_from(Feedback).where(_is_mine(reader))) or 0


def _is_mine(reader: Person) -> ColumnElement[bool]:
    return or_(Feedback.by_id == reader.id, Feedback.to_id == reader.id)
