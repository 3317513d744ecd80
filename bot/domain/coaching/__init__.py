"""Coaching: who coaches whom, the talks and their confidential notes, who asked for one, who is due."""

from bot.domain.coaching.access import check as check_coach
from bot.domain.coaching.access import coaches_of, is_coach, may_read, place_of
from bot.domain.coaching.focus import Choice, Figure, choices, figure, is_seen, name_of
from bot.domain.coaching.requests import ask, get_request, is_asked, readers, requests_to, withdraw
from bot.domain.coaching.rhythm import Due, due
from bot.domain.coaching.sessions import (
    LONGEST,
    Entry,
    Notes,
    count_of,
    get_by_id,
    get_session,
    held_with,
    last_held,
    notes_of,
    preparation_of,
    prepared,
    promises_of,
    reply,
    reply_of,
    save,
    trend,
)
from bot.domain.coaching.undoing import Undone, latest_by, undo

__all__ = [
    "LONGEST",
    "Choice",
    "Due",
    "Entry",
    "Figure",
    "Notes",
    "Undone",
    "ask",
    "check_coach",
    "choices",
    "coaches_of",
    "count_of",
    "due",
    "figure",
    "get_by_id",
    "get_request",
    "get_session",
    "held_with",
    "is_asked",
    "is_coach",
    "is_seen",
    "last_held",
    "latest_by",
    "may_read",
    "name_of",
    "notes_of",
    "place_of",
    "preparation_of",
    "prepared",
    "promises_of",
    "readers",
    "reply",
    "reply_of",
    "requests_to",
    "save",
    "trend",
    "undo",
    "withdraw",
]
