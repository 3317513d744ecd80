"""The rate of posts that a workspace allows, where Slack gives no number: found by trying, as TCP finds a line's."""

import math

START = 8.0
"""Posts a second."""
SLOWEST = 0.5
DOUBLED_UP_TO = 40.0
GROWTH = 6.0
"""Once above `DOUBLED_UP_TO`, the rate grows by so many posts a second in each second."""
FIRST_BACK_OFF, BACK_OFF = 0.75, 0.95
LOWEST_CEILING, HIGHEST_CEILING, LOWEST_BACK_OFF = 0.8, 0.92, 0.3
"""Bounds of a new ceiling, so that a count over a very short time cannot move it too far."""
SECONDS_TO_REGAIN, CALLS_TO_REGAIN = 30.0, 300.0
"""The way back to the ceiling takes the longer of the two, so that refusals stay well below 1 % of the calls."""
DOUBLINGS = 1.5
"""How often the rate doubles in as long a time again, once it is past the ceiling."""
LONG_WAIT = 5.0
"""A longer wait than this comes from a limit over a long time, and not from a bucket that soon refills."""


class LearntRate:
    """Grows while it is made use of, falls at a refusal; a told rate is where it begins and the most that it becomes.

    Before the first refusal it doubles each second, and is careful above what Slack is known to bear. After one it
    returns as CUBIC does, steeply towards the rate that was refused and long near it; past that it doubles again.
    One short refusal at a told rate is hardly believed: it takes a little off for half a minute, and is forgotten then.
    """

    def __init__(self, told: float | None) -> None:
        self.rate = told or START
        self._start, self._most = self.rate, told or math.inf
        self._low, self._ceiling = 0.0, math.inf
        """The rate from which it grows since the last refusal, and the one towards which (infinite before any)."""
        self._seconds_used = 0.0
        self._accepted, self._counted_from = 0, math.inf

    def used(self, seconds: float) -> None:
        """Grow: for so many seconds nothing but this rate held calls back."""
        self._seconds_used += seconds
        grown = self._first_grown() if self._ceiling == math.inf else self._regained()
        self.rate = min(self._most, grown)
        if self.rate == self._most:
            self._ceiling = math.inf

    def _first_grown(self) -> float:
        doubling = max(0.0, math.log2(DOUBLED_UP_TO / self._start))
        beyond = max(0.0, self._seconds_used - doubling)
        return self._start * math.exp2(min(self._seconds_used, doubling)) + GROWTH * beyond

    def _regained(self) -> float:
        seconds = max(SECONDS_TO_REGAIN, CALLS_TO_REGAIN / self._ceiling)
        left = 1 - self._seconds_used / seconds
        if left >= 0:
            return self._ceiling - (self._ceiling - self._low) * left**3
        return self._ceiling * math.exp2(min(-left * DOUBLINGS, 20.0))

    def accepted(self, now: float) -> None:
        if self._counted_from == math.inf:
            self._counted_from = now
        if now >= self._counted_from:
            self._accepted += 1

    def refused(self, retry_after: float, now: float) -> None:
        if retry_after > LONG_WAIT:
            flowed = self._flowed(now + retry_after)
            self._fall(BACK_OFF * flowed, max(flowed, LOWEST_BACK_OFF * self.rate))
        elif self._ceiling == math.inf:
            is_told = self._most < math.inf
            self._fall((BACK_OFF if is_told else FIRST_BACK_OFF) * self.rate, self.rate)
        else:
            # Empty at the last refusal and again now, the bucket let through since that wait just what flowed into it.
            flowed = min(self._flowed(now), HIGHEST_CEILING * self.rate)
            self._fall(BACK_OFF * flowed, max(flowed, LOWEST_CEILING * self.rate))
        self._seconds_used = 0.0
        self._accepted, self._counted_from = 0, now + retry_after

    def _fall(self, low: float, ceiling: float) -> None:
        self._ceiling = max(SLOWEST, min(ceiling, self.rate))
        fallen = max(SLOWEST, LOWEST_BACK_OFF * self.rate, min(low, BACK_OFF * self.rate))
        self._low = self.rate = min(fallen, self.rate)

    def _flowed(self, now: float) -> float:
        return self._accepted / max(now - self._counted_from, 1.0)
