"""A leader's brief: at most five lines each morning, each with its next step; and cheers in the leader's own words."""

import re

from bot import phrases
from bot.domain import brief, cheers, gate
from bot.outbox import BRIEF, NOTICE, Kind
from bot.slack import begun
from bot.slack.brief import cheering, lines
from bot.slack.turn import Turn
from bot.worktime import local_day

NOTHING = "Nothing is due, and nobody waits for you. `/pace cheer` or `/coach due` if you have a moment."


def handle_brief(turn: Turn) -> None:
    """`/pace brief`: how it stands at this moment."""
    with turn.keeping() as session:
        leader = brief.leader(session, turn.person)
        gate.check("brief.read", turn.person, leader.led[0] if leader.led else None)
        if leader.calendar.works_on(local_day(turn.now, leader.calendar.zone)):
            cheers.offer(session, turn.person, now=turn.now)
        answer = lines.told(session, leader, turn.now)
    turn.reply(answer or NOTHING)


def handle_cheer(turn: Turn) -> None:
    """`/pace cheer`: for the person to whom it is offered today, or the one mentioned; in the channel or in private."""
    match phrases.split_verb(turn.said.text, {"dm": re.compile(r"<@.*", re.DOTALL)}):
        case ("dm", said) if said:
            cheering.hear(turn, said, privately=True)
        case _ if turn.said.text:
            cheering.hear(turn, turn.said.text)
        case _:
            cheering.open_offered(turn)


VERBS = {"brief": handle_brief, "cheer": handle_cheer}
ACTIONS = {"cheer.open": cheering.handle_open, "cheer.undo": cheering.handle_undo}
VIEWS = {cheering.FORM: cheering.handle_submission}
CLOSED = {cheering.FORM: begun.keeping("words")}
MESSAGES = {"brief.morning": Kind(lines.morning, BRIEF), "cheer.given": Kind(cheering.given, NOTICE)}
DRAFTS = {cheering.FORM: begun.way_back("cheer.open", "Finish your cheer")}
HELP = {
    "brief": (
        "*Your brief*, where you lead: promises due, who waits for you, who slipped, whom to cheer for, whom to coach.",
        "`/pace brief` shows it now · each working morning it comes by itself (`/pace settings brief off`)",
    ),
    "cheer": (
        "*Cheer for somebody whom you lead*, in your own words: `/pace cheer` says for whom and why today.",
        "`/pace cheer @rita the silence after the price was brave` goes to the team's channel · "
        "`/pace cheer dm @rita …` to Rita alone",
    ),
}
