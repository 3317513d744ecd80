"""Obstacles: what is in whose way, who could help, what was done about it, and who was reminded when."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obstacles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.String(length=32),
            nullable=False,
        ),
        sa.Column("raiser_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_about_leader", sa.Boolean(), nullable=False),
        sa.Column("decider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("asked_of", sa.String(), nullable=False),
        sa.Column("clears", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("needed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_view", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("is_trust", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raiser_goes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_goes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unowned_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("may_go_up", sa.Boolean(), nullable=True),
        sa.Column("went_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("went_up_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_obstacles_account_id_accounts")),
        sa.ForeignKeyConstraint(["cleared_by_id"], ["people.id"], name=op.f("fk_obstacles_cleared_by_id_people")),
        sa.ForeignKeyConstraint(["decider_id"], ["people.id"], name=op.f("fk_obstacles_decider_id_people")),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goals.id"], name=op.f("fk_obstacles_goal_id_goals"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_obstacles_other_id_people")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_obstacles_owner_id_people")),
        sa.ForeignKeyConstraint(["raiser_id"], ["people.id"], name=op.f("fk_obstacles_raiser_id_people")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_obstacles_team_id_teams"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["went_up_by_id"], ["people.id"], name=op.f("fk_obstacles_went_up_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacles")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_obstacles_team_id_number")),
    )
    with op.batch_alter_table("obstacles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacles_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obstacles_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obstacles_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_obstacles_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obstacles_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ix_obstacles_owner_id_state", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_obstacles_raiser_id_state", ["raiser_id", "state"], unique=False)
        batch_op.create_index("ix_obstacles_team_id_state_needed_at", ["team_id", "state", "needed_at"], unique=False)
    op.create_table(
        "obstacle_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("obstacle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_obstacle_events_by_id_people")),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_obstacle_events_obstacle_id_obstacles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle_events")),
    )
    with op.batch_alter_table("obstacle_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacle_events_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_obstacle_events_obstacle_id_at", ["obstacle_id", "at"], unique=False)
    op.create_table(
        "obstacle_helpers",
        sa.Column("obstacle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"],
            ["obstacles.id"],
            name=op.f("fk_obstacle_helpers_obstacle_id_obstacles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_obstacle_helpers_person_id_people")),
        sa.PrimaryKeyConstraint("obstacle_id", "person_id", name=op.f("pk_obstacle_helpers")),
    )
    with op.batch_alter_table("obstacle_helpers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacle_helpers_person_id"), ["person_id"], unique=False)
    op.create_table(
        "obstacle_nudges",
        sa.Column("obstacle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_obstacle_nudges_obstacle_id_obstacles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_obstacle_nudges_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "person_id", "day", name=op.f("pk_obstacle_nudges")),
    )
    with op.batch_alter_table("obstacle_nudges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacle_nudges_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    for table in ("obstacle_nudges", "obstacle_helpers", "obstacle_events", "obstacles"):
        op.drop_table(table)
