"""What the scheduler does for digests: post each, keep it up to date until its week is over, go on to the next."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from bot.db import A_PORTION
from bot.domain import calendars, preferences
from bot.domain.digest import above, acting, content, lookup, schedule
from bot.models import Digest, DigestState, Team
from bot.worktime import Calendar

LOOK_AGAIN = timedelta(hours=1)
"""A digest is looked at again after this, since days off and zones may have changed."""


def plan(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Plan the first digest of teams that never had one; return how many teams these were."""
    unplanned = select(Team).where(~exists().where(Digest.team_id == Team.id)).order_by(Team.id).limit(most)
    new = session.scalars(unplanned).all()
    for team in new:
        lookup.current(session, team, now=now)
    return len(new)


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Post what is due, update what was posted, go on to the next week; return how many digests were looked at."""
    rows = select(Digest).where(Digest.look_at <= now).order_by(Digest.look_at, Digest.id).limit(most)
    mine = rows.with_for_update(skip_locked=True, of=Digest).options(selectinload(Digest.team))
    digests = session.scalars(mine).all()
    set_by = preferences.of_teams(session, *{digest.team_id for digest in digests})
    works = calendars.of_places(session, [(digest.team, None) for digest in digests])
    for digest in digests:
        _look(session, digest, works[digest.team_id, None], set_by[digest.team_id]["digest"], now)
    session.flush()
    return len(digests)


def _look(session: Session, digest: Digest, calendar: Calendar, said: str, now: datetime) -> None:
    due = schedule.due_at(digest.week, said, calendar) if digest.state is DigestState.PLANNED else None
    if due and digest.since < due <= now:
        _tell(session, digest, calendar, now)
    elif digest.state is DigestState.POSTED:
        _keep_up(session, digest, now)
    over = schedule.over_at(digest.week, calendar.zone)
    if now >= over:
        _go_on(session, digest, now)
    else:
        again = now + (acting.KEEP_UP if digest.state is DigestState.POSTED else LOOK_AGAIN)
        digest.look_at = min(again, over, due if due and due > now else over)


def _tell(session: Session, digest: Digest, calendar: Calendar, now: datetime) -> None:
    what = content.of_week(session, digest.team, digest.week, at=now)
    if what.is_empty or now >= schedule.stale_at(digest.week, calendar):
        digest.state = DigestState.UNTOLD
    else:
        acting.publish(session, digest, what, now=now)


def _keep_up(session: Session, digest: Digest, now: datetime) -> None:
    """Bring a posted digest up to date, as when a win is taken back on Friday evening."""
    what = lookup.told(session, digest, now=now)
    if what.digested != digest.told:
        acting.show(session, digest, what, due_at=now)


def _go_on(session: Session, digest: Digest, now: datetime) -> None:
    above.tell(session, digest, now=now)
    digest.look_at = None
    session.flush()
    lookup.current(session, digest.team, now=now)
