"""Since when somebody has a role: who came to lead later is new to it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("membership_roles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE membership_roles SET given_at ="
        " (SELECT joined_at FROM memberships WHERE memberships.id = membership_roles.membership_id)"
    )
    with op.batch_alter_table("membership_roles", schema=None) as batch_op:
        batch_op.alter_column("given_at", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("membership_roles", schema=None) as batch_op:
        batch_op.drop_column("given_at")
