"""What the database was asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.db import Database


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The statements of this while; a transaction's beginning, which only SQLite is told, does not count."""
    statements: list[str] = []

    def note(*about: object) -> None:
        statement = str(about[2])
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", note)
