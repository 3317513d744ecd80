"""What leaders and managers can do about the digest: skip and unskip it, post it now, set its hour and channel."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.db import insert_if_new
from bot.domain import calendars, gate, preferences
from bot.domain.digest import content, schedule
from bot.domain.digest.content import Told
from bot.errors import Refused
from bot.models import Digest, DigestState, Membership, Team
from bot.worktime import Calendar, Period

KEEP_UP = timedelta(minutes=10)
"""How often a posted digest is brought up to date, until its week is over."""
WEEK = timedelta(weeks=1)
THREAD: Mapping[str, str] = {"wins": "digest.wins", "cleared": "digest.cleared", "thanks": "digest.thanks"}
"""The parts told in its thread, if there are any, with their kinds of message."""


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def find_current(session: Session, team: Team, *, now: datetime) -> Digest | None:
    """This week's digest; None before the scheduler has made it."""
    return session.scalar(_around(team, now))


def current(session: Session, team: Team, *, now: datetime) -> Digest:
    """This week's digest, locked; made if it is missing."""
    this_week = _around(team, now).with_for_update(of=Digest).execution_options(populate_existing=True)
    session.flush()
    if there := session.scalar(this_week):
        return there
    planned = {"state": DigestState.PLANNED, "since": _over_before(session, team), "look_at": now}
    week = _week(team, None, calendars.of_team(session, team), now)
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


# ── skipped, posted ──────────────────────────────────────────────────────────────────────────────────────


def skip(session: Session, by: Membership, *, now: datetime) -> Digest:
    """Skip this week's; the next one comes as usual."""
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    digest.state, digest.by_id = DigestState.SKIPPED, by.person_id
    session.flush()
    return digest


def unskip(session: Session, by: Membership, *, now: datetime) -> Digest:
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    if digest.state is not DigestState.SKIPPED:
        raise Refused("This week's digest isn't skipped. `/pace digest` shows what is in it.")
    digest.state, digest.by_id, digest.look_at = DigestState.PLANNED, None, now
    digest.since = now  # if its hour has passed meanwhile, it stays skipped
    session.flush()
    return digest


def post(session: Session, by: Membership, *, now: datetime) -> Digest:
    """Post this week's now instead of at its hour; it is kept up to date until the week is over."""
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    what = content.of_week(session, by.team, digest.week, at=now)
    if what.is_empty:
        raise Refused(
            "There is nothing to tell yet: no win, no thanks, nothing removed, and no goal of the team. "
            "`/goal new 300k this quarter for the team` gives it a number."
        )
    digest.by_id = by.person_id
    publish(session, digest, what, now=now)
    return digest


def _check_not_posted(digest: Digest) -> None:
    if digest.state is DigestState.POSTED:
        raise Refused(
            "This week's digest is posted already. I keep it up to date until the week is over; then it stands."
        )


def publish(session: Session, digest: Digest, what: Told, *, now: datetime) -> None:
    before = latest(session, digest.team)
    digest.opening = next_opening(before)
    digest.state, digest.posted_at, digest.look_at = DigestState.POSTED, now, now + KEEP_UP
    show(session, digest, what, due_at=now)


def next_opening(before: Digest | None) -> int:
    return before.opening + 1 if before else 0


def show(session: Session, digest: Digest, what: Told, *, due_at: datetime) -> None:
    """Show what it tells now in the channel, and the details in its thread."""
    digest.told = what.digested
    session.flush()
    _show(session, digest, "digest.posted", key(digest), due_at, None)
    for part, kind in THREAD.items():
        as_ = f"{key(digest)}:{part}"
        if getattr(what, part):
            _show(session, digest, kind, as_, due_at, key(digest))
        else:
            outbox.withdraw(session, as_)


def _show(session: Session, digest: Digest, kind: str, as_: str, due_at: datetime, thread_key: str | None) -> None:
    outbox.show(
        session,
        kind,
        as_,
        workspace_id=digest.team.workspace_id,
        recipient=channel_of(digest.team),
        due_at=due_at,
        thread_key=thread_key,
        digest_id=digest.id,
    )


def key(digest: Digest) -> str:
    return f"digest:{digest.id}"


# ── its hour and its channel ─────────────────────────────────────────────────────────────────────────────


def set_hour(session: Session, by: Membership, words: str, *, now: datetime) -> None:
    """Set its hour, in words as "Fri 16:30", or "off"; if the new hour is over already, nothing is posted this week."""
    preferences.set_for_team(session, by, "digest", words)
    digest = current(session, by.team, now=now)
    digest.since = now
    if digest.state is DigestState.PLANNED:
        digest.look_at = now
    session.flush()


def set_channel(session: Session, by: Membership, channel_id: str | None) -> None:
    """Post it there from now on; None for the team's own channel."""
    gate.check("team.set", by.person, by)
    before, by.team.digest_channel_id = channel_of(by.team), channel_id
    for row in outbox.unposted(session, (by.team.workspace_id, before)):
        if "digest_id" in row.ids and session.get_one(Digest, row.ids["digest_id"]).team_id == by.team_id:
            outbox.readdress(row, channel_of(by.team))
    session.flush()


def channel_of(team: Team) -> str:
    return team.digest_channel_id or team.channel_id
