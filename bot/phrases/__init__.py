"""Amounts, dates and clauses read from one line of text (pure): nothing is guessed."""

from bot.phrases.amounts import Amount, Count, Found, find_amounts, format_money, read_amount, read_count
from bot.phrases.checkins import EVERY_DAY, CheckinPhrase, QuestionPhrase, read_checkin, read_question, say_question
from bot.phrases.clauses import Help, Helper, check_shares, split_account, split_because, split_for, split_with
from bot.phrases.colleagues import WORDS_TOO, Colleague, parts_of
from bot.phrases.dates import read_day, read_deadline, split_by, split_on
from bot.phrases.days import When
from bot.phrases.division import DivisionPhrase, read_division
from bot.phrases.goals import GoalPhrase, Target, read_goal, split_kind
from bot.phrases.hours import read_offered_hours
from bot.phrases.kudos import read_kudos
from bot.phrases.measures import DEALS, LARGEST_COUNT, REVENUE, metric_key, read_measure
from bot.phrases.noes import NoPhrase, read_no
from bot.phrases.north_star import NorthStarPhrase, read_north_star
from bot.phrases.obstacles import ObstaclePhrase, read_obstacle
from bot.phrases.parts import split_parts
from bot.phrases.progress import ProgressPhrase, read_progress
from bot.phrases.promises import PromisePhrase, read_promise
from bot.phrases.rates import Rate, read_rate, read_size
from bot.phrases.spans import read_span
from bot.phrases.statuses import says_away
from bot.phrases.terms import SPANS, Ground, Span, following, period_of
from bot.phrases.text import (
    ANYTHING,
    NUMBER,
    Mention,
    find_mentions,
    find_number,
    fold,
    mask,
    nearest,
    normalise,
    one_line,
    split_verb,
    trimmed,
    unknown_verb,
    without_stop,
)
from bot.phrases.week import read_hours, read_time, read_weekdays, read_weekly
from bot.phrases.wins import Choice, WinPhrase, read_win

__all__ = [
    "ANYTHING",
    "DEALS",
    "EVERY_DAY",
    "LARGEST_COUNT",
    "NUMBER",
    "REVENUE",
    "SPANS",
    "WORDS_TOO",
    "Amount",
    "CheckinPhrase",
    "Choice",
    "Colleague",
    "Count",
    "DivisionPhrase",
    "Found",
    "GoalPhrase",
    "Ground",
    "Help",
    "Helper",
    "Mention",
    "NoPhrase",
    "NorthStarPhrase",
    "ObstaclePhrase",
    "ProgressPhrase",
    "PromisePhrase",
    "QuestionPhrase",
    "Rate",
    "Span",
    "Target",
    "When",
    "WinPhrase",
    "check_shares",
    "find_amounts",
    "find_mentions",
    "find_number",
    "fold",
    "following",
    "format_money",
    "mask",
    "metric_key",
    "nearest",
    "normalise",
    "one_line",
    "parts_of",
    "period_of",
    "read_amount",
    "read_checkin",
    "read_count",
    "read_day",
    "read_deadline",
    "read_division",
    "read_goal",
    "read_hours",
    "read_kudos",
    "read_measure",
    "read_no",
    "read_north_star",
    "read_obstacle",
    "read_offered_hours",
    "read_progress",
    "read_promise",
    "read_question",
    "read_rate",
    "read_size",
    "read_span",
    "read_time",
    "read_weekdays",
    "read_weekly",
    "read_win",
    "say_question",
    "says_away",
    "split_account",
    "split_because",
    "split_by",
    "split_for",
    "split_kind",
    "split_on",
    "split_parts",
    "split_verb",
    "split_with",
    "trimmed",
    "unknown_verb",
    "without_stop",
]
