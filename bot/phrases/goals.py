"""A goal in one line: `12 demos by 30 Sep because …`; and progress in another: `demos +2 yesterday`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from bot import worktime
from bot.errors import Refused
from bot.phrases.amounts import find_amounts
from bot.phrases.clauses import split_because, without
from bot.phrases.dates import BY_OR_UNTIL, read_day, read_deadline, split_by, split_on
from bot.phrases.days import LONGEST, long
from bot.phrases.measures import WHOLE, is_money, read_whole
from bot.phrases.text import BLANK, CROWD, USER, find_mentions, fold, mask, normalise, one_line
from bot.worktime import Period

Span = Literal["week", "month", "quarter", "year"]
SPANS: tuple[Span, ...] = ("week", "month", "quarter", "year")
Seen = Literal["private", "public"]

# ── a goal ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Target:
    """One reading of the number: minor units of `currency`, or a count of `what`; a level goes there from `start`."""

    number: int
    currency: str | None
    what: str
    start: int | None = None
    measured_in: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """From `first` (None for today) to one of `lasts`; if there are several, the speaker is asked."""

    first: date | None
    lasts: tuple[date, ...]
    instead: date | None = None
    """Another last day, offered beside the one that is taken."""
    recurs: Span | None = None


@dataclass(frozen=True, slots=True)
class GoalPhrase:
    """What was understood of a goal; what was not said is empty."""

    targets: tuple[Target, ...] = ()
    """The readings of the number; if there are several, the speaker is asked."""
    words: str = ""
    """What it is about, where no number was understood."""
    when: When | None = None
    why: str = ""
    for_users: tuple[str, ...] = ()
    is_for_everyone: bool = False
    """Whether everybody who sells in the team is to get a goal of their own."""
    is_for_team: bool = False
    seen: Seen | None = None
    kind: str | None = None

    def chosen(self, index: int) -> "GoalPhrase":
        return replace(self, targets=(self.targets[index],))

    def ending(self, last: date) -> "GoalPhrase":
        """The same phrase with `last` as its last day, once the speaker has chosen."""
        return replace(self, when=replace(self.when, lasts=(last,), instead=None)) if self.when else self


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line is read relative to: the team's currency, kinds of wins, fiscal year and weeks; the local time."""

    currency: str
    now: datetime
    fiscal_start: int = 1
    kinds: tuple[str, ...] = ()
    work_ends: time = field(default=time(18))
    first_weekday: int = 0

    @property
    def today(self) -> date:
        return self.now.date()


def read_goal(text: str, ground: Ground) -> GoalPhrase:
    """What a line says of a goal. Raises Refused for a day that doesn't exist or is over, a rhythm or kind unknown."""
    head, why = split_because(normalise(text))
    head, kind = split_kind(head, ground.kinds)
    _check_kind(head)
    phrase = GoalPhrase(why=why or "", kind=kind)
    head, phrase = _tail(*_split_for_users(head, phrase), ground)
    _check_rhythm(head, phrase, ground)
    targets = _targets(head, ground.currency)
    return replace(phrase, targets=targets, words="" if targets else one_line(head))


def _split_for_users(head: str, phrase: GoalPhrase) -> tuple[str, GoalPhrase]:
    """The text without `for @rita @sam`, and whom it names."""
    found = _FOR_USERS.search(mask(head))
    if found is None:
        return head, phrase
    named = [m.id for m in find_mentions(head) if found.start() <= m.start < found.end()]
    return without(head, [found.span()]), replace(phrase, for_users=tuple(dict.fromkeys(named)))


def split_kind(text: str, kinds: tuple[str, ...]) -> tuple[str, str | None]:
    """The text without `#renewal`, and that kind, if the team has it; Slack may have made a channel's mention of it."""
    known = {fold(kind): kind for kind in kinds}
    for found in _TAG.finditer(text):
        kind = known.get(fold(found["channel"] or found["tag"] or ""))
        if kind and mask(text)[found.start()] != " " and not _is_quoted(text, found.start()):
            return without(text, [found.span()]), kind
    return text, None


def _check_kind(head: str) -> None:
    """Refuse what is left and looks like a kind."""
    if tag := next((tag for tag in _TAG.finditer(head) if not _is_quoted(head, tag.start())), None):
        raise Refused(
            f"I read “#{tag['channel'] or tag['tag']}”, and know no such kind of wins. `/pace team set kinds` shows "
            "this team's; `/pace team set kinds new, renewal` names them.",
            field="kind",
        )


def _is_quoted(text: str, at: int) -> bool:
    return mask(text)[:at].count('"') % 2 == 1 or (mask(text)[at] != text[at] and text[at] != "<")


_TAG = re.compile(r"(?<!\S)(?:<#[A-Z0-9]+\|(?P<channel>[^<>|]+)>|#(?P<tag>[\w-]+))(?=[\s,;.:!?]|$)")
_SEEN = re.compile(r"[\s,;(]+(?P<seen>private|public)(?:ly)?\)?[.!]?$", re.IGNORECASE)
_MENTIONED = f"{USER}{BLANK}*"
_FOR_USERS = re.compile(rf"(?<!\S)for\s+{_MENTIONED}(?:(?:\s*[,&+]\s*|\s+)(?:and\s+)?{_MENTIONED})*", re.IGNORECASE)
_FOR_EVERYONE = re.compile(
    rf"(?<!\S)for\s+(?:{CROWD}{BLANK}*|everyone|everybody|each\s+(?:one|of\s+us|rep)|every\s+rep|all\s+(?:of\s+us|reps))"
    r"(?=[\s,;.]|$)",
    re.IGNORECASE,
)
_FOR_TEAM = re.compile(r"(?<!\S)for\s+(?:the\s+|our\s+|my\s+)?(?:whole\s+)?team(?=[\s,;.]|$)", re.IGNORECASE)


def _tail(head: str, phrase: GoalPhrase, ground: Ground) -> tuple[str, GoalPhrase]:
    """Take off, in any order, what stands after the number: who sees it, for whom it is, and the period."""
    while True:
        masked = mask(head)
        if found := _SEEN.search(masked):
            phrase = replace(phrase, seen="private" if found["seen"].lower() == "private" else "public")
            head = head[: found.start()]
        elif found := _FOR_EVERYONE.search(masked):
            phrase, head = replace(phrase, is_for_everyone=True), without(head, [found.span()])
        elif found := _FOR_TEAM.search(masked):
            phrase, head = replace(phrase, is_for_team=True), without(head, [found.span()])
        elif phrase.when is None and (split := _split_when(head, ground)):
            head, when = split
            phrase = replace(phrase, when=when)
        else:
            return head, phrase


# ── its period ───────────────────────────────────────────────────────────────────────────────────────────

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS)
_A_MONTH = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
_RECURS = re.compile(
    r"(?<!\S)(?:(?:a|per|every|each)\s+(?P<span>week|month|quarter)|(?P<adverb>week|month|quarter)ly)[.!]?$",
    re.IGNORECASE,
)
_DAILY = re.compile(r"(?<!\S)(?:(?:a|per|every|each)\s+(?:(?:working|business)\s+)?day|daily)[.!]?$", re.IGNORECASE)
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
_ON_DAY = re.compile(
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


def _split_when(head: str, ground: Ground) -> tuple[str, When] | None:
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
    return (before, When(None, due.days, due.instead)) if due else None


def _from_to(head: str, ground: Ground) -> tuple[str, When] | None:
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
                return head[: starting.start()].rstrip(" ,;"), When(first, due.days, due.instead)
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


def _check_rhythm(head: str, phrase: GoalPhrase, ground: Ground) -> None:
    """Refuse what would be misread: a number per day, or a rhythm ("a week") together with a last day."""
    if daily := _DAILY.search(mask(head)):
        targets = _targets(head[: daily.start()], ground.currency)
        sums = [f"{target.number * 5:,} {target.what}" for target in targets if not target.currency]
        example = sums[0] if len(sums) == 1 else "20 calls"
        raise Refused(
            f"I read “{head[:60]}”, and I count by the week, the month or the quarter. "
            f"Try `/goal new {example} a week`: I say each day what that takes.",
            field="target",
        )
    other = _split_when(head, ground) if phrase.when else None
    if phrase.when and other and (phrase.when.recurs or other[1].recurs):
        raise Refused(
            "I read a goal that comes back and a last day, and can keep one of them. `/goal new 12 demos a week` "
            "goes on until you close it; `/goal new 12 demos by EOQ` is one number for all of that time.",
            field="last_on",
        )


def _recurring(found: re.Match[str], ground: Ground) -> When:
    span = cast(Span, (found["span"] or found["adverb"]).lower())
    period = period_of(span, ground.today, ground.fiscal_start, ground.first_weekday)
    return When(period.first, (period.last,), recurs=span)


def _this(found: re.Match[str], ground: Ground) -> When:
    span = cast(Span, found["span"].lower()) if found["span"] else _LETTERS[found["letter"].lower()]
    period = period_of(span, ground.today, ground.fiscal_start, ground.first_weekday)
    if found["next"]:
        period = following(span, period, ground.fiscal_start, ground.first_weekday)
    return When(period.first, (period.last,))


def _on_day(found: re.Match[str], ground: Ground) -> When:
    day = ground.today + timedelta(days=found["day"].lower() == "tomorrow")
    return When(day, (day,))


def _quarter(found: re.Match[str], ground: Ground) -> When:
    """A quarter of this fiscal year, or of the fiscal year that ends in the named year."""
    year = worktime.year_of(ground.today, ground.fiscal_start)
    if found["year"]:
        ends = int(found["year"]) - (0 if ground.fiscal_start == 1 else 1)
        year = worktime.year_of(date(ends, ground.fiscal_start, 1), ground.fiscal_start)
    period = worktime.quarter_of(year.first, ground.fiscal_start)
    for _ in range(int(found["nth"]) - 1):
        period = following("quarter", period, ground.fiscal_start)
    _check_ahead(period, f"Q{found['nth']}", ground)
    return When(period.first, (period.last,))


def _in_month(found: re.Match[str], ground: Ground) -> When:
    month = next(nth for nth, name in enumerate(_MONTHS, 1) if name.startswith(found["month"].lower()[:3]))
    period = worktime.month_of(date(int(found["year"] or ground.today.year), month, 1))
    _check_ahead(period, _MONTHS[month - 1].title(), ground)
    return When(period.first, (period.last,))


PERIODS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], Ground], When]]] = (
    (_RECURS, _recurring),
    (_THIS, _this),
    (_QUARTER, _quarter),
    (_IN_MONTH, _in_month),
    (_ON_DAY, _on_day),
)
"""How a period is said at the end of a line, and what reads it."""


def _check_ahead(period: Period, name: str, ground: Ground) -> None:
    if period.last < ground.today:
        raise Refused(
            f"{name} was over on {period.last:%-d %b %Y}, and a goal lies ahead. "
            f"If you mean the next one, name its year, as in `{name} {period.last.year + 1}`.",
            field="last_on",
        )


# ── its number ───────────────────────────────────────────────────────────────────────────────────────────

_SCALED_NUMBER = rf"{WHOLE}(?:[km]\b)?"
_LEVEL = re.compile(
    rf"^(?P<what>.*?)[\s,]*(?<!\S)from\s+(?P<start>{_SCALED_NUMBER})(?P<unit_before>\s*%|\s+(?!up\b|down\b|to\b)[^\W\d]+)?\s+(?:down\s+|up\s+)?to\s+"
    rf"(?P<target>{_SCALED_NUMBER})(?P<unit>\s*%|\s+[^\W\d][\w ]*)?[.!]?$",
    re.IGNORECASE,
)
_TWO_NUMBERS = re.compile(r"^\D*(?<!\S)from\s\D*\d.*\sto\s\D*\d", re.IGNORECASE)
_JOINING = re.compile(r"^(?:of|in|worth of|worth)\s+", re.IGNORECASE)
_LEADING = re.compile(r"^(?:reach|close|do|make|have|get|book|hold|sell|win)\s+(?=\S*\d)", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"^\D*?(?P<before>(?<!\S)(?:at least|(?:a )?minimum(?: of)?)\s+)\D?\d"
    r"|^\D*\d\S*(?:(?P<after>\s+or more)\b|\D*?(?P<ending>\s+(?:or more|at least))$)",
    re.IGNORECASE,
)
_TO_RISE = re.compile(
    r"^(?:increase|raise|lift|grow|(?:bring|get|push)\b(?=.*\sup\s+to\s))\s[^\d:]*\sto\s+\D?\d", re.IGNORECASE
)
_NO_START = r"(?:(?!\bfrom\b)[^\d:])*(?:\d\S*(?:(?!\bfrom\b)[^\d:])*)?"
_TO_BE_LOW = re.compile(
    r"^\D*(?<!\S)(?:at most|(?:no|not) more than|(?:fewer|less|lower) than|under|below|max(?:imum|\.)?(?: of)?)\s+\D?\d"
    r"|^up to\s+\D?\d"
    r"|^(?:reduce|cut(?! over\b)|lower|decrease|bring down|(?:bring|get|drop)\b(?=.*\sdown\s+to\s))"
    rf"\s{_NO_START}\sto\s+\D?\d"
    r"|^\D*\d\S*\s+(?:or\s+(?:fewer|less)\b|\D*\b(?:at most|or\s+(?:fewer|less))$)",
    re.IGNORECASE,
)


def _targets(head: str, home: str) -> tuple[Target, ...]:
    head = one_line(head)
    if found := _AT_LEAST.search(mask(head)):
        head = without(head, [found.span(found.lastgroup or 0)])
    _check_start_said(head)
    head = one_line(_LEADING.sub("", head))
    if level := _LEVEL.match(mask(head)):
        return (_level(level),)
    if _TWO_NUMBERS.match(mask(head)):
        raise Refused(
            f"I read two numbers in “{head[:60]}”, and a level goes from one plain number to another, as in "
            "`/goal new response time from 40 to 30 hours by EOQ`. Money that is won counts from zero: "
            "`/goal new 150k by EOQ`.",
            field="target",
        )
    amount = next((number for number in find_amounts(head, home)), None)
    if amount is None:
        return ()
    what = one_line(_JOINING.sub("", one_line(without(head, [(amount.start, amount.end)]))))
    readings = {reading.money for reading in amount.readings}
    if is_money(head[amount.start : amount.end], what, amount):
        return tuple(Target(money.minor, money.currency, what) for money in sorted(readings, key=lambda m: m.minor))
    whole = sorted(int(money.major) for money in readings if money.major == int(money.major))
    if not whole:
        raise Refused(
            f"I read “{head[:60]}”, and I count in whole numbers. Try `/goal new 12 demos by EOQ`.", field="target"
        )
    return tuple(Target(number, None, what) for number in whole)


def _check_start_said(head: str) -> None:
    """Refuse a level that should fall or rise and does not say from where."""
    for pattern, way, example in (
        (_TO_BE_LOW, "fall", "churned accounts from 8 to 5"),
        (_TO_RISE, "rise", "NPS from 40 to 60"),
    ):
        if pattern.search(mask(head)):
            raise Refused(
                f"I read “{head[:60]}”. A number that should {way} is set from where it stands now, as in "
                f"`/goal new {example} by EOQ`.",
                field="target",
            )


def _level(found: re.Match[str]) -> Target:
    unit = (found["unit"] or found["unit_before"] or "").strip()
    start, number = (read_whole(found[name]) for name in ("start", "target"))
    if start is None or number is None:
        raise Refused(
            f"I read from {found['start']} to {found['target']}, and I count in whole numbers. "
            "A smaller unit does it: `/goal new response time from 36 to 24 hours by EOQ`.",
            field="target",
        )
    return Target(number, None, one_line(found["what"]) or unit, start, unit)


# ── progress ─────────────────────────────────────────────────────────────────────────────────────────────

Sign = Literal["+", "-", "="]


@dataclass(frozen=True, slots=True)
class ProgressPhrase:
    """A number added (+), taken off (-) or set (=) for the goal that `which` names by its number or its words."""

    which: str
    sign: Sign
    amount: str
    """As it was typed, since how it is read depends on the goal; empty where none was said."""
    on: date | None = None
    note: str = ""


_PROGRESS = re.compile(
    r"(?P<before>[^+=]*?)\s*(?<![^\s\d])(?P<sign>[+=]|(?<!\S)-(?=\s*[\d$€£]))\s*(?P<amount>[^\s:]*\d[^\s:]*)?(?P<after>.*)",
    re.DOTALL,
)


def read_progress(text: str, today: date) -> ProgressPhrase | None:
    """What a line says of progress; None if it is no progress. Raises Refused for a day that does not exist."""
    head, why = split_because(normalise(text))
    head, when = split_on(head, today, is_ahead_read=False)
    found = _PROGRESS.fullmatch(mask(head))
    if found is None:
        return None
    before, amount, after = (
        head[slice(*found.span(name))] if found[name] else "" for name in ("before", "amount", "after")
    )
    what, _, note = after.partition(":")
    sign = cast(Sign, found["sign"])
    which = one_line(before) or one_line(what)
    note = why or one_line(note) or (one_line(what) if one_line(before) else "")
    return ProgressPhrase(which, sign, amount.rstrip(".,;!"), when.sure() if when else None, note)
