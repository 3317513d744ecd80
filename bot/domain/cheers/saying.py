"""A cheer said: in the leader's own words, as kudos in the team's channel or to the person alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, kudos, preferences, teams
from bot.domain.cheers.offering import offered
from bot.errors import Refused, check_length
from bot.models import Cheer, Membership, Person, Team
from bot.worktime import local_day

LONGEST = kudos.LONGEST_REASON
EXAMPLE = "Try `/pace cheer @rita the silence after the price was brave`, or `/pace cheer dm @rita …` for nobody else."


def place_for(session: Session, leader: Person, person: Person, near: Team | None = None) -> Membership:
    """The person's membership in a team where the leader may cheer for them, preferably the given one; else Refused."""
    if person.id == leader.id:
        raise Refused(f"A cheer is for somebody whom you lead. {EXAMPLE}", field="words")
    gate.admit(person)
    places = teams.memberships_of(session, person, near=near)
    for place in places:
        if _leads(session, leader, place):
            return place
    raise Refused(f"Only who leads {person.name} cheers; `/kudos @…` with a reason is everybody's.", field="words")


def check(session: Session, leader: Person, place: Membership) -> None:
    """Refuse unless the leader leads that person, or the teams above the one that the person leads."""
    if place.is_leader and teams.is_director(session, leader, place.team):
        gate.check("cheer.say_leader", leader, None, is_director=True)
    else:
        gate.check("cheer.say", leader, teams.find_membership(session, leader, place.team))


def check_leads(session: Session, person: Person) -> None:
    """Refuse people who lead nobody."""
    led = [place for place in teams.memberships_of(session, person) if place.is_leader]
    gate.check("cheer.say", person, led[0] if led else None)


def _leads(session: Session, leader: Person, place: Membership) -> bool:
    try:
        check(session, leader, place)
    except Refused:
        return False
    return True


def say(
    session: Session, leader: Person, place: Membership, words: str, *, privately: bool = False, now: datetime
) -> Cheer:
    """Say it in the channel of the person's team, or to them alone; if today's offer was about them, it is done."""
    check(session, leader, place)
    words = words.strip()
    if not words:
        raise Refused(f"A cheer is in your own words, and I read none. {EXAMPLE}", field="words")
    check_length(words, LONGEST, field="words")
    if privately:
        _check_wanted(session, place.person)
    cheer = _offered_or_new(session, leader, place, now)
    cheer.said_at = now
    if privately:
        cheer.words, cheer.kudos = words, None
        session.flush()
        outbox.show_to(session, cheer.person, "cheer.given", key(cheer), due_at=now, cheer_id=cheer.id)
    else:
        cheer.kudos = kudos.give(session, leader, place.team, [place.person], words, now=now)
    session.flush()
    return cheer


def take_back(session: Session, leader: Person, cheer: Cheer, *, now: datetime) -> Cheer:
    """As if it had not been said to that person alone, within the time that the team set for undoing."""
    gate.check("kudos.undo", leader, None, cheer.leader_id)
    if cheer.said_at is None:
        raise Refused("That was taken back already.")
    if why := preferences.too_late_to_undo(session, cheer.team, cheer.said_at, now=now):
        raise Refused(f"{why}, so it stands.")
    cheer.said_at, cheer.words = None, ""
    outbox.withdraw(session, key(cheer))
    return cheer


def _check_wanted(session: Session, person: Person) -> None:
    if preferences.is_off(session, person.id, "notices"):
        raise Refused(
            f"{person.name} turned such messages off. Say it in the channel, or better still in person.", field="how"
        )


def _offered_or_new(session: Session, leader: Person, place: Membership, now: datetime) -> Cheer:
    there = offered(session, leader, local_day(now, leader.zone))
    if there and there.person_id == place.person_id and not there.is_said:
        there.team_id = place.team_id
        return there
    cheer = Cheer(leader_id=leader.id, person=place.person, team=place.team, fact="", words="")
    session.add(cheer)
    return cheer


def key(cheer: Cheer) -> str:
    return f"cheer:{cheer.id}"
