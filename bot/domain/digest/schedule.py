"""When in a team's week the digest is due, and until when it is news."""

from datetime import datetime, timedelta

from bot import phrases
from bot.worktime import Calendar, Period, begin_of, moment_at

DAY = timedelta(days=1)


def due_at(week: Period, said: str, calendar: Calendar) -> datetime | None:
    """At the moment of the week that is set, on the last working day before where that day is off; None in a week off.

    Where nothing is worked before it, on the first working day after it.
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
    """When the week is over: from then on its digest stands as it is."""
    return begin_of(week.last + DAY, zone)


def stale_at(week: Period, calendar: Calendar) -> datetime:
    """When a digest that was not posted is news no more: work has begun again."""
    return calendar.next_open(over_at(week, calendar.zone))
