"""Slash commands under the prefix of a company that has a `/win` already: heard without it, spoken with it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import wraps
from typing import TypeVar, cast

from bot.outbox import Rendered, Renderer

Value = TypeVar("Value")


class Commands:
    """The commands called `names` in our code, and in Slack the same behind `prefix`."""

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._prefix = prefix
        words = "|".join(re.escape(name.removeprefix("/")) for name in names)
        self._before_name = re.compile(rf"(?<=`/)(?=(?:{words})\b)")

    def heard(self, command: str) -> str:
        """Our name for what was typed."""
        return "/" + command.removeprefix(f"/{self._prefix}")

    def spoken(self, value: Value) -> Value:
        """Text, or blocks of it, with the commands that stand in backticks as people have to type them."""
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
        """The renderer whose messages name the commands so."""

        @wraps(render)
        def rendered(*given: object, **ids: object) -> Rendered | None:
            return self.spoken(render(*given, **ids))

        return rendered
