"""No's, as people log them in five seconds; and the word that helps after a hard run."""

from bot import phrases
from bot.outbox import NOTICE, Kind
from bot.slack.confidential import in_confidence
from bot.slack.noes import listing, log, messages
from bot.slack.turn import Turn

VERBS_OF_NO = {"list": None, "undo": None, "share": None, "private": None}


def handle_no(turn: Turn) -> None:
    """`/no`: a no in a line, or what there is to do with earlier ones."""
    with in_confidence(turn) as text:
        match phrases.split_verb(text, VERBS_OF_NO):
            case ("undo", _):
                log.undo_latest(turn)
            case ("share", _):
                listing.share(turn)
            case ("private", _):
                listing.keep_private(turn)
            case None if text:
                log.hear(turn, text)
            case _:
                listing.handle_list(turn)


COMMANDS = {"/no": handle_no}
VERBS = {"no": handle_no}
ACTIONS = {"no.undo": log.handle_undo, "no.list": listing.handle_list, "no.more": listing.handle_more}
MESSAGES = {"hard_run.noticed": Kind(messages.word_would_help, NOTICE)}
HOME = {"noes": listing.card}
MANIFEST = {
    "/no": {"description": "Log a no, for your eyes alone", "usage_hint": "Globex: budget frozen · 12 cold calls"}
}
HELP = {
    "no": (
        "*Log a no* in five seconds, for your eyes alone, counted toward your next yes.",
        "`/no Globex: budget frozen until spring` · `/no 12` · `/no 12 cold calls`",
        "`/no 48k Globex: went with a competitor` is a deal that was lost · `/no` shows yours · `/no undo`",
        "`/no share` lets your leader read how many, should a word help; `/no private` ends that",
    ),
}
