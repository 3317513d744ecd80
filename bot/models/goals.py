"""Goals: what a team counts, the numbers that people and teams go for, and how far they have come."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import GIVEN_ONCE, Base
from bot.models.people import Person, Team, stored
from bot.worktime import Period


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"


class MovedBy(StrEnum):
    """What moves a metric: the team's wins, or what people type."""

    AMOUNTS = "amounts"
    """The amounts of wins, in the team's currency."""
    WINS = "wins"
    """The number of wins."""
    TYPING = "typing"

    @property
    def rank(self) -> int:
        """Money tells more than deals, and both more than what is typed."""
        return tuple(MovedBy).index(self)


class Metric(Base):
    """What a team counts, under its own name: revenue and deals by themselves, demos and calls from first use."""

    __tablename__ = "metrics"
    __table_args__ = (UniqueConstraint("team_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    name: Mapped[str]
    """As it was first typed: "demos"."""
    folded: Mapped[str]
    """The name as metrics are compared: "demo" and "demos" are one."""
    unit: Mapped[Unit] = mapped_column(stored(Unit))
    moved_by: Mapped[MovedBy] = mapped_column(stored(MovedBy), default=MovedBy.TYPING)
    measured_in: Mapped[str] = mapped_column(default="")
    """What a level is counted in, as "hours" or "%"; a count is counted in itself."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id", ondelete="SET NULL"), index=True)
    """The quality that goes with this quantity: close rate with demos."""

    partner: Mapped["Metric | None"] = relationship(remote_side=id)


class Visibility(StrEnum):
    """Who sees a person's goal; a team's goal is seen by the team."""

    PRIVATE = "private"
    """Its owner and the leader."""
    USUAL = "usual"
    """The owner's coach as well."""
    PUBLIC = "public"
    """The whole team."""


class Recurrence(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Outcome(StrEnum):
    REACHED = "reached"
    MISSED = "missed"
    DROPPED = "dropped"
    """Closed before its end by its owner or a leader."""


class Agreement(StrEnum):
    """What somebody says to a goal that a leader set; it counts meanwhile."""

    OPEN = "open"
    IN = "in"
    DIFFERENTLY = "differently"


class Goal(Base):
    """A number to reach in a period: open until it is closed, ended once its last day is over.

    What is done is never stored: it is the sum of what moved the metric in the period.
    """

    __tablename__ = "goals"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        # A recurring goal goes on exactly once.
        UniqueConstraint("previous_id"),
        Index("ix_goals_team_id_closed_at_last_on", "team_id", "closed_at", "last_on"),
        Index("ix_goals_owner_id_closed_at", "owner_id", "closed_at"),
        GIVEN_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the goal of the team."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"), index=True)
    """The team's goal that this one is a part of."""
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"), index=True)
    title: Mapped[str] = mapped_column(default="")
    """In the owner's words; empty where the metric says enough."""
    why: Mapped[str] = mapped_column(default="")

    target: Mapped[int]
    """A count, or minor units of `currency`."""
    currency: Mapped[str | None]
    """None for a count."""
    start_value: Mapped[int] = mapped_column(default=0)
    is_level: Mapped[bool] = mapped_column(default=False)
    """True: it goes from one level to another, as hours from 40 to 30. False: a sum that grows from nothing."""
    win_kind: Mapped[str | None]
    """Only wins of this kind count."""
    first_on: Mapped[date]
    last_on: Mapped[date]
    ramp: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """Smaller steps toward the target, each as [date, total by then]: ["2026-10-31", 12]; None for a straight line."""
    recurrence: Mapped[Recurrence | None] = mapped_column(stored(Recurrence))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"))
    """The goal of the period before that this recurring goal continues."""
    visibility: Mapped[Visibility] = mapped_column(stored(Visibility), default=Visibility.USUAL)

    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    reached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When the scheduler found its last day over; unless it was reached, it then waits for a look back."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(stored(Outcome))
    look_back: Mapped[str] = mapped_column(default="")

    # ── the part of a team's goal: how it was worked out, and what its owner says to it
    share_basis: Mapped[dict[str, Any] | None]
    agreement: Mapped[Agreement | None] = mapped_column(stored(Agreement))
    """None where the owner set it."""
    answered_at: Mapped[datetime | None]
    answer_target: Mapped[int | None]
    """What the owner would rather go for."""
    answer_why: Mapped[str] = mapped_column(default="")
    answer_reply: Mapped[str] = mapped_column(default="")
    """The leader's reason for keeping the number all the same."""
    asked: Mapped[int] = mapped_column(default=0)
    """How often its owner was asked, so that an answer to an earlier question is recognised as late."""
    newcomers_seen_at: Mapped[datetime | None]
    """For a divided goal: whoever joined the team after this moment is a newcomer who may get a part."""

    # ── what it takes
    assumptions: Mapped[dict[str, Any] | None]
    """What its owner assumed where history is too short: the average deal, how many attempts lead to one."""

    # ── the slip it is in now; all but `watched_on` empty once it is back on pace
    watched_on: Mapped[date | None]
    """The last day on which its pace was looked at: once a day is enough."""
    slipped_on: Mapped[date | None]
    slip_answer: Mapped[str | None]
    """The step that the owner chose, a word of `bot.domain.goals.watch.SLIP_ANSWERS`."""
    leader_told_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    created_by: Mapped[Person] = relationship(foreign_keys=created_by_id)
    metric: Mapped[Metric] = relationship()
    parent: Mapped["Goal | None"] = relationship(remote_side=id, foreign_keys=parent_id)

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on)

    @property
    def is_of_team(self) -> bool:
        return self.owner_id is None

    @property
    def is_counted_together(self) -> bool:
        """The team's, to which each one adds their own; a level of the team is where it stands, whoever measures it."""
        return self.is_of_team and not self.is_level

    @property
    def is_cut_short(self) -> bool:
        """Closed before its end: it stands as it stood then."""
        return self.closed_at is not None and self.ended_at is None


class Progress(Base):
    """Progress that somebody typed, one row for all the goals it moves: how many more, or the level of that day."""

    __tablename__ = "progress"
    __table_args__ = (
        # Covers the sums of a period, as that of wins does.
        Index("ix_progress_sums", "metric_id", "is_level", "counted_on", "owner_id", "is_standing", "value"),
        Index("ix_progress_by_id_at", "by_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id", ondelete="CASCADE"))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"), index=True)
    """The goal named when it was typed; it moves every other goal of the metric as well."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """The person it counts for; None for the team as a whole."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    counted_on: Mapped[date]
    is_level: Mapped[bool]
    value: Mapped[int]
    """The difference, negative for fewer; for a level, the new level."""
    note: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    """Where it was said: "typed", "check-in"."""
    at: Mapped[datetime]
    is_standing: Mapped[bool] = mapped_column(default=True)
    undone_at: Mapped[datetime | None]

    metric: Mapped[Metric] = relationship()
    goal: Mapped[Goal | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    by: Mapped[Person] = relationship(foreign_keys=by_id)


class GoalStep(Base):
    """A step of a goal that was reached: kept so that it is celebrated only once, whatever is corrected afterwards."""

    __tablename__ = "goal_steps"
    __table_args__ = (UniqueConstraint("goal_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"))
    name: Mapped[str]
    """The percentage of the way, as "75"."""
    reached_at: Mapped[datetime]

    goal: Mapped[Goal] = relationship()
