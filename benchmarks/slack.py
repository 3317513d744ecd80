"""Slack's end of a delivery: accepts posts after `LATENCY`, refuses them above the limits, and remembers them.

`python -m benchmarks.slack PORT LATENCY A_SECOND A_SECOND_IN_A_CHANNEL`, where 0 a second is no limit. Each token is a
workspace of its own; any other method is answered at once.
"""

import asyncio
import itertools
import math
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

WORKSPACE_BURST, CHANNEL_BURST = 10, 3
REMEMBERED = 50_000
"""It knows when each of the last so many posts came."""
A_PAGE = 200
"""So many posts of a channel are read back, as a worker does that doesn't know whether one of its own arrived."""


@dataclass
class Bucket:
    """Allows so many a second in the long run, and a burst at once."""

    rate: float
    burst: float
    left: float = field(init=False)
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.burst

    def missing(self) -> float:
        """Seconds until the next is allowed; 0 when it is now."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)


class Slack:
    def __init__(self, latency: float, rate: float, channel_rate: float) -> None:
        self._latency = latency
        self._workspaces: defaultdict[str, Bucket] = defaultdict(lambda: Bucket(rate, WORKSPACE_BURST))
        self._channels: defaultdict[tuple[str, str], Bucket] = defaultdict(lambda: Bucket(channel_rate, CHANNEL_BURST))
        self._has_channel_rate = channel_rate > 0
        self._has_rate = rate > 0
        self._numbers = itertools.count(1)
        self._counts: Counter[str] = Counter()
        self._first = self._last = 0.0
        self._arrivals: deque[tuple[str, float]] = deque(maxlen=REMEMBERED)
        self._posts: defaultdict[tuple[str, str], deque[dict[str, Any]]] = defaultdict(lambda: deque(maxlen=A_PAGE))

    async def post(self, request: web.Request) -> web.Response:
        said = await _said(request)
        self._first = self._first or time.monotonic()
        await asyncio.sleep(self._latency)
        token, channel = _token(request), str(said["channel"])
        buckets = self._buckets(token, channel)
        if wait := max((bucket.missing() for bucket in buckets), default=0.0):
            self._counts["refused"] += 1
            answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(answer, status=429, headers={"Retry-After": str(math.ceil(wait))})
        for bucket in buckets:
            bucket.left -= 1
        self._counts["posted"] += 1
        self._last = time.monotonic()
        self._arrivals.append((channel, time.time()))
        ts = f"1700000000.{next(self._numbers):06}"
        self._posts[token, channel].appendleft({"ts": ts, "metadata": said.get("metadata")})
        return web.json_response({"ok": True, "channel": channel, "ts": ts})

    def _buckets(self, token: str, channel: str) -> list[Bucket]:
        of_channel = [self._channels[token, channel]] if self._has_channel_rate else []
        return [self._workspaces[token], *of_channel] if self._has_rate else of_channel

    async def other(self, request: web.Request) -> web.Response:
        """Any other method: everybody is a member in Berlin, a channel shows its posts, and everything succeeds."""
        said, method = await _said(request), request.match_info["method"]
        self._counts[method] += 1
        user, channel = str(said.get("user", "")), str(said.get("channel", ""))
        answer = {
            "ok": True,
            "channel": {"id": said["users"]} if method == "conversations.open" else channel,
            "ts": said.get("ts", ""),
            "messages": list(self._posts[_token(request), channel]),
            "user": {"id": user, "name": user, "profile": {"real_name": user}, "tz": "Europe/Berlin"},
        }
        return web.json_response(answer)

    async def arrivals(self, _: web.Request) -> web.Response:
        return web.json_response(list(self._arrivals))

    async def counts(self, _: web.Request) -> web.Response:
        return web.json_response({"posted": 0, "refused": 0} | self._counts | {"seconds": self._last - self._first})


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "")


async def _said(request: web.Request) -> Any:
    if request.method == "GET":
        return request.query
    return await request.json() if request.content_type == "application/json" else await request.post()


def main(port: int, latency: float, rate: float, channel_rate: float) -> None:
    slack = Slack(latency, rate, channel_rate)
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", slack.post)
    app.router.add_route("*", "/api/{method}", slack.other)
    app.router.add_post("/answers/{method}", slack.other)
    app.router.add_get("/counts", slack.counts)
    app.router.add_get("/arrivals", slack.arrivals)
    web.run_app(app, host="127.0.0.1", port=port, print=lambda _: None)


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(float, sys.argv[2:]))
