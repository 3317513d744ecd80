"""`/pace`, the root of every verb: finds the page that a command means, and helps with examples."""

from bot import phrases
from bot.slack import blocks
from bot.slack.pages import TABLES
from bot.slack.turn import Turn

ROOT = "/pace"


def handle_command(turn: Turn) -> None:
    """Any slash command: a verb's own one, or a verb behind the root."""
    name, text = turn.said.name, turn.said.text.strip()
    if name == ROOT:
        name, _, text = text.partition(" ")
        name, text = name.lower(), text.strip()
        handler = TABLES.verbs.get(name)
    else:
        handler = TABLES.commands.get(name)
        name = name.removeprefix("/")
    turn.said.text = text
    if not name or name == "help":
        _help(turn, text.lower())
    elif handler is None:
        _suggest(turn, name)
    elif text.lower() == "help":
        _help(turn, name)
    else:
        handler(turn)


def _help(turn: Turn, verb: str) -> None:
    _ = turn.person
    if verb and verb not in TABLES.help:
        _suggest(turn, verb)
        return
    topics = [verb] if verb else list(TABLES.help)
    parts = [blocks.section(blocks.Mrkdwn("\n".join(TABLES.help[topic]))) for topic in topics]
    parts.append(blocks.context(blocks.Mrkdwn("Every verb works behind `/pace` too: `/pace win 48k Acme`.")))
    turn.reply(blocks.message(*parts))


def _suggest(turn: Turn, said: str) -> None:
    nearest = phrases.nearest(said, TABLES.verbs)
    hint = f"Did you mean `/pace {nearest}`?" if nearest else "`/pace help` shows everything that I know."
    turn.reply(f"I know no `{said[:40]}`. {hint}")
