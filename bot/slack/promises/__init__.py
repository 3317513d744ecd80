"""Promises, as people talk about them: made, asked for, reminded of once, kept, moved, dropped, confirmed."""

import re

from bot import phrases
from bot.domain import commitments
from bot.errors import Refused
from bot.phrases import NUMBER
from bot.slack import begun
from bot.slack.promises import acts, form, line, listing
from bot.slack.promises import messages as messages_of_promises
from bot.slack.promises.fields import ASK
from bot.slack.turn import Turn

NUMBER_AND_MORE = re.compile(r"(?P<number>\d{1,9})\b[:,]?\s*(?P<rest>.*)", re.DOTALL)
VERBS_OF_PROMISE = {
    "list": None,
    "mine": None,
    "new": None,
    "to": re.compile("me", re.IGNORECASE),
    "show": NUMBER,
    "keep": NUMBER,
    "kept": NUMBER,
    "done": NUMBER,
    "not": re.compile(r"yet\s+\d{1,9}", re.IGNORECASE),
    "release": NUMBER,
    "undo": NUMBER,
    "move": NUMBER_AND_MORE,
    "accept": NUMBER_AND_MORE,
    "drop": NUMBER_AND_MORE,
    "decline": NUMBER_AND_MORE,
}
PLAIN = {
    "keep": acts.keep,
    "kept": acts.keep,
    "done": acts.confirm,
    "not": acts.not_yet,
    "release": acts.release,
    "undo": acts.hear_undo,
}
EVERYTHING = ("mine", "to me", "reps")


def handle_promise(turn: Turn) -> None:
    """`/promise`: one in a line, the form, the lists, or what there is to do with one."""
    text = turn.said.text
    if not text:
        form.open_new(turn)
        return
    found = phrases.split_verb(text, VERBS_OF_PROMISE)
    match found:
        case None:
            _other(turn, text)
        case ("list", _):
            listing.handle_list(turn, EVERYTHING)
        case ("mine", _):
            listing.handle_list(turn, ["mine"])
        case ("to", said) if said:
            listing.handle_list(turn, ["to me"])
        case ("new", _):
            form.open_new(turn)
        case (verb, said):
            _about_one(turn, verb, said)


def _about_one(turn: Turn, verb: str, said: str) -> None:
    number, rest = _numbered(verb, said)
    if verb == "show":
        listing.handle_show(turn, number)
    elif verb in PLAIN:
        PLAIN[verb](turn, acts.numbered(turn, number))
    elif verb in acts.DATED:
        acts.hear_day(turn, verb, number, rest)
    else:
        acts.hear_word(turn, verb, number, rest)


def _numbered(verb: str, said: str) -> tuple[int, str]:
    found = NUMBER_AND_MORE.fullmatch(said.lower().removeprefix("yet").strip() if verb == "not" else said)
    if found is None:
        in_words = "not yet" if verb == "not" else verb
        raise Refused(f"Which one? `/promise list` shows their numbers. Then: `/promise {in_words} 31`.")
    return int(found["number"]), found["rest"]


def _other(turn: Turn, text: str) -> None:
    if text.isdecimal() and len(text) < 10:
        listing.handle_show(turn, int(text))
    else:
        line.hear(turn, text)


def handle_ask(turn: Turn) -> None:
    """`/ask @lee a price for Acme by Friday`."""
    if not turn.said.text:
        form.open_ask(turn)
    elif phrases.split_verb(turn.said.text, {"list": None}):
        listing.handle_list(turn, EVERYTHING)
    elif turn.said.text.startswith("@"):
        raise Refused(
            f"I read no mention of a person: choose the name that Slack offers. {commitments.EXAMPLE_OF_ASKING}"
        )
    else:
        line.hear(turn, turn.said.text, ASK)


COMMANDS = {"/promise": handle_promise, "/ask": handle_ask}
VERBS = {"promise": handle_promise, "ask": handle_ask}
ACTIONS = {
    "promise.new": form.open_new,
    "promise.ask": form.open_ask,
    "promise.day": line.handle_day,
    "promise.pick": line.handle_pick,
    "promise.accept": acts.clicked(acts.accept),
    "promise.other_day": acts.clicked(acts.open_day("accept")),
    "promise.decline": acts.clicked(acts.open_word("decline")),
    "promise.keep": acts.clicked(acts.keep),
    "promise.move": acts.clicked(acts.open_day("move")),
    "promise.drop": acts.clicked(acts.open_word("drop")),
    "promise.to_day": acts.handle_to_day,
    "promise.confirm": acts.clicked(acts.confirm),
    "promise.not_yet": acts.clicked(acts.not_yet),
    "promise.release": acts.clicked(acts.release),
    "promise.undo": acts.clicked(acts.undo),
    "promise.resume": acts.clicked(acts.resume),
    "promise.show": listing.handle_show_click,
    "promise.more": listing.handle_more,
}
VIEWS = {
    form.FORM: form.handle_submission,
    form.FORM_OF_ASKING: form.handle_submission,
    acts.DAY_FORM: acts.handle_day_submission,
    acts.WORD_FORM: acts.handle_word_submission,
}
CLOSED = {
    form.FORM: form.handle_closed,
    form.FORM_OF_ASKING: form.handle_closed,
    acts.DAY_FORM: begun.keeping(),
    acts.WORD_FORM: begun.keeping(),
}
SHORTCUTS = {"promise.message": form.handle_message, "promise.ask_message": form.handle_ask_message}
MESSAGES = messages_of_promises.MESSAGES
HOME = {"promises": listing.card}
DRAFTS = {
    form.FORM: form.unfinished,
    form.FORM_OF_ASKING: form.unfinished_ask,
    acts.WORD_FORM: acts.unfinished,
}
MANIFEST = {
    "/promise": {"description": "Promise something to somebody", "usage_hint": "@rita review the Acme deck by Friday"},
    "/ask": {"description": "Ask somebody for something", "usage_hint": "@lee a price for Acme by Friday"},
    "promise.message": {"name": "Make it a promise", "type": "message", "description": "Promise what this is about"},
    "promise.ask_message": {"name": "Ask for this", "type": "message", "description": "Ask whoever wrote this for it"},
}
HELP = {
    "promise": (
        "*Promise something*: to whom, what, by when. I remind you once, on the morning when it's due.",
        "`/promise @rita review the Acme deck by Friday` · `/promise to the team …`, in its channel",
        "`/promise list` · `mine` · `to me` · `/promise show 31` · `/promise` alone opens a form",
        "`/promise keep 31` · `move 31 to Monday` · `drop 31 legal needs longer instead: a draft` · `undo 31`",
        "What you were promised: `/promise done 31` · `not yet 31` · `release 31`",
    ),
    "ask": (
        "*Ask for something*: it becomes their promise when they accept, and nobody's before.",
        "`/ask @lee a price for Acme by Friday` · `/ask` alone opens a form",
        "Asked yourself: `/promise accept 31` · `accept 31 by Monday` · `decline 31 it's Sam's account`",
    ),
}
