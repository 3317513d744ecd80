"""Coaching talks, feedback, and requests to be coached; all their words are sealed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import GIVEN_ONCE, Base, Sealed
from bot.models.people import Person, Team, stored


class CoachingKind(StrEnum):
    ONE_TO_ONE = "one-to-one"
    CALL_REVIEW = "call review"
    RIDE_ALONG = "ride-along"
    TRAINING = "training"


class CoachingSession(Base):
    """A talk between a coach and a rep: prepared by the coach alone, and held once there are notes for both."""

    __tablename__ = "coaching_sessions"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_coaching_sessions_rep_id_held_on", "rep_id", "held_on"),
        Index("ix_coaching_sessions_coach_id_held_on", "coach_id", "held_on"),
        GIVEN_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    coach_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    rep_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[CoachingKind] = mapped_column(stored(CoachingKind))
    made_at: Mapped[datetime]
    """When it was prepared, or noted if it never was prepared."""
    held_on: Mapped[date | None]
    """None while it is only prepared, which the rep does not see."""
    noted_at: Mapped[datetime | None]
    """When its notes were first saved; None while it is only prepared."""
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with each change by the coach."""

    notes: Mapped[str | None] = mapped_column(Sealed)
    """Both of them read these."""
    preparation: Mapped[str | None] = mapped_column(Sealed)
    """Only the coach who wrote it reads it."""
    reply: Mapped[str | None] = mapped_column(Sealed)
    """The rep's own words; both of them read these."""
    reply_version: Mapped[int] = mapped_column(default=0)
    """Goes up with each change by the rep, of the reply or of the rating."""
    usefulness: Mapped[int | None]
    """The rep's rating, from 1 to 5; the coach sees only averages of several."""

    team: Mapped[Team] = relationship()
    coach: Mapped[Person] = relationship(foreign_keys=coach_id)
    rep: Mapped[Person] = relationship(foreign_keys=rep_id)


coaching_request_coaches = Table(
    "coaching_request_coaches",
    Base.metadata,
    Column("request_id", ForeignKey("coaching_requests.id", ondelete="CASCADE"), primary_key=True),
    Column("coach_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The coaches of the moment when it was written: only they read it, whoever coaches later."""


class CoachingRequest(Base):
    """Somebody would like to be coached; one at a time is open."""

    __tablename__ = "coaching_requests"
    __table_args__ = (Index("ix_coaching_requests_rep_id_team_id", "rep_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    rep_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(Sealed)
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When it was withdrawn, or when the talk that answered it was noted."""
    asked: Mapped[list[Person]] = relationship(secondary=coaching_request_coaches, order_by=Person.id)

    team: Mapped[Team] = relationship()
    rep: Mapped[Person] = relationship()


class Feedback(Base):
    """What somebody saw, what effect it had and what to try; only the two of them read it."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_feedback_to_id_given_at", "to_id", "given_at"),
        Index("ix_feedback_by_id_given_at", "by_id", "given_at"),
        GIVEN_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    parts: Mapped[str] = mapped_column(Sealed)
    given_at: Mapped[datetime]

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    to: Mapped[Person] = relationship(foreign_keys=to_id)
