"""Admits messages that are due, alone or together, or makes them wait for a better moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.attention import recipients, waiting
from bot.domain.attention.recipients import Recipient
from bot.domain.attention.waiting import Queue, is_too_late
from bot.logs import log
from bot.models import OutboxMessage, Person
from bot.outbox import Kind, bundles


def admit(session: Session, workspace_id: str, kinds: Mapping[str, Kind], now: datetime) -> None:
    """Admit what is due for people (set `admitted_at`), alone or together, or make it wait for a better moment.

    To be called only by the holder of the workspace's lease, in the transaction that takes or renews it.
    """
    slack_ids = waiting.who_is_due(session, workspace_id, kinds, now)
    if not slack_ids:
        return
    waits = waiting.of(session, workspace_id, kinds, slack_ids, now)
    known = recipients.of(session, workspace_id, slack_ids, now)
    for slack_id, what in waits.items():
        if recipient := known.get(slack_id):
            _give_place(session, recipient, what, kinds, now)
        else:  # a stranger to us: Slack will say
            _tell(what.to_send, now)
    session.flush()


def admit_all(session: Session, workspace_ids: Collection[str], kinds: Mapping[str, Kind], now: datetime) -> None:
    """The same for several workspaces; one query finds those in which anything waits."""
    for each in sorted(waiting.where_due(session, workspace_ids, kinds, now)):
        admit(session, each, kinds, now)


def reconsider(session: Session, person: Person, *, now: datetime) -> None:
    """Look again at what waits for the person, who is back, say, or has changed their hours or limits."""
    if bundle := bundles.open_bundle(session, person.workspace_id, person.slack_id):
        bundle.due_at = min(bundle.due_at, now)


def _give_place(session: Session, recipient: Recipient, what: Queue, kinds: Mapping[str, Kind], now: datetime) -> None:
    what = _without_what_is_too_late(session, what, kinds, now)
    if not what.to_send:
        return
    first_due = min(row.due_at for row in what.to_send)
    is_pressing = what.is_pressing(kinds, recipient, now)
    moment = recipient.moment(first_due, is_pressing=is_pressing, now=now, asking=what.asking)
    if moment == now and what.bundle is None and len(what.rows) == 1:
        _tell(what.rows, now)
        return
    bundle = what.bundle or bundles.begin(session, what.rows[0], recipient.person.id)
    bundles.join(bundle, what.rows, now=now)
    bundle.due_at = moment
    is_kept = moment > now or recipient.has_room(recipient.day(now))
    a_day, a_week = (recipient.a_day, recipient.a_week) if is_kept else (None, None)
    bundle.ids = {"a_day": a_day or 0, "a_week": a_week or 0}
    if moment == now:
        _tell([bundle], now)


def _tell(rows: Iterable[OutboxMessage], now: datetime) -> None:
    for row in rows:
        row.admitted_at = now


def _without_what_is_too_late(session: Session, what: Queue, kinds: Mapping[str, Kind], now: datetime) -> Queue:
    """What is left once messages that are too late are dropped, and the bundle too if nothing is left in it."""
    bundle = what.bundle
    late_rows = [row for row in what.rows if is_too_late(row, kinds, now=now)]
    late_members = [row for row in what.members if is_too_late(row, kinds, bundle=bundle, now=now)]
    for row in (*late_rows, *late_members):
        log.warning("delivery.too_late", workspace=row.workspace_id, kind=row.kind, key=row.key)
    bundles.let_go(session, [*late_rows, *late_members], now=now)
    members = [row for row in what.members if row not in late_members]
    if bundle and not members:
        bundles.let_go(session, [bundle], now=now)
        bundle = None
    return replace(what, rows=[row for row in what.rows if row not in late_rows], bundle=bundle, members=members)
