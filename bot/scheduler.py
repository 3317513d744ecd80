"""APScheduler's clock; each tick asks the database what is due, and the clock itself remembers nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import perf_counter

from apscheduler.schedulers.background import BackgroundScheduler

from bot import metrics
from bot.clock import Clock
from bot.db import Database, try_lock
from bot.domain import (
    away_status,
    brief,
    checkins,
    commitments,
    contributions,
    digest,
    drafts,
    first_weeks,
    goals,
    hard_runs,
    hours,
    obstacles,
    readiness,
    standards,
    trouble,
)
from bot.logs import log
from bot.outbox import pruning
from bot.outbox.workers import TICK_EVERY

# A tick that comes late still has everything to do.
DEFAULTS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
MOST_PARTS = 100
A_PART_LASTS = 0.2
"""Seconds; what a job has in hand meanwhile nobody else can change, and on SQLite nobody can write at all."""
LEAST_AT_ONCE, MOST_AT_ONCE = 5, 1000
BREATH_SECONDS = 0.05
"""Between two parts: on SQLite nobody could write who only asks now and then whether it is free."""


@dataclass(frozen=True)
class Job:
    """Something that time brings about, in a transaction of its own; what it does twice it does once."""

    name: str
    every: timedelta
    """Whole ticks."""
    act: Callable[..., int | None]
    """Of a session and `now`, in parts also of the `most` that it may take at once; how much it did, where it tells."""
    is_in_parts: bool = False
    """Done in one transaction after another until there is nothing left, so that none keeps others waiting."""


class Portion:
    """How much of a job is taken at once: as much as this machine does, today, in the time that a part may last."""

    def __init__(self) -> None:
        self.most = LEAST_AT_ONCE

    def learn(self, did: int, seconds: float) -> None:
        if seconds > A_PART_LASTS:
            self.most = max(LEAST_AT_ONCE, self.most // 2)
        elif did >= self.most and seconds < A_PART_LASTS / 2:
            self.most = min(MOST_AT_ONCE, self.most * 2)


JOBS = (
    Job("trouble.look_after", timedelta(minutes=10), trouble.look_after),
    Job("standards.ask_newcomers", timedelta(minutes=10), standards.ask_newcomers),
    Job("goals.end_due", timedelta(minutes=10), goals.end_due, is_in_parts=True),
    Job("goals.watch", timedelta(minutes=10), goals.watch, is_in_parts=True),
    Job("contributions.offer_to_newcomers", timedelta(minutes=10), contributions.offer_to_newcomers, is_in_parts=True),
    Job("commitments.look_after", timedelta(minutes=10), commitments.look_after, is_in_parts=True),
    Job("brief.enrol", timedelta(minutes=10), brief.enrol),
    Job("brief.look_after", timedelta(minutes=1), brief.look_after, is_in_parts=True),
    Job("away_status.extend_due", timedelta(minutes=1), away_status.extend_due, is_in_parts=True),
    Job("first_weeks.look_after", timedelta(minutes=10), first_weeks.look_after, is_in_parts=True),
    Job("readiness.look_after", timedelta(minutes=10), readiness.look_after, is_in_parts=True),
    Job("obstacles.look_after", timedelta(minutes=5), obstacles.look_after, is_in_parts=True),
    Job("hours.look_after", timedelta(minutes=10), hours.look_after, is_in_parts=True),
    Job("hard_runs.look_after", timedelta(minutes=10), hard_runs.look_after, is_in_parts=True),
    Job("checkins.give_ready", timedelta(minutes=10), checkins.give_ready, is_in_parts=True),
    Job("checkins.look_after", timedelta(minutes=1), checkins.look_after, is_in_parts=True),
    Job("digest.plan", timedelta(minutes=10), digest.plan, is_in_parts=True),
    Job("digest.look_after", timedelta(minutes=1), digest.look_after, is_in_parts=True),
    Job("drafts.prune", timedelta(hours=1), drafts.prune, is_in_parts=True),
    Job("outbox.prune", timedelta(hours=1), pruning.prune, is_in_parts=True),
)


class Scheduler:
    """Ticks for as long as it is started. Two of them on one database do no harm."""

    def __init__(self, database: Database, clock: Clock, jobs: Sequence[Job] = JOBS) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._portions = {job.name: Portion() for job in jobs if job.is_in_parts}
        self._ticks = 0
        self._is_stopping = Event()
        self._ticking = BackgroundScheduler(job_defaults=DEFAULTS, timezone=UTC)
        self.ticked_at: datetime | None = None
        """Of the real time."""

    def tick(self) -> list[str]:
        """Everything that is due by the clock's now, whatever its rhythm; the names of the jobs that failed."""
        return self._do_all(self._jobs)

    def start(self) -> None:
        """Tick at once, and from then on."""
        at_once = self._clock.real_now()
        seconds = TICK_EVERY.total_seconds()
        self._ticking.add_job(self.tick_due, "interval", seconds=seconds, next_run_time=at_once)
        self._ticking.start()

    def stop(self) -> None:
        self._is_stopping.set()
        self._ticking.shutdown()

    def tick_due(self) -> None:
        """One tick of many: the jobs whose turn it is, counted rather than timed, since no tick is exactly on time."""
        due = [job for job in self._jobs if self._ticks % (job.every // TICK_EVERY) == 0]
        self._ticks += 1
        self._do_all(due)

    def _do_all(self, jobs: Sequence[Job]) -> list[str]:
        failed = [job.name for job in jobs if not self._do(job)]
        self.ticked_at = self._clock.real_now()
        return failed

    def _do(self, job: Job) -> bool:
        begun, done = perf_counter(), 0
        try:
            for did in self._parts(job) if job.is_in_parts else (self._act(job),):
                done += did
        except Exception as error:  # whatever happens to one job, the others and the next tick go on
            log.error("tick.failed", job=job.name, exc_info=error)
            metrics.JOBS_FAILED.labels(job.name).inc()
            return False
        if done:
            log.info("tick", job=job.name, did=done, ms=round((perf_counter() - begun) * 1000))
        return True

    def _parts(self, job: Job) -> Iterator[int]:
        """How much was done in each."""
        portion = self._portions[job.name]
        for _ in range(MOST_PARTS):
            asked = portion.most
            did = self._act(job, portion)
            yield did
            if not did or (did >= asked and self._is_stopping.wait(BREATH_SECONDS)):
                return

    def _act(self, job: Job, portion: Portion | None = None) -> int:
        """One transaction; how much it did."""
        most = {"most": portion.most} if portion else {}
        with self._database.writing() as session:
            # Another worker is at it: two at once would wait for one another's rows.
            if not try_lock(session, f"job:{job.name}"):
                return 0
            begun = perf_counter()
            did = job.act(session, now=self._clock.now(), **most) or 0
        if portion:
            portion.learn(did, perf_counter() - begun)
        return did
