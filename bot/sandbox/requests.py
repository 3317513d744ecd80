"""A request of Slack's to the bot, and the bot's answer, over whichever line they travel."""

import json
from dataclasses import dataclass, field

from bot.sandbox.blocks import Json

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Response:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """The object in the body; empty when the body holds none."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}


class NoAnswer(Exception):  # noqa: N818
    """The bot could not be reached, or took too long; the words are Slack's name for it."""
