"""What each side is told of a promise: a message for each act, and earlier messages brought up to date."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import preferences
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.worktime import local_day

DAY = timedelta(days=1)
OPTIONAL = frozenset(("given", "accepted", "moved", "kept", "released"))
"""Messages that people can turn off without missing anything that they owe or wait for."""


def key(commitment: Commitment) -> str:
    return f"promise:{commitment.id}"


def tell(session: Session, commitment: Commitment, what: str, person: Person | None, *, now: datetime) -> None:
    """Send one person the message `promise.<what>`; each act has a message of its own."""
    if person is None or person.has_left or not _wants(session, what, person):
        return
    is_now = what == "asked" and commitment.due_on <= local_day(now, person.zone) + DAY
    outbox.show_to(
        session,
        person,
        "promise.asked_now" if is_now else f"promise.{what}",
        _key(commitment, what),
        due_at=now,
        commitment_id=commitment.id,
    )


def _wants(session: Session, what: str, person: Person) -> bool:
    return what not in OPTIONAL or not preferences.is_off(session, person.id, "promises")


def announce(session: Session, commitment: Commitment, *, now: datetime) -> None:
    """Post it in the team's channel, once for all receivers."""
    made = f"{key(commitment)}:made"
    outbox.show_in(session, commitment.team, "promise.made", made, due_at=now, commitment_id=commitment.id)


def remind(session: Session, first: Commitment, day: date, *, due_at: datetime) -> None:
    """Remind its owner, with one message that day however many receivers there are."""
    outbox.show_to(session, first.by, "promise.due", _due_key(first, day), due_at=due_at, commitment_id=first.id)


def _key(commitment: Commitment, what: str) -> str:
    turns = commitment.moves + commitment.returns
    turn = {"moved": turns, "kept": commitment.returns, "reopened": commitment.returns}.get(what)
    return f"{key(commitment)}:{what}" if turn is None else f"{key(commitment)}:{what}:{turn}"


def _due_key(first: Commitment, day: date) -> str:
    return f"{key(first)}:due:{day:%Y%m%d}"


def update(session: Session, rows: list[Commitment], group: list[Commitment]) -> None:
    """Bring messages about `rows` up to date, and withdraw those that are overtaken before anybody read them.

    To be called before the rows of the `group` change, since the keys depend on how often they changed.
    """
    for row in rows:
        for what in ("given", "asked", "accepted"):
            outbox.touch(session, _key(row, what))
        for what in ("moved", "kept", "reopened"):
            outbox.overtake(session, _key(row, what))
    outbox.touch(session, f"{key(group[0])}:made")
    waiting = {row.reminded_on for row in group if row not in rows and row.state is State.OPEN}
    for day in {row.reminded_on for row in rows if row.reminded_on}:
        due_key = _due_key(group[0], day)
        if day in waiting:
            outbox.touch(session, due_key)
        else:
            outbox.overtake(session, due_key)


def unsay(session: Session, rows: list[Commitment], group: list[Commitment]) -> None:
    """Withdraw all that was said of it."""
    for row in rows:
        moved = [f"{key(row)}:moved:{turn}" for turn in range(1, row.moves + 1)]
        for each in (_key(row, "given"), _key(row, "asked"), *moved):
            outbox.withdraw(session, each)
    outbox.withdraw(session, f"{key(group[0])}:made")


def unsay_drop(session: Session, row: Commitment, *, now: datetime) -> None:
    """Withdraw what was said of its being dropped, and tell again what that overtook before anybody read it."""
    outbox.withdraw(session, _key(row, "dropped"))
    for what, person in (("moved", row.to), ("reopened", row.by if row.is_day_open else None)):
        was_told = outbox.place_of(session, _key(row, what)) is not None
        if was_told and not outbox.is_wanted(session, _key(row, what)):
            tell(session, row, what, person, now=now)


def was_asked(session: Session, commitment: Commitment) -> bool:
    """Whether it began as a request; known at least as long as it can be undone."""
    return outbox.is_wanted(session, _key(commitment, "asked"))


def is_still_to_be_read(session: Session, commitment: Commitment) -> bool:
    """Whether the other side has not read of the promise yet, and so will first hear of it as it stands now."""
    first = _key(commitment, "given")
    return outbox.is_wanted(session, first) and not outbox.may_be_read(session, first)
