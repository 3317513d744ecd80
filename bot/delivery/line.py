"""The line to one workspace's Slack: each call at its pace, and none that could arrive after its claim has lapsed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.clock import Clock
from bot.delivery import verdict
from bot.delivery.pacing import Pacing

CALLS_AT_ONCE = 100
"""By one worker, to all workspaces together."""
CALLS_IN_A_WORKSPACE = 20
"""To one workspace, so that one which does not answer cannot take all the calls."""


class NotNow(Exception):  # noqa: N818  nobody's fault
    """No call may be made now: the worker stops, or the claim could lapse during it. It may be made after `wait`."""

    def __init__(self, wait: timedelta | None = None) -> None:
        self.wait = wait


def loop_time() -> float:
    return asyncio.get_running_loop().time()


async def pause(until: asyncio.Event, seconds: float | None) -> None:
    """Wait for the event, at most so many seconds."""
    # asyncio.wait_for would swallow a cancellation that comes together with the event.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await until.wait()


@dataclass(frozen=True)
class Wire:
    """What the lines of a worker have in common."""

    clock: Clock
    client: Callable[[str], AsyncWebClient]
    """The client of a workspace."""
    stop: asyncio.Event
    calls: asyncio.Semaphore
    """Limits the calls at once: a call that waited for a free connection would lose that time from its time-out."""
    call_timeout: timedelta


class Line:
    def __init__(self, wire: Wire, workspace_id: str, pacing: Pacing) -> None:
        self.pacing = pacing
        self._wire = wire
        self._workspace_id = workspace_id
        self._calls = asyncio.Semaphore(CALLS_IN_A_WORKSPACE)

    def is_in_time(self, until: datetime) -> bool:
        """Whether a call that begins now is over by then; twice its time-out is allowed, as Slack may finish late."""
        return not self._wire.stop.is_set() and self._wire.clock.real_now() + 2 * self._wire.call_timeout <= until

    async def call(self, method: str, until: datetime, begin: Callable[[], None], **arguments: Any) -> Any:
        """Make the call and return Slack's answer; `begin` is called just before, when all waiting is over."""
        client = self._wire.client(self._workspace_id)
        act = getattr(client, method.replace(".", "_", 1))
        channel = arguments.get("channel", "")
        while True:
            await self._wait_for_turn(method, channel, until)
            async with self._calls, self._wire.calls:
                if self.pacing.wait(method, channel, loop_time()) > 0:  # others were faster
                    continue
                if not self.is_in_time(until):
                    raise NotNow
                begin()
                return await self._paced(method, channel, act(**arguments))

    async def upload(self, url: str, data: bytes) -> None:
        """Send a file to the address that Slack gave for it."""
        client = self._wire.client(self._workspace_id)
        assert client.session is not None  # the worker's own
        async with client.session.post(url, data=data, proxy=client.proxy) as response:
            response.raise_for_status()

    async def _wait_for_turn(self, method: str, channel: str, until: datetime) -> None:
        while (wait := self.pacing.wait(method, channel, loop_time())) > 0:
            span = timedelta(seconds=wait)
            if not self.is_in_time(until - span):
                raise NotNow(span)
            await pause(self._wire.stop, wait)
        if not self.is_in_time(until):
            raise NotNow

    async def _paced(self, method: str, channel: str, answer: Any) -> Any:
        self.pacing.take(method, channel, loop_time())
        try:
            answered = await answer
        except Exception as error:
            if (wait := verdict.wait(error)) is not None:
                self.pacing.refused(method, channel, wait.total_seconds(), loop_time())
                metrics.RATE_LIMITED.labels(method).inc()
            elif verdict.word(error):
                self.pacing.succeeded(method, channel, loop_time())
            raise
        self.pacing.succeeded(method, channel, loop_time())
        return answered
