"""What stands in a brief, in this order: promises due, who waits, who slipped, whom to cheer for, whom to coach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.domain import (
    calendars,
    cheers,
    coaching,
    commitments,
    digest,
    first_weeks,
    goals,
    inspection,
    preferences,
    teams,
)
from bot.domain.brief.waiting import Waiting, waiting_for
from bot.domain.coaching import Due
from bot.domain.first_weeks import Step
from bot.models import Cheer, Commitment, CommitmentState, Goal, Inspection, Membership, Person, Team
from bot.worktime import Calendar, local_day, week_of

MOST = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Promised:
    """The leader's own promises that are due before the next working day, each number once, the oldest day first."""

    rows: list[Commitment]


@dataclass(frozen=True)
class Waits:
    all: list[Waiting]


@dataclass(frozen=True)
class Slipped:
    """Goals of which the leader was told since the last brief."""

    goals: list[Goal]


@dataclass(frozen=True)
class Cheered:
    cheer: Cheer


@dataclass(frozen=True)
class Coach:
    all: list[Due]


@dataclass(frozen=True)
class Announce:
    """The week begins, and nothing was said of what is looked at in it."""

    team: Team


@dataclass(frozen=True)
class Conclude:
    """The week ends, and what was seen is still to be said."""

    inspection: Inspection


@dataclass(frozen=True)
class Preview:
    """The team's digest will be posted today."""

    team: Team
    at: datetime


@dataclass(frozen=True)
class Begin:
    """The one thing of today, in a leader's first weeks."""

    step: Step


Line = Promised | Waits | Slipped | Cheered | Coach | Announce | Conclude | Preview | Begin


def compose(session: Session, leader: Person, *, now: datetime) -> list[Line]:
    """At most five, each of which has something to say; what was announced in the open goes before coaching."""
    led = [place for place in teams.memberships_of(session, leader) if place.is_leader]
    calendar = calendars.of_person(session, leader)
    today = local_day(now, calendar.zone)
    since = calendar.morning_of(calendar.previous_working_day(today))
    lines: list[Line] = [
        *_promised(session, leader, calendar, today),
        *_waits(session, leader, led, now),
        *_slipped(session, leader, led, since, now),
        *_cheered(session, leader, today),
    ]
    last: list[Line] = [
        *_to_conclude(session, led, calendar, today, now),
        *_coach(session, leader, now),
        *_to_preview(session, led, now),
        *_to_announce(session, led, calendar, today, now),
        *_to_begin(session, leader, now),
    ]
    return [*lines, *last][:MOST]


def _promised(session: Session, leader: Person, calendar: Calendar, today: date) -> Iterator[Promised]:
    following = calendar.next_working_day(today)
    due = [row for row in commitments.open_of(session, leader) if row.state is CommitmentState.OPEN]
    rows = {(row.team_id, row.number): row for row in reversed(due) if row.due_on < following}
    if rows:
        yield Promised(list(rows.values())[::-1])


def _waits(session: Session, leader: Person, led: Sequence[Membership], now: datetime) -> Iterator[Waits]:
    if found := waiting_for(session, leader, led, now):
        yield Waits(found)


def _slipped(
    session: Session, leader: Person, led: Sequence[Membership], since: datetime, now: datetime
) -> Iterator[Slipped]:
    """As a slip is told: only where the team lets leaders hear of it, and to whom may see the goal."""
    set_by_team = preferences.of_teams(session, *(place.team_id for place in led))
    hearing = {place.team_id: place for place in led if set_by_team[place.team_id]["grace"]}
    told = (Goal.leader_told_at >= since, Goal.leader_told_at <= now, Goal.slipped_on.is_not(None))
    standing = (Goal.closed_at.is_(None), Goal.ended_at.is_(None), Goal.owner_id.is_not(None))
    rows = select(Goal).where(Goal.team_id.in_(hearing), *told, *standing, Goal.owner_id != leader.id)
    whole = (joinedload(Goal.metric), joinedload(Goal.team), joinedload(Goal.owner))
    in_order = session.scalars(rows.order_by(Goal.leader_told_at, Goal.id).options(*whole))
    found = [goal for goal in in_order if goals.may_see(goal, leader, hearing[goal.team_id])]
    if found:
        yield Slipped(found)


def _cheered(session: Session, leader: Person, today: date) -> Iterator[Cheered]:
    offered = cheers.offered(session, leader, today)
    if offered and cheers.is_open(session, offered):
        yield Cheered(offered)


def _coach(session: Session, leader: Person, now: datetime) -> Iterator[Coach]:
    if due := coaching.due(session, leader, now=now):
        yield Coach(due)


# ── what is looked at this week ──────────────────────────────────────────────────────────────────────────


def _to_conclude(
    session: Session, led: Sequence[Membership], calendar: Calendar, today: date, now: datetime
) -> Iterator[Conclude]:
    if calendar.next_working_day(today) in week_of(today):
        return
    for team in _inspected(session, led):
        if (there := inspection.of_week(session, team, now=now)) and not there.seen:
            yield Conclude(there)
            return


def _to_announce(
    session: Session, led: Sequence[Membership], calendar: Calendar, today: date, now: datetime
) -> Iterator[Announce]:
    if calendar.previous_working_day(today) in week_of(today):
        return
    for team in _inspected(session, led):
        if inspection.of_week(session, team, now=now) is None:
            yield Announce(team)
            return


def _to_preview(session: Session, led: Sequence[Membership], now: datetime) -> Iterator[Preview]:
    for team in _with_others(session, led):
        if moment := digest.due_today(session, team, now=now):
            yield Preview(team, moment)
            return


def _to_begin(session: Session, leader: Person, now: datetime) -> Iterator[Begin]:
    if step := first_weeks.next_step(session, leader, now):
        yield Begin(step)


def _inspected(session: Session, led: Sequence[Membership]) -> list[Team]:
    """Where people are led, and the team wants it."""
    set_by_team = preferences.of_teams(session, *(place.team_id for place in led))
    wanted = [place for place in led if set_by_team[place.team_id]["inspection"] != "off"]
    return _with_others(session, wanted)


def _with_others(session: Session, led: Sequence[Membership]) -> list[Team]:
    return [place.team for place in led if teams.count_members(session, place.team) > 1]
