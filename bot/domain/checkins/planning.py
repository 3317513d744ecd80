"""When the next run of a check-in opens, and what is rescheduled when people or teams change."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from bot.domain.checkins import schedule, seats
from bot.domain.checkins.lookup import members_asked
from bot.models import Checkin, CheckinRun, CheckinSeat, Membership, Person, Team

STILL_OPEN = timedelta(days=9)
"""How long a run can be open: a week, until the next one begins, with some slack for zones."""
AHEAD = 30
"""How many days of a check-in are looked through for its next run."""


def plan(session: Session, checkin: Checkin, *, now: datetime) -> None:
    """Apply the schedule from now on; to be called after a check-in was made, changed, switched on or off, or removed.

    An open run goes on as it is; if the check-in is off now, whoever was not asked yet is not asked. A run that
    somebody opened early keeps its questions, but gets the new time and deadline.
    """
    checkin.planned_at = now
    early = (CheckinRun.checkin_id == checkin.id, CheckinRun.opened_at.is_(None))
    for run in session.scalars(select(CheckinRun).where(*early)):
        run.at, run.deadline_hours = checkin.at, checkin.deadline_hours
    _replan(session, [checkin], now)
    _place(session, CheckinRun.checkin_id == checkin.id, CheckinRun.on_day >= _since(now), now=now)


def replan_person(session: Session, person: Person, *, now: datetime) -> None:
    """Call this when a person's zone, hours, absences, kind or wish to be asked has changed."""
    theirs = select(Membership.team_id).where(Membership.person_id == person.id)
    _replan(session, session.scalars(_on().where(Checkin.team_id.in_(theirs))).all(), now)
    _place(session, CheckinSeat.person_id == person.id, CheckinSeat.due_at >= now - STILL_OPEN, now=now)


def replan_team(session: Session, team: Team, *, now: datetime) -> None:
    """Call this when a team's people, their roles, its hours or its days off have changed."""
    _replan(session, session.scalars(_on().where(Checkin.team_id == team.id)).all(), now)
    _place(session, Checkin.team_id == team.id, CheckinRun.on_day >= _since(now), now=now)


def plan_next_run(checkin: Checkin, members: Sequence[Membership], after: date | None, now: datetime) -> None:
    """Set `next_on` and `opens_at` to the first run after the day `after` in which anybody can still be asked.

    A day counts for somebody if their moment comes after the check-in was planned so, and after they joined. After an
    outage a day is skipped if everybody's following moment has come too, so that old runs do not pile up.
    """
    checkin.next_on = checkin.opens_at = None
    if not checkin.is_on:
        return
    since = checkin.planned_at or now
    begins = _begins(checkin, members, since)
    first = max(after + schedule.DAY if after else date.min, (since - schedule.DAY).date(), _since(now))
    for day in islice(schedule.days_from(first, checkin.weekdays), AHEAD):
        moments = _moments(checkin, day, begins)
        following = schedule.following(day, checkin.weekdays)
        if moments and not (following and _has_come_for_all(checkin, following, begins, now)):
            checkin.next_on, checkin.opens_at = day, min(moments)
            return


def counts_from(checkin: Checkin, member: Membership) -> datetime:
    """A member whose moment comes before this is first asked in the next run."""
    return max(checkin.planned_at or member.joined_at, member.joined_at)


def _begins(checkin: Checkin, members: Sequence[Membership], since: datetime) -> dict[str, datetime]:
    """From when on a moment counts, by the zones of those asked; if nobody is, for the team's own zone."""
    found: dict[str, datetime] = {}
    for member in members:
        counts = counts_from(checkin, member)
        found[member.person.zone] = min(found.get(member.person.zone, counts), counts)
    return found or {checkin.team.zone: since}


def _moments(checkin: Checkin, day: date, begins: Mapping[str, datetime]) -> list[datetime]:
    found = ((schedule.moment(day, checkin.at, zone), since) for zone, since in begins.items())
    return [moment for moment, since in found if moment and moment >= since]


def _has_come_for_all(checkin: Checkin, day: date, begins: Mapping[str, datetime], now: datetime) -> bool:
    moments = (schedule.moment(day, checkin.at, zone) for zone in begins)
    return all(moment and moment <= now for moment in moments)


def _replan(session: Session, checkins: Sequence[Checkin], now: datetime) -> None:
    """Plan the runs that follow the last one that opened for everybody; one opened early is still to come."""
    opened = (CheckinRun.checkin_id.in_([checkin.id for checkin in checkins]), CheckinRun.opened_at.is_not(None))
    last = (
        select(CheckinRun.checkin_id, func.max(CheckinRun.on_day).label("last_on"))
        .where(*opened)
        .group_by(CheckinRun.checkin_id)
    )
    after = {row.checkin_id: row.last_on for row in session.execute(last)}
    for checkin in checkins:
        plan_next_run(checkin, members_asked(session, checkin), after.get(checkin.id), now)
    session.flush()


def _place(session: Session, *conditions: ColumnElement[bool], now: datetime) -> None:
    unfinished = (*conditions, CheckinSeat.state.in_(seats.UNANSWERED))
    rows = seats.whole().where(*unfinished).order_by(CheckinSeat.id).with_for_update(of=CheckinSeat)
    seats.place_all(session, session.scalars(rows.execution_options(populate_existing=True)), now=now)


def _on() -> Select[Checkin]:
    return select(Checkin).where(Checkin.is_on).order_by(Checkin.id).options(selectinload(Checkin.named))


def _since(now: datetime) -> date:
    return (now - STILL_OPEN).date()
