"""Money: an integer of minor units with its ISO currency (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from babel.numbers import get_currency_precision

Key = TypeVar("Key")
LARGEST_MINOR = 10**14
"""Above this many minor units a number is a slip of the finger, not a deal."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` counts the smallest unit of `currency` (ISO 4217): cents, yen."""

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        """In whole dollars, euros, yen."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    @classmethod
    def of(cls, major: Decimal | int, currency: str) -> "Money":
        """From whole units; what is smaller than a minor unit is an error of the caller (ValueError)."""
        minor = Decimal(major).scaleb(get_currency_precision(currency))
        if minor != int(minor):
            raise ValueError(f"{major} {currency} has more decimals than its currency")
        return cls(int(minor), currency)


def split(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Shared out by weight into parts that add up to `amount`, to the smallest unit.

    By the largest remainder: everybody gets the whole units of their part, and what rounding leaves goes, a unit
    each, to those whose parts lost most, the first among equals.
    """
    whole = sum(weights.values())
    parts = {who: divmod(amount * weight, whole) for who, weight in weights.items()}
    left = amount - sum(units for units, _ in parts.values())
    lost_most = set(sorted(parts, key=lambda who: -parts[who][1])[:left])
    return {who: units + (who in lost_most) for who, (units, _) in parts.items()}
