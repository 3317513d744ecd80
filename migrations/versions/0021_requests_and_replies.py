"""Whom a request to be coached was written for, since who coaches changes; and how often a rep changed a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coaching_request_coaches",
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["coaching_requests.id"],
            name=op.f("fk_coaching_request_coaches_request_id_coaching_requests"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["people.id"], name=op.f("fk_coaching_request_coaches_coach_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "coach_id", name=op.f("pk_coaching_request_coaches")),
    )
    op.create_index(op.f("ix_coaching_request_coaches_coach_id"), "coaching_request_coaches", ["coach_id"])
    _name_coaches()
    with op.batch_alter_table("coaching_sessions") as batch:
        batch.add_column(
            sa.Column(
                "reply_version",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                nullable=False,
                server_default="0",
            )
        )
    with op.batch_alter_table("coaching_sessions") as batch:
        batch.alter_column("reply_version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("coaching_sessions") as batch:
        batch.drop_column("reply_version")
    op.drop_table("coaching_request_coaches")


def _name_coaches() -> None:
    """Those that there are, are for whoever could be turned to now: of whom they were asked was not kept."""
    requests = sa.table("coaching_requests", *map(sa.column, ("id", "team_id", "rep_id")))
    teams = sa.table("teams", *map(sa.column, ("id", "parent_id")))
    coaches, reps = (
        sa.table("memberships", *map(sa.column, ("id", "person_id", "team_id"))).alias(name)
        for name in ("coaches", "reps")
    )
    roles = sa.table("membership_roles", *map(sa.column, ("membership_id", "role")))
    pairs = sa.table("coachings", *map(sa.column, ("coach_id", "rep_id")))
    is_named = sa.exists().where(
        pairs.c.coach_id == coaches.c.id,
        pairs.c.rep_id == reps.c.id,
        reps.c.person_id == requests.c.rep_id,
        reps.c.team_id == requests.c.team_id,
    )
    leads = sa.exists().where(roles.c.membership_id == coaches.c.id, roles.c.role == "leader")
    is_above = coaches.c.team_id.in_([teams.c.id, teams.c.parent_id])
    found = (
        sa.select(requests.c.id, coaches.c.person_id)
        .distinct()
        .join(teams, teams.c.id == requests.c.team_id)
        .join(coaches, sa.or_(is_named, sa.and_(leads, is_above)))
        .where(coaches.c.person_id != requests.c.rep_id)
    )
    columns = ["request_id", "coach_id"]
    op.execute(sa.table("coaching_request_coaches", *map(sa.column, columns)).insert().from_select(columns, found))
