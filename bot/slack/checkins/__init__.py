"""Check-ins, as people talk about them: set by leaders, answered by everybody in one form, told in one message."""

import re
from collections.abc import Callable

from bot import phrases
from bot.outbox import ANSWER, NEWS, PRESSING, Kind
from bot.phrases import ANYTHING
from bot.slack import begun
from bot.slack.checkins import answer_form, answering, card, form, line, listing, messages, preview, reading, summary
from bot.slack.said import readable
from bot.slack.turn import Turn

VERBS_OF_CHECKIN = {
    "list": ANYTHING,
    "new": ANYTHING,
    "help": None,
    "answer": ANYTHING,
    "skip": ANYTHING,
    "later": None,
    "away": None,
    "answers": ANYTHING,
    "last": None,
}
ABOUT_ONE: dict[str, Callable[[Turn, int, str], None]] = {
    "title": line.hear_title,
    "ask": line.hear_ask,
    "drop": line.hear_drop,
}
"""What can be done with one check-in that needs words behind it."""
PLAIN: dict[str, Callable[[Turn, int], None]] = {
    "show": listing.handle_show,
    "answers": reading.handle_number,
    "edit": form.open_edit,
    "preview": preview.hear,
    "remove": line.hear_remove,
    "on": lambda turn, number: line.hear_switch(turn, number, True),
    "off": lambda turn, number: line.hear_switch(turn, number, False),
}
"""What can be done with one check-in without further words."""
SAID_OF_ONE = re.compile(
    r"(?:(?P<verb>[a-z]+)\s+)?(?P<number>\d{1,9})(?:[\s:,]+(?P<rest>\S.*))?", re.DOTALL | re.IGNORECASE
)
EXAMPLES = "Try `/checkin list`, `/checkin 2` or `/checkin new Friday look back on Fri at 15:00`."


def handle_checkin(turn: Turn) -> None:
    text = turn.said.text
    if _about_one(turn, text):
        return
    match phrases.split_verb(text, VERBS_OF_CHECKIN):
        case None if not text:
            answering.open_now(turn)
        case ("answer", said) if said:
            answering.hear_answer(turn, said)
        case ("answer", _):
            answering.open_now(turn)
        case ("skip", reason):
            answering.hear_skip(turn, reason)
        case ("later", _):
            answering.hear_later(turn)
        case ("away", _):
            answering.hear_away(turn)
        case ("answers", name) if name:
            reading.handle_title(turn, name)
        case ("answers" | "last", _):
            reading.handle_own(turn)
        case ("list", name):
            listing.handle_list(turn, readable(name))
        case ("new", ""):
            form.open_new(turn)
        case ("new", said):
            line.hear_new(turn, said)
        case _:
            raise phrases.unknown_verb("/checkin", text, VERBS_OF_CHECKIN, "check-ins", EXAMPLES)


def _about_one(turn: Turn, text: str) -> bool:
    """`2 off` and `off 2` are the same; whether the text was about one of them."""
    found = SAID_OF_ONE.fullmatch(text)
    verb = (found["verb"] or "").lower() if found else ""
    if found is None or (verb and verb not in ABOUT_ONE and verb not in PLAIN):
        return False
    number, rest = int(found["number"]), found["rest"] or ""
    word, _, behind = f"{verb} {rest}".strip().partition(" ")
    word = word.lower()
    if not word:
        listing.handle_show(turn, number)
    elif word in ABOUT_ONE:
        ABOUT_ONE[word](turn, number, behind.strip())
    elif word in PLAIN and not behind.strip():
        PLAIN[word](turn, number)
    else:
        line.hear_change(turn, number, f"{verb} {rest}".strip())
    return True


COMMANDS = {"/checkin": handle_checkin}
VERBS = {"checkin": handle_checkin}
ACTIONS = {
    "checkin.answer": answering.handle_open,
    "checkin.more": answering.handle_more,
    "checkin.answers": reading.handle_open,
    "checkin.offer": reading.handle_offer,
    "checkin.edit": form.handle_open,
    "checkin.switch": line.handle_switch,
    "checkin.preview": preview.handle_click,
    "checkin.preview_form": preview.handle_open,
}
VIEWS = {
    answer_form.FORM: answering.handle_submission,
    answering.SKIP_FORM: answering.handle_skip,
    form.FORM: form.handle_submission,
    preview.FORM: preview.handle_submission,
}
CLOSED = {
    answer_form.FORM: answer_form.handle_closed,
    answering.SKIP_FORM: begun.keeping("reason"),
    form.FORM: form.handle_closed,
    preview.FORM: preview.handle_entered,
}
DRAFTS = {
    answer_form.FORM: begun.way_back(answer_form.FORM, "Finish your check-in"),
    answering.SKIP_FORM: answering.unfinished_skip,
    form.FORM: begun.way_back("checkin.edit", "Finish setting the check-in"),
}
MESSAGES = {
    "checkin.asked": Kind(messages.asked, PRESSING),
    "checkin.nudged": Kind(messages.nudged, messages.BEFORE_THE_DEADLINE),
    "checkin.preview": Kind(preview.message, ANSWER),
    "checkin.summary": Kind(summary.told, NEWS),
    "checkin.summary.person": Kind(summary.of_person, NEWS),
}
HOME = {"checkins": card.show}
MANIFEST = {
    "/checkin": {"description": "Answer your check-in, or set your team's", "usage_hint": "or: list, new, 2 off"},
}
HELP = {
    "checkin": (
        "*Check-ins*: answer the one that is open, or the next one early. Who reads it stands beside each question.",
        "`/checkin` opens the form · `/checkin answer 1: close Globex; 2: nothing`",
        "`/checkin skip with the client all day` · `/checkin later` · `/checkin away`",
        "`/checkin answers` shows your own last ones · `/checkin 2 answers` what the team said, and leaders the rest",
        "`/checkin list` shows what I ask your team, when, and who reads each answer.",
        "Leaders and managers: `/checkin new Friday look back on Fri at 15:00` · `/checkin 2 on Mon Wed at 9:30` · "
        "`2 for everyone` (or `reps`, `@rita @sam`) · `2 deadline 3 hours` · `2 summary leader`",
        "`/checkin 2 ask What is in the way? for the leader, becomes an obstacle` · `2 drop 3` · `2 title …` · "
        "`2 edit` · `2 preview` · `2 off` · `2 on` · `2 remove`",
    ),
}
