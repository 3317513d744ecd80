"""Where a team is going, in every version, and the standards that its people agree to on the way."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.goals import Goal, Recurrence
from bot.models.people import Person, Team, stored
from bot.models.wins import Win


class ChangeReason(StrEnum):
    """What moved, when a team's north star does."""

    COMPETITION = "competition"
    MARKET = "market"
    TECHNOLOGY = "technology"
    OTHER = "other"


north_star_wins = Table(
    "north_star_wins",
    Base.metadata,
    Column("north_star_id", ForeignKey("north_stars.id", ondelete="CASCADE"), primary_key=True),
    Column("win_id", ForeignKey("wins.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Why this team can do it: its own wins."""

north_star_goals = Table(
    "north_star_goals",
    Base.metadata,
    Column("north_star_id", ForeignKey("north_stars.id", ondelete="CASCADE"), primary_key=True),
    Column("goal_id", ForeignKey("goals.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The goals that change with it."""


class NorthStar(Base):
    """One version of a team's destination; all are kept, and the highest holds."""

    __tablename__ = "north_stars"
    __table_args__ = (UniqueConstraint("team_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    version: Mapped[int]
    announced: Mapped[int]
    """The version that was announced to the channel: this one, or the one in which this one corrects a typo."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    statement: Mapped[str]
    value: Mapped[str]
    """The value offered to the market; this and the next three may be empty."""
    approach: Mapped[str]
    """How the market is approached."""
    position: Mapped[str]
    """Where the team stands among competitors."""
    economy: Mapped[str]
    """What is assumed about it."""

    # Set only by a change, not by the first version or a typo fix.
    reason: Mapped[ChangeReason | None] = mapped_column(stored(ChangeReason))
    why: Mapped[str]
    opportunity: Mapped[str]
    wins: Mapped[list[Win]] = relationship(secondary=north_star_wins, order_by=Win.id)
    goals: Mapped[list[Goal]] = relationship(secondary=north_star_goals, order_by=Goal.id)

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship()

    @property
    def is_typo_fix(self) -> bool:
        return self.announced != self.version


class StandardKind(StrEnum):
    PERFORMANCE = "performance"
    BEHAVIOUR = "behaviour"
    WORK_ETHIC = "work ethic"


class Standard(Base):
    """What a team expects of everybody in it, the leader included."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    """Counts its wordings: each is agreed anew."""
    kind: Mapped[StandardKind] = mapped_column(stored(StandardKind))
    text: Mapped[str]
    amount: Mapped[int | None]
    """A count of `metric`, or minor units of `currency`; None where it has no number."""
    currency: Mapped[str | None]
    """None for a count."""
    metric: Mapped[str]
    """What is counted, in words; may be empty."""
    per: Mapped[Recurrence | None] = mapped_column(stored(Recurrence))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    """When the team is asked about this wording: standards set within minutes share this moment, and one message."""
    dropped_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    set_by: Mapped[Person] = relationship()


class StandardAnswer(Base):
    """Somebody's latest answer to a standard; it counts only for the wording (`version`) that it answered."""

    __tablename__ = "standard_answers"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]
    is_in: Mapped[bool]
    view: Mapped[str]
    """What they see differently; only they and their leader read it."""
    own_amount: Mapped[int | None]
    """The number they aim for instead, in the unit of the standard."""
    answered_at: Mapped[datetime]

    standard: Mapped[Standard] = relationship()
    person: Mapped[Person] = relationship()
