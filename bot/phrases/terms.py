"""The time that a goal runs, at the end of a line: `a week`, `this quarter`, `from 1 to 31 Dec`, `by 30 Sep`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from bot import worktime
from bot.errors import Refused
from bot.phrases.dates import BY_OR_UNTIL, read_day, read_deadline, split_by
from bot.phrases.days import LONGEST, MONTHS, long
from bot.phrases.text import mask
from bot.worktime import Period

Span = Literal["week", "month", "quarter", "year"]
SPANS: tuple[Span, ...] = ("week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Term:
    """From `first` (None for today) to one of `lasts`; if there are several, the speaker is asked."""

    first: date | None
    lasts: tuple[date, ...]
    instead: date | None = None
    """Another last day, offered beside the one that is taken."""
    recurs: Span | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line is read relative to: the team's currency, kinds of wins, fiscal year and weeks; the local time."""

    currency: str
    now: datetime
    fiscal_start: int = 1
    kinds: tuple[str, ...] = ()
    work_ends: time = time(18)
    first_weekday: int = 0

    @property
    def today(self) -> date:
        return self.now.date()


_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)
_A_MONTH = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
_RECURS = re.compile(
    r"(?<!\S)(?:(?:a|per|every|each)\s+(?P<span>week|month|quarter)|(?P<adverb>week|month|quarter)ly)[.!]?$",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"(?<!\S)(?:(?:by|until|till|through|in|for|within)\s+)?(?:the\s+)?"
    r"(?:(?:end\s+of\s+)?(?:(?:this|the|current)\s+|(?P<next>next\s+))(?P<span>week|month|quarter|year)"
    r"|eo(?P<letter>[wmqy]))[.!]?$",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"(?<!\S)(?:(?:by|until|till|through|in|for)\s+)?(?:the\s+)?(?:end\s+of\s+)?q(?P<nth>[1-4])(?:\s+(?P<year>20\d\d))?[.!]?$",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(
    rf"(?<!\S)(?:in|for|during)\s+(?P<month>{_MONTH})\.?(?:\s+(?P<year>20\d\d))?[.!]?$", re.IGNORECASE
)
_OF_A_SPAN = (
    *("from", "starting", "start", "beginning", "between", "since", "of", "on", "week", "month", "quarter", "year"),
    *("by", "until", "till", "through", "to", "and", "due", "before", "within", "than", "ending", "end", "ends"),
    *("midnight", "noon", r"\d[ap]m", r"\d\s[ap]m"),
)
"""Words after which a day begins or ends a longer time, or says no more than its hour."""
ON_DAY = re.compile(
    "".join(rf"(?<!\b{word})" for word in _OF_A_SPAN) + r"\s(?:for\s)?(?P<day>today|tomorrow)[.!]?$", re.IGNORECASE
)
_FIRST = re.compile(r"(?<!\S)(?:starting|beginning|from|between)\s+(?:on\s+)?", re.IGNORECASE)
_LAST = re.compile(r"\s+(?:(?P<by>by)|to|until|till|through|and|-)\s+", re.IGNORECASE)
_QUANTITY = re.compile(r"(?P<number>\d+)(?:[.,]\d+)*(?:\s+(?:day|week|month)s?)?", re.IGNORECASE)
_NAMED_YEAR = re.compile(r"20\d\d|[./]\d\d?[./]\d\d$")
HALF_A_YEAR = timedelta(days=183)
_LETTERS: dict[str, Span] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


def period_of(span: Span, day: date, fiscal_start: int = 1, first_weekday: int = 0) -> Period:
    """The week, month, quarter or year of that day."""
    match span:
        case "week":
            return worktime.week_of(day, first_weekday)
        case "month":
            return worktime.month_of(day)
        case "quarter":
            return worktime.quarter_of(day, fiscal_start)
        case "year":
            return worktime.year_of(day, fiscal_start)


def following(span: Span, period: Period, fiscal_start: int = 1, first_weekday: int = 0) -> Period:
    """The week, month, quarter or year after that one."""
    last = period_of(span, period.first, fiscal_start, first_weekday).last
    return period_of(span, last + timedelta(days=1), fiscal_start, first_weekday)


def split_term(head: str, ground: Ground) -> tuple[str, Term] | None:
    """The line without the period at its end, and the period."""
    if ranged := _from_to(head, ground):
        return ranged
    masked = mask(head)
    for pattern, read in PERIODS:
        if found := pattern.search(masked):
            return head[: found.start()].rstrip(" ,;"), read(found, ground)
    before, due = split_by(
        head, ground.now, work_ends=ground.work_ends, fiscal_start=ground.fiscal_start, by=BY_OR_UNTIL
    )
    return (before, Term(None, due.days, due.instead)) if due else None


def _from_to(head: str, ground: Ground) -> tuple[str, Term] | None:
    """The line without "from 1 Dec to 31 Dec" or "starting 1 Oct by EOQ" at its end, and that period."""
    masked = mask(head)
    for ending in reversed(list(_LAST.finditer(masked, max(0, len(masked) - LONGEST - 9)))):
        for starting in reversed(list(_FIRST.finditer(masked, 0, ending.start() + 1))):
            said, last = masked[starting.end() : ending.start()].strip(), head[ending.end() :]
            if not ending["by"] and (level := _QUANTITY.fullmatch(said)):
                if said != level["number"] or not _A_MONTH.search(last):
                    continue  # "from 40 to 30 hours"
                said += "th"  # "from 10 to 31 Dec"
            said = "today" if said.lower() == "now" else said
            due = read_deadline(last, ground.now, work_ends=ground.work_ends, fiscal_start=ground.fiscal_start)
            until = min(due.days) if due else None
            when = until and read_day(said, ground.today, fiscal_start=ground.fiscal_start, until=until)
            if due and until and when:
                first = when.sure()
                _check_begins(said, first, until, ground)
                return head[: starting.start()].rstrip(" ,;"), Term(first, due.days, due.instead)
    return None


def _check_begins(said: str, first: date, last: date, ground: Ground) -> None:
    """Refuse a first day that would have to be long ago, in a year that nobody named."""
    is_long_ago = first.year < ground.today.year and ground.today - first > HALF_A_YEAR
    if is_long_ago and not _NAMED_YEAR.search(said):
        raise Refused(
            f"I read from {long(first, 1)} to {long(last)}, which ends before it begins. "
            f"If you mean the one before, write `from {long(first)}`.",
            field="last_on",
        )


def _recurring(found: re.Match[str], ground: Ground) -> Term:
    span = cast(Span, (found["span"] or found["adverb"]).lower())
    period = period_of(span, ground.today, ground.fiscal_start, ground.first_weekday)
    return Term(period.first, (period.last,), recurs=span)


def _this(found: re.Match[str], ground: Ground) -> Term:
    span = cast(Span, found["span"].lower()) if found["span"] else _LETTERS[found["letter"].lower()]
    period = period_of(span, ground.today, ground.fiscal_start, ground.first_weekday)
    if found["next"]:
        period = following(span, period, ground.fiscal_start, ground.first_weekday)
    return Term(period.first, (period.last,))


def _on_day(found: re.Match[str], ground: Ground) -> Term:
    day = ground.today + timedelta(days=found["day"].lower() == "tomorrow")
    return Term(day, (day,))


def _quarter(found: re.Match[str], ground: Ground) -> Term:
    """A quarter of this fiscal year, or of the fiscal year that ends in the named year."""
    year = worktime.year_of(ground.today, ground.fiscal_start)
    if found["year"]:
        ends = int(found["year"]) - (0 if ground.fiscal_start == 1 else 1)
        year = worktime.year_of(date(ends, ground.fiscal_start, 1), ground.fiscal_start)
    period = worktime.quarter_of(year.first, ground.fiscal_start)
    for _ in range(int(found["nth"]) - 1):
        period = following("quarter", period, ground.fiscal_start)
    _check_ahead(period, f"Q{found['nth']}", ground)
    return Term(period.first, (period.last,))


def _in_month(found: re.Match[str], ground: Ground) -> Term:
    month = next(nth for nth, name in enumerate(MONTHS, 1) if name.startswith(found["month"].lower()[:3]))
    period = worktime.month_of(date(int(found["year"] or ground.today.year), month, 1))
    _check_ahead(period, MONTHS[month - 1].title(), ground)
    return Term(period.first, (period.last,))


PERIODS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], Ground], Term]]] = (
    (_RECURS, _recurring),
    (_THIS, _this),
    (_QUARTER, _quarter),
    (_IN_MONTH, _in_month),
    (ON_DAY, _on_day),
)
"""How a period is said at the end of a line, and what reads it."""


def _check_ahead(period: Period, name: str, ground: Ground) -> None:
    if period.last < ground.today:
        raise Refused(
            f"{name} was over on {period.last:%-d %b %Y}, and a goal lies ahead. "
            f"If you mean the next one, name its year, as in `{name} {period.last.year + 1}`.",
            field="last_on",
        )
