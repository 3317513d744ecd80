"""A win in one line: `48k Acme: annual plan on 31 Dec with @sam because we brought the CFO in early`."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.phrases.amounts import Amount, Count, Found, find_amounts, read_count
from bot.phrases.amounts import Problem as AmountProblem
from bot.phrases.clauses import (
    Help,
    Helper,
    account_end,
    find_named,
    find_unlinked,
    split_account,
    split_because,
    split_for,
    split_with,
    without,
)
from bot.phrases.dates import split_on
from bot.phrases.days import When
from bot.phrases.text import mask, normalise

Problem = AmountProblem | Literal["closing_ahead", "crowd_thanked"]

_COUNTED = (
    *("demo", "deal", "call", "meeting", "visit", "proposal", "referral", "logo", "seat"),
    *("licence", "license", "user", "trial", "pilot", "unit"),
)
_UNITS = frozenset(_COUNTED) | {f"{unit}s" for unit in _COUNTED}
"""Units after which a bare number at the start of a win is a count, not money."""
_NOBODY = Help()
_MOST_ASKED = 4
"""How many numbers of a line are considered for the amount, at most."""
_CORRECTED = re.compile(
    r"(?:(?P<part>amount|account|title)(?![\w'-])(?:\s*:|\s+to(?=\s))?\s*)?(?:to\s+(?=\D{0,4}\d))?", re.IGNORECASE
)
_SPAN_OF_TIME = re.compile(r"[ -](?:year|yr|quarter|month|week|day)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of the line: the amount, and the account and title that it leaves."""

    amount: Amount
    account: str | None
    title: str


@dataclass(frozen=True, slots=True)
class WinPhrase:
    """What was understood of a win; a part not said is None, the readings of an ambiguous amount are in `choices`."""

    amount: Amount | None = None
    choices: tuple[Choice, ...] = ()
    count: Count | None = None
    account: str | None = None
    title: str = ""
    because: str | None = None
    closed: When | None = None
    help: Help = _NOBODY
    for_user: str | None = None
    asks_who: str | None = None
    """A name after `with` that is not a mention; it stays in the title until `helped_by` says who it is."""
    unlinked: str | None = None
    """An "@sma" of which Slack made no mention; it may be who is asked for."""
    part: str | None = None
    """What a correction names: "amount", "account" or "title"."""
    problems: tuple[Problem, ...] = ()

    def chosen(self, index: int) -> "WinPhrase":
        """The same win with the amount that was chosen among `choices`."""
        choice = self.choices[index]
        found = (choice.amount.problem,) if choice.amount.problem else ()
        return replace(
            self,
            amount=choice.amount,
            account=choice.account,
            title=choice.title,
            choices=(),
            problems=(*found, *self.problems),
        )

    def helped_by(self, user_id: str) -> "WinPhrase":
        """The same win once it is known who `asks_who` is."""
        named = find_named(self.title)
        return replace(
            self,
            help=replace(self.help, helpers=(*self.help.helpers, Helper(user_id))),
            title=self.title[: named[0]].rstrip(" ,;") if named else self.title,
            asks_who=None,
            unlinked=None,
        )


def read_win(
    text: str,
    *,
    currency: str,
    today: date,
    known_accounts: Collection[str],
    is_correction: bool = False,
) -> WinPhrase:
    """What a line says of a win, for a team whose own currency is `currency`, on the team's `today`.

    A correction may give only the reason, and so begin with `because`, and name what it corrects, as in
    `account to Acme Corp`.
    Raises Refused only for shares over 100 % and for a day that does not exist.
    """
    text, part = normalise(text), None
    if is_correction and (corrected := _CORRECTED.match(mask(text))):
        text, part = text[corrected.end() :], corrected["part"] and corrected["part"].casefold()
    head, because = split_because(text, may_lead=is_correction)
    head, help_ = split_with(head)
    head, for_user = split_for(head)
    head, closed, named = _closing_and_name(head, today, known_accounts)
    phrase = WinPhrase(
        because=because,
        closed=closed,
        help=help_,
        for_user=for_user,
        asks_who=named,
        unlinked=find_unlinked(head),
        part=part,
        problems=_problems(closed, help_, today),
    )
    head = f"{head}:" if part == "account" else head
    return _with_amount(phrase, head, currency, () if part == "title" else known_accounts)


def _closing_and_name(head: str, today: date, known: Collection[str]) -> tuple[str, When | None, str | None]:
    """The line without its closing date, that date, and the name after a last `with`; the two may come in any order."""
    head, closed = split_on(head, today)
    named = find_named(head, known)
    if named and not closed:
        before, closed = split_on(head[: named[0]].rstrip(), today)
        head = f"{before} {head[named[0] :]}".lstrip()
    return head, closed, named[1] if named else None


def _problems(closed: When | None, help_: Help, today: date) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if closed and closed.day and closed.day > today:
        found.append("closing_ahead")
    if help_.crowds:
        found.append("crowd_thanked")
    return tuple(found)


def _with_amount(phrase: WinPhrase, head: str, currency: str, known: Collection[str]) -> WinPhrase:
    # Where a correction names the account or the title, a number that begins it is part of that: "account to 3M".
    numbers = [] if phrase.part == "title" else find_amounts(head, currency)
    numbers = [each for each in numbers if each.start or phrase.part != "account"]
    count = _leading_count(head, numbers)
    amounts = [] if count else _candidates(head, numbers, known)
    choices = tuple(
        Choice(reading, *_account_and_title(_without_amount(head, found), known))
        for found in amounts
        for reading in found.readings
    )
    leaves = {(choice.account, choice.title) for choice in choices}
    whole = _after_count(head) if count else head
    account, title = leaves.pop() if len(leaves) == 1 else _account_and_title(whole, known)
    read = replace(phrase, choices=choices, count=count, account=account, title=title)
    return read.chosen(0) if len(choices) == 1 else read


def _account_and_title(text: str, known: Collection[str]) -> tuple[str | None, str]:
    """The account and the title; one before a colon is found without reading the known accounts from the database."""
    account, title = split_account(text)
    return (account, title) if account else split_account(text, known)


def _candidates(head: str, numbers: Sequence[Found], known: Collection[str]) -> list[Found]:
    """The numbers that may be the amount: the first token, and those with a currency, a scale or a period."""
    marked = [number for number in numbers if number.marked]
    first = [n for n in numbers if n.start == 0 and not n.marked and not (marked and _counts_something(head, n))]
    candidates = first + marked
    name_ends = account_end(head, known) if len(candidates) > 1 else 0
    beside = [number for number in candidates if number.end > name_ends]
    return (beside or candidates)[:_MOST_ASKED]


def _counts_something(head: str, number: Found) -> bool:
    """Whether a bare first number is a year, a span of time or a count of units rather than money."""
    is_year = re.fullmatch(r"(?:19|20)\d\d", head[: number.end]) is not None
    return is_year or bool(_SPAN_OF_TIME.match(head, number.end)) or _unit_after(head, number.end) in _UNITS


def _unit_after(head: str, end: int) -> str:
    word = re.match(r" ([^\W\d_]+)", mask(head)[end:])
    return word[1].casefold() if word else ""


def _leading_count(head: str, numbers: Sequence[Found]) -> Count | None:
    if not numbers or numbers[0].start != 0 or any(number.marked for number in numbers):
        return None
    unit = _unit_after(head, numbers[0].end)
    return read_count(f"{head[: numbers[0].end]} {unit}") if unit in _UNITS else None


def _after_count(head: str) -> str:
    return re.sub(r"^\S+ \S+", "", head)


def _without_amount(head: str, found: Found) -> str:
    """The line without the amount; if that came last, also without the "for", "to" or "worth" before it."""
    before, after = head[: found.start], head[found.end :]
    if not before.strip():
        return after
    if not after.strip(" .,;!?"):
        before = re.sub(r"\s(?:for|at|of|to|worth)\s$", "", before, flags=re.IGNORECASE)
    return without(head, [(len(before), found.end)])
