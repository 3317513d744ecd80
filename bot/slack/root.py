"""`/pace`, the root of every verb: finds the page that a command means, helps with examples, and alone is the day."""

from bot import phrases
from bot.errors import Refused
from bot.slack import blocks
from bot.slack.commands import ROOT
from bot.slack.pages import TABLES, TOPICS
from bot.slack.turn import Turn

MANIFEST = {ROOT: {"description": "Your day, and everything that I can do", "usage_hint": "help"}}
DAY = "day"
"""A verb that works behind `/pace` only."""
UNDO = "undo"
NOTHING_TO_UNDO = (
    "Nothing to undo: nothing that you said in the last 7 days stands and can be taken back. "
    "`/win list quarter` shows the numbers of earlier wins; then `/win reverse 17`."
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
    """Undo the last that the speaker did and that a button can undo, by the function of that button, which names it."""
    with turn.reading() as session:
        done = [(last, act) for act, find in TABLES.undo.items() if (last := find(session, turn))]
    if not done:
        raise Refused(NOTHING_TO_UNDO)
    last, act = max(done)
    turn.said.value = last.value
    TABLES.actions[act](turn)


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
