"""The only reader of the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Two readings, both aware and in UTC.

    `now` is the product's time, for what is due and for dates. It can be moved (demo, tests, `tick --at`).
    `real_now` cannot: signatures, leases, back-off and Retry-After run on it.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()

    def real_now(self) -> datetime:
        return datetime.now(UTC)

    def now(self) -> datetime:
        return self.real_now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Continue the product's time from `moment` (aware)."""
        self._ahead = moment - self.real_now()
