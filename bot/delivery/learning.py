"""The rate of posts that a workspace allows, where Slack gives no number: found by trying, as TCP finds a line's."""

import math

START = 8.0
"""Posts a second."""
SLOWEST = 0.5
DOUBLED_UP_TO = 40.0
GROWTH = 6.0
"""Posts a second more each second, from there on."""
FIRST_BACK_OFF, BACK_OFF = 0.75, 0.95
LOWEST_CEILING, HIGHEST_CEILING, LOWEST_BACK_OFF = 0.8, 0.92, 0.3
"""Bounds of a new ceiling, so that a count over a very short time cannot move it too far."""
SECONDS_TO_REGAIN, CALLS_TO_REGAIN = 30.0, 300.0
"""Whichever takes longer, so that refusals stay well below one in a hundred calls however slow the pace is."""
DOUBLINGS = 1.5
"""In as long a time again, once it is past the rate that was refused."""
LONG_WAIT = 5.0
"""From here on what Slack asks for tells of a count over a long time, and not of a bucket that refills."""


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
        """From where it grows since the last refusal, and towards what; without a ceiling before the first."""
        self._seconds_used = 0.0
        self._accepted, self._counted_from = 0, math.inf

    def used(self, seconds: float) -> None:
        """For so long the rate was all that held calls back."""
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
            # A bucket was empty at the last refusal and is now: what went through since that wait is what flowed in.
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
