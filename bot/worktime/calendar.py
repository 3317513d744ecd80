"""Which days somebody works and when in them; what lies between two moments of work, and how far on the next is."""

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
"""For whom every hour is as good as another."""
FURTHEST = timedelta(days=732)
"""Nobody is waited for longer: who does not work for two years is taken to be there again at their end."""


@dataclass(frozen=True)
class Calendar:
    """Which days somebody works, and when in them.

    Moments are handed in of any zone and come back in UTC, where alone they can be counted with.
    Where `ends` is not after `begins`, the day's work goes on into the next: from 0:00 to 0:00 is all day.
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
        """Whether it is a holiday or one of `off`, be it a weekend or not."""
        return self._is_free(day) or day in public_holidays(self.holidays, day.year)

    def working_days(self, period: Period) -> int:
        """How many there are; by arithmetic, so that a year costs no more than a week."""
        free = sum(self._weekdays_in(period & free) for free in self._free)
        return self._weekdays_in(period) - free - self._holidays_in(period)

    def days_worked(self, period: Period) -> list[date]:
        return [day for day in period if self.works_on(day)]

    def week_of(self, day: date) -> Period:
        """From Sunday on where work begins on Sunday."""
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
        """How many fall on days that would be worked."""
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
        """The moment itself where it is one of work, else when work next begins; see `FURTHEST`."""
        moment = moment.astimezone(UTC)
        begins = next((begins for begins, _ in self._spans(moment)), moment + FURTHEST)
        return max(moment, begins)

    def morning_of(self, day: date) -> datetime:
        """When work begins on that day, or on the next one that is worked."""
        begins = self.begins if self.begins < self.ends else MORNING
        return self.next_open(moment_at(day, begins, self.zone))

    def working_hours(self, since: datetime, until: datetime) -> timedelta:
        """How much time of work lies between; none where `until` is not after `since`."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        day, last = (local_day(moment, self.zone) + side for moment, side in ((since, -DAY), (until, DAY)))
        total = timedelta()
        while day <= last:
            if span := self._hours(day):
                total += max(timedelta(), min(until, span[1]) - max(since, span[0]))
            day += DAY
        return total

    def add_working_hours(self, moment: datetime, span: timedelta) -> datetime:
        """When so much more has been worked: at six rather than at half past eight the day after; see `FURTHEST`."""
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
        """The hours of the working days from `since` on that are not over, up to where there are none any more."""
        day = local_day(since, self.zone) - DAY
        furthest = day + FURTHEST
        while day <= furthest:
            span = self._hours(day)
            if span and span[1] > since:
                yield span
                furthest = day + FURTHEST
            day += DAY

    def _hours(self, day: date) -> tuple[datetime, datetime] | None:
        """None where the day is not worked, or a zone leaves it out."""
        if not self.works_on(day):
            return None
        last = day if self.begins < self.ends else day + DAY
        span = moment_at(day, self.begins, self.zone), moment_at(last, self.ends, self.zone)
        return span if span[0] < span[1] else None
