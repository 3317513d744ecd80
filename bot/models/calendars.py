"""Days on which a team, or somebody in it, does not work."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team
from bot.worktime import Period


class TeamDayOff(Base):
    """Days off of the whole team, first and last included; days taken back end before they begin."""

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
    """Days that a person is away, in the person's zone, kept as said; absences that overlap are read as one.

    One that was taken back ends before it begins: the row stays, so that a late click still finds it.
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
    """The mark of the Slack status it comes from, while that status stands; None where somebody told the bot."""
    extends_at: Mapped[datetime | None]
    """When it is next made a day longer, because the status has no end; None where that does not happen any more."""

    person: Mapped[Person] = relationship()

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)
