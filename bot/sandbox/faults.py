"""Failures that a test orders: what the next calls to a method run into."""

from dataclasses import dataclass
from threading import Lock

KINDS = ("ratelimited", "slow", "lost_before", "lost_after")


@dataclass
class Fault:
    """`kind` is one of KINDS, "error:<a Slack error>" or "http:<status>"; `left` None means always."""

    method: str
    kind: str
    left: int | None
    retry_after: int
    seconds: float
    channel: str | None

    @property
    def detail(self) -> str:
        return self.kind.partition(":")[2]


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._lock = Lock()

    def on(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        retry_after: int = 1,
        seconds: float = 0.0,
        channel: str | None = None,
    ) -> None:
        """Lets the next calls of a Web API method, of "response_url" or of "*" fail. `retry_after` is in whole
        seconds, `seconds` is how long a "slow" call takes, `channel` is an id that narrows it."""
        if kind not in KINDS and not kind.startswith(("error:", "http:")):
            raise ValueError(f"no such kind of fault: {kind}")
        with self._lock:
            self._ordered.append(Fault(method, kind, times, retry_after, seconds, channel))

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The fault that this call runs into, counted as used."""
        with self._lock:
            for fault in self._ordered:
                if fault.method in (method, "*") and fault.channel in (None, channel) and fault.left != 0:
                    if fault.left is not None:
                        fault.left -= 1
                    return fault
        return None
