"""A worker's rounds: take what is due, deliver every channel in order and all channels at once, write how it ended.

A room of its own: asyncio inside, the database called in threads, and no lock held during a call to Slack.
"""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot import outbox
from bot.clock import Clock
from bot.db import Database
from bot.delivery.attempt import CALL_TIMEOUT, Attempt, Room
from bot.outbox import Claim, InDoubt, Kind, Outcome, Parked, Postponed, Removed, Settled, Thread

CALLS_AT_ONCE = 20
IDLE_SECONDS = 0.25
NO_DATABASE_SECONDS = 2.0

log = structlog.get_logger(__name__)


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
    ) -> None:
        self._database = database
        self._clock = clock
        self._kinds = kinds
        self._token = token
        self._api_url = api_url
        self._holder = uuid.uuid4().hex

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; calls that are under way are finished first."""
        async with self._room(lambda: not stop.is_set()) as room:
            while not stop.is_set():
                try:
                    pause = 0 if await self._deliver_due(room) else IDLE_SECONDS
                except DBAPIError as error:
                    log.warning("delivery.no_database", exc_info=error)
                    pause = NO_DATABASE_SECONDS
                await _wait(stop, pause)

    async def drain(self, *, within: timedelta, patiently: bool = False) -> int:
        """Deliver what can be delivered `within` so much of real time; how many messages still wait.

        Patiently means for as long as one waits for its next try, too.
        """
        give_up_at = self._clock.real_now() + within
        async with self._room(lambda: self._clock.real_now() < give_up_at) as room:
            while room.may_go_on():
                if await self._deliver_due(room):
                    continue
                if not patiently or not await asyncio.to_thread(self._count_waiting):
                    break
                await asyncio.sleep(IDLE_SECONDS)
        return await asyncio.to_thread(self._count_waiting)

    @asynccontextmanager
    async def _room(self, may_go_on: Callable[[], bool]) -> AsyncIterator[Room]:
        connector = aiohttp.TCPConnector(limit=CALLS_AT_ONCE)
        timeout = aiohttp.ClientTimeout(total=CALL_TIMEOUT.total_seconds())
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:

            def client(workspace_id: str) -> AsyncWebClient:
                # No retry handlers: the SDK's own posts twice after a dropped connection.
                token = self._token(workspace_id)
                return AsyncWebClient(token, base_url=self._api_url, session=http, retry_handlers=[])

            try:
                yield Room(self._database, self._clock, self._kinds, client, may_go_on)
            finally:
                await asyncio.to_thread(self._release)

    async def _deliver_due(self, room: Room) -> int:
        """One round over all channels with something due; how many messages were dealt with."""
        queues: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in await asyncio.to_thread(self._claim):
            queues[claim.workspace_id, claim.recipient].append(claim)
        # Waiting for a free connection would count towards the time-out of the call.
        line = asyncio.Semaphore(CALLS_AT_ONCE)
        ended = await asyncio.gather(*(self._deliver_in_order(room, line, queue) for queue in queues.values()))
        outcomes = [outcome for queue in ended for outcome in queue]
        if outcomes:
            await asyncio.to_thread(self._mark, outcomes)
        return len(outcomes)

    async def _deliver_in_order(self, room: Room, line: asyncio.Semaphore, queue: Sequence[Claim]) -> list[Outcome]:
        """Deliver one channel's messages; the first that does not get through holds up those behind it."""
        outcomes: list[Outcome] = []
        threads: dict[str | None, Thread | None] = {}
        for place, claim in enumerate(queue, 1):
            async with line:
                outcome = await Attempt(room, claim, threads.get(claim.thread_key, claim.thread)).deliver()
            outcomes.append(outcome)
            if isinstance(outcome, Postponed | InDoubt):
                return outcomes + [Postponed(behind) for behind in queue[place:]]
            threads[claim.key] = _thread_after(outcome)
        return outcomes

    # ── the database, called in threads ──────────────────────────────────────────────────────────────────

    def _claim(self) -> list[Claim]:
        now, real_now = self._clock.now(), self._clock.real_now()
        if not self._count_waiting():
            return []
        with self._database.writing() as session:
            workspaces = outbox.lease_workspaces(session, self._holder, now=now, real_now=real_now)
            return [
                claim
                for workspace_id in workspaces
                for claim in outbox.claim(session, workspace_id, self._holder, now=now, real_now=real_now)
            ]

    def _mark(self, outcomes: list[Outcome]) -> None:
        with self._database.writing() as session:
            for outcome in outcomes:
                outbox.mark(session, outcome)

    def _release(self) -> None:
        try:
            with self._database.writing() as session:
                outbox.release_workspaces(session, self._holder)
        except DBAPIError as error:
            log.warning("delivery.no_database", exc_info=error)  # the leases lapse by themselves

    def _count_waiting(self) -> int:
        with self._database.reading() as session:
            return outbox.count_waiting(session, now=self._clock.now())


def _thread_after(outcome: Settled | Removed | Parked) -> Thread:
    match outcome:
        case Settled(_, _, ts):
            return Thread(ts, is_gone=ts is None)
        case Removed():
            return Thread(None, is_gone=True)
        case Parked(claim, reason):
            return Thread(claim.ts, parked_reason=reason)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
