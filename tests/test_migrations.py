"""The schema: the migrations make what the models say, and eat no rows on the way."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, Table, create_engine, func, select, text

from bot.migrate import config, revisions
from bot.models import Base
from tests.postgres import find_programs

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
    metadata.reflect(connection, only=lambda name, _: not is_of_search(name))
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def is_of_search(name: str) -> bool:
    """Whether it belongs to the index by which lessons are found, which the database keeps by itself."""
    return name.startswith("lesson_words") or name in ("vector", "ix_lessons_vector")


def fill(url: str) -> None:
    """Put some rows into every table, each pointing to its parents' rows of the same number."""
    with connected(url) as connection:
        for table in tables_of(connection):
            rows = [
                {column.name: value_of(column, number) for column in table.columns if not column.computed}
                for number in range(1, ROWS + 1)
            ]
            connection.execute(table.insert(), rows)


def value_of(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return value_of(next(iter(column.foreign_keys)).column, number)
    if isinstance(column.type, JSON):
        return {"number": number}
    if isinstance(column.type, DateTime):
        return datetime(2026, 11, number, 9, 0, tzinfo=UTC if column.type.timezone else None)
    of_kind = {
        str: f"{column.name} {number}",
        int: number,
        bool: number > 1,
        date: date(2026, 11, number),
        time: time(number),
    }
    return of_kind.get(column.type.python_type, bytes([number]))


def row_counts(url: str) -> Counter[str]:
    with connected(url) as connection:
        return Counter(
            {table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables_of(connection)}
        )


def assert_no_row_is_eaten(configuration: Config, url: str, revision: str) -> None:
    """Fill the schema of `revision`, go back a step and forth again: whatever table was there kept its rows.

    What a table gets or leaves that only one side of the step has is for a test of that step to say.
    """
    command.upgrade(configuration, revision)
    fill(url)
    full = row_counts(url)
    assert full
    assert set(full.values()) == {ROWS}
    command.downgrade(configuration, "-1")
    before = row_counts(url)
    common = full.keys() & before.keys()
    assert {table: before[table] for table in common} == dict.fromkeys(common, ROWS)
    command.upgrade(configuration, "+1")
    again = row_counts(url)
    assert again.keys() == full.keys()
    assert {table: again[table] for table in common} == dict.fromkeys(common, ROWS)


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
        compared = {"compare_type": True, "compare_server_default": True}
        without_search = {"include_object": lambda _, name, *_more: not is_of_search(name)}
        context = MigrationContext.configure(connection, opts=compared | without_search)
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("table", ["autonomies", "coaching_sessions", "drafts", "feedback", "goals"])
def test_an_id_that_was_taken_back_is_never_given_again(database_url: str, table: str) -> None:
    counts_on = {
        "sqlite": "SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = :table",
        "postgresql": "SELECT pg_get_serial_sequence(:table, 'id') IS NOT NULL",
    }
    with connected(database_url) as connection:
        assert connection.scalar(text(counts_on[connection.dialect.name]), {"table": table})


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(config("sqlite://")).get_heads()) == 1


def test_the_files_are_called_by_their_revisions_in_order() -> None:
    assert revisions() == REVISIONS[::-1]


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


# ── what a step carries along ────────────────────────────────────────────────────────────────────────────


def put(url: str, table: str, *rows: dict[str, Any]) -> None:
    """Rows of these values; what they do not speak of is as in `fill`."""
    with connected(url) as connection:
        into = next(each for each in tables_of(connection) if each.name == table)
        for number, row in enumerate(rows, 1):
            others = {column.name: value_of(column, number) for column in into.columns}
            connection.execute(into.insert(), others | row)


def look(url: str, query: str) -> list[tuple[Any, ...]]:
    with connected(url) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def wins_of_0001(bare_database_url: str) -> Config:
    """Two teams' wins as they were kept before there were accounts and credits."""
    configuration = config(bare_database_url)
    command.upgrade(configuration, "0001")
    for table in ("workspaces", "people", "teams"):
        put(bare_database_url, table, {}, {}, {})
    win = {"team_id": 1, "owner_id": 1, "logged_by_id": 1, "amount_minor": 10_001}
    put(
        bare_database_url,
        "wins",
        win | {"id": 1, "number": 1, "account": "Acme Inc"},
        win | {"id": 2, "number": 2, "account": "ACME  inc"},
        win | {"id": 3, "number": 3, "account": None},
        win | {"id": 4, "number": 1, "account": "Acme Inc", "team_id": 2},
    )
    helped = [(1, 2, 3333), (1, 3, 0), (4, 2, 10_000)]
    put(bare_database_url, "win_helpers", *(dict(zip(HELPED, row, strict=True)) for row in helped))
    return configuration


HELPED = ("win_id", "person_id", "share")


def test_accounts_are_booked_once_a_team_however_they_were_spelled(
    wins_of_0001: Config, bare_database_url: str
) -> None:
    command.upgrade(wins_of_0001, "0002")
    accounts = look(bare_database_url, "SELECT team_id, name, folded FROM accounts ORDER BY id")
    assert accounts == [(1, "Acme Inc", "acme inc"), (2, "Acme Inc", "acme inc")]
    booked = "SELECT w.id, a.team_id, a.name FROM wins w LEFT JOIN accounts a ON a.id = w.account_id ORDER BY w.id"
    assert look(bare_database_url, booked) == [
        (1, 1, "Acme Inc"),
        (2, 1, "Acme Inc"),
        (3, None, None),
        (4, 2, "Acme Inc"),
    ]


def test_owners_and_helpers_get_credit_that_adds_up_to_the_amount(wins_of_0001: Config, bare_database_url: str) -> None:
    command.upgrade(wins_of_0001, "0002")
    credits = "SELECT win_id, person_id, share, amount_minor FROM win_credits ORDER BY win_id, person_id"
    assert look(bare_database_url, credits) == [
        (1, 1, 6667, 6668),
        (1, 2, 3333, 3333),
        (1, 3, 0, 0),
        (2, 1, 10_000, 10_001),
        (3, 1, 10_000, 10_001),
        (4, 1, 0, 0),
        (4, 2, 10_000, 10_001),
    ]


def test_going_back_brings_the_names_and_the_helpers_of_wins_back(wins_of_0001: Config, bare_database_url: str) -> None:
    command.upgrade(wins_of_0001, "0002")
    command.downgrade(wins_of_0001, "0001")
    named = look(bare_database_url, "SELECT id, account FROM wins ORDER BY id")
    assert named == [(1, "Acme Inc"), (2, "Acme Inc"), (3, None), (4, "Acme Inc")]
    helped = look(bare_database_url, "SELECT win_id, person_id, share FROM win_helpers ORDER BY win_id, person_id")
    assert helped == [(1, 2, 3333), (1, 3, 0), (4, 2, 10_000)]


def test_whoever_had_a_role_has_it_since_they_joined(bare_database_url: str) -> None:
    configuration = config(bare_database_url)
    command.upgrade(configuration, "0019")
    fill(bare_database_url)
    command.upgrade(configuration, "0020")
    since = "SELECT given_at = joined_at FROM membership_roles JOIN memberships ON id = membership_id"
    assert [bool(same) for (same,) in look(bare_database_url, since)] == [True] * ROWS


def test_kudos_that_stand_in_no_channel_were_not_posted(bare_database_url: str) -> None:
    configuration = config(bare_database_url)
    command.upgrade(configuration, "0023")
    fill(bare_database_url)
    with connected(bare_database_url) as connection:
        connection.execute(text("UPDATE outbox_messages SET key = 'kudos:2' WHERE id = 1"))
    command.upgrade(configuration, "0024")
    posted = look(bare_database_url, "SELECT id, is_posted FROM kudos ORDER BY id")
    assert [(its_id, bool(is_so)) for its_id, is_so in posted] == [(1, False), (2, True), (3, False)]


# ── back to a backup ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the programs here may be older than the server named")
@pytest.mark.parametrize("bare_database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_backup_from_before_an_upgrade_is_restored_as_the_manual_says(bare_database_url: str, tmp_path: Path) -> None:
    manual = (Path(__file__).parents[1] / "docs" / "running.md").read_text("utf-8")
    back_up, *restore = re.findall(r"^(?:pg_dump|psql|pg_restore) .+$", manual, re.MULTILINE)
    address = bare_database_url.replace("postgresql+psycopg://", "postgresql://")
    variables = os.environ | {"DATABASE_URL": address, "PATH": f"{find_programs()}:{os.environ['PATH']}"}
    configuration = config(bare_database_url)
    command.upgrade(configuration, "0015")
    fill(bare_database_url)
    before = row_counts(bare_database_url)
    subprocess.run(back_up, shell=True, check=True, cwd=tmp_path, env=variables)
    command.upgrade(configuration, "head")
    for line in restore:
        subprocess.run(line, shell=True, check=True, cwd=tmp_path, env=variables)
    assert look(bare_database_url, "SELECT version_num FROM alembic_version") == [("0015",)]
    assert row_counts(bare_database_url) == before


def test_what_was_installed_makes_its_database(tmp_path: Path) -> None:
    """The wheel carries the migrations, which lie outside of the package, and needs nothing else of the checkout."""
    source, installed = tmp_path / "source", tmp_path / "installed"
    source.mkdir()
    for name in ("bot", "migrations"):
        shutil.copytree(name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(name, source)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        tmp_path,
    ]
    subprocess.run([*build, source], check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    url = f"sqlite:///{tmp_path / 'made.db'}"
    migrate = [sys.executable, "-m", "bot", "migrate"]
    made = {**os.environ, "PYTHONPATH": str(installed), "DATABASE_URL": url}
    assert (
        "up to date"
        in subprocess.run(migrate, cwd=tmp_path, env=made, check=True, capture_output=True, text=True).stdout
    )
