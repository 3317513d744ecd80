"""Check-ins: what is asked of whom and when, each run of one with its roster, and what people answered."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team, stored


class Asked(StrEnum):
    """Who of a team is asked."""

    EVERYONE = "everyone"
    """Reps, and leaders as well, who answer to the team."""
    REPS = "reps"
    LEADERS = "leaders"
    NAMED = "named"
    """Of a check-in, not of a question."""


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
    """Where somebody's part of a run stands. An answer is given at any time, and changed until the deadline."""

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
    """What a team is asked, on some days at some time of each one's own."""

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
    """Of each one's own clock."""
    deadline_hours: Mapped[int]
    """Working hours in which it can be answered."""
    asked: Mapped[Asked] = mapped_column(stored(Asked))
    told: Mapped[Told] = mapped_column(stored(Told))
    is_on: Mapped[bool]
    next_on: Mapped[date | None]
    """The day of the run that opens next; None while it is off."""
    opens_at: Mapped[datetime | None]
    """When that run opens: the first moment at which any of those asked is due."""
    planned_at: Mapped[datetime | None]
    """Since when it is asked so; whose moment came before that is not asked on that day. `checkins.plan` sets it."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None for those that come with a team."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    named: Mapped[list["CheckinPerson"]] = relationship(cascade="all, delete-orphan")


class CheckinPerson(Base):
    """Who is asked, where people are named."""

    __tablename__ = "checkin_people"

    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)


class CheckinQuestion(Base):
    """One question. It never changes: a changed one takes the place of one that retires, and old runs keep theirs."""

    __tablename__ = "checkin_questions"
    __table_args__ = (Index("ix_checkin_questions_checkin_id", "checkin_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    asked: Mapped[Asked] = mapped_column(stored(Asked))
    """Whom of those who are asked it is put to."""
    kind: Mapped[QuestionKind] = mapped_column(stored(QuestionKind))
    audience: Mapped[Audience] = mapped_column(stored(Audience))
    becomes: Mapped[Becomes] = mapped_column(stored(Becomes))
    metric: Mapped[str | None]
    """The name of the metric that a number is progress of, as people say it: "demos"; None where it is the one of each
    person's own first open goal that is typed (no such goal: not asked)."""
    choices: Mapped[list[str]] = mapped_column(JSON)
    only_if_id: Mapped[int | None] = mapped_column(ForeignKey("checkin_questions.id"))
    """Asked only where that question of the same check-in was answered by one of `only_if`; None is always."""
    only_if: Mapped[list[str]] = mapped_column(JSON)
    retired_at: Mapped[datetime | None]


class CheckinRun(Base):
    """One occurrence, on the same day of each one's own calendar; its roster and questions are fixed as it opens."""

    __tablename__ = "checkin_runs"
    __table_args__ = (UniqueConstraint("checkin_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    at: Mapped[time]
    deadline_hours: Mapped[int]
    """As they were when the run was made: another time, or another deadline, holds from the next one on."""
    opened_at: Mapped[datetime | None]
    """None while somebody opened it early for themselves and nobody else has a seat."""
    question_ids: Mapped[list[int]] = mapped_column(JSON)
    """In their order."""

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
    """Asked the first question alone and never nudged: the leader lets this person go (X1)."""
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """The deadline: an answer that comes later is marked so."""
    next_at: Mapped[datetime | None]
    """When it is looked at next: to ask, to ask again later, to nudge, to close; None when nothing is left to do."""
    asked_at: Mapped[datetime | None]
    """When it was first asked: from then on nothing but its owner's wish ("later") lets it be asked again."""
    nudged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When it was first answered."""
    changed_at: Mapped[datetime | None]
    """When the answer was last changed."""
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
    """As it was said; a number, a step of a scale and a choice as well."""
    made: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it became, as {"obstacle": 12}: ids by kind; empty where it became nothing."""

    seat: Mapped[CheckinSeat] = relationship(back_populates="answers")
    question: Mapped[CheckinQuestion] = relationship()
