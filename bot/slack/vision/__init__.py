"""The north star, as people talk about it: shown, said, changed for a reason, in words or in a form."""

from bot import phrases
from bot.outbox import NEWS, Kind
from bot.phrases import ANYTHING, NUMBER
from bot.slack import begun
from bot.slack.turn import Turn
from bot.slack.vision import card, form, line, listing, messages

VERBS_OF_VISION = {
    "show": ANYTHING,
    "set": ANYTHING,
    "change": ANYTHING,
    "typo": ANYTHING,
    "edit": None,
    "history": NUMBER,
}
EXAMPLES = "Try `/pace vision`, `/pace vision set The first call of every clinic` or `/pace vision history`."


def handle_vision(turn: Turn) -> None:
    match phrases.split_verb(turn.said.text or "show", VERBS_OF_VISION):
        case ("show", name):
            listing.handle_show(turn, name)
        case ("set" | "change" | "typo" | "edit", ""):
            form.open_own(turn)
        case ("set", text):
            line.handle_set(turn, text)
        case ("change", text):
            line.handle_change(turn, text)
        case ("typo", text):
            line.handle_typo(turn, text)
        case ("history", number):
            listing.handle_history(turn, number)
        case _:
            raise phrases.unknown_verb("/pace vision", turn.said.text, VERBS_OF_VISION, "a north star", EXAMPLES)


VERBS = {"vision": handle_vision}
ACTIONS = {
    "vision.edit": form.handle_edit,
    "vision.typo": form.handle_only_a_typo,
    "vision.change": form.handle_a_change,
    "vision.more": listing.handle_more,
}
VIEWS = {
    form.FORM: form.handle_submission,
    form.SURE: form.handle_sure,
    form.CHANGE: form.handle_change,
}
CLOSED = {form.FORM: form.handle_closed, form.CHANGE: form.handle_closed}
MESSAGES = {
    "north_star.set": Kind(messages.first, NEWS),
    "north_star.changed": Kind(messages.changed, NEWS),
}
HOME = {"vision": card.card}
DRAFTS = {form.FORM: begun.way_back("vision.edit", "Finish your north star")}
HELP = {
    "vision": (
        "*Your team's north star*, where it is going: `/pace vision`. Its leaders say it in words or in a form.",
        "`/pace vision set The first call of every clinic value: an answer within the hour` "
        "(and so `approach:`, `position:`, `economy:`; `-` empties one) · `/pace vision edit` opens the form",
        "`/pace vision change The first call of every group of clinics because market: clinics merge "
        "opens: one contract for twenty sites wins: 12 17 goals: 3` "
        "(or `because competition:`, `technology:`, `other:`) is told in the channel",
        "`/pace vision typo The first call of every clinic` is not · `/pace vision history` · `/pace vision show East`",
    ),
}
