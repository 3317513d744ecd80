"""A promise or a request in one line: `@rita review the Acme deck by Friday`, `to the team …`."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from bot.phrases.clauses import without
from bot.phrases.dates import read_deadline, split_by
from bot.phrases.days import When
from bot.phrases.text import CROWD, USER, Mention, find_mentions, mask, normalise, one_line, without_stop

WORK_ENDS = time(18)
END_OF_DAY = time(23, 59)
_LEADING = re.compile(r"(?:to|ask|and|also|plus|[&+,;:-])(?:\s+|$)", re.IGNORECASE)
_TEAM = re.compile(
    r"to\s+(?:the|my|our)\s+(?:whole\s+)?team\b[\s,:-]*|(?:the|my|our)\s+(?:whole\s+)?team\s*:\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:and|also|plus|to|[&+,;])?\s*(?:and\s+)?", re.IGNORECASE)
_GLUE = re.compile(r"^(?:(?:to|that|for|please|[,:;-])(?!\w)\s*)+", re.IGNORECASE)
_FOR = re.compile(rf"\b(?:for|to)\s+[{USER}]", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?<!\S)(?:on\s+)?(?P<day>today|tomorrow|eod|eow|in (?:\d{1,2}|an?|two|three) (?:day|week)s?)[.!]?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PromisePhrase:
    """To whom (Slack ids, or the team), what, and by when (None where no day is said)."""

    to: tuple[str, ...] = ()
    is_to_team: bool = False
    text: str = ""
    when: When | None = None
    crowds: tuple[str, ...] = ()


def read_promise(text: str, now: datetime, *, fiscal_start: int = 1) -> PromisePhrase:
    """It is to those mentioned at the start, else to the one after a "for" or "to"; `now` is in the speaker's zone.

    Raises Refused for a day that does not exist, or that is over.
    """
    text, when = _split_day(normalise(text), now, fiscal_start)
    text = _at(text, when)
    if team := _TEAM.match(mask(text)):
        return PromisePhrase(is_to_team=True, text=_what(text[team.end() :]), when=when)
    named = _named(text)
    start = _start_of_names(text)
    is_first = bool(named) and named[0].start == start
    rest = text[named[-1].end :] if is_first else text
    if named and not is_first:
        rest = without(text, [(_behind(text, named[0]), named[0].end)])
    return PromisePhrase(
        to=tuple(dict.fromkeys(mention.id for mention in named if mention.kind == "user")),
        text=_what(rest),
        when=when,
        crowds=tuple(mention.name or mention.id for mention in named if mention.kind != "user"),
    )


def _split_day(text: str, now: datetime, fiscal_start: int) -> tuple[str, When | None]:
    text, when = split_by(text, now, work_ends=WORK_ENDS, fiscal_start=fiscal_start)
    if when is None and (trailing := _TRAILING.search(mask(text))):
        when = read_deadline(trailing["day"], now, work_ends=WORK_ENDS)
        text = text[: trailing.start()].rstrip(" ,;\n") if when else text
    return text, when


def _at(text: str, when: When | None) -> str:
    """The text with the time of the deadline added, if one was said: the promise itself stores only a day."""
    if when is None or when.at in (None, WORK_ENDS, END_OF_DAY):
        return text
    return f"{without_stop(text)} (by {when.at:%-H:%M})"


def _start_of_names(text: str) -> int:
    leading = _LEADING.match(text)
    return leading.end() if leading else 0


def _named(text: str) -> list[Mention]:
    """The mentions at the start, one after another, or else the first one after a "for" or "to"."""
    mentions = [mention for mention in find_mentions(text) if mention.kind != "channel"]
    start = _start_of_names(text)
    row = [mention for mention in mentions if mention.start == start]
    for mention in mentions[1:] if row else []:
        if not _BETWEEN.fullmatch(text[row[-1].end : mention.start]):
            break
        row.append(mention)
    if row:
        return row
    behind = _FOR.search(mask(text))
    return [mention for mention in mentions if behind and mention.start == behind.end() - 1]


def _behind(text: str, mention: Mention) -> int:
    """Where the word before a mention (its "for" or "to") begins."""
    before = text[: mention.start].rstrip()
    return before.rindex(" ") + 1 if " " in before else 0


def _what(text: str) -> str:
    text = one_line(_GLUE.sub("", text.strip()))
    return text if re.search(r"\w", text.replace(CROWD, "")) else ""
