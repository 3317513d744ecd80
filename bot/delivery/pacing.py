"""How fast one workspace may be called: under what Slack is known to allow, and learning what it does not tell."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.delivery.learning import LearntRate

POST = "chat.postMessage"
TIER_3 = 48
"""Calls a minute: two fewer than Slack's fifty, for others who call with the same token."""
TIERS = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
}
MINUTE = 60.0
CHANNEL_BURST = 2
"""Posts that an idle channel takes at once. One below what Slack is seen to bear, since calls arrive unevenly."""
WORKSPACE_BURST_SECONDS = 0.1
"""A worker that wakes late may make up for so much time; more would reach Slack as a burst."""


@dataclass(frozen=True)
class Limits:
    """What Slack allows, in posts a second and in other calls a minute; a `workspace` of None is to be learnt."""

    per_channel: float = 1.0
    workspace: float | None = None
    methods: Mapping[str, float] = field(default_factory=lambda: TIERS)

    @classmethod
    def none(cls) -> Self:
        return cls(per_channel=math.inf, workspace=math.inf, methods={})


class Pacing:
    """Paces a worker's calls into a workspace that it leases. Every `now` is in seconds of one steady clock."""

    def __init__(self, limits: Limits) -> None:
        self._posts = _Posts(limits)
        self._methods = {method: _Window(most) for method, most in limits.methods.items()}

    def wait(self, method: str, channel: str, now: float) -> float:
        """Seconds until this call is allowed; 0 when it is now."""
        return max(self.shared_wait(method, now), self.channel_wait(method, channel, now))

    def shared_wait(self, method: str, now: float) -> float:
        """The part of the wait that is the same for every channel."""
        if method == POST:
            return self._posts.workspace_wait(now)
        window = self._methods.get(method)
        return window.wait(now) if window else 0.0

    def channel_wait(self, method: str, channel: str, now: float) -> float:
        """The part of the wait that is the channel's own."""
        return self._posts.channel_wait(channel, now) if method == POST else 0.0

    def take(self, method: str, channel: str, now: float) -> None:
        """Count a call that is made now."""
        if method == POST:
            self._posts.take(channel, now)
        elif window := self._methods.get(method):
            window.take(now)

    def refused(self, method: str, channel: str, retry_after: float, now: float) -> None:
        """Slack answered 429: nothing of what it meant is called again before the wait that it asks for is over.

        It does not say what it meant. For any method but posting it is the method. For a post it is the channel if
        that was called twice within its pace or refused before, unless another channel waits for a refusal already;
        else it is the workspace.
        """
        if method == POST:
            self._posts.refused(channel, retry_after, now)
        else:
            self._methods.setdefault(method, _Window(math.inf)).block(now + retry_after)

    def succeeded(self, method: str, channel: str, now: float) -> None:  # noqa: ARG002  told like the others
        """Slack took the call."""
        if method == POST:
            self._posts.succeeded(now)


class _Window:
    """At most so many calls in any minute, as Slack publishes it for a method; nothing has to be learnt."""

    def __init__(self, most: float) -> None:
        self._most = most
        self._taken: deque[float] = deque()
        self._blocked_until = -math.inf

    def wait(self, now: float) -> float:
        full_until = self._taken[0] + MINUTE if len(self._taken) >= self._most else now
        return max(0.0, full_until - now, self._blocked_until - now)

    def take(self, now: float) -> None:
        if self._most == math.inf:
            return
        self._taken.append(now)
        while self._taken[0] <= now - MINUTE or len(self._taken) > self._most:
            self._taken.popleft()

    def block(self, until: float) -> None:
        self._blocked_until = max(self._blocked_until, until)


@dataclass
class _Bucket:
    """A token bucket as one number, the moment when it is full again (the generic cell rate algorithm)."""

    full_at: float
    last_at: float = -math.inf
    gap: float = math.inf
    """Seconds between the last two calls."""
    was_refused: bool = False

    def wait(self, rate: float, burst: float, now: float) -> float:
        return max(0.0, self.full_at - (burst - 1) / rate - now)

    def take(self, rate: float, now: float) -> None:
        self.full_at = max(self.full_at, now) + 1 / rate
        self.gap, self.last_at = now - self.last_at, now

    def block(self, rate: float, burst: float, until: float) -> None:
        """Allow nothing before `until`, and single calls after it."""
        self.full_at = max(self.full_at, until + (burst - 1) / rate)


class _Posts:
    """The pace of chat.postMessage: so many a second into a channel, and so many into the workspace."""

    def __init__(self, limits: Limits) -> None:
        self._channel_rate = limits.per_channel
        self._learnt = LearntRate(limits.workspace)
        self._workspace = _Bucket(-math.inf)
        self._channels: dict[str, _Bucket] = {}
        """The buckets that are not full yet, ordered by their last call; full ones are forgotten."""
        self._begun_at: float | None = None
        self._blocked_until = -math.inf
        self._suspect: tuple[str, float] = ("", -math.inf)
        """The channel refused last, and until when: meanwhile the workspace is blamed if another is refused."""

    def workspace_wait(self, now: float) -> float:
        self._begin(now)
        rate = self._learnt.rate
        return max(self._workspace.wait(rate, _workspace_burst(rate), now), self._blocked_until - now)

    def channel_wait(self, channel: str, now: float) -> float:
        return self._bucket(channel, now).wait(self._channel_rate, CHANNEL_BURST, now)

    def take(self, channel: str, now: float) -> None:
        self._begin(now)
        rate = self._learnt.rate
        if self._workspace.full_at + 0.5 / rate > now:  # this rate, and nothing else, held the call back
            # The time that Slack asked us to wait does not count: nothing was tried in it.
            self._learnt.used(now - max(self._workspace.last_at, self._blocked_until))
        self._workspace.take(rate, now)
        bucket = self._bucket(channel, now)
        bucket.take(self._channel_rate, now)
        self._channels.pop(channel, None)
        self._channels[channel] = bucket
        self._forget_full(now)

    def succeeded(self, now: float) -> None:
        self._learnt.accepted(now)

    def refused(self, channel: str, retry_after: float, now: float) -> None:
        until = now + retry_after
        bucket = self._channels.setdefault(channel, self._bucket(channel, now))
        if self._is_channels(bucket, channel, now):
            bucket.block(self._channel_rate, CHANNEL_BURST, until)
        else:
            if self._blocked_until <= now:  # later refusals are of calls already under way, for the same reason
                self._learnt.refused(retry_after, now)
            self._blocked_until = max(self._blocked_until, until)
            self._workspace.block(self._learnt.rate, _workspace_burst(self._learnt.rate), until)
        bucket.was_refused = True
        self._suspect = (channel, until)

    def _is_channels(self, bucket: _Bucket, channel: str, now: float) -> bool:
        suspect, until = self._suspect
        if suspect != channel and now < until:
            return False
        return bucket.was_refused or bucket.gap < 0.9 / self._channel_rate

    def _begin(self, now: float) -> None:
        """Begin with a single call allowed: another worker may have posted until this one took over."""
        if self._begun_at is None:
            self._begun_at = now
            rate = self._learnt.rate
            self._workspace = _Bucket(now + (_workspace_burst(rate) - 1) / rate, last_at=now)

    def _bucket(self, channel: str, now: float) -> _Bucket:
        self._begin(now)
        assert self._begun_at is not None
        full_at = self._begun_at + (CHANNEL_BURST - 1) / self._channel_rate
        return self._channels.get(channel) or _Bucket(full_at)

    def _forget_full(self, now: float) -> None:
        for channel in [name for name, _ in zip(self._channels, range(2), strict=False)]:
            if self._channels[channel].full_at <= now:
                del self._channels[channel]


def _workspace_burst(rate: float) -> float:
    return max(1.0, rate * WORKSPACE_BURST_SECONDS) if rate < math.inf else 1.0
