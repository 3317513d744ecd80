"""A line in named parts, as `saw: …; did: …; try: …`: what comes before the first part, and each part by its name."""

import re
from collections.abc import Collection

from bot.phrases.text import mask


def split_parts(text: str, names: Collection[str]) -> tuple[str, dict[str, str]]:
    """The text before the first part, and each part by name, in any order; a part given twice is joined."""
    listed = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    clause = re.compile(rf"(?:(?<=[\s;,.])|^)(?P<name>{listed})\s*:\s*", re.IGNORECASE)
    found = list(clause.finditer(mask(text)))
    ends = [*(part.start() for part in found), len(text)]
    parts: dict[str, str] = {}
    for part, end in zip(found, ends[1:], strict=True):
        name = " ".join(part["name"].lower().split())
        said = _trimmed(text[part.end() : end])
        parts[name] = f"{parts[name]}\n{said}" if name in parts else said
    return _trimmed(text[: ends[0]]), parts


def _trimmed(text: str) -> str:
    return text.strip().strip(";,").strip()
