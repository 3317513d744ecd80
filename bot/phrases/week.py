"""Working weeks, hours and times of a day in words: "Mon-Fri", "Sun to Thu", "8:30-18:00", "3pm"."""

import re
from datetime import time

from bot.phrases.days import WEEKDAYS
from bot.phrases.text import plain

_DAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\.?"
_RANGE = re.compile(rf"{_DAY}(?: ?- ?| (?:to|through) ){_DAY}")
_TIME = r"(\d{1,2})(?:[:.h](\d\d))? ?(am|pm)?"
_WEEKLY = re.compile(r"(?:on )?(\w+\.?),?(?: at)? (.+)")
_HOURS = re.compile(rf"(?:from )?{_TIME}(?: ?- ?| (?:to|until|till) ){_TIME}")


def read_weekdays(text: str) -> frozenset[int] | None:
    """The days of a working week, as `date.weekday` counts; None where the text names none, or something else."""
    said = " ".join(plain(text).casefold().split())
    if said in ("every day", "daily", "all days", "all week"):
        return frozenset(range(7))
    said = _RANGE.sub(lambda match: " ".join(_from_to(_number(match[1]), _number(match[2]))), said)
    words = re.split(r" and |[,;&+/ ]+", said)
    if not all(re.fullmatch(_DAY, word) for word in words):
        return None
    return frozenset(map(_number, words))


def _from_to(first: int, last: int) -> list[str]:
    return [WEEKDAYS[(first + number) % 7] for number in range((last - first) % 7 + 1)]


def _number(word: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))


def read_hours(text: str) -> tuple[time, time] | None:
    """From when to when; over midnight where the second comes first. From 0 to 24 is all day, 0:00 to 0:00."""
    match = _HOURS.fullmatch(" ".join(plain(text).casefold().split()))
    begins, ends = (_time(*match.groups()[:3]), _time(*match.groups()[3:])) if match else (None, None)
    if match and match[6] and not match[3]:  # "2-4pm": both in the afternoon, but not in "11-2pm"
        same_half = _time(match[1], match[2], match[6])
        begins = same_half if same_half and ends and same_half < ends else begins
    if begins is None or ends is None or (begins == ends != time()):
        return None
    return begins, ends


def read_time(text: str) -> time | None:
    """A time of the day: "9", "9:30", "9.30", "3pm", "noon"; None where the text is none."""
    said = " ".join(plain(text).casefold().split())
    match = re.fullmatch(_TIME, said)
    return time(12) if said in ("noon", "midday") else _time(*match.groups()) if match else None


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours == 24 and not minutes:
        hours = 0
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def read_weekly(text: str) -> tuple[int, time] | None:
    """A moment of the week, as "Fri at 16:30": the day as `date.weekday` counts, and the time."""
    match = _WEEKLY.fullmatch(" ".join(plain(text).casefold().split()))
    days, at = (read_weekdays(match[1]), read_time(match[2])) if match else (None, None)
    return (min(days), at) if days and len(days) == 1 and at is not None else None
