"""The only door to Slack's channels and DMs: makes Slack agree with the outbox, in order and once.

A room of its own: asyncio inside, the database called in threads, and no lock held during a call to Slack.
"""

import asyncio
import random
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import OperationalError

from bot import outbox
from bot.clock import Clock
from bot.db import Database
from bot.outbox import Claim, Outcome, Parked, Postponed, Rendered, Settled

CALL_TIMEOUT_SECONDS = 10
CONNECTIONS = 20
IDLE_SECONDS = 0.25
MOST_ATTEMPTS = 12
LONGEST_BACK_OFF = timedelta(minutes=5)
LOOK_BACK_MARGIN = timedelta(minutes=5)
PAGES_LOOKED_AT = 20
EVENT_TYPE = "pacesetter_message"

PERMANENT_ERRORS = frozenset(
    [
        "account_inactive",
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_too_large",
        "missing_scope",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_permission",
        "no_text",
        "not_allowed_token_type",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
    ]
)

log = structlog.get_logger(__name__)

Renderer = Callable[..., Rendered | None]
"""Called with a session and the ids of the row; None where there is nothing left to tell."""


class Delivery:
    """Delivers for one worker. `token` gives the bot token of a workspace."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        renderers: Mapping[str, Renderer],
        *,
        token: Callable[[str], str],
        api_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._renderers = renderers
        self._token = token
        self._api_url = api_url
        self._holder = uuid.uuid4().hex

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what is in hand is finished first."""
        async with self._connected() as http:
            while not stop.is_set():
                if not await self._try_to_deliver(http):
                    await _wait(stop, IDLE_SECONDS)

    async def drain(self, *, within: timedelta) -> int:
        """Deliver until nothing more can be done now, or `within` of real time has passed; how much still waits."""
        give_up_at = self._clock.real_now() + within
        async with self._connected() as http:
            while await self._deliver_due(http) and self._clock.real_now() < give_up_at:
                pass
        return await asyncio.to_thread(self._count_waiting)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiohttp.ClientSession]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        timeout = aiohttp.ClientTimeout(total=CALL_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
            try:
                yield http
            finally:
                await asyncio.to_thread(self._release)

    async def _try_to_deliver(self, http: aiohttp.ClientSession) -> int:
        try:
            return await self._deliver_due(http)
        except OperationalError as error:
            log.warning("delivery.database_unavailable", error=type(error.orig).__name__)
            return 0

    async def _deliver_due(self, http: aiohttp.ClientSession) -> int:
        """One round over all channels with something due; how many messages were dealt with."""
        queues: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in await asyncio.to_thread(self._claim):
            queues[claim.workspace_id, claim.recipient].append(claim)
        ended = await asyncio.gather(*(self._deliver_in_order(http, queue) for queue in queues.values()))
        outcomes = [outcome for queue in ended for outcome in queue]
        if outcomes:
            await asyncio.to_thread(self._mark, outcomes)
        return len(outcomes)

    async def _deliver_in_order(self, http: aiohttp.ClientSession, queue: Sequence[Claim]) -> list[Outcome]:
        """Deliver one channel's messages; the first that does not get through holds up those behind it."""
        outcomes: list[Outcome] = []
        posted: dict[str, str | None] = {}
        for place, claim in enumerate(queue):
            thread_ts = posted.get(claim.thread_key or "", claim.thread_ts)
            outcome = await Attempt(self, http, claim, thread_ts).deliver()
            if outcome is not None:
                outcomes.append(outcome)
            if outcome is None or isinstance(outcome, Postponed):
                return outcomes + [Postponed(rest, None) for rest in queue[place + 1 :]]
            if isinstance(outcome, Settled):
                posted[claim.key] = outcome.ts
        return outcomes

    # ── the database, called in threads ──────────────────────────────────────────────────────────────────

    def _claim(self) -> list[Claim]:
        now, real_now = self._clock.now(), self._clock.real_now()
        with self._database.reading() as session:
            if not outbox.count_waiting(session, now=now):
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
        with self._database.writing() as session:
            outbox.release_workspaces(session, self._holder)

    def _count_waiting(self) -> int:
        with self._database.reading() as session:
            return outbox.count_waiting(session, now=self._clock.now())

    # ── what an attempt asks of its worker ───────────────────────────────────────────────────────────────

    def client(self, http: aiohttp.ClientSession, workspace_id: str) -> AsyncWebClient:
        # No retry handlers: the SDK's own posts twice after a dropped connection.
        return AsyncWebClient(self._token(workspace_id), base_url=self._api_url, session=http, retry_handlers=[])

    def render(self, claim: Claim) -> Rendered | None:
        with self._database.reading() as session:
            return self._renderers[claim.kind](session, **claim.ids)

    def real_now(self) -> datetime:
        return self._clock.real_now()


class Attempt:
    """One try at one message."""

    def __init__(self, delivery: Delivery, http: aiohttp.ClientSession, claim: Claim, thread_ts: str | None) -> None:
        self._delivery = delivery
        self._client = delivery.client(http, claim.workspace_id)
        self._claim = claim
        self._thread_ts = thread_ts
        self._is_posting = False

    async def deliver(self) -> Outcome | None:
        """How it ended; None where nobody can say, so that the claim has to lapse and be looked up."""
        begun = perf_counter()
        try:
            outcome: Outcome | None = await self._agree()
        except SlackApiError as error:
            outcome = self._judge(error)
        except aiohttp.ClientConnectorError:
            outcome = self._try_later()
        except Exception as error:  # the one door out: whatever happens to one message, the others go on
            log.warning("delivery.failed", key=self._claim.key, error=type(error).__name__)
            outcome = None if self._is_posting else self._try_later()
        self._log(outcome, perf_counter() - begun)
        return outcome

    async def _agree(self) -> Outcome:
        """Make Slack show what the row wants."""
        claim = self._claim
        posted_in, ts = claim.posted_in, claim.ts
        if ts is None and claim.in_doubt_since:
            posted_in, ts = await self._look_up(claim.in_doubt_since)
        rendered = None if claim.is_gone else await asyncio.to_thread(self._delivery.render, claim)
        if rendered is None:
            return await self._remove(posted_in, ts)
        if ts is not None:
            return await self._edit(rendered, posted_in, ts)
        if claim.thread_key and not self._thread_ts:
            return Settled(claim, None, None)  # the message that it belongs under does not stand
        return await self._post(rendered)

    async def _post(self, rendered: Rendered) -> Outcome:
        self._is_posting = True
        answer = await self._client.chat_postMessage(
            channel=self._claim.recipient,
            thread_ts=self._thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **self._contents(rendered),
        )
        return Settled(self._claim, answer["channel"], answer["ts"])

    async def _edit(self, rendered: Rendered, posted_in: str | None, ts: str) -> Outcome:
        await self._client.chat_update(channel=posted_in or "", ts=ts, **self._contents(rendered))
        return Settled(self._claim, posted_in, ts)

    async def _remove(self, posted_in: str | None, ts: str | None) -> Outcome:
        if ts is not None:
            try:
                await self._client.chat_delete(channel=posted_in or "", ts=ts)
            except SlackApiError as error:
                if _word(error) != "message_not_found":
                    raise
        return Settled(self._claim, None, None)

    def _contents(self, rendered: Rendered) -> dict[str, Any]:
        """The message with its key, by which it can be found again: as metadata and in the first block's id."""
        key, revision = self._claim.key, self._claim.wanted
        blocks = [dict(block) for block in rendered.blocks]
        if blocks:
            blocks[0]["block_id"] = f"{key}#{revision}"
        payload = {"key": key, "revision": revision}
        return {
            "text": rendered.text,
            "blocks": blocks,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
        }

    # ── in doubt ─────────────────────────────────────────────────────────────────────────────────────────

    async def _look_up(self, since: datetime) -> tuple[str | None, str | None]:
        """Find the message in Slack by its key: the channel and ts where it stands, or None and None."""
        channel = await self._channel_id()
        oldest = str((since - LOOK_BACK_MARGIN).timestamp())
        cursor = ""
        for _ in range(PAGES_LOOKED_AT):
            page = await self._page(channel, oldest, cursor)
            for message in page["messages"]:
                if self._is_ours(message):
                    return channel, message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return None, None

    async def _page(self, channel: str, oldest: str, cursor: str) -> Any:
        where = {"channel": channel, "oldest": oldest, "cursor": cursor, "limit": 200}
        if self._thread_ts:
            return await self._client.conversations_replies(ts=self._thread_ts, include_all_metadata=True, **where)
        return await self._client.conversations_history(include_all_metadata=True, **where)

    async def _channel_id(self) -> str:
        if not self._claim.recipient.startswith(("U", "W")):
            return self._claim.recipient
        answer = await self._client.conversations_open(users=self._claim.recipient)
        return str(answer["channel"]["id"])

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        first = (message.get("blocks") or [{}])[0].get("block_id", "")
        return self._claim.key in (payload.get("key"), first.rpartition("#")[0])

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────

    def _judge(self, error: SlackApiError) -> Outcome | None:
        status = getattr(error.response, "status_code", None) or getattr(error.response, "status", 200)
        if status == 429:
            wait = timedelta(seconds=float(error.response.headers.get("Retry-After", 1)))
            return Postponed(self._claim, self._delivery.real_now() + wait)
        if _word(error) in PERMANENT_ERRORS:
            return Parked(self._claim, _word(error))
        if status >= 500 and self._is_posting:
            return None
        return self._try_later()

    def _try_later(self) -> Outcome:
        attempts = self._claim.attempts + 1
        if attempts >= MOST_ATTEMPTS:
            return Parked(self._claim, "gave_up")
        wait = min(timedelta(seconds=2**attempts), LONGEST_BACK_OFF) * random.uniform(0.5, 1)
        return Postponed(self._claim, self._delivery.real_now() + wait)

    def _log(self, outcome: Outcome | None, seconds: float) -> None:
        log.info(
            "delivery",
            workspace=self._claim.workspace_id,
            kind=self._claim.kind,
            key=self._claim.key,
            revision=self._claim.wanted,
            outcome=type(outcome).__name__.lower() if outcome else "in_doubt",
            reason=outcome.reason if isinstance(outcome, Parked) else None,
            ms=round(seconds * 1000),
        )


def _word(error: SlackApiError) -> str:
    """Slack's own word for what is wrong."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
