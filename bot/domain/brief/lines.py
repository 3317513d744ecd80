"""The lines of a brief: promises due, who waits, who slipped, whom to cheer for, whom to coach, and more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

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
from bot.domain.brief.leaders import Leader
from bot.domain.brief.waiting import Waiting, waiting_for
from bot.domain.coaching import Due
from bot.domain.first_weeks import Step
from bot.models import Cheer, Commitment, CommitmentState, Goal, Inspection, Person, Team
from bot.worktime import Calendar, local_day

MOST = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Promised:
    """The leader's own promises due before the next working day, one row for each number, the earliest day first."""

    rows: list[Commitment]


@dataclass(frozen=True)
class Waits:
    all: list[Waiting]


@dataclass(frozen=True)
class Slipped:
    """Goals whose slip the leader was told of since the last brief."""

    goals: list[Goal]


@dataclass(frozen=True)
class Cheered:
    cheer: Cheer


@dataclass(frozen=True)
class Coach:
    all: list[Due]


@dataclass(frozen=True)
class Announce:
    """The week begins, and the leader has not said yet what will be looked at."""

    team: Team
    left: Inspection | None
    """What was looked at last week, if nobody has said what was seen: the digest said that it goes on."""


@dataclass(frozen=True)
class Conclude:
    """The week ends, and the leader has not said yet what was seen."""

    inspection: Inspection


@dataclass(frozen=True)
class Preview:
    """The team's digest will be posted today."""

    team: Team
    at: datetime


@dataclass(frozen=True)
class Begin:
    """Today's step in a leader's first weeks."""

    step: Step


Line = Promised | Waits | Slipped | Cheered | Coach | Announce | Conclude | Preview | Begin


def compose(session: Session, leader: Leader, *, now: datetime) -> list[Line]:
    """The first five lines that have something to say."""
    return list(islice(_lines(session, leader, now), MOST))


def is_anything(session: Session, leader: Leader, *, now: datetime) -> bool:
    """Whether there is any line; it stops at the first."""
    return next(_lines(session, leader, now), None) is not None


def _lines(session: Session, leader: Leader, now: datetime) -> Iterator[Line]:
    me, today = leader.person, local_day(now, leader.calendar.zone)
    theirs = commitments.open_of(session, me)
    yield from _promised(theirs, leader.calendar, today)
    yield from _waits(session, leader, theirs, now)
    yield from _slipped(session, leader, today, now)
    yield from _cheered(session, me, today)
    led = _with_others(session, leader)
    yield from _to_conclude(session, led, leader.calendar, today, now)
    yield from _coach(session, me, now)
    yield from _to_preview(session, led, now)
    yield from _to_announce(session, led, leader.calendar, today, now)
    yield from _to_begin(session, me, now)


def _promised(theirs: Sequence[Commitment], calendar: Calendar, today: date) -> Iterator[Promised]:
    following = calendar.next_working_day(today)
    due = [row for row in theirs if row.state is CommitmentState.OPEN]
    rows = {(row.team_id, row.number): row for row in reversed(due) if row.due_on < following}
    if rows:
        yield Promised(list(rows.values())[::-1])


def _waits(session: Session, leader: Leader, theirs: Sequence[Commitment], now: datetime) -> Iterator[Waits]:
    if found := waiting_for(session, leader, theirs, now):
        yield Waits(found)


def _slipped(session: Session, leader: Leader, today: date, now: datetime) -> Iterator[Slipped]:
    since = leader.calendar.morning_of(leader.calendar.previous_working_day(today))
    told = goals.told_slips(session, leader.led)[::-1]
    if found := [goal for goal in told if goal.leader_told_at and since <= goal.leader_told_at <= now]:
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
    session: Session, led: Sequence[Team], calendar: Calendar, today: date, now: datetime
) -> Iterator[Conclude]:
    for team in _inspected(session, led, today, calendar.next_working_day(today)):
        if (there := inspection.of_week(session, team, now=now)) and not there.seen:
            yield Conclude(there)
            return


def _to_announce(
    session: Session, led: Sequence[Team], calendar: Calendar, today: date, now: datetime
) -> Iterator[Announce]:
    for team in _inspected(session, led, today, calendar.previous_working_day(today)):
        if inspection.of_week(session, team, now=now) is None:
            yield Announce(team, inspection.current(session, team, now=now))
            return


def _to_preview(session: Session, led: Sequence[Team], now: datetime) -> Iterator[Preview]:
    for team in led:
        if moment := digest.due_today(session, team, now=now):
            yield Preview(team, moment)
            return


def _to_begin(session: Session, leader: Person, now: datetime) -> Iterator[Begin]:
    if step := first_weeks.next_step(session, leader, now):
        yield Begin(step)


def _inspected(session: Session, led: Sequence[Team], today: date, other: date) -> list[Team]:
    """The teams that use inspections and for which `other` is in another week than today."""
    set_by_team = preferences.of_teams(session, *(team.id for team in led))
    return [
        team
        for team in led
        if set_by_team[team.id]["inspection"] != "off"
        and other not in calendars.period_of(session, team, "week", today)
    ]


def _with_others(session: Session, leader: Leader) -> list[Team]:
    """The teams that the leader leads and that have other members."""
    sizes = teams.sizes(session, *(place.team_id for place in leader.led))
    return [place.team for place in leader.led if sizes.get(place.team_id, 0) > 1]
