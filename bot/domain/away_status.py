"""Away by a Slack status, for people who allowed that: from the day of the status until it ends or changes.

The absence of a status without an end is extended by a day each night. Absences that people entered stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, phrases, worktime
from bot.db import A_PORTION
from bot.domain import calendars, checkins, preferences
from bot.models import Absence, Person
from bot.worktime import FURTHEST

DAY = timedelta(days=1)
EVENING = time(18)
"""When a day's work ends for somebody whose working hours do not say; see `_last_day`."""


@dataclass(frozen=True)
class Status:
    text: str
    emoji: str
    ends_at: datetime | None
    """None if it stays until it is changed."""

    @property
    def mark(self) -> str:
        """A hash by which it is recognised, so that its words need not be stored."""
        return sha256(f"{self.text}\n{self.emoji}\n{self.ends_at}".encode()).hexdigest()[:16]

    def says_away(self, now: datetime) -> bool:
        return (self.ends_at is None or self.ends_at > now) and phrases.says_away(self.text, self.emoji)


def follow(session: Session, shown: Mapping[Person, Status], *, now: datetime) -> list[Person]:
    """Follow these people's present statuses; return those whose absence began or ended by that."""
    people = {person.id: person for person in shown}
    kept = select(Absence).where(Absence.person_id.in_(people), Absence.by_status.is_not(None))
    standing = {absence.person_id: absence for absence in session.scalars(kept.with_for_update(of=Absence))}
    away = {person.id for person, status in shown.items() if status.says_away(now)}
    allowed = away - preferences.off_among(session, "status", *away)
    changed = []
    for person, status in shown.items():
        old = standing.get(person.id)
        is_away = person.id in away
        if old and is_away and old.by_status == status.mark:
            continue
        was_ended = old is not None and _end(session, old, now)
        if (is_away and person.id in allowed and _begin(session, person, status, now)) or was_ended:
            changed.append(person)
    session.flush()
    for person in changed:
        checkins.replan_person(session, person, now=now)
    return changed


def _end(session: Session, absence: Absence, now: datetime) -> bool:
    """End the absence, as its status has changed; return whether there was a day of it left."""
    absence.by_status = None
    outbox.withdraw(session, told_key(absence))
    return calendars.end(session, absence, worktime.local_day(now, absence.person.zone))


def _begin(session: Session, person: Person, status: Status, now: datetime) -> bool:
    today = worktime.local_day(now, person.zone)
    last = today if status.ends_at is None else _last_day(session, person, status.ends_at)
    if last < today:
        return False
    known = calendars.absence_on(session, person, today)
    absence = Absence(
        person_id=person.id,
        first_on=today,
        last_on=min(last, today + FURTHEST),
        made_at=now,
        by_status=status.mark,
        extends_at=worktime.begin_of(today + DAY, person.zone) if status.ends_at is None else None,
    )
    session.add(absence)
    session.flush()
    if known is None or known.last < last:
        outbox.show_to(session, person, "away.by_status", told_key(absence), due_at=now, absence_id=absence.id)
    return True


def _last_day(session: Session, person: Person, ends_at: datetime) -> date:
    """The last day whose working hours the status covers: one that ends on Monday at eight does not cover Monday."""
    calendar = calendars.of_person(session, person, with_absences=False)
    work_ends = calendar.ends if calendar.begins < calendar.ends else EVENING
    day = worktime.local_day(ends_at, person.zone)
    return day if ends_at >= worktime.moment_at(day, work_ends, person.zone) else day - DAY


def told_key(absence: Absence) -> str:
    return f"{calendars.key(absence)}:status"


def extend_due(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Extend by a day the absences whose status has no end and still stands; return how many were looked at."""
    due = select(Absence).where(Absence.extends_at <= now).order_by(Absence.extends_at).limit(most)
    rows = due.options(joinedload(Absence.person)).with_for_update(skip_locked=True, of=Absence)
    absences = list(session.scalars(rows))
    off = preferences.off_among(session, "status", *(absence.person_id for absence in absences))
    for absence in absences:
        if absence.person.has_left or absence.person_id in off:
            absence.extends_at = None
            continue
        absence.last_on = worktime.local_day(now, absence.person.zone)
        absence.extends_at = worktime.begin_of(absence.last_on + DAY, absence.person.zone)
        session.flush()
        checkins.replan_person(session, absence.person, now=now)
    session.flush()
    return len(absences)
