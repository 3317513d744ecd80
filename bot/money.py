"""Money: an integer of minor units with its ISO currency (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from babel.numbers import get_currency_precision

Key = TypeVar("Key")
LARGEST_MINOR = 10**14
"""An amount of more minor units than this is taken for a typing mistake."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` counts the smallest unit of `currency` (ISO 4217): cents, yen."""

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        """The amount in dollars, euros, yen rather than in minor units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    @classmethod
    def of(cls, major: Decimal | int, currency: str) -> "Money":
        """An amount from its major units; ValueError if it has fractions of a minor unit."""
        minor = Decimal(major).scaleb(get_currency_precision(currency))
        if minor != int(minor):
            raise ValueError(f"{major} {currency} has more decimals than its currency")
        return cls(int(minor), currency)


def split(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Split `amount` by weight into whole parts that add up to it exactly.

    By the largest remainder: all parts are rounded down, and the units left over go, one each, to those parts that
    lost most by that, the first among equals.
    """
    whole = sum(weights.values())
    parts = {who: divmod(amount * weight, whole) for who, weight in weights.items()}
    left = amount - sum(units for units, _ in parts.values())
    lost_most = set(sorted(parts, key=lambda who: -parts[who][1])[:left])
    return {who: units + (who in lost_most) for who, (units, _) in parts.items()}
