"""Check-ins and their seats, looked up: who is asked, who sits in a run, who has not answered."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from bot.models import (
    Asked,
    Checkin,
    CheckinRun,
    CheckinSeat,
    Membership,
    OutboxMessage,
    Person,
)
from bot.models import SeatState as State


def asks(checkin: Checkin, place: Membership) -> bool:
    """Whether it asks this member of its team; a leader who also sells is asked as a leader."""
    match checkin.asked:
        case Asked.EVERYONE:
            return place.is_rep or place.is_leader
        case Asked.REPS:
            return place.is_rep and not place.is_leader
        case Asked.LEADERS:
            return place.is_leader
        case Asked.NAMED:
            return any(row.person_id == place.person_id for row in checkin.named)


def members_asked(session: Session, checkin: Checkin) -> list[Membership]:
    """The team's members who are asked and are full members of the workspace, in the order in which they joined."""
    here = (Membership.team_id == checkin.team_id, Person.is_here)
    rows = select(Membership).join(Membership.person).where(*here).options(contains_eager(Membership.person))
    in_order = session.scalars(rows.order_by(Membership.joined_at, Membership.id))
    return [member for member in in_order if asks(checkin, member)]


def roster(session: Session, run: CheckinRun) -> list[CheckinSeat]:
    """The seats of the run, each with its person, sorted by name; without people who have left Slack since."""
    rows = select(CheckinSeat).join(CheckinSeat.person).where(CheckinSeat.run_id == run.id, Person.has_left.is_(False))
    by_name = rows.order_by(Person.name, CheckinSeat.id).options(contains_eager(CheckinSeat.person))
    return list(session.scalars(by_name))


def unanswered(session: Session, run: CheckinRun) -> list[CheckinSeat]:
    """Seats of people who were asked and have not answered; shown to the leader once their `closes_at` has passed.

    People who are away, skipped it, left the team or were not asked are not among them.
    """
    members = select(Membership.person_id).where(Membership.team_id == run.checkin.team_id)
    here = set(session.scalars(members))
    return [seat for seat in roster(session, run) if seat.state is State.ASKED and seat.person_id in here]


def key(seat: CheckinSeat) -> str:
    """The outbox key of the message that asks."""
    return f"checkin:{seat.id}"


def nudge_key(seat: CheckinSeat) -> str:
    return f"{key(seat)}:nudge"


def teams_asking(session: Session, messages: Iterable[OutboxMessage]) -> dict[str, int]:
    """For each of the messages that is about a check-in, by its key, the id of the team that asks."""
    asking = {message.key: message.ids["seat_id"] for message in messages if "seat_id" in message.ids}
    if not asking:
        return {}
    rows = select(CheckinSeat.id, Checkin.team_id).join(CheckinSeat.run).join(CheckinRun.checkin)
    teams = dict(session.execute(rows.where(CheckinSeat.id.in_(asking.values()))).all())
    return {each: teams[seat_id] for each, seat_id in asking.items() if seat_id in teams}


def run_key(run_id: int) -> str:
    """The outbox key of a run's summary."""
    return f"checkin:run:{run_id}"
