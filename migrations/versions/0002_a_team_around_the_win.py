"""A team around the win: credit shared out, an account book, kudos, preferences, teams above each other."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("same_as_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["same_as_id"], ["accounts.id"], name=op.f("fk_accounts_same_as_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_accounts_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("team_id", "folded", name=op.f("uq_accounts_team_id_folded")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_same_as_id"), ["same_as_id"], unique=False)

    op.create_table(
        "bursts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_bursts_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bursts")),
    )
    with op.batch_alter_table("bursts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bursts_team_id"), ["team_id"], unique=False)

    op.create_table(
        "person_preferences",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_preferences_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_person_preferences")),
    )
    op.create_table(
        "team_preferences",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_preferences_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "name", name=op.f("pk_team_preferences")),
    )
    op.create_table(
        "coachings",
        sa.Column("coach_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rep_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["memberships.id"], name=op.f("fk_coachings_coach_id_memberships"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rep_id"], ["memberships.id"], name=op.f("fk_coachings_rep_id_memberships"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("coach_id", "rep_id", name=op.f("pk_coachings")),
    )
    with op.batch_alter_table("coachings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coachings_rep_id"), ["rep_id"], unique=False)

    op.create_table(
        "kudos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("burst_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["burst_id"], ["bursts.id"], name=op.f("fk_kudos_burst_id_bursts")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_kudos_by_id_people")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_kudos_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index("ix_kudos_team_id_given_at", ["team_id", "given_at"], unique=False)

    op.create_table(
        "kudos_recipients",
        sa.Column("kudos_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["kudos_id"], ["kudos.id"], name=op.f("fk_kudos_recipients_kudos_id_kudos"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kudos_recipients_person_id_people")),
        sa.PrimaryKeyConstraint("kudos_id", "person_id", name=op.f("pk_kudos_recipients")),
    )
    with op.batch_alter_table("kudos_recipients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kudos_recipients_person_id"), ["person_id"], unique=False)

    op.create_table(
        "win_credits",
        sa.Column("win_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("share", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_win_credits_person_id_people")),
        sa.ForeignKeyConstraint(["win_id"], ["wins.id"], name=op.f("fk_win_credits_win_id_wins"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("win_id", "person_id", name=op.f("pk_win_credits")),
    )
    with op.batch_alter_table("win_credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_win_credits_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_teams_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_teams_parent_id_teams"), "teams", ["parent_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("tier", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("feat", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("feat_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("burst_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_wins_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_wins_team_id_recorded_at", ["team_id", "recorded_at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_wins_account_id_accounts"), "accounts", ["account_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_wins_burst_id_bursts"), "bursts", ["burst_id"], ["id"])

    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_messages_parked",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("parked_reason IS NOT NULL"),
            postgresql_where=sa.text("parked_reason IS NOT NULL"),
        )

    carry_accounts()
    carry_credits()
    op.drop_table("win_helpers")
    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.alter_column("tier", server_default=None)
        batch_op.drop_column("account")


def carry_accounts() -> None:
    """Every name that wins have is an entry of the account book, once however it is spelled."""
    connection = op.get_bind()
    named = connection.execute(sa.text("SELECT id, team_id, account FROM wins WHERE account IS NOT NULL ORDER BY id"))
    known: dict[tuple[int, str], int] = {}
    for win_id, team_id, name in named.all():
        folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        if (team_id, folded) not in known:
            added = sa.text("INSERT INTO accounts (team_id, name, folded) VALUES (:team, :name, :folded) RETURNING id")
            values = {"team": team_id, "name": name, "folded": folded}
            known[team_id, folded] = connection.execute(added, values).scalar_one()
        said = sa.text("UPDATE wins SET account_id = :account WHERE id = :win")
        connection.execute(said, {"account": known[team_id, folded], "win": win_id})


def carry_credits() -> None:
    """Helpers keep the whole units of their share, the owner has the rest: together the amount, exactly."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO win_credits (win_id, person_id, share, amount_minor) "
            "SELECT h.win_id, h.person_id, h.share, w.amount_minor * h.share / 10000 "
            "FROM win_helpers h JOIN wins w ON w.id = h.win_id"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO win_credits (win_id, person_id, share, amount_minor) "
            "SELECT w.id, w.owner_id, "
            "10000 - coalesce(sum(c.share), 0), w.amount_minor - coalesce(sum(c.amount_minor), 0) "
            "FROM wins w LEFT JOIN win_credits c ON c.win_id = w.id GROUP BY w.id, w.owner_id, w.amount_minor"
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_messages_parked",
            sqlite_where=sa.text("parked_reason IS NOT NULL"),
            postgresql_where=sa.text("parked_reason IS NOT NULL"),
        )

    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account", sa.String(), nullable=True))

    op.execute("UPDATE wins SET account = (SELECT name FROM accounts WHERE accounts.id = wins.account_id)")
    with op.batch_alter_table("wins", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_wins_burst_id_bursts"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_wins_account_id_accounts"), type_="foreignkey")
        batch_op.drop_index("ix_wins_team_id_recorded_at")
        batch_op.drop_index(batch_op.f("ix_wins_account_id"))
        batch_op.drop_column("burst_id")
        batch_op.drop_column("feat_number")
        batch_op.drop_column("feat")
        batch_op.drop_column("tier")
        batch_op.drop_column("account_id")

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_teams_parent_id_teams"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_teams_parent_id"))
        batch_op.drop_column("parent_id")

    op.create_table(
        "win_helpers",
        sa.Column("win_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("share", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_win_helpers_person_id_people")),
        sa.ForeignKeyConstraint(["win_id"], ["wins.id"], name=op.f("fk_win_helpers_win_id_wins"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("win_id", "person_id", name=op.f("pk_win_helpers")),
    )
    op.execute(
        "INSERT INTO win_helpers (win_id, person_id, share) SELECT c.win_id, c.person_id, c.share "
        "FROM win_credits c JOIN wins w ON w.id = c.win_id WHERE c.person_id <> w.owner_id"
    )
    with op.batch_alter_table("win_credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_win_credits_person_id"))

    op.drop_table("win_credits")
    with op.batch_alter_table("kudos_recipients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kudos_recipients_person_id"))

    op.drop_table("kudos_recipients")
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.drop_index("ix_kudos_team_id_given_at")

    op.drop_table("kudos")
    with op.batch_alter_table("coachings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coachings_rep_id"))

    op.drop_table("coachings")
    op.drop_table("team_preferences")
    op.drop_table("person_preferences")
    with op.batch_alter_table("bursts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bursts_team_id"))

    op.drop_table("bursts")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_same_as_id"))

    op.drop_table("accounts")
