"""A team without Slack: its people and its memberships, in a database."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.migrate import upgrade
from bot.models import Membership, Person
from bot.vault import Vault
from tests.office import KEY
from tests.postgres import PostgresServer
from tests.sales import Sales


@dataclass(frozen=True)
class West:
    """Lee leads, Rita and Sam sell, Dana is in no team; every act happens in `session`."""

    session: Session
    lee: Membership
    rita: Membership
    sam: Membership
    dana: Person


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_database(
    request: pytest.FixtureRequest, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """One for all tests that commit nothing: its statements are compiled once, which is most of their time."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("domain") / "shared.db"
        shutil.copy(migrated, path)
        url = f"sqlite:///{path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.make_database()
        upgrade(url)
    database = Database(url, Vault([KEY]))
    yield database
    database.close()


@pytest.fixture
def sales(shared_database: Database) -> Iterator[Sales]:
    """The domain flushes and never commits, so that a test's whole transaction can be taken back."""
    with shared_database.writing() as session:
        yield Sales(session)
        session.rollback()


@pytest.fixture
def west(sales: Sales) -> West:
    lee = sales.team("West", sales.person("Lee"))
    rita, sam = (sales.rep(name, lee) for name in ("Rita", "Sam"))
    return West(sales.session, lee, rita, sam, sales.person("Dana"))


@pytest.fixture
def lee(west: West) -> Membership:
    """Lee, who leads West."""
    return west.lee


@pytest.fixture
def rita(west: West) -> Membership:
    """Rita, who sells in West."""
    return west.rita


@pytest.fixture
def director(sales: Sales, west: West) -> Membership:
    """Dana, who leads the team above West."""
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    west.session.flush()
    return north
