"""What the scheduler does for check-ins: open runs, ask people, nudge them once, stop at the deadline."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from bot import outbox
from bot.db import A_PORTION
from bot.domain import preferences
from bot.domain.checkins import runs, schedule, seats, templates
from bot.domain.checkins.lookup import key, members_asked, nudge_key
from bot.domain.checkins.planning import plan_next_run
from bot.domain.checkins.seats import Situation
from bot.models import Checkin, CheckinSeat, Team
from bot.models import SeatState as State

A_TEAM = 10
"""About how many seats a run has."""
FREE: Final = {"skip_locked": True, "key_share": True}
"""Skip rows that somebody else is changing, and do not block rows that refer to ours, as seats of an early run."""


def give_ready(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Give every team that never had a check-in the usual ones; return how many teams these were."""
    without = select(Team).where(~exists().where(Checkin.team_id == Team.id)).order_by(Team.id).limit(most)
    found = list(session.scalars(without))
    for team in found:
        templates.make_ready(session, team, now=now)
    return len(found)


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Open, ask, nudge and close what is due; return about how many seats that were."""
    return A_TEAM * _open_due(session, now, max(1, most // A_TEAM)) + _look_at_due(session, now, most)


def _open_due(session: Session, now: datetime, most: int) -> int:
    due = select(Checkin).where(Checkin.is_on, Checkin.opens_at <= now)
    whole = due.options(joinedload(Checkin.team), selectinload(Checkin.named))
    rows = whole.order_by(Checkin.opens_at, Checkin.id).limit(most).with_for_update(**FREE, of=Checkin)
    found = list(session.scalars(rows))
    for checkin in found:
        members = members_asked(session, checkin)
        if checkin.next_on:
            plan_next_run(checkin, members, checkin.next_on - schedule.DAY, now)
        if checkin.next_on and checkin.opens_at and checkin.opens_at <= now:
            runs.open_run(session, checkin, checkin.next_on, now=now, members=members)
    session.flush()
    return len(found)


def _look_at_due(session: Session, now: datetime, most: int) -> int:
    rows = seats.whole().where(CheckinSeat.next_at <= now).order_by(CheckinSeat.next_at, CheckinSeat.id)
    due = list(session.scalars(rows.limit(most).with_for_update(**FREE, of=CheckinSeat)))
    known = seats.situations(session, due)
    percents = _percents(session, due)
    asked: list[CheckinSeat] = []
    again: list[CheckinSeat] = []
    nudged: list[CheckinSeat] = []
    for seat in due:
        situation, percent = known[seat.id], percents[seat.run.checkin.team_id]
        seats.place(session, seat, situation, now=now)
        if seat.next_at is None or seat.next_at > now:
            continue
        if seat.state is State.PLANNED and _ask(seat, situation, percent, now):
            (again if seat.asked_at else asked).append(seat)
            seat.asked_at = seat.asked_at or now
        elif seat.state is State.ASKED and _nudge(seat, situation, percent, now):
            nudged.append(seat)
    _write(session, due)
    # Due now, not when they should have been asked, so that after an outage they do not count as too late.
    outbox.show_all(session, "checkin.asked", {key(seat): _message(seat) for seat in asked}, due_at=now)
    outbox.show_all(session, "checkin.nudged", {nudge_key(seat): _message(seat) for seat in nudged}, due_at=now)
    for seat in again:
        _ask_again(session, seat, now)
    return len(due)


def _write(session: Session, due: Iterable[CheckinSeat]) -> None:
    """Write the same columns of every seat, changed or not, so that one statement does it."""
    for seat in due:
        for name in ("state", "due_at", "closes_at", "next_at", "asked_at", "nudged_at"):
            flag_modified(seat, name)
    session.flush()


def _percents(session: Session, due: Iterable[CheckinSeat]) -> Mapping[int, int]:
    """By team id, after how many percent of the time to answer a nudge comes."""
    of_teams = preferences.of_teams(session, *{seat.run.checkin.team_id for seat in due})
    return {team_id: kept["nudge"] for team_id, kept in of_teams.items()}


def _ask(seat: CheckinSeat, situation: Situation, percent: int, now: datetime) -> bool:
    """Whether to ask now: within working hours and before the deadline. Sets the seat's state and next look."""
    opens = situation.calendar.next_open(now)
    if opens >= seat.closes_at:
        seat.state, seat.next_at = (State.UNASKED if seat.asked_at is None else State.ASKED), None
    elif opens > now:
        seat.next_at = opens
    else:
        seat.state, seat.next_at = State.ASKED, seat.closes_at
        if not seat.is_light and seat.nudged_at is None:
            seat.next_at = schedule.nudge_at(situation.calendar, now, seat.closes_at, percent) or seat.closes_at
        return True
    return False


def _nudge(seat: CheckinSeat, situation: Situation, percent: int, now: datetime) -> bool:
    """Whether to nudge now; sets the next look, which is None after the deadline."""
    if now >= seat.closes_at:
        seat.next_at = None
        return False
    seat.next_at = seat.closes_at
    if seat.is_light or seat.nudged_at or not percent or not situation.is_asked:
        return False
    if not situation.calendar.is_working(now):
        seat.next_at = min(situation.calendar.next_open(now), seat.closes_at)
        return False
    seat.nudged_at = now
    return True


def _ask_again(session: Session, seat: CheckinSeat, now: datetime) -> None:
    """Show the question again to somebody who put it off."""
    outbox.show_to(session, seat.person, "checkin.asked", key(seat), due_at=now, seat_id=seat.id)


def _message(seat: CheckinSeat) -> tuple[str, str, dict[str, int]]:
    return seat.person.workspace_id, seat.person.slack_id, {"seat_id": seat.id}
