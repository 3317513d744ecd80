"""Opening runs, each with its roster and questions; or early, with a seat for somebody who will not wait."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db import insert_if_new, insert_new
from bot.domain import autonomy, calendars, preferences
from bot.domain.checkins import schedule, seats, setting
from bot.domain.checkins.lookup import members_asked
from bot.domain.checkins.planning import STILL_OPEN, counts_from, plan_next_run
from bot.models import Checkin, CheckinRun, CheckinSeat, Membership, Person, Team
from bot.models import SeatState as State
from bot.worktime import local_day

DONE = (State.ANSWERED, State.SKIPPED)


def open_run(
    session: Session, checkin: Checkin, on_day: date, *, now: datetime, members: Sequence[Membership] | None = None
) -> CheckinRun:
    """Open the run of that day with a seat for everybody who is asked, and plan the next one."""
    members = members_asked(session, checkin) if members is None else members
    run = _run(session, checkin, on_day)
    _seat(session, run, members, now)
    run.opened_at = now
    plan_next_run(checkin, members, on_day, now)
    session.flush()
    return run


def _run(session: Session, checkin: Checkin, on_day: date) -> CheckinRun:
    """The run of that day; the first call makes it, with the questions of that moment."""
    facts = {"at": checkin.at, "deadline_hours": checkin.deadline_hours, "opened_at": None}
    question_ids = [question.id for question in setting.questions_of(session, checkin)]
    insert_if_new(session, CheckinRun, checkin_id=checkin.id, on_day=on_day, question_ids=question_ids, **facts)
    its_own = (CheckinRun.checkin_id == checkin.id, CheckinRun.on_day == on_day)
    return session.scalars(select(CheckinRun).where(*its_own)).one()


def _seat(session: Session, run: CheckinRun, members: Sequence[Membership], now: datetime) -> None:
    """Give the members seats; whoever opened the run early keeps theirs."""
    team = run.checkin.team
    people = [member.person for member in members]
    works = calendars.of_people(session, team, people)
    off = preferences.off_among(session, "checkins", *works)
    trusted = autonomy.trusted(session, team)
    rows = []
    for member in members:
        slot = seats.slot_of(run, works[member.person_id])
        wall = schedule.moment(run.on_day, run.at, member.person.zone)
        if slot is None or wall is None:
            continue
        is_asked = member.person_id not in off and wall >= counts_from(run.checkin, member)
        state, next_at = seats.standing(slot, State.PLANNED, is_asked=is_asked, now=now)
        moments = {"due_at": slot.due_at, "closes_at": slot.closes_at, "next_at": next_at}
        who = {"run_id": run.id, "person_id": member.person_id, "is_light": member.person_id in trusted}
        rows.append({"state": state, "reason": "", **who, **moments})
    insert_new(session, CheckinSeat, rows)


# ── for whoever types /checkin ───────────────────────────────────────────────────────────────────────────


def seat_now(
    session: Session, person: Person, team: Team, *, now: datetime, checkin: Checkin | None = None
) -> CheckinSeat | None:
    """The seat that `/checkin` opens: one to answer, else one to change, else that of the next run, opened early.

    None if the person is asked nothing in the team.
    """
    mine = _seats_of(session, person, team, checkin, now)
    has_come = [seat for seat in mine if seat.due_at <= now or seat.asked_at]
    to_answer = [seat for seat in has_come if seat.state not in DONE and _is_open(seat, person, now)]
    to_change = [seat for seat in mine if seat.state in DONE and seat.closes_at > now]
    found = [*to_answer[-1:], *to_change[-1:]] or _early(session, person, team, checkin, mine, now)
    return found[0] if found else None


def _seats_of(
    session: Session, person: Person, team: Team, checkin: Checkin | None, now: datetime
) -> list[CheckinSeat]:
    """The person's recent seats, in the order in which they are due."""
    its_own = Checkin.team_id == team.id if checkin is None else Checkin.id == checkin.id
    lately = (CheckinSeat.person_id == person.id, CheckinSeat.due_at >= now - STILL_OPEN)
    rows = seats.whole().where(its_own, Checkin.removed_at.is_(None), *lately)
    return list(session.scalars(rows.order_by(CheckinSeat.due_at, CheckinSeat.id)))


def _is_open(seat: CheckinSeat, person: Person, now: datetime) -> bool:
    """Whether it can be answered: until its deadline, and late for the rest of the day."""
    return seat.closes_at > now or seat.run.on_day == local_day(now, person.zone)


def _early(
    session: Session, person: Person, team: Team, checkin: Checkin | None, mine: Sequence[CheckinSeat], now: datetime
) -> list[CheckinSeat]:
    """The seat that comes first, of those planned and those in runs yet to be opened; such a run is made for it."""
    coming = [seat for seat in mine if seat.state not in DONE and seat.due_at > now and seats.is_due(seat.run)]
    possible = _possible(session, person, team, checkin, now)
    if possible and (not coming or possible[0][0] < coming[0].due_at):
        _, of, day, member = possible[0]
        run = _run(session, of, day)
        _seat(session, run, [member], now)
        own = seats.whole().where(CheckinSeat.run_id == run.id, CheckinSeat.person_id == person.id)
        coming = list(session.scalars(own))
    return coming[:1]


def _possible(
    session: Session, person: Person, team: Team, checkin: Checkin | None, now: datetime
) -> list[tuple[datetime, Checkin, date, Membership]]:
    """The next runs that would ask the person, each with its moment, the earliest first."""
    on = select(Checkin).where(Checkin.team_id == team.id, Checkin.is_on, Checkin.next_on.is_not(None))
    rows = on.order_by(Checkin.id).options(selectinload(Checkin.named))
    found = []
    for candidate in session.scalars(rows) if checkin is None else [checkin]:
        member = next((who for who in members_asked(session, candidate) if who.person_id == person.id), None)
        if member and candidate.next_on:
            moment = schedule.moment(candidate.next_on, candidate.at, person.zone)
            found.append((moment or now, candidate, candidate.next_on, member))
    return sorted(found, key=lambda each: (each[0], each[1].id))
