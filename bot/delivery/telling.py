"""What a message says at the moment of its sending; a bundle says what each message within it does."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.outbox import Claim, Kind, Rendered

MOST_BLOCKS, MOST_CHARACTERS = 50, 13_000
"""The limits of one message; the characters are those of its blocks."""
BLOCKS_FOR_THE_REST, CHARACTERS_FOR_THE_REST = 2, 3_200
LONGEST_TEXT = 3000
ROOM_FOR_THE_COUNT = len("and 10,000 more")
DIVIDER = {"type": "divider"}


class UnknownKind(Exception):  # noqa: N818  another version knows it
    """A kind of message that this version does not know."""


def tell(session: Session, kinds: Mapping[str, Kind], claim: Claim) -> Rendered | None:
    """What to post or show for this claim; None if there is nothing left to tell."""
    kind = known(kinds, claim.kind)
    if claim.kind != outbox.BUNDLE:
        return kind.render(session, **claim.ids)
    parts = list(_parts(session, kinds, claim.key))
    if len(parts) < 2:
        return parts[0] if parts else None
    head = kind.render(session, count=len(parts), **claim.ids)
    return _joined([head, *parts] if head else parts)


def _parts(session: Session, kinds: Mapping[str, Kind], key: str) -> Iterator[Rendered]:
    rows = outbox.members(session, key)
    for row in sorted(rows, key=lambda row: not known(kinds, row.kind).manner.comes_first):
        if part := known(kinds, row.kind).render(session, **row.ids):
            yield part


def known(kinds: Mapping[str, Kind], name: str) -> Kind:
    if name not in kinds:
        raise UnknownKind(name)
    return kinds[name]


def _joined(parts: Sequence[Rendered]) -> Rendered:
    """All parts in one message, with dividers between them; those that don't fit are told by their notification."""
    blocks: list[dict[str, Any]] = []
    told = 0
    for part in parts:
        longer = blocks + [DIVIDER] * bool(told) + _blocks(part)
        if not _has_room(longer, is_last=told == len(parts) - 1):
            break
        blocks, told = longer, told + 1
    if rest := parts[told:]:
        blocks = [*blocks, DIVIDER]
        if len(rest[0].text) > LONGEST_TEXT - ROOM_FOR_THE_COUNT:
            blocks += _beginning(blocks, rest[0])
        blocks.append(_words(_in_short(rest)))
    return Rendered(_in_short(parts), blocks)


def _beginning(blocks: Sequence[dict[str, Any]], part: Rendered) -> list[dict[str, Any]]:
    """As many blocks as fit of a part whose notification text is too long to be said instead."""
    begun: list[dict[str, Any]] = []
    for block in _blocks(part):
        if not _has_room([*blocks, *begun, block], is_last=False):
            break
        begun.append(block)
    return begun


def _has_room(blocks: Sequence[dict[str, Any]], *, is_last: bool) -> bool:
    most_blocks = MOST_BLOCKS - (0 if is_last else BLOCKS_FOR_THE_REST)
    most_characters = MOST_CHARACTERS - (0 if is_last else CHARACTERS_FOR_THE_REST)
    return len(blocks) <= most_blocks and len(json.dumps(blocks, ensure_ascii=False)) <= most_characters


def _in_short(parts: Sequence[Rendered]) -> str:
    """The notification texts of as many parts as fit, each whole, and how many more there are."""
    lines: list[str] = []
    length = 0
    for part in parts:
        length += len(part.text) + len("\n")
        if length > LONGEST_TEXT - ROOM_FOR_THE_COUNT:
            return "\n".join([*lines, f"and {len(parts) - len(lines):,} more"])
        lines.append(part.text)
    return "\n".join(lines)


def _blocks(part: Rendered) -> list[dict[str, Any]]:
    """The part's blocks without their ids, which must be unique in a message; its text if it has no blocks."""
    bare = [{name: value for name, value in block.items() if name != "block_id"} for block in part.blocks]
    return bare or [_words(part.text)]


def _words(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
