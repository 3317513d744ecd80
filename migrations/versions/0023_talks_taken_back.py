"""When a talk was noted, apart from when it was prepared; and ids given once, as talks are taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("coaching_sessions", **_ids_given_once(is_so=True)) as batch:
        batch.add_column(sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE coaching_sessions SET noted_at = made_at WHERE held_on IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("coaching_sessions", **_ids_given_once(is_so=False)) as batch:
        batch.drop_column("noted_at")


def _ids_given_once(*, is_so: bool) -> dict[str, object]:
    """See 0017."""
    if op.get_bind().dialect.name != "sqlite":
        return {}
    return {"recreate": "always", "table_kwargs": {"sqlite_autoincrement": is_so}}
