"""Where a plan stands on a day: what is done, what was expected, what each remaining day asks, and where it leads.

All numbers are exact (ints and Fractions). "Expected" means by tonight, which a person can still act on; whether a
plan is slipping is judged only by what was due last night, since today is not over.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.domain.pace.plan import Days, Plan, expected_after
from bot.worktime import Calendar

EARLY = Fraction(1, 5)
"""The first part of a period, in which nothing is judged; and of what was left of it when the plan was set, in which
nothing is called short."""


class Status(StrEnum):
    NOT_BEGUN = "not_begun"
    DONE = "done"
    OVER = "over"
    """The period is over and the target was not met."""
    AWAY = "away"
    """No working day in the whole period."""
    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    AHEAD = "ahead"
    """More is done than is expected by tonight."""
    ON_PACE = "on_pace"
    SLIPPING = "slipping"
    BEHIND = "behind"

    @property
    def is_short(self) -> bool:
        return self in (Status.SLIPPING, Status.BEHIND)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below these shares of what was due it is slipping, or behind."""

    slipping: Fraction = Fraction(90, 100)
    behind: Fraction = Fraction(75, 100)


DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True)
class Pace:
    """How a plan stands on a day. Values are in the plan's own unit; shares are fractions of 1."""

    plan: Plan
    done: int
    today: date
    day: int
    """Which working day it is, counted from 1; on a day off, that of the last working day before."""
    days: int
    """The number of working days of the period; of calendar days if it has no working day (status AWAY)."""
    days_over: int
    """How many of them were over by last night."""
    are_working: bool
    due: Fraction
    """The value that was expected by last night."""
    expected: Fraction
    """The value that is expected by tonight."""
    thresholds: Thresholds
    is_young: bool = False
    """Set in the middle of its period, with most of what was left then still to come."""
    is_late: bool = False
    """Set when working days of its period were over already."""

    @property
    def status(self) -> Status:
        if self._progress >= self.plan.way:
            return Status.DONE
        if self.today < self.plan.period.first:
            return Status.NOT_BEGUN
        if self.today > self.plan.period.last:
            return Status.OVER
        if not self.are_working:
            return Status.AWAY
        return self._judgement

    @property
    def _judgement(self) -> Status:
        if self._is_early:
            return Status.TOO_EARLY
        if self.plan.has_too_few_cases:
            return Status.TOO_FEW
        if self._progress > self._way_to(self.expected):
            return Status.AHEAD
        due = self._way_to(self.due)
        if self._progress >= due * self.thresholds.slipping:
            return Status.ON_PACE
        if self.is_young:
            return Status.TOO_EARLY
        return Status.SLIPPING if self._progress >= due * self.thresholds.behind else Status.BEHIND

    @property
    def left(self) -> int:
        """What is missing to the target, never negative."""
        return max(self.plan.way - self._progress, 0)

    @property
    def days_left(self) -> int:
        """The working days that are left, today included."""
        return self.days - self.days_over if self.are_working else 0

    @property
    def needed(self) -> Fraction | None:
        """How much each remaining working day asks; None if none is left."""
        return Fraction(self.left, self.days_left) if self.days_left else None

    @property
    def planned(self) -> Fraction | None:
        """How much each working day asked for at the beginning; None if there was no plan yet at the beginning."""
        return None if self.is_late else Fraction(self.plan.way, self.days)

    @property
    def projected(self) -> Fraction | None:
        """The value at the end if it goes on like this: as far above or below plan as it is now, in proportion.

        None for a level, and while it is too early to say.
        """
        expected = self._way_to(self.expected)
        if self.plan.is_level or not self.are_working or not expected or self._is_early:
            return None
        return self.plan.value(self._progress * self.plan.way / expected)

    @property
    def time_gone(self) -> Fraction:
        """The share of the working days that is over tonight."""
        return Fraction(self.day, self.days)

    @property
    def share_done(self) -> Fraction:
        return Fraction(self._progress, self.plan.way or 1)

    @property
    def share_expected(self) -> Fraction:
        return self._way_to(self.expected) / (self.plan.way or 1)

    @property
    def short(self) -> Fraction:
        """What is missing to what was due by last night, never negative."""
        return max(self._way_to(self.due) - self._progress, Fraction(0))

    @property
    def _progress(self) -> int:
        return self.plan.progress(self.done)

    @property
    def _is_early(self) -> bool:
        return Fraction(self.days_over, self.days) < EARLY

    def _way_to(self, value: Fraction) -> Fraction:
        return abs(value - self.plan.start)


def measure(plan: Plan, done: int, today: date, calendar: Calendar, thresholds: Thresholds = DEFAULT) -> Pace:
    """Where `plan` stands on `today`, with `done` so far (for a level: where it stands now)."""
    days = Days.of(plan.period, calendar)
    tonight = days.until(today)
    last_night = tonight - days.count_on(today)
    before = days.until(plan.set_on) - days.count_on(plan.set_on)
    return Pace(
        plan=plan,
        done=done,
        today=today,
        day=tonight,
        days=days.total,
        days_over=last_night,
        are_working=days.are_working,
        due=plan.value(expected_after(plan, days, last_night)),
        expected=plan.value(expected_after(plan, days, tonight)),
        thresholds=thresholds,
        is_late=before > 0,
        is_young=last_night - before < max(EARLY * (days.total - before), Fraction(1)),
    )
