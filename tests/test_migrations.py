"""The schema: the migrations make what the models say, and eat no rows on the way."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, Table, create_engine, func, select

from bot.migrate import config
from bot.models import Base

ROWS = 3
REVISIONS = [script.revision for script in ScriptDirectory.from_config(config("sqlite://")).walk_revisions()]

REBUILDS_THE_PARENTS = """
from alembic import op

revision, down_revision = "rebuilding", "{head}"
CHANGED = {{"wins": "title", "people": "name", "teams": "zone", "workspaces": "first_seen_at"}}

def upgrade(nullable=True):
    for table, column in CHANGED.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, nullable=nullable)

def downgrade():
    upgrade(nullable=False)
"""

LEAVES_ORPHANS = """
from alembic import op

revision, down_revision = "orphans", "{head}"

def upgrade():
    op.execute("DELETE FROM people")

def downgrade():
    pass
"""


# ── a database with something in every table ─────────────────────────────────────────────────────────────


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """The tables that are there, parents first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def fill(url: str) -> None:
    """Put some rows into every table, each pointing to its parents' rows of the same number."""
    with connected(url) as connection:
        for table in tables_of(connection):
            rows = [
                {column.name: value_of(column, number) for column in table.columns} for number in range(1, ROWS + 1)
            ]
            connection.execute(table.insert(), rows)


def value_of(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return value_of(next(iter(column.foreign_keys)).column, number)
    if isinstance(column.type, JSON):
        return {"number": number}
    if isinstance(column.type, DateTime):
        return datetime(2026, 11, number, 9, 0, tzinfo=UTC if column.type.timezone else None)
    of_kind = {str: f"{column.name} {number}", int: number, bool: number > 1, date: date(2026, 11, number)}
    return of_kind.get(column.type.python_type, bytes([number]))


def row_counts(url: str) -> Counter[str]:
    with connected(url) as connection:
        return Counter(
            {table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables_of(connection)}
        )


def assert_no_row_is_eaten(configuration: Config, url: str, revision: str) -> None:
    """Fill the schema of `revision`, go back a step and forth again: whatever table was there kept its rows."""
    command.upgrade(configuration, revision)
    fill(url)
    full = row_counts(url)
    assert full
    assert set(full.values()) == {ROWS}
    command.downgrade(configuration, "-1")
    before = row_counts(url)
    assert before == dict.fromkeys(before, ROWS)
    command.upgrade(configuration, "+1")
    assert row_counts(url) == {table: ROWS if table in before else 0 for table in full}


def with_migration(url: str, folder: Path, source: str) -> Config:
    """The configuration with one migration more, on top of ours."""
    (folder / "later.py").write_text(source.format(head=REVISIONS[0]))
    configuration = config(url)
    ours = Path(configuration.get_main_option("script_location") or "") / "versions"
    configuration.set_main_option("path_separator", "newline")
    configuration.set_main_option("version_locations", f"{ours}\n{folder}")
    return configuration


# ── what holds ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    with connected(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(config("sqlite://")).get_heads()) == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_step_back_and_forth_eats_no_rows(bare_database_url: str, revision: str) -> None:
    assert_no_row_is_eaten(config(bare_database_url), bare_database_url, revision)


def test_rebuilding_a_table_does_not_cascade_into_its_children(bare_database_url: str, tmp_path: Path) -> None:
    configuration = with_migration(bare_database_url, tmp_path, REBUILDS_THE_PARENTS)
    assert_no_row_is_eaten(configuration, bare_database_url, "rebuilding")


def test_a_migration_that_would_leave_orphans_changes_nothing(bare_database_url: str, tmp_path: Path) -> None:
    configuration = with_migration(bare_database_url, tmp_path, LEAVES_ORPHANS)
    command.upgrade(configuration, REVISIONS[0])
    fill(bare_database_url)
    with pytest.raises(Exception, match=r"nothing was changed|violates foreign key"):
        command.upgrade(configuration, "orphans")
    assert row_counts(bare_database_url)["people"] == ROWS


def test_migrating_twice_is_migrating_once(database_url: str) -> None:
    fill(database_url)
    command.upgrade(config(database_url), "head")
    assert set(row_counts(database_url).values()) == {ROWS}
