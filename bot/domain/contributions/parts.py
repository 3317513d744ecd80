"""How a team's goal is divided: who has which part, and who has none."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.domain import goals, teams
from bot.models import Agreement, Goal, Person, Team


@dataclass(frozen=True)
class Parts:
    held: list[Goal]
    """The parts of people who are in the team."""
    orphaned: list[Goal]
    """The parts of people who left the team; these count as nobody's."""
    without: list[Person]
    """People who sell in the team and have no part."""

    @property
    def assigned(self) -> int:
        return sum(part.target for part in self.held)

    def saying(self, agreement: Agreement) -> list[Goal]:
        return [part for part in self.held if (part.agreement or Agreement.IN) is agreement]

    def of(self, person_id: int) -> Goal | None:
        return next((part for part in [*self.held, *self.orphaned] if part.owner_id == person_id), None)


def parts_in(session: Session, goal: Goal) -> Parts:
    parts = goals.parts_of(session, goal)
    here = {member.person_id for member in teams.members(session, goal.team) if member.person.is_here}
    having = {part.owner_id for part in parts}
    return Parts(
        held=[part for part in parts if part.owner_id in here],
        orphaned=[part for part in parts if part.owner_id not in here],
        without=[person for person in sellers(session, goal.team) if person.id not in having],
    )


def sellers(session: Session, team: Team) -> list[Person]:
    """Everybody who sells in the team, including leaders who do."""
    return [member.person for member in teams.members(session, team) if member.sells]
