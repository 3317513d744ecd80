"""The ways to divide a team's goal: each person's amount, to the smallest unit, and how it was worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, goals
from bot.domain.contributions.parts import sellers
from bot.errors import Refused
from bot.models import Goal, Person
from bot.money import split
from bot.worktime import Period

MOST_MARGIN = 100
"""How much more than the target can be given out, in percent."""
PERIODS = 2
EXAMPLE = "Try `/goal {number} divide equally` or `/goal {number} divide by weight @rita 2 @sam 1`."
Basis = dict[int, dict[str, Any]]
"""How each amount was worked out, by person id."""


@dataclass(frozen=True)
class Shares:
    """The amounts by person id; an amount of 0 means no part."""

    amounts: dict[int, int]
    basis: Basis
    is_whole: bool = True
    """Whether people who are not named lose their parts."""


def equally(session: Session, goal: Goal, *, margin: int = 0) -> Shares:
    """The same for all who sell in the team."""
    people = [person.id for person in sellers(session, goal.team)]
    basis: Basis = {person: {"way": "equally", "of": len(people)} for person in people}
    return _weighed(goal, dict.fromkeys(people, 1), basis, margin)


def by_weight(goal: Goal, weights: Mapping[int, int], *, margin: int = 0) -> Shares:
    whole = sum(weights.values())
    basis: Basis = {person: {"way": "weight", "weight": weight, "sum": whole} for person, weight in weights.items()}
    return _weighed(goal, weights, basis, margin)


def by_percent(goal: Goal, percents: Mapping[int, int]) -> Shares:
    """By percent of the target; people who are not named keep what they have."""
    total = sum(percents.values())
    basis: Basis = {person: {"way": "percent", "percent": percent} for person, percent in percents.items()}
    return replace(_weighed(goal, percents, basis, total - 100), is_whole=False)


def by_history(session: Session, goal: Goal, *, margin: int = 0) -> Shares:
    """In proportion to what each brought in during the two periods before."""
    starts = calendars.fiscal_start(session, goal.team)
    periods = goals.periods_before(goal, PERIODS, starts)
    done = {person.id: [0] * PERIODS for person in sellers(session, goal.team)}
    for owner, day, value in goals.earned(session, goal, Period(periods[-1].first, periods[0].last), list(done)):
        nth = next(nth for nth, period in enumerate(periods) if day in period)
        done[owner][nth] += value
    span = goals.span_of(goal, starts) or "period"
    basis: Basis = {person: {"way": "history", "done": each, "span": span} for person, each in done.items()}
    return _weighed(goal, {person: max(sum(each), 0) for person, each in done.items()}, basis, margin)


def by_days(session: Session, goal: Goal, *, now: datetime, margin: int = 0) -> Shares:
    """In proportion to the working days that each has left, for when somebody joined late or is away for long."""
    left = days_left(session, goal, sellers(session, goal.team), now=now)
    basis: Basis = {person: {"way": "days", "days": days, "sum": sum(left.values())} for person, days in left.items()}
    return _weighed(goal, left, basis, margin)


def days_left(session: Session, goal: Goal, people: Iterable[Person], *, now: datetime) -> dict[int, int]:
    """How many working days each has left in the goal's period, today included."""
    people = list(people)
    of_each = calendars.of_people(session, goal.team, people)
    period = goal.period & Period(worktime.local_day(now, goal.team.zone), goal.last_on)
    return {person.id: of_each[person.id].working_days(period) for person in people}


def by_hand(goal: Goal, amounts: Mapping[int, int]) -> Shares:
    """By the amounts given; people who are not named keep what they have."""
    if min(amounts.values(), default=0) < 0:
        raise Refused(f"A part is a number above zero. {EXAMPLE.format(number=goal.number)}")
    return Shares(dict(amounts), {person: {"way": "hand"} for person in amounts}, is_whole=False)


def _weighed(goal: Goal, weights: Mapping[int, int], basis: Basis, margin: int) -> Shares:
    if margin > MOST_MARGIN:
        raise Refused(
            f"That is {100 + margin} % of goal {goal.number}; I divide up to {100 + MOST_MARGIN} % of it. "
            f"Try `/goal {goal.number} divide equally plus 10%`."
        )
    if min(weights.values(), default=0) < 0 or not sum(weights.values()):
        raise Refused(
            f"That gives nobody a part of goal {goal.number}: there is nothing to go by. "
            f"{EXAMPLE.format(number=goal.number)}"
        )
    added = {"margin": margin} if margin > 0 else {}
    whole = -(-goal.target * (100 + margin) // 100)
    return Shares(split(whole, weights), {person: each | added for person, each in basis.items()})
