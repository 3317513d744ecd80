"""Clauses of a line: why it worked, who helped with which share, for whom it is logged, whose account it was."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.errors import Refused
from bot.phrases.text import BLANK, CROWD, USER, find_mentions, fold, mask, one_line, start_of

_MENTION = f"[{USER}{CROWD}]{BLANK}*"
_SHARE = r"\d{1,3}(?:[.,]\d{1,2})?\s*(?:%|percent\b)"
_HELPER = rf"{_MENTION}(?:\s*\(?{_SHARE}\)?)?"
_WITH = re.compile(
    rf"(?:\b(?P<split>split)\s+(?:50/50\s+|equally\s+|evenly\s+)?)?\bwith\s+"
    rf"{_HELPER}(?:(?:\s*[,&+]\s*|\s+)(?:and\s+)?(?:with\s+)?{_HELPER})*",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"(?<!\S)because(?![\w'-])[\s:,]*", re.IGNORECASE)
_FOR = re.compile(rf"\bfor\s+{USER}{BLANK}*", re.IGNORECASE)
_CROWDS = frozenset({"everyone", "channel", "here"})
_COLON = re.compile(r"(?<!:):(?![:\d])|(?<![\d:]):(?!:)")
_JOINING = re.compile(r"(?:for|from|at)\s", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<!\S)with\s+(?:@(?P<handle>\w(?:[\w.-]{0,38}\w)?)|(?P<name>[^\W\d_][\w'-]{1,39}))[.!?]?$", re.IGNORECASE
)
_UNLINKED = re.compile(r"(?<![^\s(])@[^\W\d_](?:[\w.-]*\w)?")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helped; `share` is in basis points (30 % is 3000), or None for thanks without a share."""

    user_id: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """Who helped; with `is_equal_split` they and the owner share equally; `crowds` are groups, not to be thanked."""

    helpers: tuple[Helper, ...] = ()
    is_equal_split: bool = False
    crowds: tuple[str, ...] = ()


def split_because(text: str, *, may_lead: bool = False) -> tuple[str, str | None]:
    """The text before the first `because`, and all that comes after; it can be the first word only if it `may_lead`."""
    found = _BECAUSE.search(mask(text), 0 if may_lead else 1)
    if not found or not (may_lead or text[: found.start()].strip()):
        return text, None
    return text[: found.start()].rstrip(" ,;\n"), text[found.end() :].strip() or None


def split_with(text: str) -> tuple[str, Help]:
    """The text without its `with` clauses, and who they name. Refused if the shares are more than 100 % together."""
    masked = mask(text)
    clauses = list(_WITH.finditer(masked))
    if not clauses:
        return text, Help()
    named = [m for m in find_mentions(text) if any(c.start() <= m.start < c.end() for c in clauses)]
    shares: dict[str, int] = {}
    for person in (m for m in named if m.kind == "user"):
        shares[person.id] = shares.get(person.id, 0) + _share(masked[person.end : person.end + 20])
    check_shares(shares.values())
    is_equal = any(clause["split"] for clause in clauses) and not any(shares.values())
    helpers = tuple(Helper(user_id, share or None) for user_id, share in shares.items())
    crowds = tuple(text[m.start : m.end] for m in named if m.kind != "user")
    return without(text, (clause.span() for clause in clauses)), Help(helpers, is_equal, crowds)


def check_shares(shares: Iterable[int]) -> None:
    """Refuse shares, in basis points, that are more than the whole together."""
    total = sum(shares)
    if total > 10_000:
        raise Refused(
            f"The shares come to {total / 100:g} %; together they can be 100 % at most. Try `with @sam 30 %`.",
            field="helpers",
        )


def _share(after_mention: str) -> int:
    """The share that follows a mention, in basis points; 0 where there is none."""
    found = re.match(rf"\s*\(?(?={_SHARE})([\d.,]+)", after_mention)
    return round(float(found[1].replace(",", ".")) * 100) if found else 0


def split_for(text: str) -> tuple[str, str | None]:
    """The text without its first `for` before a person, and that person's id."""
    clause = _FOR.search(mask(text))
    if not clause:
        return text, None
    person = next(m for m in find_mentions(text) if m.end == clause.end())
    return without(text, [clause.span()]), person.id


def find_named(text: str, known: Collection[str] = ()) -> tuple[int, str] | None:
    """Where a final `with Sam` begins, and the name, if it looks like a person's and is not a known account."""
    found = _NAMED.search(mask(text))
    if not found:
        return None
    name = found["handle"] or found["name"]
    is_name = found["handle"] or (name[0].isupper() and any(letter.islower() for letter in name[1:]))
    is_explained = name.casefold() in _CROWDS or fold(name) in map(fold, known)
    return (found.start(), name) if is_name and not is_explained else None


def find_unlinked(text: str) -> str | None:
    """The first "@sma" outside quotes of which Slack made no mention."""
    found = _UNLINKED.search(mask(text))
    return found and found[0]


def split_account(text: str, known: Collection[str] = ()) -> tuple[str | None, str]:
    """The account and the title: around a colon; else the longest known account at the start; else title alone.

    "from Acme" and "for Acme" are at the start too, since an amount has often stood before them.
    """
    masked = mask(text)
    text, masked = text[(start := start_of(masked)) :], masked[start:]
    if colon := _COLON.search(masked):
        said = one_line(text[: colon.start()])
        return next((name for name in known if fold(name) == fold(said)), said), one_line(text[colon.end() :])
    end, account = known_at_start(text, known)
    if account is None and (joining := _JOINING.match(masked)):
        end, account = known_at_start(text[joining.end() :], known)
        end += joining.end() if account else 0
    return account, one_line(text[end:])


def known_at_start(text: str, known: Collection[str]) -> tuple[int, str | None]:
    """Where the longest known account at the start of the text ends, and its name as it is known."""
    ends = {fold(text[:end]): end for end in _word_ends(text)}
    longest = max(
        ((ends[key], name) for name in known if (key := fold(name)) and key in ends),
        default=None,
    )
    return longest or (0, None)


def account_end(text: str, known: Collection[str]) -> int:
    """Where an account that begins the text ends, if it is known or is the one word before the colon."""
    word = re.match(r"\S+:", mask(text))
    return max(word.end() - 1 if word else 0, known_at_start(text, known)[0])


def _word_ends(text: str) -> list[int]:
    """Where the first words end, as many as an account's name can have."""
    return [match.start() for match in re.finditer(r"(?<=\S)(?=[,;.!?)]{0,3}(?:\s|$))", text[:200])]


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each of these spans replaced by one space."""
    for start, end in sorted(spans, reverse=True):
        before, after = text[:start].rstrip(" ,;"), text[end:].lstrip(" ,;")
        if before.endswith("(") and after.startswith(")"):
            before, after = before[:-1].rstrip(), after[1:].lstrip()
        text = (before + ("" if after[:1] in ":.!?" else " ") + after).strip()
    return text
