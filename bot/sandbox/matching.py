"""Finds what a person means by the words on a control."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

Found = TypeVar("Found")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")


def best_match(words: str, candidates: Sequence[tuple[str, Found]]) -> Found | None:
    """The first candidate whose label is the words, else the first that begins with them; emoji do not count."""
    wanted = _without_emoji(words)
    labelled = [(_without_emoji(label), candidate) for label, candidate in candidates]
    exact = (candidate for label, candidate in labelled if label == wanted)
    beginning = (candidate for label, candidate in labelled if label.startswith(wanted))
    return next(exact, None) or next(beginning, None)


def _without_emoji(label: str) -> str:
    label = _SHORTCODE.sub("", label).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    kept = (char for char in label if unicodedata.category(char) not in ("So", "Sk", "Cf", "Mn"))
    return " ".join("".join(kept).split())
