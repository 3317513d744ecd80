"""The leader's morning brief: at most five lines, each with its next step, once on every working morning."""

from bot.domain.brief.leaders import Leader, leader
from bot.domain.brief.lines import (
    Announce,
    Begin,
    Cheered,
    Coach,
    Conclude,
    Line,
    Preview,
    Promised,
    Slipped,
    Waits,
    compose,
)
from bot.domain.brief.schedule import enrol, look_after, morning
from bot.domain.brief.waiting import Reason, Waiting

__all__ = [
    "Announce",
    "Begin",
    "Cheered",
    "Coach",
    "Conclude",
    "Leader",
    "Line",
    "Preview",
    "Promised",
    "Reason",
    "Slipped",
    "Waiting",
    "Waits",
    "compose",
    "enrol",
    "leader",
    "look_after",
    "morning",
]
