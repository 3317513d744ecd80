"""Quality before quantity: whether the partner of an activity has fallen, and which step to work on then."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.pace.reach import ENOUGH_ATTEMPTS

FALLEN = Fraction(90, 100)
"""Under this share of what it was before, quality has fallen."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A span of time: so many attempts and what came of them (deals of demos, cents of deals)."""

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


def quality_of(spans: Sequence[Tally], *, is_lower_better: bool = False) -> Quality:
    """The latest of `spans` (oldest first) against the earlier ones."""
    earlier, now = spans[:-1], spans[-1] if spans else Tally(0, 0)
    before = Tally(sum(span.attempts for span in earlier), sum(span.result for span in earlier))
    return Quality(_trend(before, now, is_lower_better), before, now)


def step_to_work_on(stages: Sequence[tuple[str, Quality]]) -> str | None:
    """Of the stages on the way to a deal the one that fell the furthest; None where none has."""
    fallen = [(quality.now.quality / quality.before.quality, name) for name, quality in stages if _has_fallen(quality)]
    return min(fallen)[1] if fallen else None


def _trend(before: Tally, now: Tally, is_lower_better: bool) -> Trend:
    if min(before.attempts, now.attempts) < ENOUGH_ATTEMPTS:
        return Trend.TOO_FEW
    was, is_ = (now.quality, before.quality) if is_lower_better else (before.quality, now.quality)
    return Trend.FALLEN if is_ < was * FALLEN else Trend.HELD


def _has_fallen(quality: Quality) -> bool:
    return quality.trend is Trend.FALLEN and quality.before.quality > quality.now.quality
