"""What Slack refuses: lengths, counts and shapes of messages and views."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.blocks import Json, objects
from bot.sandbox.errors import SlackError
from bot.sandbox.limits.rules import Confirm, follow, problem
from bot.sandbox.limits.tables import ACTION_ID, BLOCK_ID, BLOCKS, ELEMENTS, MODAL, VIEW

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
# Slack cuts a longer post and refuses a longer edit; here both are refused, so that no text is lost unnoticed.
MESSAGE_TEXT = 4_000
MESSAGE_CHARACTERS = 13_000
# Slack names no number; our metadata (ids) stays far below this one.
METADATA_CHARACTERS = 8_000


def check_message(text: str, blocks: Any, metadata: Any = None) -> list[Json]:
    """The blocks, when Slack would take the message; SlackError with Slack's name for it when not."""
    if len(text) > MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    _check_metadata(metadata)
    if not blocks:
        return []
    _refuse("invalid_blocks", block_problems(blocks, "message", MESSAGE_BLOCKS))
    texts = (part.get("text") for part in objects(blocks))
    if sum(len(text) for text in texts if isinstance(text, str)) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return list(blocks)


def check_view(view: Any, type: str) -> Json:
    """The view, when Slack would show it as a "modal" or as "home"; SlackError invalid_arguments when not."""
    if not isinstance(view, dict) or view.get("type") != type:
        raise SlackError("invalid_arguments", [problem(f"view must be of type {type}", "/view")])
    _refuse("invalid_arguments", _view_problems(view))
    return view


def _view_problems(view: Json) -> Iterator[str]:
    for rule in (*VIEW, *(MODAL if view["type"] == "modal" else ())):
        yield from rule.problems(view, "/view")
    blocks = view.get("blocks")
    yield from block_problems(blocks, view["type"], VIEW_BLOCKS, "/view/blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and view["type"] == "modal" and not view.get("submit"):
        yield problem("submit is required when an input block is in the blocks array", "/view/submit")


def _refuse(error: str, problems: Iterator[str]) -> None:
    if found := list(problems):
        raise SlackError(error, found)


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_CHARACTERS:
        raise SlackError("metadata_too_large")


def block_problems(blocks: Any, surface: str, limit: int, path: str = "/blocks") -> Iterator[str]:
    """What Slack would say against the blocks of a "message", a "modal" or a "home"."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        yield problem("must be an array of blocks", path)
        return
    if len(blocks) > limit:
        yield problem(f"no more than {limit} items allowed", path)
    for number, block in enumerate(blocks):
        yield from _one_block(block, surface, f"{path}/{number}")
    yield from _together(blocks, surface, path)


def _one_block(block: Json, surface: str, path: str) -> Iterator[str]:
    kind = block.get("type")
    misplaced = (kind == "alert" and surface != "modal") or (kind == "table" and surface != "message")
    if kind not in BLOCKS or misplaced:
        yield problem(f"unsupported type: {kind}", path)
        return
    yield from follow(block, path, (*BLOCKS[kind], BLOCK_ID))
    yield from _inside(block, path)


def _inside(node: Any, path: str) -> Iterator[str]:
    """The elements within a block, and the blocks within a container or carousel."""
    if isinstance(node, list):
        for number, child in enumerate(node):
            yield from _checked(child, f"{path}/{number}")
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _checked(child, f"{path}/{key}")


def _checked(child: Any, path: str) -> Iterator[str]:
    kind = child.get("type") if isinstance(child, dict) else None
    if isinstance(kind, str) and kind in ELEMENTS:
        yield from follow(child, path, (*ELEMENTS[kind], ACTION_ID, Confirm()))
        yield from _length_of_input(child, path)
    elif isinstance(kind, str) and kind in BLOCKS:
        yield from follow(child, path, (*BLOCKS[kind], BLOCK_ID))
    yield from _inside(child, path)


def _length_of_input(element: Json, path: str) -> Iterator[str]:
    if not 0 < element.get("max_length", 1) <= 3_000:
        yield problem("must be 1 to 3000", f"{path}/max_length")


def _together(blocks: list[Json], surface: str, path: str) -> Iterator[str]:
    """Problems that only the whole list shows: ids used twice, and a second block of a type that may come once."""
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        yield problem("block_id must be unique", path)
    for number, block in enumerate(blocks):
        actions = [part["action_id"] for part in objects(block) if part.get("action_id")]
        if len(actions) != len(set(actions)):
            yield problem("action_id must be unique within a block", f"{path}/{number}")
    if surface == "message":
        kinds = [block.get("type") for block in blocks]
        if kinds.count("table") > 1:
            yield problem("only_one_table_allowed", path)
        if kinds.count("data_visualization") > 2:
            yield problem("no more than 2 data_visualization blocks allowed", path)
