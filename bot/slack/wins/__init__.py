"""Wins, as people talk about them: logged in a line or a form, celebrated, taken back, changed in the open."""

import re

from bot import phrases
from bot.errors import Refused
from bot.outbox import CELEBRATION, NEWS, NOTICE, Kind
from bot.slack import asking, blocks
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.wins import card, changes, form, listing, log, messages, record, shortcuts

VERBS_OF_WIN = {
    # Without a period no figure: “list price deal 48k” is a win.
    "list": re.compile(rf"({'|'.join(listing.SPANS)})(\s.*)?|\D*", re.IGNORECASE | re.DOTALL),
    "undo": re.compile(r"\S+"),
    "edit": re.compile(r".+", re.DOTALL),
    "reverse": re.compile(r"\d+"),
}
MEANT = {
    **dict.fromkeys(("amend", "change", "correct", "fix", "update"), "edit"),
    **dict.fromkeys(("cancel", "delete", "remove", "undo"), "undo"),
    "reverse": "reverse",
}
"""What may be meant where one of these words stands before the number of a win."""
NEARLY_VERB = re.compile(rf"(?P<word>{'|'.join(MEANT)}) +(?P<number>\d{{1,9}})(?=\s|$)(?P<rest>.*)", re.I | re.DOTALL)
MOST_REPEATED = 60


def handle_win(turn: Turn) -> None:
    """`/win`: a win in a line, the form where nothing is said, or what there is to do with earlier ones."""
    match phrases.split_verb(turn.said.text, VERBS_OF_WIN):
        case ("list", rest):
            listing.handle_list(turn, rest)
        case ("undo", which):
            changes.handle_undo(turn, which)
        case ("edit" | "reverse" as verb, ""):
            raise Refused(changes.NO_NUMBER.format(verb=verb))
        case ("reverse", number):
            changes.handle_reverse(turn, number)
        case ("edit", rest):
            _edit(turn, rest)
        case _ if turn.said.text:
            _check_no_verb(turn.said.text)
            log.hear(turn, turn.said.text)
        case _:
            form.open_new(turn)


def _check_no_verb(text: str) -> None:
    """Refused where the line changes a win in words that are near ours, rather than telling of one."""
    if nearly := NEARLY_VERB.fullmatch(phrases.normalise(text)):
        verb = MEANT[nearly["word"].casefold()]
        rest = blocks.cut(readable(nearly["rest"]), MOST_REPEATED) if verb == "edit" else ""
        raise Refused(
            f"Did you mean `/win {verb} {nearly['number']}{rest and ' '}{rest}`? "
            "A win begins with its amount, as in `/win 48k Acme: annual plan`."
        )


def _edit(turn: Turn, rest: str) -> None:
    """`/win edit 17` opens the form; with words behind it, they correct what they speak of."""
    number, text = (*rest.split(None, 1), "")[:2]
    number = number.strip("#.,:")
    if not number.isdecimal():
        log.ask_which(turn, rest)
        return
    with turn.reading() as session:
        win_id = changes.numbered(turn, session, number).id
    if text:
        log.hear(turn, text, win=win_id)
    else:
        form.open_correction(turn, win_id)


def _undo(turn: Turn) -> None:
    """`/pace undo 17`; alone it presses the button of the last act (`root`)."""
    changes.handle_undo(turn, turn.said.text)


COMMANDS = {"/win": handle_win}
VERBS = {"win": handle_win, "undo": _undo}
ACTIONS = {
    "win.amount": asking.answering("amount", log.Line, log.hear_line),
    "win.day": asking.answering("day", log.Line, log.hear_line),
    "win.helper": asking.answering("helper", log.Line, log.hear_line),
    "win.which": log.hear_which,
    "win.sure": record.handle_sure,
    "win.not_another": record.handle_not_another,
    "win.same_account": record.handle_same_account,
    "win.revise": form.handle_revise,
    "win.edit": form.handle_edit,
    "win.undo": changes.handle_undo_click,
    "win.reverse": changes.handle_reverse_click,
    "win.more": listing.handle_more,
    "win.new": form.open_new,
}
VIEWS = {form.FORM: form.handle_submission}
CLOSED = {form.FORM: form.handle_closed}
MESSAGES = {
    "win.celebrated": Kind(messages.celebration, CELEBRATION),
    "win.amended": Kind(messages.amendment, NEWS),
    "win.reversed": Kind(messages.reversal, NEWS),
    "win.logged_for": Kind(messages.logged_for, NOTICE),
}
MANIFEST = {
    "win.new": {"name": "Win", "type": "global", "description": "Log a win"},
    "win.message": {
        "name": "Log as a win",
        "type": "message",
        "description": "Open the form of a win with what this says",
    },
    "/win": {
        "description": "Log a win",
        "usage_hint": "48k Acme: annual plan because we brought the CFO in early",
    },
}
HELP = {
    "win": (
        "*Log a win*: an amount, what was won, what made it work. It is celebrated in the team's channel.",
        "`/win 48k Acme: annual plan because we brought the CFO in early`",
        "`/win €12.5k Globex on 31 Oct with @sam` · `/win 20k Initech for @rita` · `/win` alone opens a form",
        "`/win list` · `/win list quarter East` · `/win edit 17` · `/win edit Acme 52k` · `/win reverse 17`",
    ),
    "undo": (
        "*Undo* what you did last, a win, thanks, a goal, a promise and the like: `/pace undo` presses its *Undo*",
        "`/win undo` and `/kudos undo`, `/no undo` and so on take back the last one of their kind · `/win undo 17`",
        "It can be done for an hour, unless the team wants it otherwise: `/pace team set undo` says",
    ),
}
SHORTCUTS = {"win.new": form.open_new, "win.message": shortcuts.handle_message}
HOME = {"wins": card.show}
DRAFTS = {
    form.FORM: card.unfinished,
    form.LINE: card.unlogged,
    form.ON_MESSAGE: card.unlogged,
    record.WAITING: card.undecided,
}
