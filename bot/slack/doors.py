"""The database as one turn goes through it: what it reads in one transaction, what it does in another."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy.orm import Session

from bot.db import Database


class Doors:
    """Lets a turn in and out, so that it is in one transaction at a time, and in none while it asks Slack.

    All that it reads it reads in one transaction, which lasts until it writes, leaves, or is closed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader: Session | None = None
        self._end_of_reading = ExitStack()
        self.is_inside = False

    def reader(self) -> Session:
        if self._reader is None:
            self._reader = self._end_of_reading.enter_context(self._database.reading())
        return self._reader

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._inside():
            yield self.reader()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of its own, even where somebody still reads around it."""
        self._end_reading()
        with self._inside(), self._database.writing() as session:
            yield session

    def leave(self) -> None:
        """Before a call to Slack; RuntimeError from inside, where it would hold up every writer."""
        if self.is_inside:
            raise RuntimeError("a call to Slack inside a transaction would hold up every writer")
        self._end_reading()

    def close(self, *raised: Any) -> None:
        """End what is read, by an exception if one was raised."""
        self._reader = None
        self._end_of_reading.__exit__(*(raised or (None, None, None)))

    def _end_reading(self) -> None:
        if not self.is_inside:
            self.close()

    @contextmanager
    def _inside(self) -> Iterator[None]:
        was_inside, self.is_inside = self.is_inside, True
        try:
            yield
        finally:
            self.is_inside = was_inside
