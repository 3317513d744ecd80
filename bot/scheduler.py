"""APScheduler's clock; each tick asks the database what is due, and the clock itself remembers nothing."""

from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock
from bot.db import Database
from bot.domain import drafts, trouble

TICK_EVERY_MINUTES = 10
# A tick that comes late still has everything to do.
JOBS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


class Scheduler:
    """Ticks for as long as it is started. Two of them on one database do no harm."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._ticking = BackgroundScheduler(job_defaults=JOBS, timezone=UTC)

    def tick(self) -> None:
        """Everything that is due by the clock's now."""
        with self._database.writing() as session:
            now = self._clock.now()
            drafts.prune(session, now=now)
            trouble.look_after(session, now=now)

    def start(self) -> None:
        """Tick at once, and from then on."""
        at_once = self._clock.real_now()
        self._ticking.add_job(self.tick, "interval", minutes=TICK_EVERY_MINUTES, next_run_time=at_once)
        self._ticking.start()

    def stop(self) -> None:
        self._ticking.shutdown()
