"""Feedback, as people give it: what I saw, what it did, what to try; read by the two of them alone."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import drafts, feedback
from bot.domain.feedback import Parts
from bot.errors import Refused
from bot.models import Feedback, Person
from bot.outbox import NOTICE, Kind, Rendered
from bot.phrases import NUMBER
from bot.slack import begun, blocks, notified
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.confidential import ENCRYPTED, in_confidence, split_person
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit

FORM = "feedback.form"
PAGE = 10
MOST_ON_HOME = 3
PARTS = {"saw": "What I saw", "did": "What it did", "advice": "What to try"}
PLACEHOLDERS = {
    "saw": "You let Acme finish its thought before you answered",
    "did": "They named the price themselves",
    "advice": "Wait even a breath longer",
}
NAMES = {"saw": "saw", "did": "did", "try": "advice"}
VERBS_OF_FEEDBACK = {"list": None, "undo": None, "show": NUMBER}
Fields = dict[str, Any]


def handle_feedback(turn: Turn) -> None:
    """`/feedback @rita saw: …; did: …; try: …`; opens the form if a part is missing; also lists and undoes."""
    with in_confidence(turn) as text:
        match phrases.split_verb(text, VERBS_OF_FEEDBACK):
            case ("list", _):
                turn.reply(_page(turn, 0))
            case ("undo", _):
                _undo_latest(turn)
            case ("show", number) if number:
                _show(turn, int(number))
            case ("show", _):
                raise Refused("Which one? `/feedback list` shows their numbers. Then: `/feedback show 12`.")
            case _ if text:
                _hear(turn, text)
            case _:
                _open(turn, None)


# ── given ────────────────────────────────────────────────────────────────────────────────────────────────


def _hear(turn: Turn, text: str) -> None:
    person, said = split_person(turn, text, feedback.EXAMPLE)
    head, parts = phrases.split_parts(said, NAMES)
    fields = {NAMES[name]: readable(part) for name, part in parts.items()}
    if head:
        fields["saw"] = f"{readable(head)}\n{fields['saw']}" if "saw" in fields else readable(head)
    if not all(fields.get(name) for name in PARTS):
        _open(turn, person, fields)
        return
    try:
        told = _give(turn, person, fields, f"{FORM}:{person.slack_id}")
    except Refused as refusal:
        _open(turn, person, fields, notice=refusal.message)
        return
    turn.reply(told)


def _give(turn: Turn, person: Person, fields: Fields, draft: str) -> Rendered:
    with turn.writing() as session:
        parts = Parts(**{name: fields.get(name) or "" for name in PARTS})
        given = feedback.give(session, turn.person, person, parts, now=turn.now, near=turn.team_here(session))
        drafts.discard(session, turn.person, draft)
        sentence = "{names} hears that there is feedback from you, and reads it in a form."
        heard = notified.told(session, [person], "notices", sentence)
        undo = turn.offer_undo(session, given.team, given.given_at, "feedback.undo", given.id)
    told = mrkdwn("Given: `{number}`. {heard}", number=given.number, heard=heard)
    read = blocks.button("Read it", "feedback.open", given.id)
    return blocks.message(blocks.section(told), blocks.actions(read, *undo))


def handle_new(turn: Turn) -> None:
    """A click on what was left unfinished: the value says to whom."""
    _, _, slack_id = turn.said.value.partition(":")
    _open(turn, turn.people([slack_id])[slack_id] if slack_id else None)


def _open(turn: Turn, person: Person | None, entered: Fields | None = None, *, notice: str = "") -> None:
    kind = f"{FORM}:{person.slack_id}" if person else FORM
    with turn.reading() as session:
        turn.membership(session)  # Refused with ways into a team
        if person:
            feedback.place_for(session, turn.person, person)
        kept = drafts.find(session, turn.person, kind)
    turn.open(_form(kind, kept | (entered or {}), person, notice))


def _form(kind: str, said: Fields, person: Person | None, notice: str) -> Block:
    whom = person.name if person else "whom you choose"
    rows = [
        *blocks.sections(notice),
        *([] if person else [blocks.people_field("to", "To whom?", said.get("to") or [], optional=False)]),
        *(
            blocks.text_field(
                name,
                label,
                said.get(name) or "",
                placeholder=PLACEHOLDERS[name],
                multiline=True,
                longest=feedback.LONGEST,
            )
            for name, label in PARTS.items()
        ),
        blocks.context(mrkdwn("Seen by you and {whom} alone. {encrypted}", whom=whom, encrypted=ENCRYPTED)),
    ]
    metadata = {"draft": kind, "to": person.slack_id if person else ""}
    return blocks.form(FORM, "Give feedback", *rows, submit="Give it", metadata=metadata)


def handle_submission(turn: Turn) -> None:
    carried = turn.said.metadata
    chosen = [carried["to"]] if carried["to"] else turn.said.values.get("to") or []
    if len(chosen) != 1:
        raise Refused("Feedback goes to one person at a time. Choose one.", field="to")
    person = turn.people(chosen)[chosen[0]]
    fields = {name: turn.said.written(name) for name in PARTS}
    turn.reply(_give(turn, person, fields, carried["draft"]))


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────


def _undo_latest(turn: Turn) -> None:
    """`/feedback undo`."""
    with turn.writing() as session:
        given = feedback.latest_by(session, turn.person, now=turn.now)
        if given is None:
            raise Refused("Nothing to undo: no feedback that you gave in the last 7 days stands.")
        told = _undo(session, turn, given)
    turn.reply(told)


def handle_undo(turn: Turn) -> None:
    with turn.writing() as session:
        told = _undo(session, turn, feedback.get_by_id(session, turn.person, int(turn.said.value)))
    turn.reply(told)


def _undo(session: Session, turn: Turn, given: Feedback) -> Mrkdwn:
    told = mrkdwn("Taken back: feedback to {name}, and its words are deleted.", name=given.to.name)
    feedback.undo(session, turn.person, given, now=turn.now)
    return told


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def _show(turn: Turn, number: int) -> None:
    with turn.reading() as session:
        page = _read(session, turn, feedback.get_feedback(session, turn.person, number))
    turn.open(page)


def handle_open(turn: Turn) -> None:
    with turn.reading() as session:
        page = _read(session, turn, feedback.get_by_id(session, turn.person, int(turn.said.value)))
    turn.open(page)


def _read(session: Session, turn: Turn, given: Feedback) -> Block:
    parts = feedback.parts_of(session, given)
    told = [mrkdwn("*{title}*\n{text}", title=title, text=getattr(parts, name)) for name, title in PARTS.items()]
    other = given.by if given.to_id == turn.person.id else given.to
    seen = mrkdwn("Seen by you and {other} alone. {encrypted}", other=other.name, encrypted=ENCRYPTED)
    head = blocks.section(_line(given, turn.person, turn.now))
    return blocks.page("feedback.page", "Feedback", head, *map(blocks.section, told), blocks.context(seen))


def _row(given: Feedback, reader: Person, now: datetime) -> Block:
    return blocks.section(_line(given, reader, now), accessory=blocks.button("Open", "feedback.open", given.id))


def _line(given: Feedback, reader: Person, now: datetime) -> Mrkdwn:
    """ "`12` Wed 4 Nov, from Lee": that there was feedback, and nothing of it."""
    is_to_me = given.to_id == reader.id
    today = worktime.local_day(now, reader.zone)
    day = words.day(worktime.local_day(given.given_at, reader.zone), today=today)
    who = f"from {given.by.name}" if is_to_me else f"to {given.to.name}"
    return mrkdwn("`{number}` {day}, {who}", number=given.number, day=day, who=who)


def handle_more(turn: Turn) -> None:
    turn.reply(_page(turn, int(turn.said.value)))


def _page(turn: Turn, skipped: int) -> Rendered:
    with turn.reading() as session:
        count = feedback.count(session, turn.person)
        rows = [
            _row(given, turn.person, turn.now)
            for given in feedback.newest(session, turn.person, skip=skipped, limit=PAGE)
        ]
    if not rows:
        return blocks.words(Mrkdwn(f"No feedback yet, given or got. {feedback.EXAMPLE}"))
    more = blocks.more(count - skipped - len(rows), "feedback.more", skipped + PAGE)
    head = blocks.section(f"Feedback that you got and gave, {count}:")
    return blocks.message(head, *rows, *more, blocks.context("Only you see this."))


def given_to(session: Session, feedback_id: int) -> Rendered | None:
    """To the person who gets it: that there is some."""
    given = session.get(Feedback, feedback_id)
    if given is None:
        return None
    told = mrkdwn("{by} has feedback for you, for the two of you alone.", by=given.by.name)
    open_it = blocks.actions(blocks.button("Open", "feedback.open", given.id))
    return blocks.message(blocks.section(told), open_it)


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """For App Home: that there was feedback lately; nothing for somebody who got none."""
    got = feedback.received(visit.session, visit.person, since=visit.now - feedback.ON_HOME, limit=MOST_ON_HOME)
    rows = [_row(given, visit.person, visit.now) for given in got]
    if not rows:
        return []
    all_of_it = blocks.context(Mrkdwn("Seen by the two of you alone. `/feedback list` shows all of it."))
    return [blocks.header("Feedback for you"), *rows, all_of_it]


COMMANDS = {"/feedback": handle_feedback}
VERBS = {"feedback": handle_feedback}
ACTIONS = {
    "feedback.new": handle_new,
    "feedback.open": handle_open,
    "feedback.undo": handle_undo,
    "feedback.more": handle_more,
}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping(*PARTS, is_secret=True)}
MESSAGES = {"feedback.given": Kind(given_to, NOTICE)}
HOME = {"feedback": card}
DRAFTS = {FORM: begun.way_back("feedback.new", "Finish your feedback", is_whole=True)}
MANIFEST = {"/feedback": {"description": "Give feedback in private", "usage_hint": "@rita saw: … did: … try: …"}}
HELP = {
    "feedback": (
        "*Feedback*, to one of your team and read by the two of you alone: what you saw, what it did, what to try.",
        "`/feedback @rita saw: you let Acme finish; did: they named the price; try: wait even longer`",
        "`/feedback @rita` opens a form · `/feedback list` · `/feedback show 12` · `/feedback undo`",
    ),
}
