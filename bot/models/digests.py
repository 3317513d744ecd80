"""The weekly digest: of each team and week whether it is planned, posted or left out, and when to look at it next."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team, stored
from bot.worktime import Period


class DigestState(StrEnum):
    PLANNED = "planned"
    POSTED = "posted"
    SKIPPED = "skipped"
    UNTOLD = "untold"
    """There was nothing to tell, it was turned off, or the bot was away until the next week."""


class Digest(Base):
    """A team's digest of one week. Only the current week's is worked on; when that week is over, the next follows."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("team_id", "first_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    """The first day of the week."""
    state: Mapped[DigestState] = mapped_column(stored(DigestState), default=DigestState.PLANNED)
    since: Mapped[datetime]
    """A digest due before this moment is not posted by itself: the team is new, say, or its hour was changed."""
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the scheduler looks at it next; None once the week is over."""
    opening: Mapped[int] = mapped_column(default=0)
    """Number of its opening phrase, one on from the last digest posted, so that two in a row never begin alike."""
    posted_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    """Who posted or skipped it; None if it was posted by itself."""
    told: Mapped[str] = mapped_column(default="")
    """A hash of what it told last, to notice a change."""

    team: Mapped[Team] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def week(self) -> Period:
        return Period(self.first_on, self.first_on + timedelta(days=6))
