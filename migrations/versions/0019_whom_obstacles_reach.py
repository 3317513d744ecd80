"""Whom an obstacle is about, who never hears of it, and to whom its raiser said yes, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obstacle_reaches",
        sa.Column("obstacle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("may_hear", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"],
            ["obstacles.id"],
            name=op.f("fk_obstacle_reaches_obstacle_id_obstacles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_obstacle_reaches_person_id_people")),
        sa.PrimaryKeyConstraint("obstacle_id", "person_id", name=op.f("pk_obstacle_reaches")),
    )
    op.create_index(op.f("ix_obstacle_reaches_person_id"), "obstacle_reaches", ["person_id"], unique=False)
    _keep_from_leaders()


def downgrade() -> None:
    op.drop_table("obstacle_reaches")


def _keep_from_leaders() -> None:
    """Those that there are, are about whoever leads the team now: who led it earlier is not known."""
    sides = ("raiser_id", "decider_id", "other_id")
    obstacles = sa.table("obstacles", *map(sa.column, ("id", "team_id", "is_about_leader", *sides)))
    memberships = sa.table("memberships", *map(sa.column, ("id", "person_id", "team_id")))
    roles = sa.table("membership_roles", *map(sa.column, ("membership_id", "role")))
    leads = sa.select(roles.c.membership_id).where(roles.c.role == "leader")
    found = (
        sa.select(obstacles.c.id, memberships.c.person_id, sa.false())
        .join(memberships, memberships.c.team_id == obstacles.c.team_id)
        .where(obstacles.c.is_about_leader.is_(sa.true()), memberships.c.id.in_(leads))
        .where(*(sa.func.coalesce(obstacles.c[side], 0) != memberships.c.person_id for side in sides))
    )
    columns = ["obstacle_id", "person_id", "may_hear"]
    op.execute(sa.table("obstacle_reaches", *map(sa.column, columns)).insert().from_select(columns, found))
