"""A check-in answered, changed until its deadline, skipped, put off by an hour, or left for a day away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from bot import outbox, words, worktime
from bot.domain import calendars, gate, teams
from bot.domain.checkins import becoming, lookup, planning, questions, seats, summary
from bot.errors import Refused, check_length
from bot.models import CheckinAnswer, CheckinRun, CheckinSeat, Person
from bot.models import SeatState as State
from bot.worktime import Period

LONGEST_REASON = 300
AN_HOUR = timedelta(hours=1)
GONE = "That check-in isn't there any more. `/checkin` opens what is asked now."


@dataclass(frozen=True)
class Answered:
    """The answered seat, and what else came of it."""

    seat: CheckinSeat
    is_change: bool
    stays: list[str] = field(default_factory=list)
    """Sentences about what could not be changed along with the answer."""


# ── which ────────────────────────────────────────────────────────────────────────────────────────────────


def get_seat(session: Session, person: Person, seat_id: int) -> CheckinSeat:
    """The person's own seat, or Refused."""
    seat = session.get(CheckinSeat, seat_id)
    if seat is None:
        gate.admit(person)
        raise Refused(GONE)
    gate.check("checkin.answer", person, None, seat.person_id)
    return seat


def check(session: Session, person: Person, seat: CheckinSeat, *, now: datetime) -> None:
    """Refuse, saying how things stand, if it cannot be answered or changed any more."""
    gate.check("checkin.answer", person, None, seat.person_id)
    checkin = seat.run.checkin
    if checkin.removed_at:
        raise Refused(f"*{checkin.title}* was removed, so it needs no answer. What was said stays.")
    questions.place_of(session, seat)
    if seat.state is State.ANSWERED and now > seat.closes_at:
        raise Refused(f"The deadline was {moment(seat.closes_at, seat)}, so what you said stands.")
    if seat.state is not State.ANSWERED and _is_overtaken(session, seat):
        raise Refused(f"The next *{checkin.title}* has opened since: `/checkin` opens that one.")


def moment(at: datetime, seat: CheckinSeat) -> str:
    """ "9:00 on Mon 23 Nov", by the clock of the seat's person."""
    day = worktime.local_day(at, seat.person.zone)
    return f"{words.clock_there(at, seat.person.zone)} on {words.day(day, today=day)}"


def is_late(seat: CheckinSeat) -> bool:
    return seat.answered_at is not None and seat.answered_at > seat.closes_at


def _is_overtaken(session: Session, seat: CheckinSeat) -> bool:
    run = seat.run
    later = exists().where(
        CheckinRun.checkin_id == run.checkin_id,
        CheckinRun.on_day > run.on_day,
        CheckinRun.id == CheckinSeat.run_id,
        CheckinSeat.person_id == seat.person_id,
    )
    return bool(session.scalar(select(later)))


def _begin(session: Session, person: Person, seat: CheckinSeat, now: datetime) -> None:
    """Lock the seat, so that the second of two submissions at once sees what the first did; Refused as in `check`."""
    session.flush()
    teams.hold(session, seat.run.checkin.team)
    held = select(CheckinSeat).where(CheckinSeat.id == seat.id).options(selectinload(CheckinSeat.answers))
    session.scalars(held.with_for_update(of=CheckinSeat).execution_options(populate_existing=True)).one()
    check(session, person, seat, now=now)


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────


def answer(
    session: Session,
    person: Person,
    seat: CheckinSeat,
    said: Mapping[int, str],
    *,
    now: datetime,
    is_partial: bool = False,
) -> Answered:
    """Keep the answers, given by question id, and make what they become.

    A question that is left out is answered by nothing; with `is_partial` it keeps its answer.
    """
    _begin(session, person, seat, now)
    put = questions.of_seat(session, seat, now=now)
    _check_put(put, seat, said)
    before = {row.question_id: row.text for row in seat.answers} if is_partial else {}
    texts = {each.id: questions.tidy(each, said.get(each.id, before.get(each.id, "")) or "") for each in put}
    asked = {each.id for each in questions.visible(put, texts)}
    if is_partial:
        _check_heard(put, {each.id for each in put if each.id in said and texts[each.id]} - asked)
        _check_audience(session, seat, put, {each for each in asked if each not in said and texts[each]})
    if not any(texts[question_id] for question_id in asked):
        at = questions.field(put[0].id) if put else None
        raise Refused("Say a word to one of the questions at least, or skip it: `/checkin skip …`.", field=at)
    stays = [
        why for each in put for why in _set(session, seat, each, texts[each.id] if each.id in asked else "", now=now)
    ]
    is_change = seat.state is State.ANSWERED
    seat.state, seat.next_at, seat.reason = State.ANSWERED, None, ""
    seat.answered_at = seat.answered_at or now
    _tell(session, seat)
    summary.tell(session, seat, now=now)
    return Answered(seat, is_change, stays)


def _check_put(put: Sequence[questions.Put], seat: CheckinSeat, said: Mapping[int, str]) -> None:
    """Refuse text for a question that is no longer put to the person, as it would be lost silently."""
    known = {each.id for each in put}
    kept = {row.question_id: row.text for row in seat.answers}
    for question_id, text in said.items():
        is_new = not questions.is_nothing(text) and text.strip() != kept.get(question_id)
        if is_new and question_id not in known:
            read = f"nobody would read “{text.strip()[:40]}”"
            raise Refused(
                f"This isn't asked of you any more, so {read}. Empty it to send the rest.",
                field=questions.field(question_id),
            )


def _check_heard(put: Sequence[questions.Put], unasked: Collection[int]) -> None:
    """Refuse an answer to a question whose condition is not met, as nobody would read it."""
    numbers = {each.id: number for number, each in enumerate(put, 1)}
    for each in put:
        if each.id in unasked and each.question.only_if_id:
            raise Refused(
                f"I read an answer to question {numbers[each.id]}, which I ask only where question "
                f"{numbers.get(each.question.only_if_id)} is answered by {' or '.join(each.question.only_if)}."
            )


def _check_audience(session: Session, seat: CheckinSeat, put: Sequence[questions.Put], kept: Collection[int]) -> None:
    """Refuse if the channel would now read an earlier answer that was meant for the leaders and isn't given anew."""
    bared = [str(number) for number, each in enumerate(put, 1) if each.id in kept and not each.is_for_leader]
    if bared and not summary.is_posted(session, seat):
        which = f"question{'s' if len(bared) > 1 else ''} {words.listed(bared)}"
        raise Refused(
            f"What you said to {which} was for who leads you alone, and by now the answers of "
            f"*{seat.run.checkin.team.name}* go to its channel. `/checkin` opens what you said, with who reads it; "
            "or say it anew beside the rest."
        )


def _set(session: Session, seat: CheckinSeat, put: questions.Put, text: str, *, now: datetime) -> list[str]:
    """Keep one answer, or remove it if empty; return sentences about what could not follow."""
    row = next((each for each in seat.answers if each.question_id == put.id), None)
    if (row.text if row else "") == text:
        return []
    given = becoming.Given(session, questions.place_of(session, seat), put, seat.run.on_day, now)
    made, stays = becoming.become(given, row.made if row else {}, text)
    if row is None:
        row = CheckinAnswer(question_id=put.id, text=text, made=made)
        seat.answers.append(row)
    elif text or made:
        row.text, row.made = text, made
    else:
        seat.answers.remove(row)
    session.flush()
    return stays


# ── or not ───────────────────────────────────────────────────────────────────────────────────────────────


def skip(session: Session, person: Person, seat: CheckinSeat, reason: str = "", *, now: datetime) -> None:
    """Skip this run; the reason is read by leaders only."""
    _begin(session, person, seat, now)
    _check_unanswered(seat)
    reason = " ".join(reason.split())
    check_length(reason, LONGEST_REASON, field="reason")
    seat.state, seat.next_at, seat.reason = State.SKIPPED, None, reason
    _tell(session, seat)


def put_off(session: Session, person: Person, seat: CheckinSeat, *, now: datetime) -> datetime:
    """Ask again in an hour, or when work next begins after that; return when."""
    _begin(session, person, seat, now)
    _check_unanswered(seat)
    if now < seat.due_at:
        raise Refused(f"I ask at {moment(seat.due_at, seat)}, so there is nothing to put off. `/checkin` opens it now.")
    situation = seats.situations(session, [seat])[seat.id]
    if seat.state in (State.AWAY, State.UNASKED) or not situation.is_asked:
        raise Refused("I don't ask you this one, so there is nothing to put off. `/checkin` opens it now.")
    again = situation.calendar.next_open(now + AN_HOUR)
    if again >= seat.closes_at:
        raise Refused(
            f"I'd ask again only after its deadline passes ({moment(seat.closes_at, seat)}). Answer now, or later all "
            "the same: it is marked late, and counts. `/checkin skip …` skips it."
        )
    seat.state, seat.next_at = State.PLANNED, again
    session.flush()
    for told in (lookup.key(seat), lookup.nudge_key(seat)):
        outbox.withdraw(session, told)
    return again


def be_away(session: Session, person: Person, seat: CheckinSeat, *, now: datetime) -> None:
    """Enter the person as away today, which the team can see; nothing is asked of them meanwhile."""
    _begin(session, person, seat, now)
    _check_unanswered(seat)
    today = worktime.local_day(now, person.zone)
    if seat.run.on_day != today and not seat.due_at <= now <= seat.closes_at:
        day = words.day(seat.run.on_day, today=today)
        title = seat.run.checkin.title
        raise Refused(f"*{title}* is the one of {day}. `/pace away today` says that you're away today.")
    if calendars.absence_on(session, person, today) is None:
        calendars.take_off(session, person, person, Period(today, today), now=now)
    seat.state, seat.next_at = State.AWAY, None
    _tell(session, seat)
    planning.replan_person(session, person, now=now)
    summary.touch(session, seat.run)


def _check_unanswered(seat: CheckinSeat) -> None:
    if seat.state is State.ANSWERED:
        raise Refused(f"You answered *{seat.run.checkin.title}* already. `/checkin` opens your answers.")


def _tell(session: Session, seat: CheckinSeat) -> None:
    """Let the message that asked show how it stands now, and withdraw the nudge."""
    session.flush()
    outbox.overtake(session, lookup.key(seat))
    outbox.withdraw(session, lookup.nudge_key(seat))
