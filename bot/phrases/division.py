"""How a number is divided, in a line: `equally plus 10%`, `by weight @rita 2 @sam 1`, `@rita 120k @sam 90k`."""

import re
from dataclasses import dataclass

from bot.errors import Refused
from bot.phrases.text import Mention, find_mentions, mask, normalise

LARGEST_WEIGHT = 10_000
_WAYS = {
    "equally": re.compile(r"(?:equally|evenly|alike|in equal parts)", re.IGNORECASE),
    "history": re.compile(r"(?:by|with)\s+(?:the\s+)?(?:history|past|results?|track record)", re.IGNORECASE),
    "days": re.compile(r"by\s+(?:the\s+)?(?:working\s+)?days(?:\s+left)?", re.IGNORECASE),
    "weight": re.compile(r"by\s+weights?", re.IGNORECASE),
}
_MARGIN = re.compile(
    r"[\s,]*(?:(?:plus|\+|with)\s*(?P<percent>\d{1,4})\s*(?:%|percent\b)(?:\s+(?:margin|on top))?)[.!]?$", re.IGNORECASE
)
_GLUE = re.compile(r"^[\s,;:&+=]*(?:\band\b)?|[\s,;:&]*(?:\band\b)?[\s,;.!]*$", re.IGNORECASE)
_PERCENT = re.compile(r"(\d{1,3})\s*(?:%|percent)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DivisionPhrase:
    """The way ("equally", "history", "days", "weight", "percent", "hand"; empty where none is said)."""

    way: str
    margin: int = 0
    """How much more than the number to give out, in percent."""
    said: tuple[tuple[str, str], ...] = ()
    """The people named, by Slack id, with what was said after each."""

    def numbers(self, example: str) -> dict[str, int]:
        """The number said for each person; Refused, with `example`, unless it is a whole one."""
        return {user: _whole(text, example) for user, text in self.said}


def read_division(text: str, example: str) -> DivisionPhrase:
    """How a line says to divide a number; Refused, with `example`, for a word that means nothing here."""
    text = normalise(text)
    if not text:
        return DivisionPhrase("")
    head, margin = _split_margin(text)
    masked = mask(head)
    for way, pattern in _WAYS.items():
        found = pattern.match(masked)
        if found and way == "weight":
            return DivisionPhrase(way, margin, _named(head[found.end() :], example))
        if found and not masked[found.end() :].strip(" .!,"):
            return DivisionPhrase(way, margin)
    said = _named(head, example)
    is_percent = any(_PERCENT.fullmatch(amount) for _, amount in said)
    return DivisionPhrase("percent" if is_percent else "hand", margin, said)


def _split_margin(text: str) -> tuple[str, int]:
    found = _MARGIN.search(mask(text))
    return (text[: found.start()], int(found["percent"])) if found else (text, 0)


def _named(text: str, example: str) -> tuple[tuple[str, str], ...]:
    """Each mention with the text after it, up to the next mention."""
    mentions = find_mentions(text)
    if any(mention.kind != "user" for mention in mentions):
        raise Refused(f"A group or a channel is no person. Name people one by one. {example}")
    before = text[: mentions[0].start if mentions else len(text)].strip(" ,;:")
    if before or not mentions:
        raise Refused(f"I read “{before[:60]}”, but no way to divide. {example}")
    said = list(_behind_each(text, mentions))
    if len(dict(said)) < len(said):
        raise Refused(f"Somebody is named twice. {example}")
    return tuple(said)


def _behind_each(text: str, mentions: list[Mention]) -> list[tuple[str, str]]:
    ends = [*(mention.start for mention in mentions[1:]), len(text)]
    return [(m.id, _GLUE.sub("", text[m.end : end]).strip()) for m, end in zip(mentions, ends, strict=True)]


def _whole(text: str, example: str) -> int:
    percent = _PERCENT.fullmatch(text)
    digits = percent[1] if percent else text
    if not digits.isdecimal() or not 0 <= int(digits[:9]) <= LARGEST_WEIGHT or len(digits) > 9:
        raise Refused(f"I read “{text[:40]}” behind a name, but no whole number. {example}")
    return int(digits)
