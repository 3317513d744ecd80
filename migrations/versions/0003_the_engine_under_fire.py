"""What delivery needs under fire: messages told together, places among unprompted ones, workers that say they live."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("holder", name=op.f("pk_workers")),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("within_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_messages_within_key"), ["within_key"], unique=False)
        batch_op.create_index(
            "ix_outbox_messages_admitted",
            ["workspace_id", "recipient", "admitted_at"],
            unique=False,
            sqlite_where=sa.text("admitted_at IS NOT NULL"),
            postgresql_where=sa.text("admitted_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_messages_settled",
            ["settled_at"],
            unique=False,
            sqlite_where=sa.text("shown >= wanted"),
            postgresql_where=sa.text("shown >= wanted"),
        )
    op.execute("UPDATE outbox_messages SET settled_at = due_at WHERE shown >= wanted")
    op.execute("UPDATE outbox_messages SET parked_at = due_at WHERE parked_reason IS NOT NULL")
    _index_parked("parked_at")


def _index_parked(moment: str) -> None:
    is_parked = sa.text("parked_reason IS NOT NULL")
    op.drop_index("ix_outbox_messages_parked", table_name="outbox_messages")
    op.create_index(
        "ix_outbox_messages_parked",
        "outbox_messages",
        [moment],
        unique=False,
        sqlite_where=is_parked,
        postgresql_where=is_parked,
    )


def downgrade() -> None:
    _index_parked("due_at")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        for name in ("settled", "admitted", "within_key"):
            batch_op.drop_index(f"ix_outbox_messages_{name}")
        batch_op.drop_column("parked_at")
        batch_op.drop_column("settled_at")
        batch_op.drop_column("admitted_at")
        batch_op.drop_column("within_key")
    op.drop_table("workers")
