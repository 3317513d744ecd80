"""Money: an integer of minor units with its ISO currency (pure)."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

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
