"""When each leader's brief is due: when work begins on each of their working days; after an outage only today's."""

from datetime import datetime, timedelta

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.db import A_PORTION, UTCDateTime
from bot.domain import cheers, preferences
from bot.domain.brief import lines
from bot.domain.brief.leaders import Leader, leaders
from bot.models import Brief, Membership, MembershipRole, Person, Role
from bot.worktime import Calendar, local_day

AHEAD = timedelta(minutes=30)
"""How long before it is due a brief is queued, so that what waits for that morning comes with it. Its lines are read
only when it is sent."""
LOOK_AGAIN = timedelta(hours=6)
"""A brief is looked at again after this, since the leader's days off, hours and zone may have changed."""
SOON = timedelta(minutes=1)
DAY = timedelta(days=1)


# ── who has one ──────────────────────────────────────────────────────────────────────────────────────────


def enrol(session: Session, *, now: datetime) -> int:
    """Begin briefs, from the next morning on, for everybody who has become a leader; return how many they are."""
    moment = literal(now, UTCDateTime)
    leaders = (
        select(Membership.person_id, moment, moment)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(MembershipRole.role == Role.LEADER, Person.is_here)
        .where(~exists().where(Brief.person_id == Membership.person_id))
        .distinct()
    )
    new = insert(Brief).from_select(["person_id", "since", "due_at"], leaders)
    return len(session.execute(new.returning(Brief.person_id)).all())


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Queue the briefs that are due soon, and note when to look next; return how many leaders were looked at."""
    rows = select(Brief).where(Brief.due_at <= now).order_by(Brief.due_at, Brief.person_id).limit(most)
    due = session.scalars(rows.options(joinedload(Brief.person)).with_for_update(skip_locked=True, of=Brief)).all()
    known = leaders(session, *(row.person for row in due))
    off = preferences.off_among(session, "brief", *known)
    for row in due:
        if known[row.person_id].is_here:
            _look(session, row, known[row.person_id], now, is_wanted=row.person_id not in off)
        else:
            session.delete(row)
    session.flush()
    return len(due)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────


def morning(calendar: Calendar, now: datetime) -> datetime:
    """The morning of today if work is not over today, else of the next working day."""
    today = local_day(now, calendar.zone)
    this = calendar.morning_of(today)
    if this > now or (local_day(this, calendar.zone) == today and calendar.is_working(now)):
        return this
    return calendar.morning_of(today + DAY)


def _look(session: Session, row: Brief, leader: Leader, now: datetime, *, is_wanted: bool) -> None:
    calendar = leader.calendar
    following = morning(calendar, now)
    day = local_day(following, calendar.zone)
    is_done = (row.prepared_on is not None and day <= row.prepared_on) or following < row.since
    look_at = following - AHEAD
    if not is_done and look_at <= now:
        is_done = not is_wanted or _prepare(session, leader, following) or following <= now
        look_at = following
        row.prepared_on = day if is_done else row.prepared_on
    if is_done:
        look_at = calendar.morning_of(day + DAY) - AHEAD
    row.due_at = max(now + SOON, min(look_at, now + LOOK_AGAIN))


def _prepare(session: Session, leader: Leader, at: datetime) -> bool:
    """Queue the brief for that moment; False if there is nothing to say so far, so that nothing is sent."""
    me = leader.person
    cheers.offer(session, me, now=at)
    if not lines.is_anything(session, leader, now=at):
        return False
    day = local_day(at, me.zone)
    outbox.show_to(
        session,
        me,
        "brief.morning",
        f"brief:{me.id}:{day:%Y%m%d}",
        due_at=at,
        person_id=me.id,
        day=day.toordinal(),
    )
    return True
