"""Cheers: each working day a leader is offered one person to cheer for, and says it in words of their own."""

from bot.domain.cheers.facts import Fact, Logged, fact_of
from bot.domain.cheers.offering import get_by_id, is_open, offer, offered
from bot.domain.cheers.saying import EXAMPLE, LONGEST, check_leads, place_for, say, take_back

__all__ = [
    "EXAMPLE",
    "LONGEST",
    "Fact",
    "Logged",
    "check_leads",
    "fact_of",
    "get_by_id",
    "is_open",
    "offer",
    "offered",
    "place_for",
    "say",
    "take_back",
]
