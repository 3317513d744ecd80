"""Runs of days: weeks, months, quarters and years, and what two of them share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both days included; without any day where `last` comes before `first`."""

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
    """The same days in order, in as few periods as can be: what overlaps or adjoins becomes one."""
    runs: list[Period] = []
    for period in sorted((period for period in periods if period), key=lambda period: period.first):
        if runs and period.first <= runs[-1].last + DAY:
            runs[-1] = Period(runs[-1].first, max(runs[-1].last, period.last))
        else:
            runs.append(period)
    return tuple(runs)


def without(period: Period, others: Iterable[Period]) -> tuple[Period, ...]:
    """The days of the period that are in none of the others, in as few periods as can be."""
    held = tuple(others)
    return merged(tuple(Period(day, day) for day in period if not any(day in other for other in held)))


def week_of(day: date, begins: int = 0) -> Period:
    """The seven days that begin with that weekday, as `date.weekday` counts: Monday unless said otherwise."""
    first = day - timedelta(days=(day.weekday() - begins) % 7)
    return Period(first, first + timedelta(days=6))


def first_weekday(weekdays: frozenset[int]) -> int:
    """The day of work after the longest rest; Monday where every day is one."""
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
    """As many days, up to and with `day`."""
    return Period(day - timedelta(days=count - 1), day)


def _months(day: date, count: int, fiscal_start: int) -> Period:
    """Which of the runs of `count` months, the first of them beginning with `fiscal_start`, the day is in."""
    begin = day.year * 12 + day.month - 1 - (day.month - fiscal_start) % count
    return Period(_first_of(begin), _first_of(begin + count) - DAY)


def _first_of(month: int) -> date:
    """The first of the month of that number, counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)
