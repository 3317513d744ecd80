"""Working time (pure): days and periods, wall times through clock changes, and who works when."""

from bot.worktime.calendar import FURTHEST, MONDAY_TO_FRIDAY, Calendar
from bot.worktime.holidays import find_place, public_holidays
from bot.worktime.moments import begin_of, local_day, moment_at, moments_of, next_due
from bot.worktime.periods import (
    Period,
    first_weekday,
    last_days,
    merged,
    month_of,
    quarter_of,
    week_of,
    without,
    year_of,
)

__all__ = [
    "FURTHEST",
    "MONDAY_TO_FRIDAY",
    "Calendar",
    "Period",
    "begin_of",
    "find_place",
    "first_weekday",
    "last_days",
    "local_day",
    "merged",
    "moment_at",
    "moments_of",
    "month_of",
    "next_due",
    "public_holidays",
    "quarter_of",
    "week_of",
    "without",
    "year_of",
]
