"""Asking to be coached: the coaches are told that somebody asks, and read in a form what it is about."""

from sqlalchemy.orm import Session

from bot import words
from bot.domain import coaching, drafts
from bot.domain.coaching.requests import LONGEST_TOPIC
from bot.models import CoachingRequest, Membership, Person
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Block, mrkdwn
from bot.slack.confidential import ENCRYPTED
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "coaching.ask"


def hear(turn: Turn, topic: str) -> None:
    """`/coach me on pricing talk`; without a topic a form asks for it, `me no longer` takes it back."""
    if topic.casefold().strip(".!") == "no longer":
        _withdraw(turn, None)
        return
    if not topic:
        handle_new(turn)
        return
    with turn.writing() as session:
        told = _ask(session, turn, turn.membership(session), readable(topic))
    turn.reply(told)


def handle_new(turn: Turn) -> None:
    with turn.reading() as session:
        by = turn.membership_for(session, "coaching.ask")
        kept = drafts.find(session, turn.person, FORM)
        coaches = [coach.name for coach in coaching.coaches_of(session, by)] or ["whoever coaches you"]
        names = words.listed(["you", *coaches])
    turn.open(_form(by, kept.get("topic") or "", names))


def _form(by: Membership, topic: str, names: str) -> Block:
    return blocks.form(
        FORM,
        "Ask for coaching",
        blocks.text_field(
            "topic", "On what?", topic, placeholder="Pricing talk", multiline=True, longest=LONGEST_TOPIC
        ),
        blocks.context(f"Seen by {names} alone, in a form and not in a message. {ENCRYPTED}"),
        submit="Ask",
        metadata={"draft": FORM, "team": by.team_id},
    )


def handle_submission(turn: Turn) -> None:
    with turn.writing() as session:
        by = turn.membership_at(session, turn.said.metadata["team"])
        told = _ask(session, turn, by, turn.said.written("topic"))
        drafts.discard(session, turn.person, FORM)
    turn.reply(told)


def _ask(session: Session, turn: Turn, by: Membership, topic: str) -> Rendered:
    request, coaches = coaching.ask(session, by, topic, now=turn.now)
    sentence = "{names} will hear that you ask; on what is behind a button, and not in the message."
    told = mrkdwn("Asked. {heard}", heard=notified.told(session, coaches, "notices", sentence))
    back = blocks.actions(turn.undo_button("coaching.withdraw", request.team_id, "Take it back"))
    return blocks.message(blocks.section(told), back)


def handle_withdraw(turn: Turn) -> None:
    _withdraw(turn, int(turn.said.value))


def _withdraw(turn: Turn, team_id: int | None) -> None:
    with turn.writing() as session:
        by = turn.membership_at(session, team_id)
        coaching.withdraw(session, by, now=turn.now)
    turn.reply("Taken back: nobody is asked any more.")


# ── for who is asked ─────────────────────────────────────────────────────────────────────────────────────


def handle_request(turn: Turn) -> None:
    """A click on "Open": what it is about."""
    with turn.reading() as session:
        request, topic = coaching.get_request(session, turn.person, int(turn.said.value))
        names = words.listed([each.name for each in coaching.readers(session, request)])
        page = _page(request, topic, turn.person, names)
    turn.open(page)


def _page(request: CoachingRequest, topic: str, reader: Person, names: str) -> Block:
    told = mrkdwn("{who} asks to be coached on:", who=request.rep.name)
    way_on = mrkdwn("`/coach @…` with their name opens the form in which you prepare it.")
    rest = [blocks.section(way_on)] if reader.id != request.rep_id else []
    seen = f"Seen by {names} alone. {ENCRYPTED}"
    return blocks.page(
        "coaching.request",
        "Asked for coaching",
        blocks.section(told),
        *blocks.verbatim(topic),
        *rest,
        blocks.context(seen),
    )
