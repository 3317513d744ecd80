"""What a line asks of the board: how to rank, over which time, of which team."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.domain import teams
from bot.domain.board import SPANS, USUAL, By, Span
from bot.errors import Refused
from bot.models import Team
from bot.slack import blocks
from bot.slack.said import readable
from bot.slack.turn import Turn

EXAMPLE = "Try `/pace board`, `/pace board improved month` or `/pace board value week`."
PERIODS: dict[Span, str] = {
    "week": "this week",
    "month": "this month",
    "quarter": "this quarter",
    "30d": "the last 30 days",
}
BEFORE: dict[Span, str] = {
    "week": "last week",
    "month": "last month",
    "quarter": "last quarter",
    "30d": "in the 30 days before",
}
GLUE = ("by", "this", "the", "for", "of")
_DAYS = re.compile(r"\b(?:the )?(?:last )?30 ?d(?:ays)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    by: By | None
    """How to rank; None for the team's own way."""
    span: Span
    name: str
    """Of a team; empty for the speaker's."""
    glue: str = ""
    """What stands before the name, and may be its beginning: "for The"."""


def read(text: str) -> Asked:
    """`value month East`: how to rank and the time in any order, then the name of a team."""
    rest = _DAYS.sub("30d", readable(text))
    by: By | None = None
    span: Span = USUAL
    glue: list[str] = []
    while rest:
        word, _, after = rest.partition(" ")
        if word.casefold() in GLUE:
            glue.append(word)
        elif word.casefold() in tuple(By):
            by, glue = By(word.casefold()), []
        elif found := next((name for name in SPANS if name == word.casefold()), None):
            span, glue = found, []
        else:
            break
        rest = after.strip()
    return Asked(by, span, rest, " ".join(glue))


def team_of(session: Session, turn: Turn, asked: Asked) -> Team:
    """The one of the longest name that it can be: *The Hunters* before *Hunters*."""
    if not asked.name:
        return turn.membership(session).team
    before = asked.glue.split()
    for nth in range(len(before) + 1):
        name = " ".join([*before[nth:], asked.name])
        if team := teams.find_by_name(session, turn.said.workspace_id, name):
            return team
    raise Refused(f"I read “{blocks.cut(asked.name, 60)}”, which is no team, no time and no way to rank. {EXAMPLE}")
