"""What each side hears of a promise: a message for each turn of it, and what stands already kept true."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import preferences
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.worktime import local_day

DAY = timedelta(days=1)
OPTIONAL = frozenset(("given", "accepted", "moved", "kept", "released"))
"""What a person may have turned off: without it nothing that they owe or wait for is lost."""


def key(commitment: Commitment) -> str:
    return f"promise:{commitment.id}"


def tell(session: Session, commitment: Commitment, what: str, person: Person | None, *, now: datetime) -> None:
    """Send one person the message `promise.<what>`; there is one for each turn that the promise takes."""
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
    return what not in OPTIONAL or preferences.of_person(session, person.id)["promises"] != "off"


def announce(session: Session, commitment: Commitment, *, now: datetime) -> None:
    """Say it in the team's channel, once for all to whom it was made."""
    outbox.show(
        session,
        "promise.made",
        f"{key(commitment)}:made",
        workspace_id=commitment.team.workspace_id,
        recipient=commitment.team.channel_id,
        due_at=now,
        commitment_id=commitment.id,
    )


def remind(session: Session, first: Commitment, day: date, *, due_at: datetime) -> None:
    """One message on one day, however many it was promised to."""
    outbox.show_to(
        session,
        first.by,
        "promise.due",
        _due_key(first, day),
        due_at=due_at,
        commitment_id=first.id,
    )


def _key(commitment: Commitment, what: str) -> str:
    turns = commitment.moves + commitment.returns
    turn = {"moved": turns, "kept": commitment.returns, "reopened": commitment.returns}.get(what)
    return f"{key(commitment)}:{what}" if turn is None else f"{key(commitment)}:{what}:{turn}"


def _due_key(first: Commitment, day: date) -> str:
    return f"{key(first)}:due:{day:%Y%m%d}"


def update(session: Session, rows: list[Commitment], group: list[Commitment]) -> None:
    """Let what stands say how things are now, and take back what was overtaken before anybody read it.

    Called before `rows`, of the `group` to whom it was promised, take their turn: the keys are those of what was said.
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
    """As if it had not been said."""
    for row in rows:
        moved = [f"{key(row)}:moved:{turn}" for turn in range(1, row.moves + 1)]
        for each in (_key(row, "given"), _key(row, "asked"), *moved):
            outbox.withdraw(session, each)
    outbox.withdraw(session, f"{key(group[0])}:made")


def was_asked(session: Session, commitment: Commitment) -> bool:
    """Whether somebody asked for it before it was promised; known for as long as it could be undone."""
    return outbox.is_wanted(session, _key(commitment, "asked"))


def is_still_to_be_read(session: Session, commitment: Commitment) -> bool:
    """Whether the other side will first hear of the promise as it stands now."""
    first = _key(commitment, "given")
    return outbox.is_wanted(session, first) and not outbox.may_be_read(session, first)
