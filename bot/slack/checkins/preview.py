"""A check-in as people will get it, sent to the person who sets it: the message, and a form that keeps nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.domain import calendars
from bot.domain.checkins import questions, setting
from bot.models import Asked, Checkin, CheckinRun, CheckinSeat, Person, SeatState
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.checkins import answer_form, listing, messages
from bot.slack.said import Kind
from bot.slack.turn import Turn

FORM = "checkin.preview"
SENT = "{title} is on its way to you, as people get it. Nothing that you answer there is kept."
MARK = "👀 A preview, for you alone: nothing that is answered here is kept."
KEPT_NOTHING = "That was a preview of {title}: nothing of it was kept, and nobody reads it."


# ── sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def hear(turn: Turn, number: int) -> None:
    """`/checkin 2 preview`."""
    with turn.keeping() as session:
        by = turn.membership_for(session, "checkin.set")
        told = _send(session, turn, setting.get_checkin(session, by.team, number))
    turn.reply(told)


def handle_click(turn: Turn) -> None:
    with turn.keeping() as session:
        told = _send(session, turn, _checkin(session, turn, turn.said.value))
    turn.reply(told)


def _checkin(session: Session, turn: Turn, checkin_id: str | int) -> Checkin:
    """The check-in of that id; Refused if the speaker may not set it, or it was removed."""
    checkin = session.get_one(Checkin, int(checkin_id))
    turn.membership_for(session, "checkin.set", checkin.team_id)
    setting.check_stands(checkin)
    return checkin


def _send(session: Session, turn: Turn, checkin: Checkin) -> Mrkdwn:
    seconds = int(turn.now.timestamp())
    outbox.show_to(
        session,
        turn.person,
        "checkin.preview",
        f"checkin:{checkin.id}:preview:{turn.person.id}:{seconds}",
        due_at=turn.now,
        checkin_id=checkin.id,
        person_id=turn.person.id,
        seconds=seconds,
    )
    return mrkdwn(SENT, title=bold(checkin.title))


def message(session: Session, checkin_id: int, person_id: int, seconds: int) -> Rendered | None:
    """The question as it is asked, with a button that opens the form; None if the check-in was removed."""
    checkin, person = session.get(Checkin, checkin_id), session.get_one(Person, person_id)
    if checkin is None or checkin.removed_at:
        return None
    now = datetime.fromtimestamp(seconds, UTC)
    asked = messages.waits(session, _seat(session, checkin, person, now))
    parts = [part for part in asked.blocks if part["type"] != "actions"]
    answer = blocks.actions(blocks.button("Answer", "checkin.preview_form", checkin.id, style="primary"))
    others = [blocks.context(line) for line in _to_others(session, checkin, person)]
    return blocks.message(blocks.context(MARK), *parts, answer, *others, text=asked.text)


def _to_others(session: Session, checkin: Checkin, person: Person) -> list[Mrkdwn]:
    """The questions that only people in another role are asked."""
    put = {each.id for each in questions.of_seat(session, _seat(session, checkin, person), now=checkin.created_at)}
    rows = setting.questions_of(session, checkin)
    missing = [row for row in rows if row.id not in put and row.asked is not Asked.EVERYONE]
    return [
        mrkdwn("{who} are asked: “{text}”", who=listing.ASKED[row.asked].capitalize(), text=row.text) for row in missing
    ]


def _seat(session: Session, checkin: Checkin, person: Person, now: datetime | None = None) -> CheckinSeat:
    """A seat in the next run that is not stored anywhere."""
    now = now or checkin.created_at
    due_at = worktime.next_due(now, checkin.at, frozenset(checkin.weekdays), person.zone)
    calendar = calendars.of_person(session, person, checkin.team, with_absences=False)
    return CheckinSeat(
        run=CheckinRun(
            checkin=checkin,
            checkin_id=checkin.id,
            on_day=worktime.local_day(due_at, person.zone),
            opened_at=due_at,
            question_ids=[row.id for row in setting.questions_of(session, checkin)],
        ),
        id=0,
        person=person,
        person_id=person.id,
        state=SeatState.PLANNED,
        is_light=False,
        due_at=due_at,
        closes_at=calendar.add_working_hours(due_at, timedelta(hours=checkin.deadline_hours)),
        reason="",
    )


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────


def handle_open(turn: Turn) -> None:
    with turn.reading() as session:
        view = _form(session, turn, _checkin(session, turn, turn.said.value), {})
    turn.open(view)


def _form(session: Session, turn: Turn, checkin: Checkin, values: Mapping[str, Any]) -> Block:
    """The form that people get, under another name."""
    view = answer_form.form(session, turn, _seat(session, checkin, turn.person, turn.now), values)
    return blocks.form(
        FORM,
        checkin.title,
        blocks.context(MARK),
        *view["blocks"],
        submit="Send",
        metadata={"checkin": checkin.id},
    )


def handle_entered(turn: Turn) -> None:
    """Something was entered, from which a question may follow; closed, there is nothing to keep."""
    turn.admit()
    if turn.said.kind is not Kind.CLICK:
        return
    values = turn.said.values
    with turn.reading() as session:
        checkin = _checkin(session, turn, turn.said.metadata["checkin"])
        view = _form(session, turn, checkin, values)
    if {block["block_id"] for block in view["blocks"] if block["type"] == "input"} != values.keys():
        turn.update(view)


def handle_submission(turn: Turn) -> None:
    with turn.reading() as session:
        title = session.get_one(Checkin, turn.said.metadata["checkin"]).title
    turn.reply(mrkdwn(KEPT_NOTHING, title=bold(title)))
