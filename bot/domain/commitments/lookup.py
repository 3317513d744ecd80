"""Finding promises, and who may see one: both sides, and whoever leads the rep who made it."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from bot import words, worktime
from bot.domain import gate, teams
from bot.domain.commitments import life
from bot.errors import Refused
from bot.models import Commitment, Membership, MembershipRole, Person, Role, Team
from bot.models import CommitmentState as State

WHOLE = (joinedload(Commitment.by), joinedload(Commitment.to), joinedload(Commitment.team))
UNKNOWN = "I know no promise {number} of yours. `/promise list` shows them with their numbers."


# ── who may see it ───────────────────────────────────────────────────────────────────────────────────────


def may_see(session: Session, reader: Person, commitment: Commitment) -> bool:
    """Whether the reader may see it: one made in public is the whole team's, a mere request only its two sides'."""
    sides = side_ids(commitment)
    if reader.id in sides:
        return gate.sees("promise", gate.standing(reader, None, *sides))
    if commitment.is_public:
        here = teams.find_membership(session, reader, commitment.team)
        return gate.sees("shared", gate.standing(reader, here))
    place = place_above(session, reader, commitment) if is_made(commitment) else None
    return gate.sees("promise", gate.standing(reader, place, *sides))


def check_sight(session: Session, reader: Person, commitment: Commitment) -> None:
    if not may_see(session, reader, commitment):
        raise Refused("That promise is between others, so I don't show it to you.")


def is_made(commitment: Commitment) -> bool:
    """Whether it is or was its owner's promise: neither a mere request nor taken back."""
    return commitment.state not in life.NOT_MADE


def side_ids(commitment: Commitment) -> tuple[int, ...]:
    return (commitment.by_id,) if commitment.to_id is None else (commitment.by_id, commitment.to_id)


def place_above(session: Session, reader: Person, commitment: Commitment) -> Membership | None:
    """The reader's membership as a leader of its owner, if that lets them see it."""
    return next((place for place in leaders_of(session, commitment) if place.person_id == reader.id), None)


def leaders_of(session: Session, commitment: Commitment) -> list[Membership]:
    """The leaders of its owner in the team in which it was made; leaders of the owner's other teams don't count.

    Nobody for what a leader promises somebody they lead, which is between the two.
    """
    above = _leading(session, commitment.to) if commitment.to else []
    if any(place.person_id == commitment.by_id for place in above):
        return []
    return [place for place in _leading(session, commitment.by) if place.team_id == commitment.team_id]


def _leading(session: Session, rep: Person) -> list[Membership]:
    """The leaders of the rep, in all teams that the rep does not lead."""
    led = [place.team for place in teams.memberships_of(session, rep) if not place.is_leader]
    return [leader for team in led for leader in teams.leaders(session, team)]


def sides_of(session: Session, person: Person, commitment: Commitment) -> set[life.Side]:
    """The person's side of the promise, if any; one to the team is made to everybody else in it."""
    if person.id == commitment.by_id:
        return {life.Side.OWNER}
    if commitment.to_id is None:
        is_member = teams.find_membership(session, person, commitment.team) is not None
        return {life.Side.RECEIVER} if is_member else set()
    return {life.Side.RECEIVER} if person.id == commitment.to_id else set()


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def get_by_id(session: Session, commitment_id: int) -> Commitment:
    """For buttons, which carry the id."""
    return session.execute(select(Commitment).where(Commitment.id == commitment_id).options(*WHOLE)).scalar_one()


def get_promise(session: Session, person: Person, number: int) -> Commitment:
    """The promise of that number that the person may see, else Refused; their own and open ones come first."""
    near = select(Membership.team_id).where(Membership.person_id == person.id)
    those = (
        Commitment.number == number,
        or_(Commitment.by_id == person.id, Commitment.to_id == person.id, Commitment.team_id.in_(near)),
    )
    found = session.scalars(select(Commitment).where(*those).order_by(Commitment.id).options(*WHOLE))
    seen = [each for each in found if may_see(session, person, each)]
    if not seen:
        raise Refused(UNKNOWN.format(number=number))
    return min(seen, key=lambda each: (person.id not in side_ids(each), each.state not in life.UNDER_WAY, -each.id))


def together(session: Session, commitment: Commitment) -> list[Commitment]:
    """All rows of the promise, one for each receiver, in order."""
    rows = select(Commitment).where(_same(commitment)).order_by(Commitment.id).options(*WHOLE)
    return list(session.scalars(rows))


def locked(session: Session, commitment: Commitment) -> list[Commitment]:
    """The same, locked and reread."""
    rows = select(Commitment).where(_same(commitment)).order_by(Commitment.id).with_for_update()
    return list(session.scalars(rows, execution_options={"populate_existing": True}))


def _same(commitment: Commitment) -> ColumnElement[bool]:
    return and_(Commitment.team_id == commitment.team_id, Commitment.number == commitment.number)


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def open_of(session: Session, person: Person) -> list[Commitment]:
    """What the person has to keep or is asked for, in order of its day."""
    return _in_order(session, Commitment.by_id == person.id, (State.ASKED, State.OPEN))


def open_to(session: Session, person: Person) -> list[Commitment]:
    """What others promised the person or were asked for by them, including what waits to be confirmed."""
    return _in_order(session, Commitment.to_id == person.id, life.UNDER_WAY)


def to_team(session: Session, team_ids: Iterable[int], *, but: Person) -> list[Commitment]:
    """What others than `but` promised to these teams."""
    those = and_(Commitment.team_id.in_(team_ids), Commitment.to_id.is_(None), Commitment.by_id != but.id)
    return _in_order(session, those, (State.OPEN, State.KEPT))


def of_reps(session: Session, leader: Person) -> list[Commitment]:
    """The reps' promises to others that their leader may see, and not to people whom the rep leads.

    What they promise the team they promise the leader too: `to_team` has it.
    """
    own, theirs = aliased(Membership), aliased(Membership)
    leads = select(MembershipRole.membership_id).where(MembershipRole.role == Role.LEADER)
    led = select(theirs.person_id).join(own, own.team_id == theirs.team_id)
    led = led.where(own.id.in_(leads), theirs.id.not_in(leads))
    by_reps = Commitment.by_id.in_(led.where(own.person_id == leader.id, own.team_id == Commitment.team_id))
    beneath = Commitment.to_id.in_(led.where(own.person_id == Commitment.by_id))
    return _in_order(session, and_(by_reps, Commitment.to_id != leader.id, ~beneath), (State.OPEN, State.KEPT))


def _in_order(session: Session, those: ColumnElement[bool], states: Collection[State]) -> list[Commitment]:
    rows = select(Commitment).where(those, Commitment.state.in_(states))
    return list(session.scalars(rows.order_by(Commitment.due_on, Commitment.id).options(*WHOLE)))


def say_due(commitment: Commitment) -> str:
    """Its day, with the year if that is not the one in which it was said: what is told of it goes on standing."""
    return say_day(commitment, commitment.due_on)


def say_day(commitment: Commitment, when: date) -> str:
    return words.day(when, today=worktime.local_day(commitment.made_at, commitment.by.zone))


def is_late(commitment: Commitment, today: date) -> bool:
    return commitment.state is State.OPEN and commitment.due_on < today


def team_for(session: Session, by: Person, to: Iterable[Person], here: Team | None = None) -> Team:
    """The team that numbers it: the channel's team if its owner is in it, else one that both are in, else any."""
    mine = [place.team for place in teams.memberships_of(session, by)]
    if here in mine and here:
        return here
    theirs = [place.team for person in to for place in teams.memberships_of(session, person)]
    shared = [team for team in mine if team in theirs]
    if not (possible := [*shared, *mine, *theirs]):
        raise Refused(
            "Neither of you is in a team, and a promise has a number there. Type `/pace team` in a team's channel."
        )
    return possible[0]
