"""Contributions: how often a part was asked about, the leader's word to it, newcomers, what it takes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_reply", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("asked", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("newcomers_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("assumptions", sa.JSON(), nullable=True))

    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.alter_column("answer_reply", server_default=None)
        batch_op.alter_column("asked", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.drop_column("assumptions")
        batch_op.drop_column("newcomers_seen_at")
        batch_op.drop_column("asked")
        batch_op.drop_column("answer_reply")
