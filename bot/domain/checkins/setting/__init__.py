"""Setting up check-ins: what a team is asked, when, which of its people, and where the answers go."""

from bot.domain.checkins.setting.acting import MOST, add, amend, create, may_set, remove, switch
from bot.domain.checkins.setting.checking import LONGEST_TITLE, MOST_QUESTIONS
from bot.domain.checkins.setting.facts import Condition, Facts, Question, usual_audience, version_of
from bot.domain.checkins.setting.lookup import (
    asked_of,
    check_stands,
    facts_of,
    find_titled,
    get_checkin,
    get_ever,
    is_open,
    named,
    questions_of,
    standing,
)

__all__ = [
    "LONGEST_TITLE",
    "MOST",
    "MOST_QUESTIONS",
    "Condition",
    "Facts",
    "Question",
    "add",
    "amend",
    "asked_of",
    "check_stands",
    "create",
    "facts_of",
    "find_titled",
    "get_checkin",
    "get_ever",
    "is_open",
    "may_set",
    "named",
    "questions_of",
    "remove",
    "standing",
    "switch",
    "usual_audience",
    "version_of",
]
