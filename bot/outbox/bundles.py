"""Several messages told as one: each person has at most one open bundle, which later messages join."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.db import changed
from bot.models import OutboxMessage

BUNDLE = "bundle"


def members(session: Session, *keys: str) -> list[OutboxMessage]:
    """The messages that are still to be told within these bundles, in the order in which they were due."""
    if not keys:  # the query would search all messages in vain
        return []
    within = (OutboxMessage.within_key.in_(keys), OutboxMessage.is_gone.is_(False))
    return list(session.scalars(select(OutboxMessage).where(*within).order_by(OutboxMessage.due_at, OutboxMessage.id)))


def open_bundle(session: Session, workspace_id: str, recipient: str) -> OutboxMessage | None:
    """The bundle that waits for a recipient, by their Slack id, locked."""
    return session.scalar(select(OutboxMessage).where(*_is_open(workspace_id, [recipient])).with_for_update())


def open_bundles(
    session: Session, workspace_id: str, recipients: Collection[str]
) -> tuple[dict[str, OutboxMessage], set[str]]:
    """The open bundle of each of these recipients, locked; and the recipients whose bundle somebody else has locked."""
    is_open = _is_open(workspace_id, recipients)
    waiting = set(session.scalars(select(OutboxMessage.recipient).where(*is_open)))
    if not waiting:
        return {}, set()
    # Others who hold one may want another of these: as nobody waits for a lock here, there is no deadlock.
    rows = session.scalars(select(OutboxMessage).where(*is_open).with_for_update(skip_locked=True))
    free = {row.recipient: row for row in rows}
    return free, waiting - free.keys()


def _is_open(workspace_id: str, recipients: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.workspace_id == workspace_id,
        OutboxMessage.shown < OutboxMessage.wanted,
        OutboxMessage.parked_reason.is_(None),
        OutboxMessage.recipient.in_(recipients),
        OutboxMessage.kind == BUNDLE,
        OutboxMessage.admitted_at.is_(None),
        OutboxMessage.is_gone.is_(False),
    )


def begin(session: Session, first: OutboxMessage, person_id: int) -> OutboxMessage:
    """A new bundle for the recipient of `first`, with nothing in it yet."""
    # `wanted` is in the key since a message that was withdrawn and shown again may be the first of another bundle.
    key = f"{BUNDLE}:{person_id}:{first.id}:{first.wanted}"
    place = {"workspace_id": first.workspace_id, "recipient": first.recipient, "due_at": first.due_at}
    bundle = OutboxMessage(kind=BUNDLE, key=key, ids={}, wanted=1, shown=0, is_gone=False, **place)
    session.add(bundle)
    return bundle


def join(bundle: OutboxMessage, rows: Iterable[OutboxMessage], *, now: datetime) -> None:
    """Tell these messages within the bundle, and no longer by themselves; each keeps the moment at which it was due."""
    for row in rows:
        row.within_key, row.shown, row.settled_at = bundle.key, row.wanted, now


def let_go(session: Session, rows: Collection[OutboxMessage], *, now: datetime) -> None:
    """Drop these messages, which were never shown; one that another transaction holds is skipped."""
    if not rows:
        return
    ids = select(OutboxMessage.id).where(OutboxMessage.id.in_([row.id for row in rows]))
    free = OutboxMessage.id.in_(ids.with_for_update(skip_locked=True))
    settled = {"is_gone": True, "shown": OutboxMessage.wanted, "settled_at": now}
    changed(session, update(OutboxMessage).where(free).values(settled))
