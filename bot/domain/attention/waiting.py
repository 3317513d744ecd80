"""What waits for people: messages that are due, and those held back before, which are in one open bundle."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.domain import checkins
from bot.domain.attention.recipients import Recipient
from bot.models import OutboxMessage
from bot.outbox import Attention, Kind, Manner, bundles
from bot.outbox.waiting import is_due

MOST_AT_ONCE = 200
"""How many people are handled in one transaction."""


@dataclass(frozen=True)
class Queue:
    """All that waits for one recipient."""

    rows: Sequence[OutboxMessage]
    """Messages outside the bundle, in the order in which they are due."""
    bundle: OutboxMessage | None
    members: Sequence[OutboxMessage]
    """The messages in the bundle."""
    teams: Mapping[str, int] = field(default_factory=dict)
    """For each message of a check-in, by its key, the id of the team that asks."""

    @property
    def asking(self) -> set[int]:
        """The ids of the teams that have check-ins among these messages."""
        return {self.teams[row.key] for row in (*self.rows, *self.members) if row.key in self.teams}

    @property
    def to_send(self) -> list[OutboxMessage]:
        return [*self.rows, *([self.bundle] if self.bundle else [])]

    def is_pressing(self, kinds: Mapping[str, Kind], recipient: Recipient, now: datetime) -> bool:
        """Whether any of it cannot wait, also because it would be out of date by the recipient's next morning."""
        return any(
            kinds[row.kind].manner.attention is Attention.PRESSING
            or (
                recipient.is_told_in_the_morning
                and _is_of_its_day(kinds[row.kind].manner)
                and is_too_late(row, kinds, now=recipient.next_morning(now))
            )
            for row in (*self.members, *self.rows)
            if row.kind in kinds
        )


def is_too_late(
    row: OutboxMessage, kinds: Mapping[str, Kind], *, bundle: OutboxMessage | None = None, now: datetime
) -> bool:
    """Whether it is out of date by `now`; waiting in a bundle extends that time, except for what belongs to its day."""
    manner = kinds[row.kind].manner if row.kind in kinds else None
    if manner is None or manner.lasts is None:
        return False
    since = row.due_at if bundle is None or _is_of_its_day(manner) else max(row.due_at, bundle.due_at)
    return now > since + manner.lasts


def _is_of_its_day(manner: Manner) -> bool:
    return manner.is_urgent and manner.attention is Attention.COUNTED


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def _due(workspace_ids: Collection[str], kinds: Mapping[str, Kind], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions for messages that need attention and are not admitted yet, nor posted (perhaps) or withdrawn."""
    asking = [name for name, kind in kinds.items() if kind.manner.attention is not Attention.NONE]
    return (
        OutboxMessage.workspace_id.in_(workspace_ids),
        *is_due(now),
        OutboxMessage.kind.in_(asking),
        OutboxMessage.admitted_at.is_(None),
        OutboxMessage.ts.is_(None),
        OutboxMessage.in_doubt_since.is_(None),
        OutboxMessage.is_gone.is_(False),
    )


def where_due(session: Session, workspace_ids: Collection[str], kinds: Mapping[str, Kind], now: datetime) -> set[str]:
    """The workspaces in which something waits for somebody."""
    return set(session.scalars(select(OutboxMessage.workspace_id).where(*_due(workspace_ids, kinds, now)).distinct()))


def who_is_due(session: Session, workspace_id: str, kinds: Mapping[str, Kind], now: datetime) -> list[str]:
    """The Slack ids of those for whom something waits, the longest wait first; `MOST_AT_ONCE` at most."""
    due = select(OutboxMessage.recipient).where(*_due([workspace_id], kinds, now)).group_by(OutboxMessage.recipient)
    return list(
        session.scalars(due.order_by(func.min(OutboxMessage.due_at), OutboxMessage.recipient).limit(MOST_AT_ONCE))
    )


def of(
    session: Session, workspace_id: str, kinds: Mapping[str, Kind], slack_ids: Sequence[str], now: datetime
) -> dict[str, Queue]:
    """What waits for each of them; people whose bundle is locked by somebody else are left out, without waiting."""
    open_bundles, busy = bundles.open_bundles(session, workspace_id, slack_ids)
    theirs = (OutboxMessage.recipient.in_(slack_ids), OutboxMessage.kind != bundles.BUNDLE)
    due = select(OutboxMessage).where(*_due([workspace_id], kinds, now), *theirs)
    in_order = due.order_by(OutboxMessage.due_at, OutboxMessage.id).with_for_update(skip_locked=True)
    rows = _by_recipient(session.scalars(in_order))
    members = _by_recipient(bundles.members(session, *(bundle.key for bundle in open_bundles.values())))
    teams = checkins.teams_asking(session, chain(*rows.values(), *members.values()))
    found = {
        slack_id: Queue(rows.get(slack_id, []), open_bundles.get(slack_id), members.get(slack_id, []), teams)
        for slack_id in slack_ids
        if slack_id not in busy
    }
    return {slack_id: waiting for slack_id, waiting in found.items() if waiting.rows or waiting.bundle}


def _by_recipient(rows: Iterable[OutboxMessage]) -> dict[str, list[OutboxMessage]]:
    found: dict[str, list[OutboxMessage]] = {}
    for row in rows:
        found.setdefault(row.recipient, []).append(row)
    return found
