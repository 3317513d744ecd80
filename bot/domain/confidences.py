"""What somebody shares of what is theirs alone: with their leaders at that moment, and no later ones."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db import insert_if_new
from bot.domain import gate, teams
from bot.errors import Refused
from bot.models import Confided, Confidence, Membership

NOBODY = "Nobody leads you in *{team}*, so there is nobody to share it with."


def listeners(session: Session, member: Membership) -> list[Membership]:
    """Who leads a member: the team's leaders; for a leader, the leaders of the nearest team above that has any."""
    for team in teams.lineage(member.team) if member.is_leader else [member.team]:
        if found := teams.leaders(session, team, but=member.person_id):
            return found
    return []


def share(session: Session, member: Membership, what: Confided) -> list[Membership]:
    """Let those who lead this person now read it; later leaders cannot."""
    gate.check("confidence.share", member.person, member, member.person_id)
    leaders = listeners(session, member)
    if not leaders:
        raise Refused(NOBODY.format(team=member.team.name))
    withdraw(session, [member], what)
    for leader in leaders:
        insert_if_new(session, Confidence, membership_id=member.id, what=what, leader_id=leader.id)
    return leaders


def withdraw(session: Session, places: Sequence[Membership], what: Confided) -> None:
    """Stop sharing it with anybody in these teams."""
    mine = (Confidence.membership_id.in_([place.id for place in places]), Confidence.what == what)
    session.execute(delete(Confidence).where(*mine), execution_options={"synchronize_session": False})


def shared_with(session: Session, member: Membership, what: Confided) -> list[Membership]:
    """Those it was shared with who still lead this person."""
    mine = (Confidence.membership_id == member.id, Confidence.what == what)
    chosen = set(session.scalars(select(Confidence.leader_id).where(*mine)))
    return [leader for leader in listeners(session, member) if leader.id in chosen] if chosen else []
