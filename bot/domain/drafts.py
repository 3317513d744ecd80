"""Drafts: what somebody began to write is kept until it is sent or thrown away."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db import A_PORTION, delete_some, vault_of
from bot.errors import Refused
from bot.models import Draft, HandledRequest, Person
from bot.vault import Unreadable

KEPT_FOR = timedelta(days=30)
REQUESTS_KEPT_FOR = timedelta(days=2)
"""Longer than Slack repeats anything: requests for minutes, events for a day."""
ANSWERED = (
    f"That was answered already, or I forgot it after {KEPT_FOR.days} days, so this click did nothing. "
    "If it isn't done yet, please type it again."
)

Used = int | str | None
"""A draft that is used up with the act: a question by its id, a form by its kind."""


def keep(
    session: Session, person: Person, kind: str, data: dict[str, Any], *, now: datetime, is_secret: bool = False
) -> Draft:
    """Keep a new draft; with `is_secret` its data are sealed."""
    draft = Draft(person_id=person.id, kind=kind, data={} if is_secret else data, made_at=now)
    if is_secret:
        draft.sealed = vault_of(session).seal(_about(person, kind), data)
    session.add(draft)
    session.flush()
    return draft


def _about(person: Person, kind: str) -> str:
    return f"draft:{person.id}:{kind}"


def replace(
    session: Session, person: Person, kind: str, data: dict[str, Any], *, now: datetime, is_secret: bool = False
) -> None:
    """Keep only the newest draft of a kind, as for a form that opens again as it was left."""
    discard(session, person, kind)
    keep(session, person, kind, data, now=now, is_secret=is_secret)


def discard(session: Session, person: Person, kind: str) -> None:
    session.execute(delete(Draft).where(Draft.person_id == person.id, Draft.kind == kind))


def find(session: Session, person: Person, kind: str) -> dict[str, Any]:
    """The data of the newest draft of that kind; empty if there is none."""
    newest = select(Draft).where(Draft.person_id == person.id, Draft.kind == kind).order_by(Draft.id.desc())
    draft = session.scalar(newest.limit(1))
    if draft is None or draft.sealed is None:
        return draft.data if draft else {}
    try:
        data: dict[str, Any] = vault_of(session).open(_about(person, kind), draft.sealed)
    except Unreadable:  # the form just opens empty
        return {}
    return data


def waiting(session: Session, person: Person) -> list[Draft]:
    """The person's drafts, newest first."""
    mine = select(Draft).where(Draft.person_id == person.id).order_by(Draft.made_at.desc(), Draft.id.desc())
    return list(session.scalars(mine))


def get(session: Session, person: Person, draft_id: int) -> dict[str, Any]:
    """The data of a draft that waits for a click; Refused if it was answered by an earlier click, or forgotten."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.person_id != person.id:
        raise Refused(ANSWERED)
    return draft.data


def take(session: Session, person: Person, draft_id: int) -> dict[str, Any]:
    """The same, and delete the draft, so that of two clicks at once the second is Refused."""
    mine = delete(Draft).where(Draft.id == draft_id, Draft.person_id == person.id)
    data: dict[str, Any] | None = session.execute(mine.returning(Draft.data)).scalar_one_or_none()
    if data is None:
        raise Refused(ANSWERED)
    return data


def use_up(session: Session, person: Person, *used: Used) -> None:
    """Let go of the drafts that led to an act; Refused if an earlier click used up one of them."""
    for draft in used:
        if isinstance(draft, int):
            take(session, person, draft)
        elif draft:
            discard(session, person, draft)


def prune(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Delete some of the old drafts and handled requests; return how many."""
    forgotten = delete_some(session, Draft, Draft.made_at < now - KEPT_FOR, most=most)
    is_old = HandledRequest.handled_at < now - REQUESTS_KEPT_FOR
    return forgotten + delete_some(session, HandledRequest, is_old, most=most)
