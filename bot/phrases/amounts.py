"""Amounts of money and counts in a line of text, with every reading where a number can be read in several ways."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Literal

from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

from bot.money import LARGEST_MINOR, Money
from bot.phrases.text import mask

Problem = Literal["negative", "zero", "too_large"]
Per = Literal["once", "year"]


@dataclass(frozen=True, slots=True)
class Amount:
    """One reading of an amount; `per` is set only where the text spoke of a month or a year."""

    money: Money
    per: Per | None = None

    @property
    def problem(self) -> Problem | None:
        if self.money.minor <= 0:
            return "negative" if self.money.minor else "zero"
        return "too_large" if self.money.minor > LARGEST_MINOR else None

    def label(self, home: str) -> str:
        """The reading in words, for a button: "$48,000 a year"."""
        return format_money(self.money, home) + {None: "", "once": " once", "year": " a year"}[self.per]


@dataclass(frozen=True, slots=True)
class Found:
    """A number that may be an amount, at text[start:end]; `marked` when it has a currency, a k or an m, or a period."""

    start: int
    end: int
    readings: tuple[Amount, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things, as in "12 demos"."""

    number: int
    unit: str


_digits = lru_cache(maxsize=256)(get_currency_precision)

_SCALES = {  # in German "T€", "TEUR" and "Tsd." are thousands
    **dict.fromkeys(("k", "t", "thousand", "grand", "tsd", "tsd."), 10**3),
    "lakh": 10**5,
    **dict.fromkeys(("m", "mm", "mn", "mio", "million"), 10**6),
    **dict.fromkeys(("bn", "billion"), 10**9),
}
_ALSO_WORDS = frozenset({"ALL", "BAM", "COP", "CUP", "GEL", "MAD", "MOP", "PEN", "SOS", "TOP", "TRY"})
"""Currency codes that are English words too, and so count only in capitals."""
_SIGNS = {"US$": "USD", "C$": "CAD", "AU$": "AUD", "S$": "SGD", "EURO": "EUR", "EUROS": "EUR"}
_SHARED: dict[str, tuple[str, ...]] = {
    "$": ("USD", "ARS", "CLP", "COP", "MXN", "UYU"),
    "¥": ("JPY", "CNY"),
    "KR": ("SEK", "DKK", "ISK", "NOK"),
}
_SAME_SIGN = {"DOLLAR": "$", "DOLLARS": "$", "BUCKS": "$", "￥": "¥", "YEN": "¥"}


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    """The currencies in use today."""
    by_territory = get_global("territory_currencies").values()
    return frozenset(code for codes in by_territory for code, _, end, tender in codes if tender and not end)


@lru_cache(maxsize=1)
def _own_signs() -> dict[str, str]:
    """Signs that belong to a single currency, in capitals: "€", "A$"."""
    signs = {get_currency_symbol(code, locale="en").upper(): code for code in _currencies()}
    return {sign: code for sign, code in (signs | _SIGNS).items() if sign not in _SHARED and "\u202f" not in sign}


@lru_cache(maxsize=256)
def _sharers(sign: str) -> tuple[str, ...]:
    """The currencies that use this sign; first the one it means for a team with none of them."""
    dollars = [code for code in sorted(_currencies()) if "Dollar" in get_currency_name(code, locale="en")]
    return (*_SHARED[sign], *(dollars if sign == "$" else ()))


def _currency(sign: str, home: str) -> str:
    sign = _SAME_SIGN.get(sign.upper(), sign.upper())
    if sign in _SHARED:
        sharers = _sharers(sign)
        return home if home in sharers else sharers[0]
    return _own_signs().get(sign, sign)


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    codes = "|".join(sorted(_currencies() - _ALSO_WORDS))
    loud = "|".join(sorted(_ALSO_WORDS))
    signs = {*_own_signs(), *_SHARED, *_SAME_SIGN} - _currencies()
    longest_first = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    sign = rf"(?:{longest_first}|{codes}|(?-i:{loud}))"
    period = r"/\ ?(?:mo|month|mth|yr|year)|(?:per|a)\ (?:month|year)|monthly|yearly|annually|p\.a\.|mrr|arr"
    return re.compile(
        rf"""
        (?<![^\s(]) (?:(?P<period_before>mrr|arr)\ (?:of\ )?)?
        (?P<minus>[+-]?) (?:(?P<before>{sign})\ ?)? (?P<inner_minus>-?)
        (?P<number>\d{{1,3}}(?:\ \d{{3}}){{1,4}}(?!\d) | \d(?:[\d.,']{{0,24}}\d)?)
        (?: (?P<scale>mm?) (?!\w) |
            (?!\ (?:mars|(?-i:[KTM](?!eur)[a-z]{{3}}))(?!\w)) \ ?(?P<scale_then_sign>[ktm]) (?={sign}) |
            \ ?(?P<scale_word>k|mn|mio|bn|thousand|(?-i:grand)|tsd\.?|lakh|million|billion) (?!\w) )?
        (?:\ ?(?P<after>{sign})(?!\w))?
        (?:\ ?(?P<period>{period})(?!\w))?
        (?= [,;:.!?)]{{0,3}} (?:\s|$) ) (?!\ ?%)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def _no_groups(number: str) -> list[Decimal]:
    return [Decimal(number)]


def _english(number: str) -> list[Decimal]:
    return [Decimal(re.sub(r"[,' ]", "", number))]


def _european(number: str) -> list[Decimal]:
    return [Decimal(re.sub(r"[.' ]", "", number).replace(",", "."))]


def _dot_before_three(number: str) -> list[Decimal]:
    return [Decimal(number.replace(".", "")), Decimal(number)]


def _comma_before_few(number: str) -> list[Decimal]:
    return [Decimal(number.replace(",", ".")), Decimal(number.replace(",", ""))]


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], list[Decimal]]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"[1-9]\d{0,2}\.\d{3}", _dot_before_three),
        (r"\d+(?:\.\d+)?", _no_groups),
        (r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", _english),
        (r"\d{1,3}(?:[' ]\d{3})+(?:\.\d+)?", _english),
        (r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:[. ']\d{3})+,\d{1,2}|0,\d+", _european),
        (r"[1-9]\d*,\d{1,2}", _comma_before_few),
    )
)


def _values(number: str) -> list[Decimal]:
    return next((read(number) for pattern, read in _NUMBERS if pattern.fullmatch(number)), [])


def find_amounts(text: str, currency: str) -> list[Found]:
    """Every number outside quotes that could be money, in its order; `currency` is the team's own."""
    return [found for match in _amount().finditer(mask(text)) if (found := _found(match, currency))]


def read_amount(text: str, currency: str) -> tuple[Amount, ...]:
    """The readings of a text that is an amount and nothing else: none, one, or several to ask about."""
    match = _amount().fullmatch(mask(text).strip())
    found = match and _found(match, currency)
    return found.readings if found else ()


def _found(match: re.Match[str], home: str) -> Found | None:
    sign = match["before"] or match["after"]
    scale = match["scale"] or match["scale_word"] or match["scale_then_sign"]
    period = (match["period"] or match["period_before"] or "").lower()
    currency = _currency(sign, home) if sign else home
    whole = _minor_units(match["number"], _SCALES[scale.lower()] if scale else 1, currency)
    if not whole or (match["before"] and match["after"]):
        return None
    minus = -1 if "-" in (match["minus"], match["inner_minus"]) else 1
    readings = tuple(
        Amount(Money(minus * minor * times, currency), per) for minor, (per, times) in product(whole, _periods(period))
    )
    return Found(match.start(), match.end(), readings, bool(sign or scale or period))


def _minor_units(number: str, scale: int, currency: str) -> list[int]:
    """The readings of the number that are whole minor units of the currency."""
    digits = _digits(currency)
    values = _values(number)
    if digits == 3 and len(values) == 2 and "." in number:  # a dinar has three decimals
        values = values[1:]
    minors = [value * scale * 10**digits for value in values]
    return [int(minor) for minor in minors if minor == minor.to_integral_value()]


def _periods(period: str) -> Sequence[tuple[Per | None, int]]:
    if not period:
        return ((None, 1),)
    monthly = period == "mrr" or "mo" in period or "mth" in period
    return (("once", 1), ("year", 12)) if monthly else (("year", 1),)


def read_count(text: str) -> Count | None:
    """A whole number and what it counts: "12 demos", "1,200 calls"."""
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9}) ([^\W\d_][\w' -]{0,60})", mask(text).strip())
    return Count(int(match[1].replace(",", "")), match[2]) if match else None


def format_money(money: Money, home: str) -> str:
    """Money as `read_amount` reads it back for a team whose own currency is `home`: "$48,000", "USD 1.50"."""
    digits = _digits(money.currency)
    units, rest = divmod(abs(money.minor), 10**digits)
    number = f"{units:,}" + (f".{rest:0{digits}}" if rest else "")
    return ("-" if money.minor < 0 else "") + _sign(money.currency, home) + number


@lru_cache(maxsize=1024)
def _sign(currency: str, home: str) -> str:
    shared = next((sign for sign in ("$", "¥") if currency == home and currency in _sharers(sign)), None)
    symbol = get_currency_symbol(currency, locale="en")
    is_own = symbol in _own_signs() and not symbol.isalpha()
    return shared or (symbol if is_own else f"{currency} ")
