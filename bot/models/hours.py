"""Offered hours: when somebody has time for others' calls, and who booked which slot for what."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team


class OfferedHours(Base):
    """A stretch of time offered to a team, in slots of `minutes` each."""

    __tablename__ = "offered_hours"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_offered_hours_by_id_ends_at", "by_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    """The length of a slot."""
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship()
    bookings: Mapped[list["HoursBooking"]] = relationship(back_populates="hours", order_by="HoursBooking.begins_at")

    @property
    def slots(self) -> list[datetime]:
        """The beginning of each slot."""
        length = timedelta(minutes=self.minutes)
        return [self.begins_at + number * length for number in range((self.ends_at - self.begins_at) // length)]


class HoursBooking(Base):
    """A slot that somebody booked; each slot has one booking that is not cancelled, at most."""

    __tablename__ = "hours_bookings"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index(
            "ix_hours_bookings_standing",
            "hours_id",
            "begins_at",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_hours_bookings_booker_id_begins_at", "booker_id", "begins_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hours_id: Mapped[int] = mapped_column(ForeignKey("offered_hours.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    begins_at: Mapped[datetime]
    booker_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    account: Mapped[str]
    """May be empty."""
    why: Mapped[str]
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None if it was cancelled because one of the two left."""
    joined_at: Mapped[datetime | None]
    """When the host said "Joined"."""

    hours: Mapped[OfferedHours] = relationship(back_populates="bookings")
    booker: Mapped[Person] = relationship(foreign_keys=booker_id)
    cancelled_by: Mapped[Person | None] = relationship(foreign_keys=cancelled_by_id)

    @property
    def host(self) -> Person:
        return self.hours.by

    @property
    def stands(self) -> bool:
        return self.cancelled_at is None

    def other_than(self, person: Person) -> Person:
        """The other one of the two."""
        return self.host if person.id == self.booker_id else self.booker
