"""What a number measures: money, or a count of something; and what that something is called."""

import re

from bot.phrases.amounts import Found, read_amount
from bot.phrases.text import fold

REVENUE = frozenset({"", "revenue", "sales", "turnover", "bookings", "wins", "deals", "in wins", "in deals"})
"""Words after an amount of money that say no more than that it is revenue, which wins move."""
DEALS = frozenset({"deal", "win"})
"""Words for a number of wins, folded as by `metric_key`."""
MONEY_FROM = 1000
"""From this size on a bare number is money."""
LARGEST_COUNT = 10**9
_NEVER_PLURAL = ("ss", "us", "is")


def metric_key(name: str) -> str:
    """The name of a metric as it is compared: "demo" and "demos" are the same, so are "reply" and "replies"."""
    folded = fold(name)
    if folded.endswith("ies") and len(folded) > 4:
        return f"{folded[:-3]}y"
    if folded.endswith(("ches", "shes", "xes", "sses")):
        return folded[:-2]
    return folded[:-1] if folded.endswith("s") and not folded.endswith(_NEVER_PLURAL) else folded


WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIGNED = re.compile(r"[^\d.,'+\s-](?<![kKmM])|[a-z]{3}", re.IGNORECASE)
"""A currency's sign or code; a k or an m does not count as one."""
_COUNTED = frozenset({"call", "demo", "meeting", "visit", "email", "mail", "lead", "contact", "signup", "follower"})
_FROM = re.compile(r"(?<!\S)from(?!\S)", re.IGNORECASE)
_SCALED = {"": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6}


def is_money(number: str, what: str, found: Found) -> bool:
    """Whether it is money: with a currency always; with a k or m, or large and bare, unless it says what it counts."""
    if _SIGNED.search(number):
        return True
    what = _FROM.split(what)[0].strip()  # “from meetings” says where money comes from
    if not what:
        return found.marked or any(reading.money.major >= MONEY_FROM for reading in found.readings)
    is_revenue = metric_key(what) in REVENUE or what.casefold() in REVENUE
    return found.marked and (is_revenue or metric_key(what.split()[-1]) not in _COUNTED)


def read_whole(number: str) -> int | None:
    """A whole number, "1,200" or "2k"; None if it is not one, too large, or ambiguous, as "1.200"."""
    found = re.fullmatch(
        rf"(?P<sign>[+-]?)(?P<digits>{WHOLE})\s*(?P<scale>k|m|thousand|million)?", number.strip(), re.I
    )
    if found is None:
        return None
    whole, _, rest = found["digits"].replace(",", "").partition(".")
    scale = _SCALED[(found["scale"] or "").lower()]
    if len(rest) == 3 and scale == 1:
        return None
    value = int(whole) * scale + (int(rest) * scale // 10 ** len(rest) if rest else 0)
    is_whole = not rest or int(rest) * scale % 10 ** len(rest) == 0
    return (-value if found["sign"] == "-" else value) if is_whole and value <= LARGEST_COUNT else None


def read_measure(text: str, home: str, *, is_money: bool) -> tuple[int, ...]:
    """The readings of a text that is only a number (of money or not): none, one, or several to ask about."""
    if is_money:
        return tuple(reading.money.minor for reading in read_amount(text, home) if reading.money.currency == home)
    number = read_whole(text)
    return () if number is None else (number,)
