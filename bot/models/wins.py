"""Wins, who helped, and how they changed afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team


class Win(Base):
    __tablename__ = "wins"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        # Covers the sums of a period, so that their cost follows the period and not the history.
        Index("ix_wins_sums", "team_id", "closed_on", "owner_id", "is_standing", "currency", "amount_minor"),
        Index("ix_wins_record", "owner_id", "currency", "is_standing", "amount_minor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    account: Mapped[str | None]
    title: Mapped[str]
    """What was sold; may be empty where there is an account."""
    amount_minor: Mapped[int]
    """In the minor unit of `currency`: cents, yen."""
    currency: Mapped[str]
    because: Mapped[str]
    closed_on: Mapped[date]
    opening: Mapped[int]
    """Which opening the celebration has: never that of the win before."""
    recorded_at: Mapped[datetime]
    is_standing: Mapped[bool] = mapped_column(default=True)
    """False once it was undone or reversed."""
    undone_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=owner_id)
    logged_by: Mapped[Person] = relationship(foreign_keys=logged_by_id)
    helpers: Mapped[list["WinHelper"]] = relationship(cascade="all, delete-orphan")


class WinHelper(Base):
    __tablename__ = "win_helpers"

    win_id: Mapped[int] = mapped_column(ForeignKey("wins.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    share: Mapped[int] = mapped_column(default=0)
    """Of the amount, in basis points (30 % is 3000); 0 is thanks alone."""

    person: Mapped[Person] = relationship()


class WinChange(Base):
    """What was changed after the hour of undoing, and by whom: the thread of the celebration says it."""

    __tablename__ = "win_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    win_id: Mapped[int] = mapped_column(ForeignKey("wins.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    """The fields that changed, as they were; a reversal has none."""
    after: Mapped[dict[str, Any]]

    win: Mapped[Win] = relationship()
    by: Mapped[Person] = relationship()
