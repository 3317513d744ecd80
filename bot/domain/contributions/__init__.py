"""Contributions: dividing a team's goal, agreeing on each part or differing, and setting one goal for many."""

from bot.domain.contributions.answers import (
    LONGEST,
    be_in,
    check_answer,
    check_dispute,
    differ,
    keep,
    take,
)
from bot.domain.contributions.dividing import check_divide, divide, give
from bot.domain.contributions.many import set_for_all
from bot.domain.contributions.newcomers import offer_to_newcomers, part_for
from bot.domain.contributions.parts import Parts, parts_in, sellers
from bot.domain.contributions.ways import (
    MOST_MARGIN,
    Shares,
    by_days,
    by_hand,
    by_history,
    by_percent,
    by_weight,
    equally,
)

__all__ = [
    "LONGEST",
    "MOST_MARGIN",
    "Parts",
    "Shares",
    "be_in",
    "by_days",
    "by_hand",
    "by_history",
    "by_percent",
    "by_weight",
    "check_answer",
    "check_dispute",
    "check_divide",
    "differ",
    "divide",
    "equally",
    "give",
    "keep",
    "offer_to_newcomers",
    "part_for",
    "parts_in",
    "sellers",
    "set_for_all",
    "take",
]
