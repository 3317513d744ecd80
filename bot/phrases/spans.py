"""Several days in words, as people announce an absence: how many, from when to when, or until when."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.errors import Refused
from bot.phrases.days import NUMBERS, Here, add_months, clean, long, read
from bot.worktime import Calendar, Period, month_of

FIELD = "last_on"
EXAMPLE = "Try `3 days`, `until Friday` or `24 Dec to 2 Jan`."

_LENGTH = rf"(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)}) (?:working ?|work ?)?(?P<unit>day|week|month)s?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:for )?{_LENGTH}(?: (?:from|starting|as of) (?P<first>.+))?",
        rf"(?:from )?(?P<first>.+?),? for {_LENGTH}",
    )
)
_UNTIL = re.compile(r"(?:from now )?(?:until|till|til|to|through) (?P<last>.+)")
_RUN = re.compile(r"(?:the )?(?P<which>this|next|rest of the|rest of this) (?P<unit>week|month)")
_BETWEEN = re.compile(r" ?- ?| (?:to|until|till|til|through) ")
_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_MONTH_BEHIND = re.compile(r"\S+( [a-z].*)")
_MONTH_BEFORE = re.compile(r"([a-z]+\.? )\d.*")


def read_span(text: str, today: date, calendar: Calendar) -> Period | None:
    """The days that the whole text names, from today on, or None; "3 days" counts the working days of `calendar`.

    Raises Refused for days that do not exist, that are over, or that end before they begin.
    """
    said = clean(text).removeprefix("on ")
    if not said:
        return None
    readings = (_counted, _until, _run, _from_to, _one_day)
    period = next((found for reading in readings if (found := reading(said, today, calendar))), None)
    if period and period.last < today:
        raise Refused(f"{long(period.last)} is over. {EXAMPLE}", field=FIELD)
    return period


def _counted(said: str, today: date, calendar: Calendar) -> Period | None:
    """ "3 days", "a week from Monday"."""
    for form in _FORMS:
        match = form.fullmatch(said)
        first = match and (_day(match["first"], today) if match["first"] else today)
        number = match and (int(match["n"]) if match["n"].isdecimal() else NUMBERS[match["n"]])
        if match and first and number is not None:
            return _lasting(first, number, match["unit"], calendar)
    return None


def _lasting(first: date, number: int, unit: str, calendar: Calendar) -> Period:
    if not number:
        raise Refused(f"That is no day at all. {EXAMPLE}", field=FIELD)
    if unit == "month":
        return Period(first, add_months(first, number) - timedelta(1))
    if unit == "week":
        return Period(first, first + timedelta(7 * number - 1))
    first = first if calendar.works_on(first) else calendar.next_working_day(first)
    return Period(first, calendar.next_working_day(first, number - 1))


def _until(said: str, today: date, _: Calendar) -> Period | None:
    """ "until Friday": that day included."""
    match = _UNTIL.fullmatch(said)
    last = _last(match["last"], today) if match else None
    return Period(today, last) if last else None


def _run(said: str, today: date, calendar: Calendar) -> Period | None:
    """ "next week"."""
    match = _RUN.fullmatch(said)
    if not match:
        return None
    period_of = calendar.week_of if match["unit"] == "week" else month_of
    this = period_of(today)
    return period_of(this.last + timedelta(1)) if match["which"] == "next" else Period(today, this.last)


def _from_to(said: str, today: date, _: Calendar) -> Period | None:
    """ "24 Dec to 2 Jan", "24-28 Dec", "Mon - Wed"."""
    for begin, end in _splits(said.removeprefix("from ")):
        first = _day(begin, today)
        last = _last(end, first) if first else None
        if first and last:
            return Period(first, last)
    return None


def _splits(said: str) -> Iterator[tuple[str, str]]:
    """Every way to split it in two; for "24-28 Dec" both days get the month."""
    for between in _BETWEEN.finditer(said):
        begin, end = said[: between.start()], said[between.end() :]
        if _NUMBER.fullmatch(begin) and (month := _MONTH_BEHIND.fullmatch(end)):
            begin += month[1]
        elif _NUMBER.fullmatch(end) and (month := _MONTH_BEFORE.fullmatch(begin)):
            end = month[1] + end
        yield begin, end


def _one_day(said: str, today: date, _: Calendar) -> Period | None:
    day = _day(said, today)
    return Period(day, day) if day else None


def _last(said: str, first: date) -> date | None:
    """The last day of a span that begins with `first`; Refused if it comes before that."""
    try:
        last = _day(said, first)
    except Refused:
        before = read(said, Here(first, "past"))  # raises where there is no such day at all
        last = before.day if before else None
        if last is None or last >= first:
            raise
    if last and last < first:
        raise Refused(f"{long(last)} comes before {long(first)}. {EXAMPLE}", field=FIELD)
    return last


def _day(said: str, today: date) -> date | None:
    when = read(said, Here(today, "future"))
    if when and when.day is None:
        meant = " or ".join(f"`{long(day)}`" for day in when.days)
        raise Refused(f"“{said}” can be {meant}: write it so, please.", field=FIELD)
    return when.day if when else None
