"""Colleagues by name in a line, and whether it asks them for something or tells something about them."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from bot.phrases.text import BLANK, USER, find_mentions, fold, mask

SHORTEST_NAME = 3
WORDS_TOO = frozenset(
    ("art", "bill", "chase", "frank", "grace", "hope", "joy", "mark", "may", "pat", "rich", "sue", "will")
)
"""Names that are English words too; in small letters they are taken for words."""
_MENTION = f"{USER}{BLANK}*"
_COLLEAGUE = r"(?:(?:my|our) (?:colleague|teammate|co-?worker)s?[\s,:]*)?"
_AND = r"(?:\s*[,&+/]\s*|\s+(?:and|or)\s+|\s+)"
_BLAMES = (
    r"(?:never|always|again|hardly|barely|keeps?|late|lazy|rude|slow|useless|unreliable|no longer|not|\w+n't|"
    r"ignor\w+|refus\w+)"
)
_BLAMED = re.compile(rf"\b{_BLAMES}\b", re.IGNORECASE)
_IS = r"(?:is|are|was|were|has|had|does|did)"
_GIFTS = (
    r"(?:yes|no|okay|ok|help|view|input|approval|sign-?off|signature|answer|feedback|advice|opinion|go-ahead|support|"
    r"time|eyes|number|notes)"
)
"""What one asks of somebody as theirs, as in "Sam's yes"."""
_VERBS = (
    r"(?:review|check|send|sign|approve|confirm|answer|call|join|help|give|share|show|introduce|intro|fix|update|"
    r"decide|finish|write|find|get|make|tell|ask|bring|talk|explain|prepare|provide|take|forward|add|open|unblock|"
    r"order|lend|price|quote|look|come|meet|speak)"
)
_CLAUSE = r"[^,;.!?\n]*"
_NEXT_CLAUSE = re.compile(r"[;.!?:\n](?=\s|$)|,(?!\s*(?:and\s+)?(?:he|she|they|who)\b)", re.IGNORECASE)
"""Where another clause begins; one that goes on about the same person is still the same."""
_ASKS = re.compile(
    rf"\s*[.!?]*$|\s*:(?!{_CLAUSE}\b{_BLAMES}\b)|"
    r"[\s,]*(?:-\s+)?(?:please|pls|kindly|to\s+\w+|(?:can|could|would|will)\s+you)\b|"
    rf"(?![\s,]*{_CLAUSE}\b(?:{_BLAMES}|{_IS})\b)(?:'s?\s+{_GIFTS}|"
    r"[\s,]*(?:-\s+)?(?:an?|the|some|my|your|yes|(?:for|on)(?!\s+(?:weeks|months|days|ages)\b)|access|"
    rf"and\s+(?:i|me)|(?P<does>{_VERBS})))\b|"
    rf"(?![\s,]*{_CLAUSE}\b{_BLAMES}\b)[\s,]*(?:-\s+)?(?:any\b|(?:needs?\s+to|must|should)\s+{_VERBS}\b|"
    rf"(?:(?:i|we)\s+)?need\s+(?:an?|the|some|your|access|{_GIFTS})\b|"
    rf"(?:(?:can|could|may|shall|do)\s+(?:i|we|you)|(?:is|are)\s+(?:the|our|your|there|it|this|that)|"
    rf"what|when|where|who|which|how)\b{_CLAUSE}\?)",
    re.IGNORECASE,
)
"""What stands behind a name in a request; whatever else stands there may be a complaint."""


@dataclass(frozen=True, slots=True)
class Colleague:
    slack_id: str
    name: str
    is_leader: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """The names that begin a text, if any, and what is said to these people or of them."""

    who: str
    said: str
    is_told_of: bool = False
    """Whether nothing seems to be asked of them."""


def parts_of(*names: str) -> set[str]:
    """The words of these names that are long enough to mean somebody."""
    return {part for name in names for part in re.findall(r"\w+", fold(name)) if len(part) >= SHORTEST_NAME}


def read_address(text: str, colleagues: Collection[Colleague]) -> Address:
    text = unicodedata.normalize("NFKC", text)
    masked, who = mask(text), f"(?:{_MENTION}|{_called(colleagues)})"
    address = re.match(rf"[\s\"'(]*{_COLLEAGUE}{who}(?P<others>{_AND}{who})*", masked, re.IGNORECASE)
    if address is None:
        return Address("", text)
    asking = _ASKS.match(masked[address.end() :])
    # "Sam and Mia call" is no command.
    asks = asking is not None and not (address["others"] and asking["does"])
    return Address(text[: address.end()], text[address.end() :], is_told_of=not asks)


def names_one_of(text: str, colleagues: Collection[Colleague]) -> bool:
    """Whether the text mentions or names one of them, wherever."""
    ids = {colleague.slack_id for colleague in colleagues}
    if any(mention.id in ids for mention in find_mentions(text)):
        return True
    return bool(re.search(_called(colleagues), mask(unicodedata.normalize("NFKC", text)), re.IGNORECASE))


def blames_one_of(text: str, colleagues: Collection[Colleague]) -> bool:
    """Whether a clause of the text names one of them and tells something bad, wherever."""
    text = unicodedata.normalize("NFKC", text)
    masked = mask(text)
    ends = [0, *(found.end() for found in _NEXT_CLAUSE.finditer(masked)), len(masked)]
    return any(
        _BLAMED.search(masked, start, end) and names_one_of(text[start:end], colleagues)
        for start, end in pairwise(ends)
    )


def _called(colleagues: Collection[Colleague]) -> str:
    """A pattern for the names of these people, whole or any part of one; without people it matches nothing.

    In small letters only the whole name and its first word mean somebody: "price list" is not about Mark Price.
    """
    called: dict[str, str] = {}
    for colleague in colleagues:
        name = fold(re.sub(r"\([^)]*\)", " ", colleague.name))
        for found in (*re.finditer(r"\S+", name), *re.finditer(r"\w+", name)):
            word = found[0]
            if len(word) < SHORTEST_NAME:
                continue
            if found.start() > 0 or word in WORDS_TOO:
                called.setdefault(word, f"(?-i:{re.escape(word[0].upper())}){re.escape(word[1:])}")
            else:
                called[word] = re.escape(word)
        if " " in name:
            called[name] = re.escape(name)
    either = "|".join(called[word] for word in sorted(called, key=len, reverse=True))
    return rf"(?<!\w)@?(?:{either})(?!\w)" if either else r"(?!)"
