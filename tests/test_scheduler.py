"""The tick: each job by itself, in its own rhythm, and no harm where two do it at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from socket import SHUT_RDWR, socket
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import Bot
from bot.db import Database, insert_if_new
from bot.domain import drafts
from bot.migrate import upgrade
from bot.models import HandledRequest
from bot.outbox.workers import TICK_EVERY
from bot.scheduler import JOBS, LEAST_AT_ONCE, Job, Portion, Scheduler
from tests.office import HandClock, Office
from tests.postgres import PostgresServer

Act = Callable[..., int | None]


def noting(key: str) -> Act:
    """A job that leaves a note of itself, once."""

    def act(session: Session, *, now: datetime) -> int:
        return int(insert_if_new(session, HandledRequest, key=key, handled_at=now))

    return act


def failing(session: Session, *, now: datetime) -> None:
    noting("half-way")(session, now=now)
    raise LookupError("platypus")


def breaking(session: Session, *, now: datetime) -> None:
    """Its connection is cut before it asks something."""
    number = session.connection().connection.driver_connection.fileno()  # type: ignore[union-attr]
    with socket(fileno=os.dup(number)) as line:
        line.shutdown(SHUT_RDWR)
    noting("too late")(session, now=now)


def notes(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(HandledRequest.key)))


def test_a_job_that_fails_leaves_nothing_and_does_not_stop_the_others(
    database: Database, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = [Job("bad", TICK_EVERY, failing), Job("good", TICK_EVERY, noting("good"))]
    scheduler = Scheduler(database, clock, jobs)
    assert scheduler.tick() == ["bad"]
    assert notes(database) == ["good"]
    assert scheduler.ticked_at == clock.real_now()
    line = next(line for line in capsys.readouterr().err.splitlines() if "tick.failed" in line)
    assert "job=bad" in line
    assert "LookupError at " in line
    assert "platypus" not in line


@pytest.mark.postgres
def test_a_database_out_of_reach_is_told_once_for_all_jobs(
    postgres: PostgresServer, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.make_database()
    upgrade(url)
    postgres.close_door(url)
    scheduler = Scheduler(Database(url), clock)
    assert scheduler.tick() == [job.name for job in JOBS]
    [line] = capsys.readouterr().err.splitlines()
    assert "level=warning event=tick.no_database" in line
    assert "is not currently accepting connections" in line
    postgres.open_door(url)
    assert scheduler.tick() == []


@pytest.mark.postgres
def test_a_job_whose_connection_breaks_does_not_stop_the_others(
    postgres: PostgresServer, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade(url := postgres.make_database())
    database = Database(url)
    jobs = [Job("broken", TICK_EVERY, breaking), Job("good", TICK_EVERY, noting("good"))]
    assert Scheduler(database, clock, jobs).tick() == ["broken"]
    assert notes(database) == ["good"]
    assert "level=error event=tick.failed job=broken" in capsys.readouterr().err


def test_a_job_tells_once_in_a_line_what_it_did(
    database: Database, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduler = Scheduler(database, clock, [Job("good", TICK_EVERY, noting("good"))])
    for _ in range(2):
        assert scheduler.tick() == []
    [line] = capsys.readouterr().err.splitlines()
    assert "event=tick job=good did=1 ms=" in line


def test_every_job_has_a_rhythm_of_its_own(database: Database, clock: HandClock) -> None:
    done: list[str] = []

    def job(name: str, ticks: int) -> Job:
        return Job(name, ticks * TICK_EVERY, lambda *_, **__: done.append(name))

    scheduler = Scheduler(database, clock, [job("every", 1), job("third", 3)])
    for _ in range(4):
        scheduler.tick_due()
    assert done == ["every", "third", "every", "every", "every", "third"]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_rhythms_are_whole_ticks(job: Job) -> None:
    assert job.every >= TICK_EVERY
    assert job.every % TICK_EVERY == timedelta()


def test_requests_are_forgotten_after_two_days_in_parts(database: Database, clock: HandClock) -> None:
    old, young = clock.now() - timedelta(days=2, minutes=1), clock.now() - timedelta(days=1, hours=23)
    with database.writing() as session:
        session.add_all(HandledRequest(key=f"old:{number}", handled_at=old) for number in range(5))
        session.add(HandledRequest(key="young", handled_at=young))
    with database.writing() as session:
        assert drafts.prune(session, now=clock.now(), most=2) == 2
    assert len(notes(database)) == 4
    Scheduler(database, clock).tick()
    assert notes(database) == ["young"]


def test_a_job_in_parts_commits_after_each(database: Database, clock: HandClock) -> None:
    left = [3]

    def act(session: Session, *, now: datetime, most: int) -> int:
        assert most == LEAST_AT_ONCE
        left[0] -= 1
        if left[0] < 0:
            raise LookupError
        return noting(f"part {left[0]}")(session, now=now) or 0

    assert Scheduler(database, clock, [Job("parts", TICK_EVERY, act, is_in_parts=True)]).tick() == ["parts"]
    assert notes(database) == ["part 0", "part 1", "part 2"]


def test_a_job_takes_the_more_at_once_the_sooner_it_is_done(database: Database, clock: HandClock) -> None:
    left, asked = [120], []

    def act(_: Session, *, most: int, **_now: datetime) -> int:
        asked.append(most)
        did = min(left[0], most)
        left[0] -= did
        return did

    scheduler = Scheduler(database, clock, [Job("parts", TICK_EVERY, act, is_in_parts=True)])
    assert scheduler.tick() == []
    assert asked == [5, 10, 20, 40, 80, 80]


def test_a_portion_shrinks_where_it_lasts_too_long_and_grows_where_it_was_short_and_not_enough() -> None:
    portion = Portion()
    sizes = []
    for did, seconds in ((5, 0.01), (10, 0.01), (20, 0.15), (20, 0.3), (3, 0.01), (10, 2.0), (5, 2.0), (5, 0.01)):
        portion.learn(did, seconds)
        sizes.append(portion.most)
    assert sizes == [10, 20, 20, 10, 10, 5, 5, 10]


# ── two of them ──────────────────────────────────────────────────────────────────────────────────────────


def test_two_at_once_do_each_job_one_after_the_other(database: Database, clock: HandClock) -> None:
    together = Barrier(2)
    seen: list[int] = []

    def act(session: Session, *, now: datetime) -> int:
        seen.append(session.scalar(select(func.count()).select_from(HandledRequest)) or 0)
        return noting(f"{len(seen)}")(session, now=now) or 0

    def tick(scheduler: Scheduler) -> list[str]:
        together.wait(5)
        return [failed for _ in range(10) for failed in scheduler.tick()]

    jobs = [Job("one", TICK_EVERY, act)]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(tick, [Scheduler(database, clock, jobs) for _ in range(2)])) == [[], []]
    # Each saw what those before it had written: none ran beside another.
    assert seen == list(range(len(seen)))


def test_two_workers_that_tick_at_once_tell_a_leader_once(west: Office) -> None:
    west.delivers()
    west.sandbox.workspace.channels[west.wins.id].members.remove(west.sandbox.workspace.app.user_id)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.clock.wait(minutes=10)
    other = Bot(west.settings, west.clock)
    together = Barrier(2)

    def tick(bot: Bot) -> list[str]:
        together.wait(5)
        return bot.scheduler.tick() + bot.scheduler.tick()

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(tick, [west.bot, other])) == [[], []]
    other.database.close()
    west.clock.wait(days=1)
    west.delivers()
    told = [message for message in west.lee.dms if "could not be posted" in message.plain]
    assert len(told) == 1
