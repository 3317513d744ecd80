"""The days and hours that somebody works; how much working time lies between two moments, and when the next begins."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from bot.worktime.holidays import public_holidays
from bot.worktime.moments import local_day, moment_at
from bot.worktime.periods import DAY, Period, first_weekday, merged, week_of

MONDAY_TO_FRIDAY = frozenset(range(5))
MORNING = time(8, 30)
"""When the day begins for a calendar whose working hours go around the clock or over midnight."""
FURTHEST = timedelta(days=732)
"""How far searches look ahead: if there is no working time within two years, they return that distance."""


@dataclass(frozen=True)
class Calendar:
    """The days and hours that somebody works.

    Moments can be passed in any zone and are returned in UTC, since arithmetic on moments is safe only there.
    Where `ends` is not after `begins`, the work of a day goes on into the next: from 0:00 to 0:00 is all day.
    """

    zone: str
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """As `date.weekday` counts."""
    begins: time = time(8, 30)
    ends: time = time(18)
    off: tuple[Period, ...] = ()
    """The team's days off and the person's own, in any order."""
    holidays: str = ""
    """The place whose public holidays are off, as "DE-BY"; they are looked up for the years that are asked about."""

    # ── days ─────────────────────────────────────────────────────────────────────────────────────────────

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not self.is_off(day)

    def is_off(self, day: date) -> bool:
        """Whether it is a public holiday or in one of `off`; a plain weekend is not off."""
        return self._is_free(day) or day in public_holidays(self.holidays, day.year)

    def working_days(self, period: Period) -> int:
        """The number of working days; computed arithmetically, so that a year costs no more than a week."""
        free = sum(self._weekdays_in(period & free) for free in self._free)
        return self._weekdays_in(period) - free - self._holidays_in(period)

    def days_worked(self, period: Period) -> list[date]:
        return [day for day in period if self.works_on(day)]

    def week_of(self, day: date) -> Period:
        """The week of that day; it begins on the first weekday of work (see `first_weekday`)."""
        return week_of(day, first_weekday(self.weekdays))

    def next_working_day(self, day: date, count: int = 1) -> date:
        """The first working day after `day`, or the one that is `count` on; see `FURTHEST`."""
        return self._working_day(day, count, DAY)

    def previous_working_day(self, day: date, count: int = 1) -> date:
        return self._working_day(day, count, -DAY)

    def _working_day(self, day: date, count: int, step: timedelta) -> date:
        for _ in range(count):
            furthest = day + FURTHEST // DAY * step
            day += step
            while day != furthest and not self.works_on(day):
                day += step
        return day

    def _weekdays_in(self, period: Period) -> int:
        weeks, rest = divmod(len(period), 7)
        first = period.first.weekday()
        return weeks * len(self.weekdays) + sum((first + number) % 7 in self.weekdays for number in range(rest))

    def _holidays_in(self, period: Period) -> int:
        """The number of public holidays on days that would otherwise be worked."""
        if not self.holidays:
            return 0
        years = range(period.first.year, period.last.year + 1)
        days = (day for year in years for day in public_holidays(self.holidays, year))
        return sum(day in period and day.weekday() in self.weekdays and not self._is_free(day) for day in days)

    def _is_free(self, day: date) -> bool:
        index = bisect_right(self._free, day, key=lambda period: period.first)
        return index > 0 and day in self._free[index - 1]

    @cached_property
    def _free(self) -> tuple[Period, ...]:
        return merged(self.off)

    # ── hours ────────────────────────────────────────────────────────────────────────────────────────────

    def is_working(self, moment: datetime) -> bool:
        """Whether the moment is within the hours of a working day."""
        today = local_day(moment, self.zone)
        spans = (self._hours(today + number * DAY) for number in (-1, 0, 1))
        return any(span and span[0] <= moment < span[1] for span in spans)

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself if it is within working hours, else when work next begins; see `FURTHEST`."""
        moment = moment.astimezone(UTC)
        begins = next((begins for begins, _ in self._spans(moment)), moment + FURTHEST)
        return max(moment, begins)

    def morning_of(self, day: date) -> datetime:
        """When work begins on that day, or on the next working day if that day is none."""
        begins = self.begins if self.begins < self.ends else MORNING
        return self.next_open(moment_at(day, begins, self.zone))

    def working_hours(self, since: datetime, until: datetime) -> timedelta:
        """The working time between the two; zero if `until` is not after `since`."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        day, last = (local_day(moment, self.zone) + side for moment, side in ((since, -DAY), (until, DAY)))
        total = timedelta()
        while day <= last:
            if span := self._hours(day):
                total += max(timedelta(), min(until, span[1]) - max(since, span[0]))
            day += DAY
        return total

    def add_working_hours(self, moment: datetime, span: timedelta) -> datetime:
        """The moment after `span` more of working time; one that ends with the day is 18:00, not 8:30 the day after."""
        moment = moment.astimezone(UTC)
        if span <= timedelta():
            return moment
        for begins, ends in self._spans(moment):
            moment = max(moment, begins)
            if span <= ends - moment:
                return moment + span
            span -= ends - moment
            moment = ends
        return moment + FURTHEST

    def _spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working hours that end after `since`, day by day; it ends once `FURTHEST` has no working day."""
        day = local_day(since, self.zone) - DAY
        furthest = day + FURTHEST
        while day <= furthest:
            span = self._hours(day)
            if span and span[1] > since:
                yield span
                furthest = day + FURTHEST
            day += DAY

    def _hours(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when work lasts on that day; None if it is no working day, or if the zone skips it."""
        if not self.works_on(day):
            return None
        last = day if self.begins < self.ends else day + DAY
        span = moment_at(day, self.begins, self.zone), moment_at(last, self.ends, self.zone)
        return span if span[0] < span[1] else None
