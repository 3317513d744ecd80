"""Obstacles looked up: who sees which, who answers for one, and what waits for whom."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot import phrases, words, worktime
from bot.domain import gate, teams
from bot.domain.obstacles.life import Act, has_passed
from bot.errors import Refused
from bot.models import (
    Membership,
    Obstacle,
    ObstacleEvent,
    ObstacleHelper,
    ObstacleKind,
    ObstacleReach,
    ObstacleState,
    Person,
    Team,
)

SIDES = (Obstacle.raiser_id, Obstacle.decider_id, Obstacle.other_id)
OPEN = Obstacle.state.in_((ObstacleState.UNOWNED, ObstacleState.OWNED))
WHOLE = (
    joinedload(Obstacle.team),
    joinedload(Obstacle.raiser),
    joinedload(Obstacle.owner),
    joinedload(Obstacle.decider),
    joinedload(Obstacle.account_row),
    selectinload(Obstacle.helpers).joinedload(ObstacleHelper.person),
)


# ── who sees it ──────────────────────────────────────────────────────────────────────────────────────────


def may_see(session: Session, person: Person, obstacle: Obstacle) -> bool:
    """A shared one everybody whom the channel reaches, which is any full member; a private one by the gate's table."""
    if not obstacle.is_private:
        return True
    if person.id in {each.id for each in reached(session, obstacle)}:
        return True
    record = "obstacle_about_leader" if obstacle.is_about_leader else "private_obstacle"
    place = teams.find_membership(session, person, obstacle.team)
    sides = (obstacle.raiser_id, obstacle.decider_id, obstacle.other_id)
    return gate.sees(record, gate.standing(person, place, *sides))


def _seen_by(person: Person, place: Membership | None) -> ColumnElement[bool]:
    """The same as a condition, but for what went up."""
    mine = _is_side(person)
    if place is not None and place.is_leader:
        return or_(Obstacle.is_private.is_(False), Obstacle.is_about_leader.is_(False), mine)
    return or_(Obstacle.is_private.is_(False), mine)


def _is_side(person: Person) -> ColumnElement[bool]:
    return or_(*(column == person.id for column in SIDES))


# ── who answers for it ───────────────────────────────────────────────────────────────────────────────────


def hearers(session: Session, obstacle: Obstacle) -> list[Person]:
    """Who hears of it and answers for it: the decider where it is about the leader, else the leaders.

    A leader's own is heard by the other leaders, and by that leader where there is no other; a disagreement never by
    one of its sides, who may have come to lead since, and by the decider where no other leads.
    """
    leaders = [] if obstacle.is_about_leader else [place.person for place in teams.leaders(session, obstacle.team)]
    apart = [leader for leader in leaders if leader.id not in (obstacle.raiser_id, obstacle.other_id)]
    if not apart and (obstacle.is_about_leader or obstacle.kind is ObstacleKind.DISAGREEMENT):
        return [obstacle.decider] if obstacle.decider and obstacle.decider.is_here else []
    return apart or leaders


def heirs(session: Session, obstacle: Obstacle) -> list[Person]:
    """Who gets it when nobody takes it, one of these: the decider where one was named, else who answers for it."""
    if obstacle.decider and obstacle.decider.is_here:
        return [obstacle.decider]
    return hearers(session, obstacle)


def asked_by_name(obstacle: Obstacle) -> list[Person]:
    """Whom a request asks: to decide where somebody was named for that, else to help."""
    return [obstacle.decider] if obstacle.decider else [helper.person for helper in obstacle.helpers]


def superiors(session: Session, obstacle: Obstacle) -> list[Person]:
    """Those to whom it can be taken further: those the raiser agreed to, else the leaders of the nearest team above.

    Never people whom it is about, even if they lead there too, now or later.
    """
    kept_from = {person.id for person in hearers(session, obstacle)} | {obstacle.raiser_id, obstacle.other_id}
    kept_from |= {reach.person_id for reach in _reaches(obstacle, may_hear=False)}
    if named := allowed(session, obstacle):
        return [person for person in named if person.id not in kept_from]
    for team in teams.lineage(obstacle.team):
        if found := [place.person for place in teams.leaders(session, team) if place.person_id not in kept_from]:
            return found
    return []


def reached(session: Session, obstacle: Obstacle) -> list[Person]:
    """Those above to whom it was taken, as long as they may hear of it."""
    return superiors(session, obstacle) if obstacle.went_up_at and may_go_up(session, obstacle) else []


def allowed(session: Session, obstacle: Obstacle) -> list[Person]:
    """Those the raiser of a private one agreed to, as long as they lead any team, wherever this team belongs by now."""
    named = [reach.person for reach in _reaches(obstacle, may_hear=True) if reach.person.is_here]
    places = teams.places_of(session, *(person.id for person in named))
    return [person for person in named if any(place.is_leader for place in places[person.id])]


def may_go_up(session: Session, obstacle: Obstacle) -> bool:
    """A shared one; a private one with the raiser's yes."""
    return not obstacle.is_private or (bool(obstacle.may_go_up) and not is_yes_void(session, obstacle))


def is_yes_void(session: Session, obstacle: Obstacle) -> bool:
    """Whether the raiser said yes, and none of those to whom it was said leads any more."""
    return bool(obstacle.may_go_up) and not allowed(session, obstacle)


def _reaches(obstacle: Obstacle, *, may_hear: bool) -> list[ObstacleReach]:
    return [reach for reach in obstacle.reaches if reach.may_hear is may_hear] if obstacle.is_private else []


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def get_obstacle(session: Session, person: Person, team: Team, number: str | int) -> Obstacle:
    """The team's obstacle of that number, if the person sees it, or Refused."""
    found, shown = phrases.find_number(number)
    of_number = select(Obstacle).where(Obstacle.team_id == team.id, Obstacle.number == found)
    obstacle = session.scalar(of_number.options(*WHOLE))
    if obstacle is None or not may_see(session, person, obstacle):
        raise Refused(f"I know no obstacle {shown} in *{team.name}*. `/obstacle list` shows those that you see.")
    return obstacle


def get_by_id(session: Session, person: Person, obstacle_id: int) -> Obstacle:
    """For a button, which carries the id; Refused where the person does not see it any more."""
    obstacle = session.scalar(select(Obstacle).where(Obstacle.id == obstacle_id).options(*WHOLE))
    gate.admit(person)
    if obstacle is None or not may_see(session, person, obstacle):
        raise Refused("That obstacle is not yours to see.")
    return obstacle


def events(session: Session, obstacle: Obstacle, *, limit: int) -> list[ObstacleEvent]:
    """What happened last, in its order."""
    rows = select(ObstacleEvent).where(ObstacleEvent.obstacle_id == obstacle.id)
    latest = rows.order_by(ObstacleEvent.id.desc()).limit(limit).options(joinedload(ObstacleEvent.by))
    return list(session.scalars(latest))[::-1]


def has_said_yes(session: Session, obstacle: Obstacle) -> bool:
    """Whether whoever has it took it, and did not come by it because nobody did."""
    of_it = (ObstacleEvent.obstacle_id == obstacle.id, ObstacleEvent.by_id == obstacle.owner_id)
    took = select(ObstacleEvent.id).where(*of_it, ObstacleEvent.act.in_((Act.TAKE, Act.TAKE_OVER)))
    return session.scalar(took.limit(1)) is not None


def how_it_stands(obstacle: Obstacle) -> str:
    """As a sentence, for whoever comes too late."""
    about = f"Obstacle {obstacle.number}"
    today = obstacle.closed_at or obstacle.cleared_at or obstacle.raised_at
    on = words.day(worktime.local_day(today, obstacle.team.zone), today=worktime.local_day(today, obstacle.team.zone))
    match obstacle.state:
        case ObstacleState.UNOWNED:
            return f"{about} is open, and nobody has it yet."
        case ObstacleState.OWNED:
            return f"{obstacle.owner.name if obstacle.owner else 'Somebody'} has obstacle {obstacle.number}."
        case ObstacleState.CLEARED if obstacle.cleared_by is not None:
            return f"{obstacle.cleared_by.name} settled obstacle {obstacle.number} on {on}; {_last_word(obstacle)}."
        case ObstacleState.GONE:
            return f"{about} is gone since {on}."
        case _ if has_passed(obstacle):
            return f"The call of obstacle {obstacle.number} was on {on} and is over."
        case _:
            return f"{about} was dropped on {on}."


def _last_word(obstacle: Obstacle) -> str:
    waits = [(obstacle.raiser, obstacle.raiser_goes_at), (obstacle.other, obstacle.other_goes_at)]
    names = [person.name for person, went_at in waits if person is not None and not went_at]
    return f"{words.listed(names or [obstacle.raiser.name])} to say the last word"


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def in_team(person: Person, place: Membership | None, team: Team) -> ColumnElement[bool]:
    """The team's open ones that the person sees."""
    return and_(Obstacle.team_id == team.id, OPEN, _seen_by(person, place))


def mine(person: Person) -> ColumnElement[bool]:
    """What the person raised and what is not settled, in whatever team."""
    return and_(Obstacle.raiser_id == person.id, or_(OPEN, Obstacle.state == ObstacleState.CLEARED))


def waits_for(person: Person, now: datetime) -> ColumnElement[bool]:
    """What the person has, is asked to decide, or has to say the last word on as the other side.

    Not a call that has begun: whoever said so has joined it, or not.
    """
    has_word = and_(Obstacle.state == ObstacleState.CLEARED, Obstacle.other_id == person.id)
    return or_(
        and_(OPEN, ~calls_begun(now), or_(Obstacle.owner_id == person.id, Obstacle.decider_id == person.id)),
        and_(has_word, Obstacle.other_goes_at.is_(None)),
    )


def calls_begun(now: datetime) -> ColumnElement[bool]:
    return and_(Obstacle.kind == ObstacleKind.CALL, Obstacle.needed_at.is_not(None), Obstacle.needed_at <= now)


def unowned_in(person: Person, led: Sequence[Team]) -> ColumnElement[bool]:
    """What nobody has in teams that the person leads, and sees as their leader."""
    sight = or_(Obstacle.is_about_leader.is_(False), _is_side(person))
    return and_(Obstacle.team_id.in_([team.id for team in led]), Obstacle.state == ObstacleState.UNOWNED, sight)


def found(session: Session, those: ColumnElement[bool], *, skip: int = 0, limit: int | None = None) -> list[Obstacle]:
    """Those needed first come first, and those without a day last."""
    no_day = case((Obstacle.needed_at.is_(None), 1), else_=0)
    rows = select(Obstacle).where(those).order_by(no_day, Obstacle.needed_at, Obstacle.id)
    return list(session.scalars(rows.offset(skip).limit(limit).options(*WHOLE)))


def count(session: Session, those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Obstacle).where(those)) or 0
