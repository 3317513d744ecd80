"""Whether a target is within reach, by which steps it would be, and what it takes."""

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
    target: int
    times: Fraction
    ramp: tuple[int, ...]


def stretch(target: int, best: int | None) -> Stretch | None:
    """What to say and offer of a far target; None where it is within reach or nothing is known to compare it with.

    Of what is to grow only: for a target that is less than the best there is nothing to offer.
    """
    if not best or best < 0 or target < best * FAR:
        return None
    return Stretch(best, target, Fraction(target, best), tuple(ramp(best, target)))


def ramp(best: int, target: int, periods: int = RAMP_PERIODS) -> list[int]:
    """Targets for the next `periods`: even steps from the best so far, in round numbers, ending at the target."""
    steps = [best + (target - best) * step // periods for step in range(1, periods)]
    return [*(min(max(_round(step), best), target) for step in steps), target]


def _round(value: int) -> int:
    """To two figures, as people set targets."""
    unit = int(10 ** max(len(str(abs(value))) - 2, 0))
    return round(Fraction(value, unit)) * unit


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """A figure and the number of cases that it rests on; 0 cases where the person named it."""

    value: Fraction
    cases: int = 0


def average_deal(deals: Sequence[int]) -> Known | None:
    """Of the person's own deals; None where there are too few to speak of."""
    total = sum(deals)
    return Known(Fraction(total, len(deals)), len(deals)) if len(deals) >= ENOUGH_DEALS and total > 0 else None


def close_rate(won: int, attempts: int) -> Known | None:
    """How many of the attempts became deals; None where there are too few, or none was won, to speak of."""
    return Known(Fraction(won, attempts), attempts) if attempts >= ENOUGH_ATTEMPTS and won else None


@dataclass(frozen=True, slots=True)
class Effort:
    """What is left to do: so many deals, so many attempts, so many a working day."""

    deals: int
    attempts: int
    a_day: Fraction | None
    """None where no working day is left."""
    deal: Known | None
    rate: Known


def effort(left: int, days_left: int, rate: Known, deal: Known | None = None) -> Effort:
    """What it takes for what is `left`: an amount with the average `deal`, or without one a number of deals."""
    deals = ceil(left / deal.value) if deal else left
    attempts = ceil(deals / rate.value)
    return Effort(deals, attempts, Fraction(attempts, days_left) if days_left else None, deal, rate)
