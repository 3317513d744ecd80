"""What a talk leaves behind: unfinished text, what can be undone, and the requests that were already acted on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import GIVEN_ONCE, Base, Sealed


class Draft(Base):
    """Something a person began: a closed form, or words that wait for a click."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_person_id_kind", "person_id", "kind"), GIVEN_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    sealed: Mapped[str | None] = mapped_column(Sealed)
    """In place of the data, where they are confidential."""
    made_at: Mapped[datetime] = mapped_column(index=True)


class Undo(Base):
    """The button that takes back what a person did last; no row where nothing takes it back."""

    __tablename__ = "undos"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    action: Mapped[str]
    value: Mapped[str]
    done_at: Mapped[datetime]


class HandledRequest(Base):
    """A request that Slack may deliver again; written in the transaction of the act."""

    __tablename__ = "handled_requests"

    key: Mapped[str] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(index=True)
