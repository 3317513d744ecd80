"""Lessons, as people ask for them: what worked before, by a word or two."""

from bot.domain import gate, lessons
from bot.errors import Refused
from bot.slack import blocks, learned
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

MOST = 10
EXAMPLE = "Try `/pace lessons pricing`."
HOW = "A win with a reason can be found here: `/win 48k Acme: annual plan because the CFO was in early`."


def handle_lessons(turn: Turn) -> None:
    """`/pace lessons pricing`: wins with their reasons, and removed obstacles with what did it."""
    text = " ".join(readable(turn.said.text).split())
    if not text:
        raise Refused(f"What about? {EXAMPLE}")
    with turn.reading() as session:
        by = turn.membership(session)
        gate.check_sight("shared", by.person, by)
        found = learned.lines(lessons.search(session, by.person, text, limit=MOST), now=turn.now, zone=by.team.zone)
    asked = blocks.cut(text, 60)
    if not found:
        turn.reply(blocks.joined([mrkdwn("Nothing yet about “{asked}”.", asked=asked), Mrkdwn(HOW)]))
    else:
        turn.reply(blocks.joined([mrkdwn("What worked before, about “{asked}”:", asked=asked), *found]))


VERBS = {"lessons": handle_lessons}
HELP = {
    "lessons": (
        "*What worked before*, in wins with a reason and in removed obstacles of your teams.",
        "`/pace lessons pricing` · `/pace lessons security review`",
    ),
}
