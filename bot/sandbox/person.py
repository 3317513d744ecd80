"""People, in the words of life: what they type, click, fill in, see and leave."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.sandbox.account import Account
from bot.sandbox.blocks import Control, Json, Values, controls, state_values, value_in
from bot.sandbox.errors import NotVisible
from bot.sandbox.forms import as_typed, option_called
from bot.sandbox.matching import best_match
from bot.sandbox.messages import Message
from bot.sandbox.shapes import channel_json, user_json
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel

Choice = tuple[Message | View, Control, str | None]
"""Something to press: where it is, what it is, and the value of the option chosen."""


class Person(Account):
    def __str__(self) -> str:
        return f"@{self.handle}"

    def __repr__(self) -> str:
        return f"<Person {self.handle} {self.id}>"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def handle(self) -> str:
        return self.user.handle

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def tz(self) -> str:
        return self.user.tz

    # ── saying and seeing

    def types(self, text: str, in_: str | Channel | None = None, *, thread: Message | None = None) -> Message | None:
        """Sends what is typed, a command or a message; returns the newest answer that only this person sees."""
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        channel = self.workspace.channels[thread.channel] if thread else self._place(in_)
        if self.id not in channel.members or channel.archived:
            raise NotVisible(f"{self} cannot type in #{channel.name}")
        return self.sends_text(text, channel, thread_ts)

    def sees(self, in_: str | Channel | None = None) -> list[Message]:
        """Everything visible there, oldest first, ephemerals included; replies are in `message.replies`."""
        return self.workspace.visible(self.user, self._place(in_))

    def last(self, in_: str | Channel | None = None) -> Message:
        """The newest message visible there; NotVisible when there is none."""
        channel = self._place(in_)
        seen = self.workspace.visible(self.user, channel)
        if not seen:
            raise NotVisible(f"{self} sees nothing in {channel.name or 'the DM'}")
        return seen[-1]

    @property
    def dms(self) -> list[Message]:
        """The person's DM with the bot."""
        return self.workspace.visible(self.user, self.workspace.dm(self.user))

    @property
    def answer(self) -> Message | None:
        """The newest message that only this person sees."""
        return self.newest_ephemeral()

    def reloads(self) -> None:
        """Slack forgets what only this person saw."""
        with self.workspace.lock:
            for channel in self.workspace.channels.values():
                channel.ephemerals = [m for m in channel.ephemerals if m.visible_to != self.id]
            self.workspace.touch()

    def reacts(self, emoji: str, message: Message) -> None:
        """Adds the reaction, or takes it away when it is there already."""
        with self.workspace.lock:
            users = message.reactions.setdefault(emoji, [])
            added = self.id not in users
            users.append(self.id) if added else users.remove(self.id)
            if not users:
                del message.reactions[emoji]
            self.workspace.touch()
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        kind = "reaction_added" if added else "reaction_removed"
        event = {"type": kind, "user": self.id, "reaction": emoji, "item": item, "item_user": message.user}
        self._channel_event(self.workspace.channels[message.channel], event)

    # ── pressing and choosing

    def clicks(self, label: str, *, on: Message | View | None = None) -> Message | None:
        """Presses the newest visible button of that label, or chooses the option; returns what only she sees next."""
        for surface in [on] if on else self._surfaces():
            if found := best_match(label, list(_choices(surface))):
                where, control, value = found
                return self.acts(where, *control.key, self._toggled(where, control, value))
        raise NotVisible(f"{self} sees no {label!r} to click; there is {self._visible_labels(on)}")

    def _surfaces(self) -> Iterator[Message | View]:
        """Where this person can click, nearest first: a modal hides everything behind it."""
        if self.form:
            yield self.form
            return
        with self.workspace.lock:
            timelines = [list(channel.timeline()) for channel in self.workspace.channels_of(self.user)]
        seen = [m for messages in timelines for m in messages if m.visible_to in (None, self.id)]
        yield from sorted(seen, key=lambda message: message.ts, reverse=True)
        if home := self.workspace.homes.get(self.id):
            yield home

    def _visible_labels(self, on: Message | View | None) -> list[str]:
        return [words for surface in ([on] if on else self._surfaces()) for words, _ in _choices(surface)]

    def _toggled(self, where: Message | View, control: Control, value: str | None) -> Any:
        if control.element["type"] != "checkboxes" or value is None:
            return value
        held = where.held if isinstance(where, View) else where.held.get(self.id, {})
        chosen = _chosen(where, control, held)
        return [other for other in chosen if other != value] if value in chosen else [*chosen, value]

    # ── forms and App Home

    @property
    def form(self) -> View | None:
        """The modal on top; None when none is open."""
        stack = self.workspace.stack(self.user)
        return stack[-1] if stack else None

    def fills(self, label: str, value: Any) -> None:
        """Fills the field of that label: text, a date, the text of an option (or several), or "@sam" for a person."""
        form = self._open_form()
        control = form.field(label)
        self.inputs(form, *control.key, self._raw(form, control, value))

    def _raw(self, form: View, control: Control, value: Any) -> Any:
        kind = control.element["type"]
        if isinstance(value, list | tuple | set):
            return [self._raw(form, control, one) for one in value]
        if value in (None, ""):
            return None
        if "external" in kind:
            return option_called(control, value, self.suggestions(form, *control.key, value))
        if control.options:
            return option_called(control, value, [])
        if "users" in kind or "channels" in kind or "conversations" in kind:
            return self._id_of(value)
        return as_typed(control, value)

    def _id_of(self, value: "str | Person | Channel") -> str:
        if not isinstance(value, str):
            return value.id
        known = {self.workspace.display(id): id for id in (*self.workspace.users, *self.workspace.channels)}
        if value not in known:
            raise NotVisible(f"there is no {value} in this workspace")
        return known[value]

    def submits(self) -> bool:
        """Submits the modal on top; False when it was refused, with the reasons in `form.errors`."""
        return self.submits_view(self._open_form())

    def closes(self) -> None:
        self.closes_view(self._open_form())

    def _open_form(self) -> View:
        if self.form is None:
            raise NotVisible(f"{self} has no form open")
        return self.form

    def uses_shortcut(self, name: str, on: Message | None = None) -> Message | None:
        """Runs the shortcut of that name: a global one, or with a message one on that message."""
        kind = "global" if on is None else "message"
        for shortcut in self.workspace.app.shortcuts:
            if shortcut.name == name and shortcut.type == kind:
                return self.runs_shortcut(shortcut, on)
        raise NotVisible(f"there is no {kind} shortcut {name!r}")

    # ── coming, going and changing

    def joins(self, channel: str | Channel) -> None:
        place = self._place(channel)
        with self.workspace.lock:
            if self.id not in place.members:
                place.members.append(self.id)
            self.workspace.touch()
        self._membership("member_joined_channel", place)

    def leaves(self, channel: str | Channel) -> None:
        place = self._place(channel)
        with self.workspace.lock:
            place.members.remove(self.id)
            self.workspace.touch()
        self._membership("member_left_channel", place)

    def _membership(self, kind: str, channel: Channel) -> None:
        about = {"type": kind, "user": self.id, "channel": channel.id, "team": self.workspace.id}
        self._channel_event(channel, about | {"channel_type": "C" if channel.kind == "channel" else "G"})

    def renames_channel(self, channel: str | Channel, name: str) -> None:
        place = self._place(channel)
        place.name = name
        self.workspace.touch()
        self._channel_event(place, {"type": "channel_rename", "channel": channel_json(self.workspace, place)})

    def archives(self, channel: str | Channel) -> None:
        place = self._place(channel)
        place.archived = True
        self.workspace.touch()
        self._channel_event(place, {"type": "channel_archive", "channel": place.id, "user": self.id})

    def connects(self, channel: str | Channel) -> None:
        """Lets another organisation into the channel."""
        place = self._place(channel)
        place.ext_shared = True
        self.workspace.touch()
        self._channel_event(place, {"type": "channel_shared", "connected_team_id": "TOTHER", "channel": place.id})

    def disconnects(self, channel: str | Channel) -> None:
        place = self._place(channel)
        place.ext_shared = False
        self.workspace.touch()
        about = {"type": "channel_unshared", "previously_connected_team_id": "TOTHER", "is_ext_shared": False}
        self._channel_event(place, about | {"channel": place.id})

    def leaves_slack(self) -> None:
        """The account is deactivated."""
        self.user.deleted = True
        self._user_changed()

    def moves_to(self, tz: str) -> None:
        self.user.tz = tz
        self._user_changed()

    def renames(self, name: str) -> None:
        self.user.name = name
        self._user_changed()

    def sets_status(self, text: str = "", emoji: str = "", until: datetime | None = None) -> None:
        """Without `until` it stands until it is changed."""
        self.user.status_text, self.user.status_emoji, self.user.status_ends = text, emoji, until
        self._user_changed()

    def _user_changed(self) -> None:
        self.workspace.touch()
        shape = user_json(self.workspace, self.user)
        self._event("user_change", {"type": "user_change", "user": shape, "cache_ts": shape["updated"]})

    def _channel_event(self, channel: Channel, event: Json) -> None:
        if self.workspace.app.user_id in channel.members:
            self._event(event["type"], event)

    def _place(self, in_: str | Channel | None) -> Channel:
        """The channel of that name, or the DM for "@" and the bot's handle, or the first channel this person is in."""
        if isinstance(in_, Channel):
            return in_
        if in_ is None:
            named = [c for c in self.workspace.channels_of(self.user) if c.kind != "dm"]
        elif in_ == f"@{self.workspace.app.handle}":
            named = [self.workspace.dm(self.user)]
        else:
            named = [c for c in self.workspace.channels.values() if c.kind != "dm" and c.name == in_.lstrip("#")]
        if not named:
            raise NotVisible(f"{self} sees no channel {in_ or 'at all'}")
        return named[0]


def _choices(surface: Message | View) -> Iterator[tuple[str, Choice]]:
    """Everything that can be pressed, with the words on it; inputs of a form are filled, not pressed."""
    for control in controls(surface.blocks):
        if control.is_input and isinstance(surface, View):
            continue
        for option in control.options:
            yield option["text"]["text"], (surface, control, option["value"])
        if control.element["type"] == "button":
            yield control.element["text"]["text"], (surface, control, None)


def _chosen(where: Message | View, control: Control, held: Values) -> list[str]:
    block_id, action_id = control.key
    return [option["value"] for option in value_in(state_values(where.blocks, held)[block_id][action_id])]
