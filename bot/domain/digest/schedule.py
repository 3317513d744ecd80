"""When in a team's week the digest is due, and how long it is news."""

from datetime import datetime, timedelta

from bot import phrases
from bot.worktime import Calendar, Period, begin_of, moment_at

DAY = timedelta(days=1)


def due_at(week: Period, said: str, calendar: Calendar) -> datetime | None:
    """The moment that is set, or if that day is off, that time on the last working day before; None in a week off.

    If there is no working day before, it is on the first one after.
    """
    found = phrases.read_weekly(said)
    worked = calendar.days_worked(week)
    if found is None or not worked:
        return None
    weekday, at = found
    wanted = week.first + (weekday - week.first.weekday()) % 7 * DAY
    day = max((day for day in worked if day <= wanted), default=worked[0])
    return moment_at(day, at, calendar.zone)


def over_at(week: Period, zone: str) -> datetime:
    """When the week is over; from then on its digest does not change any more."""
    return begin_of(week.last + DAY, zone)


def stale_at(week: Period, calendar: Calendar) -> datetime:
    """When a digest that was not posted is not news any more, since work has begun again."""
    return calendar.next_open(over_at(week, calendar.zone))
