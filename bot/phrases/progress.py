"""Progress toward a goal in one line: `demos +2 yesterday`, `7 = 40`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from bot.phrases.clauses import split_because
from bot.phrases.dates import split_on
from bot.phrases.text import mask, normalise, one_line

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
