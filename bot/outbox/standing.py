"""What Slack should show, written in the transaction of the fact that it announces."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ScalarSelect, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db import ask, insert_if_new, insert_new
from bot.models import OutboxMessage, Person, Team
from bot.outbox.waiting import is_due

MESSAGES = cast(Table, OutboxMessage.__table__)
NEW_CHANCES: dict[str, Any] = {"attempts": 0, "parked_reason": None, "parked_at": None, "settled_at": None}
"""Set when a new revision is wanted. `retry_at` is left as it is: Slack may have asked for that wait."""


def show(
    session: Session,
    kind: str,
    key: str,
    *,
    workspace_id: str,
    recipient: str,
    due_at: datetime,
    thread_key: str | None = None,
    **ids: int,
) -> None:
    """Let a message of `kind` be shown to `recipient` (a channel's or a person's id) from `due_at` on.

    Called again with the same key, it edits that message if it is posted already.
    """
    session.flush()  # so that the query sees messages of this transaction
    if thread_key and (parent := ask(session, PLACE, {"of_key": thread_key}).first()):
        # A reply goes where its thread is, even if the team has moved since, and is due no earlier than the thread.
        recipient, due_at = parent.recipient, max(due_at, parent.due_at)
    contents = {"kind": kind, "ids": dict(ids), "thread_key": thread_key}
    place = {"workspace_id": workspace_id, "recipient": recipient, "due_at": due_at}
    if insert_if_new(session, OutboxMessage, key=key, **contents, **place):
        return
    if row := _find(session, key):
        if row.is_gone or (row.within_key and not is_wanted(session, row.within_key)):
            _begin_anew(row, due_at)
        row.kind, row.ids, row.thread_key, row.is_gone = kind, dict(ids), thread_key, False
        _want_one_more(session, row)


def show_to(session: Session, person: Person, kind: str, key: str, *, due_at: datetime, **ids: int) -> None:
    """`show` as a direct message to that person."""
    where, to = person.workspace_id, person.slack_id
    show(session, kind, key, workspace_id=where, recipient=to, due_at=due_at, thread_key=None, **ids)


def show_in(
    session: Session,
    team: Team,
    kind: str,
    key: str,
    *,
    due_at: datetime,
    channel_id: str | None = None,
    thread_key: str | None = None,
    **ids: int,
) -> None:
    """`show` in the team's channel, or in another one of this id."""
    where, to = team.workspace_id, channel_id or team.channel_id
    show(session, kind, key, workspace_id=where, recipient=to, due_at=due_at, thread_key=thread_key, **ids)


def show_all(
    session: Session, kind: str, messages: Mapping[str, tuple[str, str, Mapping[str, int]]], *, due_at: datetime
) -> None:
    """Show many messages that were never shown before: by key, the workspace, the recipient and the ids of each."""
    rows = [
        {"key": key, "workspace_id": workspace_id, "recipient": recipient, "ids": dict(ids)}
        | {"kind": kind, "thread_key": None, "due_at": due_at}
        for key, (workspace_id, recipient, ids) in messages.items()
    ]
    insert_new(session, OutboxMessage, rows)


def _begin_anew(row: OutboxMessage, due_at: datetime) -> None:
    """A message that was withdrawn and is shown again counts as new, unless the old one may still be in Slack."""
    if row.ts is None and row.in_doubt_since is None:
        row.due_at, row.within_key, row.admitted_at = due_at, None, None


def touch(session: Session, key: str, *, at: str | None = None) -> bool:
    """Let the message be rendered again, since what it tells has changed; with `at`, only if that is its recipient.

    Returns whether it will be: not if it was withdrawn. A message within a bundle is changed there.
    """
    session.flush()  # so that the query sees messages of this transaction
    place = {"of_place": at} if at else {}
    if ask(session, _touching(bool(at)), {"of_key": key} | place).first():
        return True
    row = _find(session, key)
    if row is None or row.is_gone or row.within_key is None or (at and row.recipient != at):
        return False
    return touch(session, row.within_key)


def touch_all(session: Session, keys: Sequence[str]) -> None:
    """The same for several, in one statement but for those within a bundle."""
    session.flush()
    themselves = (MESSAGES.c.key.in_(keys), MESSAGES.c.is_gone.is_(False), MESSAGES.c.within_key.is_(None))
    ask(session, update(MESSAGES).where(*themselves).values(wanted=MESSAGES.c.wanted + 1, **NEW_CHANCES))
    for bundle in session.scalars(select(OutboxMessage.within_key).where(OutboxMessage.key.in_(keys)).distinct()):
        if bundle:
            touch(session, bundle)


def withdraw(session: Session, key: str) -> None:
    """Let the message be shown no longer: it is deleted if it was posted, and never sent if it was not."""
    if (row := _find(session, key)) and not row.is_gone:
        row.is_gone = True
        _want_one_more(session, row)


def is_wanted(session: Session, key: str) -> bool:
    """Whether the message is shown in Slack, or will be."""
    session.flush()  # so that the query sees messages of this transaction
    return ask(session, WANTED, {"of_key": key}).first() is not None


WANTED = (
    select(MESSAGES.c.key).where(MESSAGES.c.key == bindparam("of_key"), MESSAGES.c.is_gone.is_(False)).with_for_update()
)


def is_told_since(session: Session, keys: Collection[str], moment: datetime) -> bool:
    """Whether one of these messages, due then or later, is in Slack or will be: not if it had nothing to tell."""
    row = OutboxMessage
    is_told = or_(row.ts.is_not(None), row.within_key.is_not(None), row.shown < row.wanted)
    lately = (row.key.in_(keys), row.due_at >= moment, row.is_gone.is_(False), is_told)
    return session.scalar(select(row.id).where(*lately).limit(1)) is not None


def may_be_read(session: Session, key: str) -> bool:
    """Whether the message, or the bundle that it is told in, is in Slack or may be."""
    columns = (OutboxMessage.ts, OutboxMessage.in_doubt_since, OutboxMessage.claimed_until)
    rows = session.execute(select(*columns).where(OutboxMessage.key.in_((key, _bundle_of(key)))))
    return any(any(value is not None for value in row) for row in rows)


def is_waiting(session: Session, key: str, *, now: datetime) -> bool:
    """Whether the message, or the bundle that it is told in, is due and on its way: neither settled nor parked."""
    on_its_way = (OutboxMessage.key.in_((key, _bundle_of(key))), *is_due(now))
    return session.scalar(select(OutboxMessage.id).where(*on_its_way)) is not None


def told_at(session: Session, key: str) -> datetime | None:
    """When the message, or the one within which it is told, had its place among what its recipient is told."""
    its_own = OutboxMessage.key.in_((key, _bundle_of(key)))
    return session.scalar(select(func.max(OutboxMessage.admitted_at)).where(its_own))


def is_held_back(session: Session, key: str) -> bool:
    """Whether the message waits in a bundle until its recipient's limits or hours allow it."""
    waits = (OutboxMessage.admitted_at.is_(None), OutboxMessage.is_gone.is_(False))
    return session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == _bundle_of(key), *waits)) is not None


def _bundle_of(key: str) -> ScalarSelect[str | None]:
    """The key of the bundle within which the message is told; null where it stands alone."""
    return select(OutboxMessage.within_key).where(OutboxMessage.key == key).scalar_subquery()


def place_of(session: Session, key: str) -> str | None:
    """The id of the channel or person to whom the message is, or will be, shown; None if there is none of that key."""
    return session.scalar(select(OutboxMessage.recipient).where(OutboxMessage.key == key))


def overtake(session: Session, key: str) -> None:
    """What the message tells is over: it is rendered again if it may be in Slack, and otherwise not sent."""
    if may_be_read(session, key):
        touch(session, key)
    else:
        withdraw(session, key)


PLACE = select(MESSAGES.c.recipient, MESSAGES.c.due_at).where(MESSAGES.c.key == bindparam("of_key")).with_for_update()


@cache
def _touching(is_at: bool) -> ReturningUpdate[Any]:
    itself = (MESSAGES.c.key == bindparam("of_key"), MESSAGES.c.is_gone.is_(False), MESSAGES.c.within_key.is_(None))
    there = (MESSAGES.c.recipient == bindparam("of_place"),) if is_at else ()
    return (
        update(MESSAGES)
        .where(*itself, *there)
        .values(wanted=MESSAGES.c.wanted + 1, **NEW_CHANCES)
        .returning(MESSAGES.c.key)
    )


def _find(session: Session, key: str) -> OutboxMessage | None:
    return session.scalar(BY_KEY, {"of_key": key})


BY_KEY = select(OutboxMessage).where(OutboxMessage.key == bindparam("of_key")).with_for_update()
"""Built once: building the statement takes longer than running it."""


def _want_one_more(session: Session, row: OutboxMessage) -> None:
    """Want one more revision; of a message within a bundle, the bundle's."""
    if row.within_key:
        touch(session, row.within_key)
        return
    row.wanted += 1
    for name, value in NEW_CHANCES.items():
        setattr(row, name, value)
