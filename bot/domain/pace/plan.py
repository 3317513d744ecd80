"""What is to be reached, and how much of it by when."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from bot.domain.pace.curve import Curve
from bot.worktime import Calendar, Period

Number = TypeVar("Number", int, Fraction)
ENOUGH_CASES = 8
"""With fewer deals expected in a period, and no curve, its state cannot be judged."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ramp: at `value` by the end of the day `by`."""

    by: date
    value: int


@dataclass(frozen=True, slots=True)
class Plan:
    """From `start` to `target` within `period`, in minor units of money or in pieces.

    If the target is below the start, less is better. A sum adds up (deals, money); a level is measured anew each time
    and can go back (days to an answer). `cases` is how many deals are expected, if deals move it; None if it has many
    small steps.
    """

    period: Period
    target: int
    start: int = 0
    is_level: bool = False
    ramp: Sequence[Rung] = ()
    curve: Curve | None = None
    cases: int | None = None
    set_on: date = date.min
    """The day on which it was set, which may be in the middle of its period."""

    @property
    def way(self) -> int:
        """The distance from the start to the target, in either direction."""
        return abs(self.target - self.start)

    @property
    def has_too_few_cases(self) -> bool:
        return self.cases is not None and self.cases < ENOUGH_CASES and self.curve is None

    def progress(self, value: int) -> int:
        """How far `value` is from the start toward the target; negative in the other direction."""
        return value - self.start if self.target >= self.start else self.start - value

    def value(self, progress: Number) -> Number:
        """The value after so much progress."""
        return self.start + progress if self.target >= self.start else self.start - progress


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a plan that count: working days, or all days if its person works on none of them."""

    period: Period
    calendar: Calendar
    total: int
    are_working: bool

    @classmethod
    def of(cls, period: Period, calendar: Calendar) -> "Days":
        working = calendar.working_days(period)
        return cls(period, calendar, working or len(period), working > 0)

    def until(self, day: date) -> int:
        """How many of them are over on the evening of `day`."""
        gone = self.period & Period(self.period.first, day)
        return self.calendar.working_days(gone) if self.are_working else len(gone)

    def count_on(self, day: date) -> bool:
        return day in self.period and (not self.are_working or self.calendar.works_on(day))


def expected_after(plan: Plan, days: Days, gone: int) -> Fraction:
    """The progress expected once `gone` days are over: by the ramp, else by the curve, else even."""
    share = Fraction(gone, days.total)
    if plan.ramp:
        return _along_ramp(plan, days, gone)
    return plan.way * (plan.curve.share(share) if plan.curve else share)


def _along_ramp(plan: Plan, days: Days, gone: int) -> Fraction:
    points = _points(plan, days)
    place = bisect_right(points, gone, key=lambda point: point[0]) - 1
    begun, progress = points[place]
    if place + 1 == len(points):
        return Fraction(progress)
    ends, then = points[place + 1]
    return progress + Fraction((then - progress) * (gone - begun), ends - begun)


def _points(plan: Plan, days: Days) -> list[tuple[int, int]]:
    """The ramp as (days gone, progress), from nothing to the whole way, at most one point for each number of days."""
    points = {0: 0}
    highest = 0
    for rung in sorted(plan.ramp, key=lambda rung: rung.by):
        highest = min(max(highest, plan.progress(rung.value)), plan.way)
        points[days.until(rung.by)] = highest
    points[days.total] = plan.way
    return sorted(points.items())
