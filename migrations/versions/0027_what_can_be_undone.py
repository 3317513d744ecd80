"""Which button takes back what somebody did last; and who said that somebody is away goes, as nobody reads it now."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "undos",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_undos_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_undos")),
    )
    with op.batch_alter_table("absences") as batch:
        batch.drop_index(op.f("ix_absences_by_id"))
        batch.drop_constraint(op.f("fk_absences_by_id_people"), type_="foreignkey")
        batch.drop_column("by_id")


def downgrade() -> None:
    with op.batch_alter_table("absences") as batch:
        batch.add_column(sa.Column("by_id", ID, nullable=True))
        batch.create_foreign_key(op.f("fk_absences_by_id_people"), "people", ["by_id"], ["id"], ondelete="SET NULL")
        batch.create_index(op.f("ix_absences_by_id"), ["by_id"])
    op.drop_table("undos")
