"""A talk to read again: the rep adds own words and says how useful it was; the coach opens the form."""

import re

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import coaching, drafts
from bot.errors import Refused
from bot.models import CoachingSession
from bot.slack import begun, blocks
from bot.slack.blocks import Block, bold, mrkdwn
from bot.slack.coaching import form, messages
from bot.slack.confidential import ENCRYPTED
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "coaching.view"
RATINGS = {"5": "5 · it changed something", "4": "4", "3": "3 · some use", "2": "2", "1": "1 · no use"}
SEEN = (
    "Seen by you and {coach} alone, your words too. Your rating stays with you: {coach} sees an average of the newest "
    "three ratings of all whom they coach, and none that is yours alone. {encrypted}"
)
REPLY = re.compile(r"(?P<number>\d{1,9})\b\s*(?:(?P<rating>\d+)\s*(?::|$)|:)?\s*(?P<text>.*)", re.DOTALL)
NOT_READ = "Try `/coach reply 12 4: that helped`, or a rating alone: `/coach reply 12 4`."


def hear_show(turn: Turn, said: str) -> None:
    """`/coach show 12`."""
    if not said.isdecimal():
        raise Refused("Which talk? Its number alone, as in `/coach show 12`.")
    with turn.reading() as session:
        held = coaching.get_session(session, turn.person, turn.membership(session).team, int(said))
    _open(turn, held)


def handle_open(turn: Turn) -> None:
    """A click on "Open", or on the way back to what was begun."""
    with turn.reading() as session:
        held = coaching.get_by_id(session, turn.person, int(turn.said.value))
    _open(turn, held)


def _open(turn: Turn, held: CoachingSession) -> None:
    """For the rep in a form of their own; the coach reads the talk in the same place where it is written."""
    if held.rep_id != turn.person.id:
        form.open_for(turn, held.rep, session_id=held.id)
        return
    with turn.reading() as session:
        view = _view(session, turn, held)
    turn.open(view)


def _view(session: Session, turn: Turn, held: CoachingSession) -> Block:
    kept = drafts.find(session, turn.person, draft_of(held.id))
    notes = coaching.notes_of(session, held)
    today = worktime.local_day(turn.now, turn.person.zone)
    told = [bold(messages.what(held, turn.person, today)), *messages.in_full(session, held, notes, turn.person)]
    if figures := messages.then_and_now(session, held, notes, turn.person, turn.now):
        told.append(figures)
    told += [messages.promise(each, turn.person, today) for each in coaching.promises_of(session, held)]
    as_it_is = coaching.reply_of(session, held)
    if kept.get("base", held.reply_version) != held.reply_version:
        told.append(mrkdwn("*You changed your words since you began. They read now*\n{reply}", reply=as_it_is))
    reply = kept.get("reply") or as_it_is
    rating = kept.get("usefulness") or str(held.usefulness or "")
    return blocks.form(
        FORM,
        "Your coaching",
        *blocks.sections(blocks.joined(told, "\n\n")),
        blocks.text_field("reply", "Your own words", reply, optional=True, multiline=True, longest=coaching.LONGEST),
        blocks.choice_field(
            "usefulness",
            "How useful was it?",
            [(label, value) for value, label in RATINGS.items()],
            rating,
            optional=True,
        ),
        blocks.context(SEEN.format(coach=held.coach.name, encrypted=ENCRYPTED)),
        submit="Keep it",
        metadata={"draft": draft_of(held.id), "session": held.id, "version": held.reply_version},
    )


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────


def hear_reply(turn: Turn, said: str) -> None:
    """`/coach reply 12 4: that helped`; if only the rating or the words are given, the other stays as it is."""
    found = REPLY.fullmatch(said)
    if found is None or not (found["rating"] in RATINGS or (found["rating"] is None and found["text"])):
        raise Refused(f"I read no rating from 1 to 5 and no words. {NOT_READ}")
    with turn.writing() as session:
        held = coaching.get_session(session, turn.person, turn.membership(session).team, int(found["number"]))
        text = readable(found["text"]) or (coaching.reply_of(session, held) if held.rep_id == turn.person.id else "")
        rating = int(found["rating"]) if found["rating"] else held.usefulness
        coaching.reply(session, turn.person, held, text, rating, now=turn.now)
        drafts.discard(session, turn.person, draft_of(held.id))
        told = _kept(held)
    turn.reply(told)


def handle_submission(turn: Turn) -> None:
    carried, rating = turn.said.metadata, int(turn.said.values.get("usefulness") or 0) or None
    text = turn.said.written("reply")
    with begun.reopening(), turn.writing() as session:
        held = coaching.get_by_id(session, turn.person, carried["session"])
        coaching.reply(session, turn.person, held, text, rating, now=turn.now, version=carried.get("version"))
        drafts.discard(session, turn.person, draft_of(held.id))
        told = _kept(held)
    turn.reply(told)


def _kept(held: CoachingSession) -> blocks.Mrkdwn:
    return mrkdwn(
        "Kept with talk `{number}`. {coach} reads your words there; your rating stays with you.",
        number=held.number,
        coach=held.coach.name,
    )


def _as_it_is(session: Session, turn: Turn) -> dict[str, str]:
    held = coaching.get_by_id(session, turn.person, turn.said.metadata["session"])
    return {"reply": coaching.reply_of(session, held) if held.rep_id == turn.person.id else ""}


handle_closed = begun.keeping("reply", as_it_is=_as_it_is, is_secret=True)


def draft_of(session_id: int) -> str:
    """The kind of the rep's own words about that talk, begun in the form."""
    return f"{FORM}:{session_id}"
