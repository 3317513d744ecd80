"""A north star in one line of text: the statement, the named parts, and why it changes."""

import re
from dataclasses import dataclass, field

from bot.phrases.text import mask

PARTS = ("value", "approach", "position", "economy")
REASONS = ("competition", "market", "technology", "other")
EMPTY = "-"
"""Said in place of a part, it empties that."""
_CLAUSE = re.compile(
    rf"(?:(?<=\s)|^)(?:because\s+(?P<reason>{'|'.join(REASONS)})|(?P<name>{'|'.join(PARTS)}|opens|wins|goals))\s*:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NorthStarPhrase:
    """What a line says of it; `parts` holds only those that the line mentions."""

    parts: dict[str, str] = field(default_factory=dict)
    """By name; the statement is one of them."""
    reason: str = ""
    why: str = ""
    opens: str = ""
    wins: tuple[int, ...] = ()
    goals: tuple[int, ...] = ()


def read_north_star(text: str) -> NorthStarPhrase:
    """Read `… value: … because market: … opens: … wins: 12 17 goals: 3`: the statement first, the rest in any order."""
    clauses = list(_CLAUSE.finditer(mask(text)))
    ends = [*(clause.start() for clause in clauses), len(text)]
    said = {
        (clause["name"] or "why").lower(): _without_semicolon(text[clause.end() : end])
        for clause, end in zip(clauses, ends[1:], strict=True)
    }
    statement = _without_semicolon(text[: ends[0]])
    parts = {name: "" if said[name] == EMPTY else said[name] for name in PARTS if name in said}
    return NorthStarPhrase(
        parts=({"statement": statement} if statement else {}) | parts,
        reason=next((clause["reason"].lower() for clause in clauses if clause["reason"]), ""),
        why=said.get("why", ""),
        opens=said.get("opens", ""),
        wins=_numbers(said.get("wins", "")),
        goals=_numbers(said.get("goals", "")),
    )


def _without_semicolon(text: str) -> str:
    """People put one between the parts, as in feedback."""
    return text.strip().strip(";").strip()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d{1,9}", text)))
