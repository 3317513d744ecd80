"""Days, counts and lists in words (pure); the reverse of `phrases`."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.worktime import Period, local_day, quarter_of, year_of

LOCALE = "en_US"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day(when: date, *, today: date) -> str:
    """ "Sat 21 Nov", with its year if that is not this one."""
    pattern = "EEE d MMM" if when.year == today.year else "EEE d MMM yyyy"
    return format_date(when, pattern, locale=LOCALE)


def period(when: Period, *, today: date) -> str:
    """ "Thu 24 Dec to Sat 2 Jan 2027", or the day if it is only one."""
    first, last = day(when.first, today=today), day(when.last, today=today)
    return first if when.first == when.last else f"{first} to {last}"


def periods(runs: Sequence[Period], *, today: date) -> str:
    return listed([period(run, today=today) for run in runs])


def quarter(when: date, fiscal_start: int) -> str:
    """ "Q4 2026"; if the fiscal year does not begin in January "Q1 FY27", by the year in which that ends."""
    year = year_of(when, fiscal_start)
    number = (quarter_of(when, fiscal_start).first.month - fiscal_start) % 12 // 3 + 1
    return f"Q{number} {year.last.year}" if fiscal_start == 1 else f"Q{number} FY{year.last.year % 100:02}"


def weekdays(numbers: Collection[int]) -> str:
    """ "Mon-Fri", "Sun-Thu", "Mon, Tue and Thu"."""
    days = sorted(numbers)
    begins = [number for number in days if (number - 1) % 7 not in days]
    if len(begins) == 1 and len(days) > 2:
        return f"{WEEKDAYS[begins[0]]}-{WEEKDAYS[(begins[0] + len(days) - 1) % 7]}"
    return listed([WEEKDAYS[number] for number in days]) if len(days) < 7 else "every day"


def hours(begins: time, ends: time) -> str:
    """ "8:30-18:00"; midnight as an end is 24:00."""
    return f"{clock(begins)}-{'24:00' if ends == time() else clock(ends)}"


def clock(at: time) -> str:
    """ "9:05", "14:00"."""
    return f"{at:%-H:%M}"


def clock_there(when: datetime, zone_name: str) -> str:
    """The same, of a moment, by the clocks of that zone."""
    return clock(when.astimezone(ZoneInfo(zone_name)).time())


def moment(when: datetime, zone_name: str, now: datetime) -> str:
    """ "Thu 19 Nov, 14:00 Berlin time", with its year if that is not this one."""
    said = day(local_day(when, zone_name), today=local_day(now, zone_name))
    return f"{said}, {clock_there(when, zone_name)} {zone(zone_name)}"


def zone(name: str) -> str:
    """ "Europe/Berlin" as people say it: "Berlin time"."""
    return f"{name.rpartition('/')[2].replace('_', ' ')} time"


def listed(words: Sequence[str], *, most: int | None = None) -> str:
    """ "Sam", "Sam and Lee", "Sam, Lee and Mia"; if there are more than `most`: "Sam, Lee and 3 more"."""
    if most is not None and len(words) > most:
        words = [*words[:most], f"{len(words) - most:,} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, thing: str) -> str:
    """ "1 win", "3 wins"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def span(length: timedelta) -> str:
    """The length in its largest unit that fits twice: "3 h", but "90 min"."""
    seconds = int(length.total_seconds())
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
