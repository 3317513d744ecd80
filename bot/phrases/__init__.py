"""Amounts, dates and clauses out of one line of text (pure): what people type, taken apart and nothing guessed."""

from bot.phrases.amounts import Amount, Count, Found, find_amounts, format_money, read_amount, read_count
from bot.phrases.clauses import Help, Helper, split_account, split_because, split_for, split_with
from bot.phrases.dates import read_day, read_deadline, split_by, split_on
from bot.phrases.days import When
from bot.phrases.kudos import KudosPhrase, read_kudos
from bot.phrases.text import Mention, find_mentions, fold, mask, nearest, normalise, one_line, plain, split_verb
from bot.phrases.wins import UNITS, Choice, WinPhrase, read_win

__all__ = [
    "UNITS",
    "Amount",
    "Choice",
    "Count",
    "Found",
    "Help",
    "Helper",
    "KudosPhrase",
    "Mention",
    "When",
    "WinPhrase",
    "find_amounts",
    "find_mentions",
    "fold",
    "format_money",
    "mask",
    "nearest",
    "normalise",
    "one_line",
    "plain",
    "read_amount",
    "read_count",
    "read_day",
    "read_deadline",
    "read_kudos",
    "read_win",
    "split_account",
    "split_because",
    "split_by",
    "split_for",
    "split_on",
    "split_verb",
    "split_with",
]
