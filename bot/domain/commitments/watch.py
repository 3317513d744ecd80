"""What the scheduler does for promises: a reminder in the morning, an end to waiting, and people who have left."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db import A_PORTION
from bot.domain import calendars, preferences, teams
from bot.domain.commitments import acting, lookup, telling
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.worktime import Calendar, begin_of, local_day

WAITS_FOR = 5
"""How many working days the other side has to say whether it is done."""
LOOK_AGAIN = timedelta(hours=4)
"""It is looked at again after this, since somebody's days off or zone may have changed."""
FAR = timedelta(days=14)
DAY = timedelta(days=1)


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Remind, close and release what is due; return how many promises were looked at."""
    parted = _taken(session, _with_somebody_gone(), most)
    for commitment in parted:
        acting.part(session, commitment, now=now)
    due = _taken(session, select(Commitment).where(Commitment.look_at <= now), most)
    works = _calendars(session, due)
    for commitment in due:
        _look(session, commitment, works, now)
    session.flush()
    return len(parted) + len(due)


def _taken(session: Session, rows: Select[Commitment], most: int) -> list[Commitment]:
    """Lock and return these rows, skipping those that somebody else has locked."""
    in_order = rows.order_by(Commitment.team_id, Commitment.number, Commitment.id).options(*lookup.WHOLE)
    return list(session.scalars(in_order.limit(most).with_for_update(skip_locked=True, of=Commitment)))


def _with_somebody_gone() -> Select[Commitment]:
    owner, receiver = aliased(Person), aliased(Person)
    rows = select(Commitment).join(owner, Commitment.by_id == owner.id)
    rows = rows.outerjoin(receiver, Commitment.to_id == receiver.id)
    gone = or_(~owner.is_here, and_(Commitment.to_id.is_not(None), ~receiver.is_here))  # a team never leaves
    return rows.where(gone, Commitment.state.in_((State.ASKED, State.OPEN)))


def _calendars(session: Session, due: Iterable[Commitment]) -> dict[int, Calendar]:
    """The calendars of both sides by person id, each with the week of their first team."""
    people = {person for row in due for person in (row.by, row.to) if person}
    return calendars.of_each(session, people, teams.places_of(session, *(person.id for person in people)))


def _look(session: Session, row: Commitment, works: dict[int, Calendar], now: datetime) -> None:
    match row.state:
        case State.OPEN:
            row.look_at = _remind(session, row, works[row.by_id], now)
        case State.KEPT:
            other = works[row.to_id] if row.to_id else calendars.of_team(session, row.team)
            _end(session, row, _end_of_waiting(row, other), now)
        case State.ASKED:
            zones = [person.zone for person in (row.by, row.to) if person]
            _end(session, row, max(begin_of(row.due_on + DAY, zone) for zone in zones), now)
        case _:
            row.look_at = None


# ── the reminder ─────────────────────────────────────────────────────────────────────────────────────────


def _remind(session: Session, row: Commitment, calendar: Calendar, now: datetime) -> datetime | None:
    """Remind its owner if it is time; return when to look next."""
    if row.is_reminded:
        return None
    moment = reminder_at(row, calendar)
    if moment > now:
        return min(moment, max(now + LOOK_AGAIN, moment - FAR))
    today = local_day(now, calendar.zone)
    if not calendar.is_working(now) or row.reminded_on == today:
        earliest = begin_of(today + DAY, calendar.zone) if row.reminded_on == today else now
        return max(now + timedelta(minutes=1), calendar.next_open(earliest))
    opened = calendar.morning_of(today)
    row.is_reminded, row.reminded_on = True, today
    if not _has_a_brief(session, row.by):
        telling.remind(session, lookup.together(session, row)[0], today, due_at=max(moment, min(opened, now)))
    return None


def _has_a_brief(session: Session, owner: Person) -> bool:
    """Whether its owner gets a morning brief, which lists the promise, so that no reminder is needed."""
    leads = any(place.is_leader for place in teams.memberships_of(session, owner))
    return leads and not preferences.is_off(session, owner.id, "brief")


def reminder_at(row: Commitment, calendar: Calendar) -> datetime:
    """When work begins on its day, or on the last working day before it if that is off.

    If it was promised or moved after that moment: when work begins on a later day.
    """
    day = row.due_on if calendar.works_on(row.due_on) else calendar.previous_working_day(row.due_on)
    opens = calendar.morning_of(day).astimezone(UTC)
    if opens > row.since:
        return opens
    said_on = local_day(row.since, calendar.zone)
    return calendar.next_open(max(row.since, begin_of(said_on + DAY, calendar.zone))).astimezone(UTC)


# ── the end of waiting ───────────────────────────────────────────────────────────────────────────────────


def _end_of_waiting(row: Commitment, calendar: Calendar) -> datetime:
    last = calendar.next_working_day(local_day(row.since, calendar.zone), WAITS_FOR)
    return begin_of(last + DAY, calendar.zone)


def _end(session: Session, row: Commitment, moment: datetime, now: datetime) -> None:
    if moment <= now:
        acting.lapse(session, row, now=now)
    else:
        row.look_at = min(moment, now + DAY)
