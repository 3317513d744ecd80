"""Kudos in one line: `@sam @mia for staying late on the Acme security review`."""

import re
from dataclasses import dataclass

from bot.phrases.clauses import without
from bot.phrases.text import CROWD, USER, Mention, find_mentions, mask, normalise

_WORDS = r"(?:and|to|also|plus|kudos|thanks|thank you|for(?=\s+because\b))"
_SIGNS = r"[&+,;:-]"
_JOINING = re.compile(rf"\b(?:for|because)\s+(?![{USER}{CROWD}])", re.IGNORECASE)
_AT_START = re.compile(rf"^(?:(?:{_WORDS}(?!\w)|{_SIGNS})\s*)+", re.IGNORECASE)
_AT_END = re.compile(rf"(?:\s*(?:(?<!\w){_WORDS}|{_SIGNS}))+$", re.IGNORECASE)

_NO_REASON = re.compile(r"(?:\b(?:for|because)\b|\W)*", re.IGNORECASE)
_TYPED_NAME = re.compile(r"(?<!\S)@\w+(?:[.'-]\w+)*")


@dataclass(frozen=True, slots=True)
class KudosPhrase:
    """Whom (Slack ids) and for what; `reason` keeps its own "for" or "because", `crowds` cannot be thanked.

    `stray` stands among those who are thanked and is no mention: "@mai", whom Slack knows nothing of.
    """

    to: tuple[str, ...] = ()
    reason: str = ""
    crowds: tuple[str, ...] = ()
    stray: str = ""


def read_kudos(text: str) -> KudosPhrase:
    """Thanked are those mentioned before the first "for" or "because"; without one, those mentioned at the start.

    Later mentions belong to the reason.
    """
    text = normalise(text)
    thanked = _thanked(text, [mention for mention in find_mentions(text) if mention.kind != "channel"])
    reason = without(text, [(mention.start, mention.end) for mention in thanked])
    if thanked:
        begin = _AT_START.match(mask(reason))
        reason = reason[begin.end() :] if begin else reason
    if thanked and not text[thanked[-1].end :].strip():
        end = _AT_END.search(mask(reason))
        reason = reason[: end.start()] if end else reason
    reason = reason.strip()
    return KudosPhrase(
        to=tuple(dict.fromkeys(mention.id for mention in thanked if mention.kind == "user")),
        reason="" if _NO_REASON.fullmatch(reason) else reason,
        crowds=tuple(mention.name for mention in thanked if mention.kind != "user"),
        stray=_stray(reason) if thanked else "",
    )


def _stray(reason: str) -> str:
    """A typed name before the "for" or "because" or, without one, at the begin."""
    masked = mask(reason)
    joining = _JOINING.search(masked)
    found = _TYPED_NAME.search(masked, 0, joining.start()) if joining else _TYPED_NAME.match(masked)
    return found[0] if found else ""


def _thanked(text: str, mentions: list[Mention]) -> list[Mention]:
    if not mentions:
        return []
    joining = _JOINING.search(mask(text), mentions[0].end)
    if joining:
        return [mention for mention in mentions if mention.end <= joining.start()]
    return _first_in_a_row(text, mentions)


def _first_in_a_row(text: str, mentions: list[Mention]) -> list[Mention]:
    row = mentions[:1]
    for mention in mentions[1:]:
        between = text[row[-1].end : mention.start].strip()
        if between and not _AT_START.fullmatch(between):
            break
        row.append(mention)
    return row
