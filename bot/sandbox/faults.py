"""Failures that a test orders: what the next calls to a method run into."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Lock

KINDS = ("ratelimited", "slow", "held", "lost_before", "lost_after", "garbled")


@dataclass
class Fault:
    """`kind` is one of KINDS, "error:<a Slack error>" or "http:<status>"; `left` None means always."""

    method: str
    kind: str
    left: int | None
    retry_after: int | str
    seconds: float
    channel: str | None

    @property
    def detail(self) -> str:
        return self.kind.partition(":")[2]


@dataclass
class _Storm:
    kinds: tuple[str, ...]
    share: float
    seconds: float
    plan: random.Random

    def draw(self, method: str) -> Fault | None:
        is_hit, kind = self.plan.random() < self.share, self.plan.choice(self.kinds)
        return Fault(method, kind, 0, 1, self.seconds, None) if is_hit else None


def _check(kind: str) -> None:
    if kind not in KINDS and not kind.startswith(("error:", "http:")):
        raise ValueError(f"no such kind of fault: {kind}")


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._storm: _Storm | None = None
        self._lock = Lock()
        self._go_on = Event()

    def on(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        retry_after: int | str = 1,
        seconds: float = 0.0,
        channel: str | None = None,
    ) -> None:
        """Lets the next calls of a Web API method, of "response_url" or of "*" fail. `retry_after` is in whole
        seconds, or any other word; `seconds` is how long a "slow" call takes, `channel` is an id that narrows it. A
        "held" call goes on when it is released. A "garbled" one is answered by something on the way to Slack, with a
        page in Latin-1."""
        _check(kind)
        if kind == "held":
            self._go_on.clear()
        with self._lock:
            self._ordered.append(Fault(method, kind, times, retry_after, seconds, channel))

    def storm(self, kinds: Sequence[str], *, share: float, seed: int, seconds: float = 0.0) -> None:
        """Lets a share of all calls fail from now on, each by one of the kinds, as the seed has it."""
        for kind in kinds:
            _check(kind)
        with self._lock:
            self._storm = _Storm(tuple(kinds), share, seconds, random.Random(seed))

    def hold(self) -> None:
        """Called by the server in a held call."""
        self._go_on.wait()

    def release(self) -> None:
        """Lets the calls that are held go on."""
        self._go_on.set()

    def clear(self) -> None:
        self.release()
        with self._lock:
            self._ordered.clear()
            self._storm = None

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that this call runs into, counted as used."""
        with self._lock:
            for fault in self._ordered:
                if fault.method in (method, "*") and fault.channel in (None, channel) and fault.left != 0:
                    if fault.left is not None:
                        fault.left -= 1
                    return fault
            return self._storm.draw(method) if self._storm else None
