"""Finds what may be taken next, and in which order, before the transaction that takes it: so that stays short."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.models import OutboxMessage
from bot.outbox.waiting import is_due, is_ripe

MOST_IN_A_CHANNEL = 10
MOST_IN_A_CLAIM = 500
"""Messages in one transaction, which should not keep others from writing for long."""


@dataclass(frozen=True)
class Selection:
    """What a worker wants to take in one go."""

    most: int = MOST_IN_A_CLAIM
    """Over all workspaces; each gives its first message before any gives its second."""
    most_in_a_channel: int = MOST_IN_A_CHANNEL
    urgent: Collection[str] = ()
    """Kinds that go before the others."""
    held: Collection[str] = ()
    """Kinds that wait until they are admitted."""


@dataclass(frozen=True)
class Candidate:
    """An unclaimed message, with none before it in its channel that is claimed or waits to be tried again."""

    id: int
    workspace_id: str
    recipient: str
    behind: int
    """How many wait behind it in its channel."""
    is_urgent: bool
    """Whether this message, or one behind it in its channel, is of an urgent kind."""


def candidates(
    session: Session,
    orders: Mapping[str, int],
    *,
    now: datetime,
    real_now: datetime,
    selection: Selection = Selection(),
) -> list[Candidate]:
    """Messages that may be taken from the front of each channel; of each workspace at most as many as `orders` says.

    Channels with something urgent come first, then those in which most is waiting.
    """
    places = _within(orders, session.execute(_queue(orders, selection, now, real_now)))
    return [Candidate(row.id, row.workspace_id, row.recipient, row.behind, bool(row.urgent)) for row in places]


def _within(orders: Mapping[str, int], places: Iterable[Row[Any]]) -> list[Row[Any]]:
    left = Counter(orders)
    found = []
    for place in places:
        if left[place.workspace_id] > 0:
            left[place.workspace_id] -= 1
            found.append(place)
    return found


def _queue(workspaces: Collection[str], selection: Selection, now: datetime, real_now: datetime) -> Select[Any]:
    channel = (OutboxMessage.workspace_id, OutboxMessage.recipient)
    order: dict[str, Any] = {"partition_by": channel, "order_by": (OutboxMessage.due_at, OutboxMessage.id)}
    place = func.row_number().over(**order)
    queue = (
        select(
            OutboxMessage.id,
            *channel,
            place.label("place"),
            (func.count().over(partition_by=channel) - place).label("behind"),
            func.sum(case((and_(*is_ripe(real_now)), 0), else_=1)).over(**order).label("held_up"),
            func.max(case((OutboxMessage.kind.in_(selection.urgent), 1), else_=0))
            .over(partition_by=channel)
            .label("urgent"),
        )
        .where(*is_due(now), OutboxMessage.workspace_id.in_(workspaces), is_admitted(selection.held))
        .subquery()
    )
    first = queue.c
    rank = (first.urgent.desc(), first.behind.desc(), first.id)
    turn = func.row_number().over(partition_by=first.workspace_id, order_by=rank)
    return (
        select(first.id, first.workspace_id, first.recipient, first.behind, first.urgent)
        .where(first.held_up == 0, first.place <= selection.most_in_a_channel)
        .order_by(turn, *rank)
        .limit(selection.most)
    )


def is_admitted(held: Collection[str]) -> ColumnElement[bool]:
    """Whether it may be taken: not of a held kind, or admitted, or withdrawn, or perhaps posted already."""
    return or_(
        OutboxMessage.kind.not_in(held),
        OutboxMessage.admitted_at.is_not(None),
        OutboxMessage.in_doubt_since.is_not(None),
        OutboxMessage.is_gone,
        OutboxMessage.ts.is_not(None),
    )
