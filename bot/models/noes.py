"""No's and personal aims, both sealed; with whom they are shared, and who may be in a hard run."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Sealed
from bot.models.people import Person, Team, stored


class No(Base):
    """One no or many at once; only the person who got them reads them."""

    __tablename__ = "noes"
    __table_args__ = (Index("ix_noes_person_id_logged_at", "person_id", "logged_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    """The team in which it was logged; its leaders may be told that a word would help."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    count: Mapped[int]
    said: Mapped[str | None] = mapped_column(Sealed)
    """Who said no, what they said, and the amount of a lost deal; None where only a number was logged."""
    logged_at: Mapped[datetime]
    opening: Mapped[int]
    """Number of the words that its confirmation began with, so that two in a row never begin alike."""
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
    """How many they are, never what was said."""
    AIM = "aim"


class Confidence(Base):
    """What somebody shares with one particular leader: it ends with either's membership, and passes to no other."""

    __tablename__ = "confidences"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[Confided] = mapped_column(stored(Confided), primary_key=True)
    leader_id: Mapped[int] = mapped_column(
        ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class HardRun(Base):
    """When to look for a hard run of somebody who sells in a team, and when the leaders were last told."""

    __tablename__ = "hard_runs"
    __table_args__ = (Index("ix_hard_runs_look_at", "look_at"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    look_at: Mapped[datetime | None]
    """When they will have been without a win for too long; each win moves it."""
    told_at: Mapped[datetime | None]
    """When their leaders were last told that a word would help."""

    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship()
