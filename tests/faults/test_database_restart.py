"""The server of the database stops and starts again, or hangs, while the bot runs."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import Database
from bot.migrate import upgrade
from bot.sandbox import Sandbox
from bot.slack.bolt import SORRY
from tests.faults.crew import ROOT, wait_until
from tests.office import SECRET, TOKEN, Office
from tests.postgres import (
    SERVER_OPTIONS,
    NoPostgres,
    PostgresServer,
    find_programs,
    running_server,
    unprivileged_account,
)
from tests.slack.talk import hears

pytestmark = [pytest.mark.postgres, pytest.mark.faults]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server's own account can get, and with a name short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="pace-") as path:
        yield Path(path)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """On the real clock, as the processes are."""
    with Sandbox(signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        yield sandbox


class Control:
    """Stops and starts the server in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = next(folder.glob("**/bin/pg_ctl"), None) or find_programs() / "pg_ctl"

    def stop(self) -> None:
        # In order, since the server of the tests writes what is committed to the disk only now and then.
        self._do("stop", "-m", "fast")

    def start(self) -> None:
        options = " ".join(f"-c {option}" for option in SERVER_OPTIONS)
        self._do("start", "-o", f"-k {self._folder} {options}", "-l", self._folder / "data" / "log")

    def _do(self, *arguments: str | Path) -> None:
        command = [self._program, "-D", self._folder / "data", "-w", "-s", *arguments]
        subprocess.run(command, check=True, cwd=self._folder, timeout=30, **unprivileged_account())


@pytest.fixture
def database_server(folder: Path) -> Iterator[str]:
    try:
        with running_server(find_programs(), folder) as url:
            yield url
            Control(folder).stop()
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def database_url(database_server: str) -> str:
    url = PostgresServer(database_server).make_database()
    upgrade(url)
    return url


def test_the_bot_goes_on_after_the_server_of_its_database_was_restarted(west: Office, folder: Path) -> None:
    control = Control(folder)
    west.rita.types("/win 48k Acme: plan")
    assert len(west.posted()) == 1
    control.stop()
    assert hears(west.rita, "/win 20k Globex: seat").startswith(SORRY)
    west.rita.types("/kudos @sam for staying late")
    control.start()
    assert "Logged as win 2" in hears(west.rita, "/win 20k Globex: seat")
    assert len(west.posted()) == 2
    assert west.bot.scheduler.tick() == []


def test_a_worker_whose_database_hangs_still_ends_when_it_is_told_to(
    database_url: str, folder: Path, sandbox: Sandbox
) -> None:
    given = {"DATABASE_URL": database_url, "SLACK_API_URL": sandbox.api_url, "SLACK_BOT_TOKEN": TOKEN}
    begun = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    database = Database(database_url)

    def backends() -> list[int]:
        with database.reading() as session:
            return list(session.scalars(text(begun)))

    command = [sys.executable, "-m", "bot", "worker"]
    with subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)} | given) as worker:
        wait_until(lambda: len(backends()) >= 2, within=40, or_say=lambda: "no worker")
        stopped = backends()
        database.close()
        for backend in stopped:
            os.kill(backend, signal.SIGSTOP)
        try:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(11) == 1
        finally:
            worker.kill()
            for backend in stopped:
                os.kill(backend, signal.SIGCONT)
