"""A leader's first two weeks: one step a day, ticked off only by actually doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ScalarSelect, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.db import A_PORTION
from bot.domain import calendars, commitments, gate, preferences, teams
from bot.errors import Refused
from bot.models import (
    Checkin,
    CheckinRun,
    CheckinSeat,
    CoachingSession,
    Commitment,
    FirstWeeks,
    Goal,
    Kudos,
    Membership,
    MembershipRole,
    NorthStar,
    Obstacle,
    Person,
    Role,
    SeatState,
    Standard,
    Win,
)
from bot.worktime import Calendar, Period

DAYS = 10
"""How many of the leader's working days they last."""
DAY = timedelta(days=1)
STEPS = {
    "people": "Bring your people in",
    "star": "Say where the team is going",
    "number": "Give the team a number to reach",
    "promise": "Promise your team something, in its channel",
    "win": "Have a first win on the board",
    "standard": "Set a first standard",
    "obstacle": "Clear an obstacle for somebody",
    "thanks": "Thank somebody in the open",
    "checkin": "Answer a check-in yourself",
    "talks": "Hold a first one-to-one with each",
}
"""The steps in their order, one for each day."""
SOON = "They begin within minutes of the first time that you lead a team. `/pace` shows your day."
TEAM, LEADER = bindparam("team", type_=BigInteger), bindparam("leader", type_=BigInteger)


@dataclass(frozen=True)
class Step:
    name: str
    in_words: str
    is_done: bool
    is_skipped: bool
    count: tuple[int, int] | None = None
    """(done, of how many), for a step that takes several."""

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_skipped)


@dataclass(frozen=True)
class Program:
    """A leader's first weeks, as they stand."""

    weeks: FirstWeeks
    day: int
    """Which working day of the first weeks it is, counted from 1."""
    steps: Sequence[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def today(self) -> Step | None:
        """The step to do today; None once all steps up to today are done or left out."""
        return next((step for step in self.steps[: self.day] if step.is_open), None)

    @property
    def next(self) -> Step | None:
        """The first step that is left, also if it is a later day's."""
        return next((step for step in self.steps if step.is_open), None)

    @property
    def is_over(self) -> bool:
        return self.day > DAYS or self.next is None


# ── how it stands ────────────────────────────────────────────────────────────────────────────────────────


def next_step(session: Session, person: Person, now: datetime) -> Step | None:
    """Today's step of a leader whose first weeks are under way, if there is one left."""
    weeks = session.get(FirstWeeks, person.id)
    program = find(session, person, now=now) if weeks and weeks.look_at else None
    return program.today if program else None


def find(session: Session, person: Person, *, now: datetime) -> Program | None:
    """The person's first weeks, under way or over; None if they do not lead the team that they began with."""
    rows = select(FirstWeeks).where(FirstWeeks.person_id == person.id).options(joinedload(FirstWeeks.team))
    weeks = session.scalar(rows)
    place = teams.find_membership(session, person, weeks.team) if weeks and weeks.team else None
    if weeks is None or place is None:
        return None
    return _program(session, weeks, place, calendars.of_person(session, person, weeks.team), now)


def is_coming(session: Session, person: Person) -> bool:
    """Whether they lead a team for the first time, so lately that their first weeks have not begun."""
    leads = any(place.is_leader for place in teams.memberships_of(session, person))
    return leads and session.get(FirstWeeks, person.id) is None


def _program(
    session: Session, weeks: FirstWeeks, place: Membership, calendar: Calendar, now: datetime
) -> Program | None:
    if not place.is_leader:
        return None
    gone = Period(*(worktime.local_day(moment, calendar.zone) for moment in (weeks.began_at, now)))
    return Program(weeks, max(1, calendar.working_days(gone)), _steps(session, weeks, place))


def _steps(session: Session, weeks: FirstWeeks, place: Membership) -> list[Step]:
    """The steps, each with whether it is done, by a single query."""
    row = session.execute(STANDING, {"team": place.team_id, "leader": place.person_id}).one()._mapping
    talks = (row["talks"], row["reps"])
    is_done = {name: bool(row[name]) for name in STEPS if name in row} | {
        "people": talks[1] > 0,
        "talks": 0 < talks[1] <= talks[0],
    }
    return [
        Step(name, in_words, is_done[name], name in weeks.skipped, talks if name == "talks" and talks[1] else None)
        for name, in_words in STEPS.items()
    ]


def _standing() -> Select[*tuple[Any, ...]]:
    spoken = select(CoachingSession.rep_id).where(
        CoachingSession.team_id == TEAM,
        CoachingSession.coach_id == LEADER,
        CoachingSession.held_on.is_not(None),
    )
    done = [exists(rows).label(name) for name, rows in _signs().items()]
    talks = _reps().where(Membership.person_id.in_(spoken))
    return select(*done, _count(_reps()).label("reps"), _count(talks).label("talks"))


def _reps() -> Select[int]:
    """The team's people who sell and do not lead it."""
    leads = select(MembershipRole.membership_id).where(MembershipRole.role == Role.LEADER)
    sells = select(MembershipRole.membership_id).where(MembershipRole.role == Role.REP)
    here = select(Membership.id).join(Person).where(Membership.team_id == TEAM, Person.has_left.is_(False))
    return here.where(Membership.id.in_(sells), Membership.id.not_in(leads))


def _count(rows: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _signs() -> dict[str, Select[int]]:
    """For each step, the rows that show that it was done."""
    seats = select(CheckinSeat.id).join(CheckinRun).join(Checkin)
    return {
        "star": select(NorthStar.id).where(NorthStar.team_id == TEAM),
        "number": select(Goal.id).where(Goal.team_id == TEAM, Goal.owner_id.is_(None)),
        "promise": select(Commitment.id).where(
            Commitment.team_id == TEAM,
            Commitment.by_id == LEADER,
            Commitment.is_public.is_(True),
            Commitment.state.not_in(commitments.NOT_MADE),
        ),
        "win": select(Win.id).where(Win.team_id == TEAM, Win.is_standing.is_(True)),
        "standard": select(Standard.id).where(Standard.team_id == TEAM, Standard.dropped_at.is_(None)),
        "obstacle": select(Obstacle.id).where(
            Obstacle.team_id == TEAM, Obstacle.cleared_by_id == LEADER, Obstacle.raiser_id != LEADER
        ),
        "thanks": select(Kudos.id).where(Kudos.team_id == TEAM, Kudos.by_id == LEADER, Kudos.undone_at.is_(None)),
        "checkin": seats.where(
            CheckinSeat.person_id == LEADER, CheckinSeat.state == SeatState.ANSWERED, Checkin.team_id == TEAM
        ),
    }


STANDING = _standing()
"""Built once, since building it takes longer than running it."""


# ── what the leader can do ───────────────────────────────────────────────────────────────────────────────


def get_own(session: Session, by: Person, *, now: datetime) -> Program:
    """The leader's own program, locked to be changed; Refused if they have none."""
    places = teams.memberships_of(session, by)
    gate.check("first_weeks.set", by, next((place for place in places if place.is_leader), None))
    session.execute(select(FirstWeeks.person_id).where(FirstWeeks.person_id == by.id).with_for_update())
    program = find(session, by, now=now)
    if program is None:
        raise Refused(SOON)
    return program


def skip(session: Session, by: Person, name: str = "", *, now: datetime) -> Step:
    """Leave out the named step, or the next one if none is named."""
    program = get_own(session, by, now=now)
    _check_under_way(program)
    step = next((each for each in program.steps if each.name == name), None) if name else program.next
    if step is None or not step.is_open:
        raise Refused("That one is done or left out already. `/pace start` shows what is left.")
    program.weeks.skipped = [*program.weeks.skipped, step.name]
    session.flush()
    return step


def stop(session: Session, by: Person, *, now: datetime) -> None:
    program = get_own(session, by, now=now)
    _check_under_way(program)
    program.weeks.look_at = None
    session.flush()


def go_on(session: Session, by: Person, *, now: datetime) -> Program:
    """Bring back what was stopped or left out, while the two weeks last."""
    program = get_own(session, by, now=now)
    if program.day > DAYS:
        raise Refused("Your first two weeks are over. What is left has no clock: `/pace start` shows it.")
    program.weeks.skipped = []
    program.weeks.look_at = _next_look(calendars.of_person(session, by), now)
    session.flush()
    return get_own(session, by, now=now)


def _check_under_way(program: Program) -> None:
    if program.weeks.look_at is None:
        raise Refused("Your first weeks are over, or you stopped them. `/pace start again` goes on with them.")


# ── begun and ended ──────────────────────────────────────────────────────────────────────────────────────


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Begin the first weeks of new leaders, and end those that are over, with a message; return how many these were."""
    begun = _begin(session, now, most)
    due = select(FirstWeeks).where(FirstWeeks.look_at <= now).order_by(FirstWeeks.look_at).limit(most)
    whole = (joinedload(FirstWeeks.person), joinedload(FirstWeeks.team))
    rows = list(session.scalars(due.options(*whole).with_for_update(skip_locked=True, of=FirstWeeks)))
    people = [weeks.person for weeks in rows]
    places = teams.places_of(session, *(person.id for person in people))
    works = calendars.of_each(session, people, places)
    in_team = calendars.of_places(session, [(weeks.team, weeks.person) for weeks in rows if weeks.team])
    for weeks in rows:
        place = teams.find_place(places[weeks.person_id], weeks.team_id)
        program = _program(session, weeks, place, in_team[place.team_id, weeks.person_id], now) if place else None
        is_going_on = program is not None and not program.is_over
        weeks.look_at = _next_look(works[weeks.person_id], now) if is_going_on else None
        if program and not is_going_on:
            _tell(session, weeks.person, now)
    session.flush()
    return begun + len(rows)


def _begin(session: Session, now: datetime, most: int) -> int:
    """Begin the first weeks of everybody who leads a team and has had none; return how many began."""
    leads = select(MembershipRole.membership_id).where(MembershipRole.role == Role.LEADER)
    known = exists().where(FirstWeeks.person_id == Membership.person_id)
    rows = select(Membership).join(Person).where(Membership.id.in_(leads), ~known, Person.is_here)
    first: dict[int, Membership] = {}
    for place in session.scalars(rows.order_by(Membership.joined_at, Membership.id).limit(most)):
        first.setdefault(place.person_id, place)
    people = [place.person for place in first.values()]
    works = calendars.of_each(session, people, teams.places_of(session, *first))
    for place in first.values():
        look_at = _next_look(works[place.person_id], now)
        session.add(
            FirstWeeks(person_id=place.person_id, team_id=place.team_id, began_at=now, skipped=[], look_at=look_at)
        )
    session.flush()
    return len(first)


def _next_look(calendar: Calendar, now: datetime) -> datetime:
    """When work next begins on a later day."""
    tomorrow = worktime.local_day(now, calendar.zone) + DAY
    return calendar.next_open(worktime.begin_of(tomorrow, calendar.zone))


def _tell(session: Session, person: Person, now: datetime) -> None:
    if preferences.is_off(session, person.id, "notices"):
        return
    outbox.show_to(
        session,
        person,
        "first_weeks.over",
        f"first-weeks:{person.id}:over",
        due_at=now,
        person_id=person.id,
    )
