"""A metric keeps no more whether lower is better: the start and the target of each goal say it, and nobody read it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("metrics") as batch:
        batch.drop_column("is_lower_better")


def downgrade() -> None:
    with op.batch_alter_table("metrics") as batch:
        batch.add_column(sa.Column("is_lower_better", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("metrics") as batch:
        batch.alter_column("is_lower_better", server_default=None)
