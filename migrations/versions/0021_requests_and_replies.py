"""Whom a request to be coached was written for, how often a rep changed a reply, and feedback that is taken back."""

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
    _give_feedback_ids_once(is_so=True)


def downgrade() -> None:
    _give_feedback_ids_once(is_so=False)
    with op.batch_alter_table("coaching_sessions") as batch:
        batch.drop_column("reply_version")
    op.drop_table("coaching_request_coaches")


def _give_feedback_ids_once(*, is_so: bool) -> None:
    """What is taken back is deleted, and SQLite would give its id to the next, see 0017."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("feedback", recreate="always", table_kwargs={"sqlite_autoincrement": is_so}):
            pass


def _name_coaches() -> None:
    """Those that there are, are for whom the rep would turn to now: of whom they were asked was not kept.

    The coaches named for them; else, of who leads, the leaders above; else those of the team.
    """
    requests = _table("coaching_requests", "id", "team_id", "rep_id")
    asked = _table("coaching_request_coaches", "request_id", "coach_id")
    teams, pairs = _table("teams", "id", "parent_id"), _table("coachings", "coach_id", "rep_id")
    coaches, reps = (_table("memberships", "id", "person_id", "team_id").alias(name) for name in ("coaches", "reps"))
    people, roles = _table("people", "id", "has_left"), _table("membership_roles", "membership_id", "role")

    def leads(place: sa.FromClause) -> sa.ColumnElement[bool]:
        return sa.exists().where(roles.c.membership_id == place.c.id, roles.c.role == "leader")

    is_named = sa.exists().where(pairs.c.coach_id == coaches.c.id, pairs.c.rep_id == reps.c.id)
    leads_above = sa.and_(leads(reps), leads(coaches), coaches.c.team_id == teams.c.parent_id)
    leads_there = sa.and_(leads(coaches), coaches.c.team_id == reps.c.team_id)
    for is_turned_to in (is_named, leads_above, leads_there):
        found = (
            sa.select(requests.c.id, coaches.c.person_id)
            .distinct()
            .join(reps, sa.and_(reps.c.person_id == requests.c.rep_id, reps.c.team_id == requests.c.team_id))
            .join(teams, teams.c.id == requests.c.team_id)
            .join(coaches, sa.and_(is_turned_to, coaches.c.person_id != requests.c.rep_id))
            .join(people, sa.and_(people.c.id == coaches.c.person_id, people.c.has_left.is_(sa.false())))
            .where(requests.c.id.not_in(sa.select(asked.c.request_id)))
        )
        op.execute(asked.insert().from_select(["request_id", "coach_id"], found))


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns))
