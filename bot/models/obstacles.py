"""Obstacles: what is in whose way, who owns it, what was said and done about it, and who was reminded when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.goals import Goal
from bot.models.people import Person, Team, stored
from bot.models.wins import Account


class ObstacleKind(StrEnum):
    OBSTACLE = "obstacle"
    RESOURCE = "resource"
    DECISION = "decision"
    DISAGREEMENT = "disagreement"
    CALL = "call"
    """Somebody is asked to join a call."""


class ObstacleState(StrEnum):
    UNOWNED = "unowned"
    OWNED = "owned"
    CLEARED = "cleared"
    """Somebody says that it is removed, joined or decided; whoever raised it has the last word."""
    GONE = "gone"
    DROPPED = "dropped"
    """Not an obstacle, or not any more."""


class Obstacle(Base):
    """What is in somebody's way, as a request. What may happen to it is a table: `bot.domain.obstacles.life`."""

    __tablename__ = "obstacles"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        Index("ix_obstacles_team_id_state_needed_at", "team_id", "state", "needed_at"),
        Index("ix_obstacles_raiser_id_state", "raiser_id", "state"),
        Index("ix_obstacles_owner_id_state", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[ObstacleKind] = mapped_column(stored(ObstacleKind))
    state: Mapped[ObstacleState] = mapped_column(stored(ObstacleState))
    raiser_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    is_private: Mapped[bool]
    """Only the leader reads it, or only the decider where it is about the leader."""
    is_about_leader: Mapped[bool]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Who is asked to decide, where somebody was named."""
    other_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """The other side of a disagreement."""

    what: Mapped[str]
    asked_of: Mapped[str]
    """In words, as "Legal"; may be empty."""
    clears: Mapped[str]
    """What would clear it."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    amount_minor: Mapped[int | None]
    """What is at stake, in minor units of `currency`."""
    currency: Mapped[str | None]
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"), index=True)
    """The raiser's goal that it holds back."""
    needed_at: Mapped[datetime | None]
    """The deadline; for a call, when it begins."""
    other_view: Mapped[str]
    """How the other side of a disagreement sees it."""

    raised_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When somebody else first did something about it."""
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    resolution: Mapped[str]
    """What cleared it; where a decision was asked for, the decision."""
    is_trust: Mapped[bool]
    """Whether it was decided with "Your call, I'll back you"."""
    closed_at: Mapped[datetime | None]
    raiser_goes_at: Mapped[datetime | None]
    """When the raiser of a disagreement said "going with it"."""
    other_goes_at: Mapped[datetime | None]

    # ── so that it never rots
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is to be looked at next; None once it is done."""
    unowned_since: Mapped[datetime | None]
    offered_again_at: Mapped[datetime | None]
    nudge_at: Mapped[datetime | None]
    """When the owner is reminded next."""
    overdue_told_at: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]
    """The leaders are not told again that it is late before this moment."""
    may_go_up: Mapped[bool | None]
    """Whether the raiser of a private one agrees to taking it further; None if they have not said."""
    went_up_at: Mapped[datetime | None]
    note: Mapped[str]
    """What the leader wrote when taking it further up; may be empty."""
    went_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None if it went up automatically."""

    team: Mapped[Team] = relationship()
    raiser: Mapped[Person] = relationship(foreign_keys=raiser_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    decider: Mapped[Person | None] = relationship(foreign_keys=decider_id)
    other: Mapped[Person | None] = relationship(foreign_keys=other_id)
    cleared_by: Mapped[Person | None] = relationship(foreign_keys=cleared_by_id)
    went_up_by: Mapped[Person | None] = relationship(foreign_keys=went_up_by_id)
    account_row: Mapped[Account | None] = relationship()
    goal: Mapped[Goal | None] = relationship()
    helpers: Mapped[list["ObstacleHelper"]] = relationship(cascade="all, delete-orphan")
    reaches: Mapped[list["ObstacleReach"]] = relationship(cascade="all, delete-orphan")

    @property
    def account(self) -> str | None:
        row = self.account_row
        return (row.same_as or row).name if row else None

    @property
    def is_open(self) -> bool:
        return self.state in (ObstacleState.UNOWNED, ObstacleState.OWNED)


class ObstacleHelper(Base):
    """Somebody who can help, in the raiser's opinion."""

    __tablename__ = "obstacle_helpers"

    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()


class ObstacleReach(Base):
    """Who above its team may hear of a private obstacle, and who never: kept by person, as the leaders there change."""

    __tablename__ = "obstacle_reaches"

    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    may_hear: Mapped[bool]
    """True if the raiser said yes to this person; False for those it is about, who led when it was raised."""

    person: Mapped[Person] = relationship()


class ObstacleEvent(Base):
    """What somebody did about an obstacle, or what happened as time passed; its thread tells some of it."""

    __tablename__ = "obstacle_events"
    __table_args__ = (Index("ix_obstacle_events_obstacle_id_at", "obstacle_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id", ondelete="CASCADE"))
    act: Mapped[str]
    """A word of `bot.domain.obstacles.life.Act`."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None if it happened by itself, as time passed."""
    text: Mapped[str]
    at: Mapped[datetime]

    obstacle: Mapped[Obstacle] = relationship()
    by: Mapped[Person | None] = relationship()


class ObstacleNudge(Base):
    """Somebody was reminded of an obstacle on this day: the key allows one reminder a day."""

    __tablename__ = "obstacle_nudges"

    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacles.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    """In the person's zone."""
