"""Closing dates and deadlines at the end of a line, and the wall time that a deadline has."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from bot.errors import Refused
from bot.phrases.days import LONGEST, WEEKDAY, Here, Prefer, When, clean, long, read
from bot.phrases.text import mask

_TIME = re.compile(
    r"(?:^|[ ,] ?)(?:(?P<at>at |@ ?)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am|pm)?"
    r"|(?:at )?(?P<noon>noon))$"
)
BY = re.compile(r"(?<!\S)by\s+", re.IGNORECASE)
BY_OR_UNTIL = re.compile(r"(?<!\S)(?:by|until|till|through)\s+", re.IGNORECASE)
_ON = re.compile(r"(?<!\S)on\s+", re.IGNORECASE)
_TRAILING = re.compile(rf"(?<!\S)(?:(?P<past>yesterday|today)|tomorrow|next {WEEKDAY})[.!]?$", re.IGNORECASE)
_STOP = re.compile(r"[:,;](?=\s|$)")


def read_day(
    text: str, today: date, prefer: Prefer = "future", *, fiscal_start: int = 1, until: date | None = None
) -> When | None:
    """The day that the whole text names, or None.

    A day without a year is this year's, or that of the year before or after when nearer. Failing that, with
    `prefer="past"` both the last and the coming one are returned, for the speaker to choose; with "future" it is
    refused as over. With `until` it is the latest such day up to then. Raises Refused for a day that doesn't exist.
    """
    return read(clean(text), Here(today, prefer, fiscal_start, until=until))


def read_deadline(text: str, now: datetime, *, work_ends: time = time(18), fiscal_start: int = 1) -> When | None:
    """The day and wall time that the whole text names; `now` is in the speaker's zone. Refused when it is over.

    Without a time it is the end of work; for a deadline of today that is set after the end of work, 23:59.
    """
    said = clean(text)
    here = Here(now.date(), "future", fiscal_start, is_over=now.time() >= work_ends)
    if when := _ahead(read(said, here), here):
        is_late = when.day == here.today and here.is_over
        return replace(when, at=time(23, 59) if is_late else work_ends)
    match = _TIME.search(said)
    at = match and _time(match)
    return _due_at(said[: match.start()] or "today", at, now, fiscal_start) if match and at else None


def _due_at(day: str, at: time, now: datetime, fiscal_start: int) -> When | None:
    here = Here(now.date(), "future", fiscal_start, is_over=now.time() >= at)
    when = _ahead(read(day, here), here)
    if when and when.day == here.today and here.is_over:
        raise Refused(f"{at:%-H:%M} today is over. Try `by tomorrow at {at:%-H:%M}`.", field=here.field)
    return when and replace(when, at=at, is_timed=True)


def _ahead(when: When | None, here: Here) -> When | None:
    """Only the days that are not over; Refused if all of them are."""
    days = tuple(day for day in when.days if day >= here.today) if when else ()
    if when and not days:
        raise Refused(f"{long(when.days[-1])} is over. A deadline lies ahead, as in `by Friday`.", field=here.field)
    return when and replace(when, days=days)


def _time(match: re.Match[str]) -> time | None:
    if match["noon"]:
        return time(12)
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if not (match["at"] or match["minute"] or half) or hour > 23 or minute > 59 or (half and not 0 < hour < 13):
        return None
    if half:
        return time(hour % 12 + (12 if half == "pm" else 0), minute)
    is_afternoon = not match["minute"] and 0 < hour < 7  # "by 3" means the afternoon
    return time(hour + 12 if is_afternoon else hour, minute)


def split_by(
    text: str, now: datetime, *, work_ends: time = time(18), fiscal_start: int = 1, by: re.Pattern[str] = BY
) -> tuple[str, When | None]:
    """What stands before the last `by` whose whole remainder is a date, and that deadline (see `read_deadline`)."""
    masked = mask(text)
    for found in reversed(list(by.finditer(masked, max(0, len(text.rstrip()) - LONGEST - 9)))):
        when = read_deadline(text[found.end() :], now, work_ends=work_ends, fiscal_start=fiscal_start)
        if when:
            return text[: found.start()].rstrip(" ,;\n"), when
    return text, None


def split_on(text: str, today: date, *, is_ahead_read: bool = True) -> tuple[str, When | None]:
    """The text without its closing date, and that date: the last `on` before one, or a trailing `yesterday`, `today`.

    The date ends the text, or stands before a colon, comma or semicolon. A trailing `tomorrow` or `next Friday` is one
    too, for the caller to refuse.
    """
    masked = mask(text)
    for found in reversed(list(_ON.finditer(masked))):
        for stop in _stops(masked, found.end()):
            if when := read_day(text[found.end() : stop], today, "past"):
                return _without(text, found.start(), stop), when
    trailing = _TRAILING.search(masked)
    if trailing and (is_ahead_read or trailing["past"]):
        return text[: trailing.start()].rstrip(" ,;\n"), read_day(trailing[0], today, "past")
    return text, None


def _stops(masked: str, start: int) -> list[int]:
    """Where a date that begins at `start` may end, the furthest first."""
    stops = [start + found.start() for found in _STOP.finditer(masked[start : start + LONGEST])]
    return [len(masked), *reversed(stops)]


def _without(text: str, start: int, end: int) -> str:
    before, after = text[:start].rstrip(" ,;\n"), text[end:]
    return before + after if after[:1] == ":" else f"{before} {after.lstrip(' ,;')}".strip()
