"""Wins: recorded once, celebrated once, undone within the hour, amended or reversed in the open afterwards."""

from bot.domain.wins.facts import LONGEST, Facts, check_day, facts_of
from bot.domain.wins.lookup import (
    count,
    credited_to,
    get_by_id,
    get_win,
    in_period,
    latest_of,
    logged_from,
    newest_of,
    team_total,
    total,
    total_with,
)
from bot.domain.wins.past import Past, past_and_twin
from bot.domain.wins.recording import (
    amend,
    can_be_undone,
    check,
    check_amendment,
    check_stands,
    key,
    merge_account,
    record,
    record_serving,
    reverse,
    undo,
)
from bot.domain.wins.weight import unusual, unusually_raised

__all__ = [
    "LONGEST",
    "Facts",
    "Past",
    "amend",
    "can_be_undone",
    "check",
    "check_amendment",
    "check_day",
    "check_stands",
    "count",
    "credited_to",
    "facts_of",
    "get_by_id",
    "get_win",
    "in_period",
    "key",
    "latest_of",
    "logged_from",
    "merge_account",
    "newest_of",
    "past_and_twin",
    "record",
    "record_serving",
    "reverse",
    "team_total",
    "total",
    "total_with",
    "undo",
    "unusual",
    "unusually_raised",
]
