"""The engine, its two doors (reading, writing), and what every table is made of."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Engine,
    Executable,
    Integer,
    MetaData,
    String,
    Update,
    create_engine,
    delete,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from bot.vault import Vault

Row = TypeVar("Row", bound="Base")

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=2000",
)

SQLITE_READER_PRAGMAS = (
    "PRAGMA query_only=ON",
    "PRAGMA cache_size=-500",  # KiB; small, since a reader's cache is void once anybody writes
)

A_PORTION = 200
"""How many rows a job takes in one transaction, unless its caller says otherwise."""

GIVEN_ONCE = {"sqlite_autoincrement": True}
"""For tables whose rows can be deleted: else SQLite would reuse the last id, by which buttons and messages that are
still in Slack know the deleted row."""

POSTGRES_SETTINGS = (
    "SET lock_timeout = '2s'",
    "SET statement_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)
"""Every wait ends, and a hanging process does not hold its locks for ever."""
POSTGRES_CONNECTION = {"connect_timeout": 2, "tcp_user_timeout": 10_000, "keepalives_idle": 60}
"""In seconds, milliseconds and seconds. A connection that a router on the way has forgotten, as they do with idle ones,
is kept awake, or given up after ten seconds; Linux alone would wait for a quarter of an hour.
"""
NO_RIGHT = "42501"
"""PostgreSQL's code for what the user of DATABASE_URL has no right to."""
NOT_NOW = re.compile("too many|connection slots|the database system is")
"""In what PostgreSQL says while it is full, starts or stops, and nobody has to mend anything."""

UNAVAILABLE = (DBAPIError, NoConnection)
"""What is raised while the database does not answer, or while others have taken every connection to it."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """A column of text that the vault sealed; all such columns are found by this type when the keys change."""

    impl = String
    cache_ok = True


class Base(DeclarativeBase):
    """Tables are named in the plural, models in the singular; every constraint has a name for migrations to find."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  read once by SQLAlchemy
        datetime: UTCDateTime,
        str: String,
        dict[str, Any]: JSON(none_as_null=True),
        # SQLite assigns ids only in INTEGER columns.
        int: BigInteger().with_variant(Integer, "sqlite"),
    }


class Database:
    """One database and its two doors.

    `reading()` never waits for a writer and refuses to write. `writing()` takes the write lock at once and commits
    at its end; on SQLite this process writes one transaction at a time, which is faster than waiting for the file's
    lock. Sessions carry the vault for what is confidential, see `vault_of`.
    """

    def __init__(self, url: str, vault: Vault | None = None) -> None:
        self._is_sqlite = url.startswith("sqlite")
        self.engine, self._reader = _sqlite_engines(url) if self._is_sqlite else _postgres_engines(url)
        self.engines = (self.engine, self._reader) if self._is_sqlite else (self.engine,)
        self._info = {"vault": vault or Vault()}
        self._one_writer: AbstractContextManager[Any] = threading.Lock() if self._is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reader, autoflush=False, info=self._info) as session:
            if self._is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("this session is for reading; open writing() to change anything")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        opened = Session(self.engine, expire_on_commit=False, info=self._info)
        with self._one_writer, opened as session, session.begin():
            if self._is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


def is_deadlock(error: DBAPIError) -> bool:
    """Whether PostgreSQL ended this transaction because it and another one waited for each other (SQLSTATE 40P01)."""
    return getattr(error.orig, "sqlstate", None) == "40P01"


def is_out_of_reach(error: Exception) -> bool:
    """Whether PostgreSQL was not reached at all, or has no connection left for us, so that it answered nothing."""
    if isinstance(error, NoConnection):
        return True
    if not isinstance(error, OperationalError) or error.connection_invalidated:  # there was one, and it broke
        return False
    return getattr(error.orig, "sqlstate", "") is None


def refusal(error: SQLAlchemyError) -> str | None:
    """Why PostgreSQL lets us not in, or not at its tables, in its own words; None where it is busy or doesn't answer.

    They name users, databases and hosts, and nothing else.
    """
    if not isinstance(error, DBAPIError):
        return None
    if getattr(error.orig, "sqlstate", None) == NO_RIGHT:
        return str(error.orig.diag.message_primary)  # type: ignore[union-attr]
    found = re.match(r"connection (?:failed|is bad): [^\n]*FATAL:\s+(.+)", str(error.orig))
    return found[1] if found and not NOT_NOW.search(found[1]) else None


def vault_of(session: Session) -> Vault:
    vault: Vault = session.info["vault"]
    return vault


@cache  # once for each database, since an engine caches the statements it compiled
def _postgres_engines(url: str) -> tuple[Engine, Engine]:
    """The engine for writing, and the same one with read-only transactions."""
    # The ping notices a restart of the server before somebody's transaction would fail of it.
    # While the server is away, nobody waits longer for it than Slack waits for us.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=POSTGRES_CONNECTION)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for setting in POSTGRES_SETTINGS:
            connection.execute(setting)
        connection.commit()

    return engine, engine.execution_options(postgresql_readonly=True)


@cache
def _sqlite_engines(url: str) -> tuple[Engine, Engine]:
    """One for writing and one that refuses to; switching one connection would lose SQLite's prepared statements."""
    return _sqlite_engine(url), _sqlite_engine(url, *SQLITE_READER_PRAGMAS)


def _sqlite_engine(url: str, *more: str) -> Engine:
    # Without its own transaction control the driver leaves BEGIN to us.
    engine = create_engine(url, hide_parameters=True, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in (*SQLITE_PRAGMAS, *more):
            connection.execute(pragma)

    return engine


def ask(
    session: Session, statement: Executable, values: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Rows instead of objects, for the most frequent queries, where the ORM would take as long as the database.

    It runs in the session's transaction, but does not see what the session has not flushed yet.
    """
    return session.connection().execute(statement, values)


def insert_if_new(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same unique key is there; return whether it was inserted."""
    session.flush()  # the rows it refers to
    return ask(session, _insert_if_new(_dialect(session), table), values).first() is not None


def inserted_if_new(session: Session, table: type[Row], **values: Any) -> Row | None:
    """Like `insert_if_new`, but return the inserted row, or None if there was one already."""
    row: Row | None = session.scalar(_inserted_if_new(_dialect(session), table), values)
    return row


def insert_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert, in one go, those of the rows whose unique keys are not there yet."""
    if rows:
        session.execute(_insert(session)(table).on_conflict_do_nothing(), list(rows))


def insert_or_update(session: Session, table: type[Base], key: dict[str, Any], **values: Any) -> None:
    """Insert a row, or set these values in the one with this unique `key`; two at once still make one row."""
    session.flush()  # the rows it refers to
    ask(session, _insert_or_update(_dialect(session), table, tuple(key), tuple(values)), key | values)


def changed(session: Session, statement: Update) -> int:
    """Change rows, and return how many; objects of them that the session holds stay as they were read."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def delete_some(session: Session, table: type[Base], *conditions: ColumnElement[bool], most: int) -> int:
    """Delete at most `most` of the rows that match, so that nobody waits for long; return how many were deleted."""
    key = next(iter(table.__table__.primary_key))
    some = select(key).where(*conditions).limit(most)
    gone = delete(table).where(key.in_(some)).returning(key)
    return len(session.execute(gone, execution_options={"synchronize_session": False}).all())


def try_lock(session: Session, name: str) -> bool:
    """Try to lock this name until the transaction ends, without waiting; always True on SQLite, with its one writer."""
    if _dialect(session) == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))))


def lock(session: Session, name: str) -> None:
    """Lock this name until the transaction ends, after whoever has it; nothing to do on SQLite, with its one writer."""
    if _dialect(session) != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


# Cached for each table, since building a statement takes longer than running it.


@cache
def _insert_if_new(dialect: str, table: type[Base]) -> Any:
    # RETURNING tells whether a row was inserted; PostgreSQL's driver gives no row count for such a statement.
    return INSERTS[dialect](table.__table__).on_conflict_do_nothing().returning(literal(True))


@cache
def _inserted_if_new(dialect: str, table: type[Base]) -> Any:
    return INSERTS[dialect](table).on_conflict_do_nothing().returning(table)


@cache
def _insert_or_update(dialect: str, table: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Any:
    statement = INSERTS[dialect](table.__table__)
    new = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=list(key), set_=new)


def _insert(session: Session) -> Any:
    return INSERTS[_dialect(session)]


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


INSERTS: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
