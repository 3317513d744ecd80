"""What every test can ask for: a database migrated once and copied, an office with its people."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.migrate import upgrade
from bot.sandbox import Sandbox
from tests.office import MANIFEST, SECRET, TOKEN, HandClock, Office, Server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, made by the migrations."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(migrated: Path, tmp_path: Path) -> str:
    path = tmp_path / "pacesetter.db"
    shutil.copy(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def office(server: Server, database_url: str, clock: HandClock) -> Iterator[Office]:
    with Sandbox(clock=clock, signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        sandbox.load_manifest(MANIFEST)
        office = Office(sandbox, server, database_url, clock)
        yield office
        office.close()


@pytest.fixture
def west(office: Office) -> Office:
    """The office once Lee made the team West, with Rita, Sam and Mia in it."""
    office.founds_west()
    return office
