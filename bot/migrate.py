"""The schema brought to what the models say, by Alembic."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.db import refusal

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported late: it costs 11 megabytes and 0.2 seconds, and each start only checks the revision.
MIGRATIONS = Path(__file__).parent.parent / "migrations"
"""Beside the package, in a checkout as in an installation."""
CONNECT_SECONDS = 10
"""A server that is out of reach behind a firewall would keep us waiting for minutes."""
WANTED = (
    "DATABASE_URL wants a user with the right password, and a database that is this user's own: "
    "`createdb --owner pacesetter pacesetter` makes one."
)
NOT_UTF8 = (
    "The database keeps its text in {encoding}, which can't hold all that people write. Make one in UTF8, "
    "`createdb --encoding UTF8 --template template0 --owner pacesetter pacesetter`, and name it in DATABASE_URL."
)
AHEAD = "A newer version has migrated the database: run that one, or restore the backup before it."


class NotMigrated(Exception):  # noqa: N818  a reason to stop, in a sentence for the operator
    """The schema of the database is not the one that this code needs, or cannot be brought to it."""


def upgrade(database_url: str, to: str = "head") -> None:
    """Migrate to that revision; raises NotMigrated, with nothing changed, where that is impossible."""
    from alembic import command

    try:
        if state(database_url) == "ahead":
            raise NotMigrated(AHEAD)
        _check_encoding(database_url)
        _make_file(database_url)
        command.upgrade(config(database_url), to)
    except DBAPIError as error:
        raise _no_answer(error) from None


def downgrade(database_url: str, to: str) -> None:
    from alembic import command

    command.downgrade(config(database_url), to)


def state(database_url: str) -> Literal["current", "behind", "ahead"]:
    """Whether the database's schema is the one that this code knows, an older or a newer one."""
    if _is_missing_file(database_url):
        return "behind"  # connecting would create the file
    engine = _engine(database_url)
    try:
        with engine.connect() as connection:
            is_begun = inspect(connection).has_table("alembic_version")
            applied = connection.scalar(text("SELECT version_num FROM alembic_version")) if is_begun else None
    finally:
        engine.dispose()
    known = revisions()
    if applied == known[-1]:
        return "current"
    return "behind" if applied is None or applied in known else "ahead"


def revisions() -> list[str]:
    """Every revision in order, read from the names of the migration files, each of which follows the one before."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def check(database_url: str, *, is_patient: bool = False) -> None:
    """Raise NotMigrated unless the schema is up to date.

    A database out of reach is an error too; with `is_patient` it may come back later, and its schema goes unchecked.
    """
    try:
        found = state(database_url)
    except DBAPIError as error:
        if is_patient and isinstance(error, OperationalError):
            return
        raise _no_answer(error) from None
    if found == "behind":
        raise NotMigrated("The schema is not up to date: run `python -m bot migrate`.")
    if found == "ahead":
        raise NotMigrated(AHEAD)


def _check_encoding(database_url: str) -> None:
    """Raise NotMigrated for a PostgreSQL database in which a name or an emoji would not keep; none can be changed."""
    engine = _engine(database_url)
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
    engine.dispose()
    if encoding != "UTF8":
        raise NotMigrated(NOT_UTF8.format(encoding=encoding))


def _engine(database_url: str) -> Engine:
    is_sqlite = make_url(database_url).get_backend_name() == "sqlite"
    # Without an encoding of ours the driver takes the server's, and of SQL_ASCII it gets bytes.
    arguments = {} if is_sqlite else {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8"}
    return create_engine(database_url, connect_args=arguments)


def _no_answer(error: DBAPIError) -> NotMigrated:
    if said := refusal(error):
        return NotMigrated(f"PostgreSQL refuses: {said}. {WANTED}")
    reason = type(error.orig).__name__
    return NotMigrated(f"The database does not answer ({reason}). Is DATABASE_URL right, is it up, is its disk full?")


def config(database_url: str) -> "Config":
    """Alembic's configuration for one database, wherever the command is typed."""
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    configuration.attributes["database_url"] = database_url
    return configuration


def _make_file(database_url: str) -> None:
    """Make a missing SQLite file one that its owner alone may read: what people say to the bot is nobody else's."""
    if _is_missing_file(database_url):
        with suppress(OSError):  # connecting to it says why
            _file(database_url).touch(mode=0o600)


def _is_missing_file(database_url: str) -> bool:
    return make_url(database_url).get_backend_name() == "sqlite" and not _file(database_url).exists()


def _file(database_url: str) -> Path:
    return Path(make_url(database_url).database or "")
