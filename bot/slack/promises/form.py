"""The form of a promise and of a request: for people who prefer fields, for what a line left open, for a message."""

from dataclasses import asdict, replace
from datetime import date

from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.domain import commitments, drafts
from bot.errors import UNANSWERED, Offer, Refused
from bot.models import Draft, Team
from bot.slack import blocks
from bot.slack.blocks import Block, mrkdwn
from bot.slack.promises import fields
from bot.slack.promises.fields import ASK, OPEN, PROMISE, TEAM, US, Said
from bot.slack.promises.making import make
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "promise.form"
FORM_OF_ASKING = "promise.ask_form"
LONGEST_QUOTE = 300
APP = "An app wrote that, and this is between people. `/promise @rita …` promises anything to anybody."


def open_new(turn: Turn) -> None:
    """The form as it was left, or empty; a button on Home says which draft it means."""
    _open(turn, turn.said.value or FORM, Said())


def open_ask(turn: Turn) -> None:
    _open(turn, turn.said.value or FORM_OF_ASKING, Said(verb=ASK))


def open_said(turn: Turn, said: Said) -> None:
    """The form with what was said just now, which is kept at once, so that closing it loses nothing."""
    kind = FORM_OF_ASKING if said.is_asked else FORM
    with turn.keeping() as session:
        drafts.replace(session, turn.person, kind, asdict(said), now=turn.now)
        form = _form(kind, said, _team(session, turn), named=said.people)
    turn.open(form)


def handle_message(turn: Turn) -> None:
    """ "Make it a promise" on a message: the form of a promise to its author."""
    _open_about(turn, Said(verb=PROMISE))


def handle_ask_message(turn: Turn) -> None:
    """ "Ask for this" on a message: the form of a request to its author."""
    _open_about(turn, Said(verb=ASK))


def _open_about(turn: Turn, said: Said) -> None:
    message = turn.said.message
    if message.get("bot_id") or not message.get("user"):
        raise Refused(APP)
    author = turn.author()
    quote = blocks.cut(" ".join(readable(turn.quoted()).split()), LONGEST_QUOTE)
    people = [] if author is None or author.has_left or author.id == turn.person.id else [author.slack_id]
    kind = f"{FORM_OF_ASKING if said.is_asked else FORM}:{turn.said.channel_id}:{message['ts']}"
    _open(turn, kind, replace(said, people=people, text=quote, quote=quote, link=_permalink(turn)))


def _permalink(turn: Turn) -> str:
    """The link to the message; empty if the bot is not in that conversation."""
    try:
        answer = turn.client.chat_getPermalink(
            channel=turn.said.channel_id or "", message_ts=str(turn.said.message.get("ts"))
        )
    except (SlackApiError, *UNANSWERED):
        return ""
    return str(answer["permalink"])


def _open(turn: Turn, kind: str, at_first: Said) -> None:
    with turn.reading() as session:
        kept = drafts.find(session, turn.person, kind)
        said, named = (fields.read(kept), []) if kept else (at_first, at_first.people)
        form = _form(kind, said, _team(session, turn), named=named)
    turn.open(form)


def _team(session: Session, turn: Turn) -> Team | None:
    """The team in whose channel it would be said in the open: the one that is meant; None for somebody in no team."""
    if not turn.memberships(session):
        return None
    return turn.membership(session).team


def _form(kind: str, said: Said, team: Team | None, *, named: list[str]) -> Block:
    """`named` are the people whom a line or a message put into it."""
    rows = [
        blocks.people_field("people", "Whom do you ask?" if said.is_asked else "To whom?", said.people, optional=True),
        blocks.text_field(
            "text",
            "For what?" if said.is_asked else "What do you promise?",
            said.text,
            placeholder="A price for Acme" if said.is_asked else "Review the Acme deck",
            multiline=True,
            longest=commitments.LONGEST_TEXT,
        ),
        blocks.date_field("due_on", "By when?", date.fromisoformat(said.due_on) if said.due_on else None),
    ]
    if not said.is_asked and team:
        rows.append(blocks.choice_field("hears", "Who hears it?", _who(team), said.hears))
    if said.quote:
        rows.insert(0, blocks.context(mrkdwn("About: “{quote}”", quote=said.quote)))
    if said.is_asked:
        seen = "You and whom you ask see it; once it is promised, also who leads them."
    else:
        seen = "Between you, it is seen by the two of you and who leads you. I remind you on the morning when it's due."
    return blocks.form(
        FORM_OF_ASKING if said.is_asked else FORM,
        "Ask for something" if said.is_asked else "Promise something",
        *rows,
        blocks.context(seen),
        submit="Ask" if said.is_asked else "Promise it",
        metadata={"draft": kind, "link": said.link, "quote": said.quote, "named": named},
    )


def _who(team: Team) -> list[tuple[str, str]]:
    return [
        ("The two of us", US),
        (f"The two of us, in the open: {team.name}'s channel", OPEN),
        (f"It is to the whole team: {team.name}", TEAM),
    ]


# ── submitted, closed, found again ───────────────────────────────────────────────────────────────────────


def handle_submission(turn: Turn) -> None:
    make(turn, _entered(turn), used_up=turn.said.metadata["draft"])


def handle_closed(turn: Turn) -> None:
    """The form was closed, or something entered in it: its contents come back with the next opening."""
    said = _entered(turn)
    # A line opens the form with people, a message with its author and its words: that alone is nothing begun.
    is_more = sorted(said.people) != sorted(turn.said.metadata.get("named", []))
    is_begun = is_more or said.text != said.quote or bool(said.due_on)
    turn.keep_form(turn.said.metadata["draft"], asdict(said), is_empty=not is_begun)


def _entered(turn: Turn) -> Said:
    carried = turn.said.metadata
    is_asked = str(carried["draft"]).startswith(FORM_OF_ASKING)
    said = fields.read(turn.said.values)
    return replace(
        said,
        verb=ASK if is_asked else PROMISE,
        text=readable(said.text),
        link=carried.get("link", ""),
        quote=carried.get("quote", ""),
    )


def unfinished(draft: Draft) -> Offer:
    """The way back to a promise that was begun."""
    return Offer("promise.new", f"Finish your promise: {draft.data.get('text') or ''}".rstrip(": "), draft.kind)


def unfinished_ask(draft: Draft) -> Offer:
    return Offer("promise.ask", f"Finish what you ask for: {draft.data.get('text') or ''}".rstrip(": "), draft.kind)
