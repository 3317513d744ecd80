"""The schema brought to what the models say, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parent.parent


def upgrade(database_url: str, to: str = "head") -> None:
    command.upgrade(config(database_url), to)


def downgrade(database_url: str, to: str) -> None:
    command.downgrade(config(database_url), to)


def config(database_url: str) -> Config:
    """Alembic's configuration for one database, wherever the command is typed."""
    configuration = Config(ROOT / "alembic.ini")
    configuration.set_main_option("script_location", str(ROOT / "migrations"))
    configuration.attributes["database_url"] = database_url
    return configuration
