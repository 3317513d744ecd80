"""The command line: one sentence for a wrong setting, processes that start, answer and stop when they are told."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString

import pytest
from sqlalchemy import make_url

from bot import migrate
from bot.__main__ import main
from bot.db import Database
from bot.migrate import check
from bot.models import Workspace
from bot.outbox import workers
from bot.sandbox import Sandbox
from tests.notes import Notes
from tests.office import APP_TOKEN, BEGIN, MANIFEST, SECRET, TOKEN, HandClock
from tests.postgres import PostgresServer, empty

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 20
SECONDS_TO_STOP = 10
AT = BEGIN.isoformat(timespec="seconds")
RIGHT = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path) -> Path:
    """Everything set as it should be, on a SQLite file of its own; returns the file."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pacesetter.db"
    shutil.copy(migrated, path)
    for name, value in (RIGHT | {"DATABASE_URL": f"sqlite:///{path}", "SLACK_API_URL": "http://127.0.0.1:1"}).items():
        monkeypatch.setenv(name, value)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pacesetter", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("missing", "command"),
    [
        ("SLACK_BOT_TOKEN", ["web"]),
        ("SLACK_BOT_TOKEN", ["worker"]),
        ("SLACK_BOT_TOKEN", ["tick", "--at", AT]),
        ("SLACK_SIGNING_SECRET", ["web"]),
        ("SLACK_APP_TOKEN", ["socket"]),
    ],
)
def test_a_missing_setting_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str], missing: str
) -> None:
    monkeypatch.delenv(missing, raising=False)
    assert run(monkeypatch, *command) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"{missing} is not set.")
    assert "\n" not in said


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("DATABASE_URL", "mysql://x"), ("SLACK_API_URL", "x")])
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert run(monkeypatch, "web") == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"{name} is wrong:")
    assert "\n" not in said


def test_an_app_token_that_is_none_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-…")
    assert run(monkeypatch, "socket") == 2
    assert capsys.readouterr().err.startswith("SLACK_APP_TOKEN is wrong:")


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "demo", "--port", "99999") == 2
    assert "'--port': 99999 is not in the range" in capsys.readouterr().err


def test_several_processes_on_sqlite_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "web", "--processes", "2") == 2
    assert "SQLite has one writer" in capsys.readouterr().err


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────────


WHAT_TO_LOOK_AT = "Is DATABASE_URL right, is it up, is its disk full?"
LONG_RUNNING = [["web"], ["worker"], ["socket"]]
COMMANDS = [*LONG_RUNNING, ["tick", "--at", AT], ["outbox"], ["outbox", "retry", "--all"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_that_is_not_migrated_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run(monkeypatch, *command) == 2
    assert capsys.readouterr().err == "The schema is not up to date: run `python -m bot migrate`.\n"
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("command", ["worker", "migrate"])
def test_a_database_that_a_newer_version_has_migrated_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: Path, command: str
) -> None:
    with closing(sqlite3.connect(environment)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert run(monkeypatch, command) == 2
    assert capsys.readouterr().err.startswith("A newer version has migrated the database:")


@pytest.mark.parametrize("command", [["tick", "--at", AT], ["outbox"], ["migrate"]], ids=" ".join)
def test_a_database_out_of_reach_is_one_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:hush@127.0.0.1:1/pacesetter")
    assert run(monkeypatch, *command) == 2
    assert capsys.readouterr().err == f"The database does not answer (OperationalError). {WHAT_TO_LOOK_AT}\n"


@pytest.mark.postgres
def test_what_postgresql_refuses_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres: PostgresServer
) -> None:
    mine = make_url(postgres.make_database())
    nobodys = mine.set(database="nobodys", password="hush")
    not_mine = mine.update_query_dict({"options": "-c role=pg_monitor"})
    for url, refusal in (
        (nobodys, 'database "nobodys" does not exist'),
        (not_mine, "permission denied for schema public"),
    ):
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        assert run(monkeypatch, "migrate") == 2
        told = capsys.readouterr().err
        assert told.startswith(f"PostgreSQL refuses: {refusal}. DATABASE_URL wants a user with the right password")
        assert "hush" not in told


@pytest.mark.postgres
@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_can_not_hold_every_name_and_emoji_is_refused_before_anything_is_in_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    postgres: PostgresServer,
    encoding: LiteralString,
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.make_database(encoding))
    assert run(monkeypatch, "migrate") == 2
    assert capsys.readouterr().err.startswith(f"The database keeps its text in {encoding}, which can't hold all")


def test_a_server_that_takes_connections_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(migrate.NotMigrated, match="does not answer"):
        check(f"postgresql+psycopg://bot:hush@127.0.0.1:{silent.getsockname()[1]}/pacesetter")


def test_what_runs_for_long_waits_for_a_database_out_of_reach() -> None:
    check("postgresql+psycopg://bot:hush@127.0.0.1:1/pacesetter", is_patient=True)


# ── migrate and tick ─────────────────────────────────────────────────────────────────────────────────────


def test_migrate_makes_the_schema_in_a_new_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run(monkeypatch, "migrate") == 0
    assert run(monkeypatch, "migrate") == 0
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert Notes(database, HandClock()).waiting() == 0
    database.close()


def test_nobody_else_on_the_machine_reads_what_is_in_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert run(monkeypatch, "migrate") == 0
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with database.writing() as session:
        session.add(Workspace(id="T1", first_seen_at=BEGIN))
    files = list(tmp_path.glob("new.db*"))
    assert len(files) > 1
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    database.close()


def test_migrate_says_in_one_sentence_that_it_has_no_folder_or_a_file_of_another_kind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = tmp_path / "text.db"
    text.write_text("no database " * 1000)
    for path, error in ((tmp_path / "nowhere" / "new.db", "OperationalError"), (text, "DatabaseError")):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
        assert run(monkeypatch, "migrate") == 2
        assert capsys.readouterr().err == f"The database does not answer ({error}). {WHAT_TO_LOOK_AT}\n"


@pytest.fixture
def notes(environment: Path) -> Iterator[Notes]:
    """The processes' own database, to write into it what they should do."""
    database = Database(f"sqlite:///{environment}")
    yield Notes(database, HandClock())
    database.close()


@pytest.mark.parametrize("at", ["tomorrow", "2026-11-23T09:00:00", "2026-11-23"])
def test_tick_refuses_a_moment_that_is_none(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    assert run(monkeypatch, "tick", "--at", at) == 2


def test_tick_delivers_what_is_due_at_that_moment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], notes: Notes
) -> None:
    notes.show(1, "One", "C1")
    notes.withdraw(1)
    assert run(monkeypatch, "tick", "--at", (BEGIN - timedelta(hours=1)).isoformat()) == 0
    assert notes.waiting() == 1
    assert run(monkeypatch, "tick", "--at", AT) == 0
    assert notes.waiting() == 0
    assert "Still waiting: 0 messages." in capsys.readouterr().out


def test_tick_says_which_job_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: Path
) -> None:
    with closing(sqlite3.connect(environment)) as connection:
        connection.execute("ALTER TABLE drafts RENAME TO gone")
    assert run(monkeypatch, "tick", "--at", AT) == 1
    said = capsys.readouterr()
    assert "Failed: drafts.prune. The log says where." in said.err
    assert "event=tick.failed job=drafts.prune" in said.err
    assert "Still waiting: 0 messages." in said.out


def test_tick_with_slack_out_of_reach_says_what_is_left_in_the_time_it_has(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], notes: Notes
) -> None:
    notes.show(1, "One", "C1")
    notes.stood_before(1)
    notes.withdraw(1)
    begun = time.monotonic()
    assert run(monkeypatch, "tick", "--at", AT, "--within", "1") == 1
    assert 0.9 < time.monotonic() - begun < 3
    said = capsys.readouterr()
    assert "Still waiting: 1 message." in said.out
    assert "ConnectionRefusedError" in said.err


# ── processes ────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Our program in a process of its own, which has to end by itself when it is told to."""
    command = [sys.executable, "-m", "bot", *arguments]
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as started:
        try:
            yield started
            started.send_signal(signal.SIGTERM)
            started.wait(SECONDS_TO_STOP)
        finally:
            started.kill()


def until_it_answers(started: subprocess.Popen[bytes], url: str) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and started.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.05)
    raise AssertionError("it does not answer")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """On the real clock, as the processes are."""
    with Sandbox(signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield sandbox


def test_web_answers_slack_until_it_is_told_to_stop(sandbox: Sandbox) -> None:
    rita = sandbox.add_person("rita", "Rita Rossi")
    sandbox.add_channel("wins", [rita])
    port = free_port()
    sandbox.events_url = f"http://127.0.0.1:{port}/slack/events"
    with process("web", PORT=str(port), SLACK_API_URL=sandbox.api_url) as web:
        assert until_it_answers(web, f"http://127.0.0.1:{port}/healthz") == "ok"
        answer = rita.types("/pace help", in_="wins")
        assert answer
        assert "/win" in answer.plain
        assert sandbox.signed("ssl_check=1", secret="of somebody else").status == 401
    assert web.returncode in (0, -signal.SIGTERM)


def test_worker_delivers_until_it_is_told_to_stop(sandbox: Sandbox, notes: Notes) -> None:
    notes.show(1, "One", "C1")
    notes.withdraw(1)
    deadline = time.monotonic() + SECONDS_TO_START
    with process("worker", SLACK_API_URL=sandbox.api_url) as worker:
        while notes.waiting() and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
    assert notes.waiting() == 0
    assert worker.returncode == 0


def test_a_worker_is_known_while_it_runs_and_forgotten_when_it_stopped_in_order(sandbox: Sandbox, notes: Notes) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    with process("worker", SLACK_API_URL=sandbox.api_url) as worker:
        while not running(notes) and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running(notes) == 1
    assert running(notes) == 0


METRICS = {"METRICS_TOKEN": "a-token-of-the-tests"}


def metrics(url: str) -> dict[str, float]:
    """Every figure by its name with its labels."""
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {METRICS['METRICS_TOKEN']}"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("host", ["127.0.0.1", "nonsense"], ids=["taken", "nonsense"])
def test_a_place_where_web_cannot_listen_is_one_sentence(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        with process("web", "--host", host, PORT=port) as web:
            assert web.stdout
            *_, said = web.stdout.read().decode().splitlines()
    assert web.returncode == 2
    assert said.startswith(f"web can't listen at {host}, port {port} (")


def test_a_second_web_on_the_same_port_ends_in_the_same_sentence(sandbox: Sandbox) -> None:
    port = str(free_port())
    with process("web", PORT=port, SLACK_API_URL=sandbox.api_url) as web:
        until_it_answers(web, f"http://127.0.0.1:{port}/healthz")
        with process("web", PORT=port, SLACK_API_URL=sandbox.api_url) as second:
            assert second.stdout
            *_, said = second.stdout.read().decode().splitlines()
        assert second.returncode == 2
        assert said.startswith(f"web can't listen at 127.0.0.1, port {port} (")
        assert until_it_answers(web, f"http://127.0.0.1:{port}/healthz") == "ok"


def test_a_request_that_never_comes_whole_does_not_keep_web_from_ending(sandbox: Sandbox) -> None:
    port = free_port()
    with process("web", PORT=str(port), SLACK_API_URL=sandbox.api_url) as web:
        until_it_answers(web, f"http://127.0.0.1:{port}/healthz")
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"POST /slack/events HTTP/1.1\r\nHost: us\r\nContent-Length: 100\r\n\r\ntoken=")
        until_it_answers(web, f"http://127.0.0.1:{port}/healthz")
    half.close()


@pytest.mark.parametrize("command", ["worker", "socket"])
def test_what_is_no_web_process_answers_for_its_health_and_its_metrics(sandbox: Sandbox, command: str) -> None:
    port = free_port()
    given = METRICS | {"METRICS_PORT": str(port), "SLACK_API_URL": sandbox.api_url, "SLACK_APP_TOKEN": APP_TOKEN}
    with process(command, **given) as worker:
        until_it_answers(worker, f"http://127.0.0.1:{port}/healthz")
        deadline = time.monotonic() + SECONDS_TO_START
        while not (told := metrics(f"http://127.0.0.1:{port}/metrics"))["pacesetter_workers"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert told["pacesetter_database_up"] == 1
        assert told["process_resident_memory_bytes"] > 0
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5)


def test_without_a_token_a_worker_opens_no_port(sandbox: Sandbox, notes: Notes) -> None:
    port = free_port()
    with process("worker", METRICS_PORT=str(port), SLACK_API_URL=sandbox.api_url) as worker:
        deadline = time.monotonic() + SECONDS_TO_START
        while not running(notes) and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port))


@pytest.mark.postgres
def test_processes_behind_one_port_tell_the_same_whichever_is_asked(
    sandbox: Sandbox, migrated_on_postgres: str
) -> None:
    empty(migrated_on_postgres)
    rita = sandbox.add_person("rita", "Rita Rossi")
    sandbox.add_channel("wins", [rita])
    port = free_port()
    sandbox.events_url = f"http://127.0.0.1:{port}/slack/events"
    given = METRICS | {"PORT": str(port), "SLACK_API_URL": sandbox.api_url, "DATABASE_URL": migrated_on_postgres}
    with process("web", "--processes", "2", **given) as web:
        until_it_answers(web, f"http://127.0.0.1:{port}/healthz")
        for turn in range(1, 21):
            rita.types("/pace help", in_="wins")
            told = metrics(f"http://127.0.0.1:{port}/metrics")
            assert told['pacesetter_turn_seconds_count{kind="command",outcome="done"}'] == turn
            assert told["pacesetter_database_up"] == 1


def running(notes: Notes) -> int:
    with notes.database.reading() as session:
        return workers.crew(session, real_now=datetime.now(UTC)).running
