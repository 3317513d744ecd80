"""Days and periods (pure): which day it is somewhere, and where a month or a quarter begins and ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both days included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of an aware `moment` in `zone` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which the day begins in `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    return _months(day.replace(day=1), 1)


def quarter_of(day: date) -> Period:
    """The calendar quarter."""
    return _months(date(day.year, day.month - (day.month - 1) % 3, 1), 3)


def _months(first: date, count: int) -> Period:
    beyond = first.month - 1 + count
    following = date(first.year + beyond // 12, beyond % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))
