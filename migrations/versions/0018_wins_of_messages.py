"""From which message a win was logged."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_wins_message",
            ["message"],
            unique=False,
            sqlite_where=sa.text("message IS NOT NULL"),
            postgresql_where=sa.text("message IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.drop_index("ix_wins_message")
        batch_op.drop_column("message")
