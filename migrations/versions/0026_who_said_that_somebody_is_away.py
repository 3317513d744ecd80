"""Who said that somebody is away: the person themselves or a leader."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("absences") as batch:
        batch.add_column(sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch.create_foreign_key(op.f("fk_absences_by_id_people"), "people", ["by_id"], ["id"], ondelete="SET NULL")
        batch.create_index(op.f("ix_absences_by_id"), ["by_id"])


def downgrade() -> None:
    with op.batch_alter_table("absences") as batch:
        batch.drop_index(op.f("ix_absences_by_id"))
        batch.drop_constraint(op.f("fk_absences_by_id_people"), type_="foreignkey")
        batch.drop_column("by_id")
