"""What the database was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.db import Database


@contextmanager
def hearing(database: Database, hear: Callable[..., None], what: str = "before_cursor_execute") -> Iterator[None]:
    """Each event of this name in this while, as SQLAlchemy tells it: by default each statement, before it is run."""
    for engine in database.engines:
        event.listen(engine, what, hear)
    try:
        yield
    finally:
        for engine in database.engines:
            event.remove(engine, what, hear)


@contextmanager
def begun(database: Database) -> Iterator[list[object]]:
    """The transactions of this while."""
    transactions: list[object] = []
    with hearing(database, transactions.append, "begin"):
        yield transactions


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
