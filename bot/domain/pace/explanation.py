"""The arithmetic behind a pace, as numbers in reading order; the Slack page adds the words."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.pace.arithmetic import Pace, Status


class Said(StrEnum):
    """What the numbers of a part mean."""

    DAY = "day"
    """first: the working day; second: of how many; share: of the time."""
    DONE = "done"
    """first: done; second: the target; share: of the way."""
    EXPECTED = "expected"
    """first: expected by tonight; share: of the way."""
    SHORT = "short"
    """first: done; second: due by last night; share: of what was due."""
    NEEDED = "needed"
    """first: needed a working day; second: what it was at the beginning, if it was set by then."""
    PROJECTED = "projected"
    """first: where it leads; share: of the way."""


@dataclass(frozen=True, slots=True)
class Part:
    said: Said
    first: Fraction
    second: Fraction | None = None
    share: Fraction | None = None


def explain(pace: Pace) -> list[Part]:
    """The parts that can be said now: no expectation if there are too few cases, no need once the target is met."""
    parts = [
        Part(Said.DAY, Fraction(pace.day), Fraction(pace.days), pace.time_gone),
        Part(Said.DONE, Fraction(pace.done), Fraction(pace.plan.target), pace.share_done),
    ]
    if pace.status is not Status.TOO_FEW:
        parts.append(Part(Said.EXPECTED, pace.expected, share=pace.share_expected))
    if pace.status.is_short:
        parts.append(Part(Said.SHORT, Fraction(pace.done), pace.due))
    if pace.needed:
        parts.append(Part(Said.NEEDED, pace.needed, pace.planned))
    if pace.projected is not None and pace.status not in (Status.TOO_EARLY, Status.TOO_FEW):
        share = Fraction(pace.plan.way and (pace.projected - pace.plan.start) / (pace.plan.target - pace.plan.start))
        parts.append(Part(Said.PROJECTED, pace.projected, share=share))
    return parts
