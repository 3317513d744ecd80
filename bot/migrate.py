"""The schema brought to what the models say, by Alembic."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

ROOT = Path(__file__).parent.parent


class NotMigrated(Exception):  # noqa: N818  a reason to stop, in a sentence for the operator
    """The schema of the database is not the one that this code knows."""


def upgrade(database_url: str, to: str = "head") -> None:
    command.upgrade(config(database_url), to)


def downgrade(database_url: str, to: str) -> None:
    command.downgrade(config(database_url), to)


def state(database_url: str) -> Literal["current", "behind", "ahead"]:
    """How the schema of a database stands to this code."""
    script = ScriptDirectory.from_config(config(database_url))
    if _is_missing_file(database_url):
        return "behind"  # and a look does not make it
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            applied = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    if set(applied) == set(script.get_heads()):
        return "current"
    known = {revision.revision for revision in script.walk_revisions()}
    return "behind" if known.issuperset(applied) else "ahead"


def check(database_url: str, *, is_patient: bool = False) -> None:
    """NotMigrated unless the schema is up to date.

    A database that is out of reach is an error of its own; patiently it may come later, and is not looked at.
    """
    try:
        found = state(database_url)
    except DBAPIError as error:
        if is_patient and isinstance(error, OperationalError):
            return
        raise NotMigrated(f"The database does not answer ({type(error.orig).__name__}). Is it up?") from None
    if found == "behind":
        raise NotMigrated("The schema is not up to date: run `python -m bot migrate`.")
    if found == "ahead":
        raise NotMigrated("A newer version has migrated the database: run that one, or restore the backup before it.")


def config(database_url: str) -> Config:
    """Alembic's configuration for one database, wherever the command is typed."""
    configuration = Config(ROOT / "alembic.ini")
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    configuration.attributes["database_url"] = database_url
    return configuration


def _is_missing_file(database_url: str) -> bool:
    url = make_url(database_url)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()
