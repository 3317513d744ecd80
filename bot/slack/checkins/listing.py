"""The check-ins of a team, said: when, whom, where the answers go, and each question with its audience beside it."""

from datetime import time

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain.checkins import setting
from bot.models import Asked, Audience, Becomes, Checkin, CheckinQuestion, Membership, QuestionKind, Team, Told
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn

MOST_NAMED = 10
READ_BY = {Audience.TEAM: "read by the team", Audience.LEADER: "read by the leaders alone"}
ASKED = {Asked.EVERYONE: "everyone", Asked.REPS: "reps", Asked.LEADERS: "leaders"}
BECOMES = {
    Becomes.WIN: "becomes a win",
    Becomes.OBSTACLE: "becomes an obstacle",
    Becomes.PROMISE: "becomes a promise",
    Becomes.OFFER: "a click makes it an obstacle",
}
OPEN = "The one that is open now goes on as it is."
SEEN = "Whoever is away is listed as away and never asked. Everybody in the team can read this list."


def handle_list(turn: Turn, name: str) -> None:
    """`/checkin list`, or those of a team below: `/checkin list East`."""
    with turn.reading() as session:
        team = turn.team_called(session, name)
        answer = _list(session, turn, team)
    turn.reply(answer)


def _list(session: Session, turn: Turn, team: Team) -> Rendered:
    by = turn.check_sight(session, "shared", team)
    listed = setting.standing(session, team)
    count = words.count(len(listed), "check-in")
    head = mrkdwn("What I ask the people of {team}, {count}:", team=bold(team.name), count=count)
    parts = [block for checkin in listed for block in _row(session, turn, by, checkin)]
    if setting.may_set(by):
        parts.append(blocks.actions(blocks.button("A new one", "checkin.edit", f"{team.id}:0")))
    return blocks.message(blocks.section(head), *parts, blocks.context(SEEN))


def _row(session: Session, turn: Turn, by: Membership | None, checkin: Checkin) -> list[Block]:
    told = blocks.sections(_card(session, turn, checkin))
    return [*told, buttons(checkin)] if setting.may_set(by) else told


def handle_show(turn: Turn, number: int) -> None:
    """`/checkin 2`."""
    with turn.reading() as session:
        by = turn.membership(session)
        turn.check_sight(session, "shared", by.team)
        row = _row(session, turn, by, setting.get_checkin(session, by.team, number))
    turn.reply(blocks.message(*row, blocks.context(SEEN)))


def changed(session: Session, turn: Turn, checkin: Checkin, what: str) -> Rendered:
    """The check-in as it is after a change, for the person who made it."""
    head = mrkdwn("{what}: {card}", what=what, card=_card(session, turn, checkin))
    is_open = setting.is_open(session, checkin, now=turn.now)
    notes = [blocks.context(OPEN)] if is_open else []
    return blocks.message(*blocks.sections(head), *notes, buttons(checkin))


def buttons(checkin: Checkin) -> Block:
    label, switch = ("Turn off", "off") if checkin.is_on else ("Turn on", "on")
    return blocks.actions(
        blocks.button("Edit", "checkin.edit", f"{checkin.team_id}:{checkin.id}"),
        blocks.button(label, "checkin.switch", f"{checkin.id}:{switch}"),
        blocks.button("Preview", "checkin.preview", checkin.id),
    )


# ── one of them in words ─────────────────────────────────────────────────────────────────────────────────


def _card(session: Session, turn: Turn, checkin: Checkin) -> Mrkdwn:
    questions = setting.questions_of(session, checkin)
    numbers = {question.id: number for number, question in enumerate(questions, 1)}
    lines = [_when(turn, checkin), _how(session, checkin)]
    return blocks.joined([*lines, *(_question(checkin, question, numbers) for question in questions)])


def _when(turn: Turn, checkin: Checkin) -> Mrkdwn:
    """When it is asked, and the day of the next one by the reader's own clock."""
    name = bold(f"{checkin.number} {checkin.title}")
    when = mrkdwn("{name} · {when}, by each one's own clock", name=name, when=schedule(checkin.weekdays, checkin.at))
    if not checkin.is_on:
        return mrkdwn("{when} · *off*", when=when)
    zone = turn.person.zone
    due_on = worktime.local_day(worktime.next_due(turn.now, checkin.at, frozenset(checkin.weekdays), zone), zone)
    day = words.day(due_on, today=worktime.local_day(turn.now, zone))
    return mrkdwn("{when} · next {day}", when=when, day=day)


def schedule(weekdays: list[int], at: time) -> str:
    """ "Mon and Wed at 9:30"."""
    return f"{words.weekdays(weekdays)} at {words.clock(at)}"


def _how(session: Session, checkin: Checkin) -> Mrkdwn:
    hours = words.count(checkin.deadline_hours, "working hour")
    where = _summary_place(checkin.told, checkin.team)
    return mrkdwn(
        "Asked: {who} · {hours} to answer · summary {where}", who=_who(session, checkin), hours=hours, where=where
    )


def _who(session: Session, checkin: Checkin) -> str:
    if checkin.asked is not Asked.NAMED:
        return ASKED[checkin.asked]
    return words.listed([person.name for person in setting.named(session, checkin)], most=MOST_NAMED)


def _summary_place(told: Told, team: Team) -> Mrkdwn:
    if told is Told.LEADER:
        return Mrkdwn("to the leaders alone")
    return mrkdwn("in {channel}", channel=blocks.channel(team.channel_id))


def _question(checkin: Checkin, question: CheckinQuestion, numbers: dict[int, int]) -> Mrkdwn:
    """The question, numbered, with who reads the answers and what becomes of them."""
    read_by = READ_BY[Audience.LEADER if checkin.told is Told.LEADER else question.audience]
    parts = [_looks(question), read_by, BECOMES.get(question.becomes, ""), _to(question)]
    if question.only_if_id:
        answers = " or ".join(question.only_if)
        parts.append(f"only if {numbers[question.only_if_id]} is {answers}")
    about = " · ".join(part for part in parts if part)
    number = numbers[question.id]
    return mrkdwn("{number}. {text} ({about})", number=number, text=question.text, about=about)


def _looks(question: CheckinQuestion) -> str:
    match question.kind:
        case QuestionKind.SCALE:
            return "1 to 5"
        case QuestionKind.CHOICE:
            return ", ".join(question.choices)
        case QuestionKind.NUMBER if question.becomes is Becomes.PROGRESS:
            return f"a number toward {question.metric or 'your own goal'}"
        case QuestionKind.NUMBER:
            return "a number"
        case _:
            return ""


def _to(question: CheckinQuestion) -> str:
    return "" if question.asked is Asked.EVERYONE else f"asked of {ASKED[question.asked]}"
