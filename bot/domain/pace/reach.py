"""Whether a target is within reach, which smaller steps lead there, and what it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

FAR = Fraction(3, 2)
"""A target this many times the best comparable period is far above anything before."""
RAMP_PERIODS = 4
ENOUGH_DEALS = 5
ENOUGH_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """A target far above anything before: `times` the `best`, and the smaller steps that lead there."""

    best: int
    times: Fraction
    ramp: tuple[int, ...]


def stretch(target: int, best: int | None) -> Stretch | None:
    """What to offer for a target that is far off; None if it is within reach or there is nothing to compare it with.

    Only for targets that are to grow.
    """
    if not best or best < 0 or target < best * FAR:
        return None
    return Stretch(best, Fraction(target, best), tuple(ramp(best, target)))


def ramp(best: int, target: int, periods: int = RAMP_PERIODS) -> list[int]:
    """Targets for the next `periods`: equal steps from the best so far, in round numbers, the last being the target."""
    steps = [best + (target - best) * step // periods for step in range(1, periods)]
    return [*(min(max(_round(step), best), target) for step in steps), target]


def _round(value: int) -> int:
    """Rounded to two figures, as people set targets."""
    unit = int(10 ** max(len(str(abs(value))) - 2, 0))
    return round(Fraction(value, unit)) * unit


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """A figure and the number of cases that it is based on; 0 if the person named it."""

    value: Fraction
    cases: int = 0


def average_deal(deals: Sequence[int]) -> Known | None:
    """The average of the person's own deals; None if there are too few."""
    total = sum(deals)
    return Known(Fraction(total, len(deals)), len(deals)) if len(deals) >= ENOUGH_DEALS and total > 0 else None


def close_rate(won: int, attempts: int) -> Known | None:
    """The share of attempts that became deals; None if there were too few, or none was won."""
    return Known(Fraction(won, attempts), attempts) if attempts >= ENOUGH_ATTEMPTS and won else None


@dataclass(frozen=True, slots=True)
class Effort:
    """What is left to do: deals, attempts, and attempts a working day."""

    deals: int
    attempts: int
    a_day: Fraction | None
    """None if no working day is left."""
    deal: Known | None
    rate: Known


def effort(left: int, days_left: int, rate: Known, deal: Known | None = None) -> Effort:
    """What it takes to get what is `left`: an amount if there is an average `deal`, else a number of deals."""
    deals = ceil(left / deal.value) if deal else left
    attempts = ceil(deals / rate.value)
    return Effort(deals, attempts, Fraction(attempts, days_left) if days_left else None, deal, rate)
