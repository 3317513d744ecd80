"""Workspaces, the people in them, their teams, and what each has set."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, Enum, ForeignKey, UniqueConstraint, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base


class PersonKind(StrEnum):
    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    """Somebody of another organisation."""
    BOT = "bot"


class Role(StrEnum):
    """What somebody is in a team; a coach is anybody with reps to coach, a director anybody leading the team above."""

    LEADER = "leader"
    MANAGER = "manager"
    REP = "rep"


def stored(kind: type[StrEnum]) -> Enum:
    """A column type that keeps an enum as text, so that a new member needs no change of the schema."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda words: [word.value for word in words])


class Workspace(Base):
    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Slack's `team_id`."""
    first_seen_at: Mapped[datetime]


class Person(Base):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    slack_id: Mapped[str]
    name: Mapped[str]
    zone: Mapped[str]
    """An IANA name, as Slack gives it."""
    kind: Mapped[PersonKind] = mapped_column(stored(PersonKind))
    has_left: Mapped[bool] = mapped_column(default=False)
    refreshed_at: Mapped[datetime]

    @hybrid_property
    def is_here(self) -> bool:
        """Whether they are still a full member of the workspace; `Person.is_here` is the same as a condition in SQL."""
        return not self.has_left and self.kind is PersonKind.MEMBER

    @is_here.inplace.expression
    @classmethod
    def _is_here(cls) -> ColumnElement[bool]:
        return and_(cls.has_left.is_(False), cls.kind == PersonKind.MEMBER)


class PersonPreference(Base):
    """A preference that a person changed; without a row the default holds."""

    __tablename__ = "person_preferences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Team(Base):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id"), UniqueConstraint("workspace_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    """The team above: its leaders lead this one's leaders."""
    name: Mapped[str]
    channel_id: Mapped[str]
    wins_channel_id: Mapped[str]
    digest_channel_id: Mapped[str | None]
    """None: the digest is posted in the team's own channel."""
    currency: Mapped[str]
    """ISO 4217."""
    zone: Mapped[str]
    """The team's days and quarters are counted in this zone (an IANA name)."""
    last_number: Mapped[int] = mapped_column(default=0)
    """The last short number given: wins, goals, obstacles and more share one sequence in a team."""
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="team")
    parent: Mapped["Team | None"] = relationship(remote_side=id)


class TeamPreference(Base):
    """A preference that a team changed from its default."""

    __tablename__ = "team_preferences"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Membership(Base):
    """A person in a team, with every role that the person has there."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime]

    team: Mapped[Team] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship()
    role_rows: Mapped[list["MembershipRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    coached: Mapped[list["Coaching"]] = relationship(foreign_keys="Coaching.coach_id", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def is_rep(self) -> bool:
        return Role.REP in self.roles

    @property
    def sells(self) -> bool:
        """Whether it is a rep who is still a full member of the workspace."""
        return self.is_rep and self.person.is_here

    @property
    def led_since(self) -> datetime:
        """When the person was made a leader, which may be later than they joined; only for leaders."""
        return next(row.given_at for row in self.role_rows if row.role is Role.LEADER)


class MembershipRole(Base):
    __tablename__ = "membership_roles"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(stored(Role), primary_key=True)
    given_at: Mapped[datetime]


class Coaching(Base):
    """Who coaches whom, both of one team."""

    __tablename__ = "coachings"

    coach_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True, index=True)

    rep: Mapped[Membership] = relationship(foreign_keys=rep_id)
