"""Coaching, as people talk about it: prepared and noted, read and answered, asked for, and who is due."""

import re

from bot import phrases
from bot.errors import Refused
from bot.outbox import NOTICE, Kind
from bot.phrases import ANYTHING, NUMBER
from bot.slack import begun
from bot.slack.coaching import asking, form, hearing, keeping, lists, messages, reading, undoing
from bot.slack.confidential import in_confidence, split_person
from bot.slack.turn import Turn

NUMBERED = re.compile(r"\d{1,9}\b.*", re.DOTALL)
VERBS_OF_COACH = {
    "me": ANYTHING,
    "due": None,
    "history": ANYTHING,
    "show": NUMBERED,
    "edit": NUMBERED,
    "reply": NUMBERED,
    "undo": NUMBER,
}


def handle_coach(turn: Turn) -> None:
    """`/coach @rita` opens or keeps a talk, `me` asks for one; other verbs show who is due and earlier talks."""
    with in_confidence(turn) as text:
        _hear(turn, text)


def _hear(turn: Turn, text: str) -> None:
    match phrases.split_verb(text, VERBS_OF_COACH):
        case ("me", said):
            asking.hear(turn, re.sub(r"^(?:on|about)\b[\s:]*", "", said, flags=re.IGNORECASE))
        case ("due", _):
            lists.handle_due(turn)
        case ("history", said):
            lists.handle_history(turn, said)
        case ("show" | "edit" | "reply" as verb, ""):
            raise Refused(f"Which talk? `/coach history` shows their numbers. Then: `/coach {verb} 12`.")
        case ("show", said):
            reading.hear_show(turn, said)
        case ("edit", said):
            hearing.hear_edit(turn, said)
        case ("reply", said):
            reading.hear_reply(turn, said)
        case ("undo", number):
            undoing.hear(turn, number)
        case _ if text:
            person, said = split_person(turn, text, form.EXAMPLE)
            hearing.hear(turn, person, said)
        case _:
            lists.handle_due(turn)


COMMANDS = {"/coach": handle_coach}
VERBS = {"coach": handle_coach}
ACTIONS = {
    "coaching.new": form.handle_open,
    "coaching.open": reading.handle_open,
    "coaching.history": lists.handle_more,
    "coaching.ask": asking.handle_new,
    "coaching.request": asking.handle_request,
    "coaching.withdraw": asking.handle_withdraw,
    "coaching.undo": undoing.handle_undo,
}
VIEWS = {
    keeping.FORM: form.handle_submission,
    reading.FORM: reading.handle_submission,
    asking.FORM: asking.handle_submission,
}
CLOSED = {
    keeping.FORM: form.handle_closed,
    reading.FORM: reading.handle_closed,
    asking.FORM: begun.keeping("topic", is_secret=True),
}
MESSAGES = {
    "coaching.saved": Kind(messages.saved, NOTICE),
    "coaching.asked": Kind(messages.asked, NOTICE),
}
HOME = {"coaching": lists.card}
DRAFTS = {
    keeping.FORM: begun.way_back("coaching.new", "Finish your coaching notes"),
    reading.FORM: begun.way_back("coaching.open", "Finish your words about a talk"),
    asking.FORM: begun.way_back("coaching.ask", "Finish asking for coaching"),
}
MANIFEST = {
    "/coach": {"description": "Coach somebody, in confidence", "usage_hint": "@rita · me on pricing talk · due"}
}
HELP = {
    "coach": (
        "*Coaching*, between the two of you: what you write is encrypted, and shown in forms alone.",
        "`/coach @rita` opens one form for before and after · `/coach due` says whose turn it is",
        "`/coach @rita one-to-one; looked: the Acme call; well: the silence; work on: the price`, "
        "and where you like `prep:`, `skill: communication`, `goal: 7`, `standard: 3`, `step: demos`, `on: yesterday`, "
        "`promise: the deck by Friday`, `ask: a plan by Monday`",
        "`/coach me on pricing talk` asks for it · `/coach history` · `/coach history @rita` · `/coach show 12`",
        "`/coach edit 12 well: the pause` · `/coach reply 12 4: that helped` says how useful it was, from 1 to 5",
        "`/coach undo` · `/coach undo 12` takes a talk, or what you prepared, back within the hour with all its notes",
    ),
}
