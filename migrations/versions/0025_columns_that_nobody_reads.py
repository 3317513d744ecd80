"""Columns that nobody reads: no act archives a metric, and no one is told when an answer was last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("metrics") as batch:
        batch.drop_column("is_archived")
    with op.batch_alter_table("checkin_seats") as batch:
        batch.drop_column("changed_at")


def downgrade() -> None:
    with op.batch_alter_table("metrics") as batch:
        batch.add_column(sa.Column("is_archived", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("metrics") as batch:
        batch.alter_column("is_archived", server_default=None)
    with op.batch_alter_table("checkin_seats") as batch:
        batch.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
