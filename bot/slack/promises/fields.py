"""What a promise or a request is made of while it is being said: in a line, a form or a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from bot.domain import calendars
from bot.slack.blocks import Mrkdwn
from bot.slack.turn import Turn

PROMISE, ASK = "promise", "ask"
US, OPEN, TEAM = "us", "open", "team"
"""Who hears of it: the two; the two, in the team's channel; or the whole team, to which it is promised."""
FRIDAY = 4
DAY = timedelta(days=1)
TWO_DAYS = Mrkdwn("The day can be read in two ways. Which one is it?")


@dataclass(frozen=True)
class Said:
    """What was said so far, in the shape in which a draft keeps it."""

    verb: str = PROMISE
    people: list[str] = field(default_factory=list)
    """By their Slack ids."""
    text: str = ""
    due_on: str = ""
    hears: str = US
    link: str = ""
    quote: str = ""

    @property
    def is_asked(self) -> bool:
        return self.verb == ASK


def read(kept: Mapping[str, Any]) -> Said:
    """What was kept or entered; fields of earlier versions that no longer exist are left out."""
    known = {each.name for each in fields(Said)}
    return Said(**{name: value for name, value in kept.items() if name in known and value is not None})


def fiscal_start(turn: Turn) -> int:
    """The first month of the fiscal year of the team that is meant; January for somebody in no team."""
    with turn.reading() as session:
        is_in_a_team = bool(turn.memberships(session))
        return calendars.fiscal_start(session, turn.membership(session).team) if is_in_a_team else 1


def days_to_choose(first: date) -> tuple[date, ...]:
    """Days that people mean: the first one, the day after it, and two Fridays."""
    friday = first + (FRIDAY - first.weekday()) % 7 * DAY
    return tuple(sorted({first, first + DAY, friday, friday + 7 * DAY}))
