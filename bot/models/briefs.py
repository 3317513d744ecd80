"""What helps a leader lead each day: when the next brief is due, cheers, and what is looked at this week."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team
from bot.models.wins import Kudos


class Brief(Base):
    """When the morning brief of a leader is due next."""

    __tablename__ = "briefs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
    """There is no brief for a morning before this moment."""
    due_at: Mapped[datetime] = mapped_column(index=True)
    prepared_on: Mapped[date | None]
    """The leader's last morning for which a brief was handled, so that each morning has one at most."""

    person: Mapped[Person] = relationship()


class Cheer(Base):
    """Somebody suggested to a leader to cheer for, or cheered by the leader unasked; and what came of it."""

    __tablename__ = "cheers"
    __table_args__ = (
        # One is suggested each day.
        UniqueConstraint("leader_id", "offered_on"),
        Index("ix_cheers_person_id_said_at", "person_id", "said_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    offered_on: Mapped[date | None]
    """The day, in the leader's zone, on which it was suggested; None where the leader cheered unasked."""
    fact: Mapped[str]
    """What the cheer can refer to, as "win:17"; empty if nothing is known but that they got no recognition lately."""
    without_days: Mapped[int | None]
    """How many working days they were without recognition, where that is the reason; else None."""
    said_at: Mapped[datetime | None]
    words: Mapped[str]
    """What the leader said to that person alone; a cheer in the channel has its words in `kudos`."""
    kudos_id: Mapped[int | None] = mapped_column(ForeignKey("kudos.id", ondelete="SET NULL"), index=True)

    leader: Mapped[Person] = relationship(foreign_keys=leader_id)
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    team: Mapped[Team] = relationship()
    kudos: Mapped[Kudos | None] = relationship()

    @property
    def is_said(self) -> bool:
        """In whatever way, and not taken back since."""
        return self.said_at is not None and (self.kudos is None or self.kudos.undone_at is None)


class Inspection(Base):
    """What a leader said will be looked at this week, the leader's own work first; and the pattern that was seen."""

    __tablename__ = "inspections"
    __table_args__ = (UniqueConstraint("team_id", "week_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    week_on: Mapped[date]
    """The first day of the team's week."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str]
    said_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    seen: Mapped[str]
    """The pattern, without names; empty until it is said."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    seen_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    seen_by: Mapped[Person | None] = relationship(foreign_keys=seen_by_id)
