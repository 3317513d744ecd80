"""Wins, who gets credit for them, how they changed afterwards; accounts, and bursts of good news."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base
from bot.models.people import Person, Team
from bot.money import Money


class Account(Base):
    """A customer as a team names it; a second spelling points to the first."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("team_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    name: Mapped[str]
    folded: Mapped[str]
    """The name as names are compared."""
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)

    same_as: Mapped["Account | None"] = relationship(remote_side=id)


class Burst(Base):
    """Many posts within minutes, told as one with a thread."""

    __tablename__ = "bursts"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]


class Win(Base):
    __tablename__ = "wins"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        # Covers the sums of a period, so that their cost follows the period and not the history.
        Index("ix_wins_sums", "team_id", "closed_on", "owner_id", "is_standing", "currency", "amount_minor", "kind"),
        Index("ix_wins_record", "owner_id", "currency", "is_standing", "amount_minor"),
        Index("ix_wins_team_id_recorded_at", "team_id", "recorded_at"),
        Index(
            "ix_wins_message",
            "message",
            sqlite_where=text("message IS NOT NULL"),
            postgresql_where=text("message IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    number: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str]
    """What was sold; may be empty where there is an account."""
    amount_minor: Mapped[int]
    """In the minor unit of `currency`: cents, yen."""
    currency: Mapped[str]
    because: Mapped[str]
    kind: Mapped[str | None]
    """A word of the team's own, as "renewal", for goals that count only such wins."""
    closed_on: Mapped[date]
    recorded_at: Mapped[datetime]
    message: Mapped[str | None]
    """Channel and ts of the message it was logged from, if any: whoever logs that again is told that it is there."""
    is_standing: Mapped[bool] = mapped_column(default=True)
    """False once it was undone or reversed."""
    undone_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]

    # How it is celebrated, decided when it was recorded or corrected.
    opening: Mapped[int]
    """Number of its opening phrase, one on from the win before, so that two in a row never begin alike."""
    tier: Mapped[int] = mapped_column(default=0)
    """How big it is for this team, from 0 to 3."""
    feat: Mapped[str | None]
    """The one thing about it worth saying beside the amount (`bot.domain.wins.feats`)."""
    feat_number: Mapped[int | None]
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("bursts.id"))

    # For reading only: a win is written through the ids above, and what is assigned to these is not saved.
    team: Mapped[Team] = relationship(viewonly=True)
    owner: Mapped[Person] = relationship(foreign_keys=owner_id, viewonly=True)
    logged_by: Mapped[Person] = relationship(foreign_keys=logged_by_id, viewonly=True)
    account_row: Mapped[Account | None] = relationship(viewonly=True)
    credits: Mapped[list["WinCredit"]] = relationship(
        cascade="all, delete-orphan", back_populates="win", order_by="WinCredit.person_id"
    )

    @property
    def account(self) -> str | None:
        return self.account_row.name if self.account_row else None

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def helpers(self) -> list["WinCredit"]:
        return [credit for credit in self.credits if credit.person_id != self.owner_id]


class WinCredit(Base):
    """One person's part of a win; the parts of a win add up to exactly its amount."""

    __tablename__ = "win_credits"

    win_id: Mapped[int] = mapped_column(ForeignKey("wins.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    share: Mapped[int]
    """In basis points (30 % is 3000); 0 is thanks alone."""
    amount_minor: Mapped[int]

    win: Mapped[Win] = relationship(back_populates="credits")
    person: Mapped[Person] = relationship(viewonly=True)


class WinChange(Base):
    """A change made once it was too late to undo: what and by whom, as told in the thread of the celebration."""

    __tablename__ = "win_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    win_id: Mapped[int] = mapped_column(ForeignKey("wins.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    """The fields that changed, as they were; a reversal has none."""
    after: Mapped[dict[str, Any]]

    win: Mapped[Win] = relationship()
    by: Mapped[Person] = relationship()


class Kudos(Base):
    """Thanks from one to others, with a reason, in a team's channel."""

    __tablename__ = "kudos"
    __table_args__ = (Index("ix_kudos_team_id_given_at", "team_id", "given_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    given_at: Mapped[datetime]
    opening: Mapped[int]
    """Goes on from that of the kudos before."""
    is_posted: Mapped[bool]
    """Whether anybody thanked wanted to be named then; what was not posted never is."""
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("bursts.id"))
    undone_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    by: Mapped[Person] = relationship()
    recipients: Mapped[list["KudosRecipient"]] = relationship(cascade="all, delete-orphan")


class KudosRecipient(Base):
    __tablename__ = "kudos_recipients"

    kudos_id: Mapped[int] = mapped_column(ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()
