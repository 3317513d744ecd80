"""Who waits for a leader: with an obstacle, a request, a promise to confirm, a wish to be coached, and so on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.domain import checkins, coaching, commitments, obstacles
from bot.domain.brief.leaders import Leader
from bot.models import (
    CheckinAnswer,
    CheckinSeat,
    CoachingRequest,
    Commitment,
    CommitmentState,
    Obstacle,
    Person,
)


class Reason(StrEnum):
    OBSTACLE = "obstacle"
    ASKED = "asked"
    """The leader was asked for a promise."""
    DONE = "done"
    """Something promised to the leader is said to be done, and the leader has not confirmed it yet."""
    COACHING = "coaching"
    OFFER = "offer"
    """They said what would make their job easier."""
    CHECKIN = "checkin"
    """They let a check-in's deadline pass: they wait for nothing, but a word from the leader may be due."""


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, why, and the row that the reason is about."""

    person: Person
    reason: Reason
    row: Obstacle | Commitment | CoachingRequest | CheckinAnswer | CheckinSeat


def waiting_for(session: Session, leader: Leader, theirs: Sequence[Commitment], now: datetime) -> list[Waiting]:
    """All that waits, by reason and then by when it is needed; `theirs` is what the leader promised or is asked to."""
    me = leader.person
    unanswered = checkins.unanswered_of(session, me, leader.led, leader.calendar, now=now)
    found = [
        *_obstacles(session, me, now),
        *_promises(session, me, theirs),
        *(Waiting(row.rep, Reason.COACHING, row) for row in coaching.requests_to(session, me)),
        *(
            Waiting(row.seat.person, Reason.OFFER, row)
            for place in leader.led
            for row in checkins.offers_open(session, place.team)
        ),
        *(Waiting(row.person, Reason.CHECKIN, row) for row in unanswered),
    ]
    return [each for each in found if each.person.id != me.id]


def _obstacles(session: Session, leader: Person, now: datetime) -> Iterator[Waiting]:
    for row in obstacles.found(session, obstacles.waits_for(leader, now)):
        yield Waiting(row.raiser, Reason.OBSTACLE, row)


def _promises(session: Session, leader: Person, theirs: Sequence[Commitment]) -> Iterator[Waiting]:
    for row in theirs:
        if row.state is CommitmentState.ASKED and row.to:
            yield Waiting(row.to, Reason.ASKED, row)
    for row in commitments.open_to(session, leader):
        if row.state is CommitmentState.KEPT:
            yield Waiting(row.by, Reason.DONE, row)
