"""Lessons, found by the words of wins and removed obstacles; hours that people offer, and who booked them."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FTS = "CREATE VIRTUAL TABLE lesson_words USING fts5(words, content='lessons', content_rowid='id', tokenize='porter')"
FORGET = "INSERT INTO lesson_words (lesson_words, rowid, words) VALUES ('delete', old.id, old.words);"
LEARN = "INSERT INTO lesson_words (rowid, words) VALUES (new.id, new.words);"
TRIGGERS = {"INSERT": LEARN, "DELETE": FORGET, "UPDATE": FORGET + LEARN}
VECTOR = "ALTER TABLE lessons ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('english', words)) STORED"

WINS = """
    SELECT w.team_id, w.id AS win_id, w.title, w.because, w.kind, a.name
    FROM wins w LEFT JOIN accounts a ON a.id = w.account_id WHERE w.is_standing AND w.because <> ''
"""
OBSTACLES = """
    SELECT o.team_id, o.id AS obstacle_id, o.what, o.asked_of, o.clears, o.resolution, a.name
    FROM obstacles o LEFT JOIN accounts a ON a.id = o.account_id
    WHERE NOT o.is_private AND o.state IN ('cleared', 'gone') AND o.resolution <> ''
"""
A_WORD = re.compile(r"[^\W_]+")


def upgrade() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("win_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("obstacle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_lessons_obstacle_id_obstacles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_lessons_team_id_teams"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["win_id"], ["wins.id"], name=op.f("fk_lessons_win_id_wins"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("obstacle_id", name=op.f("uq_lessons_obstacle_id")),
        sa.UniqueConstraint("win_id", name=op.f("uq_lessons_win_id")),
    )
    op.create_index("ix_lessons_team_id", "lessons", ["team_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS)
        for act, body in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER lessons_{act.lower()} AFTER {act} ON lessons BEGIN {body} END")
    else:
        op.execute(VECTOR)
        op.execute("CREATE INDEX ix_lessons_vector ON lessons USING gin (vector)")
    learn_from_what_is_there()
    offer_hours()


def learn_from_what_is_there() -> None:
    lessons = sa.table("lessons", *map(sa.column, ("team_id", "win_id", "obstacle_id", "words")))
    for query in (WINS, OBSTACLES):
        for some in op.get_bind().execute(sa.text(query)).mappings().partitions(1000):
            op.bulk_insert(lessons, [lesson(**row) for row in some])


def lesson(
    team_id: int, win_id: int | None = None, obstacle_id: int | None = None, **texts: str | None
) -> dict[str, object]:
    said = unicodedata.normalize("NFKD", " ".join(text for text in texts.values() if text)).casefold()
    bare = "".join(letter for letter in said if not unicodedata.combining(letter))
    words = " ".join(dict.fromkeys(A_WORD.findall(bare)))
    return {"team_id": team_id, "win_id": win_id, "obstacle_id": obstacle_id, "words": words}


def offer_hours() -> None:
    op.create_table(
        "offered_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_offered_hours_by_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_offered_hours_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_hours")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_offered_hours_team_id_number")),
    )
    op.create_index("ix_offered_hours_by_id_ends_at", "offered_hours", ["by_id", "ends_at"])
    op.create_table(
        "hours_bookings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hours_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booker_id"], ["people.id"], name=op.f("fk_hours_bookings_booker_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["people.id"], name=op.f("fk_hours_bookings_cancelled_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["hours_id"],
            ["offered_hours.id"],
            name=op.f("fk_hours_bookings_hours_id_offered_hours"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_hours_bookings_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_bookings")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_hours_bookings_team_id_number")),
    )
    standing = sa.text("cancelled_at IS NULL")
    op.create_index(
        "ix_hours_bookings_standing",
        "hours_bookings",
        ["hours_id", "begins_at"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_hours_bookings_booker_id_begins_at", "hours_bookings", ["booker_id", "begins_at"])


def downgrade() -> None:
    for table in ("hours_bookings", "offered_hours"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("lesson_words")
    op.drop_table("lessons")
