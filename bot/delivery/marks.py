"""Writes down how attempts ended; those that end while one batch is written are the next batch."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot import outbox
from bot.clock import Clock
from bot.db import UNAVAILABLE, Database, refusal
from bot.delivery.line import pause
from bot.logs import log
from bot.outbox import Outcome

NO_DATABASE_SECONDS = 2.0
MOST_AT_ONCE = 100
"""Attempts in one transaction, which locks their rows until it ends."""
BREATH_SECONDS = 0.03
"""Pause between two batches: without it, other writers to SQLite, who only try now and then, might never get a turn."""


class Outage:
    """Tells in the log when the database begins to be out of reach, and when that ends, each once."""

    def __init__(self) -> None:
        self._lasts = False

    def tell(self, error: SQLAlchemyError) -> None:
        if not self._lasts:
            log.warning("delivery.no_database", said=refusal(error), exc_info=error)
        self._lasts = True

    def end(self) -> None:
        if self._lasts:
            log.info("delivery.database_back")
        self._lasts = False


class Marks:
    def __init__(self, database: Database, clock: Clock, on_written: Callable[[set[str]], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_written = on_written
        """Called with the workspaces about which something was written."""
        self.outage = Outage()
        """Of the whole worker, which else would tell it twice."""
        self._waiting: list[Outcome] = []
        self._has_some = asyncio.Event()
        self._is_closing = asyncio.Event()
        self._is_writing = False

    @property
    def is_done(self) -> bool:
        return not self._waiting and not self._is_writing

    def add(self, outcomes: Iterable[Outcome]) -> None:
        self._waiting += outcomes
        self._has_some.set()

    def close(self) -> None:
        """Let `run` end once everything is written; without a database it tries once more and gives up."""
        self._is_closing.set()
        self._has_some.set()

    async def run(self) -> None:
        while not self._is_closing.is_set() or self._waiting:
            await self._has_some.wait()
            self._has_some.clear()
            if not self._waiting:
                continue
            try:
                await self._write()
                self.outage.end()
                if self._waiting:
                    self._has_some.set()
                    await pause(self._is_closing, BREATH_SECONDS)
            except UNAVAILABLE as error:
                self.outage.tell(error)
                if self._is_closing.is_set():
                    return  # the claims lapse, and what may have been posted is looked up
                await pause(self._is_closing, NO_DATABASE_SECONDS)
                self._has_some.set()

    async def _write(self) -> None:
        batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        self._is_writing = True
        try:
            busy = await asyncio.to_thread(self._mark, batch)
        except UNAVAILABLE:
            self._waiting = batch + self._waiting
            raise
        finally:
            self._is_writing = False
        self._waiting += busy
        self._on_written({outcome.claim.workspace_id for outcome in batch})

    def _mark(self, batch: Sequence[Outcome]) -> list[Outcome]:
        with self._database.writing() as session:
            return outbox.mark(session, batch, now=self._clock.now())
