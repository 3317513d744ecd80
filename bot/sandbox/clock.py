"""The two times of a workspace: the one that people see, and the one that machines go by."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC; what messages are stamped with. It may be moved forward."""

    def real_now(self) -> datetime:
        """Aware UTC; what triggers, rate limits, Retry-After and signatures go by."""


class Playback(Protocol):
    """Lets time pass while somebody watches, unless it is paused."""

    @property
    def is_playing(self) -> bool: ...

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def quiet_until(self, zone: str) -> datetime | None:
        """Until when the bot writes to nobody of that zone unasked; None if it may write now."""


class RealTime:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        return datetime.now(UTC)
