"""A team's digests, looked up: this week's, which may have to be made, the last one, and when the next is posted."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.db import insert_if_new
from bot.domain import calendars, preferences
from bot.domain.digest import content, schedule
from bot.domain.digest.content import Told
from bot.models import Digest, DigestState, Team
from bot.worktime import Calendar, Period

WEEK = timedelta(weeks=1)


def find_current(session: Session, team: Team, *, now: datetime) -> Digest | None:
    """This week's digest; None before the scheduler has made it."""
    return session.scalar(_around(team, now))


def current(session: Session, team: Team, *, now: datetime) -> Digest:
    """This week's digest, locked; made if it is missing."""
    this_week = _around(team, now).with_for_update(of=Digest).execution_options(populate_existing=True)
    session.flush()
    if there := session.scalar(this_week):
        return there
    week = calendars.period_of(session, team, "week", worktime.local_day(now, team.zone))
    planned = {"state": DigestState.PLANNED, "since": _over_before(session, team), "look_at": now}
    insert_if_new(session, Digest, team_id=team.id, first_on=week.first, **planned)
    return session.execute(this_week).scalar_one()


def _over_before(session: Session, team: Team) -> datetime:
    """When the week of the last digest was over, so that nothing is told twice if weeks now begin on another day."""
    newest = select(Digest).where(Digest.team_id == team.id).order_by(Digest.first_on.desc()).limit(1)
    before = session.scalar(newest)
    return max(team.created_at, schedule.over_at(before.week, team.zone)) if before else team.created_at


def _around(team: Team, now: datetime) -> Select[Digest]:
    """The digest whose seven days include today, even if the team has changed the day on which its weeks begin."""
    today = worktime.local_day(now, team.zone)
    around = (Digest.team_id == team.id, Digest.first_on <= today, Digest.first_on > today - WEEK)
    return select(Digest).where(*around).order_by(Digest.first_on.desc()).limit(1)


def _week(team: Team, there: Digest | None, calendar: Calendar, now: datetime) -> Period:
    return there.week if there else calendar.week_of(worktime.local_day(now, team.zone))


def latest(session: Session, team: Team) -> Digest | None:
    """The last digest that was posted."""
    posted = (Digest.team_id == team.id, Digest.state == DigestState.POSTED)
    return session.scalar(select(Digest).where(*posted).order_by(Digest.posted_at.desc()).limit(1))


def told(session: Session, digest: Digest, *, now: datetime) -> Told:
    """What it tells, as of its posting, or as of now if it was not posted."""
    return content.of_week(session, digest.team, digest.week, at=digest.posted_at or now)


def place_of(session: Session, digest: Digest) -> str:
    """The channel in which it stands (the team may have another by now), else the one in which it would be posted."""
    return outbox.place_of(session, key(digest)) or channel_of(digest.team)


def this_week(session: Session, team: Team, *, now: datetime) -> Told:
    """What this week's digest would tell now."""
    there, calendar = find_current(session, team, now=now), calendars.of_team(session, team)
    return content.of_week(session, team, _week(team, there, calendar, now), at=now)


def due(session: Session, team: Team, *, now: datetime) -> datetime | None:
    """When this week's will be posted by itself; None if it won't be, or was posted already."""
    row = find_current(session, team, now=now)
    if row and row.state is not DigestState.PLANNED:
        return None
    calendar = calendars.of_team(session, team)
    moment = schedule.due_at(_week(team, row, calendar, now), preferences.of_team(session, team)["digest"], calendar)
    return moment if moment and moment > max(now, row.since if row else now) else None


def due_today(session: Session, team: Team, *, now: datetime) -> datetime | None:
    """When this week's will be posted, if that is today in the team's zone; else None."""
    moment = due(session, team, now=now)
    is_today = moment and worktime.local_day(moment, team.zone) == worktime.local_day(now, team.zone)
    return moment if is_today else None


def upcoming(session: Session, team: Team, *, now: datetime) -> datetime | None:
    """When the next one will be posted by itself, this week or next week; None if digests are off."""
    if moment := due(session, team, now=now):
        return moment
    calendar = calendars.of_team(session, team)
    week = _week(team, find_current(session, team, now=now), calendar, now)
    after = Period(week.first + WEEK, week.last + WEEK)
    return schedule.due_at(after, preferences.of_team(session, team)["digest"], calendar)


def key(digest: Digest) -> str:
    return f"digest:{digest.id}"


def channel_of(team: Team) -> str:
    return team.digest_channel_id or team.channel_id
