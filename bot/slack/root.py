"""`/pace`, the root of every verb: finds the page that a command means, helps with examples, and alone is the day."""

from bot import phrases
from bot.errors import Refused
from bot.slack import blocks
from bot.slack.commands import ROOT
from bot.slack.pages import TABLES, TOPICS
from bot.slack.turn import Turn
from bot.slack.undoing import Last

MANIFEST = {ROOT: {"description": "Your day, and everything that I can do", "usage_hint": "help"}}
DAY = "day"
"""A verb that works behind `/pace` only."""
UNDO = "undo"
NOTHING_TO_UNDO = "Nothing to undo: you said nothing in the last 7 days that can be taken back."
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
    """Undo the last that the speaker did, by the function of the button that undoes it and that names it.

    Where no button undoes it, nothing before it is undone in its place.
    """
    with turn.reading() as session:
        done = sorted((last, act) for act, find in TABLES.undo.items() if (last := find(session, turn)))
    if not done or done[-1][0].stands:
        with turn.writing():  # so that an undo that is delivered again, when it is done, is not answered anew
            raise Refused(_nothing_undone([last for last, _ in reversed(done)]))
    last, act = done[-1]
    turn.said.value = last.value
    TABLES.actions[act](turn)


def _nothing_undone(done: list[Last]) -> str:
    """What was last and stands, and the line that takes back the one before; they come newest first."""
    if not done:
        return NOTHING_TO_UNDO
    before = next((last.line for last in done if not last.stands), "")
    return f"{done[0].stands} {before} takes back what you said before it." if before else done[0].stands


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
