"""Letting go: whom a leader trusts with their own way, and a new leader's first weeks."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import GIVEN_ONCE, Base
from bot.models.people import Person, Team


class Autonomy(Base):
    """Somebody whom a leader of the team lets go their own way: since when, until when, and in the leader's words."""

    __tablename__ = "autonomies"
    __table_args__ = (
        Index(
            "uq_autonomies_standing",
            "team_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_autonomies_person_id", "person_id"),
        GIVEN_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    words: Mapped[str]
    """The leader's words; only the two of them read these."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """A leader, or the person themselves if they gave it back."""
    ended_at: Mapped[datetime | None]
    end_words: Mapped[str]

    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    given_by: Mapped[Person] = relationship(foreign_keys=given_by_id)


class AutonomyLook(Base):
    """When to look next, once a week, at which people of a team deliver."""

    __tablename__ = "autonomy_looks"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    look_at: Mapped[datetime] = mapped_column(index=True)

    team: Mapped[Team] = relationship()


class AutonomyProposal(Base):
    """When a leader was last told that somebody of the team delivers."""

    __tablename__ = "autonomy_proposals"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    made_at: Mapped[datetime]


class FirstWeeks(Base):
    """A new leader's first two weeks; which steps are done is not stored but read from what the leader did."""

    __tablename__ = "first_weeks"
    __table_args__ = (
        Index(
            "ix_first_weeks_look_at",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    """The first team that they led."""
    began_at: Mapped[datetime]
    skipped: Mapped[list[str]] = mapped_column(JSON)
    """The names of the steps that they chose to leave out."""
    look_at: Mapped[datetime | None]
    """When to check whether they are over; None once they are, or were stopped."""

    person: Mapped[Person] = relationship()
    team: Mapped[Team | None] = relationship()
