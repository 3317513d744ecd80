"""What somebody works for, in their own words; nobody else reads it unless they share it."""

from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db import insert_or_update, vault_of
from bot.domain import confidences, gate, hard_runs, teams
from bot.errors import Refused, check_length
from bot.models import Aim, Confided, Membership, Person

LONGEST = 500
EXAMPLE = "Try `/pace aim A house by the sea by 2028`."


def set_aim(session: Session, person: Person, text: str, *, now: datetime) -> str:
    """Replace the aim before, if any; whoever that one was shared with can read this one too."""
    gate.check("aim.set", person, None, person.id)
    text = " ".join(text.split())
    if not text:
        raise Refused(f"I read no aim. {EXAMPLE}", field="aim")
    check_length(text, LONGEST, field="aim")
    sealed = vault_of(session).seal(_about(person), text)
    insert_or_update(session, Aim, {"person_id": person.id}, text=sealed, set_at=now.astimezone(UTC))
    return text


def clear(session: Session, person: Person) -> None:
    """Delete the aim, and share it no longer."""
    gate.check("aim.set", person, None, person.id)
    session.execute(delete(Aim).where(Aim.person_id == person.id), execution_options={"synchronize_session": False})
    keep_private(session, person)


def share(session: Session, member: Membership) -> list[Membership]:
    """Share it with the person's present leaders."""
    if _find(session, member.person) is None:
        raise Refused(f"There is no aim yet that you could share. {EXAMPLE}")
    return confidences.share(session, member, Confided.AIM)


def keep_private(session: Session, person: Person) -> None:
    confidences.withdraw(session, teams.memberships_of(session, person), Confided.AIM)
    hard_runs.retell(session, person)


def find(session: Session, person: Person) -> str | None:
    """The person's aim, to show to them and to those they share it with; raises Unreadable if no key opens it."""
    sealed = _find(session, person)
    return str(vault_of(session).open(_about(person), sealed)) if sealed else None


def _find(session: Session, person: Person) -> str | None:
    return session.scalar(select(Aim.text).where(Aim.person_id == person.id))


def _about(person: Person) -> str:
    return f"aim:{person.id}"
