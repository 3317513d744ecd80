"""Local days and wall times as moments, held to one rule wherever a clock is changed.

A wall time that does not exist is the next that does; one that exists twice is the first.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
DAYS_AHEAD = 15
"""A weekly time comes within that, even where its day is one that a zone leaves out."""


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an aware `moment` in `zone` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which the day begins in `zone`."""
    return moment_at(day, time(), zone)


def moment_at(day: date, at: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show that time on that day."""
    there = ZoneInfo(zone)
    wall = datetime.combine(day, at, there)
    moment = wall.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _change(wall.replace(fold=1).astimezone(UTC), moment, there)


def _change(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    """The first moment of the new offset, between one that has the old and one that has the new."""
    old = before.astimezone(there).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(there).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def next_due(after: datetime, at: time, weekdays: frozenset[int], zone: str) -> datetime:
    """The first moment after `after` at which it is that time on one of those weekdays, once a day at most.

    A day that the zone leaves out whole has none: on the next it would come twice.
    """
    today = local_day(after, zone)
    for day in (today + timedelta(days=number) for number in range(DAYS_AHEAD)):
        due = moment_at(day, at, zone) if day.weekday() in weekdays else after
        if due > after and local_day(begin_of(day, zone), zone) == day:
            return due
    raise ValueError("what is due on no weekday is never due")
