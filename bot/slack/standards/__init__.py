"""Standards, as people talk about them: set, listed, and answered with "I'm in" or "I see it differently"."""

import re

from bot import phrases
from bot.outbox import NOTICE, Kind
from bot.phrases import ANYTHING, NUMBER
from bot.slack import begun
from bot.slack.said import readable
from bot.slack.standards import answering, form, listing, messages
from bot.slack.turn import Turn

VERBS_OF_STANDARDS = {
    "list": ANYTHING,
    "new": ANYTHING,
    "edit": ANYTHING,
    "drop": NUMBER,
    "in": ANYTHING,
    "differ": ANYTHING,
}
EXAMPLES = (
    "Try `/pace standards`, `/pace standards in 12` or "
    "`/pace standards new Answer every inbound lead within 4 working hours`."
)


def handle_standards(turn: Turn) -> None:
    text = turn.said.text
    if re.fullmatch(r"\d{1,9}", text):
        listing.handle_one(turn, text)
        return
    match phrases.split_verb(text or "list", VERBS_OF_STANDARDS):
        case ("list", name):
            listing.handle_list(turn, readable(name))
        case ("new", ""):
            form.open_new(turn)
        case ("new", said):
            form.hear_new(turn, said)
        case ("edit", said):
            form.hear_edit(turn, said)
        case ("drop", number):
            form.hear_drop(turn, number)
        case ("in", said):
            answering.hear_in(turn, said)
        case ("differ", said):
            answering.hear_differ(turn, said)
        case _:
            raise phrases.unknown_verb("/pace standards", text, VERBS_OF_STANDARDS, "standards", EXAMPLES)


VERBS = {"standards": handle_standards}
ACTIONS = {
    "standards.form": form.handle_open,
    "standards.drop": form.handle_drop,
    "standards.in": answering.handle_in,
    "standards.differ": answering.handle_differ,
    "standards.view": answering.handle_unfinished,
    "standards.show": listing.handle_show,
    "standards.more": listing.handle_more,
}
VIEWS = {form.FORM: form.handle_submission, answering.FORM: answering.handle_submission}
CLOSED = {form.FORM: form.handle_closed, answering.FORM: begun.keeping("view")}
MESSAGES = {
    "standards.asked": Kind(messages.asked, NOTICE),
    "standards.disputed": Kind(messages.disputed, NOTICE),
}
DRAFTS = {
    form.FORM: begun.way_back("standards.form", "Finish your standard"),
    answering.FORM: begun.way_back("standards.view", "Finish what you see differently"),
}
HELP = {
    "standards": (
        "*What we expect of each other*: `/pace standards` shows your team's standards and what you said to them.",
        "`/pace standards in 12` · `in 12 with 15` for a number of your own · `in all` · "
        "`/pace standards differ 12 Fridays are for follow-up`, which only the leaders read",
        "`/pace standards new Answer every inbound lead within 4 working hours` · "
        "`new performance: 12 demos a week` (or `behaviour:`, `work ethic:`) · `new` alone opens a form",
        "`/pace standards 12` · `/pace standards edit 12 …` · `/pace standards drop 12` · `/pace standards list East`",
    ),
}
