"""Finding teams and their people."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import ColumnElement, SQLColumnExpression, Table, bindparam, func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot import phrases
from bot.db import ask
from bot.errors import Refused
from bot.models import Membership, MembershipRole, Person, Role, Team

DEEPEST = 10
"""How many teams can be above each other; a deeper tree would be a circle."""
WHOLE = (joinedload(Membership.team), joinedload(Membership.person), joinedload(Membership.role_rows))
# Built once: they run in every turn, and building one takes longer than running it.
MEMBERSHIP = (
    select(Membership)
    .where(Membership.team_id == bindparam("team_id"), Membership.person_id == bindparam("person_id"))
    .options(*WHOLE)
)
MEMBERSHIPS = (
    select(Membership)
    .where(Membership.person_id == bindparam("person_id"))
    .order_by(Membership.joined_at, Membership.id)
    .options(*WHOLE)
)
MEMBERSHIPS_OF_SPEAKER = (
    select(Membership)
    .join(Membership.person)
    .where(Person.workspace_id == bindparam("workspace_id"), Person.slack_id == bindparam("slack_id"))
    .order_by(Membership.joined_at, Membership.id)
    .options(joinedload(Membership.team), contains_eager(Membership.person), joinedload(Membership.role_rows))
)
PLACES = (
    select(Membership)
    .where(Membership.person_id.in_(bindparam("person_ids", expanding=True)))
    .order_by(Membership.joined_at, Membership.id)
    .options(*WHOLE)
)
SIZES = (
    select(Membership.team_id, func.count())
    .join(Person)
    .where(Membership.team_id.in_(bindparam("team_ids", expanding=True)), Person.has_left.is_(False))
    .group_by(Membership.team_id)
)
HEADS = select(Team.id.label("top"), Team.id.label("team_id")).where(Team.id.in_(bindparam("tops", expanding=True)))
UNDER = HEADS.cte("under", recursive=True)
# Each once, so that even a circle of teams ends.
UNDER = UNDER.union(select(UNDER.c.top, Team.id).join(UNDER, Team.parent_id == UNDER.c.team_id))
"""The ids of each of these teams, as `top`, and of that team and all teams below it, as `team_id`."""
BELOW = select(Team).join(UNDER, Team.id == UNDER.c.team_id)
DESCENT = select(UNDER).order_by(UNDER.c.top, UNDER.c.team_id)
TEAMS = cast(Table, Team.__table__)
FOLLOWING = (
    update(TEAMS)
    .where(TEAMS.c.id == bindparam("of_team"))
    .values(last_number=TEAMS.c.last_number + 1)
    .returning(TEAMS.c.last_number)
)


def find_by_channel(session: Session, workspace_id: str, channel_id: str) -> Team | None:
    return session.scalar(select(Team).where(Team.workspace_id == workspace_id, Team.channel_id == channel_id))


def find_by_name(session: Session, workspace_id: str, name: str) -> Team | None:
    # In Python, since SQLite folds the case of ASCII letters only.
    folded = phrases.fold(name)
    return next((team for team in all_of(session, workspace_id) if phrases.fold(team.name) == folded), None)


def get_by_name(session: Session, workspace_id: str, name: str) -> Team:
    """The team of that name, in any case, or Refused."""
    team = find_by_name(session, workspace_id, name)
    if team is None:
        raise Refused(f"I know no team called *{name[:60]}*. Try `/pace team show`.")
    return team


def all_of(session: Session, workspace_id: str) -> list[Team]:
    return list(session.scalars(select(Team).where(Team.workspace_id == workspace_id).order_by(Team.name)))


def find_membership(session: Session, person: Person, team: Team) -> Membership | None:
    return session.scalars(MEMBERSHIP, {"team_id": team.id, "person_id": person.id}).unique().one_or_none()


def get_membership(session: Session, person: Person, team: Team) -> Membership:
    """The person's membership, or Refused."""
    membership = find_membership(session, person, team)
    if membership is None:
        raise Refused(f"{person.name} is not in *{team.name}*.")
    return membership


def has(team_id: SQLColumnExpression[int], person_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """The condition that somebody is in a team and still a full member of the workspace."""
    place = (Membership.team_id == team_id, Membership.person_id == person_id)
    return select(Membership.id).join(Person).where(*place, Person.is_here).exists()


def has_role(session: Session, person: Person, team: Team, role: Role) -> bool:
    membership = find_membership(session, person, team)
    return membership is not None and role in membership.roles


def memberships_of(session: Session, person: Person, *, near: Team | None = None) -> list[Membership]:
    """The person's memberships, in the order in which they joined, but the one in the team `near` first."""
    places = session.scalars(MEMBERSHIPS, {"person_id": person.id}).unique()
    return sorted(places, key=lambda place: near is None or place.team_id != near.id)


def memberships_of_speaker(session: Session, workspace_id: str, slack_id: str) -> list[Membership]:
    """The same by Slack id: one query for the person, their teams and their roles; empty if they are in no team."""
    speaker = {"workspace_id": workspace_id, "slack_id": slack_id}
    return list(session.scalars(MEMBERSHIPS_OF_SPEAKER, speaker).unique())


def places_of(session: Session, *person_ids: int) -> dict[int, list[Membership]]:
    """The same for each of these people, by person id; one query, however many they are."""
    found: dict[int, list[Membership]] = {person_id: [] for person_id in person_ids}
    for place in session.scalars(PLACES, {"person_ids": list(found)}).unique() if found else ():
        found[place.person_id].append(place)
    return found


def find_place(places: Iterable[Membership], team_id: int | None) -> Membership | None:
    """The one of somebody's memberships that is in that team."""
    return next((place for place in places if place.team_id == team_id), None)


def members(session: Session, team: Team, *, skip: int = 0, limit: int | None = None) -> list[Membership]:
    """The members who are still in the workspace, sorted by name."""
    present = select(Membership).join(Person).where(Membership.team_id == team.id, Person.has_left.is_(False))
    by_name = present.order_by(func.lower(Person.name), Membership.id).options(contains_eager(Membership.person))
    return list(session.scalars(by_name.offset(skip).limit(limit)))


def count_members(session: Session, team: Team) -> int:
    return sizes(session, team.id).get(team.id, 0)


def sizes(session: Session, *team_ids: int) -> dict[int, int]:
    """How many members each of these teams has, by id; a team without any is missing."""
    return dict(iter(session.execute(SIZES, {"team_ids": list(team_ids)}))) if team_ids else {}


def leaders(session: Session, team: Team, *, but: int | None = None) -> list[Membership]:
    """The leaders who are still full members of the workspace, in the order in which they joined; without one person,
    whose id is `but`."""
    here = (Membership.team_id == team.id, Person.is_here)
    rows = select(Membership).join(Person).join(MembershipRole, MembershipRole.membership_id == Membership.id)
    led = rows.where(*here, MembershipRole.role == Role.LEADER).options(contains_eager(Membership.person))
    in_order = session.scalars(led.order_by(Membership.joined_at, Membership.id))
    return [leader for leader in in_order if leader.person_id != but]


def leader_ids(session: Session, team: Team) -> set[int]:
    """Their ids as people."""
    return {leader.person_id for leader in leaders(session, team)}


def lineage(team: Team) -> list[Team]:
    """The teams above, the nearest first."""
    above: list[Team] = []
    while (parent := (above[-1] if above else team).parent) and len(above) < DEEPEST:
        above.append(parent)
    return above


def below(session: Session, team: Team) -> list[Team]:
    """The team and all teams below it, each once."""
    return list(session.scalars(BELOW, {"tops": [team.id]}))


def descent(session: Session, tops: Iterable[int]) -> dict[int, list[int]]:
    """By the id of each of these teams, the ids of that team and of all teams below it."""
    found: dict[int, list[int]] = {top: [] for top in tops}
    for top, team_id in session.execute(DESCENT, {"tops": list(found)}) if found else ():
        found[top].append(team_id)
    return found


def is_director(session: Session, person: Person, team: Team) -> bool:
    """Whether the person leads a team above this one."""
    above = [parent.id for parent in lineage(team)]
    mine = memberships_of(session, person) if above else []
    return any(membership.is_leader and membership.team_id in above for membership in mine)


def next_number(session: Session, team: Team) -> int:
    """Take the team's next short number; two writers at once get different ones."""
    number: int = ask(session, FOLLOWING, {"of_team": team.id}).scalar_one()
    return number


def hold(session: Session, team: Team) -> None:
    """Lock the team until the transaction ends; `next_number` locks it too.

    Lock the team before any row that belongs to it: acts that lock the same rows in different orders would wait for
    each other for ever.
    """
    session.execute(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
