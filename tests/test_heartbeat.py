"""Workers say that they live; who ends without a word is noticed once."""

from datetime import timedelta

import pytest

from bot.db import Database
from bot.heartbeat import Heartbeat
from bot.outbox import workers
from bot.outbox.workers import Crew
from tests.office import HandClock


@pytest.fixture
def anna(database: Database, clock: HandClock) -> Heartbeat:
    return Heartbeat(database, clock, ticked_at=clock.real_now)


@pytest.fixture
def ben(database: Database, clock: HandClock) -> Heartbeat:
    return Heartbeat(database, clock, ticked_at=lambda: None)


def crew(database: Database, clock: HandClock) -> Crew:
    with database.reading() as session:
        return workers.crew(session, real_now=clock.real_now())


def test_before_the_first_worker_nobody_was_seen(database: Database, clock: HandClock) -> None:
    assert crew(database, clock) == Crew(0, None, is_ticking=False)


def test_workers_that_beat_are_running(database: Database, clock: HandClock, anna: Heartbeat, ben: Heartbeat) -> None:
    anna.beat()
    ben.beat()
    anna.beat()
    assert crew(database, clock) == Crew(2, clock.real_now(), is_ticking=True)


def test_a_worker_that_ends_without_a_word_is_gone_after_three_minutes(
    database: Database, clock: HandClock, anna: Heartbeat
) -> None:
    anna.beat()
    seen_at = clock.real_now()
    clock.wait(minutes=3)
    assert crew(database, clock).running == 1
    clock.wait(seconds=1)
    assert crew(database, clock) == Crew(0, seen_at, is_ticking=False)


def test_a_worker_that_was_only_asleep_is_back_with_its_next_beat(
    database: Database, clock: HandClock, anna: Heartbeat, ben: Heartbeat
) -> None:
    anna.beat()
    clock.wait(hours=1)
    ben.beat()
    anna.beat()
    assert crew(database, clock).running == 2


def test_a_missing_worker_is_told_of_once(
    clock: HandClock, anna: Heartbeat, ben: Heartbeat, capsys: pytest.CaptureFixture[str]
) -> None:
    anna.beat()
    clock.wait(minutes=4)
    for _ in range(2):
        ben.beat()
        clock.wait(seconds=10)
    [line] = [line for line in capsys.readouterr().err.splitlines() if "worker.missing" in line]
    assert "seen_at=2026-11-18T08:00:00+00:00" in line


def test_the_log_names_each_worker_that_starts_and_stops(
    anna: Heartbeat, ben: Heartbeat, capsys: pytest.CaptureFixture[str]
) -> None:
    anna.start()
    ben.start()
    ben.stop()
    anna.stop()
    lines = [line.partition("event=worker.")[2] for line in capsys.readouterr().err.splitlines()]
    told, holders = zip(*(line.split() for line in lines if line), strict=True)
    assert told == ("started", "started", "stopped", "stopped")
    assert holders[:2] == (holders[3], holders[2])


def test_a_worker_that_does_nothing_that_is_due_is_running_but_not_ticking(
    database: Database, clock: HandClock, ben: Heartbeat
) -> None:
    ben.beat()
    assert crew(database, clock).is_ticking
    clock.wait(minutes=3, seconds=1)
    ben.beat()
    assert crew(database, clock) == Crew(1, clock.real_now(), is_ticking=False)


def test_who_stops_in_order_is_not_looked_for(database: Database, clock: HandClock, anna: Heartbeat) -> None:
    anna.start()
    anna.stop()
    assert crew(database, clock).seen_at is None


def test_a_moved_clock_of_the_product_makes_nobody_missing(
    database: Database, clock: HandClock, anna: Heartbeat
) -> None:
    anna.beat()
    clock.move_to(clock.now() + timedelta(days=3))
    assert crew(database, clock).running == 1


def test_without_its_database_a_heart_goes_on_beating(
    database: Database, clock: HandClock, anna: Heartbeat, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE workers RENAME TO gone")
    anna.beat()
    with database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE gone RENAME TO workers")
    assert "event=heartbeat.failed" in capsys.readouterr().err
    anna.beat()
    assert crew(database, clock).running == 1
