"""Turns messages and views into the plain lines that a person reads."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.blocks import STATEFUL, Control, Json, Values, controls, state_values, value_in

Names = Callable[[str], str]
"""What people see for an id: "@rita" for a user, "#wins" for a channel."""

_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")


def plain_mrkdwn(text: str, names: Names) -> str:
    """The text without its formatting marks, with mentions, channels and links as people see them."""
    text = text.replace("```", "")
    while (bare := _EMPHASIS.sub(r"\2", text)) != text:
        text = bare
    return html.unescape(_REFERENCE.sub(lambda match: _referent(match, names), text))


def _referent(match: re.Match[str], names: Names) -> str:
    sigil, target, label = match.groups()
    if sigil in ("@", "#"):
        return names(target)
    if sigil == "!" and "^" not in target:
        return f"@{target}"
    return label or target


def lines(blocks: list[Json], names: Names, kept: Values | None = None) -> list[str]:
    """The blocks from top to bottom, a line or more each; tables last, as Slack shows them."""
    values = state_values(blocks, kept or {})
    in_order = sorted(blocks, key=lambda block: block["type"] == "table")
    return [line for block in in_order for text in _block_lines(block, names, values) for line in text.split("\n")]


def _block_lines(block: Json, names: Names, values: Values) -> Iterator[str]:
    match block["type"]:
        case "context":
            yield " ".join(_texts(block["elements"], names))
        case "actions":
            yield " ".join(_shown(control, names, values) for control in controls([block]))
        case "input":
            yield from _input_lines(block, names, values)
        case "rich_text":
            yield from (_rich_text(element, names) for element in block["elements"])
        case "table":
            yield from (" | ".join(_cell(cell, names) for cell in row) for row in block["rows"])
        case "container":
            yield from _texts([block.get(key) for key in ("title", "rich_text_title", "subtitle")], names)
            yield from lines(block["child_blocks"], names, values)
        case _:
            yield from _own_texts({key: value for key, value in block.items() if key != "accessory"}, names)
            yield from (_shown(control, names, values) for control in controls([block]))


def _input_lines(block: Json, names: Names, values: Values) -> Iterator[str]:
    label = block["label"]["text"]
    shown = " ".join(_shown(control, names, values) for control in controls([block]))
    yield f"{label}: {shown}"
    if "hint" in block:
        yield block["hint"]["text"]


def _texts(node: Any, names: Names) -> Iterator[str]:
    """Every text in a part of Block Kit whose shape has no case of its own, in reading order."""
    if isinstance(node, list):
        for child in node:
            yield from _texts(child, names)
    elif isinstance(node, dict) and node.get("type") not in STATEFUL.keys() | {"button", "overflow"}:
        yield from _own_texts(node, names)


def _own_texts(node: Json, names: Names) -> Iterator[str]:
    match node:
        case {"type": "mrkdwn", "text": str(text)}:
            yield plain_mrkdwn(text, names)
        case {"type": "plain_text" | "raw_text" | "raw_number" | "markdown", "text": text}:
            yield str(text)
        case {"type": "rich_text", "elements": elements}:
            yield from (_rich_text(element, names) for element in elements)
        case {"alt_text": str(text)}:
            yield text
        case {"label": str(label), "value": value}:
            yield f"{label}: {value}"
        case _:
            yield from (node[key] for key in ("title", "name") if isinstance(node.get(key), str))
            yield from _texts([part for part in node.values() if isinstance(part, dict | list)], names)


def _cell(cell: Json, names: Names) -> str:
    return (
        " ".join(_texts(cell, names)) if cell.get("type") != "raw_number" else str(cell.get("text", cell.get("value")))
    )


def _rich_text(element: Json, names: Names) -> str:
    match element["type"]:
        case "rich_text_list":
            return "\n".join(f"• {_rich_text(item, names)}" for item in element["elements"])
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            return "".join(_rich_text(part, names) for part in element["elements"])
        case "user":
            return names(element["user_id"])
        case "channel":
            return names(element["channel_id"])
        case "broadcast":
            return f"@{element['range']}"
        case "emoji":
            return f":{element['name']}:"
        case _:
            return str(element.get("text") or element.get("fallback") or element.get("url", ""))


def _shown(control: Control, names: Names, values: Values) -> str:
    """A control as it looks: a button in brackets, a choice with what is chosen, an input with what it holds."""
    element = control.element
    if element["type"] in ("radio_buttons", "checkboxes"):
        chosen = readable(values[control.block["block_id"]][element["action_id"]], names).split(", ")
        texts = [option["text"]["text"] for option in control.options]
        return " ".join(f"({'x' if text in chosen else ' '}) {text}" for text in texts)
    if element["type"] == "overflow":
        return " ".join(f"[{option['text']['text']}]" for option in control.options)
    if element["type"] not in STATEFUL:
        words = element.get("text") or {"text": element.get("accessibility_label", element["type"])}
        return f"[{words['text']}]"
    held = readable(values[control.block["block_id"]][element["action_id"]], names)
    if control.is_input:
        return held
    return f"[{held or element.get('placeholder', {}).get('text', '')}]"


def readable(held: Json, names: Names) -> str:
    """What a control holds, in words; empty when it holds nothing."""
    value = value_in(held)
    if isinstance(value, list):
        return ", ".join(_readable_one(held["type"], one, names) for one in value)
    return "" if value is None else _readable_one(held["type"], value, names)


def _readable_one(kind: str, value: Any, names: Names) -> str:
    if kind == "rich_text_input":
        return "\n".join(_rich_text(element, names) for element in value["elements"])
    if isinstance(value, dict):
        return str(value["text"]["text"])
    if "users" in kind or "channels" in kind or "conversations" in kind:
        return names(value)
    return str(value)
