"""Undoing in general: the button under an answer, shown as long as the team allows it, and what somebody did last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import preferences
from bot.models import Team
from bot.slack import blocks
from bot.slack.blocks import Element


def button(
    session: Session, team: Team, said_at: datetime, action: str, value: str | int, *, now: datetime
) -> list[Element]:
    """Nothing where it is too late, or where the team has undo off."""
    is_too_late = preferences.too_late_to_undo(session, team, said_at, now=now)
    return [] if is_too_late else [blocks.button("Undo", action, value)]


@dataclass(frozen=True, order=True)
class Last:
    """The last act of one kind that somebody did: when, and the value of the button that undoes it."""

    said_at: datetime
    stands: str = ""
    """Where no button undoes it: what was done, in sentences, and what can be said instead."""
    value: str = ""
    line: str = ""
    """What undoes it as a line of its own, as "`/win undo 3`"; empty where there is none."""
