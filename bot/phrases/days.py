"""A day in words or figures: one table of forms, each read relative to the speaker's today.

Of 30 phrases of the grammar, 23 of them dates, dateutil read 6 as meant and dateparser 13 (both guess `5/6` and take
`12` and `march on` for dates, and dateparser needs 14 ms a phrase), hence own rules.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from bot.errors import Refused
from bot.phrases.text import mask

Prefer = Literal["past", "future"]

LONGEST = 60
"""In characters; nothing longer is a date."""


@dataclass(frozen=True, slots=True)
class When:
    """A day as it was said; with several `days` the speaker is asked, and `instead` is offered beside the one taken.

    `at` is a local wall time, always set for a deadline.
    """

    days: tuple[date, ...]
    instead: date | None = None
    at: time | None = None
    is_timed: bool = False
    """Whether that was said, and is not just the end of work."""

    @property
    def day(self) -> date | None:
        """The day; None where there are several and the speaker must be asked."""
        return self.days[0] if len(self.days) == 1 else None

    def sure(self) -> date:
        """The day, for where nobody can be asked: Refused if it is ambiguous."""
        if self.day is None:
            ways = " or ".join(map(long, self.days))
            example = f"`{self.days[0]:%-d %b %Y}`"
            raise Refused(f"I can read that day as {ways}. Write its month as a word, and its year, as in {example}.")
        return self.day


@dataclass(frozen=True, slots=True)
class Here:
    """What a phrase is read relative to; with `is_over` work has ended for today, so today's weekday means next week's.

    `until` is the last day of a period whose first day is read: then a date is the latest such date up to it.
    """

    today: date
    prefer: Prefer
    fiscal_start: int = 1
    is_over: bool = False
    until: date | None = None

    @property
    def field(self) -> str:
        """The form's field at which a refusal is shown."""
        return "closed_on" if self.prefer == "past" else "due_on"

    @property
    def years(self) -> list[int]:
        """The years in which a date without a year may be."""
        return [self.around.year - 1, self.around.year, self.around.year + 1]

    @property
    def around(self) -> date:
        """The day near which a date without a year or month is looked for."""
        return self.until or self.today


def read(said: str, here: Here) -> When | None:
    """What a clean phrase names, or None. Raises Refused for a day that does not exist."""
    for pattern, read_form in _FORMS:
        if match := pattern.fullmatch(said) or pattern.fullmatch(said.rstrip(".")):
            return read_form(match, here)
    return None


def clean(text: str) -> str:
    """The phrase as `read` takes it: plain small letters and single spaces; empty when too long for a date."""
    is_short = len(text.strip()) <= LONGEST
    return " ".join(mask(text).casefold().split()).rstrip("!?,;") if is_short else ""


def long(day: date, years_on: int = 0) -> str:
    """The day written out: "31 December 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year + years_on}"


def _relative(match: re.Match[str], here: Here) -> When:
    days = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
    return When((here.today + timedelta(days.get(match[0], 0)),))


def _weekday(match: re.Match[str], here: Here) -> When:
    away = _weekday_number(match) - here.today.weekday()
    is_gone = away < 0 or (away == 0 and here.is_over)
    this_week = here.today + timedelta(away)
    week = timedelta(7)
    if match["which"] == "next":
        return When((this_week + week,), instead=None if is_gone else this_week)
    if match["which"] == "last":
        return When((this_week if away < 0 else this_week - week,))
    if here.prefer == "past":
        return When((this_week - week if away > 0 else this_week,))
    coming = this_week + week if is_gone else this_week
    return When((coming - week if here.until and coming > here.until else coming,))


def _weekday_number(match: re.Match[str]) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3]))


def _weekday_and_date(match: re.Match[str], here: Here) -> When | None:
    """ "Thu 31 Dec": the weekday must match, and settles a date that would be ambiguous without it."""
    when = read(match["date"], here)
    if when is None:
        return None
    days = tuple(day for day in when.days if day.weekday() == _weekday_number(match))
    if not days:
        first = when.days[0]
        weekday = WEEKDAYS[first.weekday()].title()
        raise Refused(f"{long(first)} is a {weekday}. Which day do you mean?", field=here.field)
    return When(days)


def _in_days(match: re.Match[str], here: Here) -> When:
    number = int(match["n"]) if match["n"].isdecimal() else NUMBERS[match["n"]]
    number = -number if match["ago"] else number
    if match["unit"] == "month":
        return When((add_months(here.today, number),))
    return When((here.today + timedelta(number * (7 if match["unit"] == "week" else 1)),))


def _end_of(match: re.Match[str], here: Here) -> When:
    unit = (match["unit"] or match["letter"])[0]
    later = 1 if match["next"] else 0
    if unit == "d":
        return When((here.today + timedelta(later),))
    if unit == "w":
        to_friday = 4 - here.today.weekday()
        is_gone = to_friday < 0 or (to_friday == 0 and here.is_over)
        return When((here.today + timedelta(to_friday + 7 * (later or is_gone)),))
    months = {"m": 1, "q": 3, "y": 12}[unit]
    left = months - 1 - (here.today.month - here.fiscal_start) % months
    return When((_month_end(add_months(here.today, left + months * later)),))


def _end_of_named(match: re.Match[str], here: Here) -> When:
    """ "end of September", "end of Q3"."""
    quarter = match["quarter"]
    month = (here.fiscal_start + 3 * int(quarter) - 2) % 12 + 1 if quarter else _month_number(match)
    years = [int(match["year"])] if match["year"] else here.years
    return _settle([_month_end(date(year, month, 1)) for year in years], here, has_year=bool(match["year"]))


def _ordinal(match: re.Match[str], here: Here) -> When:
    """ "the 12th": of this month or of the nearest one that has it."""
    months = [add_months(here.around, n) for n in range(-2, 3)]
    days = [day for month in months if (day := _date(month.year, month.month, int(match["day"])))]
    return When((_adjoining(days, here),))


def _dated(match: re.Match[str], here: Here) -> When:
    groups = match.groupdict()
    month = int(groups["number"]) if groups.get("number") else _month_number(match)
    return _on(int(groups["day"]), month, groups["year"], here)


def _slashed(match: re.Match[str], here: Here) -> When | None:
    """ "5/6" may be the fifth of June or the sixth of May, so both are returned; "13/6" is clear."""
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    day, month = (first, second) if second <= 12 else (second, first)
    if month > 12:
        return None
    if day > 12 or day == month:
        return _on(day, month, year, here)
    years = [_full(year)] if year else here.years
    return When(tuple(_adjoining(_in_years(d, m, years), here) for d, m in ((day, month), (month, day))))


def _on(day: int, month: int, year: str | None, here: Here) -> When:
    years = [_full(year)] if year else here.years
    days = _in_years(day, month, years)
    if not days:
        which = year or (here.today.year if (day, month) == (29, 2) else "")
        said = f"{day} {MONTHS[month - 1].title()} {which}".rstrip()
        last = _adjoining([_month_end(date(each, month, 1)) for each in years], here)
        raise Refused(f"There is no {said}. Try `{last:%-d %b %Y}`.", field=here.field)
    return _settle(days, here, has_year=bool(year))


def _settle(days: list[date], here: Here, has_year: bool) -> When:
    """Which year is meant: this one, or the one before or after when its day is nearer."""
    if here.until and not has_year:
        return When((_adjoining(days, here),))
    past = max((day for day in days if day <= here.today), default=None)
    coming = min((day for day in days if day >= here.today), default=None)
    wanted, other = (past, coming) if here.prefer == "past" else (coming, past)
    if has_year:
        return When((days[0],))
    if wanted and (other is None or wanted.year == here.today.year):
        return When((wanted,))
    if wanted and other and abs(wanted - here.today) < abs(other - here.today):
        return When((wanted,))
    if here.prefer == "past":
        return When(tuple(day for day in (past, coming) if day))
    over = past or days[0]
    raise Refused(f"{long(over)} is over. If you mean next year's, write `{long(over, 1)}`.", field=here.field)


def _adjoining(days: list[date], here: Here) -> date:
    """The last of the sorted days up to today (or `until`), or the first from today on, as `here.prefer` says."""
    if here.until or here.prefer == "past":
        return max((day for day in days if day <= here.around), default=days[0])
    return min((day for day in days if day >= here.today), default=days[-1])


def _in_years(day: int, month: int, years: list[int]) -> list[date]:
    return [found for year in years if (found := _date(year, month, day))]


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _month_number(match: re.Match[str]) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3]))


def _date(year: int, month: int, day: int) -> date | None:
    exists = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if exists else None


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Here], When | None]], ...] = tuple(
    (re.compile(pattern), read_form)
    for pattern, read_form in (
        ("today|tonight|cob|close of business", _relative),
        ("(?:the day after )?tomorrow|(?:the day before )?yesterday", _relative),
        (rf"(?:(?P<which>last|this|next|coming) )?{WEEKDAY}", _weekday),
        (rf"{WEEKDAY},? (?P<date>.*\d.*)", _weekday_and_date),
        (rf"(?:in )?(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)}) (?P<unit>day|week|month)s?(?P<ago> ago)?", _in_days),
        (
            r"(?=(?:the )?(?:eo|end|this|next))(?:the )?"
            r"(?:eo(?P<letter>[dwmqy])"
            r"|(?:end of (?:the )?)?(?:this |(?P<next>next ))?(?P<unit>day|week|month|quarter|year))",
            _end_of,
        ),
        (rf"(?:the )?end of (?:q(?P<quarter>[1-4])|{_MONTH})(?: {_YEAR})?", _end_of_named),
        (r"(?:the )?(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)", _ordinal),
        (rf"(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", _dated),
        (rf"{_MONTH} {_DAY}(?:,? {_YEAR})?", _dated),
        (rf"{_YEAR}[-/](?P<number>0?[1-9]|1[0-2])[-/](?P<day>\d{{1,2}})", _dated),
        (r"(?P<day>\d{1,2})\.(?P<number>0?[1-9]|1[0-2])(?:\.(?P<year>(?:20)?\d\d)?)?", _dated),
        (r"(?P<first>0?[1-9]|[12]\d|3[01])/(?P<second>0?[1-9]|[12]\d|3[01])(?:/(?P<year>(?:20)?\d\d))?", _slashed),
    )
)
