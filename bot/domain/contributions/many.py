"""Setting one goal for many: everybody gets a goal of their own, and is asked about it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import goals
from bot.domain.goals import Facts
from bot.errors import Refused
from bot.models import Goal, Membership, Person


def set_for_all(
    session: Session, by: Membership, facts: Facts, people: Iterable[Person], *, now: datetime
) -> list[Goal]:
    """Set it for all these people; Refused, and set for nobody, if it cannot be set for one of them."""
    people = list(dict.fromkeys(people))
    if not people:
        raise Refused(f"Nobody sells in *{by.team.name}* yet. A leader adds people: `/pace team add @rita`.")
    return [goals.set_goal(session, by, facts, now=now, owner=person) for person in people]
