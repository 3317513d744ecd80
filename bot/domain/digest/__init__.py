"""The weekly digest: what a team's week came to, in numbers, and what to look at next; posted once."""

from bot.domain.digest.above import Below, teams_below
from bot.domain.digest.acting import next_opening, post, set_channel, set_hour, skip, unskip
from bot.domain.digest.content import Number, Told
from bot.domain.digest.lookup import (
    channel_of,
    current,
    due,
    due_today,
    find_current,
    latest,
    place_of,
    this_week,
    told,
    upcoming,
)
from bot.domain.digest.schedule import due_at
from bot.domain.digest.watch import look_after, plan

__all__ = [
    "Below",
    "Number",
    "Told",
    "channel_of",
    "current",
    "due",
    "due_at",
    "due_today",
    "find_current",
    "latest",
    "look_after",
    "next_opening",
    "place_of",
    "plan",
    "post",
    "set_channel",
    "set_hour",
    "skip",
    "teams_below",
    "this_week",
    "told",
    "unskip",
    "upcoming",
]
