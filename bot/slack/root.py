"""`/pace`, the root of every verb: finds the page that a command means, helps with examples, and alone is the day."""

from bot import phrases
from bot.domain import preferences
from bot.errors import Refused
from bot.models import Undo
from bot.slack import blocks
from bot.slack.commands import ROOT
from bot.slack.pages import TABLES, TOPICS
from bot.slack.turn import Turn

MANIFEST = {ROOT: {"description": "Your day, and everything that I can do", "usage_hint": "help"}}
DAY = "day"
"""A verb that works behind `/pace` only."""
UNDO = "undo"
NOTHING_TO_UNDO = (
    "There is nothing to undo in what you did last. "
    "`/win undo`, `/no undo`, `/kudos undo` and `/goal undo` take back the last of their own kind."
)
COMMANDS = (ROOT, *TABLES.commands)
FIRST_LINES = 3
"""Lines of each verb's help that are shown: a message can't hold all of them."""
MORE = blocks.Mrkdwn(
    "`/pace help win` shows everything of one verb. Every verb works behind `/pace` too: `/pace win 48k Acme`."
)


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
    if name == UNDO and not text:
        undo_last(turn)
    elif not name:
        TABLES.verbs[DAY](turn)
    elif name == "help":
        _help(turn, text.lower())
    elif handler is None:
        raise _unknown(name)
    elif text.lower() == "help":
        _help(turn, name)
    else:
        handler(turn)


def undo_last(turn: Turn) -> None:
    """Press the button that takes back what the speaker did last."""
    with turn.reading() as session:
        last = session.get(Undo, turn.person.id)
    is_late = last is None or last.done_at < turn.now - preferences.LATELY
    press = None if last is None or is_late else TABLES.actions.get(last.action)
    if last is None or press is None:
        with turn.keeping():  # so that an undo that is delivered again, when it is done, is not answered anew
            raise Refused(NOTHING_TO_UNDO)
    turn.said.value = last.value
    press(turn)


def _help(turn: Turn, verb: str) -> None:
    if verb and verb not in TABLES.help:
        raise _unknown(verb)
    topics = [TABLES.help[verb]] if verb else [topic[:FIRST_LINES] for topic in TOPICS.values()]
    parts = [blocks.section(blocks.Mrkdwn("\n".join(topic))) for topic in topics]
    turn.reply(blocks.message(*parts, blocks.context(MORE)))


def _unknown(verb: str) -> Refused:
    nearest = phrases.nearest(verb, TABLES.verbs)
    hint = f"Did you mean `/pace {nearest}`?" if nearest else "`/pace help` shows everything that I know."
    return Refused(f"I know no `{blocks.cut(verb, 40)}`. {hint}")
