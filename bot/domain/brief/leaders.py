"""A leader as a brief knows them: where they lead, and when they work."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.domain import calendars, teams
from bot.models import Membership, Person
from bot.worktime import Calendar


@dataclass(frozen=True)
class Leader:
    person: Person
    led: Sequence[Membership]
    """Their memberships in the teams that they lead, the first joined first."""
    calendar: Calendar

    @property
    def is_here(self) -> bool:
        """Whether they are still in Slack and lead a team."""
        return bool(self.led) and self.person.is_here


def leaders(session: Session, *people: Person) -> dict[int, Leader]:
    """By the people's ids; five queries, however many they are."""
    places = teams.places_of(session, *(person.id for person in people))
    works = calendars.of_each(session, people, places)
    return {
        person.id: Leader(person, [place for place in places[person.id] if place.is_leader], works[person.id])
        for person in people
    }


def leader(session: Session, person: Person) -> Leader:
    return leaders(session, person)[person.id]
