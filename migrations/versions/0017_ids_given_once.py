"""An id that was given is never given again on SQLite either: buttons and messages know what they mean by it."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TAKEN_BACK = ("autonomies", "drafts", "goals")
"""Whose rows are deleted. PostgreSQL's sequences never go back."""


def upgrade() -> None:
    _rebuild(is_given_once=True)


def downgrade() -> None:
    _rebuild(is_given_once=False)


def _rebuild(*, is_given_once: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TAKEN_BACK:
            kept = {"sqlite_autoincrement": is_given_once}
            with op.batch_alter_table(table, recreate="always", table_kwargs=kept):
                pass
