"""What a team reads of a run: who answered, and each answer by its question's audience; what waits for the leader."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from bot import outbox, worktime
from bot.domain import gate, preferences, teams
from bot.domain.checkins import lookup, questions
from bot.errors import Refused
from bot.models import (
    Audience,
    Becomes,
    Checkin,
    CheckinAnswer,
    CheckinQuestion,
    CheckinRun,
    CheckinSeat,
    Membership,
    OutboxMessage,
    Person,
    Team,
    Told,
)
from bot.models import SeatState as State
from bot.worktime import Calendar

RECORDS = {Audience.TEAM: "checkin", Audience.LEADER: "checkin_for_leader"}
"""The gate's names for answers, by the audience of their question."""
TEAM, EVERY = frozenset({Audience.TEAM}), frozenset(Audience)
LONGEST_OPEN = timedelta(days=31)
READ = "read"
"""The entry of an offer's `made` with the leader who has looked at it."""


# ── told in the channel ──────────────────────────────────────────────────────────────────────────────────


def key_of(seat: CheckinSeat) -> str:
    """The outbox key of one person's answers, in the thread."""
    return f"{lookup.run_key(seat.run_id)}:{seat.id}"


def tell(session: Session, seat: CheckinSeat, *, now: datetime) -> None:
    """Let the channel read the answers: the summary is posted with the first ones, and edited with all others."""
    run = seat.run
    if questions.told_to(session, run.checkin) is Told.LEADER or not said(seat, TEAM):
        # Withdraw what the channel was told before: the new answers are not for it.
        outbox.withdraw(session, key_of(seat))
        touch(session, run)
        return
    team, above = run.checkin.team, lookup.run_key(run.id)
    outbox.show_in(session, team, "checkin.summary", above, due_at=now, run_id=run.id)
    outbox.show_in(session, team, "checkin.summary.person", key_of(seat), due_at=now, thread_key=above, seat_id=seat.id)


def touch(session: Session, run: CheckinRun) -> None:
    """Bring the summary up to date."""
    outbox.touch(session, lookup.run_key(run.id))


def posted(session: Session, run: CheckinRun) -> list[CheckinSeat]:
    """The seats whose answers the channel was told; those given while only leaders read them stay with the leaders."""
    seats = answered(session, run)
    told = posted_among(session, seats)
    return [seat for seat in seats if seat.id in told]


def posted_among(session: Session, seats: Iterable[CheckinSeat]) -> set[int]:
    """The ids of those of the seats whose answers stand in the channel."""
    keys = {key_of(seat): seat.id for seat in seats}
    standing = select(OutboxMessage.key).where(OutboxMessage.key.in_(keys), OutboxMessage.is_gone.is_(False))
    return {keys[each] for each in session.scalars(standing)}


def is_posted(session: Session, seat: CheckinSeat) -> bool:
    return seat.id in posted_among(session, [seat])


# ── who answered ─────────────────────────────────────────────────────────────────────────────────────────


def answered(session: Session, run: CheckinRun) -> list[CheckinSeat]:
    """The answered seats with their answers: leaders first, as they answer to the team, then by time."""
    leaders = teams.leader_ids(session, run.checkin.team)
    rows = select(CheckinSeat).where(CheckinSeat.run_id == run.id, CheckinSeat.state == State.ANSWERED)
    answers = selectinload(CheckinSeat.answers).joinedload(CheckinAnswer.question)
    in_order = rows.order_by(CheckinSeat.answered_at, CheckinSeat.id).options(joinedload(CheckinSeat.person), answers)
    seats = [seat for seat in session.scalars(in_order) if not seat.person.has_left]
    return sorted(seats, key=lambda seat: seat.person_id not in leaders)


def in_state(session: Session, run: CheckinRun, state: State) -> list[CheckinSeat]:
    return [seat for seat in lookup.roster(session, run) if seat.state is state]


def unasked_by_wish(session: Session, run: CheckinRun) -> list[CheckinSeat]:
    """Seats of people who turned check-ins off; the team can see who did."""
    seats = in_state(session, run, State.UNASKED)
    off = preferences.off_among(session, "checkins", *(seat.person_id for seat in seats))
    return [seat for seat in seats if seat.person_id in off]


# ── what was said ────────────────────────────────────────────────────────────────────────────────────────


def said(seat: CheckinSeat, audiences: Collection[Audience] = EVERY) -> list[CheckinAnswer]:
    """The person's answers for these audiences in the order of the questions, without empty ones."""
    order = {question_id: nth for nth, question_id in enumerate(seat.run.question_ids)}
    read = [answer for answer in seat.answers if answer.text and answer.question.audience in audiences]
    return sorted(read, key=lambda answer: order[answer.question_id])


def read_by(reader: Person, place: Membership | None, seat: CheckinSeat) -> list[CheckinAnswer]:
    """The answers that the reader may read, by the audience of each question."""
    standing = gate.standing(reader, place, seat.person_id)
    return said(seat, {audience for audience, record in RECORDS.items() if gate.sees(record, standing)})


def get_answer(session: Session, answer_id: int) -> CheckinAnswer:
    """For buttons, which carry the id; Refused if the answer was emptied since."""
    answer = session.get(CheckinAnswer, answer_id)
    if answer is None:
        raise Refused("That answer was taken back, so this click did nothing.")
    return answer


def latest_of(session: Session, person: Person, *, limit: int) -> list[CheckinSeat]:
    """The person's own answered seats, the latest first."""
    mine = select(CheckinSeat).where(CheckinSeat.person_id == person.id, CheckinSeat.state == State.ANSWERED)
    return list(session.scalars(mine.order_by(CheckinSeat.due_at.desc(), CheckinSeat.id.desc()).limit(limit)))


def latest_run(session: Session, checkin: Checkin, reader: Person, *, now: datetime) -> CheckinRun | None:
    """The latest run up to today (in the team's or the reader's zone, whichever is ahead), else the next one."""
    today = max(worktime.local_day(now, zone) for zone in (checkin.team.zone, reader.zone))
    runs = select(CheckinRun).where(CheckinRun.checkin_id == checkin.id)
    begun = runs.where(CheckinRun.on_day <= today).order_by(CheckinRun.on_day.desc()).limit(1)
    return session.scalar(begun) or session.scalar(runs.order_by(CheckinRun.on_day).limit(1))


# ── what waits for the leader ────────────────────────────────────────────────────────────────────────────


def offers_open(session: Session, team: Team) -> list[CheckinAnswer]:
    """Answers about what would make somebody's job easier that no leader has looked at yet.

    Only of the last run that asked for them, and of runs that somebody opened early.
    """
    of_team = (
        select(CheckinAnswer)
        .join(CheckinAnswer.question)
        .join(CheckinAnswer.seat)
        .join(CheckinSeat.run)
        .join(CheckinRun.checkin)
        .where(Checkin.team_id == team.id, CheckinQuestion.becomes == Becomes.OFFER)
    )
    opened_on = case((CheckinRun.opened_at.is_not(None), CheckinRun.on_day))
    first = func.coalesce(func.max(opened_on), func.min(CheckinRun.on_day))
    last = of_team.with_only_columns(CheckinRun.checkin_id, first).group_by(CheckinRun.checkin_id)
    found: list[CheckinAnswer] = []
    for checkin_id, day in session.execute(last).all():
        of_run = of_team.where(CheckinRun.checkin_id == checkin_id, CheckinRun.on_day >= day)
        whole = joinedload(CheckinAnswer.seat).joinedload(CheckinSeat.person)
        found += session.scalars(of_run.order_by(CheckinAnswer.id).options(whole))
    waiting = [answer for answer in found if _waits(answer)]
    here = {member.person_id for member in teams.members(session, team)} if waiting else set()
    return [answer for answer in waiting if answer.seat.person_id in here]


def is_offer(answer: CheckinAnswer) -> bool:
    """Whether an obstacle can be made of it."""
    return (
        answer.question.becomes is Becomes.OFFER
        and "obstacle" not in answer.made
        and not questions.is_nothing(answer.text)
    )


def _waits(answer: CheckinAnswer) -> bool:
    return is_offer(answer) and READ not in answer.made


def look_at(session: Session, leader: Membership, answers: Iterable[CheckinAnswer]) -> None:
    """Note that a leader has read these."""
    unread = [answer for answer in answers if _waits(answer) and answer.seat.person_id != leader.person_id]
    # Lock and reread them, so that what somebody has made of one meanwhile is not overwritten.
    held = select(CheckinAnswer).where(CheckinAnswer.id.in_([answer.id for answer in unread]))
    if unread:
        in_order = held.order_by(CheckinAnswer.id).with_for_update()
        session.scalars(in_order.execution_options(populate_existing=True)).all()
    for answer in filter(_waits, unread):
        answer.made = answer.made | {READ: leader.person_id}


def unanswered_of(
    session: Session, leader: Person, led: Iterable[Membership], calendar: Calendar, *, now: datetime
) -> list[CheckinSeat]:
    """Seats in these teams whose deadline passed unanswered since the morning of the leader's last working day."""
    yesterday = calendar.previous_working_day(worktime.local_day(now, calendar.zone))
    since = calendar.morning_of(yesterday)
    rows = (
        select(CheckinSeat)
        .join(CheckinSeat.run)
        .join(CheckinRun.checkin)
        .join(CheckinSeat.person)
        .join(Membership, and_(Membership.team_id == Checkin.team_id, Membership.person_id == CheckinSeat.person_id))
        .where(Checkin.team_id.in_([place.team_id for place in led]), CheckinRun.on_day >= yesterday - LONGEST_OPEN)
        .where(CheckinSeat.state == State.ASKED, CheckinSeat.closes_at > since, CheckinSeat.closes_at <= now)
        .where(Person.has_left.is_(False), Person.id != leader.id)
    )
    whole = contains_eager(CheckinSeat.run).contains_eager(CheckinRun.checkin), contains_eager(CheckinSeat.person)
    in_order = rows.order_by(CheckinRun.on_day, CheckinRun.id, Person.name, CheckinSeat.id)
    return list(session.scalars(in_order.options(*whole)))
