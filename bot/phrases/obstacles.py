"""An obstacle in one line: `Legal: yes or no on clause 7 of the Acme contract with @sam worth 48k by Thursday`."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from bot.phrases.amounts import Amount, read_amount
from bot.phrases.clauses import split_with, without
from bot.phrases.colleagues import Address, Colleague, blames_one_of, names_one_of, read_address
from bot.phrases.dates import split_by
from bot.phrases.days import When
from bot.phrases.text import BLANK, USER, find_mentions, fold, mask, normalise, one_line

KINDS = ("obstacle", "resource", "decision", "disagreement", "call")
MOST_WORDS_ASKED = 4
"""Who is asked is said in at most so many words before a colon; longer words belong to the request."""
_PERSON = f"{USER}{BLANK}*"
_KIND_WORD, _SEEN_WORD = rf"(?:{'|'.join(KINDS)})", r"(?:private|shared)(?:ly)?"
_BESIDE = r"[\s,;:(]+"
_HEAD = re.compile(
    rf"(?:(?:{_SEEN_WORD}{_BESIDE})?{_KIND_WORD}(?:\s+with\s+{_PERSON})?(?:{_BESIDE}{_SEEN_WORD})?|{_SEEN_WORD})"
    r"\)?\s*:\s*",
    re.IGNORECASE,
)
"""What it is and who sees it, in either order before the first colon."""
_KIND = re.compile(rf"\b(?P<kind>{_KIND_WORD})\b(?:\s+with\s+(?P<who>{_PERSON}))?", re.IGNORECASE)
_SEEN = re.compile(rf"\b(?P<seen>{_SEEN_WORD})\b", re.IGNORECASE)
_SEEN_LAST = re.compile(rf"[\s,;(]+(?P<seen>{_SEEN_WORD})\)?[.!]?$", re.IGNORECASE)
_DECIDES = re.compile(rf"[\s,;]*(?:\bdecides\s+|\bdecided by\s+)(?P<who>{_PERSON})", re.IGNORECASE)
_ABOUT_LEADER = re.compile(r"[\s,;(]*\babout (?:my|the|our) leader\b\)?", re.IGNORECASE)
_SOUNDS_PRIVATE = re.compile(
    r"\b(?:privat(?:e|ely)?|confidential(?:ly)?|in confidence|between us|secret(?:ly)?|off the record)\b", re.IGNORECASE
)
_LEADER = re.compile(
    r"\b(?:my|our|the) (?:team )?(?:leader|boss|manager)\b|\b(?:my|(?:our|the) team) lead\b", re.IGNORECASE
)
_ABOUT_SOMEBODY = re.compile(rf"^\W*(?:not )?about\b|\babout {_PERSON}", re.IGNORECASE)
"""Matches more than the grammar understands, so that a complaint is not posted just because a colon was missing."""
_GOAL = re.compile(r"[\s,;]*\b(?:for|holds back|on) goal (?P<number>\d{1,9})\b", re.IGNORECASE)
_WORTH = re.compile(r"[\s,;]*\bworth (?P<amount>\S+(?: ?(?:k|m|[A-Z]{3})\b)?)", re.IGNORECASE)
_CLEARS = re.compile(r"[\s,;]+(?:it is |it's )?(?:cleared|clear|gone|solved) when[\s:]+", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^\w]+")
_COLON = re.compile(r":(?=\s)")
_FROM = re.compile(r"from\s+(?=\S)", re.IGNORECASE)
"""What may stand before who is asked, which is the answer to "From whom?"."""


@dataclass(frozen=True, slots=True)
class ObstaclePhrase:
    """What was understood; what was not said is empty. People are Slack ids."""

    what: str = ""
    kind: str = ""
    asked_of: str = ""
    clears: str = ""
    account: str | None = None
    when: When | None = None
    helpers: tuple[str, ...] = ()
    other: str | None = None
    decider: str | None = None
    amounts: tuple[Amount, ...] = ()
    """Readings of the amount at stake; if there are several, the speaker is asked."""
    goal: int | None = None
    is_private: bool | None = None
    is_about_leader: bool = False
    sounds: Literal["", "private", "about a leader"] = ""
    """What it seems to be, where it does not clearly say who may see it."""
    crowds: tuple[str, ...] = ()
    """Groups, which can't be asked to help."""


def read_obstacle(
    text: str,
    now: datetime,
    *,
    currency: str,
    known_accounts: Collection[str] = (),
    colleagues: Collection[Colleague] = (),
    work_ends: time = time(18),
    fiscal_start: int = 1,
) -> ObstaclePhrase:
    """What a line says of an obstacle; `now` is in the speaker's zone. Refused for a day that is over or not real."""
    phrase = ObstaclePhrase()
    text = whole = normalise(text)
    text, phrase = _head(text, phrase)
    text, phrase = _tail(text, phrase, now, work_ends, fiscal_start)
    text, phrase = _marked(text, phrase, currency)
    if found := _CLEARS.search(mask(text)):
        phrase = replace(phrase, clears=one_line(text[found.end() :]))
        text = text[: found.start()]
    text, phrase = _people(text, phrase)
    text, phrase = _tail(text, phrase, now, work_ends, fiscal_start)  # again: it may now stand last
    phrase = _about(text, phrase, known_accounts)
    begins_with_account = phrase.account and fold(text).startswith(fold(phrase.account))
    address = Address("", text) if begins_with_account else read_address(text, colleagues)
    return replace(phrase, sounds=_sounding(mask(whole), phrase, address, colleagues))


def _sounding(
    masked: str, phrase: ObstaclePhrase, address: Address, colleagues: Collection[Colleague]
) -> Literal["", "private", "about a leader"]:
    """What the line seems to be; whom it asks for something is not whom it is about."""
    leaders = [each for each in colleagues if each.is_leader]
    if phrase.is_private is False or phrase.is_about_leader:
        return ""
    if phrase.other and (phrase.decider or phrase.other in {leader.slack_id for leader in leaders}):
        return ""
    if _LEADER.search(masked) or (address.is_told_of and names_one_of(address.who, leaders)):
        return "about a leader"
    if phrase.is_private or phrase.kind == "disagreement":
        return "about a leader" if names_one_of(address.said, leaders) else ""
    if _ABOUT_SOMEBODY.search(masked):
        return "about a leader"
    if phrase.other:
        return ""
    said = re.sub(re.escape(phrase.account), " ", address.said, flags=re.IGNORECASE) if phrase.account else address.said
    if blames_one_of(said, leaders):
        return "about a leader"
    people = [*colleagues, *(Colleague(mention.id, "") for mention in find_mentions(said) if mention.kind == "user")]
    is_blame = address.is_told_of or blames_one_of(said, people)
    return "private" if is_blame or _SOUNDS_PRIVATE.search(masked) else ""


def _head(text: str, phrase: ObstaclePhrase) -> tuple[str, ObstaclePhrase]:
    """What kind it is, who sees it, and with whom: the other side of a disagreement, else somebody who can help."""
    head = _HEAD.match(mask(text))
    if head is None:
        return text, phrase
    if found := _KIND.search(head[0]):
        who = _person_at(text, found.start("who")) if found["who"] else None
        phrase = replace(phrase, kind=found["kind"].lower())
        if who and phrase.kind == "disagreement":
            phrase = replace(phrase, other=who)
        elif who:
            phrase = replace(phrase, helpers=(who,))
    if found := _SEEN.search(head[0]):
        phrase = replace(phrase, is_private=_is_private(found))
    return text[head.end() :], phrase


def _is_private(seen: re.Match[str]) -> bool:
    return seen["seen"].lower().startswith("private")


def _tail(
    text: str, phrase: ObstaclePhrase, now: datetime, work_ends: time, fiscal_start: int
) -> tuple[str, ObstaclePhrase]:
    """The deadline and who sees it, in either order at the end."""
    for _ in range(2):
        if phrase.is_private is None and (found := _SEEN_LAST.search(mask(text))):
            phrase = replace(phrase, is_private=_is_private(found))
            text = text[: found.start()]
        if phrase.when is None:
            text, when = split_by(text, now, work_ends=work_ends, fiscal_start=fiscal_start)
            phrase = replace(phrase, when=when)
    return text, phrase


def _marked(text: str, phrase: ObstaclePhrase, currency: str) -> tuple[str, ObstaclePhrase]:
    """The parts that have words of their own ("worth", "for goal", …), wherever they stand."""
    if found := _DECIDES.search(mask(text)):
        phrase = replace(phrase, decider=_person_at(text, found.start("who")))
        text = without(text, [found.span()])
    if found := _ABOUT_LEADER.search(mask(text)):
        phrase = replace(phrase, is_about_leader=True)
        text = without(text, [found.span()])
    if found := _GOAL.search(mask(text)):
        phrase = replace(phrase, goal=int(found["number"]))
        text = without(text, [found.span()])
    if found := _WORTH.search(mask(text)):
        said = text[found.start("amount") : found.end("amount")].rstrip(".,;!?")
        if amounts := read_amount(said, currency):
            phrase = replace(phrase, amounts=tuple(amounts))
            text = without(text, [found.span()])
    return text, phrase


def _people(text: str, phrase: ObstaclePhrase) -> tuple[str, ObstaclePhrase]:
    """Who can help: those named after `with`, and those mentioned in the request, which keeps their names."""
    text, help_ = split_with(text)
    named = [helper.user_id for helper in help_.helpers]
    mentioned = [mention for mention in find_mentions(text) if mention.kind != "channel"]
    people = dict.fromkeys([*phrase.helpers, *named, *(mention.id for mention in mentioned if mention.kind == "user")])
    crowds = (*help_.crowds, *(mention.name or mention.id for mention in mentioned if mention.kind != "user"))
    return text, replace(phrase, helpers=tuple(people), crowds=crowds)


def _about(text: str, phrase: ObstaclePhrase, known: Collection[str]) -> ObstaclePhrase:
    """Who is asked or which account it is about, by a few words before a colon; else the account the text names."""
    if found := _COLON.search(mask(text)):
        head, rest = one_line(text[: found.start()]), text[found.end() :]
        head = head[begun.end() :] if (begun := _FROM.match(head)) else head
        if 0 < len(head.split()) <= MOST_WORDS_ASKED and not find_mentions(head):
            account = next((name for name in known if fold(name) == fold(head)), None)
            phrase = replace(phrase, asked_of="" if account else head, account=account)
            text = rest
    return replace(phrase, what=one_line(text), account=phrase.account or _named_in(text, known))


def _named_in(text: str, known: Collection[str]) -> str | None:
    """The longest known account that the text names."""
    padded = _words_of(text)
    named = [name for name in known if _words_of(name).strip() and _words_of(name) in padded]
    return max(named, key=len, default=None)


def _words_of(text: str) -> str:
    """Only the words of the text, each with a space on both sides."""
    return f" {_BETWEEN_WORDS.sub(' ', fold(text)).strip()} "


def _person_at(text: str, start: int) -> str | None:
    return next((mention.id for mention in find_mentions(text) if mention.start == start), None)
