"""The two doors of the database, its moments, and what people notice when it is gone."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from bot.db import Database, insert_if_new, insert_or_update, refusal
from bot.models import HandledRequest, Workspace
from tests.office import BEGIN

ROOT = Path(__file__).parents[1]
BERLIN_NOON = datetime(2026, 11, 18, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))


def note(database: Database, key: str, at: datetime = BEGIN) -> None:
    with database.writing() as session:
        session.add(HandledRequest(key=key, handled_at=at))


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(HandledRequest)) or 0


# ── doors ────────────────────────────────────────────────────────────────────────────────────────────────


def test_four_threads_write_at_once_and_nothing_is_locked(database: Database) -> None:
    together = Barrier(4)

    def write(thread: int) -> None:
        together.wait(5)
        for number in range(25):
            with database.writing() as session:
                insert_or_update(session, Workspace, {"id": "T1"}, first_seen_at=BEGIN)
                session.get_one(Workspace, "T1")
                session.add(HandledRequest(key=f"{thread}:{number}", handled_at=BEGIN))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert count(database) == 100


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    note(database, "before")
    with database.writing() as session:
        session.add(HandledRequest(key="under way", handled_at=BEGIN))
        session.flush()
        with ThreadPoolExecutor(1) as elsewhere:
            assert elsewhere.submit(count, database).result(timeout=1) == 1
    assert count(database) == 2


def test_a_writer_does_not_wait_for_a_reader(database: Database) -> None:
    with database.reading() as session:
        session.scalar(select(func.count()).select_from(HandledRequest))
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(note, database, "written").result(timeout=1)
    assert count(database) == 1


def test_reading_refuses_what_was_added(database: Database) -> None:
    with pytest.raises(RuntimeError, match=r"open writing\(\)"), database.reading() as session:
        session.add(HandledRequest(key="k", handled_at=BEGIN))
    assert count(database) == 0


def test_reading_refuses_what_was_changed(database: Database) -> None:
    note(database, "k")
    with pytest.raises(RuntimeError, match=r"open writing\(\)"), database.reading() as session:
        session.get_one(HandledRequest, "k").handled_at = BERLIN_NOON


def test_reading_refuses_a_statement_that_writes(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(insert(HandledRequest).values(key="k", handled_at=BEGIN))
    note(database, "the same connection writes again")
    assert count(database) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_connection_is_told_nothing_that_has_it_prepare_its_statements_anew(database: Database) -> None:
    """Each pragma would, and preparing takes ten times as long as asking."""
    told: list[str] = []
    for _ in range(2):
        for door in (database.reading, database.writing):
            with door() as session:
                driver: Any = session.connection().connection.driver_connection
                driver.set_trace_callback(told.append)
                session.scalar(select(Workspace.id))
                session.commit()
    assert told
    assert not [statement for statement in told if statement.startswith("PRAGMA")]


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(HandledRequest(key="half", handled_at=BEGIN))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    note(database, "the door is open again")
    assert count(database) == 1


def test_of_two_that_insert_the_same_key_at_once_one_is_new(database: Database) -> None:
    first_is_in, other_has_begun = Event(), Event()

    def second() -> bool:
        first_is_in.wait(5)
        other_has_begun.set()
        with database.writing() as session:
            return insert_if_new(session, HandledRequest, key="k", handled_at=BEGIN)

    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(second)
        with database.writing() as session:
            assert insert_if_new(session, HandledRequest, key="k", handled_at=BEGIN)
            first_is_in.set()
            other_has_begun.wait(5)
        assert answer.result(5) is False


WRITER = """
import sys
from datetime import UTC, datetime
from bot.db import Database
from bot.models import HandledRequest
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
for number in range(100):
    with database.writing() as session:
        session.add(HandledRequest(key=f"other:{number}", handled_at=datetime.now(UTC)))
database.close()
"""


def test_two_processes_write_to_one_database(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", WRITER, database_url]
    streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **streams) as other:
        assert other.stdout
        other.stdout.readline()
        assert other.stdin
        other.stdin.close()
        for number in range(100):
            note(database, f"here:{number}")
        assert other.stderr
        assert other.wait(10) == 0, other.stderr.read()
    assert count(database) == 200


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        note(database, "k", datetime(2026, 11, 18, 9, 0))  # noqa: DTZ001


def test_a_moment_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    note(database, "k", BERLIN_NOON)
    with database.reading() as session:
        moment = session.get_one(HandledRequest, "k").handled_at
    assert moment == BERLIN_NOON
    assert moment.utcoffset() == timedelta()


def test_moments_of_different_zones_are_compared_as_moments(database: Database) -> None:
    note(database, "k", BERLIN_NOON)
    half_past_eleven_in_london = BERLIN_NOON.astimezone(timezone(timedelta())) + timedelta(minutes=30)
    earlier = select(HandledRequest.key).where(HandledRequest.handled_at < half_past_eleven_in_london)
    with database.reading() as session:
        assert session.scalars(earlier).all() == ["k"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ('password authentication failed for user "bot"', 'password authentication failed for user "bot"'),
        ("sorry, too many clients already", None),
        ("the database system is shutting down", None),
    ],
)
def test_a_server_that_is_full_or_stops_refuses_nobody(said: str, refused: str | None) -> None:
    whole = f'connection failed: connection to server at "127.0.0.1", port 5432 failed: FATAL:  {said}'
    assert refusal(DBAPIError("", {}, OperationalError(whole))) == refused
