"""Days, counts and lists in words (pure); the reverse of `phrases`."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

LOCALE = "en_US"


def day(when: date, *, today: date) -> str:
    """ "Sat 21 Nov", with the year where it is another one."""
    pattern = "EEE d MMM" if when.year == today.year else "EEE d MMM yyyy"
    return format_date(when, pattern, locale=LOCALE)


def zone(name: str) -> str:
    """ "Europe/Berlin" as people say it: "Berlin time"."""
    return f"{name.rpartition('/')[2].replace('_', ' ')} time"


def listed(words: Sequence[str]) -> str:
    """ "Sam", "Sam and Lee", "Sam, Lee and Mia"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(number: int, thing: str) -> str:
    """ "1 win", "3 wins"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
