"""What the database was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.db import Database


@contextmanager
def hearing(database: Database, hear: Callable[..., None]) -> Iterator[None]:
    """Each statement of this while, before it is executed, as SQLAlchemy's `before_cursor_execute` tells it."""
    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", hear)


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The statements of this while; a transaction's beginning, which only SQLite is told, does not count."""
    statements: list[str] = []

    def note(*about: object) -> None:
        statement = str(about[2])
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    with hearing(database, note):
        yield statements
