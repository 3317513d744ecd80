"""The goal that somebody means, with their place in its team: by its number, or by the id that goes with a click."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.domain import goals
from bot.models import Goal, Membership
from bot.slack.turn import Turn

Found = tuple[Membership, Goal]
Find = Callable[[Session], Found]


def numbered(turn: Turn, number: str) -> Find:
    """By its number in the team that is meant."""

    def find(session: Session) -> Found:
        by = turn.membership(session)
        return by, goals.get_goal(session, by, number)

    return find


def clicked(turn: Turn) -> Find:
    """By the id with which the value of a button begins."""
    return lambda session: by_id(session, turn, int(turn.said.value.partition(":")[0]))


def carried(turn: Turn) -> Find:
    """By the id that a form carries along."""
    return lambda session: by_id(session, turn, turn.said.metadata["goal"])


def by_id(session: Session, turn: Turn, goal_id: int) -> Found:
    goal = goals.get_by_id(session, goal_id)
    return turn.membership_in(session, goal.team), goal
