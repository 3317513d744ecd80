"""A message as it stands in the workspace: it changes under the reader when the bot edits it."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blocks import Control, Json, Values, controls, held_value, objects
from bot.sandbox.rendering import Names, lines, plain_mrkdwn

_LIVE_MENTION = re.compile(r"<[@!]([A-Z0-9]+|here|channel|everyone)(?:\|[^>]*)?>")
_BARE_BROADCAST = re.compile(r"(?<![\w@])@(here|channel|everyone)\b")


@dataclass(eq=False)
class Message:
    """`channel` and `user` are ids; `text` is the notification, `plain` everything that a person reads."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json]
    names: Names = field(repr=False)
    thread_ts: str | None = None
    visible_to: str | None = None
    by_bot: bool = False
    broadcast: bool = False
    subtype: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list["Message"] = field(default_factory=list, repr=False)
    held: dict[str, Values] = field(default_factory=dict, repr=False)
    """What each person has chosen in the message's controls, by user id."""

    @property
    def ephemeral(self) -> bool:
        return self.visible_to is not None

    @property
    def edited(self) -> bool:
        return self.edited_ts is not None

    @property
    def plain(self) -> str:
        if self.blocks:
            return "\n".join(lines(self.blocks, self.names))
        return plain_mrkdwn(self.text, self.names)

    @property
    def buttons(self) -> list[str]:
        return [c.element["text"]["text"] for c in controls(self.blocks) if c.element["type"] == "button"]

    def hold(self, user: str, control: Control, value: Any) -> Json:
        """Keeps what the person chose in a control; returns it as it stands in the state."""
        block_id, action_id = control.key
        chosen = held_value(control.element, value)
        self.held.setdefault(user, {}).setdefault(block_id, {})[action_id] = chosen
        return chosen

    @property
    def notifies(self) -> set[str]:
        """Who hears a sound: user ids, and "here", "channel", "everyone" where a text made them live."""
        if not self.blocks:
            return set(_LIVE_MENTION.findall(self.text))
        return {target for part in objects(self.blocks) for target in _live_in(part)}


def _live_in(part: Json) -> set[str]:
    match part:
        case {"type": "user", "user_id": target} | {"type": "broadcast", "range": target}:
            return {target}
        case {"type": "mrkdwn", "text": text}:
            live = set(_LIVE_MENTION.findall(text))
            return live if part.get("verbatim") else live | set(_BARE_BROADCAST.findall(text))
        case _:
            return set()
