"""Autonomy: leaders let people who deliver go their own way; they give it and end it in their own words.

Somebody who has it gets a lighter check-in, and neither they nor their leader hear of slips. No bad month ends it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, not_, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.domain import gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import Autonomy, Membership, MembershipRole, Person, Role, Team

LONGEST = 500
"""In characters."""
EXAMPLE = "Try `/pace autonomy @rita I trust you with the north`."
EXAMPLE_OF_ENDING = "Try `/pace autonomy @rita end I'd like us to plan the north together for a while`."
STANDS = Autonomy.ended_at.is_(None)
STILL_THERE = and_(
    Membership.team_id == Autonomy.team_id,
    Membership.person_id == Autonomy.person_id,
    Membership.joined_at <= Autonomy.given_at,
    not_(Membership.role_rows.any(MembershipRole.role == Role.LEADER)),
)
"""Somebody who left the team has it no more, even once they are back; nor has anybody who leads the team."""


# ── who has it ───────────────────────────────────────────────────────────────────────────────────────────


def trusted(session: Session, team: Team) -> frozenset[int]:
    """The ids of the people of the team who have it."""
    theirs = select(Autonomy.person_id).join(Membership, STILL_THERE)
    return frozenset(session.scalars(theirs.where(STANDS, Autonomy.team_id == team.id)))


def has(team_id: SQLColumnExpression[int], person_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """The condition that somebody has it in a team."""
    theirs = (Autonomy.team_id == team_id, Autonomy.person_id == person_id)
    return select(Autonomy.id).join(Membership, STILL_THERE).where(STANDS, *theirs).exists()


def find(session: Session, team: Team, person: Person) -> Autonomy | None:
    """The person's autonomy in the team, if they have it now."""
    return next((each for each in of_person(session, person) if each.team_id == team.id), None)


def of_person(session: Session, person: Person) -> list[Autonomy]:
    """What the person has in any team."""
    return _found(session, Autonomy.person_id == person.id)


def in_team(session: Session, by: Membership) -> list[Autonomy]:
    """All that stands in the team; only for its leaders."""
    gate.check("autonomy.say", by.person, by)
    return _found(session, Autonomy.team_id == by.team_id)


def _found(session: Session, those: ColumnElement[bool]) -> list[Autonomy]:
    """In the order in which it was given."""
    rows = select(Autonomy).join(Membership, STILL_THERE).where(STANDS, those).order_by(Autonomy.given_at, Autonomy.id)
    whole = (joinedload(Autonomy.person), joinedload(Autonomy.given_by), joinedload(Autonomy.team))
    return list(session.scalars(rows.options(*whole)))


def get_by_id(session: Session, autonomy_id: int) -> Autonomy:
    """For buttons, which carry the id; Refused if it was undone meanwhile."""
    found = session.scalar(select(Autonomy).where(Autonomy.id == autonomy_id).with_for_update())
    if found is None:
        raise Refused("That was taken back already.")
    return found


# ── said and ended ───────────────────────────────────────────────────────────────────────────────────────


def check_give(session: Session, by: Membership, person: Person) -> Membership:
    """The person's membership; Refused unless `by` leads the team and the person does not, and has no autonomy yet."""
    gate.check("autonomy.say", by.person, by)
    gate.admit(person, field="person")
    place = teams.get_membership(session, person, by.team)
    if place.is_leader:
        raise Refused(f"{person.name} leads *{by.team.name}*; autonomy is for those who are led.", field="person")
    if person.id in trusted(session, by.team):
        raise Refused(
            f"{person.name} has it already. `/pace autonomy` shows since when, "
            "and `/pace autonomy @rita end …` with your reason ends it."
        )
    return place


def give(session: Session, by: Membership, person: Person, said: str, *, now: datetime) -> Autonomy:
    """Let the person go their own way; they are told so in these words."""
    _lock(session, by, person)
    place = check_give(session, by, person)
    said = _checked(said, f"Say it in your own words: they go to {person.name}. {EXAMPLE}")
    _close_what_is_left(session, place, now)
    given = Autonomy(
        team=by.team, person_id=person.id, given_by_id=by.person_id, given_at=now, words=said, end_words=""
    )
    session.add(given)
    session.flush()
    _tell(session, given, "given", person, now)
    return given


def check_end(session: Session, by: Membership, person: Person) -> Autonomy:
    """The autonomy to end; Refused if there is none, or unless `by` leads the team."""
    gate.check("autonomy.say", by.person, by)
    given = find(session, by.team, person)
    if given is None:
        raise Refused(f"{person.name} has no autonomy in *{by.team.name}* that could end. {EXAMPLE}")
    return given


def end(session: Session, by: Membership, person: Person, said: str, *, now: datetime) -> Autonomy:
    """The leader ends it; the person is told so in the leader's words."""
    _lock(session, by, person)
    given = check_end(session, by, person)
    said = _checked(said, f"Say why, in your own words: {person.name} reads them. {EXAMPLE_OF_ENDING}")
    given.ended_at, given.ended_by_id, given.end_words = now, by.person_id, said
    session.flush()
    _tell(session, given, "ended", person, now)
    return given


def give_back(session: Session, by: Membership, said: str = "", *, now: datetime) -> Autonomy:
    """The person themselves gives it back, and has full check-ins and reminders again; the leader is told."""
    _lock(session, by, by.person)
    gate.check("autonomy.return", by.person, by, by.person_id)
    given = find(session, by.team, by.person)
    if given is None:
        raise Refused(f"You have no autonomy in *{by.team.name}* to give back. Your leader gives it, in words.")
    given.ended_at, given.ended_by_id, given.end_words = now, by.person_id, _fitting(said)
    session.flush()
    if leader := told_of_return(session, given):
        _tell(session, given, "returned", leader, now)
    return given


def told_of_return(session: Session, given: Autonomy) -> Person | None:
    """The leader who gave it, else a present leader of the team."""
    leaders = [leader.person for leader in teams.leaders(session, given.team)]
    return given.given_by if given.given_by in leaders else next(iter(leaders), None)


def undo(session: Session, by: Person, given: Autonomy, *, is_end: bool, now: datetime) -> Autonomy:
    """Undo giving it, or with `is_end` ending it, within the team's time for undoing."""
    if is_end is not bool(given.ended_at):
        raise Refused("That was taken back already." if is_end else "It has ended since. `/pace autonomy` shows more.")
    said_by, said_at = (given.ended_by_id, given.ended_at) if given.ended_at else (given.given_by_id, given.given_at)
    gate.check("autonomy.undo", by, None, said_by)
    if by.id != given.person_id:
        gate.check("autonomy.say", by, teams.find_membership(session, by, given.team))
    _check_in_time(session, given, said_at, now)
    if not is_end:
        outbox.withdraw(session, key(given, "given"))
        session.delete(given)
    else:
        _check_free(session, given)
        for what in ("ended", "returned"):
            outbox.withdraw(session, key(given, what))
        given.ended_at, given.ended_by_id, given.end_words = None, None, ""
    session.flush()
    return given


def _check_in_time(session: Session, given: Autonomy, said_at: datetime, now: datetime) -> None:
    if why := preferences.too_late_to_undo(session, given.team, said_at, now=now):
        instead = EXAMPLE_OF_ENDING if given.ended_at is None else f"A leader gives it anew, in words. {EXAMPLE}"
        raise Refused(f"{why}. {instead}")


def _check_free(session: Session, given: Autonomy) -> None:
    place = teams.find_membership(session, given.person, given.team)
    if place is None or place.joined_at > given.given_at:
        raise Refused(f"{given.person.name} has left *{given.team.name}* since.")
    if find(session, given.team, given.person):
        raise Refused(f"{given.person.name} has it anew by now. `/pace autonomy` shows how it stands.")


def _checked(said: str, otherwise: str) -> str:
    """The words as they are kept, or Refused with `otherwise` if there are none."""
    if not said.strip():
        raise Refused(otherwise, field="words")
    return _fitting(said)


def _fitting(said: str) -> str:
    said = said.strip()
    check_length(said, LONGEST, field="words")
    return said


def _lock(session: Session, by: Membership, person: Person) -> None:
    """Make two leaders who act at once take turns."""
    place = select(Membership.id).where(Membership.team_id == by.team_id, Membership.person_id == person.id)
    session.execute(place.with_for_update(key_share=True))


def _close_what_is_left(session: Session, place: Membership, now: datetime) -> None:
    """End what is still open from an earlier time in the team."""
    old = select(Autonomy).where(Autonomy.team_id == place.team_id, Autonomy.person_id == place.person_id, STANDS)
    for each in session.scalars(old):
        each.ended_at = now
    session.flush()


def _tell(session: Session, given: Autonomy, what: str, person: Person, now: datetime) -> None:
    """Send a direct message; autonomy is never mentioned in public."""
    outbox.show_to(session, person, f"autonomy.{what}", key(given, what), due_at=now, autonomy_id=given.id)


def key(given: Autonomy, what: str) -> str:
    return f"autonomy:{given.id}:{what}"
