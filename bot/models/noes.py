"""No's and each one's own aim, the words of both sealed; with whom they are shared, and who may be in a hard run."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Sealed
from bot.models.people import Person, Team, stored


class No(Base):
    """One no or many at once, for the eyes of whoever got them."""

    __tablename__ = "noes"
    __table_args__ = (Index("ix_noes_person_id_logged_at", "person_id", "logged_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    """In which it was logged: its leaders may hear that a word would help."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    count: Mapped[int]
    said: Mapped[str | None] = mapped_column(Sealed)
    """From whom, what, and of a lost deal how much; None for a count alone."""
    logged_at: Mapped[datetime]
    opening: Mapped[int]
    """Which words its confirmation began with: never those of the one before."""
    undone_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship()


class Aim(Base):
    """What somebody works for, in their own words."""

    __tablename__ = "aims"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(Sealed)
    set_at: Mapped[datetime]


class Confided(StrEnum):
    NOES = "noes"
    """Their number, never their words."""
    AIM = "aim"


class Confidence(Base):
    """What somebody shares with one leader by name: it ends with either's place in the team, and is not inherited."""

    __tablename__ = "confidences"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[Confided] = mapped_column(stored(Confided), primary_key=True)
    leader_id: Mapped[int] = mapped_column(
        ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class HardRun(Base):
    """What is watched of somebody who sells in a team, so that a word comes when it helps."""

    __tablename__ = "hard_runs"
    __table_args__ = (Index("ix_hard_runs_look_at", "look_at"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    look_at: Mapped[datetime | None]
    """When to look whether they are without a win for too long; each win moves it."""
    told_at: Mapped[datetime | None]
    """When their leaders heard last that a word would help."""

    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship()
