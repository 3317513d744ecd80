"""Lessons: the words by which a win with its reason, or a removed obstacle, is found again."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot import worktime
from bot.db import Base
from bot.models.obstacles import Obstacle
from bot.models.people import Person
from bot.models.wins import Win


class Lesson(Base):
    """The lesson of one win or one obstacle; the text stays there, here are only the words to search.

    The database indexes them by itself: SQLite in the FTS5 table `lesson_words`, PostgreSQL in the column `vector`,
    neither of which the models know.
    """

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    win_id: Mapped[int | None] = mapped_column(ForeignKey("wins.id", ondelete="CASCADE"), unique=True)
    obstacle_id: Mapped[int | None] = mapped_column(ForeignKey("obstacles.id", ondelete="CASCADE"), unique=True)
    words: Mapped[str]

    win: Mapped[Win | None] = relationship()
    obstacle: Mapped[Obstacle | None] = relationship()

    @property
    def whose(self) -> Person:
        """The person whose win it was, or who removed the obstacle (else its raiser)."""
        if self.win:
            return self.win.owner
        return self._obstacle.cleared_by or self._obstacle.raiser

    @property
    def on(self) -> date:
        if self.win:
            return self.win.closed_on
        return worktime.local_day(self._obstacle.cleared_at or self._obstacle.raised_at, self._obstacle.team.zone)

    @property
    def about(self) -> str:
        if self.win:
            return self.win.account or self.win.title
        return self._obstacle.what

    @property
    def did(self) -> str:
        """What they did, in their own words."""
        return self.win.because if self.win else self._obstacle.resolution

    @property
    def _obstacle(self) -> Obstacle:
        if self.obstacle is None:
            raise LookupError("a lesson is of a win or of an obstacle")
        return self.obstacle
