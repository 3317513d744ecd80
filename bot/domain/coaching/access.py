"""Who may coach whom, and who may read the notes: the rep, and the coach of that talk while they coach that rep."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.domain import gate, teams
from bot.errors import Refused
from bot.models import Coaching, CoachingSession, Membership, Person, Team

ONESELF = "Nobody coaches themselves. `/coach me on pricing talk` asks whoever coaches you."


def check(session: Session, coach: Person, rep: Membership) -> None:
    """Refuse unless they coach that rep: as a named coach, a leader of the team, or (of leaders) a leader above."""
    gate.admit(rep.person, field="rep")
    gate.admit(coach)
    if coach.id == rep.person_id:
        raise Refused(ONESELF, field="rep")
    place = teams.find_membership(session, coach, rep.team)
    if rep.is_leader and teams.is_director(session, coach, rep.team):
        gate.check("coaching.hold_leader", coach, place, rep.person_id, is_director=True)
    else:
        gate.check("coaching.hold", coach, place, rep.person_id)


def is_coach(session: Session, coach: Person, rep: Membership) -> bool:
    try:
        check(session, coach, rep)
    except Refused:
        return False
    return True


def place_of(session: Session, coach: Person, rep: Person, near: Team | None = None) -> Membership:
    """The rep's membership in a team in which this person coaches them, preferably `near`; else Refused."""
    places = teams.memberships_of(session, rep, near=near)
    for place in places:
        if is_coach(session, coach, place):
            return place
    if places:
        check(session, coach, places[0])
    gate.admit(rep, field="rep")
    raise Refused(f"{rep.name} is in no team yet, so there is nobody to coach.", field="rep")


def coaches_of(session: Session, rep: Membership) -> list[Person]:
    """Whom the rep turns to: their named coaches, else (for a leader) the leaders above, else the team's leaders."""
    pairs = select(Membership).join(Coaching, Coaching.coach_id == Membership.id).where(Coaching.rep_id == rep.id)
    named = list(session.scalars(pairs.options(joinedload(Membership.person)).order_by(Membership.id)))
    above = teams.lineage(rep.team)[:1] if rep.is_leader else []
    directors = [leader for team in above for leader in teams.leaders(session, team)]
    for group in (named, directors, teams.leaders(session, rep.team)):
        people = [place.person for place in group if place.person_id != rep.person_id and place.person.is_here]
        if people:
            return people
    return []


def may_read(session: Session, reader: Person, held: CoachingSession) -> bool:
    """Whether it is the rep, or the coach who held the talk and still coaches that rep."""
    if reader.has_left:
        return False
    if reader.id == held.rep_id:
        return held.held_on is not None
    if reader.id != held.coach_id:
        return False
    place = teams.find_membership(session, held.rep, held.team)
    return place is not None and is_coach(session, reader, place)
