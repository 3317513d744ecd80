"""What a leader owes a person whom they lead; it comes first wherever the leader reads about that person."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import coaching, commitments, obstacles
from bot.models import Obstacle, Person


@dataclass(frozen=True)
class Owed:
    late_promises: int
    """How many promises to the person are past their day."""
    obstacles: list[Obstacle]
    """The person's open obstacles that wait for the leader, the most urgent first."""
    coached_on: date | None
    """When these two last talked."""


def owed(session: Session, leader: Person, person: Person, *, now: datetime) -> Owed:
    today = worktime.local_day(now, leader.zone)
    promised = [row for row in commitments.open_of(session, leader) if row.to_id == person.id]
    waiting = obstacles.found(session, obstacles.waits_for(leader, now))
    last = coaching.last_held(session, leader, person)
    return Owed(
        sum(commitments.is_late(row, today) for row in promised),
        [obstacle for obstacle in waiting if obstacle.raiser_id == person.id],
        last.held_on if last else None,
    )
