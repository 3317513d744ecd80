"""Delivers for one process, until it is told to stop or until nothing more can be delivered now.

A room of its own: asyncio inside, the database called in threads, and no lock held during a call to Slack.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot import outbox
from bot.clock import Clock
from bot.db import UNAVAILABLE, Database
from bot.delivery.attempt import Room
from bot.delivery.line import CALLS_AT_ONCE, Wire, pause
from bot.delivery.marks import NO_DATABASE_SECONDS
from bot.delivery.pacing import Limits
from bot.delivery.pictures import Pictures
from bot.delivery.shift import Shift, Terms
from bot.outbox import Kind

CALL_TIMEOUT = timedelta(seconds=8)
IDLE_SECONDS = 0.25
PATIENCE_SECONDS = 2.0
"""A `drain` that is not patient waits no longer than this for a call to be allowed."""
RENDERERS = 4


class Delivery:
    """Delivers for one worker. `token` gives the bot token of a workspace."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        kinds: Mapping[str, Kind],
        *,
        token: Callable[[str], str],
        api_url: str,
        limits: Limits = Limits(),  # noqa: B008  nothing of it changes
        lease: timedelta = outbox.LEASE,
        call_timeout: timedelta = CALL_TIMEOUT,
    ) -> None:
        if lease < 3 * call_timeout:
            raise ValueError("a lease outlasts a call that begins late, and one that Slack finishes late")
        self._database = database
        self._clock = clock
        self._kinds = kinds
        self._token = token
        self._api_url = api_url
        self._call_timeout = call_timeout
        self._pictures = Pictures()
        self._terms = Terms(uuid.uuid4().hex, lease, limits)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; calls that are under way are finished first, for a few seconds."""
        async with self._shift(stop) as shift:
            while not stop.is_set():
                try:
                    taken = await shift.feed()
                    shift.outage.end()
                    if not taken:
                        await shift.until_news(IDLE_SECONDS)
                except UNAVAILABLE as error:
                    shift.outage.tell(error)
                    await pause(stop, NO_DATABASE_SECONDS)

    async def drain(self, *, within: timedelta, patiently: bool = False) -> int:
        """Deliver what can be delivered `within` so much real time; return how many messages still wait.

        If `patiently`, it also waits for messages whose next try comes later.
        """
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(within.total_seconds(), stop.set)
        async with self._shift(stop) as shift:
            while not stop.is_set():
                was_idle = shift.is_idle
                if await shift.feed():
                    continue
                if was_idle:
                    if not patiently or not await asyncio.to_thread(self._count_waiting):
                        break
                    await pause(stop, IDLE_SECONDS)
                elif not patiently and shift.wait() > PATIENCE_SECONDS:
                    break
                else:
                    await shift.until_news(IDLE_SECONDS)
        return await asyncio.to_thread(self._count_waiting)

    @asynccontextmanager
    async def _shift(self, stop: asyncio.Event) -> AsyncIterator[Shift]:
        connector = aiohttp.TCPConnector(limit=CALLS_AT_ONCE)
        timeout = aiohttp.ClientTimeout(total=self._call_timeout.total_seconds())
        renderers = ThreadPoolExecutor(RENDERERS, "renderer")
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:

            @cache
            def client(workspace_id: str) -> AsyncWebClient:
                # No retry handlers: the SDK's own posts twice after a dropped connection.
                token = self._token(workspace_id)
                return AsyncWebClient(token, base_url=self._api_url, session=http, retry_handlers=[])

            calls = asyncio.Semaphore(CALLS_AT_ONCE)
            wire = Wire(self._clock, client, stop, calls, self._call_timeout)
            shift = Shift(Room(self._database, self._clock, self._kinds, renderers, self._pictures), wire, self._terms)
            try:
                yield shift
            finally:
                await shift.close()
                renderers.shutdown(wait=False, cancel_futures=True)

    def _count_waiting(self) -> int:
        with self._database.reading() as session:
            return outbox.count_waiting(session, now=self._clock.now())
