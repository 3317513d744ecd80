"""Quality before quantity: whether the quality that goes with an activity has fallen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.pace.reach import ENOUGH_ATTEMPTS

FALLEN = Fraction(90, 100)
"""Below this share of what it was before, quality has fallen."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The attempts in a span of time and their result (deals from demos, cents from deals)."""

    attempts: int
    result: int

    @property
    def quality(self) -> Fraction:
        return Fraction(self.result, self.attempts or 1)


class Trend(StrEnum):
    TOO_FEW = "too_few"
    HELD = "held"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True)
class Quality:
    """How the latest span compares with those before it, taken together."""

    trend: Trend
    before: Tally
    now: Tally

    @property
    def may_ask_for_more(self) -> bool:
        """Whether more volume may be suggested."""
        return self.trend is not Trend.FALLEN


def quality_of(spans: Sequence[Tally]) -> Quality:
    """Compare the latest of `spans` (oldest first) with the earlier ones together."""
    earlier, now = spans[:-1], spans[-1] if spans else Tally(0, 0)
    before = Tally(sum(span.attempts for span in earlier), sum(span.result for span in earlier))
    return Quality(_trend(before, now), before, now)


def _trend(before: Tally, now: Tally) -> Trend:
    if min(before.attempts, now.attempts) < ENOUGH_ATTEMPTS:
        return Trend.TOO_FEW
    return Trend.FALLEN if now.quality < before.quality * FALLEN else Trend.HELD
