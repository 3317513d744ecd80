"""Local days and wall times as moments, with one rule for clock changes.

A wall time that does not exist becomes the next one that does; of one that exists twice, the first is taken.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.worktime.periods import DAY, Period

SECOND = timedelta(seconds=1)
DAYS_AHEAD = 15
"""A weekly time comes within so many days, even where the zone skips one of its days."""


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an aware `moment` in `zone` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which the day begins in `zone`."""
    return moment_at(day, time(), zone)


def moments_of(period: Period, zone: str) -> tuple[datetime, datetime]:
    """The moments at which the period begins in `zone`, and at which the day after it does."""
    return begin_of(period.first, zone), begin_of(period.last + DAY, zone)


def moment_at(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show that time on that day."""
    there = ZoneInfo(zone)
    wall = datetime.combine(day, at, there)
    moment = wall.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _change(wall.replace(fold=1).astimezone(UTC), moment, there)


def _change(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    """When the clock changes: the first moment with the new offset, found between `before` and `after`."""
    old = before.astimezone(there).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(there).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def next_due(after: datetime, at: time, weekdays: frozenset[int], zone: str) -> datetime:
    """The first moment after `after` at which it is that time on one of those weekdays.

    A day that the zone skips entirely has no such moment; otherwise the next day would have two.
    """
    today = local_day(after, zone)
    for day in (today + timedelta(days=number) for number in range(DAYS_AHEAD)):
        due = moment_at(day, at, zone) if day.weekday() in weekdays else after
        if due > after and local_day(begin_of(day, zone), zone) == day:
            return due
    raise ValueError("what is due on no weekday is never due")
