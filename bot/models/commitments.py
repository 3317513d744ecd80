"""Commitments, which people call promises: who promised what to whom, by when, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team, stored


class CommitmentState(StrEnum):
    """How a promise stands; `bot.domain.commitments.life` says which act leads from one state to another."""

    ASKED = "asked"
    """Somebody asked for it, and it is nobody's promise yet."""
    OPEN = "open"
    KEPT = "kept"
    """Its owner says so; the person it was made to has not confirmed it yet."""
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    """Its owner said it is kept, and the other side did not answer in time."""
    NOT_KEPT = "not kept"
    RELEASED = "released"
    """No longer needed, or one of the two has left."""
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    """A request whose day passed without an answer, or one of whose sides left first: it never became a promise."""
    TAKEN_BACK = "taken back"


class CommitmentSource(StrEnum):
    """Where it was said."""

    SAID = "said"
    ASKED = "asked"
    MESSAGE = "message"
    COACHING = "coaching"
    CHECKIN = "checkin"


class Commitment(Base):
    """What one person promised one other, or a team; a promise to several has a row for each, with the same number."""

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
    """None if it was made to the team."""
    text: Mapped[str]
    link: Mapped[str]
    """A link to the message that it came from; may be empty."""
    source: Mapped[CommitmentSource] = mapped_column(stored(CommitmentSource))
    is_public: Mapped[bool]
    """Whether it was said in the team's channel."""
    state: Mapped[CommitmentState] = mapped_column(stored(CommitmentState))
    made_at: Mapped[datetime]
    """When it was said, or asked for."""
    due_on: Mapped[date]
    moves: Mapped[int] = mapped_column(default=0)
    """How often its owner chose another day."""
    slips: Mapped[int] = mapped_column(default=0)
    """How many of those moves were to a later day."""
    returns: Mapped[int] = mapped_column(default=0)
    """How often its owner said it was kept, and the other side said "not yet"."""
    is_day_open: Mapped[bool] = mapped_column(default=False)
    """Whether the bot chose its day, and its owner has not chosen one since."""
    kept_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None if it ended by itself, as time passed."""
    word: Mapped[str]
    """Why it was declined, not kept, or closed by nobody's act; only the two sides read it."""
    instead: Mapped[str]

    # For the scheduler: the reminder, and the end of waiting for an answer.
    since: Mapped[datetime]
    """When it came into its present state, or got its present day."""
    look_at: Mapped[datetime | None]
    """When the scheduler looks at it next; None where nothing will be due."""
    is_reminded: Mapped[bool] = mapped_column(default=False)
    """Whether its owner was reminded for its present day."""
    reminded_on: Mapped[date | None]
    """The day of the last reminder, in its owner's zone."""

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    to: Mapped[Person | None] = relationship(foreign_keys=to_id)
