"""What a leader does for the team, in counts: promises, obstacles, coaching, calls, trust; and who may read it when.

A new leader's first full month is private; the team reads later figures two working days late. Only shared obstacles
are counted, so that nobody learns of a private one here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot import words, worktime
from bot.domain import calendars, coaching, commitments, gate, goals, hours, obstacles, pace, preferences, teams
from bot.domain.commitments import ENOUGH_FOR_A_RATE, ServiceCounts
from bot.domain.gate import Who
from bot.errors import Refused
from bot.models import (
    CoachingSession,
    Goal,
    Membership,
    Obstacle,
    ObstacleEvent,
    ObstacleKind,
    ObstacleState,
    Person,
    Role,
    Team,
    Visibility,
)
from bot.worktime import Calendar, Period, month_of

DAY = timedelta(days=1)
FEWEST = 3
"""With fewer reps the leaders above get no figure over all of them, as it would tell too much of one."""
LATER = 2
"""How many working days after the leader the team reads a figure."""
AT_PLAN = (pace.Status.DONE, pace.Status.AHEAD, pace.Status.ON_PACE)
TAKEN = (obstacles.Act.TAKE, obstacles.Act.TAKE_OVER, obstacles.Act.FALL)


@dataclass(frozen=True)
class Count:
    done: int
    total: int

    @property
    def rate(self) -> int | None:
        """In percent; None if there are too few to say."""
        return self.done * 100 // self.total if self.total >= ENOUGH_FOR_A_RATE else None


@dataclass(frozen=True)
class Removal:
    """The obstacles that the leader owned or cleared, and how long that took in the leader's working hours."""

    count: Count
    answered_in: timedelta | None
    """At least half of those removed were answered within that time; None if there are too few."""
    removed_in: timedelta | None


@dataclass(frozen=True)
class Month:
    period: Period
    """The part of the month that has passed and that the reader may see."""
    promises: ServiceCounts
    removal: Removal
    coached: Count | None
    """How many of the reps were coached within the rhythm, as of its last day; None if the team has no rhythm."""
    calls: int
    trust: Count
    """Decisions answered with "Your call, I'll back you"."""


@dataclass(frozen=True)
class Service:
    leader: Membership
    today: date
    months: list[Month]
    """The latest month first."""
    at_plan: Count | None
    """Reps whose goals are all on pace or better today; None where that would tell too much of one of them."""
    private_until: date
    opens_on: date | None
    """From which day on the team reads them; None if it does not."""


# ── who reads what ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Sight:
    """The reader may see what happened from `since` to the end of `until`."""

    since: date
    until: date
    is_of_team: bool = False


def find_place(session: Session, reader: Person, person: Person, near: Team, *, now: datetime) -> Membership | None:
    """A team that the person leads: one whose figures the reader may see comes first, and `near` before others."""
    led = [place for place in teams.memberships_of(session, person) if place.is_leader]
    led.sort(key=lambda place: place.team_id != near.id)
    return next((place for place in led if may_see(session, reader, place, now=now)), led[0] if led else None)


def private_until(leader: Membership) -> date:
    """The day after the leader's first full calendar month."""
    begun = worktime.local_day(leader.led_since, leader.team.zone)
    month = month_of(begun)
    whole = month if month.first == begun else month_of(month.last + DAY)
    return whole.last + DAY


def opens_on(session: Session, leader: Membership) -> date | None:
    """From which day on the team reads them; None if it does not."""
    said = preferences.of_team(session, leader.team)["service"]
    if said == "off":
        return None
    earliest = private_until(leader)
    return earliest if said == "on" else max(earliest, date.fromisoformat(said))


def may_see(session: Session, reader: Person, leader: Membership, *, now: datetime) -> bool:
    try:
        _sight(session, reader, leader, now)
    except Refused:
        return False
    return True


def _sight(session: Session, reader: Person, leader: Membership, now: datetime) -> Sight:
    place = teams.find_membership(session, reader, leader.team)
    who = gate.standing(reader, place, leader.person_id, is_director=teams.is_director(session, reader, leader.team))
    today = worktime.local_day(now, leader.team.zone)
    gate.admit(reader)
    if gate.sees("scorecard", who):
        return Sight(worktime.local_day(leader.led_since, leader.team.zone), today)
    if Who.DIRECTOR in who:
        return _directors(leader, today)
    if place is None or place.roles == {Role.MANAGER}:
        raise Refused(f"You don't see {gate.SEES['scorecard'].in_words} of this team.")
    return _teams(session, leader, today)


def _directors(leader: Membership, today: date) -> Sight:
    since = private_until(leader)
    if today < since:
        on = words.day(since, today=today)
        raise Refused(f"The first full month is {leader.person.name}'s alone. Try again from {on} on.")
    return Sight(since, today)


def _teams(session: Session, leader: Membership, today: date) -> Sight:
    since, name = opens_on(session, leader), leader.person.name
    if since is None:
        raise Refused(f"*{leader.team.name}* keeps these figures to {name} and whoever leads the team above.")
    calendar = calendars.of_team(session, leader.team)
    first = shown_from(calendar, since)
    if today < first:
        raise Refused(f"{name}'s first figures for the team come on {words.day(first, today=today)}.")
    return Sight(since, calendar.previous_working_day(today, LATER), is_of_team=True)


def shown_from(calendar: Calendar, since: date) -> date:
    """The day on which the team first reads anything: when the first working day from `since` on is old enough."""
    return calendar.next_working_day(calendar.next_working_day(since - DAY), LATER)


# ── counted ──────────────────────────────────────────────────────────────────────────────────────────────


def of(session: Session, reader: Person, leader: Membership, *, now: datetime) -> Service:
    """This month's figures and last month's; Refused if the reader may not see them, or not yet."""
    sight = _sight(session, reader, leader, now)
    led = _led(session, leader)
    fewest = 1 if reader.id == leader.person_id else FEWEST
    return Service(
        leader,
        worktime.local_day(now, leader.team.zone),
        [_month(session, leader, led, sight, period) for period in _periods(sight)],
        None if sight.is_of_team else _at_plan(session, led, now, fewest=fewest),
        private_until(leader),
        opens_on(session, leader),
    )


def _periods(sight: Sight) -> Iterator[Period]:
    this = month_of(sight.until)
    for month in (this, month_of(this.first - DAY)):
        if seen := month & Period(sight.since, sight.until):
            yield seen


def _month(session: Session, leader: Membership, led: list[Membership], sight: Sight, period: Period) -> Month:
    person, zone = leader.person, leader.team.zone
    begin, end = worktime.moments_of(period, zone)
    said_by = worktime.begin_of(sight.until + DAY, zone)
    had = _had(session, leader, begin, end)
    settled = [each for each in had if each.cleared_at and each.cleared_at < end]
    decided = [
        each for each in settled if each.kind is ObstacleKind.DECISION and each.cleared_by_id == leader.person_id
    ]
    joined = sum(each.kind is ObstacleKind.CALL and _joined_by(each) == leader.person_id for each in settled)
    return Month(
        period,
        commitments.service_counts(session, person, period, sight.until, said_by),
        _removal(session, leader, [each for each in had if each.kind is not ObstacleKind.CALL], end),
        _coached(session, leader, led, period.last, said_by),
        joined + hours.joined(session, person, period, said_by),
        Count(sum(each.is_trust for each in decided), len(decided)),
    )


def _joined_by(call: Obstacle) -> int | None:
    """Whoever says so; where its raiser does, whoever had it."""
    return call.owner_id if call.cleared_by_id == call.raiser_id else call.cleared_by_id


# ── obstacles ────────────────────────────────────────────────────────────────────────────────────────────


def _had(session: Session, leader: Membership, begin: datetime, end: datetime) -> list[Obstacle]:
    """Obstacles raised by others that the leader owned or cleared, not counting what was cleared before `begin`."""
    those = _theirs(leader)
    within = and_(Obstacle.raised_at < end, or_(Obstacle.cleared_at.is_(None), Obstacle.cleared_at >= begin))
    taken = select(ObstacleEvent.obstacle_id, func.max(ObstacleEvent.at)).join(ObstacleEvent.obstacle)
    latest = taken.where(those, within, ObstacleEvent.act.in_(TAKEN)).group_by(ObstacleEvent.obstacle_id)
    taken_at = dict(session.execute(latest).all())
    rows = session.scalars(select(Obstacle).where(those, within))
    return [each for each in rows if taken_at.get(each.id, each.raised_at) < end]


def _theirs(leader: Membership) -> ColumnElement[bool]:
    return and_(
        Obstacle.team_id == leader.team_id,
        Obstacle.is_private.is_(False),
        Obstacle.state != ObstacleState.DROPPED,
        Obstacle.raiser_id != leader.person_id,
        or_(Obstacle.owner_id == leader.person_id, Obstacle.cleared_by_id == leader.person_id),
    )


def _removal(session: Session, leader: Membership, had: list[Obstacle], end: datetime) -> Removal:
    calendar = calendars.of_person(session, leader.person, leader.team)
    removed = [each for each in had if each.cleared_at and each.cleared_at < end]
    answered = [calendar.working_hours(each.raised_at, each.answered_at) for each in removed if each.answered_at]
    gone = [calendar.working_hours(each.raised_at, each.cleared_at) for each in removed if each.cleared_at]
    return Removal(Count(len(removed), len(had)), _middle(answered), _middle(gone))


def _middle(spans: list[timedelta]) -> timedelta | None:
    return sorted(spans)[(len(spans) - 1) // 2] if len(spans) >= ENOUGH_FOR_A_RATE else None


# ── reps ─────────────────────────────────────────────────────────────────────────────────────────────────


def _led(session: Session, leader: Membership) -> list[Membership]:
    """The reps whom the leader coaches: without a named coach, or with the leader as such."""
    reps = [rep for rep in teams.members(session, leader.team) if rep.sells and not rep.is_leader]
    return [rep for rep in reps if leader.person_id in {coach.id for coach in coaching.coaches_of(session, rep)}]


def _coached(session: Session, leader: Membership, led: list[Membership], day: date, said_by: datetime) -> Count | None:
    """How many were coached, by anybody, within the rhythm; newcomers who are not due yet are left out."""
    every = preferences.of_team(session, leader.team)["coaching"]
    if not every:
        return None
    last = _last_held(session, leader.team, day, said_by)
    works = calendars.of_people(session, leader.team, [rep.person for rep in led])
    kept = {}
    for rep in led:
        since = last.get(rep.person_id) or worktime.local_day(rep.joined_at, rep.person.zone)
        # The first working day of the rep from then on.
        due_on = works[rep.person_id].next_working_day(since + timedelta(days=every) - DAY)
        if rep.person_id in last or due_on < day:
            kept[rep.person_id] = rep.person_id in last and due_on >= day
    return Count(sum(kept.values()), len(kept))


def _last_held(session: Session, team: Team, day: date, said_by: datetime) -> dict[int, date]:
    """The last talk up to that day, by the rep's id."""
    held = (CoachingSession.team_id == team.id, CoachingSession.held_on <= day, CoachingSession.noted_at < said_by)
    newest = select(CoachingSession.rep_id, func.max(CoachingSession.held_on)).where(*held)
    return {rep_id: on for rep_id, on in session.execute(newest.group_by(CoachingSession.rep_id)) if on}


def _at_plan(session: Session, led: list[Membership], now: datetime, *, fewest: int) -> Count | None:
    """How many reps are at plan, of those with goals that can be judged, private ones aside; None if too few."""
    ids = [rep.person_id for rep in led]
    theirs = (
        Goal.team_id.in_({rep.team_id for rep in led}),
        Goal.owner_id.in_(ids),
        Goal.closed_at.is_(None),
        Goal.visibility != Visibility.PRIVATE,
    )
    whole = (joinedload(Goal.metric), joinedload(Goal.team), joinedload(Goal.owner))
    rows = session.scalars(select(Goal).where(*theirs).options(*whole)).all()
    paces = goals.paces(session, rows, now=now)
    judged: dict[int | None, list[bool]] = defaultdict(list)
    for goal in rows:
        status = paces[goal.id].status
        if status in AT_PLAN or status.is_short:
            judged[goal.owner_id].append(status in AT_PLAN)
    return Count(sum(all(each) for each in judged.values()), len(judged)) if len(judged) >= fewest else None
