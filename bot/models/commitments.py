"""Commitments, which people call promises: who promised what to whom, by when, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team, stored


class CommitmentState(StrEnum):
    """How a promise stands; which act leads from one to another is in `bot.domain.commitments.life`."""

    ASKED = "asked"
    """Somebody asked for it, and it is nobody's promise yet."""
    OPEN = "open"
    KEPT = "kept"
    """Its owner says so; the one it was made to has not said yet."""
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    """Kept, as far as anybody said."""
    NOT_KEPT = "not kept"
    RELEASED = "released"
    """No longer needed, or one of the two is here no more."""
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    """Its day passed without a word, or one of the two was gone before that: it never was a promise."""
    TAKEN_BACK = "taken back"


class CommitmentSource(StrEnum):
    """Where it was said."""

    SAID = "said"
    ASKED = "asked"
    MESSAGE = "message"
    COACHING = "coaching"
    CHECKIN = "checkin"


class Commitment(Base):
    """What one person promised to one other, or to a team; said to several it is one each, under one number."""

    __tablename__ = "commitments"
    __table_args__ = (
        Index("ix_commitments_team_id_number", "team_id", "number"),
        Index("ix_commitments_by_id_due_on", "by_id", "due_on"),
        Index("ix_commitments_to_id_due_on", "to_id", "due_on"),
        Index("ix_commitments_look_at", "look_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None is the team."""
    text: Mapped[str]
    link: Mapped[str]
    """To the message that it came of; may be empty."""
    source: Mapped[CommitmentSource] = mapped_column(stored(CommitmentSource))
    is_public: Mapped[bool]
    """It was said in the team's channel."""
    state: Mapped[CommitmentState] = mapped_column(stored(CommitmentState))
    made_at: Mapped[datetime]
    """When it was said, or asked for."""
    due_on: Mapped[date]
    moves: Mapped[int] = mapped_column(default=0)
    """How often its owner chose another day."""
    slips: Mapped[int] = mapped_column(default=0)
    """How often that day was a later one."""
    returns: Mapped[int] = mapped_column(default=0)
    """How often it was said to be kept, and was not yet."""
    is_day_open: Mapped[bool] = mapped_column(default=False)
    """Its day is ours, until its owner chooses one."""
    kept_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None is time."""
    word: Mapped[str]
    """Why it was declined, could not be kept, or was closed with nobody's act; for both sides alone."""
    instead: Mapped[str]

    # What time brings: the reminder, the end of waiting for a word.
    since: Mapped[datetime]
    """Of the present state and day."""
    look_at: Mapped[datetime | None]
    """When to look next at what is due; None where nothing will be."""
    is_reminded: Mapped[bool] = mapped_column(default=False)
    """Of the present day."""
    reminded_on: Mapped[date | None]
    """The day of the last reminder, in its owner's zone."""

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    to: Mapped[Person | None] = relationship(foreign_keys=to_id)
