"""Databases to measure on: SQLite always, PostgreSQL where there is one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from rich.console import Console

from tests.postgres import NoPostgres, PostgresServer, find_postgres

console = Console()


@contextmanager
def kinds_of_database(folder: Path) -> Iterator[dict[str, Callable[[], str]]]:
    """By name, what makes a new and empty one and gives its URL."""
    numbers = count(1)
    sqlite = {"SQLite": lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}"}
    try:
        with find_postgres() as url, PostgresServer(url) as server:
            yield sqlite | {"PostgreSQL": server.make_database}
    except NoPostgres as reason:
        console.print(str(reason))
        yield sqlite
