"""Every test of a talk with the bot runs over HTTP and over Socket Mode."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.office import Office


@pytest.fixture(params=["http", pytest.param("socket", marks=pytest.mark.socket)])
def line(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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
