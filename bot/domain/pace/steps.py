"""Steps: the milestones of a plan, and which of them a change has crossed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.pace.plan import Plan

ON_THE_WAY = (25, 50, 75, 100)
BEYOND = (110, 125)
"""Percentages that are celebrated beyond the target, for sums only."""


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone; its `name` is the percentage of the way ("75")."""

    name: str
    value: int


def steps_of(plan: Plan) -> list[Step]:
    """The steps in order."""
    percents = ON_THE_WAY if plan.is_level else (*ON_THE_WAY, *BEYOND)
    # For small counts several percentages have the same value; the highest of them is kept.
    by_value = {(step := _at(plan, percent)).value: step for percent in percents}
    return list(by_value.values())


def crossed(plan: Plan, steps: Sequence[Step], before: int, after: int) -> list[Step]:
    """The steps that were passed between `before` and `after`; none if it went back."""
    was, now = plan.progress(before), plan.progress(after)
    return [step for step in steps if was < plan.progress(step.value) <= now]


def reached(plan: Plan, steps: Sequence[Step], done: int) -> list[Step]:
    return [step for step in steps if plan.progress(step.value) <= plan.progress(done)]


def _at(plan: Plan, percent: int) -> Step:
    return Step(str(percent), plan.value(-(-plan.way * percent // 100)))
