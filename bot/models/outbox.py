"""The outbox: messages that should stand in Slack, and who delivers them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base


class OutboxMessage(Base):
    """A message that should stand somewhere; delivery makes Slack agree with the row.

    Unsettled while `shown < wanted`. Every change (first showing, edit, withdrawal) wants one revision more.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_unsettled",
            "workspace_id",
            "due_at",
            "id",
            sqlite_where=text("shown < wanted AND parked_reason IS NULL"),
            postgresql_where=text("shown < wanted AND parked_reason IS NULL"),
        ),
        Index(
            "ix_outbox_messages_parked",
            "parked_at",
            sqlite_where=text("parked_reason IS NOT NULL"),
            postgresql_where=text("parked_reason IS NOT NULL"),
        ),
        Index(
            "ix_outbox_messages_admitted",
            "workspace_id",
            "recipient",
            "admitted_at",
            sqlite_where=text("admitted_at IS NOT NULL"),
            postgresql_where=text("admitted_at IS NOT NULL"),
        ),
        Index(
            "ix_outbox_messages_settled",
            "settled_at",
            sqlite_where=text("shown >= wanted"),
            postgresql_where=text("shown >= wanted"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(unique=True)
    """What this message is about, as `win:17`: sent along as Slack metadata, so that the message can be found again."""
    kind: Mapped[str]
    ids: Mapped[dict[str, Any]]
    """What the renderer of `kind` needs: ids only, never people's text."""
    recipient: Mapped[str]
    """A channel's or a person's Slack id."""
    thread_key: Mapped[str | None]
    """The key of the message in whose thread this one stands."""
    within_key: Mapped[str | None] = mapped_column(index=True)
    """The key of the message in which this one is told, together with others; it is not sent by itself."""
    due_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None]
    """When an unprompted direct message was counted among those that its recipient takes a day and a week."""
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    is_gone: Mapped[bool] = mapped_column(default=False)

    posted_in: Mapped[str | None]
    """Slack's channel id, which for a direct message is known only after posting."""
    ts: Mapped[str | None]

    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    in_doubt_since: Mapped[datetime | None]
    """Since this moment it may have been posted without our knowing."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    parked_reason: Mapped[str | None]
    parked_at: Mapped[datetime | None]
    """When Slack first refused the wanted revision; kept while that revision is tried again."""
    settled_at: Mapped[datetime | None]
    """Since when Slack has agreed with the row."""


class DeliveryLease(Base):
    """The worker that delivers a workspace's messages at this moment, so that workers never pace against each other."""

    __tablename__ = "delivery_leases"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    holder: Mapped[str]
    leased_until: Mapped[datetime]


class Worker(Base):
    """A worker process, as the others know it: one that stops without a word is noticed."""

    __tablename__ = "workers"

    holder: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Its last sign of life, in real time."""
    ticked_at: Mapped[datetime | None]
    """When it last ran the jobs that were due."""
