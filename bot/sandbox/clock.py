"""The two times a workspace lives by: the one people see and the one machines are held to."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC; what messages are stamped with. It may be moved forward."""

    def real_now(self) -> datetime:
        """Aware UTC; what triggers, rate limits, Retry-After and signatures run on."""


class RealTime:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        return datetime.now(UTC)
