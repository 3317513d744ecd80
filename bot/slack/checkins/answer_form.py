"""The form of a check-in: what is useful to know on top, then each question with its readers; keeps what was typed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, checkins, commitments, drafts, goals, teams
from bot.domain.checkins import questions, summary
from bot.domain.checkins.questions import Put
from bot.errors import Refused
from bot.models import Becomes, CheckinRun, CheckinSeat, Commitment, Goal, QuestionKind, Told
from bot.models import SeatState as State
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.checkins import said
from bot.slack.said import Kind, readable
from bot.slack.turn import Turn

FORM = "checkin.answer"
MOST_PROMISES, MOST_GOALS, MOST_BEFORE = 5, 3, 3
LATELY = timedelta(days=7)
LONGEST_BEFORE = 200
HINTS = {
    Becomes.PROMISE: "One line is one promise, due {day} unless you say another: “send the deck by Thursday”.",
    Becomes.OBSTACLE: "It becomes an obstacle with a number, so that it gets removed.",
    Becomes.WIN: "What begins with an amount, as 48k Acme, is logged as a win.",
    Becomes.OFFER: "A click can make an obstacle of it.",
}
Values = Mapping[str, Any]


def draft_of(seat: CheckinSeat) -> str:
    return f"{FORM}:{seat.id}"


def kept(seat: CheckinSeat) -> dict[str, str]:
    """What was answered before, by the names of the fields."""
    return {questions.field(answer.question_id): answer.text for answer in seat.answers if answer.text}


def form(session: Session, turn: Turn, seat: CheckinSeat, values: Values | None = None) -> Block:
    """The form with these values; by default with those of its draft, else with what was answered before."""
    if values is None:
        values = drafts.find(session, turn.person, draft_of(seat)) or kept(seat)
    shown = _shown(session, seat, values, turn.now)
    leaders = teams.leaders(session, seat.run.checkin.team, but=seat.person_id)
    fields = [_field(session, each, seat, said.readers(each, seat, leaders), values, turn.now) for each in shown]
    return blocks.form(
        FORM,
        seat.run.checkin.title,
        *_on_top(session, seat, turn.now),
        *fields,
        blocks.context(_until(seat, turn.now)),
        submit="Change it" if seat.state is State.ANSWERED else "Send",
        metadata={"seat": seat.id, "told": questions.told_to(session, seat.run.checkin)},
    )


def _shown(session: Session, seat: CheckinSeat, values: Values, now: datetime) -> list[Put]:
    put = questions.of_seat(session, seat, now=now)
    return questions.visible(put, {each.id: values.get(questions.field(each.id)) or "" for each in put})


def _until(seat: CheckinSeat, now: datetime) -> str:
    until = said.moment(seat.closes_at, seat.person, now)
    if now > seat.closes_at:
        return f"The deadline was {until}: it is marked late, and counts all the same. It can't be changed afterwards."
    return f"You can change it until {until}. A question left empty is fine."


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────


def _field(session: Session, put: Put, seat: CheckinSeat, read_by: str, values: Values, now: datetime) -> Block:
    name, question = questions.field(put.id), put.question
    value = str(values.get(name) or "")
    match question.kind:
        case QuestionKind.SCALE | QuestionKind.CHOICE:
            choices = questions.SCALE if question.kind is QuestionKind.SCALE else question.choices
            scale = " · 1 is the worst, 5 the best" if question.kind is QuestionKind.SCALE else ""
            pairs = [(choice, choice) for choice in choices]
            return blocks.choice_field(name, question.text, pairs, value, hint=f"{read_by}{scale}", optional=True)
        case QuestionKind.NUMBER:
            hint = " · ".join([read_by, *_figure(session, put.goal)])
            return blocks.text_field(name, question.text, value, hint=hint, optional=True, longest=40)
        case _:
            hint = " · ".join([read_by, *_what_follows(session, put, seat, now)])
            longest = questions.LONGEST
            return blocks.text_field(
                name, question.text, value, hint=hint, optional=True, multiline=True, longest=longest
            )


def _figure(session: Session, goal: Goal | None) -> list[str]:
    """How the goal stands, and how a number that is entered moves it."""
    if goal is None:
        return []
    done = figures.done_of(goal, goals.amount_done(session, goal))
    how = "say where it stands now" if goal.is_level else "12 is 12 more, = 43 is 43 in all"
    return [f"{figures.aim(goal)}: {done}; {how}"]


def _what_follows(session: Session, put: Put, seat: CheckinSeat, now: datetime) -> list[str]:
    hint = HINTS.get(put.question.becomes)
    is_heard = bool(teams.leaders(session, seat.run.checkin.team, but=seat.person_id))
    if hint is None or (put.is_for_leader and not is_heard):
        return []
    calendar = calendars.of_person(session, seat.person, seat.run.checkin.team)
    return [hint.format(day=f"{checkins.usual_day(calendar, seat.run.on_day, now):%A}")]


# ── on top ───────────────────────────────────────────────────────────────────────────────────────────────


def _on_top(session: Session, seat: CheckinSeat, now: datetime) -> list[Block]:
    """The person's open promises, how their goals stand, and what they answered earlier this week."""
    parts = [_promises(session, seat, now), _goals(session, seat, now), _before(session, seat)]
    told = [lines for lines in parts if lines]
    return [blocks.section(blocks.joined(lines)) for lines in told] + ([blocks.divider()] if told else [])


def _promises(session: Session, seat: CheckinSeat, now: datetime) -> list[Mrkdwn]:
    rows = commitments.open_of(session, seat.person)
    today = worktime.local_day(now, seat.person.zone)
    lines = [_promise(row, today) for row in rows[:MOST_PROMISES]]
    if len(rows) > MOST_PROMISES:
        lines.append(Mrkdwn(f"… and {len(rows) - MOST_PROMISES} more: `/promise mine`"))
    return [Mrkdwn("*Your open promises*"), *lines] if rows else []


def _promise(row: Commitment, today: date) -> Mrkdwn:
    to, due = figures.to_whom(row), figures.due(row, today)
    return mrkdwn("`{number}` {text}, to {to}, {due}", number=row.number, text=row.text, to=to, due=due)


def _goals(session: Session, seat: CheckinSeat, now: datetime) -> list[Mrkdwn]:
    own = [goal for goal in goals.open_of(session, seat.person) if goal.team_id == seat.run.checkin.team_id]
    own = own[:MOST_GOALS]
    paces = goals.paces(session, own, now=now)
    today = worktime.local_day(now, seat.person.zone)
    lines = [figures.line(goal, paces[goal.id], today) for goal in own]
    return [Mrkdwn("*Your goals*"), *lines] if lines else []


def _before(session: Session, seat: CheckinSeat) -> list[Mrkdwn]:
    """The person's last answers to another check-in of the week: on Friday, what they said on Monday."""
    other = (
        select(CheckinSeat)
        .join(CheckinSeat.run)
        .where(
            CheckinSeat.person_id == seat.person_id,
            CheckinSeat.state == State.ANSWERED,
            CheckinRun.checkin_id != seat.run.checkin_id,
            CheckinRun.on_day.between(seat.run.on_day - LATELY, seat.run.on_day),
        )
        .order_by(CheckinSeat.due_at.desc(), CheckinSeat.id.desc())
        .limit(1)
    )
    before = session.scalar(other)
    answers = summary.said(before)[:MOST_BEFORE] if before else []
    if before is None or not answers or before.run.checkin.team_id != seat.run.checkin.team_id:
        return []
    head = mrkdwn("*What you said on {day}* ({title})", day=f"{before.run.on_day:%A}", title=before.run.checkin.title)
    return [head, *(said.quoted(answer, LONGEST_BEFORE) for answer in answers)]


# ── opened, typed into, closed ───────────────────────────────────────────────────────────────────────────


def open_seat(turn: Turn, seat_id: int) -> None:
    with turn.reading() as session:
        seat = checkins.get_seat(session, turn.person, seat_id)
        checkins.check_answerable(session, turn.person, seat, now=turn.now)
        view = form(session, turn, seat)
    turn.open(view)


def handle_closed(turn: Turn) -> None:
    """The form was closed, or something entered: it is kept, and a question that follows from it appears."""
    entered = turn.said.values
    with turn.reading() as session:
        seat = checkins.get_seat(session, turn.person, int(turn.said.metadata["seat"]))
        view = _longer(session, turn, seat, entered) if turn.said.kind is Kind.CLICK else None
        is_empty = {name: value for name, value in entered.items() if value} == kept(seat)
        kind = draft_of(seat)
    turn.keep_form(kind, entered, is_empty=is_empty)
    if view:
        turn.update(view)


def _longer(session: Session, turn: Turn, seat: CheckinSeat, entered: Values) -> Block | None:
    """The form anew, if what was entered makes a question appear or disappear."""
    names = {questions.field(each.id) for each in _shown(session, seat, entered, turn.now)}
    return form(session, turn, seat, entered) if names != entered.keys() else None


def entered(turn: Turn) -> dict[int, str]:
    """What stands in the form, by the ids of the questions."""
    values = {name: value for name, value in turn.said.values.items() if name.startswith("q")}
    return {int(name.removeprefix("q")): readable(value or "") for name, value in values.items()}


def check_audience(session: Session, turn: Turn, seat: CheckinSeat) -> None:
    """Refuse if the form said that leaders alone read the answers, and by now they go to a channel."""
    if turn.said.metadata.get("told") == Told.LEADER and questions.told_to(session, seat.run.checkin) is Told.CHANNEL:
        team, field = seat.run.checkin.team.name, next(iter(turn.said.values), None)
        raise Refused(
            f"Since you opened this, the answers of {team} go to its channel. Close it and open it again: what you "
            "typed comes back, with who reads it.",
            field=field,
        )
