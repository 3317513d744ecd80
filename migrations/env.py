"""Runs migrations on a connection of their own: one transaction, and no cascade can eat rows.

On SQLite a batch change rebuilds a table; with foreign keys on, dropping the old one would cascade into its
children. So they are off here, and checked as a whole at the end.
"""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from bot.db import UTCDateTime
from bot.models import Base
from bot.settings import DatabaseSettings, load

ONE_AT_A_TIME = 7_223_738
"""The id of the lock: any number, but the same in every process that migrates."""


def run() -> None:
    url = context.config.attributes.get("database_url") or load(DatabaseSettings).database_url
    if url.startswith("sqlite"):
        engine = create_engine(url, poolclass=pool.NullPool, connect_args={"isolation_level": None})
    else:
        engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            migrate_sqlite(connection)
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": ONE_AT_A_TIME})
            migrate(connection)
            connection.commit()
    engine.dispose()


def migrate_sqlite(connection: Connection) -> None:
    # The mode stays with the file; two processes that start at once need not both want to change it.
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    migrate(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        connection.exec_driver_sql("ROLLBACK")
        raise RuntimeError(
            f"the migration would leave {len(broken)} rows without what they refer to; nothing was changed"
        )
    connection.exec_driver_sql("COMMIT")


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=False,
        render_item=render_item,
    )
    context.run_migrations()


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """Let a migration name plain types of SQLAlchemy, and none of ours, so that it stands for itself."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


run()
