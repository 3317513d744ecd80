"""What is in the workspace (people, channels, messages, views), behind one lock, and when it last changed."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition, RLock
from typing import Any

from bot.sandbox.blocks import Json, with_ids
from bot.sandbox.clock import Clock
from bot.sandbox.errors import NotVisible, SlackError
from bot.sandbox.files import Files, files_in
from bot.sandbox.manifest import App
from bot.sandbox.messages import Message
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.tokens import ResponseUrls, Triggers
from bot.sandbox.views import View

SLACKBOT = "USLACKBOT"
"""The user in whose name Slack itself speaks."""


@dataclass(eq=False)
class User:
    id: str
    handle: str
    name: str
    tz: str
    color: str
    team: str
    locale: str = "en-US"
    guest: bool = False
    ultra_guest: bool = False
    stranger: bool = False
    admin: bool = False
    bot: bool = False
    deleted: bool = False
    status_text: str = ""
    status_emoji: str = ""
    status_ends: datetime | None = None


@dataclass(eq=False)
class Channel:
    """A channel, a private channel or a DM with the bot; `messages` holds no replies and no ephemerals."""

    id: str
    name: str
    kind: str
    """"channel", "private" or "dm"."""
    created: int
    members: list[str] = field(default_factory=list)
    ext_shared: bool = False
    archived: bool = False
    messages: list[Message] = field(default_factory=list, repr=False)
    ephemerals: list[Message] = field(default_factory=list, repr=False)
    by_ts: dict[str, Message] = field(default_factory=dict, repr=False)

    def timeline(self) -> Iterator[Message]:
        """Every message, reply and ephemeral, in no particular order."""
        return itertools.chain(self.by_ts.values(), self.ephemerals)


class Workspace:
    """A workspace in memory. Hold `lock` to read more than one thing or to write, but not while the bot is asked."""

    def __init__(self, clock: Clock, id: str, name: str) -> None:
        self.clock, self.id, self.name = clock, id, name
        self.app = App()
        self.lock = RLock()
        self.socket_mode = SocketMode()
        self.base_url = ""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers, self.response_urls = Triggers(), ResponseUrls()
        self.files = Files()
        self.refused_blocks: set[str] = set()
        """Types of blocks that this workspace refuses, as Slack has not rolled them out here yet."""
        self.troubles: list[str] = []
        self.version = 0
        self.closed = False
        self._changed = Condition(self.lock)
        self._read: dict[tuple[str, str], str] = {}
        self._microseconds = 0

    @property
    def domain(self) -> str:
        return self.name.lower().replace(" ", "-")

    def check_blocks(self, blocks: list[Json], error: str = "invalid_blocks") -> None:
        """SlackError if a type of block is unknown here, or if a block shows a file that is not there."""
        for number, block in enumerate(blocks):
            if block["type"] in self.refused_blocks:
                raise SlackError(error, [f"[ERROR] unsupported type: {block['type']} [json-pointer:/blocks/{number}]"])
        if not all(self.files.is_shown(id) for id in files_in(blocks)):
            raise SlackError(error, ["[ERROR] invalid slack file"])

    # ── people and channels

    def user(self, user_id: str) -> User:
        """SlackError user_not_found when there is none."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def display(self, id: str) -> str:
        """What people see for an id."""
        if id == self.app.user_id:
            return f"@{self.app.handle}"
        if id in self.users:
            return f"@{self.users[id].handle}"
        return f"#{self.channels[id].name}" if id in self.channels else id

    def dm(self, user: User) -> Channel:
        """The DM between the person and the bot, opened when it is not open yet."""
        with self.lock:
            found = next((c for c in self.channels.values() if c.kind == "dm" and user.id in c.members), None)
            return found or self.add_channel("dm", "", [user.id, self.app.user_id])

    def add_channel(self, kind: str, name: str, members: list[str], ext_shared: bool = False) -> Channel:
        with self.lock:
            letter = "D" if kind == "dm" else "C"
            number = sum(id.startswith(letter) for id in self.channels) + 1
            created = int(self.clock.now().timestamp())
            channel = Channel(f"{letter}{number:08}", name, kind, created, members, ext_shared)
            self.channels[channel.id] = channel
            self.touch()
            return channel

    def channels_of(self, user: User) -> list[Channel]:
        return [channel for channel in self.channels.values() if user.id in channel.members]

    # ── messages

    def stamp(self) -> str:
        """A new ts: the time that people see, and never the same twice."""
        now = self.clock.now()
        microseconds = int(now.timestamp()) * 1_000_000 + now.microsecond
        self._microseconds = max(microseconds, self._microseconds + 1)
        return f"{self._microseconds // 1_000_000}.{self._microseconds % 1_000_000:06}"

    def post(self, channel: Channel, user: str, text: str, blocks: list[Json], **more: Any) -> Message:
        with self.lock:
            message = Message(channel.id, user, self.stamp(), text, with_ids(blocks), self.display, **more)
            if message.ephemeral:
                channel.ephemerals.append(message)
            else:
                channel.by_ts[message.ts] = message
                thread = channel.by_ts[message.thread_ts].replies if message.thread_ts else channel.messages
                thread.append(message)
            if message.broadcast:
                channel.messages.append(message)
            self.touch()
            return message

    def edit(self, message: Message, text: str, blocks: list[Json]) -> None:
        with self.lock:
            message.text, message.blocks, message.edited_ts = text, with_ids(blocks), self.stamp()
            self.touch()

    def delete(self, message: Message) -> None:
        """Takes the message away; if it has replies, a tombstone is left in its place, as in Slack."""
        with self.lock:
            channel = self.channels[message.channel]
            if message.ephemeral:
                channel.ephemerals.remove(message)
            elif message.replies:
                message.text, message.blocks, message.metadata = "This message was deleted.", [], None
                message.subtype, message.user, message.by_bot = "tombstone", SLACKBOT, False
            else:
                self._remove(channel, message)
            self.touch()

    def _remove(self, channel: Channel, message: Message) -> None:
        del channel.by_ts[message.ts]
        if message.thread_ts:
            channel.by_ts[message.thread_ts].replies.remove(message)
        if message in channel.messages:
            channel.messages.remove(message)

    def visible(self, user: User, channel: Channel) -> list[Message]:
        """What the person sees in the channel, oldest first: no replies, and the ephemerals meant for that person."""
        if channel.kind != "channel" and user.id not in channel.members:
            raise NotVisible(f"@{user.handle} is not in #{channel.name}")
        with self.lock:
            own = [message for message in channel.ephemerals if message.visible_to == user.id]
            return sorted([*channel.messages, *own], key=lambda message: message.ts)

    def message(self, channel: Channel, user: User, ts: str) -> Message:
        """The message or reply of that ts that the person sees; NotVisible when there is none."""
        with self.lock:
            own = (m for m in channel.ephemerals if m.ts == ts and m.visible_to == user.id)
            found = channel.by_ts.get(ts) or next(own, None)
        if found is None or user.id not in channel.members:
            raise NotVisible(f"@{user.handle} sees no message {ts} in {channel.id}")
        return found

    def unread(self, user: User, channel: Channel) -> int:
        with self.lock:
            read = self._read.get((user.id, channel.id), "")
            return sum(message.ts > read and message.user != user.id for message in self.visible(user, channel))

    def mark_read(self, user: User, channel: Channel) -> None:
        with self.lock:
            if self.unread(user, channel):
                self._read[user.id, channel.id] = self.visible(user, channel)[-1].ts
                self.touch()

    # ── views

    def new_view(self, user: User, definition: Json) -> View:
        with self.lock:
            number = secrets.token_hex(5).upper()
            view = View(f"V{number}", user.id, self.with_view_ids(definition), self.new_hash(), self.display)
            view.root_id = view.id
            return view

    def with_view_ids(self, definition: Json) -> Json:
        return {**definition, "blocks": with_ids(definition["blocks"])}

    def new_hash(self) -> str:
        return f"{int(self.clock.real_now().timestamp())}.{secrets.token_hex(4)}"

    def stack(self, user: User) -> list[View]:
        """The modals that the person has open, bottom to top."""
        return self.modals.setdefault(user.id, [])

    def open_view(self, user: User, definition: Json) -> View:
        with self.lock:
            view = self.new_view(user, definition)
            self.modals[user.id] = [view]
            self.touch()
            return view

    def push_view(self, user: User, definition: Json) -> View:
        """SlackError push_limit_reached when three are stacked already, not_found when none is open."""
        with self.lock:
            stack = self.stack(user)
            if not stack:
                raise SlackError("not_found")
            if len(stack) == 3:
                raise SlackError("push_limit_reached")
            view = self.new_view(user, definition)
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
            stack.append(view)
            self.touch()
            return view

    def replace_view(self, view: View, definition: Json) -> None:
        with self.lock:
            view.replace(self.with_view_ids(definition), self.new_hash())
            self.touch()

    def close_view(self, view: View, clear: bool = False) -> None:
        with self.lock:
            stack = self.stack(self.users[view.user])
            self.modals[view.user] = [] if clear else [other for other in stack if other is not view]
            self.touch()

    # ── changes

    def touch(self) -> None:
        """Something changed: wake those who wait for that."""
        with self.lock:
            self.version += 1
            self._changed.notify_all()

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """Waits until the version is another than `seen`, or the seconds are over; returns the version."""
        with self.lock:
            self._changed.wait_for(lambda: self.version != seen or self.closed, seconds)
            return self.version

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self._changed.notify_all()
