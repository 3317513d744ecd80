"""A goal in one line: `12 demos by 30 Sep because …`."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.errors import Refused
from bot.phrases.amounts import find_amounts
from bot.phrases.clauses import split_because, without
from bot.phrases.measures import WHOLE, is_money, read_whole
from bot.phrases.terms import ON_DAY, Ground, Term, split_term
from bot.phrases.text import BLANK, CROWD, USER, find_mentions, fold, mask, normalise, one_line

Seen = Literal["private", "public"]


@dataclass(frozen=True, slots=True)
class Target:
    """One reading of the number: minor units of `currency`, or a count of `what`; a level goes there from `start`."""

    number: int
    currency: str | None
    what: str
    start: int | None = None
    measured_in: str = ""


@dataclass(frozen=True, slots=True)
class GoalPhrase:
    """What was understood of a goal; what was not said is empty."""

    targets: tuple[Target, ...] = ()
    """The readings of the number; if there are several, the speaker is asked."""
    words: str = ""
    """What it is about, where no number was understood."""
    when: Term | None = None
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
        elif phrase.when is None and (split := split_term(head, ground)):
            head, when = split
            phrase = replace(phrase, when=when)
        else:
            return head, phrase


_DAILY = re.compile(r"(?<!\S)(?:(?:a|per|every|each)\s+(?:(?:working|business)\s+)?day|daily)[.!]?$", re.IGNORECASE)


def _check_rhythm(head: str, phrase: GoalPhrase, ground: Ground) -> None:
    """Refuse what would be misread: a number per day, or a last day beside another day or a rhythm ("a week")."""
    if daily := _DAILY.search(mask(head)):
        targets = _targets(head[: daily.start()], ground.currency)
        sums = [f"{target.number * 5:,} {target.what}" for target in targets if not target.currency]
        example = sums[0] if len(sums) == 1 else "20 calls"
        raise Refused(
            f"I read “{head[:60]}”, and I count by the week, the month or the quarter. "
            f"Try `/goal new {example} a week`: I say each day what that takes.",
            field="target",
        )
    if phrase.when and (beside := ON_DAY.search(mask(head))):
        raise Refused(
            f"I read “{head[:60]}”, a goal for {beside['day'].lower()} alone, and another time behind it. "
            "Try `/goal new 12 demos from tomorrow to Friday`, or one of the two.",
            field="last_on",
        )
    other = split_term(head, ground) if phrase.when else None
    if phrase.when and other and (phrase.when.recurs or other[1].recurs):
        raise Refused(
            "I read a goal that comes back and a last day, and can keep one of them. `/goal new 12 demos a week` "
            "goes on until you close it; `/goal new 12 demos by EOQ` is one number for all of that time.",
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
