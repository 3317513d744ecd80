"""Which check-in comes next for somebody: the one that waits for an answer, else the first that will be asked."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot import worktime
from bot.domain import calendars, preferences, teams
from bot.domain.checkins import schedule, seats
from bot.domain.checkins.lookup import asks
from bot.models import Checkin, CheckinSeat, Person
from bot.models import SeatState as State
from bot.worktime import Calendar

AHEAD = 15
"""How many days of a check-in are looked through."""


@dataclass(frozen=True)
class Upcoming:
    """`at` is the deadline if a `seat` waits for an answer, else when it will be asked."""

    checkin: Checkin
    at: datetime
    seat: CheckinSeat | None = None


def next_for(session: Session, person: Person, now: datetime) -> Upcoming | None:
    """The person's next check-in; None if they are asked nothing."""
    mine = seats.whole().where(CheckinSeat.person_id == person.id, CheckinSeat.closes_at > now)
    known = list(session.scalars(mine.order_by(CheckinSeat.due_at, CheckinSeat.id)))
    places = {place.team_id: place for place in teams.memberships_of(session, person)}
    for seat in known:
        if seat.asked_at and seat.state in (State.ASKED, State.PLANNED) and seat.run.checkin.team_id in places:
            return Upcoming(seat.run.checkin, seat.closes_at, seat)
    if preferences.is_off(session, person.id, "checkins"):
        return None
    done = {(seat.run.checkin_id, seat.run.on_day) for seat in known if seat.state is not State.PLANNED}
    on = select(Checkin).where(Checkin.team_id.in_(places), Checkin.is_on).options(selectinload(Checkin.named))
    checkins = [each for each in session.scalars(on.order_by(Checkin.id)) if asks(each, places[each.team_id])]
    teams_asking = {checkin.team_id: checkin.team for checkin in checkins}
    works = {team_id: calendars.of_person(session, person, team) for team_id, team in teams_asking.items()}
    coming = [
        Upcoming(checkin, at) for checkin in checkins if (at := _next(works[checkin.team_id], checkin, done, now))
    ]
    return min(coming, key=lambda each: each.at, default=None)


def _next(calendar: Calendar, checkin: Checkin, done: set[tuple[int, date]], now: datetime) -> datetime | None:
    """When it is due on the first day that the person works and has not answered yet."""
    today = worktime.local_day(now, calendar.zone)
    for day in islice(schedule.days_from(today, checkin.weekdays), AHEAD):
        moment = schedule.moment(day, checkin.at, calendar.zone)
        if moment and calendar.works_on(day) and (checkin.id, day) not in done:
            due_at = calendar.next_open(moment)
            if due_at > now and worktime.local_day(due_at, calendar.zone) == day:
                return due_at
    return None
