"""APScheduler's clock; each tick asks the database what is due, and the clock itself remembers nothing."""


from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock
from bot.db import Database
from bot.domain import drafts

PRUNE_EVERY_HOURS = 6


class Scheduler:
    """Ticks for as long as it is started. Two of them on one database do no harm."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._ticking = BackgroundScheduler(job_defaults={"max_instances": 1, "coalesce": True}, timezone="UTC")
        self._ticking.add_job(self.tick, "interval", hours=PRUNE_EVERY_HOURS)

    def tick(self) -> None:
        """Everything that is due by the clock's now."""
        with self._database.writing() as session:
            drafts.prune(session, now=self._clock.now())

    def start(self) -> None:
        self._ticking.start()

    def stop(self) -> None:
        self._ticking.shutdown()
