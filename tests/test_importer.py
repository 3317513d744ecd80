"""From a file to PostgreSQL: everything comes along, and people go on where they were."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, delete, event, func, select

from bot.__main__ import cli
from bot.app import Bot, make_web
from bot.clock import Clock
from bot.db import Database
from bot.delivery import Limits
from bot.models import Base, Goal, Metric
from bot.outbox import workers
from tests.office import KEY, Office, Server
from tests.postgres import empty
from tests.slack.talk import hears

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def file(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


@pytest.fixture
def target(migrated_on_postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, migrated, which the command line finds in its settings."""
    empty(migrated_on_postgres)
    monkeypatch.setenv("DATABASE_URL", migrated_on_postgres)
    monkeypatch.setenv("CONFIDENTIAL_KEYS", KEY)
    return migrated_on_postgres


@pytest.fixture
def copied(target: str) -> Iterator[Database]:
    database = Database(target)
    yield database
    database.close()


@pytest.fixture
def moves(west: Office, server: Server, file: Path, target: str) -> Callable[[], None]:
    """The bot stops, its file is copied, and it starts again on PostgreSQL."""

    def moves() -> None:
        west.close()
        assert imports(file).exit_code == 0
        settings = replace(west.settings, database_url=target)
        west.bot = Bot(settings, west.clock, limits=Limits.none())
        server.app = make_web(west.bot, settings)

    return moves


def imports(file: Path) -> Result:
    return CliRunner().invoke(cli, ["import", str(file)])


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def live(office: Office) -> None:
    """Sales, goals and words, some of them sealed."""
    for who, line in (
        (office.rita, "/win 48k Acme: annual plan"),
        (office.rita, "/goal new 100k this quarter"),
        (office.rita, "/goal new 12 demos this quarter"),
        (office.sam, "/no Globex: budget frozen until spring"),
        (office.sam, "/obstacle Legal: yes or no on clause 7 by Thursday"),
        (office.lee, "/promise @rita review the Acme deck by Friday"),
        (office.lee, "/kudos @sam for staying late on the review 🎉"),
    ):
        assert "wrong" not in hears(who, line)
    office.delivers()


def test_every_row_comes_along_as_it_was_even_where_two_point_at_each_other(
    west: Office, file: Path, copied: Database
) -> None:
    live(west)
    for nth, other in ((0, 1), (1, 0)):
        with west.bot.database.writing() as session:
            metrics = session.scalars(select(Metric).order_by(Metric.id)).all()
            metrics[nth].partner = metrics[other]
    before = everything(west.bot.database)
    assert len([rows for rows in before.values() if rows]) > 20
    assert imports(file).output == f"{sum(map(len, before.values()))} rows copied.\n"
    assert everything(copied) == before


def test_a_backup_is_copied_too_and_stays_as_it_is(west: Office, file: Path, copied: Database, tmp_path: Path) -> None:
    live(west)
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"VACUUM INTO '{backup}'")
    before = backup.read_bytes()
    assert imports(backup).exit_code == 0
    assert everything(copied) == everything(west.bot.database)
    assert backup.read_bytes() == before


def test_people_go_on_where_they_were(west: Office, moves: Callable[[], None]) -> None:
    live(west)
    said = hears(west.rita, "/pace")
    moves()
    assert hears(west.rita, "/pace") == said
    assert "budget frozen" in hears(west.sam, "/no list")
    assert "$68,000 of $100,000" in hears(west.rita, "/win 20k Initech: pilot")
    assert len([line for line in west.posted() if "Acme" in line and "annual plan" in line]) == 1
    assert any("Initech" in line for line in west.posted())


def test_an_id_that_was_taken_back_is_not_given_again(west: Office, moves: Callable[[], None]) -> None:
    live(west)
    with west.bot.database.writing() as session:
        last = session.scalar(select(func.max(Goal.id)))
        session.execute(delete(Goal).where(Goal.id == last))
    moves()
    hears(west.rita, "/goal new 40 calls this quarter")
    with west.bot.database.reading() as session:
        assert session.scalar(select(func.max(Goal.id))) == (last or 0) + 1


def test_while_a_worker_runs_nothing_is_copied(west: Office, file: Path, copied: Database) -> None:
    now = Clock().real_now()
    with west.bot.database.writing() as session:
        workers.say_alive(session, "here:1:abc", started_at=now, ticked_at=now, real_now=now)
    refused = imports(file)
    assert (refused.exit_code, refused.output[:24]) == (1, "A worker still runs on " + str(file)[:1])
    assert not any(everything(copied).values())


def test_while_a_file_is_written_to_nothing_is_copied(file: Path, copied: Database) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as web:
        web.execute("BEGIN IMMEDIATE")
        refused = imports(file)
        web.execute("ROLLBACK")
    assert (refused.exit_code, refused.output[:25]) == (1, "Something writes to " + str(file)[:5])
    assert not any(everything(copied).values())


@pytest.mark.usefixtures("target")
def test_nobody_writes_to_the_file_while_it_is_copied(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def try_to_write(*_: object) -> bool:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as web:
            try:
                web.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                tried.append(error.sqlite_errorname)
        return False

    monkeypatch.setattr("bot.importer._refer_within", try_to_write)
    assert imports(file).exit_code == 0
    assert set(tried) == {"SQLITE_BUSY"}


def test_a_file_with_signs_of_an_address_in_its_name_is_copied(west: Office, file: Path, copied: Database) -> None:
    live(west)
    backup = file.with_name("is it #1?.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"VACUUM INTO '{backup}'")
    assert imports(backup).exit_code == 0
    assert everything(copied) == everything(west.bot.database)


def test_a_row_that_postgresql_does_not_take_is_named(west: Office, file: Path, copied: Database) -> None:
    live(west)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE goals SET target = 9223372036854775807, currency = 'a' || char(0) WHERE id = 2")
        connection.commit()
    refused = imports(file)
    assert refused.exit_code == 1
    assert refused.output.startswith("PostgreSQL does not take the row of goals with id 2 (")
    assert not any(everything(copied).values())


@pytest.mark.usefixtures("target")
def test_a_connection_that_breaks_in_the_middle_is_said_to_be_broken_and_no_row_is_blamed(
    west: Office, file: Path
) -> None:
    live(west)

    def hang_up(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO goals"):
            connection.connection.driver_connection.pgconn.finish()  # type: ignore[union-attr]

    event.listen(Engine, "before_cursor_execute", hang_up)
    try:
        broken = imports(file)
    finally:
        event.remove(Engine, "before_cursor_execute", hang_up)
    assert (broken.exit_code, broken.output.partition(" (")[0]) == (2, "The database did not do it")


def test_a_database_that_is_not_empty_stays_as_it_is(west: Office, file: Path, copied: Database) -> None:
    assert imports(file).exit_code == 0
    hears(west.rita, "/win 48k Acme: annual plan")
    before = everything(copied)
    refused = imports(file)
    assert refused.exit_code == 1
    assert refused.output.startswith("There is something in the database of DATABASE_URL already:")
    assert everything(copied) == before


@pytest.mark.usefixtures("target")
def test_without_the_keys_of_the_file_it_says_how_much_can_not_be_read(
    west: Office, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(west)
    monkeypatch.delenv("CONFIDENTIAL_KEYS")
    told = imports(file)
    assert told.exit_code == 1
    assert told.output.endswith("1 piece can't be read: put the keys of that file's bot into CONFIDENTIAL_KEYS.\n")


@pytest.mark.usefixtures("target")
def test_what_is_no_database_of_this_version_is_not_copied(file: Path) -> None:
    text = file.with_name("text.db")
    text.write_text("no database " * 1000)
    refused = imports(text)
    assert refused.exit_code == 2
    assert f"`DATABASE_URL=sqlite:///{text} python -m bot migrate`" in refused.output


def test_a_file_is_not_copied_into_a_file(file: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    refused = imports(file)
    assert "Set it to the PostgreSQL database" in str(refused.exception)
