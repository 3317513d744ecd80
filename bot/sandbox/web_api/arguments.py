"""Reads the arguments of a call, which come as JSON or as a form, and finds what they name."""

import json
from typing import Any

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.workspace import Channel, Workspace

_JSON_FIELDS = ("blocks", "view", "metadata", "attachments", "files")


def decoded(arguments: Json) -> Json:
    """The arguments with the fields that a form carries as JSON text turned into what they hold."""
    return {name: _decoded(name, value) for name, value in arguments.items() if value is not None}


def _decoded(name: str, value: Any) -> Any:
    if name not in _JSON_FIELDS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        formats = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise SlackError(formats.get(name, "invalid_arguments"), [f"{name} is no JSON"]) from None


def required(arguments: Json, name: str) -> str:
    """SlackError invalid_arguments when it is missing."""
    if arguments.get(name) in (None, ""):
        raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
    return str(arguments[name])


def flag(arguments: Json, name: str) -> bool:
    return str(arguments.get(name, "")).lower() in ("1", "true")


def limit(arguments: Json, default: int, most: int) -> int:
    """SlackError invalid_limit when it is no number from 1 to the most."""
    try:
        asked = int(arguments.get("limit") or default)
    except ValueError:
        asked = 0
    if not 1 <= asked <= most:
        raise SlackError("invalid_limit")
    return asked


def conversation(workspace: Workspace, arguments: Json) -> Channel:
    """The channel that the bot can see; SlackError channel_not_found for others."""
    channel = workspace.channels.get(str(arguments.get("channel", "")))
    if channel is None or (channel.kind != "channel" and workspace.app.user_id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def page(items: list[Any], cursor: str, size: int) -> tuple[list[Any], str]:
    """The items from the cursor on, and the cursor of the next page, empty when there is none."""
    try:
        start = int(cursor.removeprefix("after:") or 0)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    end = start + size
    return items[start:end], f"after:{end}" if end < len(items) else ""
