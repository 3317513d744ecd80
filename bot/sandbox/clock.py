"""The two times a workspace lives by: the one people see and the one machines are held to."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC; what messages are stamped with. It may be moved forward."""

    def real_now(self) -> datetime:
        """Aware UTC; what triggers, rate limits, Retry-After and signatures run on."""


class Playback(Protocol):
    """Lets time go by while one watches, for as long as it is not paused."""

    @property
    def is_playing(self) -> bool: ...

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def quiet_until(self, zone: str) -> datetime | None:
        """Until when people of that zone are not written to unasked; None where they are."""


class RealTime:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        return datetime.now(UTC)
