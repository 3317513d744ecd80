"""Days on which a team, or somebody in it, does not work."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team
from bot.worktime import Period


class TeamDayOff(Base):
    """Days off of the whole team, both included; what was taken back ends before it begins."""

    __tablename__ = "team_days_off"
    __table_args__ = (Index("ix_team_days_off_team_id_last_on", "team_id", "last_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    name: Mapped[str]

    team: Mapped[Team] = relationship()

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)


class Absence(Base):
    """Days that a person is away, in the person's zone, as they were said; those that overlap are read as one.

    What was taken back ends before it begins: the row stays, so that a late click knows it.
    """

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_person_id_last_on", "person_id", "last_on"),
        Index(
            "ix_absences_extends_at",
            "extends_at",
            sqlite_where=text("extends_at IS NOT NULL"),
            postgresql_where=text("extends_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    made_at: Mapped[datetime]
    by_status: Mapped[str | None]
    """The mark of the Slack status that says so, for as long as that stands; None where somebody said it here."""
    extends_at: Mapped[datetime | None]
    """When it gets one day longer, as the status says no end; None once it does not."""

    person: Mapped[Person] = relationship()

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)
