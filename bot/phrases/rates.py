"""A number per week, month or quarter in a line of text: "12 demos a week"."""

import re
from dataclasses import dataclass
from typing import Literal, cast

from bot.phrases.amounts import find_amounts, read_amount
from bot.phrases.measures import is_money, read_whole
from bot.phrases.text import mask

Per = Literal["week", "month", "quarter"]
_RATE = re.compile(
    r"(?<!\S)(?P<number>[^\s]*\d[^\s]*)\s+(?:(?P<metric>[^\W\d_][^\d.;:!?]{0,60}?)\s+)?"
    r"(?:an?|per|each|every)\s+(?P<per>week|month|quarter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rate:
    """`amount` counts `metric`, or is minor units of `currency`."""

    amount: int
    metric: str
    per: Per
    currency: str | None = None


def read_rate(text: str, home: str) -> Rate | None:
    """The first such number outside quotes that is not ambiguous; `home` is the team's own currency."""
    for found in _RATE.finditer(mask(text)):
        metric = text[found.start("metric") : found.end("metric")].removeprefix("of ") if found["metric"] else ""
        if number := read_size(found["number"], home, metric):
            return Rate(number[0], metric, cast("Per", found["per"].lower()), number[1])
    return None


def read_size(text: str, home: str, what: str = "") -> tuple[int, str | None] | None:
    """A count of `what`, or an amount of money with its currency; None if it is neither, or ambiguous."""
    text = text.strip()
    found = find_amounts(text, home)
    if found and found[0].marked and is_money(text, what, found[0]):
        readings = read_amount(text, home)
        is_sure = len(readings) == 1 and not readings[0].problem
        return (readings[0].money.minor, readings[0].money.currency) if is_sure else None
    number = read_whole(text)
    return None if number is None or number < 0 else (number, None)
