"""Preferences of teams and people: how they read and say themselves, the tables of all, and those that are stored."""

from bot.domain.preferences.kept import (
    LATELY,
    WITHHELD,
    allow_shared,
    is_off,
    is_shared_allowed,
    note_sharing,
    of_people,
    of_person,
    of_team,
    of_teams,
    off_among,
    set_for_person,
    set_for_team,
    too_late_to_undo,
    who_turned_off,
)
from bot.domain.preferences.tables import OF_PERSON, PERSON, TEAM, find_name, read, ways
from bot.domain.preferences.values import TEAMS, Preference, limits, say_limits

__all__ = [
    "LATELY",
    "OF_PERSON",
    "PERSON",
    "TEAM",
    "TEAMS",
    "WITHHELD",
    "Preference",
    "allow_shared",
    "find_name",
    "is_off",
    "is_shared_allowed",
    "limits",
    "note_sharing",
    "of_people",
    "of_person",
    "of_team",
    "of_teams",
    "off_among",
    "read",
    "say_limits",
    "set_for_person",
    "set_for_team",
    "too_late_to_undo",
    "ways",
    "who_turned_off",
]
