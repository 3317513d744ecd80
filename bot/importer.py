"""`python -m bot import`: everything in a SQLite file, copied into an empty PostgreSQL database."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, ForeignKey, Table, bindparam, create_engine, func, insert, select, text, update
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.models import Base, DeliveryLease, Worker
from bot.outbox import workers

AT_ONCE = 1000
OF_PROCESSES = (Worker.__table__, DeliveryLease.__table__)
"""What running processes say of themselves; the new ones will say it anew."""
LAST_IDS = text("SELECT name, seq FROM sqlite_sequence")
"""The last id that SQLite gave in each table whose rows can be deleted."""
STILL_RUNS = (
    "A worker still runs on {file}: stop the bot first, as nothing that is said meanwhile would be copied. "
    "If it was killed, try again in three minutes."
)
STILL_WRITES = (
    "Something writes to {file} just now: stop the bot first, as what it is told meanwhile would not be copied."
)
NOT_TAKEN = (
    "PostgreSQL does not take the row of {table} with {key} ({why}). Nothing was copied: mend that row in the file, "
    "or in a copy of it, and try again."
)
OF_A_ROW = (DataError, IntegrityError, ProgrammingError)
"""What PostgreSQL says of what it is given; all else is about the server, or the way to it."""
NOT_EMPTY = "There is something in the database of DATABASE_URL already: let it name one that is migrated and empty."


def url_of(file: Path) -> str:
    """Also of a file whose name holds what has a meaning in a URL."""
    return URL.create("sqlite", database=str(file)).render_as_string()


class NotImported(Exception):  # noqa: N818  a reason to stop, in a sentence for the operator
    """The file cannot be copied now, or not into this database."""


def import_file(file: Path, database: Database) -> int:
    """Copy every row of the SQLite file, whose schema is up to date, and return how many they are.

    All of it is one transaction. Ids stay the same, as buttons in Slack know things by them, and those that were given
    are not given again. What is confidential stays sealed under its keys. Raises NotImported with nothing changed.
    """
    source = create_engine(url_of(file))  # a Database would change how the file is journaled
    try:
        with Session(source) as old, database.writing() as new:
            _hold(old.connection(), file)
            if workers.crew(old, real_now=Clock().real_now()).running:
                raise NotImported(STILL_RUNS.format(file=file))
            return _copy(old.connection(), new.connection())
    finally:
        source.dispose()


def _hold(old: Connection, file: Path) -> None:
    """Read all tables as they are at one moment, and let nobody write meanwhile whose words would be lost."""
    try:
        old.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise NotImported(STILL_WRITES.format(file=file)) from None
        old.exec_driver_sql("BEGIN")  # to a file that can only be read nobody writes


def _copy(old: Connection, new: Connection) -> int:
    tables = [table for table in Base.metadata.sorted_tables if table not in OF_PROCESSES]
    if any(new.execute(select(table).limit(1)).first() for table in tables):
        raise NotImported(NOT_EMPTY)
    count = sum(_copy_rows(table, old, new) for table in tables)
    last_ids = {str(name): int(last) for name, last in old.execute(LAST_IDS)}
    for table in tables:
        _refer_within(table, old, new)
        _go_on_counting(table, new, after=last_ids.get(table.name, 0))
    return count


def _copy_rows(table: Table, old: Connection, new: Connection) -> int:
    """The rows, still without their references to each other, which may point forward, or in a circle."""
    later = dict.fromkeys(key.parent.name for key in _within(table))
    count = 0
    for rows in old.execute(select(table)).partitions(AT_ONCE):
        _insert(table, new, [{**row._mapping, **later} for row in rows])
        count += len(rows)
    return count


def _insert(table: Table, new: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """All at once; NotImported, and which it is, where PostgreSQL does not take one of them."""
    try:
        with new.begin_nested():
            new.execute(insert(table), rows)
    except OF_A_ROW:
        for row in rows:
            _insert_alone(table, new, row)
        raise


def _insert_alone(table: Table, new: Connection, row: dict[str, Any]) -> None:
    try:
        with new.begin_nested():
            new.execute(insert(table), row)
    except OF_A_ROW as error:
        key = ", ".join(f"{column.name} {row[column.name]}" for column in table.primary_key)
        why = type(error.orig).__name__
        with suppress(AttributeError):
            why = error.orig.diag.message_primary or why  # type: ignore[union-attr]
        raise NotImported(NOT_TAKEN.format(table=table.name, key=key, why=why)) from None


def _refer_within(table: Table, old: Connection, new: Connection) -> None:
    for column in (key.parent for key in _within(table)):
        pairs = select(table.c.id.label("this"), column.label("other")).where(column.is_not(None))
        refer = update(table).where(table.c.id == bindparam("this")).values({column: bindparam("other")})
        for rows in old.execute(pairs).partitions(AT_ONCE):
            new.execute(refer, [dict(row._mapping) for row in rows])


def _within(table: Table) -> list[ForeignKey]:
    """Its references to rows of the same table."""
    return [key for key in table.foreign_keys if key.column.table is table]


def _go_on_counting(table: Table, new: Connection, *, after: int) -> None:
    """Let the next id be one that nothing had, not even what was deleted."""
    if table.autoincrement_column is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
    last = max(new.scalar(select(func.max(table.autoincrement_column))) or 0, after)
    if last:
        new.execute(select(func.setval(sequence, last)))
