"""Slash commands with a prefix, for a company that has its own `/win`: removed when heard, added when spoken."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import wraps
from typing import TypeVar, cast

from bot.outbox import Rendered, Renderer

Value = TypeVar("Value")

ROOT = "/pace"
"""Behind it every verb works, and alone it is the day."""


class Commands:
    """The commands `names` of our code, which have `prefix` before their names in Slack."""

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._prefix = prefix
        words = "|".join(re.escape(name.removeprefix("/")) for name in names)
        self._before_name = re.compile(rf"(?<=`/)(?=(?:{words})\b)")

    def heard(self, command: str) -> str:
        """The command as our code calls it, for the one that was typed."""
        return "/" + command.removeprefix(f"/{self._prefix}")

    def spoken(self, value: Value) -> Value:
        """The text or blocks with the prefix added to commands in backticks, so that people see what they must type."""
        if not self._prefix:
            return value
        spoken: object = value
        match value:
            case str():
                spoken = self._before_name.sub(self._prefix, value)
            case list():
                spoken = [self.spoken(part) for part in value]
            case dict():
                spoken = {key: self.spoken(part) for key, part in value.items()}
            case Rendered():
                spoken = replace(value, text=self.spoken(value.text), blocks=self.spoken(value.blocks))
        return cast("Value", spoken)

    def spoken_by(self, render: Renderer) -> Renderer:
        """The same renderer, with prefixes added in its messages."""

        @wraps(render)
        def rendered(*given: object, **ids: object) -> Rendered | None:
            return self.spoken(render(*given, **ids))

        return rendered
