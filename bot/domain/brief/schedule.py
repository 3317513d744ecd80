"""When each leader's brief is due: as work begins, on days that the leader works; after an outage only today's."""

from datetime import datetime, timedelta

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.db import UTCDateTime
from bot.domain import calendars, cheers, preferences, teams
from bot.domain.brief import lines
from bot.models import Brief, Membership, MembershipRole, Person, PersonKind, Role
from bot.worktime import Calendar, local_day

AHEAD = timedelta(minutes=30)
"""So long before it is due a brief is written, so that what waits for that morning comes with it; it is told as things
stand at its moment."""
LOOK_AGAIN = timedelta(hours=6)
"""A leader's days off, hours and zone may have changed meanwhile."""
SOON = timedelta(minutes=1)
MOST_AT_ONCE = 50
DAY = timedelta(days=1)


def leads(session: Session, person: Person) -> list[Membership]:
    """The person's places in the teams that they lead."""
    return [place for place in teams.memberships_of(session, person) if place.is_leader]


# ── who has one ──────────────────────────────────────────────────────────────────────────────────────────


def enrol(session: Session, *, now: datetime) -> int:
    """Whoever leads a team by now has briefs from their next morning on; how many began."""
    moment = literal(now, UTCDateTime)
    leaders = (
        select(Membership.person_id, moment, moment)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(MembershipRole.role == Role.LEADER, Person.has_left.is_(False), Person.kind == PersonKind.MEMBER)
        .where(~exists().where(Brief.person_id == Membership.person_id))
        .distinct()
    )
    new = insert(Brief).from_select(["person_id", "since", "due_at"], leaders)
    return len(session.execute(new.returning(Brief.person_id)).all())


def look_after(session: Session, *, now: datetime) -> int:
    """Write the briefs that are due soon, and say when to look next; how many leaders were looked at."""
    rows = select(Brief).where(Brief.due_at <= now).order_by(Brief.due_at, Brief.person_id).limit(MOST_AT_ONCE)
    due = session.scalars(rows.options(joinedload(Brief.person)).with_for_update(skip_locked=True, of=Brief)).all()
    for row in due:
        if _is_leader(session, row.person):
            _look(session, row, now)
        else:
            session.delete(row)
    session.flush()
    return len(due)


def _is_leader(session: Session, person: Person) -> bool:
    is_here = not person.has_left and person.kind is PersonKind.MEMBER
    return is_here and bool(leads(session, person))


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────


def morning(calendar: Calendar, now: datetime) -> datetime:
    """The morning of today where that is worked and its work is not over, else the next one."""
    today = local_day(now, calendar.zone)
    this = calendar.morning_of(today)
    if this > now or (local_day(this, calendar.zone) == today and calendar.is_working(now)):
        return this
    return calendar.morning_of(today + DAY)


def _look(session: Session, row: Brief, now: datetime) -> None:
    calendar = calendars.of_person(session, row.person)
    following = morning(calendar, now)
    day = local_day(following, calendar.zone)
    is_done = (row.prepared_on is not None and day <= row.prepared_on) or following < row.since
    look_at = following - AHEAD
    if not is_done and look_at <= now:
        is_done, look_at = _prepare(session, row.person, following) or following <= now, following
        row.prepared_on = day if is_done else row.prepared_on
    if is_done:
        look_at = calendar.morning_of(day + DAY) - AHEAD
    row.due_at = max(now + SOON, min(look_at, now + LOOK_AGAIN))


def _prepare(session: Session, leader: Person, at: datetime) -> bool:
    """Write what will stand then; False where there is nothing to say so far, and so nothing to send."""
    if preferences.of_person(session, leader.id)["brief"] == "off":
        return True
    cheers.offer(session, leader, now=at)
    if not lines.compose(session, leader, now=at):
        return False
    day = local_day(at, leader.zone)
    outbox.show(
        session,
        "brief.morning",
        f"brief:{leader.id}:{day:%Y%m%d}",
        workspace_id=leader.workspace_id,
        recipient=leader.slack_id,
        due_at=at,
        person_id=leader.id,
        day=day.toordinal(),
    )
    return True
