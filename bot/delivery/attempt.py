"""One try at one message: look, post, edit, delete, and say how it ended."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from slack_sdk.errors import SlackApiError

from bot import metrics, outbox
from bot.clock import Clock
from bot.db import UNAVAILABLE, Database
from bot.delivery import verdict
from bot.delivery.line import Line, NotNow
from bot.delivery.pacing import POST
from bot.delivery.pictures import NotReady, Pictures, Studio
from bot.delivery.telling import UnknownKind, known, tell
from bot.domain import trouble
from bot.logs import log
from bot.outbox import Claim, InDoubt, Kind, LetGo, Outcome, Parked, Postponed, Removed, Rendered, Settled, Thread

MOST_ATTEMPTS = 24
"""Tries before a message is given up; with the back-off they take about an hour."""
LONGEST_BACK_OFF = timedelta(minutes=5)
OUT_OF_REACH_WAIT = timedelta(seconds=10)
THREAD_WAIT = timedelta(seconds=10)
LOOK_BACK_MARGIN = timedelta(minutes=5)
EVENT_TYPE = "pacesetter_message"
CANNOT_RENDER = "cannot_render"
NO_THREAD = Thread(None, is_gone=True)


class CannotRender(Exception):  # noqa: N818  the cause says what
    """The page that tells this message has a mistake; another try would meet it again."""


class CannotLookUp(Exception):  # noqa: N818  Slack's answer
    """Slack does not let us look up whether the message was posted."""


class Withheld(Exception):  # noqa: N818  the leaders are asked
    """Another organisation would read it in that channel, and nobody has said that this is fine."""


@dataclass(frozen=True)
class Room:
    """What an attempt needs of the worker that makes it."""

    database: Database
    clock: Clock
    kinds: Mapping[str, Kind]
    renderers: Executor
    """Apart from the threads that claim and mark, which are not to wait for a picture."""
    pictures: Pictures


class Attempt:
    """One try: a new message that is already too late is not sent; one that may have been posted is looked up first."""

    def __init__(
        self, room: Room, line: Line, claim: Claim, thread: Thread | None, begin: Callable[[], None] = lambda: None
    ) -> None:
        self._room = room
        self._line = line
        self._claim = claim
        self._thread = thread
        self._begin = begin
        self._is_posting = False

    @property
    def has_lost_its_thread(self) -> bool:
        """Whether the message above its thread is gone, by what was known before or found out since."""
        return self._thread is not None and self._thread.is_gone

    @property
    def _thread_ts(self) -> str | None:
        return self._thread.ts if self._thread else None

    async def deliver(self) -> Outcome:
        begun = perf_counter()
        try:
            outcome = await self._agree()
        except Exception as error:  # noqa: BLE001  whatever happens to one message, the others go on
            outcome = self._judge(error)
        self._log(outcome, perf_counter() - begun)
        return outcome

    async def _agree(self) -> Outcome:
        """Make Slack show what the row wants; what can stand without its thread does so if Slack knows no such one."""
        try:
            return await self._agree_there()
        except SlackApiError as error:
            if verdict.word(error) != "thread_not_found" or not self._thread_ts or not self._kind.manner.stands_alone:
                raise
        self._thread = NO_THREAD
        return await self._agree_there()

    async def _agree_there(self) -> Outcome:
        claim = self._claim
        posted_in, ts = claim.posted_in, claim.ts
        if ts is None and claim.in_doubt_since:
            try:
                posted_in, ts = await self._look_up(claim.in_doubt_since)
            except CannotLookUp as reason:
                if not self._is_sent_again(str(reason)):
                    return LetGo(claim)
        if claim.attempts >= MOST_ATTEMPTS:
            return Parked(claim, outbox.GAVE_UP)
        if ts is None and not claim.is_gone and self._is_too_late():
            return LetGo(claim)
        rendered = None if claim.is_gone else await self._render()
        if rendered is None:
            return await self._delete(posted_in, ts)
        if ts is not None:
            return await self._edit(rendered, posted_in, ts)
        if self._needs_thread and not self._thread_ts:
            return self._share_the_fate()
        return await self._post(rendered)

    @property
    def _kind(self) -> Kind:
        return known(self._room.kinds, self._claim.kind)

    def _is_too_late(self) -> bool:
        lasts = self._kind.manner.lasts
        if lasts is None or self._room.clock.now() <= self._claim.due_at + lasts:
            return False
        log.warning("delivery.too_late", **self._what)
        return True

    @property
    def _needs_thread(self) -> bool:
        if not self._claim.thread_key:
            return False
        return not (self.has_lost_its_thread and self._kind.manner.stands_alone)

    def _share_the_fate(self) -> Outcome:
        """The outcome for a message whose thread's first message is not in Slack."""
        thread = self._thread
        if thread is None:
            return Parked(self._claim, "thread_not_found")
        if thread.is_gone:
            return Settled(self._claim, None, None)
        if thread.parked_reason:  # with this reason, both are tried again together
            return Parked(self._claim, thread.parked_reason)
        return Postponed(self._claim, self._room.clock.real_now() + THREAD_WAIT)

    async def _render(self) -> Rendered | None:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._room.renderers, self._rendered)
        except (*UNAVAILABLE, UnknownKind, Withheld):
            raise
        except Exception as error:
            raise CannotRender from error

    def _rendered(self) -> Rendered | None:
        claim = self._claim
        with self._room.database.reading() as session:
            if not claim.is_to_person and trouble.is_withheld(session, claim.workspace_id, claim.recipient):
                raise Withheld
            return tell(session, self._room.kinds, claim)

    # ── what is asked of Slack ───────────────────────────────────────────────────────────────────────────

    async def _call(self, method: str, **arguments: Any) -> Any:
        def begin() -> None:
            self._is_posting = method == POST
            self._begin()

        return await self._line.call(method, self._claim.until, begin, **arguments)

    async def _post(self, rendered: Rendered) -> Outcome:
        answer = await self._show(
            POST,
            rendered,
            channel=self._claim.recipient,
            thread_ts=self._thread_ts,
            unfurl_links=False,
            unfurl_media=False,
        )
        if self._thread_ts and "thread_ts" not in answer.get("message", {"thread_ts": ""}):
            # Slack posts into the channel instead, if somebody has deleted the message above.
            self._thread = NO_THREAD
            if self._needs_thread:
                return await self._take_back(answer["channel"], answer["ts"])
        return Settled(self._claim, answer["channel"], answer["ts"])

    async def _take_back(self, posted_in: str, ts: str) -> Outcome:
        """Delete what was just posted outside of its thread; if that fails it stays there, where it can be edited."""
        while True:
            try:
                return await self._delete(posted_in, ts)
            except Exception as error:  # noqa: BLE001  it must not be forgotten that it was posted
                if verdict.wait(error) is None:  # else the line waits as long, unless the claim would lapse meanwhile
                    self._tell_of(error)
                    return Settled(self._claim, posted_in, ts)

    async def _edit(self, rendered: Rendered, posted_in: str | None, ts: str) -> Outcome:
        try:
            await self._show("chat.update", rendered, channel=posted_in or "", ts=ts)
        except SlackApiError as error:
            if verdict.word(error) != "message_not_found":
                raise
            return Removed(self._claim)
        return Settled(self._claim, posted_in, ts)

    async def _delete(self, posted_in: str | None, ts: str | None) -> Outcome:
        if ts is not None:
            try:
                await self._call("chat.delete", channel=posted_in or "", ts=ts)
            except SlackApiError as error:
                if verdict.word(error) != "message_not_found":
                    raise
        return Settled(self._claim, None, None)

    async def _show(self, method: str, rendered: Rendered, **where: Any) -> Any:
        async def say(blocks: Sequence[dict[str, Any]]) -> Any:
            return await self._call(method, **where, **self._contents(rendered.text, blocks))

        claim, room = self._claim, self._room
        studio = Studio(claim.workspace_id, room.renderers, self._call, self._line.upload, claim.attempts)
        return await room.pictures.show(rendered.blocks, say, studio)

    def _contents(self, text: str, blocks: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The message with its key, by which it can be found again: as metadata and in the first block's id."""
        key, revision = self._claim.key, self._claim.wanted
        blocks = [dict(block) for block in blocks]
        if blocks:
            blocks[0]["block_id"] = f"{key}#{revision}"
        payload = {"key": key, "revision": revision}
        return {
            "text": text,
            "blocks": blocks,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
        }

    # ── in doubt ─────────────────────────────────────────────────────────────────────────────────────────

    async def _look_up(self, since: datetime) -> tuple[str | None, str | None]:
        """Find the message in Slack by its key: the channel and ts where it stands, or None and None."""
        if self._needs_thread and not self._thread_ts:
            return None, None
        try:
            channel = await self._channel_id()
            return await self._find_in(channel, str((since - LOOK_BACK_MARGIN).timestamp()))
        except SlackApiError as error:
            if verdict.word(error) in verdict.UNREADABLE:
                raise CannotLookUp(verdict.word(error)) from error
            raise

    async def _find_in(self, channel: str, oldest: str) -> tuple[str | None, str | None]:
        cursor: str | None = ""
        while cursor is not None:
            page = await self._page(channel, oldest=oldest, cursor=cursor)
            for message in page["messages"]:
                if self._is_ours(message):
                    return channel, message["ts"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        return None, None

    async def _page(self, channel: str, **part: Any) -> Any:
        where = {"channel": channel, "limit": 200, "include_all_metadata": True, **part}
        if self._thread_ts:
            return await self._call("conversations.replies", ts=self._thread_ts, **where)
        return await self._call("conversations.history", **where)

    async def _channel_id(self) -> str:
        if not self._claim.is_to_person:
            return self._claim.recipient
        answer = await self._call("conversations.open", users=self._claim.recipient)
        return str(answer["channel"]["id"])

    def _is_sent_again(self, reason: str) -> bool:
        is_again = self._kind.manner.is_sent_again and not self._claim.is_gone
        decision = "sent again" if is_again else "let go"
        log.warning("delivery.unreadable", **self._what, reason=reason, decision=decision)
        return is_again

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        first = (message.get("blocks") or [{}])[0].get("block_id", "")
        return self._claim.key in (payload.get("key"), first.rpartition("#")[0])

    # ── how it ended ─────────────────────────────────────────────────────────────────────────────────────

    def _judge(self, error: Exception) -> Outcome:
        claim, now = self._claim, self._room.clock.real_now()
        if isinstance(error, NotNow):
            return Postponed(claim, now + error.wait if error.wait else None)
        if (wait := verdict.wait(error)) is not None:
            return Postponed(claim, now + wait)
        if isinstance(error, Withheld):
            return Parked(claim, outbox.WITHHELD)
        self._tell_of(error)
        if isinstance(error, CannotRender):
            return Parked(claim, CANNOT_RENDER)
        if verdict.word(error) in verdict.PERMANENT:
            return Parked(claim, verdict.word(error))
        if isinstance(error, NotReady):  # it was not posted
            return Postponed(claim, now + self._back_off(), is_failure=True)
        if self._is_posting and verdict.is_perhaps_done(error):
            return InDoubt(claim, now + self._back_off())
        if verdict.is_out_of_reach(error):
            return Postponed(claim, now + OUT_OF_REACH_WAIT * random.uniform(0.5, 1))
        if claim.attempts >= MOST_ATTEMPTS:  # it could not even be looked up
            return Parked(claim, outbox.GAVE_UP)
        return Postponed(claim, now + self._back_off(), is_failure=True)

    def _tell_of(self, error: Exception) -> None:
        is_ours = isinstance(error, CannotRender)
        tell = log.error if is_ours else log.warning
        tell("delivery.failed", **self._what, said=verdict.said(error), exc_info=error)
        metrics.FAILURES.labels(CANNOT_RENDER if is_ours else verdict.reason(error)).inc()

    def _back_off(self) -> timedelta:
        exponential = timedelta(seconds=2 ** (self._claim.attempts + 1))
        return min(exponential, LONGEST_BACK_OFF) * random.uniform(0.5, 1)

    @property
    def _what(self) -> dict[str, str]:
        return {"workspace": self._claim.workspace_id, "kind": self._claim.kind, "key": self._claim.key}

    def _log(self, outcome: Outcome, seconds: float) -> None:
        if isinstance(outcome, Settled):
            metrics.SHOWN.labels(self._claim.kind).inc()
        log.info(
            "delivery",
            **self._what,
            revision=self._claim.wanted,
            outcome=type(outcome).__name__.lower(),
            reason=outcome.reason if isinstance(outcome, Parked) else None,
            ms=round(seconds * 1000),
        )
