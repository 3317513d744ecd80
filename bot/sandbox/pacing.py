"""How often Slack lets an app call: buckets that refill on real time."""

import math
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rate:
    """Calls a second in the long run, and how many may come at once."""

    per_second: float
    burst: int


def per_minute(calls: int) -> Rate:
    return Rate(calls / 60, calls)


TIER_2, TIER_3, TIER_4 = per_minute(20), per_minute(50), per_minute(100)
METHODS = {
    "users.list": TIER_2,
    "conversations.list": TIER_2,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.open": TIER_3,
    "conversations.join": TIER_3,
    "conversations.info": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.members": TIER_4,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "bots.info": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "users.info": TIER_4,
    "chat.postEphemeral": TIER_4,
}


class Bucket:
    def __init__(self, rate: Rate, now: datetime) -> None:
        self._rate, self._left, self._at = rate, float(rate.burst), now

    def refill(self, now: datetime) -> None:
        elapsed = max(0.0, (now - self._at).total_seconds())
        self._left, self._at = min(self._rate.burst, self._left + elapsed * self._rate.per_second), now

    def missing(self) -> float:
        """Seconds until a call is allowed; 0 when it is now."""
        return max(0.0, round((1 - self._left) / self._rate.per_second, 6))

    def take(self) -> None:
        self._left -= 1


class Pacing:
    """A call has to fit its method's tier, and a post also the pace of its channel and workspace. None is no limit."""

    def __init__(self) -> None:
        self.channel: Rate | None = Rate(1, 3)
        self.workspace: Rate | None = Rate(10, 50)
        self.methods = dict(METHODS)
        self.refused = 0
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def retry_after(self, method: str, channel: str, now: datetime) -> int:
        """Whole seconds to wait; 0 when the call is allowed, which counts it."""
        buckets = self._buckets_of(method, channel, now)
        for bucket in buckets:
            bucket.refill(now)
        missing = max((bucket.missing() for bucket in buckets), default=0.0)
        if missing:
            self.refused += 1
        else:
            for bucket in buckets:
                bucket.take()
        return math.ceil(missing)

    def _buckets_of(self, method: str, channel: str, now: datetime) -> list[Bucket]:
        rates = {(method, ""): self.methods.get(method)}
        if method == "chat.postMessage":
            rates = {(method, ""): self.workspace, (method, channel): self.channel}
        return [self._buckets.setdefault(key, Bucket(rate, now)) for key, rate in rates.items() if rate]
