"""One line of people's text: what is kept of it, and the mask of equal length that every rule is matched on.

Kept are apostrophes, dashes, emoji, right-to-left marks, newlines, and every character between quotes. The mask
holds plain quotes and dashes, and blanks what must be taken literally (quoted text, links, emoji codes) and the
inside of mentions, so that an offset found in the mask cuts the kept text.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from bot.errors import Refused

Kind = Literal["user", "group", "channel", "everyone"]

BLANK = "\ue000"
USER = "\ue001"
CROWD = "\ue002"
"""Private-use characters: in a mask, a mention is its kind's character followed by blanks."""

_ANGLES = (0xFF1C, 0xFF1E)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in _ANGLES}
_PLAIN = (
    _FULL_WIDTH
    | dict.fromkeys((0xAB, 0xBB, *range(0x201C, 0x2020), 0x2033, 0x301D, 0x301E), '"')
    | dict.fromkeys((0xB4, 0x2BC, *range(0x2018, 0x201C), 0x2032), "'")
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63), "-")
    | dict.fromkeys((0xA0, *range(0x2000, 0x200C), 0x202F), " ")
    | dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
    | {0x60C: ",", 0x66A: "%"}
    | dict.fromkeys(map(ord, (BLANK, USER, CROWD)), "?")
)
"""Typographic quotes, apostrophes, dashes and spaces, directions of writing, Arabic comma and percent."""
_QUOTED = r'"(?<!\w")[^"]*"(?!\w)'
# Every branch begins with a plain character, so that the search can skip all others.
_LITERAL = re.compile(
    rf"""
    {_QUOTED}
    | <(?P<mention>@[A-Z0-9]+ | \#[A-Z0-9]+ | ![a-z]+(?:\^[A-Z0-9]+)?) (?:\|[^<>]*)? >
    | https?://\S*[^\s.,:;!?]
    | :(?<!\w:)[\w+-]{{1,60}}:(?!\w)
    """,
    re.VERBOSE,
)
_KINDS: Mapping[str, Kind] = {"@": "user", "#": "channel"}
_INVISIBLE = "\u200b\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f"


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in Slack's form, at text[start:end]; whether a `group` or `everyone` is refused is up to the caller."""

    kind: Kind
    id: str
    name: str
    start: int
    end: int


def normalise(text: str) -> str:
    """The text as it is kept: runs of any kind of space become one, except between quotes; newlines stay."""
    text = text.replace("\x00", " ")
    kept, last = [], 0
    for quoted in re.finditer(_QUOTED, plain(text)):
        kept += [_respace(text[last : quoted.start()]), text[quoted.start() : quoted.end()]]
        last = quoted.end()
    return "".join([*kept, _respace(text[last:])]).strip()


def _respace(text: str) -> str:
    text = re.sub(rf"[{_INVISIBLE}]", " ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", text))


def plain(text: str) -> str:
    """The text with plain quotes, dashes and signs; its length stays the same."""
    return text if text.isascii() else text.translate(_PLAIN)


def mask(text: str) -> str:
    """The text as the rules see it: plain and with its literal parts blanked; its length stays the same."""
    text = plain(text)
    return _LITERAL.sub(_blank, text) if any(opening in text for opening in '"<:') else text


def _blank(literal: re.Match[str]) -> str:
    mention = literal["mention"]
    first = BLANK if mention is None else USER if mention[0] == "@" else CROWD
    return first + BLANK * (literal.end() - literal.start() - 1)


def find_mentions(text: str) -> list[Mention]:
    """The mentions outside quotes, in their order."""
    return [_mention(text, found) for found in _LITERAL.finditer(plain(text)) if found["mention"]]


def _mention(text: str, found: re.Match[str]) -> Mention:
    sigil, rest = found["mention"][0], found["mention"][1:]
    kind = _KINDS.get(sigil) or ("group" if rest.startswith("subteam") else "everyone")
    name = text[found.start() : found.end() - 1].partition("|")[2]
    return Mention(kind, rest.rpartition("^")[2], name, found.start(), found.end())


_ABBREVIATED = re.compile(r"(?:\.|\b\w|\b(?:inc|ltd|llc|co|corp|etc|vs|jr|sr|dept|approx))\.$", re.IGNORECASE)


def without_stop(text: str) -> str:
    """The text without the full stop at its end, to be told within a sentence; that of an abbreviation stays."""
    return text if _ABBREVIATED.search(text) else text.removesuffix(".")


def one_line(text: str) -> str:
    """A phrase for a one-line field: no newlines, no loose punctuation around it, no quotes around the whole."""
    text = trimmed(re.sub(r"\s*\n\s*", " ", text))
    return text[1:-1].strip() if re.fullmatch(_QUOTED, plain(text)) else text


def trimmed(text: str) -> str:
    """The text without loose punctuation around it; the colons of an emoji's code stay."""
    masked = mask(text)
    end = len(re.sub(r" -+$", "", masked.rstrip(" \n,;:")).rstrip(" \n,;:"))
    return text[min(start_of(masked), end) : end]


def start_of(masked: str) -> int:
    """Where a masked phrase begins, after any loose punctuation."""
    loose = re.match(r"[\s,;:]*(?:-+\s)?[\s,;:]*", masked)
    return loose.end() if loose else 0


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """A name as names are compared: case, quotes, typography and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", plain(name)).replace('"', " ").casefold().split())


ANYTHING = re.compile(".*", re.DOTALL)
MOST_DIGITS = 9
"""Of a short number."""
NUMBER = re.compile(rf"\d{{1,{MOST_DIGITS}}}")
"""What may stand behind a verb: any text, or the short number of something."""


def find_number(said: str | int) -> tuple[int | None, str]:
    """The short number of something, None where it has too many digits to be one; and how to say it."""
    digits = str(said)
    return (int(digits), digits) if len(digits) <= MOST_DIGITS else (None, f"{digits[:MOST_DIGITS]}…")


def split_verb(text: str, verbs: Mapping[str, re.Pattern[str] | None]) -> tuple[str, str] | None:
    """The verb that the text is, or begins with, and its arguments.

    A verb counts as the whole text, or as the first word before arguments that match its whole pattern (None: it
    takes no arguments). Patterns see plain quotes and dashes; the arguments are returned as they were typed.
    """
    word, rest = (*text.split(None, 1), "", "")[:2]
    verb, rest = word.casefold(), rest.strip()
    if verb not in verbs:
        return None
    shape = verbs[verb]
    counts = not rest or (shape is not None and shape.fullmatch(plain(rest)))
    return (verb, rest) if counts else None


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant, if one is similar enough."""
    near = get_close_matches(word[:40].casefold(), list(words), n=1, cutoff=0.6)
    return near[0] if near else None


def unknown_verb(command: str, line: str, verbs: Iterable[str], about: str, examples: str) -> Refused:
    """The refusal of a line that begins with no verb of the command, with the verb that was probably meant."""
    word = line.split()[0]
    near = nearest(word, verbs)
    hint = f"Did you mean `{command} {near}`? " if near else ""
    return Refused(f"I know no `{word[:40]}` for {about}. {hint}{examples}")
