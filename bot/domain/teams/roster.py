"""Founding, joining and leaving teams, adding people, and their roles."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, preferences
from bot.domain.teams.changing import check, entitled, hold_workspace, locked
from bot.domain.teams.lookup import find_by_channel, find_by_name, find_membership, get_membership, hold, leaders
from bot.errors import Refused, check_length
from bot.models import Coaching, Membership, MembershipRole, Person, Role, Team

LONGEST_NAME = 60
NO_TEAM = frozenset(("nothing", "none", "off"))
"""What is said instead of a team's name for none."""


# ── made and joined ──────────────────────────────────────────────────────────────────────────────────────


def found(session: Session, founder: Person, name: str, channel_id: str, *, now: datetime) -> Membership:
    """Make a team in this channel, with its founder as leader."""
    gate.check("team.found", founder, None)
    hold_workspace(session, founder.workspace_id)
    name = checked_name(session, founder.workspace_id, name)
    check_free(session, founder.workspace_id, channel_id)
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


def check_free(session: Session, workspace_id: str, channel_id: str) -> None:
    """Refuse a channel that belongs to a team already."""
    if taken := find_by_channel(session, workspace_id, channel_id):
        raise Refused(
            f"This channel is already the one of *{taken.name}*, and a channel has one team. "
            "Join it with `/pace team join`, or make yours in another channel."
        )


def checked_name(session: Session, workspace_id: str, name: str, team: Team | None = None) -> str:
    """The name as it is kept, or Refused; `team` is the existing team that is to be renamed, if any."""
    name = " ".join(name.split())
    if not name:
        raise Refused("A team needs a name, such as *West*.", field="name")
    if name.casefold() in NO_TEAM:
        raise Refused(f"*{name}* means no team, so none can be called that. Try a name such as *West*.", field="name")
    check_length(name, LONGEST_NAME, field="name", what="That name", hint="Try a short one, such as *West*.")
    if find_by_name(session, workspace_id, name) not in (None, team):
        raise Refused(f"There is a team called *{name}* already. Try another name, such as *{name} 2*.", field="name")
    return name


def join(session: Session, person: Person, team: Team, *, now: datetime) -> Membership:
    """Join the team from its channel; nothing changes for somebody who is in it already."""
    gate.check("team.join", person, None)
    hold(session, team)
    return find_membership(session, person, team) or _enrol(session, team, person, {Role.REP}, now)


def add(
    session: Session, by: Membership, newcomer: Person, roles: Collection[Role] = (Role.REP,), *, now: datetime
) -> Membership:
    """Add somebody, with a welcome, or give a member these roles as well."""
    return add_all(session, by, [newcomer], roles, now=now)[0]


def add_all(
    session: Session,
    by: Membership,
    newcomers: Iterable[Person],
    roles: Collection[Role] = (Role.REP,),
    *,
    now: datetime,
) -> list[Membership]:
    """The same for several people."""
    by = locked(session, by)
    check(session, _act_of_giving(session, by.team, set(roles)), by)
    return [_add(session, by, newcomer, set(roles), now) for newcomer in newcomers]


def _add(session: Session, by: Membership, newcomer: Person, roles: set[Role], now: datetime) -> Membership:
    gate.admit(newcomer)
    member = find_membership(session, newcomer, by.team)
    if member is None:
        member = _enrol(session, by.team, newcomer, roles, now)
        _welcome(session, member, by, now)
    elif roles <= member.roles:
        raise Refused(f"{newcomer.name} is in *{by.team.name}* already.")
    else:
        member.role_rows += [MembershipRole(role=role, given_at=now) for role in sorted(roles - member.roles)]
        session.flush()
    return member


def _act_of_giving(session: Session, team: Team, roles: set[Role]) -> str:
    if roles <= {Role.REP}:
        return "team.add"
    return "team.appoint" if roles != {Role.LEADER} or leaders(session, team) else "team.rescue"


def add_coach(session: Session, by: Membership, coach: Person, reps: Sequence[Person], *, now: datetime) -> Membership:
    """Let somebody coach these reps of the team; the coach need not sell."""
    by = entitled(session, "team.add", by)
    gate.admit(coach)
    member = find_membership(session, coach, by.team)
    if member is None:
        member = _enrol(session, by.team, coach, set(), now)
        _welcome(session, member, by, now)
    coached = {pair.rep_id for pair in member.coached}
    for rep in (get_membership(session, rep, by.team) for rep in reps):
        if rep.id == member.id:
            raise Refused(f"{coach.name} can't coach themselves. Try `/pace team add @sam as coach of @rita`.")
        if rep.id not in coached:
            member.coached.append(Coaching(rep_id=rep.id))
    session.flush()
    return member


def _enrol(session: Session, team: Team, person: Person, roles: set[Role], now: datetime) -> Membership:
    membership = Membership(
        team=team,
        person_id=person.id,
        joined_at=now,
        role_rows=[MembershipRole(role=role, given_at=now) for role in sorted(roles)],
    )
    session.add(membership)
    session.flush()
    session.refresh(membership, ["person"])
    return membership


def _welcome(session: Session, member: Membership, by: Membership, now: datetime) -> None:
    if preferences.is_off(session, member.person_id, "notices"):
        return
    outbox.show_to(
        session,
        member.person,
        "team.welcomed",
        _welcome_key(member),
        due_at=now,
        membership_id=member.id,
        by_id=by.person_id,
    )


def _welcome_key(member: Membership) -> str:
    # Not by the membership's id, which SQLite may reuse after it has ended.
    return f"welcome:{member.team_id}:{member.person_id}"


# ── left ─────────────────────────────────────────────────────────────────────────────────────────────────


def leave(session: Session, member: Membership) -> None:
    """Leave the team; what the person did in it stays. Refused for its last leader."""
    gate.check("team.leave", member.person, member)
    _end(session, locked(session, member))


def remove(session: Session, by: Membership, person: Person) -> None:
    """Take somebody out of the team; leaders and managers can be removed by a leader alone."""
    by = locked(session, by)
    member = get_membership(session, person, by.team)
    check(session, _act_of_taking(by, member, member.roles), by)
    _end(session, member)


def take_role(session: Session, by: Membership, person: Person, role: Role) -> Membership:
    """Take one role from somebody, who at once loses the rights that came with it."""
    by = locked(session, by)
    member = get_membership(session, person, by.team)
    check(session, _act_of_taking(by, member, {role}), by)
    if role not in member.roles:
        raise Refused(f"{person.name} is no {role} of *{by.team.name}*.")
    if role is Role.LEADER:
        _check_not_last_leader(session, member)
    member.role_rows = [row for row in member.role_rows if row.role is not role]
    session.flush()
    return member


def end_coaching(session: Session, by: Membership, coach: Person, reps: Sequence[Person] = ()) -> None:
    """Let somebody no longer coach these reps, or any rep of the team if none is named."""
    by = locked(session, by)
    member = get_membership(session, coach, by.team)
    check(session, _act_of_taking(by, member, set()), by)
    ended = [pair for pair in member.coached if not reps or pair.rep.person_id in {rep.id for rep in reps}]
    if not ended:
        raise Refused(f"{coach.name} coaches nobody of that name in *{by.team.name}*.")
    member.coached = [pair for pair in member.coached if pair not in ended]
    session.flush()


def _act_of_taking(by: Membership, member: Membership, roles: Collection[Role]) -> str:
    """The gate's act for taking these roles from a member; everybody may step down by themselves."""
    if member.id == by.id:
        return "team.leave"
    return "team.add" if set(roles) <= {Role.REP} else "team.appoint"


def _end(session: Session, member: Membership) -> None:
    if member.is_leader:
        _check_not_last_leader(session, member)
    outbox.withdraw(session, _welcome_key(member))
    session.delete(member)
    session.flush()


def _check_not_last_leader(session: Session, member: Membership) -> None:
    if all(leader.id == member.id for leader in leaders(session, member.team)):
        raise Refused(
            f"{member.person.name} is the only leader of *{member.team.name}*, and a team keeps at least one. "
            "First `/pace team add @somebody as leader`."
        )
