"""Check-ins: who is asked what and when, their runs, each with its roster, and what people answered."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team, stored


class Asked(StrEnum):
    """Which people of a team are asked."""

    EVERYONE = "everyone"
    """Reps, and leaders as well, who answer to the team."""
    REPS = "reps"
    LEADERS = "leaders"
    NAMED = "named"
    """The people in `Checkin.named`; not for a single question."""


class Told(StrEnum):
    """Where the summary of a run goes."""

    CHANNEL = "channel"
    LEADER = "leader"
    """To leaders alone, on `/checkin`; the channel hears nothing."""


class QuestionKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    """Toward a metric of goals, where it names one."""
    SCALE = "scale"
    """From one to five."""
    CHOICE = "choice"


class Audience(StrEnum):
    """Who reads the answers to a question, beside who gave them."""

    TEAM = "team"
    LEADER = "leader"


class Becomes(StrEnum):
    """What an answer is made into, in the transaction in which it is given."""

    NOTHING = "nothing"
    PROGRESS = "progress"
    WIN = "win"
    OBSTACLE = "obstacle"
    PROMISE = "promise"
    OFFER = "offer"
    """Nothing by itself: a click makes an obstacle of it ("how can I make your job easier?")."""


class SeatState(StrEnum):
    """How somebody's part of a run stands. It can be answered at any time, and changed until the deadline."""

    PLANNED = "planned"
    """To be asked at `next_at`."""
    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    AWAY = "away"
    """Listed as away, and never asked."""
    UNASKED = "unasked"
    """The bot was not there until the deadline: nobody missed anything."""


class Checkin(Base):
    """What a team is asked regularly: on certain weekdays, at the same time by each person's own clock."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_checkins_opens_at", "opens_at", sqlite_where=text("is_on"), postgresql_where=text("is_on")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    """As `date.weekday` counts, in order."""
    at: Mapped[time]
    """The time by each person's own clock."""
    deadline_hours: Mapped[int]
    """Working hours in which it can be answered."""
    asked: Mapped[Asked] = mapped_column(stored(Asked))
    told: Mapped[Told] = mapped_column(stored(Told))
    is_on: Mapped[bool]
    """False once it was removed."""
    next_on: Mapped[date | None]
    """The day of the run that opens next; None while it is off."""
    opens_at: Mapped[datetime | None]
    """When that run opens: the first moment at which any of those asked is due."""
    planned_at: Mapped[datetime | None]
    """When this schedule began (set by `checkins.plan`): whoever's turn came earlier that day is not asked that day."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None for the check-ins that every new team gets."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    named: Mapped[list["CheckinPerson"]] = relationship(cascade="all, delete-orphan")


class CheckinPerson(Base):
    """Somebody who is asked by name (`Asked.NAMED`)."""

    __tablename__ = "checkin_people"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)


class CheckinQuestion(Base):
    """One question. It never changes: an edit retires it and adds a new one, so that old runs keep theirs."""

    __tablename__ = "checkin_questions"
    __table_args__ = (Index("ix_checkin_questions_checkin_id", "checkin_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    asked: Mapped[Asked] = mapped_column(stored(Asked))
    """Which of the people asked in the check-in get this question."""
    kind: Mapped[QuestionKind] = mapped_column(stored(QuestionKind))
    audience: Mapped[Audience] = mapped_column(stored(Audience))
    becomes: Mapped[Becomes] = mapped_column(stored(Becomes))
    metric: Mapped[str | None]
    """The metric, as people say it, that a number counts toward: "demos"; with None it counts toward each person's own
    first open goal with typed progress, and nobody without such a goal is asked."""
    choices: Mapped[list[str]] = mapped_column(JSON)
    only_if_id: Mapped[int | None] = mapped_column(ForeignKey("checkin_questions.id"))
    """Asked only where that question of the same check-in was answered by one of `only_if`; None is always."""
    only_if: Mapped[list[str]] = mapped_column(JSON)
    retired_at: Mapped[datetime | None]


class CheckinRun(Base):
    """One occurrence, on the same date in every person's own zone; its roster and questions are fixed when it opens."""

    __tablename__ = "checkin_runs"
    __table_args__ = (UniqueConstraint("checkin_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    at: Mapped[time]
    deadline_hours: Mapped[int]
    """Time and deadline as they were when the run was made; a change applies from the next run on."""
    opened_at: Mapped[datetime | None]
    """None while the only seats are of people who opened it early for themselves."""
    question_ids: Mapped[list[int]] = mapped_column(JSON)
    """In the order in which they are asked."""

    checkin: Mapped[Checkin] = relationship()
    seats: Mapped[list["CheckinSeat"]] = relationship(back_populates="run")


class CheckinSeat(Base):
    """Somebody's part of a run."""

    __tablename__ = "checkin_seats"
    __table_args__ = (
        UniqueConstraint("run_id", "person_id"),
        Index(
            "ix_checkin_seats_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_checkin_seats_person_id", "person_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_runs.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    state: Mapped[SeatState] = mapped_column(stored(SeatState))
    is_light: Mapped[bool]
    """Asked only the first question and never nudged, since this person has autonomy (X1)."""
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """The deadline: a later answer is marked as late."""
    next_at: Mapped[datetime | None]
    """When it is looked at next: to ask, to ask again later, to nudge, to close; None when nothing is left to do."""
    asked_at: Mapped[datetime | None]
    """When it was first asked; after that it is asked again only if its owner says "later"."""
    nudged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When it was first answered."""
    reason: Mapped[str]
    """Why it was skipped; may be empty. Seen by leaders alone."""

    run: Mapped[CheckinRun] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    answers: Mapped[list["CheckinAnswer"]] = relationship(back_populates="seat", cascade="all, delete-orphan")


class CheckinAnswer(Base):
    """What somebody answered to one question."""

    __tablename__ = "checkin_answers"
    __table_args__ = (UniqueConstraint("seat_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("checkin_seats.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("checkin_questions.id"), index=True)
    text: Mapped[str]
    """As it was typed, also where it is a number, a step of a scale or a choice."""
    made: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it became, as {"obstacle": 12}: ids by kind; empty where it became nothing."""

    seat: Mapped[CheckinSeat] = relationship(back_populates="answers")
    question: Mapped[CheckinQuestion] = relationship()
