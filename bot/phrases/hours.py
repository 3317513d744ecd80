"""Hours that somebody offers, in one line: `Thu 14:00-16:00 in 30 minutes`."""

import re
from dataclasses import dataclass
from datetime import date, time

from bot.errors import Refused
from bot.phrases.dates import read_day
from bot.phrases.days import When
from bot.phrases.text import plain
from bot.phrases.week import read_hours

USUAL_MINUTES = 30
_EACH = re.compile(
    r"[\s,]+(?:in|of|by|every)\s+(?P<n>\d{1,3}) ?(?:m|mins?|minutes?)(?: (?:each|slots?))?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class HoursPhrase:
    when: When
    begins: time
    ends: time
    minutes: int


def read_offered_hours(text: str, today: date) -> HoursPhrase | None:
    """The day (today if none is said), from when to when, and the minutes of a slot; None if it is no such line.

    Refused where the hours would end on the next day.
    """
    text = " ".join(plain(text).split()).rstrip(".!")
    each = _EACH.search(text)
    minutes = int(each["n"]) if each else USUAL_MINUTES
    words = (text[: each.start()] if each else text).split(" ")
    # The hours are the longest run of words at the end that reads as such; the words before are the day.
    for first in range(len(words)):
        hours = read_hours(" ".join(words[first:]))
        when = read_day(" ".join(words[:first]).rstrip(",") or "today", today) if hours else None
        if hours and when and hours[1] != time() and hours[1] <= hours[0]:
            raise Refused(
                f"I read {hours[0]:%-H:%M} to {hours[1]:%-H:%M}, which ends before it begins. "
                "Try `/pace hours Thu 14:00-16:00`."
            )
        if hours and when:
            return HoursPhrase(when, *hours, minutes)
    return None
