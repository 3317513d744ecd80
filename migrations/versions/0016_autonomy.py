"""Autonomy, a status that says away, and a leader's first weeks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "autonomies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_autonomies_ended_by_id_people")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_autonomies_given_by_id_people")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_autonomies_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_autonomies_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autonomies")),
    )
    op.create_index("ix_autonomies_person_id", "autonomies", ["person_id"], unique=False)
    op.create_index(
        "uq_autonomies_standing",
        "autonomies",
        ["team_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "autonomy_looks",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_autonomy_looks_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_autonomy_looks")),
    )
    op.create_index(op.f("ix_autonomy_looks_look_at"), "autonomy_looks", ["look_at"], unique=False)
    op.create_table(
        "autonomy_proposals",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_autonomy_proposals_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_autonomy_proposals_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_autonomy_proposals")),
    )
    op.create_table(
        "first_weeks",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_first_weeks_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_first_weeks_team_id_teams"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_first_weeks")),
    )
    op.create_index(
        "ix_first_weeks_look_at",
        "first_weeks",
        ["look_at"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    _know_who_leads()
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_status", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("extends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_absences_extends_at",
            ["extends_at"],
            unique=False,
            sqlite_where=sa.text("extends_at IS NOT NULL"),
            postgresql_where=sa.text("extends_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index("ix_absences_extends_at")
        batch_op.drop_column("extends_at")
        batch_op.drop_column("by_status")
    for table in ("first_weeks", "autonomy_proposals", "autonomy_looks", "autonomies"):
        op.drop_table(table)


def _know_who_leads() -> None:
    """Whoever leads already is new to nothing."""
    columns = [sa.column(name) for name in ("person_id", "team_id", "began_at", "skipped")]
    memberships = sa.table("memberships", *map(sa.column, ("id", "person_id", "team_id", "joined_at")))
    roles = sa.table("membership_roles", *map(sa.column, ("membership_id", "role")))
    leads = sa.select(roles.c.membership_id).where(roles.c.role == "leader")
    found = sa.select(
        memberships.c.person_id,
        sa.func.min(memberships.c.team_id),
        sa.func.min(memberships.c.joined_at),
        sa.literal([], sa.JSON()),
    )
    into = sa.table("first_weeks", *columns)
    found = found.where(memberships.c.id.in_(leads)).group_by(memberships.c.person_id)
    op.execute(into.insert().from_select([column.name for column in columns], found))
