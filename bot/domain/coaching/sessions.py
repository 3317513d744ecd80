"""Coaching talks: preparing, noting and reading them; their words are sealed, and only the two of a talk read them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.db import vault_of
from bot.domain import gate, preferences, teams
from bot.domain.coaching import access, focus, requests
from bot.errors import Refused, Superseded, check_length
from bot.models import (
    CoachingKind,
    CoachingSession,
    Commitment,
    CommitmentSource,
    CommitmentState,
    Membership,
    Person,
    Team,
)

LONGEST = 2000
LATEST = timedelta(days=90)
"""How old a talk may be when its notes are first written."""
RATINGS = range(1, 6)
ENOUGH_RATINGS = 3
"""A coach sees no average of fewer."""
TAKEN_BACK = "That talk was taken back, with all that was noted of it."
WHOLE = (joinedload(CoachingSession.coach), joinedload(CoachingSession.rep), joinedload(CoachingSession.team))


@dataclass(frozen=True)
class Notes:
    """The notes that both read."""

    looked: str = ""
    """What we looked at."""
    well: str = ""
    """What went well."""
    work: str = ""
    """The one thing to work on."""
    focus: str = ""
    """What `work` is about, as "goal:7"; see `focus.Choice`."""
    figure: dict[str, Any] | None = None
    """How the focus stood then; filled in on saving."""

    @property
    def is_empty(self) -> bool:
        return not (self.looked or self.well or self.work)


@dataclass(frozen=True)
class Entry:
    """What a coach writes: with notes it is a talk that was held, with preparation alone it is not held yet."""

    kind: CoachingKind = CoachingKind.ONE_TO_ONE
    held_on: date | None = None
    notes: Notes = Notes()
    preparation: str = ""


# ── written ──────────────────────────────────────────────────────────────────────────────────────────────


def save(
    session: Session,
    coach: Person,
    rep: Membership,
    said: Entry,
    *,
    now: datetime,
    held: CoachingSession | None = None,
    version: int | None = None,
) -> CoachingSession:
    """Save a new talk, or change `held`; the rep is told once, when there are notes to read."""
    access.check(session, coach, rep)
    said = _checked(rep, said, now)
    if held is None:
        held = CoachingSession(team_id=rep.team_id, number=teams.next_number(session, rep.team), made_at=now)
        held.coach_id, held.rep_id = coach.id, rep.person_id
        session.add(held)
    else:
        lock(session, coach, held, version)
    is_news = held.held_on is None and said.held_on is not None
    if held.held_on and said.notes.is_empty:
        raise Refused("It was held, and has notes that were read. Leave a word in them.", field="looked")
    held.kind, held.held_on = said.kind, said.held_on or held.held_on
    if is_news:
        held.noted_at = now
    seal(session, rep, held, said, now)
    session.flush()
    session.refresh(held, ["coach", "rep", "team"])
    if is_news:
        _tell(session, held, now)
        requests.close(session, rep, held)
    return held


def _checked(rep: Membership, said: Entry, now: datetime) -> Entry:
    texts = {name: getattr(said.notes, name).strip() for name in ("looked", "well", "work")}
    preparation = said.preparation.strip()
    for name, text in {**texts, "preparation": preparation}.items():
        check_length(text, LONGEST, field=name)
    notes = replace(said.notes, **texts)
    if notes.is_empty and not preparation:
        raise Refused("There is nothing to keep yet: write what you prepare, or what you looked at.", field="looked")
    today = worktime.local_day(now, rep.team.zone)
    held_on = said.held_on or today
    if notes.is_empty:
        if held_on != today:
            raise Refused("What is prepared has no day yet: leave it, or write what you looked at.", field="held_on")
        return replace(said, notes=notes, preparation=preparation, held_on=None)
    if held_on > today:
        raise Refused("Notes are of a talk that was. For one to come, fill in the preparation alone.", field="held_on")
    if held_on < today - LATEST:
        raise Refused(f"That is more than {LATEST.days} days ago. Choose a later day.", field="held_on")
    return replace(said, notes=notes, preparation=preparation, held_on=held_on)


def hold(session: Session, held: CoachingSession) -> None:
    """Lock and reread the talk; Refused if it was taken back."""
    if session.scalar(select(CoachingSession.id).where(CoachingSession.id == held.id).with_for_update()) is None:
        raise Refused(TAKEN_BACK)
    session.refresh(held)


def lock(session: Session, coach: Person, held: CoachingSession, version: int | None = None) -> None:
    """The same, for the coach to change it; raises Superseded unless it is still at the `version` that was read."""
    hold(session, held)
    if held.coach_id != coach.id:
        raise Refused("Only who held that talk can change its notes, or take it back.")
    if version is not None and version != held.version:
        raise Superseded("This talk was changed meanwhile, in another window.")
    held.version += 1


def seal(session: Session, rep: Membership, held: CoachingSession, said: Entry, now: datetime) -> None:
    vault = vault_of(session)
    if said.notes != Notes():  # the focus is chosen while preparing, its figure is taken once it is held
        figure = _figure(session, held, rep, said.notes, now) if held.held_on else None
        held.notes = vault.seal(_about(held, "notes"), asdict(replace(said.notes, figure=figure)))
    else:
        held.notes = None
    held.preparation = vault.seal(_about(held, "preparation"), said.preparation) if said.preparation else None


def _figure(
    session: Session, held: CoachingSession, rep: Membership, notes: Notes, now: datetime
) -> dict[str, Any] | None:
    """How the focus stood when the talk was first noted; editing the words does not change it."""
    before = notes_of(session, held)
    if before.focus == notes.focus and before.figure:
        return before.figure
    coach = session.get_one(Person, held.coach_id)
    stands = focus.figure(session, rep, notes.focus, reader=coach, now=now) if notes.focus else None
    return stands.kept() if stands else None


def _about(held: CoachingSession, what: str) -> str:
    """What a text is sealed for, so that it opens in no other talk and no other field."""
    return f"coaching:{held.team_id}:{held.number}:{held.coach_id}:{held.rep_id}:{what}"


def _tell(session: Session, held: CoachingSession, now: datetime) -> None:
    if preferences.is_off(session, held.rep_id, "notices"):
        return
    outbox.show_to(session, held.rep, "coaching.saved", key(held), due_at=now, session_id=held.id)


def key(held: CoachingSession) -> str:
    """The outbox key of what the rep was told of it."""
    return f"coaching:{held.id}"


def reply(
    session: Session,
    rep: Person,
    held: CoachingSession,
    text: str,
    usefulness: int | None,
    *,
    now: datetime,
    version: int | None = None,
) -> CoachingSession:
    """The rep adds their own words and a rating; `version` is the `reply_version` that was read."""
    gate.check("coaching.answer", rep, None, held.rep_id)
    hold(session, held)
    if version is not None and version != held.reply_version:
        raise Superseded("You changed your words meanwhile.")
    if held.held_on is None or worktime.local_day(now, held.team.zone) < held.held_on:
        raise Refused("That talk has no notes yet.")
    text = text.strip()
    check_length(text, LONGEST, field="reply")
    if usefulness is not None and usefulness not in RATINGS:
        raise Refused("How useful it was goes from 1 to 5.", field="usefulness")
    held.reply = vault_of(session).seal(_about(held, "reply"), text) if text else None
    held.usefulness = usefulness
    held.reply_version += 1
    session.flush()
    return held


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def notes_of(session: Session, held: CoachingSession) -> Notes:
    """The notes; callers check `access.may_read` first. Raises Unreadable if no key opens them."""
    return Notes(**vault_of(session).open(_about(held, "notes"), held.notes)) if held.notes else Notes()


def preparation_of(session: Session, held: CoachingSession) -> str:
    """Only for the coach."""
    return str(vault_of(session).open(_about(held, "preparation"), held.preparation)) if held.preparation else ""


def reply_of(session: Session, held: CoachingSession) -> str:
    return str(vault_of(session).open(_about(held, "reply"), held.reply)) if held.reply else ""


def get_by_id(session: Session, reader: Person, session_id: int) -> CoachingSession:
    """For buttons and forms, which carry the id; Refused if it is gone or the reader may not read it."""
    held = session.scalar(select(CoachingSession).where(CoachingSession.id == session_id).options(*WHOLE))
    if held is None:
        raise Refused(TAKEN_BACK)
    return _readable(session, reader, held, "of that number")


def get_session(session: Session, reader: Person, near: Team, number: int) -> CoachingSession:
    """The talk of that number that the reader may read, preferably in the team `near`; else Refused."""
    gate.admit(reader)
    mine = or_(CoachingSession.coach_id == reader.id, CoachingSession.rep_id == reader.id)
    numbered = select(CoachingSession).where(
        CoachingSession.number == number, or_(CoachingSession.team_id == near.id, mine)
    )
    found = list(session.scalars(numbered.options(*WHOLE).order_by(CoachingSession.team_id != near.id)))
    held = next((each for each in found if access.may_read(session, reader, each)), next(iter(found), None))
    return _readable(session, reader, held, str(number))


def _readable(session: Session, reader: Person, held: CoachingSession | None, number: str) -> CoachingSession:
    gate.admit(reader)
    if held is None or not access.may_read(session, reader, held):
        raise Refused(
            f"I know no talk {number} that is yours to read: notes are for the coach who held it, while they coach, "
            "and for the rep. `/coach history` shows yours."
        )
    return held


def prepared(session: Session, coach: Person, rep: Membership) -> CoachingSession | None:
    """The talk that the coach has prepared for this rep and not held yet."""
    between = (CoachingSession.coach_id == coach.id, CoachingSession.rep_id == rep.person_id)
    waiting = select(CoachingSession).where(
        *between, CoachingSession.team_id == rep.team_id, CoachingSession.held_on.is_(None)
    )
    return session.scalar(waiting.options(*WHOLE).order_by(CoachingSession.id.desc()).limit(1))


def last_held(
    session: Session, coach: Person, rep: Person, *, before: CoachingSession | None = None
) -> CoachingSession | None:
    """The last talk between these two (up to `before`, if given) that the coach may still read."""
    between = [CoachingSession.coach_id == coach.id, CoachingSession.rep_id == rep.id]
    if before:
        between.append(CoachingSession.id != before.id)
        if before.held_on:
            between.append(CoachingSession.held_on <= before.held_on)
    rows = select(CoachingSession).where(*between, CoachingSession.held_on.is_not(None)).options(*WHOLE)
    newest = session.scalars(rows.order_by(CoachingSession.held_on.desc(), CoachingSession.id.desc()))
    return next((held for held in newest if access.may_read(session, coach, held)), None)


def held_with(
    session: Session, reader: Person, rep: Membership | None = None, *, skip: int = 0, limit: int
) -> list[CoachingSession]:
    """Talks that were held, newest first: those the reader had or held; with a `rep`, all that the rep had in the team.

    Every coach of the rep, also a later one, may know that there were talks, but not what is in them.
    """
    rows = _held(session, reader, rep).options(*WHOLE)
    newest = rows.order_by(CoachingSession.held_on.desc(), CoachingSession.id.desc())
    return list(session.scalars(newest.offset(skip).limit(limit)))


def count_of(session: Session, reader: Person, rep: Membership | None = None) -> int:
    return session.scalar(select(func.count()).select_from(_held(session, reader, rep).subquery())) or 0


def _held(session: Session, reader: Person, rep: Membership | None) -> Any:
    is_held = CoachingSession.held_on.is_not(None)
    if rep is None:
        mine = or_(CoachingSession.coach_id == reader.id, CoachingSession.rep_id == reader.id)
        return select(CoachingSession).where(is_held, mine)
    access.check(session, reader, rep)
    of_rep = and_(CoachingSession.rep_id == rep.person_id, CoachingSession.team_id == rep.team_id)
    return select(CoachingSession).where(is_held, of_rep)


def promises_of(session: Session, held: CoachingSession) -> Sequence[Commitment]:
    """What the two promised each other in the talk, or asked for, and did not take back; in order of their days.

    Promises from the noting of their next talk on belong to that one.
    """
    both = (held.coach_id, held.rep_id)
    theirs = (CoachingSession.coach_id.in_(both), CoachingSession.rep_id.in_(both))
    later = select(func.min(CoachingSession.noted_at)).where(*theirs, CoachingSession.noted_at > held.noted_at)
    next_at = session.scalar(later)
    made = [
        Commitment.source == CommitmentSource.COACHING,
        Commitment.made_at >= held.noted_at,
        Commitment.state != CommitmentState.TAKEN_BACK,
    ]
    if next_at is not None:
        made.append(Commitment.made_at < next_at)
    between = (Commitment.by_id.in_(both), Commitment.to_id.in_(both))
    return session.scalars(select(Commitment).where(*made, *between).order_by(Commitment.due_on)).all()


# ── how useful ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Trend:
    """What a coach may know of the ratings: averages over all their reps."""

    count: int
    average: float
    before: float | None
    """The average of all but the newest `ENOUGH_RATINGS`, if those are enough too."""


def trend(session: Session, coach: Person) -> Trend | None:
    """The average of the newest ratings and of those before; None until there are enough, from several reps."""
    rated = select(CoachingSession.usefulness, CoachingSession.rep_id).where(
        CoachingSession.coach_id == coach.id, CoachingSession.usefulness.is_not(None)
    )
    newest_first = session.execute(rated.order_by(CoachingSession.held_on.desc()))
    ratings = [(int(rating or 0), rep_id) for rating, rep_id in newest_first]
    average = _average(ratings[:ENOUGH_RATINGS])
    return None if average is None else Trend(len(ratings), average, _average(ratings[ENOUGH_RATINGS:]))


def _average(ratings: Sequence[tuple[int, int]]) -> float | None:
    """The average, or None for too few ratings or those of a single rep, since that would give away their rating."""
    if len(ratings) < ENOUGH_RATINGS or len({rep for _, rep in ratings}) == 1:
        return None
    return sum(rating for rating, _ in ratings) / len(ratings)
