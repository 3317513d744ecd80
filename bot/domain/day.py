"""The day plan: somebody's promises and goals, what waits for their answer, the next check-in, and their teams."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import checkins, coaching, commitments, feedback, first_weeks, goals, obstacles, pace, rollup, teams
from bot.models import (
    Agreement,
    CoachingRequest,
    Commitment,
    CommitmentState,
    Feedback,
    Goal,
    Membership,
    Obstacle,
    ObstacleState,
    Person,
    Standard,
    StandardAnswer,
    Team,
)

A_WEEK = timedelta(days=7)


class Why(StrEnum):
    """Why something waits for somebody."""

    ASKED = "asked"
    """They were asked for a promise."""
    DONE = "done"
    """Something promised to them is said to be done, and they have not confirmed it yet."""
    OBSTACLE = "obstacle"
    LAST_WORD = "last word"
    """They are asked whether their obstacle is really gone."""
    JOINED = "joined"
    """They are asked whether whoever said so joined their call."""
    NUMBER = "number"
    """Somebody else set a goal for them, and they have not agreed yet."""
    LOOK_BACK = "look back"
    COACHING = "coaching"
    STANDARDS = "standards"


@dataclass(frozen=True)
class Unanswered:
    why: Why
    row: Commitment | Obstacle | Goal | CoachingRequest | Team
    count: int = 1


@dataclass(frozen=True)
class Day:
    today: date
    teams: int
    """In how many the person is."""
    promises: Sequence[Commitment]
    """What the person has to keep, in order of its day."""
    goals: Sequence[Goal]
    waiting: Sequence[Unanswered]
    feedback: Sequence[Feedback]
    """What the person got within a week, newest first."""
    checkin: checkins.Upcoming | None
    numbers: Sequence[Goal]
    """The main goal of each team that the person leads."""
    paces: Mapping[int, pace.Pace]
    """The pace of each of `goals` and `numbers`, by goal id."""
    step: first_weeks.Step | None
    """Today's step in a leader's first weeks."""


def of_person(session: Session, person: Person, *, now: datetime) -> Day:
    places = teams.memberships_of(session, person)
    promised = commitments.open_of(session, person)
    mine = goals.open_of(session, person)
    led = [place.team for place in places if place.is_leader]
    numbers = list(rollup.main_goals(session, led, now).values()) if led else []
    running = [goal for goal in mine if goal.ended_at is None]
    return Day(
        today=worktime.local_day(now, person.zone),
        teams=len(places),
        promises=[row for row in promised if row.state is CommitmentState.OPEN],
        goals=running,
        waiting=[
            *_words(session, person, promised),
            *_numbers(mine),
            *_obstacles(session, person, now),
            *_requests(session, person, places),
            *_standards(session, person, places),
        ],
        feedback=feedback.received(session, person, since=now - A_WEEK),
        checkin=checkins.next_for(session, person, now),
        numbers=numbers,
        paces=goals.paces(session, [*running, *numbers], now=now),
        step=first_weeks.next_step(session, person, now) if led else None,
    )


def unanswered(session: Session, person: Person, places: Sequence[Membership]) -> list[Unanswered]:
    """What waits for the person beside promises, obstacles and requests: their numbers, and their teams' standards."""
    return [*_numbers(goals.open_of(session, person)), *_standards(session, person, places)]


def _words(session: Session, person: Person, promised: Sequence[Commitment]) -> Iterator[Unanswered]:
    """What waits for an answer of the person's: to a request, to what was kept."""
    yield from (Unanswered(Why.ASKED, row) for row in promised if row.state is CommitmentState.ASKED)
    received = commitments.open_to(session, person)
    yield from (Unanswered(Why.DONE, row) for row in received if row.state is CommitmentState.KEPT)


def _numbers(mine: Sequence[Goal]) -> Iterator[Unanswered]:
    """Of the person's open goals those that are over, and those that somebody else set."""
    yield from (Unanswered(Why.LOOK_BACK, goal) for goal in mine if goal.ended_at)
    open_numbers = (goal for goal in mine if goal.agreement is Agreement.OPEN and not goal.ended_at)
    yield from (Unanswered(Why.NUMBER, goal) for goal in open_numbers)


def _obstacles(session: Session, person: Person, now: datetime) -> Iterator[Unanswered]:
    last_word = and_(
        Obstacle.raiser_id == person.id,
        Obstacle.state == ObstacleState.CLEARED,
        Obstacle.raiser_goes_at.is_(None),
    )
    for row in obstacles.found(session, or_(obstacles.waits_for(person, now), last_word)):
        yield Unanswered(Why.LAST_WORD if row.state is ObstacleState.CLEARED else Why.OBSTACLE, row)
    today = worktime.begin_of(worktime.local_day(now, person.zone), person.zone)
    joined = and_(Obstacle.raiser_id == person.id, Obstacle.state == ObstacleState.OWNED, obstacles.calls_begun(today))
    yield from (Unanswered(Why.JOINED, row) for row in obstacles.found(session, joined))


def _requests(session: Session, person: Person, places: Sequence[Membership]) -> Iterator[Unanswered]:
    if any(place.is_leader or place.coached for place in places):
        yield from (Unanswered(Why.COACHING, row) for row in coaching.requests_to(session, person))


def _standards(session: Session, person: Person, places: Sequence[Membership]) -> Iterator[Unanswered]:
    said = exists().where(
        StandardAnswer.standard_id == Standard.id,
        StandardAnswer.person_id == person.id,
        StandardAnswer.version == Standard.version,
    )
    mine = {place.team_id: place.team for place in places}
    unsaid = select(Standard.team_id, func.count()).where(
        Standard.team_id.in_(mine), Standard.dropped_at.is_(None), ~said
    )
    for team_id, count in session.execute(unsaid.group_by(Standard.team_id).order_by(Standard.team_id)):
        yield Unanswered(Why.STANDARDS, mine[team_id], count)
