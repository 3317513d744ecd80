"""Periods of days: weeks, months, quarters and years, and the days that two periods have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both days included; empty where `last` comes before `first`."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(len(self)))

    def __and__(self, other: "Period") -> "Period":
        """The days of both."""
        return Period(max(self.first, other.first), min(self.last, other.last))


def merged(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """The same days in order, in as few periods as possible: those that overlap or adjoin become one."""
    runs: list[Period] = []
    for period in sorted((period for period in periods if period), key=lambda period: period.first):
        if runs and period.first <= runs[-1].last + DAY:
            runs[-1] = Period(runs[-1].first, max(runs[-1].last, period.last))
        else:
            runs.append(period)
    return tuple(runs)


def without(period: Period, others: Iterable[Period]) -> tuple[Period, ...]:
    """The days of the period that are in none of the others, in as few periods as possible."""
    held = tuple(others)
    return merged(tuple(Period(day, day) for day in period if not any(day in other for other in held)))


def week_of(day: date, begins: int = 0) -> Period:
    """The seven days around `day` that begin on the weekday `begins` (as `date.weekday` counts; 0 is Monday)."""
    first = day - timedelta(days=(day.weekday() - begins) % 7)
    return Period(first, first + timedelta(days=6))


def first_weekday(weekdays: frozenset[int]) -> int:
    """The working weekday that follows the longest run of days off; Monday where every day is worked."""
    return max(sorted(weekdays), key=lambda day: _rest_before(day, weekdays))


def _rest_before(day: int, weekdays: frozenset[int]) -> int:
    return next(days for days in range(7) if (day - 1 - days) % 7 in weekdays)


def month_of(day: date) -> Period:
    return _months(day, 1, 1)


def quarter_of(day: date, fiscal_start: int = 1) -> Period:
    """The quarter of a year that begins with the month `fiscal_start`."""
    return _months(day, 3, fiscal_start)


def year_of(day: date, fiscal_start: int = 1) -> Period:
    """The year that begins with the month `fiscal_start`."""
    return _months(day, 12, fiscal_start)


def last_days(day: date, count: int) -> Period:
    """The `count` days that end with `day`, that one included."""
    return Period(day - timedelta(days=count - 1), day)


def _months(day: date, count: int, fiscal_start: int) -> Period:
    """The period of `count` months that contains the day, counted from the month `fiscal_start`."""
    begin = day.year * 12 + day.month - 1 - (day.month - fiscal_start) % count
    return Period(_first_of(begin), _first_of(begin + count) - DAY)


def _first_of(month: int) -> date:
    """The first day of a month, where `month` counts months since the year 0."""
    return date(month // 12, month % 12 + 1, 1)
