"""The weekly digest: previewed, skipped, posted and set; and how the channel and leaders above are told."""

import re
from datetime import timedelta

from bot import phrases
from bot.outbox import NOTICE, Kind, Manner
from bot.phrases import ANYTHING
from bot.slack.digest import above, messages, place, preview
from bot.slack.turn import Turn

HOUR = re.compile(r"\S+(?: at)? \S.*|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.IGNORECASE)
WEEKEND = Manner(lasts=timedelta(hours=64))
"""From Friday afternoon until Monday morning, when another week has begun."""


def handle_digest(turn: Turn) -> None:
    said = {"skip": None, "unskip": None, "post": None, "off": None, "on": HOUR, "channel": ANYTHING, "last": ANYTHING}
    match phrases.split_verb(turn.said.text, said):
        case ("skip", _):
            preview.handle_skip(turn)
        case ("unskip", _):
            preview.handle_unskip(turn)
        case ("post", _):
            preview.handle_post(turn)
        case ("off", _):
            preview.handle_set(turn, "off")
        case ("on", hour):
            preview.handle_set(turn, hour)
        case ("channel", value):
            place.handle_channel(turn, value)
        case ("last", name):
            preview.handle_last(turn, name)
        case _:
            preview.handle_show(turn, turn.said.text)


VERBS = {"digest": handle_digest}
ACTIONS = {
    "digest.show": preview.handle_click,
    "digest.skip": preview.handle_skip,
    "digest.unskip": preview.handle_unskip,
    "digest.post": preview.handle_post,
}
MESSAGES = {
    "digest.posted": Kind(messages.posted, WEEKEND),
    "digest.wins": Kind(messages.wins, WEEKEND),
    "digest.cleared": Kind(messages.cleared, WEEKEND),
    "digest.thanks": Kind(messages.thanks, WEEKEND),
    "digest.rolled_up": Kind(above.rolled_up, NOTICE),
}
HELP = {
    "digest": (
        "*The week in the channel*: north star, the team's number with a picture, wins, obstacles removed, thanks.",
        "`/pace digest` shows the last one, and to leaders and managers the next: `/pace digest skip` · "
        "`/pace digest unskip` · `/pace digest post`",
        "`/pace digest on Fri at 16:30` · `/pace digest off` · `/pace digest channel #week` · `/pace digest last`",
        "`/pace settings rollup off` is for who leads a team above others: no word on Monday of how those did",
    ),
}
