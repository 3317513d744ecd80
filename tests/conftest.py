"""What every test can ask for: a database migrated once and copied, an office with its people."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.db import Database
from bot.logs import configure
from bot.migrate import upgrade
from bot.sandbox import Sandbox
from tests.office import APP_TOKEN, MANIFEST, SECRET, TOKEN, HandClock, Office, Server, gaps
from tests.postgres import NoPostgres, PostgresServer, empty, find_postgres

# Without these Chromium asks the network for updates, and as root it does not start at all.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# For `make quick`; `make test` takes hypothesis at its word.
hypothesis.settings.register_profile("quick", max_examples=20)
TALKS = Path(__file__).parent / "slack"


EVERYWHERE = {
    "test_checkins",
    "test_contributions",
    "test_home",
    "test_once",
    "test_privacy",
    "test_shortcuts",
    "test_turn",
    "test_undo",
    "test_wins",
    "test_wins_form",
    "test_wins_questions",
}
"""Talks held on every ground: between them every kind of turn, and every statement that is not the domain's."""
SLOW = ("faults", "simulation", "load", "browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everywhere", action="store_true", help="every talk on PostgreSQL and over Socket Mode too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another test shows, and begin with what takes longest, so that nobody waits for it at the end."""
    spared = [item for item in items if is_spared(item, everywhere=config.getoption("everywhere"))]
    config.hook.pytest_deselected(items=spared)
    left = set(items) - set(spared)
    items[:] = sorted((item for item in items if item in left), key=lambda item: not is_marked(item, *SLOW))


def is_spared(item: pytest.Item, *, everywhere: bool) -> bool:
    """Tell whether another test says as much: talk asks the domain, whose tests run on both kinds of database.

    The line and the database know nothing of each other, and the walk takes every entry of every table on both.
    """
    if is_marked(item, "postgres") and is_marked(item, "socket"):
        return True
    is_talk = item.path.parent == TALKS and item.path.stem not in EVERYWHERE
    return is_talk and not everywhere and is_marked(item, "postgres", "socket")


def is_marked(item: pytest.Item, *names: str) -> bool:
    return any(item.get_closest_marker(name) for name in names)


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_production() -> None:
    configure()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, made by the migrations."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")  # what the migrations threw away would be copied for every test
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server where databases may be made."""
    try:
        with find_postgres() as url, PostgresServer(url) as server:
            yield server
    except NoPostgres as reason:
        if os.environ.get("REQUIRE_POSTGRES"):
            raise
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres: PostgresServer) -> str:
    """A PostgreSQL database with the schema, made by the migrations; the tests have it one after the other."""
    url = postgres.make_database()
    upgrade(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the schema and nothing in it: every test that asks for one runs on both kinds."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("migrated_on_postgres")
        empty(url)
        return url
    migrated: Path = request.getfixturevalue("migrated")
    # At one address for all tests, so that their statements are compiled once, which is most of a test's time.
    folder = migrated.parent / "in_use"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / "pacesetter.db"
    shutil.copy(migrated, path)
    url = f"sqlite:///{path}"
    # What another test left open goes on showing the file that is gone.
    Database(url).close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without even a schema."""
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.make_database()
    return f"sqlite:///{tmp_path / 'bare.db'}"


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
def line() -> str:
    """How Slack reaches the bot: "http" or "socket"."""
    return "http"


@pytest.fixture
def office(server: Server, database_url: str, clock: HandClock, line: str) -> Iterator[Office]:
    by_socket = line == "socket"
    with Sandbox(
        clock=clock, signing_secret=SECRET, bot_token=TOKEN, app_token=APP_TOKEN, socket_mode=by_socket
    ) as sandbox:
        sandbox.load_manifest(MANIFEST)
        sandbox.bot.patience = 30.0  # a busy machine makes no answer a wrong one
        office = Office(sandbox, server, database_url, clock)
        yield office
        office.close()
        assert not (torn := gaps(sandbox.workspace)), f"something was left out here, and its space stayed: {torn}"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that makes West on SQLite leaves its database to the others: half of their time."""
    return tmp_path_factory.mktemp("founded") / "west.db"


@pytest.fixture
def west(office: Office, database_url: str, founded: Path) -> Office:
    """The office once Lee made the team West, with Rita, Sam and Mia in it."""
    path = database_url.removeprefix("sqlite:///")
    if founded.exists() and path != database_url:
        shutil.copy(founded, path)
        return office
    office.founds_west()
    if path != database_url:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", [str(founded)])
    return office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """An installed Chromium, without a window; its event loop would be in the way of other modules."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("REQUIRE_BROWSER"):
            raise FileNotFoundError("there is no Chromium")
        pytest.skip("there is no Chromium: on Debian, apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()
