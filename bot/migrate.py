"""The schema brought to what the models say, by Alembic."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

ROOT = Path(__file__).parent.parent


def upgrade(database_url: str, to: str = "head") -> None:
    command.upgrade(config(database_url), to)


def downgrade(database_url: str, to: str) -> None:
    command.downgrade(config(database_url), to)


def state(database_url: str) -> Literal["current", "behind", "ahead"]:
    """How the schema of a database stands to this code."""
    script = ScriptDirectory.from_config(config(database_url))
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


def config(database_url: str) -> Config:
    """Alembic's configuration for one database, wherever the command is typed."""
    configuration = Config(ROOT / "alembic.ini")
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    configuration.attributes["database_url"] = database_url
    return configuration
