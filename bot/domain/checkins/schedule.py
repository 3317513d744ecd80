"""When a check-in falls due for one person, how long it can be answered, and when a nudge comes (pure)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bot.worktime import Calendar, begin_of, local_day, moment_at

DAY = timedelta(days=1)
BEFORE_THE_END = timedelta(minutes=10)
"""A nudge due just as the day's work ends is sent so much earlier."""
LEAST_LEFT = timedelta(minutes=30)
"""With less working time than this until the deadline there is no nudge, as it would follow the question too soon."""


@dataclass(frozen=True)
class Slot:
    """When one person's part of a run is due, and when it closes."""

    due_at: datetime
    closes_at: datetime
    is_away: bool = False
    """The person does not work on that day, so nothing is asked."""
    is_quiet: bool = False
    """Their work on that day ends before the time of the check-in, so nothing is asked unprompted."""


def days_from(first: date, weekdays: Collection[int]) -> Iterator[date]:
    """The days on which it is asked, without end, `first` included."""
    ahead = [number for number in range(7) if (first + number * DAY).weekday() in weekdays]
    week = 0
    while ahead:
        yield from (first + (7 * week + number) * DAY for number in ahead)
        week += 1


def following(day: date, weekdays: Collection[int]) -> date | None:
    """The next day after `day` on which it is asked."""
    return next(days_from(day + DAY, weekdays), None)


@lru_cache(maxsize=4096)
def moment(day: date, at: time, zone: str) -> datetime | None:
    """The moment at which clocks in the zone show that time; None on a day that the zone skips."""
    return moment_at(day, at, zone) if local_day(begin_of(day, zone), zone) == day else None


def slot(calendar: Calendar, day: date, at: time, hours: int, following: date | None) -> Slot | None:
    """Due at that time, or when work next begins; closed after `hours` of work, or once the next is due."""
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
    """When `percent` of the working time to answer is over; None if a nudge then would be outside work, or too late."""
    left = calendar.working_hours(asked_at, closes_at)
    if not percent or left < LEAST_LEFT:
        return None
    mark = calendar.add_working_hours(asked_at, left * percent / 100)
    if not calendar.is_working(mark):
        mark -= BEFORE_THE_END
    return mark.astimezone(UTC) if asked_at < mark < closes_at and calendar.is_working(mark) else None
