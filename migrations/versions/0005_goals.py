"""Goals: what a team counts, the numbers it goes for, progress, steps that were reached; kinds of wins."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metrics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("moved_by", sa.String(length=32), nullable=False),
        sa.Column("measured_in", sa.String(), nullable=False),
        sa.Column("is_lower_better", sa.Boolean(), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["metrics.id"], name=op.f("fk_metrics_partner_id_metrics"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_metrics_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
        sa.UniqueConstraint("team_id", "folded", name=op.f("uq_metrics_team_id_folded")),
    )
    with op.batch_alter_table("metrics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_metrics_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "goals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("metric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("target", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("start_value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_level", sa.Boolean(), nullable=False),
        sa.Column("win_kind", sa.String(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("ramp", sa.JSON(), nullable=True),
        sa.Column("recurrence", sa.String(length=32), nullable=True),
        sa.Column("previous_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("look_back", sa.String(), nullable=False),
        sa.Column("share_basis", sa.JSON(), nullable=True),
        sa.Column("agreement", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_target", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer_why", sa.String(), nullable=False),
        sa.Column("watched_on", sa.Date(), nullable=True),
        sa.Column("slipped_on", sa.Date(), nullable=True),
        sa.Column("slip_answer", sa.String(), nullable=True),
        sa.Column("leader_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_goals_created_by_id_people")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_goals_metric_id_metrics")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_goals_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["goals.id"], name=op.f("fk_goals_parent_id_goals"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["goals.id"], name=op.f("fk_goals_previous_id_goals"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_goals_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_goals_previous_id")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_goals_team_id_number")),
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goals_metric_id"), ["metric_id"], unique=False)
        batch_op.create_index("ix_goals_owner_id_closed_at", ["owner_id", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_goals_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_goals_team_id_closed_at_last_on", ["team_id", "closed_at", "last_on"], unique=False)

    op.create_table(
        "goal_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goals.id"], name=op.f("fk_goal_steps_goal_id_goals"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_steps")),
        sa.UniqueConstraint("goal_id", "name", name=op.f("uq_goal_steps_goal_id_name")),
    )
    op.create_table(
        "progress",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("metric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("is_level", sa.Boolean(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_progress_by_id_people")),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_progress_goal_id_goals"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metrics.id"], name=op.f("fk_progress_metric_id_metrics"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_progress_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.create_index("ix_progress_by_id_at", ["by_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_progress_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            "ix_progress_sums",
            ["metric_id", "is_level", "counted_on", "owner_id", "is_standing", "value"],
            unique=False,
        )

    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_wins_sums"))
        batch_op.create_index(
            "ix_wins_sums",
            ["team_id", "closed_on", "owner_id", "is_standing", "currency", "amount_minor", "kind"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.drop_index("ix_wins_sums")
        batch_op.create_index(
            batch_op.f("ix_wins_sums"),
            ["team_id", "closed_on", "owner_id", "is_standing", "currency", "amount_minor"],
            unique=False,
        )
        batch_op.drop_column("kind")

    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_sums")
        batch_op.drop_index(batch_op.f("ix_progress_owner_id"))
        batch_op.drop_index(batch_op.f("ix_progress_goal_id"))
        batch_op.drop_index("ix_progress_by_id_at")

    op.drop_table("progress")
    op.drop_table("goal_steps")
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.drop_index("ix_goals_team_id_closed_at_last_on")
        batch_op.drop_index(batch_op.f("ix_goals_parent_id"))
        batch_op.drop_index("ix_goals_owner_id_closed_at")
        batch_op.drop_index(batch_op.f("ix_goals_metric_id"))

    op.drop_table("goals")
    with op.batch_alter_table("metrics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_metrics_partner_id"))

    op.drop_table("metrics")
