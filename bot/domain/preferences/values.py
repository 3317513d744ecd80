"""What a preference can be: words read into a value, and a value said in words (pure)."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from bot import phrases, words


@dataclass(frozen=True)
class Preference:
    """`read` turns words into a value, or None if they mean none; `say` turns a value into words."""

    about: str
    default: Any
    read: Callable[[str], Any]
    say: Callable[[Any], str]
    example: str
    off: Any = None
    """The value for "off"; None if it cannot be off."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """All its values, each with what it means; empty if there are too many to list."""
    turns_down: frozenset[str] = frozenset()
    """The kinds of message that it turns down or off."""
    means: Callable[[Any], str] | None = None
    """Says what a value means, for those not in `choices`."""

    def meaning(self, value: Any) -> str:
        """What a value means, as the end of a sentence."""
        return self.choices.get(value) or (self.means or self.say)(value)


MOST_KINDS = 20
MOST_MESSAGES = 100
LONGEST_SKILL = 40
TEAMS = "team"
"""The value of a person's quiet hours that follow the team's."""
MONTHS = dict(enumerate(calendar.month_name))
MINUTES = {"": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hour": 60, "hours": 60}
_SPAN = re.compile(r"(\d{1,6}) ?([a-z]*)")


def minutes(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        found = _SPAN.fullmatch(text)
        minutes = int(found[1]) * MINUTES.get(found[2], 0) if found else 0
        return minutes if 1 <= minutes <= most else None

    return read


def _number(written: str, most: int) -> Callable[[str], int | None]:
    """A reader of a number from 1 to `most` that is written like this pattern."""

    def read(text: str) -> int | None:
        found = re.fullmatch(written, text)
        return int(found[1]) if found and 1 <= int(found[1]) <= most else None

    return read


times = partial(_number, r"(\d{1,6}) ?(?:times?|x|\u00d7)?")
working_hours = partial(_number, r"(\d{1,3})(?: working)?(?: ?h| hours?)?")
working_days = partial(_number, r"(\d{1,3})(?: working)?(?: days?)?")
days = partial(_number, r"(?:every )?(\d{1,3})(?: days?)?")
weeks = partial(_number, r"(\d{1,3})(?: weeks?)?")


def _numbers(written: str, text: str) -> list[int]:
    """The numbers in a text that is written like this pattern; none in another one."""
    found = re.fullmatch(written, text)
    return [int(number) for number in found.groups()] if found else []


def posts_within(most: int) -> Callable[[str], list[int] | None]:
    """A number of posts within a number of minutes."""

    def read(text: str) -> list[int] | None:
        found = re.fullmatch(r"(\d{1,6})(?: posts?)?,?(?: in| within)? (\d{1,6} ?[a-z]*)", text)
        span = minutes(most)(found[2]) if found else None
        return [int(found[1]), span] if found and span and 1 <= int(found[1]) <= most else None

    return read


def say_posts_within(value: list[int]) -> str:
    return f"{words.count(value[0], 'post')} in {words.count(value[1], 'minute')}"


def three_rising(most: int) -> Callable[[str], list[int] | None]:
    def read(text: str) -> list[int] | None:
        numbers = _numbers(r"(\d{1,6})[, ]+(\d{1,6})(?:,? and|[, ]) ?(\d{1,6})(?: times)?", text)
        is_fine = numbers == sorted(set(numbers)) and all(1 <= number <= most for number in numbers)
        return numbers if numbers and is_fine else None

    return read


def kinds(text: str) -> list[str] | None:
    """Single words, as they are typed after a #."""
    kinds = list(dict.fromkeys(word.lstrip("#") for word in re.split(r"[\s,;]+(?:and\s+)?", text) if word))
    is_fine = len(kinds) <= MOST_KINDS and all(re.fullmatch(r"[^\W_][\w-]{0,29}", kind) for kind in kinds)
    return kinds if kinds and is_fine else None


def skills(text: str) -> list[str] | None:
    """Skills separated by commas, in people's own words."""
    skills = list(dict.fromkeys(word.strip() for word in re.split(r"[,;]|\band\b", text) if word.strip()))
    is_fine = len(skills) <= MOST_KINDS and all(len(skill) <= LONGEST_SKILL for skill in skills)
    return skills if skills and is_fine else None


def percent(text: str) -> int | None:
    found = re.fullmatch(r"([1-9]\d?) ?(?:%|percent)?", text)
    return int(found[1]) if found else None


def two_falling(text: str) -> list[int] | None:
    numbers = _numbers(r"(\d{1,2}) ?%?,?(?: and)? (\d{1,2}) ?%?", text)
    return numbers if numbers and numbers[0] > numbers[1] > 0 else None


def two_rising(most: int) -> Callable[[str], list[int] | None]:
    """Two numbers of hours, the second larger than the first."""

    def read(text: str) -> list[int] | None:
        numbers = _numbers(r"(\d{1,3})(?: and|,| ,)? (\d{1,3})(?: (?:working )?(?:h|hours?))?", text)
        return numbers if numbers and 0 < numbers[0] < numbers[1] <= most else None

    return read


def noes_and_gaps(text: str) -> list[int] | None:
    """A number of no's, and a multiple of the usual gap between wins."""
    numbers = _numbers(r"(\d{1,3}) ?(?:no.?s)?,?(?: and| or)? (\d{1,2}) ?(?:gaps?|times)?", text)
    return numbers if numbers and min(numbers) > 0 else None


def say_noes_and_gaps(value: list[int]) -> str:
    return f"{value[0]} no's, {words.count(value[1], 'gap')}"


def weekdays(text: str) -> list[int] | None:
    days = phrases.read_weekdays(text)
    return sorted(days) if days else None


def weekly(text: str) -> str | None:
    """A moment of the week, as "Fri 16:30"."""
    found = phrases.read_weekly(text)
    return f"{words.WEEKDAYS[found[0]]} {words.clock(found[1])}" if found else None


def hours(text: str) -> str | None:
    """From when to when, in the form of `words.hours`."""
    hours = phrases.read_hours(text)
    return words.hours(*hours) if hours else None


def quiet(text: str) -> str | None:
    """Quiet hours, which must not be the whole day."""
    hours = phrases.read_hours(text)
    return TEAMS if text == TEAMS else words.hours(*hours) if hours and hours[0] != hours[1] else None


def what_is_quiet(value: str) -> str:
    if value == TEAMS:
        return "I keep quiet while your team doesn't work, and on days that you don't"
    when = f"from {value.replace('-', ' to ')} and " if value != "off" else ""
    return f"I keep quiet {when}on days that you don't work"


def what_is_told(value: str) -> str:
    if value == "off":
        return "I keep to what your team has set (2 a day, 5 a week, unless it says otherwise)"
    return f"I send you at most {value}, fewer where your team has it so, and what is over it joins the next one"


def month(text: str) -> int | None:
    return next((number for number, name in MONTHS.items() if len(text) > 2 and name.casefold().startswith(text)), None)


_DATE = re.compile(r"(?:from )?(?:the )?(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})")


def date_or_on(text: str) -> str | None:
    """An ISO date, or "on"; the year must be given, as it is never guessed here."""
    found = _DATE.fullmatch(text)
    said = f"{found[3]}-{month(found[2]) or 0:02}-{int(found[1]):02}" if found else text.removeprefix("from ")
    try:
        return "on" if text == "on" else date.fromisoformat(said).isoformat()
    except ValueError:
        return None


def say_date(value: str) -> str:
    if value in ("on", "off"):
        return value
    day = date.fromisoformat(value)
    return f"from {day.day} {MONTHS[day.month][:3]} {day.year}"


_LIMIT = re.compile(r"(\d{1,6}) ?(?:messages? )?(?:a|per|each|/) ?(day|week)")


def read_limits(text: str) -> list[int | None] | None:
    """Numbers a day and a week, in either order; one that is not said is None."""
    said = _LIMIT.findall(text)
    rest = re.sub(r"[ ,;]|and", "", _LIMIT.sub("", text))
    counts = {unit: int(number) for number, unit in said}
    are_fine = all(1 <= count <= MOST_MESSAGES for count in counts.values())
    return [counts.get("day"), counts.get("week")] if len(counts) == len(said) > 0 and not rest and are_fine else None


def say_limits(value: list[int | None]) -> str:
    return ", ".join(f"{count} a {unit}" for count, unit in zip(value, ("day", "week"), strict=True) if count)


def own_limits(text: str) -> str | None:
    """The limits in the form of `say_limits`, since people's preferences are stored as text."""
    found = read_limits(text)
    return say_limits(found) if found else None


def choice(about: str, default: str, example: str, *turns_down: str, **choices: str) -> Preference:
    return Preference(
        about,
        default,
        lambda text: text if text in choices else None,
        str,
        example,
        off="off",
        choices=choices,
        turns_down=frozenset(turns_down),
    )


def or_off(say: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: say(value) if value else "off"


def limits(value: list[int | None] | str) -> tuple[int | None, int | None]:
    """How many messages a day and a week a team's or a person's "dms" allow; None for no limit."""
    a_day, a_week = (read_limits(value) if isinstance(value, str) else value) or (None, None)
    return a_day, a_week
