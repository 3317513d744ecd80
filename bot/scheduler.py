"""The scheduler: each tick asks the database what is due, so nothing is remembered between ticks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import perf_counter

from apscheduler.schedulers.background import BackgroundScheduler

from bot import metrics
from bot.clock import Clock
from bot.db import UNAVAILABLE, Database, is_out_of_reach, refusal, try_lock
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

# A tick is never skipped for being late: it still has everything to do.
DEFAULTS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
MOST_PARTS = 100
A_PART_LASTS = 0.2
"""Seconds; for so long nobody else can change the rows of the transaction, and on SQLite nobody can write at all."""
LEAST_AT_ONCE, MOST_AT_ONCE = 5, 1000
BREATH_SECONDS = 0.05
"""A pause between two parts: on SQLite a waiting writer only polls the lock, and would never find it free."""


@dataclass(frozen=True)
class Job:
    """Something to do as time passes, in a transaction of its own; running it twice has no more effect than once."""

    name: str
    every: timedelta
    """A whole number of ticks."""
    act: Callable[..., int | None]
    """Called with a session and `now`, in parts also with `most` rows to take at once; may return how much it did."""
    is_in_parts: bool = False
    """Whether it runs as many short transactions until nothing is left, so that none keeps others waiting."""


class Portion:
    """How many rows of a job to take at once, learned from how long they take here, so that no part lasts too long."""

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
    """Ticks from `start` to `stop`. Several may run on one database."""

    def __init__(self, database: Database, clock: Clock, jobs: Sequence[Job] = JOBS) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._portions = {job.name: Portion() for job in jobs if job.is_in_parts}
        self._ticks = 0
        self._is_stopping = Event()
        self._ticking = BackgroundScheduler(job_defaults=DEFAULTS, timezone=UTC)
        self.ticked_at: datetime | None = None
        """When the last tick ended, in real time."""

    def tick(self) -> list[str]:
        """Run every job now, however often it usually runs; return the names of those that failed."""
        return self._do_all(self._jobs)

    def start(self) -> None:
        """Tick now, and regularly from then on."""
        at_once = self._clock.real_now()
        seconds = TICK_EVERY.total_seconds()
        self._ticking.add_job(self.tick_due, "interval", seconds=seconds, next_run_time=at_once)
        self._ticking.start()

    def stop(self) -> None:
        self._is_stopping.set()
        self._ticking.shutdown()

    def tick_due(self) -> None:
        """Run the jobs whose turn it is, by counting ticks rather than by time, since no tick is exactly on time."""
        due = [job for job in self._jobs if self._ticks % (job.every // TICK_EVERY) == 0]
        self._ticks += 1
        self._do_all(due)

    def _do_all(self, jobs: Sequence[Job]) -> list[str]:
        """Run these jobs, and return the names of those that failed; the database out of reach is told once for all."""
        done = set()
        try:
            for job in jobs:
                if self._do(job):
                    done.add(job.name)
        except UNAVAILABLE as error:
            log.warning("tick.no_database", said=refusal(error), exc_info=error)
        self.ticked_at = self._clock.real_now()
        return [job.name for job in jobs if job.name not in done]

    def _do(self, job: Job) -> bool:
        begun, done = perf_counter(), 0
        try:
            for did in self._parts(job) if job.is_in_parts else (self._act(job),):
                done += did
        except Exception as error:  # a job that fails must not stop the others or the next tick
            if is_out_of_reach(error):
                raise
            log.error("tick.failed", job=job.name, exc_info=error)
            metrics.JOBS_FAILED.labels(job.name).inc()
            return False
        if done:
            log.info("tick", job=job.name, did=done, ms=round((perf_counter() - begun) * 1000))
        return True

    def _parts(self, job: Job) -> Iterator[int]:
        """Run the job in parts, and yield how much each of them did."""
        portion = self._portions[job.name]
        for _ in range(MOST_PARTS):
            asked = portion.most
            did = self._act(job, portion)
            yield did
            if not did or (did >= asked and self._is_stopping.wait(BREATH_SECONDS)):
                return

    def _act(self, job: Job, portion: Portion | None = None) -> int:
        """Run the job in one transaction; return how much it did."""
        most = {"most": portion.most} if portion else {}
        with self._database.writing() as session:
            # If another worker is running it: two at once would wait for each other's rows.
            if not try_lock(session, f"job:{job.name}"):
                return 0
            begun = perf_counter()
            did = job.act(session, now=self._clock.now(), **most) or 0
        if portion:
            portion.learn(did, perf_counter() - begun)
        return did
