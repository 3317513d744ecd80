"""The state of a seat by its person's present calendar: to be asked, away, or not asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot import outbox
from bot.domain import calendars, preferences
from bot.domain.checkins import schedule
from bot.domain.checkins.lookup import key, nudge_key, run_key
from bot.domain.checkins.schedule import Slot
from bot.models import Checkin, CheckinRun, CheckinSeat, Membership
from bot.models import SeatState as State
from bot.worktime import Calendar, local_day

UNANSWERED = (State.PLANNED, State.ASKED, State.AWAY, State.UNASKED)


@dataclass(frozen=True)
class Situation:
    """What there is to know of a seat's person at this moment."""

    calendar: Calendar
    is_here: bool
    """Whether they are still in the team, and full members of the workspace."""
    is_asked: bool
    """Whether they want to be asked, and the check-in is on and has this day."""


def whole() -> Select[CheckinSeat]:
    """The statement for seats, with all that `place` needs."""
    rows = select(CheckinSeat).join(CheckinSeat.run).join(CheckinRun.checkin)
    run = contains_eager(CheckinSeat.run).contains_eager(CheckinRun.checkin).joinedload(Checkin.team)
    return rows.options(run, joinedload(CheckinSeat.person, innerjoin=True))


def situations(session: Session, seats: Sequence[CheckinSeat]) -> dict[int, Situation]:
    """The situations by seat id; the number of queries is always the same."""
    if not seats:
        return {}
    places = {(seat.run.checkin.team, seat.person) for seat in seats}
    works = calendars.of_places(session, places)
    people = {person.id for _, person in places}
    off = preferences.off_among(session, "checkins", *people)
    pairs = select(Membership.team_id, Membership.person_id).where(
        Membership.team_id.in_({team.id for team, _ in places}), Membership.person_id.in_(people)
    )
    members = {(team_id, person_id) for team_id, person_id in session.execute(pairs)}
    found = {}
    for seat in seats:
        checkin, place = seat.run.checkin, (seat.run.checkin.team_id, seat.person_id)
        found[seat.id] = Situation(
            works[place],
            is_here=place in members and seat.person.is_here,
            is_asked=checkin.is_on and is_due(seat.run) and seat.person_id not in off,
        )
    return found


def is_due(run: CheckinRun) -> bool:
    """Whether the run is still to be asked: if somebody opened it early, its weekday may have been removed since."""
    return run.opened_at is not None or run.on_day.weekday() in run.checkin.weekdays


def slot_of(run: CheckinRun, calendar: Calendar) -> Slot | None:
    following = schedule.following(run.on_day, run.checkin.weekdays)
    return schedule.slot(calendar, run.on_day, run.at, run.deadline_hours, following)


def standing(slot: Slot, was: State, *, is_asked: bool, now: datetime) -> tuple[State, datetime | None]:
    """The state of a seat whose person was not asked yet, and when to look at it next.

    Somebody who was UNASKED or AWAY is planned again only if their moment is still to come.
    """
    if slot.is_away:
        return State.AWAY, slot.due_at if is_asked and slot.due_at > now else None
    if not is_asked or slot.is_quiet or slot.closes_at <= now:
        return State.UNASKED, None
    if was is not State.PLANNED and slot.due_at <= now:
        return was, None
    return State.PLANNED, slot.due_at


def place(session: Session, seat: CheckinSeat, situation: Situation, *, now: datetime) -> None:
    """Adapt an unanswered seat to what has changed; one already asked is not asked anew, nor its deadline moved."""
    was = seat.state
    _follow(session, seat, situation, now)
    if State.AWAY in (was, seat.state) and seat.state is not was:
        outbox.touch(session, run_key(seat.run_id))


def _follow(session: Session, seat: CheckinSeat, situation: Situation, now: datetime) -> None:
    if seat.state not in UNANSWERED:
        seat.next_at = None
    elif not situation.is_here:
        _let_go(session, seat)
    elif seat.asked_at is None:
        slot = slot_of(seat.run, situation.calendar)
        if slot is None:
            seat.state, seat.next_at = State.UNASKED, None
        else:
            seat.due_at, seat.closes_at = slot.due_at, slot.closes_at
            was = State.PLANNED if seat.next_at else seat.state
            seat.state, seat.next_at = standing(slot, was, is_asked=situation.is_asked, now=now)
    elif _is_over(seat, situation):
        _let_go(session, seat)
    elif seat.state in (State.PLANNED, State.ASKED) and not situation.calendar.works_on(seat.run.on_day):
        seat.state, seat.next_at = State.AWAY, None
        outbox.touch(session, key(seat))
        outbox.withdraw(session, nudge_key(seat))
    elif seat.state is State.AWAY and _is_back(seat, situation, now):
        seat.state, seat.next_at = State.PLANNED, now
        outbox.touch(session, key(seat))


def _is_back(seat: CheckinSeat, situation: Situation, now: datetime) -> bool:
    """Whether somebody who was asked and then away can answer again: they work today, and on the day of the run."""
    calendar = situation.calendar
    is_there = calendar.works_on(seat.run.on_day) and calendar.works_on(local_day(now, calendar.zone))
    return is_there and situation.is_asked and now < seat.closes_at


def _is_over(seat: CheckinSeat, situation: Situation) -> bool:
    """Whether nothing more is to come: it was put off but is not asked any more, or the check-in was removed."""
    is_removed = seat.run.checkin.removed_at is not None
    return (seat.state is State.PLANNED and not situation.is_asked) or (seat.state is State.ASKED and is_removed)


def _let_go(session: Session, seat: CheckinSeat) -> None:
    seat.state, seat.next_at = State.UNASKED, None
    if seat.asked_at is not None:
        outbox.withdraw(session, key(seat))
        outbox.withdraw(session, nudge_key(seat))


def place_all(session: Session, seats: Iterable[CheckinSeat], *, now: datetime) -> None:
    seats = list(seats)
    known = situations(session, seats)
    for seat in seats:
        place(session, seat, known[seat.id], now=now)
    session.flush()
