"""How a person's or a team's periods usually go: which share is done after which share of the working time."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from statistics import median

ENOUGH_PERIODS = 3
POINTS = 20


@dataclass(frozen=True, slots=True)
class Curve:
    """`shares` of the result at equal steps of working time, from 0 to 1; it was made from so many `periods`."""

    shares: tuple[Fraction, ...]
    periods: int

    def share(self, time: Fraction) -> Fraction:
        """The share that is usually done after the share `time` of the working days."""
        return _between(self.shares, min(max(time, Fraction(0)), Fraction(1)))


def curve_of(periods: Sequence[Sequence[int]]) -> Curve | None:
    """The median of past periods, each given as what was done by the end of each of its working days.

    None if there are too few. Periods in which nothing was done do not count.
    """
    shapes = [shape for done in periods if (shape := _shape(done))]
    if len(shapes) < ENOUGH_PERIODS:
        return None
    times = [Fraction(step, POINTS) for step in range(POINTS + 1)]
    shares = tuple(Fraction(median([_between(shape, time) for shape in shapes])) for time in times)
    return Curve(shares, len(shapes))


def _shape(done: Sequence[int]) -> list[Fraction]:
    """The shares after 0, 1, 2 … days; a sum that was corrected downward keeps its highest point."""
    if not done or max(done) <= 0:
        return []
    highest, shape = 0, [Fraction(0)]
    for value in done:
        highest = max(highest, value)
        shape.append(Fraction(highest, max(done)))
    return shape


def _between(shares: Sequence[Fraction], time: Fraction) -> Fraction:
    """The value at `time` on the line through these points, which are at equal steps."""
    place = time * (len(shares) - 1)
    step = min(floor(place), len(shares) - 2)
    return shares[step] + (shares[step + 1] - shares[step]) * (place - step)
