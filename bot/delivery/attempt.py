"""One try at one message: look, post, edit, delete, and say how it ended."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import Clock
from bot.db import Database
from bot.delivery import verdict
from bot.outbox import Claim, InDoubt, Kind, Outcome, Parked, Postponed, Removed, Rendered, Renderer, Settled, Thread

CALL_TIMEOUT = timedelta(seconds=8)
MOST_ATTEMPTS = 24
"""With the back-off, about an hour."""
LONGEST_BACK_OFF = timedelta(minutes=5)
OUT_OF_REACH_WAIT = timedelta(seconds=10)
THREAD_WAIT = timedelta(seconds=10)
LOOK_BACK_MARGIN = timedelta(minutes=5)
EVENT_TYPE = "pacesetter_message"

log = structlog.get_logger(__name__)


class NotNow(Exception):  # noqa: N818  nobody's fault
    """The worker stops, or the claim would lapse under the call."""


class CannotRender(Exception):  # noqa: N818  the cause says what
    """The page that tells this message has a mistake; another try would meet it again."""


@dataclass(frozen=True)
class Room:
    """What an attempt needs of the worker that makes it."""

    database: Database
    clock: Clock
    kinds: Mapping[str, Kind]
    client: Callable[[str], AsyncWebClient]
    """Of a workspace."""
    may_go_on: Callable[[], bool]


class Attempt:
    def __init__(self, room: Room, claim: Claim, thread: Thread | None) -> None:
        self._room = room
        self._claim = claim
        self._thread = thread
        self._thread_ts = thread.ts if thread else None
        self._is_posting = False

    async def deliver(self) -> Outcome:
        begun = perf_counter()
        try:
            outcome = await self._agree()
        except Exception as error:  # noqa: BLE001  whatever happens to one message, the others go on
            outcome = self._judge(error)
        self._log(outcome, perf_counter() - begun)
        return outcome

    async def _agree(self) -> Outcome:
        """Make Slack show what the row wants."""
        claim = self._claim
        posted_in, ts = claim.posted_in, claim.ts
        if ts is None and claim.in_doubt_since:
            posted_in, ts = await self._look_up(claim.in_doubt_since)
        if claim.attempts >= MOST_ATTEMPTS:
            return Parked(claim, outbox.GAVE_UP)
        rendered = None if claim.is_gone else await self._render()
        if rendered is None:
            return await self._delete(posted_in, ts)
        if ts is not None:
            return await self._edit(rendered, posted_in, ts)
        if claim.thread_key and not self._thread_ts:
            return self._share_the_fate(self._thread)
        return await self._post(rendered)

    def _share_the_fate(self, thread: Thread | None) -> Outcome:
        """What becomes of a message whose thread stands nowhere."""
        if thread is None:
            return Parked(self._claim, "thread_not_found")
        if thread.is_gone:
            return Settled(self._claim, None, None)
        if thread.parked_reason:  # by the same word both are tried again
            return Parked(self._claim, thread.parked_reason)
        return Postponed(self._claim, self._room.clock.real_now() + THREAD_WAIT)

    async def _render(self) -> Rendered | None:
        # Another version may know a kind that this one does not: a KeyError here is tried again.
        renderer = self._room.kinds[self._claim.kind].render
        try:
            return await asyncio.to_thread(self._rendered_by, renderer)
        except DBAPIError:
            raise
        except Exception as error:
            raise CannotRender from error

    def _rendered_by(self, renderer: Renderer) -> Rendered | None:
        session: Session
        with self._room.database.reading() as session:
            return renderer(session, **self._claim.ids)

    # ── what is asked of Slack ───────────────────────────────────────────────────────────────────────────

    @property
    def _client(self) -> AsyncWebClient:
        return self._room.client(self._claim.workspace_id)

    @property
    def _writing_client(self) -> AsyncWebClient:
        """The client, as long as what it writes arrives before the claim may be somebody else's."""
        if not self._room.may_go_on() or self._room.clock.real_now() + CALL_TIMEOUT > self._claim.until:
            raise NotNow
        return self._client

    async def _post(self, rendered: Rendered) -> Outcome:
        client = self._writing_client
        self._is_posting = True
        answer = await client.chat_postMessage(
            channel=self._claim.recipient,
            thread_ts=self._thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **self._contents(rendered),
        )
        return Settled(self._claim, answer["channel"], answer["ts"])

    async def _edit(self, rendered: Rendered, posted_in: str | None, ts: str) -> Outcome:
        try:
            await self._writing_client.chat_update(channel=posted_in or "", ts=ts, **self._contents(rendered))
        except SlackApiError as error:
            if verdict.word(error) != "message_not_found":
                raise
            return Removed(self._claim)
        return Settled(self._claim, posted_in, ts)

    async def _delete(self, posted_in: str | None, ts: str | None) -> Outcome:
        if ts is not None:
            try:
                await self._writing_client.chat_delete(channel=posted_in or "", ts=ts)
            except SlackApiError as error:
                if verdict.word(error) != "message_not_found":
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
        if self._claim.thread_key and not self._thread_ts:
            return None, None
        channel = await self._channel_id()
        oldest = str((since - LOOK_BACK_MARGIN).timestamp())
        cursor: str | None = ""
        while cursor is not None:
            page = await self._page(channel, oldest, cursor)
            for message in page["messages"]:
                if self._is_ours(message):
                    return channel, message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        return None, None

    async def _page(self, channel: str, oldest: str, cursor: str) -> Any:
        where: dict[str, Any] = {"channel": channel, "oldest": oldest, "cursor": cursor, "limit": 200}
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

    # ── how it ended ─────────────────────────────────────────────────────────────────────────────────────

    def _judge(self, error: Exception) -> Outcome:
        claim, now = self._claim, self._room.clock.real_now()
        if isinstance(error, NotNow):
            return Postponed(claim)
        if (wait := verdict.wait(error)) is not None:
            return Postponed(claim, now + wait)
        log.warning("delivery.failed", key=claim.key, said=verdict.word(error) or None, exc_info=error)
        if isinstance(error, CannotRender):
            return Parked(claim, "cannot_render")
        if verdict.word(error) in verdict.PERMANENT:
            return Parked(claim, verdict.word(error))
        if self._is_posting and verdict.is_perhaps_done(error):
            return InDoubt(claim, now + self._back_off())
        if verdict.is_out_of_reach(error):
            return Postponed(claim, now + OUT_OF_REACH_WAIT * random.uniform(0.5, 1))
        return Postponed(claim, now + self._back_off(), is_failure=True)

    def _back_off(self) -> timedelta:
        exponential = timedelta(seconds=2 ** (self._claim.attempts + 1))
        return min(exponential, LONGEST_BACK_OFF) * random.uniform(0.5, 1)

    def _log(self, outcome: Outcome, seconds: float) -> None:
        log.info(
            "delivery",
            workspace=self._claim.workspace_id,
            kind=self._claim.kind,
            key=self._claim.key,
            revision=self._claim.wanted,
            outcome=type(outcome).__name__.lower(),
            reason=outcome.reason if isinstance(outcome, Parked) else None,
            ms=round(seconds * 1000),
        )
