"""When a check-in falls due for one person, how long it can be answered, and when a nudge comes (pure)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bot.worktime import Calendar, begin_of, local_day, moment_at

DAY = timedelta(days=1)
BEFORE_THE_END = timedelta(minutes=10)
"""A nudge that would come as the day's work ends comes so long before it."""
LEAST_LEFT = timedelta(minutes=30)
"""With less time of work until the deadline a nudge would come on the heels of the question."""


@dataclass(frozen=True)
class Slot:
    """One person's part of an occurrence, in time."""

    due_at: datetime
    closes_at: datetime
    is_away: bool = False
    """They do not work on that day: nothing is asked."""
    is_quiet: bool = False
    """None of that day's hours of theirs come after the time: nothing is asked unprompted."""


def days_from(first: date, weekdays: Collection[int]) -> Iterator[date]:
    """The days on which it is asked, from the first on."""
    ahead = [number for number in range(7) if (first + number * DAY).weekday() in weekdays]
    week = 0
    while ahead:
        yield from (first + (7 * week + number) * DAY for number in ahead)
        week += 1


def following(day: date, weekdays: Collection[int]) -> date | None:
    """The day after it on which it is asked next."""
    return next(days_from(day + DAY, weekdays), None)


@lru_cache(maxsize=4096)
def moment(day: date, at: time, zone: str) -> datetime | None:
    """When clocks in the zone show that time; None on a day that the zone leaves out."""
    return moment_at(day, at, zone) if local_day(begin_of(day, zone), zone) == day else None


def slot(calendar: Calendar, day: date, at: time, hours: int, following: date | None) -> Slot | None:
    """Due at the time of the day, or when work opens after it, and closed when the next one is due at the latest."""
    wall = moment(day, at, calendar.zone)
    if wall is None:
        return None
    due_at = calendar.next_open(wall)
    is_away = not calendar.works_on(day)
    is_quiet = not is_away and local_day(due_at, calendar.zone) != day
    if is_away or is_quiet:
        due_at = wall
    closes_at = calendar.add_working_hours(due_at, timedelta(hours=hours))
    next_wall = moment(following, at, calendar.zone) if following else None
    return Slot(due_at, min(closes_at, next_wall or closes_at), is_away, is_quiet)


def nudge_at(calendar: Calendar, asked_at: datetime, closes_at: datetime, percent: int) -> datetime | None:
    """When so much of the time to answer has gone by, within hours of work and before the deadline; None is never."""
    left = calendar.working_hours(asked_at, closes_at)
    if not percent or left < LEAST_LEFT:
        return None
    mark = calendar.add_working_hours(asked_at, left * percent / 100)
    if not calendar.is_working(mark):
        mark -= BEFORE_THE_END
    return mark.astimezone(UTC) if asked_at < mark < closes_at and calendar.is_working(mark) else None
