"""A worker's sign of life: every few seconds it says that it is there, and logs which other workers are missing."""

import os
import socket
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.logs import log
from bot.outbox import workers

BEAT_SECONDS = 10.0


class Heartbeat:
    """Beats in a thread of its own from `start` to `stop`. `ticked_at` tells when the worker's clock last ticked."""

    def __init__(self, database: Database, clock: Clock, *, ticked_at: Callable[[], datetime | None]) -> None:
        self._database = database
        self._clock = clock
        self._ticked_at = ticked_at
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"
        self._started_at: datetime | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        log.info("worker.started", holder=self._holder)
        self._thread.start()

    def stop(self) -> None:
        """Sign off, so that this worker is not reported as missing."""
        self._stopping.set()
        self._thread.join()
        try:
            with self._database.writing() as session:
                workers.leave(session, self._holder)
        except SQLAlchemyError as error:
            log.warning("heartbeat.failed", exc_info=error)
        log.info("worker.stopped", holder=self._holder)

    def beat(self) -> None:
        now = self._clock.real_now()
        try:
            with self._database.writing() as session:
                self._say_alive(session, now)
                missing = workers.missing(session, real_now=now)
        except SQLAlchemyError as error:
            log.warning("heartbeat.failed", exc_info=error)
            return
        for holder, seen_at in missing:
            log.warning("worker.missing", holder=holder, seen_at=seen_at.isoformat(timespec="seconds"))

    def _say_alive(self, session: Session, now: datetime) -> None:
        self._started_at = self._started_at or now
        ticked_at = self._ticked_at()
        workers.say_alive(session, self._holder, started_at=self._started_at, ticked_at=ticked_at, real_now=now)

    def _run(self) -> None:
        self.beat()
        while not self._stopping.wait(BEAT_SECONDS):
            self.beat()
