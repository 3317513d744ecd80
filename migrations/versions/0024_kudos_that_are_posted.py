"""Whether kudos were posted: what was given in silence stays so, whatever who was thanked sets later."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("kudos") as batch:
        batch.add_column(sa.Column("is_posted", sa.Boolean(), nullable=False, server_default=sa.false()))
    kudos = sa.table("kudos", sa.column("id", sa.BigInteger()), sa.column("is_posted", sa.Boolean()))
    outbox = sa.table("outbox_messages", sa.column("key", sa.String()))
    key = sa.literal("kudos:", sa.String()) + sa.cast(kudos.c.id, sa.String())
    op.execute(kudos.update().values(is_posted=sa.exists().where(outbox.c.key == key)))
    with op.batch_alter_table("kudos") as batch:
        batch.alter_column("is_posted", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("kudos") as batch:
        batch.drop_column("is_posted")
