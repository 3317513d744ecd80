"""Decides which channel is next: of those whose next call is allowed, the one that matters most."""

import heapq
from dataclasses import dataclass

from bot.delivery.pacing import POST, Pacing


@dataclass(frozen=True)
class _Place:
    """How a channel stands in the line, until it is put there anew."""

    channel: str
    method: str
    rank: tuple[bool, int, int]
    """What sorts first goes first: urgent before bulk, then the longest backlog, then who came first."""


class Turns:
    """The channels of one workspace that wait. Each call costs the logarithm of their number.

    Urgent channels pass before bulk; then the longest backlog goes first, since a channel takes one post a second and
    the longest is what the end will wait for.
    """

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._places: dict[str, _Place] = {}
        self._ready: dict[str, list[tuple[tuple[bool, int, int], _Place]]] = {}
        """By the method of the channel's next call, each a heap by rank."""
        self._resting: list[tuple[float, int, _Place]] = []
        """Places whose own channel has to wait until a moment, as a heap by that moment."""
        self._count = 0

    def put(self, channel: str, backlog: int, *, urgent: bool = False, method: str = POST) -> None:
        """Put the channel in line with so many messages, the first of which takes a call of `method`.

        If it is in line already, this replaces its place; with a backlog of 0 it leaves the line.
        """
        self._places.pop(channel, None)
        if backlog:
            self._count += 1
            place = self._places[channel] = _Place(channel, method, (not urgent, -backlog, self._count))
            heapq.heappush(self._ready.setdefault(method, []), (place.rank, place))

    def next(self, now: float) -> str | None:
        """Take the channel out of line whose turn it is; None if none may be called now."""
        self._wake(now)
        heaps = [heap for method, heap in self._ready.items() if self._settle(method, heap, now)]
        if not heaps:
            return None
        _, place = heapq.heappop(min(heaps, key=lambda heap: heap[0][0]))
        del self._places[place.channel]
        return place.channel

    def wait(self, now: float) -> float | None:
        """Seconds until `next` may return a channel; None if none is in line."""
        self._wake(now)
        waits = [
            self._pacing.shared_wait(method, now) for method, heap in self._ready.items() if self._drop_stale(heap)
        ]
        waits += [moment - now for moment, _, _ in self._resting[:1]]
        return max(0.0, min(waits)) if waits and self._places else None

    def __len__(self) -> int:
        return len(self._places)

    def _wake(self, now: float) -> None:
        while self._resting and (self._resting[0][0] <= now or not self._stands(self._resting[0][2])):
            place = heapq.heappop(self._resting)[2]
            if self._stands(place):
                heapq.heappush(self._ready[place.method], (place.rank, place))

    def _settle(self, method: str, heap: list[tuple[tuple[bool, int, int], _Place]], now: float) -> bool:
        """Whether the first of the heap may be called now; those before it whose channel has to wait are set aside."""
        if self._pacing.shared_wait(method, now) > 0:
            return False
        while self._drop_stale(heap):
            place = heap[0][1]
            wait = self._pacing.channel_wait(method, place.channel, now)
            if not wait:
                return True
            heapq.heappop(heap)
            heapq.heappush(self._resting, (now + wait, place.rank[2], place))
        return False

    def _drop_stale(self, heap: list[tuple[tuple[bool, int, int], _Place]]) -> bool:
        """Remove outdated places from the top of the heap; whether a valid one is left."""
        while heap and not self._stands(heap[0][1]):
            heapq.heappop(heap)
        return bool(heap)

    def _stands(self, place: _Place) -> bool:
        return self._places.get(place.channel) is place
