"""Teams: founded in a channel, joined, added to, and the short numbers that they give out."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot.domain import gate
from bot.errors import Refused
from bot.models import Membership, MembershipRole, Person, Role, Team

LONGEST_NAME = 60
WHOLE = (joinedload(Membership.team), joinedload(Membership.person))


def found(session: Session, founder: Person, name: str, channel_id: str, *, now: datetime) -> Membership:
    """Make the channel a team's, with its founder as leader."""
    gate.check("team.found", founder, None)
    name = _checked_name(session, founder.workspace_id, name)
    if taken := find_by_channel(session, founder.workspace_id, channel_id):
        raise Refused(
            f"This channel is already the one of *{taken.name}*. A channel has one team, "
            "so make yours in another channel, or join this one with `/win`."
        )
    team = Team(
        workspace_id=founder.workspace_id,
        name=name,
        channel_id=channel_id,
        wins_channel_id=channel_id,
        currency="USD",
        zone=founder.zone,
        created_at=now,
    )
    session.add(team)
    return _enrol(session, team, founder, {Role.LEADER, Role.REP}, now)


def _checked_name(session: Session, workspace_id: str, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("A team needs a name. Try `/pace team new West`.")
    if len(name) > LONGEST_NAME:
        raise Refused(
            f"That name is {len(name):,} characters long; I keep {LONGEST_NAME}. "
            "Try a short one: `/pace team new West`."
        )
    same = select(Team).where(Team.workspace_id == workspace_id, func.lower(Team.name) == name.lower())
    if session.scalar(same):
        raise Refused(f"There is a team called *{name}* already. Try `/pace team new {name} 2`.")
    return name


def join(session: Session, person: Person, team: Team, *, now: datetime) -> Membership:
    """Join the team of a channel from that channel; whoever is in it already stays as they are."""
    gate.check("team.join", person, None)
    return find_membership(session, person, team) or _enrol(session, team, person, {Role.REP}, now)


def add(session: Session, by: Membership, newcomer: Person, *, now: datetime) -> Membership:
    """Add somebody as a rep."""
    gate.check("team.add", by.person, by)
    gate.admit(newcomer)
    if find_membership(session, newcomer, by.team):
        raise Refused(f"{newcomer.name} is in *{by.team.name}* already.")
    return _enrol(session, by.team, newcomer, {Role.REP}, now)


def _enrol(session: Session, team: Team, person: Person, roles: set[Role], now: datetime) -> Membership:
    membership = Membership(
        team=team,
        person_id=person.id,
        joined_at=now,
        role_rows=[MembershipRole(role=role) for role in sorted(roles)],
    )
    session.add(membership)
    session.flush()
    session.refresh(membership, ["person"])
    return membership


def find_by_channel(session: Session, workspace_id: str, channel_id: str) -> Team | None:
    return session.scalar(select(Team).where(Team.workspace_id == workspace_id, Team.channel_id == channel_id))


def find_membership(session: Session, person: Person, team: Team) -> Membership | None:
    mine = select(Membership).where(Membership.team_id == team.id, Membership.person_id == person.id)
    return session.scalar(mine.options(*WHOLE))


def get_membership(session: Session, person: Person, team: Team) -> Membership:
    """The place in the team of the person who asks, or Refused."""
    membership = find_membership(session, person, team)
    if membership is None:
        raise Refused(f"You're not in *{team.name}*. Type `/win` in its channel to join it.")
    return membership


def memberships_of(session: Session, person: Person) -> list[Membership]:
    """In the order in which the person joined."""
    mine = select(Membership).where(Membership.person_id == person.id)
    return list(session.scalars(mine.order_by(Membership.joined_at, Membership.id).options(*WHOLE)))


def members(session: Session, team: Team) -> list[Membership]:
    """Those who are still in the workspace, by name."""
    present = select(Membership).join(Person).where(Membership.team_id == team.id, Person.has_left.is_(False))
    by_name = present.order_by(func.lower(Person.name)).options(contains_eager(Membership.person))
    return list(session.scalars(by_name))


def next_number(session: Session, team: Team) -> int:
    """The next of the team's short numbers; two writers at once get two."""
    following = update(Team).where(Team.id == team.id).values(last_number=Team.last_number + 1)
    return session.execute(following.returning(Team.last_number)).scalar_one()
