"""`/pace`, the root of every verb: finds the page that a command means, helps with examples, and alone is the day."""

from bot import phrases
from bot.errors import Refused
from bot.slack import blocks
from bot.slack.pages import TABLES
from bot.slack.turn import Turn

ROOT = "/pace"
MANIFEST = {ROOT: {"description": "Your day, and everything that I can do", "usage_hint": "help"}}
DAY = "day"
"""The verb of the root alone."""
COMMANDS = (ROOT, *TABLES.commands)


def handle_command(turn: Turn) -> None:
    """Any slash command: a verb's own one, or a verb behind the root."""
    turn.admit()
    name, text = turn.commands.heard(turn.said.name), turn.said.text.strip()
    if name == ROOT:
        name, _, text = text.partition(" ")
        name, text = name.lower(), text.strip()
        handler = TABLES.verbs.get(name)
    else:
        handler = TABLES.commands.get(name)
        name = name.removeprefix("/")
    turn.said.text = text
    if not name:
        TABLES.verbs[DAY](turn)
    elif name == "help":
        _help(turn, text.lower())
    elif handler is None:
        raise _unknown(name)
    elif text.lower() == "help":
        _help(turn, name)
    else:
        handler(turn)


def _help(turn: Turn, verb: str) -> None:
    if verb and verb not in TABLES.help:
        raise _unknown(verb)
    topics = [verb] if verb else list(TABLES.help)
    parts = [blocks.section(blocks.Mrkdwn("\n".join(TABLES.help[topic]))) for topic in topics]
    parts.append(blocks.context(blocks.Mrkdwn("Every verb works behind `/pace` too: `/pace win 48k Acme`.")))
    turn.reply(blocks.message(*parts))


def _unknown(verb: str) -> Refused:
    nearest = phrases.nearest(verb, TABLES.verbs)
    hint = f"Did you mean `/pace {nearest}`?" if nearest else "`/pace help` shows everything that I know."
    return Refused(f"I know no `{blocks.cut(verb, 40)}`. {hint}")
