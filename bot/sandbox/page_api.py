"""The JSON behind the page in the browser; every act is a person's, the same as in tests."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from bot.sandbox.blocks import Json
from bot.sandbox.clock import Playback
from bot.sandbox.errors import NotVisible, SlackError
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.shapes import view_json
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel, Workspace

HEARTBEAT = 15.0
"""Seconds."""
Endpoint = Callable[[], Json | Response]
MoveClock = Callable[[datetime], None]


class PageApi:
    """Each method is an endpoint: it reads the request and returns what goes out as JSON."""

    def __init__(
        self,
        workspace: Workspace,
        people: Mapping[str, Person],
        move_clock: MoveClock | None,
        playback: Playback | None,
    ) -> None:
        self.workspace, self.people = workspace, people
        self.move_clock, self.playback = move_clock, playback

    # ── reading

    def state(self) -> Json:
        me, app = self._me(), self.workspace.app
        return {
            "now": self.workspace.clock.now().isoformat(),
            "zone": me.tz,
            "playback": self._playback(me),
            "workspace": {"id": self.workspace.id, "name": self.workspace.name},
            "app": {"id": app.id, "name": app.name, "user_id": app.user_id},
            "me": me.id,
            "people": [*map(self._person, self.people.values()), self._app_person()],
            "channels": self._channels(me),
            "commands": [
                {"command": c.command, "usage_hint": c.usage_hint, "description": c.description}
                for c in app.commands.values()
            ],
            "shortcuts": [{"callback_id": s.callback_id, "name": s.name, "type": s.type} for s in app.shortcuts],
        }

    def messages(self) -> Json:
        me, channel = self._me(), self._channel()
        if ts := request.args.get("thread"):
            first = self.workspace.message(channel, me.user, ts)
            own = [m for m in channel.ephemerals if m.visible_to == me.id and m.thread_ts == ts]
            return {"messages": [_message(m) for m in [first, *first.replies, *own]]}
        self.workspace.mark_read(me.user, channel)
        seen = self.workspace.visible(me.user, channel)
        return {"messages": [_message(m) for m in seen if m.broadcast or not m.thread_ts]}

    def home(self) -> Json:
        home = self.workspace.homes.get(self._me().id)
        return {"view": view_json(self.workspace, home) if home else None}

    def views(self) -> Json:
        stack = self.workspace.stack(self._me().user)
        return {"views": [{**view_json(self.workspace, view), "errors": view.refused} for view in stack]}

    # ── acting

    def open_home(self) -> Json:
        me = self._me()
        me.opens_home()
        return self._outcome(me)

    def say(self) -> Json:
        me, channel, body = self._me(), self._channel(), _body()
        before = [(view.id, view.hash) for view in self.workspace.stack(me.user)]
        thread_ts = body.get("thread_ts")
        me.types(
            body["text"], channel, thread=self.workspace.message(channel, me.user, thread_ts) if thread_ts else None
        )
        after = [(view.id, view.hash) for view in self.workspace.stack(me.user)]
        return self._outcome(me) | {"view_opened": after != before}

    def act(self) -> Json:
        me, body = self._me(), _body()
        me.acts(self._where(me), body["block_id"], body["action_id"], body.get("value"))
        return self._outcome(me)

    def input(self) -> Json:
        me, body = self._me(), _body()
        me.inputs(self._view(me), body["block_id"], body["action_id"], body.get("value"))
        return self._outcome(me)

    def submit(self) -> Json:
        me = self._me()
        view = self._view(me)
        ok = me.submits_view(view)
        return self._outcome(me) | {"ok": ok, "errors": view.refused}

    def close(self) -> Json:
        me = self._me()
        me.closes_view(self._view(me))
        return self._outcome(me)

    def shortcut(self) -> Json:
        me, body = self._me(), _body()
        wanted = [s for s in self.workspace.app.shortcuts if s.callback_id == body["callback_id"]]
        if not wanted:
            raise NotVisible(f"there is no shortcut {body['callback_id']!r}")
        me.runs_shortcut(wanted[0], self._message(me) if body.get("ts") else None)
        return self._outcome(me)

    def react(self) -> Json:
        me = self._me()
        me.reacts(_body()["name"], self._message(me))
        return self._outcome(me)

    def options(self) -> Json:
        me, body = self._me(), _body()
        found = me.suggestions(self._where(me), body["block_id"], body["action_id"], body["query"])
        return self._outcome(me) | {"options": found}

    def clock(self) -> Json:
        now, body = self.workspace.clock.now(), _body()
        to = now + timedelta(minutes=body["minutes"]) if "minutes" in body else datetime.fromisoformat(body["to"])
        if self.move_clock is None:
            raise ValueError("This workspace's clock cannot be moved.")
        if to.tzinfo is None:
            raise ValueError("Say the time with its zone.")
        if to < now:
            raise ValueError("The clock only moves forward.")
        self.move_clock(to)
        self.workspace.touch()
        return {"now": self.workspace.clock.now().isoformat()}

    def play(self) -> Json:
        if self.playback is None:
            raise ValueError("In this workspace there is nothing to play.")
        self.playback.play() if _body()["on"] else self.playback.pause()
        self.workspace.touch()
        return {"playing": self.playback.is_playing}

    def stream(self) -> Response:
        return Response(self._changes(), content_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def _changes(self) -> Iterator[str]:
        seen = -1
        while not self.workspace.closed:
            version = self.workspace.wait_for_change(seen, HEARTBEAT)
            yield f"data: {version}\n\n" if version != seen else ": still here\n\n"
            seen = version

    # ── what a request names

    def _me(self) -> Person:
        id = request.args.get("as") or (_body().get("as") if request.method == "POST" else None)
        if id is None and self.people:
            return next(iter(self.people.values()))
        person = self.people.get(str(id))
        if person is None:
            raise NotVisible("there is nobody of that id")
        return person

    def _channel(self) -> Channel:
        id = request.args.get("channel") or (_body().get("channel") if request.method == "POST" else None)
        if id not in self.workspace.channels:
            raise NotVisible("there is no such channel")
        return self.workspace.channels[id]

    def _message(self, me: Person) -> Message:
        return self.workspace.message(self._channel(), me.user, _body()["ts"])

    def _view(self, me: Person) -> View:
        wanted, home = _body()["view_id"], self.workspace.homes.get(me.id)
        for view in [*self.workspace.stack(me.user), *([home] if home else [])]:
            if view.id == wanted:
                return view
        raise NotVisible("that form is closed")

    def _where(self, me: Person) -> Message | View:
        return self._view(me) if _body().get("view_id") else self._message(me)

    def _playback(self, me: Person) -> Json | None:
        if self.playback is None:
            return None
        quiet = self.playback.quiet_until(me.tz)
        return {"playing": self.playback.is_playing, "quiet_until": quiet and quiet.isoformat()}

    def _outcome(self, me: Person) -> Json:
        return {"ok": me.trouble is None, **({"error": me.trouble} if me.trouble else {})}

    def _person(self, person: Person) -> Json:
        user = person.user
        return {
            "id": user.id,
            "handle": user.handle,
            "name": user.name,
            "tz": user.tz,
            "is_bot": user.bot,
            "is_guest": user.guest or user.ultra_guest,
            "is_app": False,
            "color": user.color,
        }

    def _app_person(self) -> Json:
        app = self.workspace.app
        about = {"id": app.user_id, "handle": app.handle, "name": app.name, "tz": "UTC", "color": "#4a154b"}
        return about | {"is_bot": True, "is_guest": False, "is_app": True}

    def _channels(self, me: Person) -> list[Json]:
        self.workspace.dm(me.user)
        with self.workspace.lock:
            return [
                {
                    "id": channel.id,
                    "name": channel.name or self.workspace.app.name,
                    "kind": channel.kind,
                    "with": self.workspace.app.user_id if channel.kind == "dm" else None,
                    "unread": self.workspace.unread(me.user, channel),
                }
                for channel in self.workspace.channels_of(me.user)
            ]


def page_api(
    workspace: Workspace,
    people: Mapping[str, Person],
    move_clock: MoveClock | None,
    playback: Playback | None,
) -> Blueprint:
    """The endpoints under /page."""
    api = PageApi(workspace, people, move_clock, playback)
    blueprint = Blueprint("page", __name__, url_prefix="/page")
    reads = _table(api.state, api.messages, api.home, api.views, api.stream)
    acts = _table(api.open_home, api.say, api.act, api.input, api.submit, api.close, api.shortcut, api.react)
    acts |= _table(api.options, api.clock, api.play)

    @blueprint.get("/<name>")
    def read(name: str) -> ResponseReturnValue:
        return reads[name]() if name in reads else abort(HTTPStatus.NOT_FOUND)

    @blueprint.post("/<name>")
    def act(name: str) -> ResponseReturnValue:
        return acts[name]() if name in acts else abort(HTTPStatus.NOT_FOUND)

    @blueprint.errorhandler(NotVisible)
    @blueprint.errorhandler(SlackError)
    @blueprint.errorhandler(ValueError)
    def refuse(error: Exception) -> tuple[Response, HTTPStatus]:
        return jsonify(ok=False, error=str(error)), HTTPStatus.BAD_REQUEST

    @blueprint.errorhandler(KeyError)
    def miss(error: KeyError) -> tuple[Response, HTTPStatus]:
        return jsonify(ok=False, error=f"the request lacks {error}"), HTTPStatus.BAD_REQUEST

    return blueprint


def _table(*endpoints: Endpoint) -> dict[str, Endpoint]:
    return {endpoint.__name__: endpoint for endpoint in endpoints}


def _body() -> Json:
    body = request.get_json()
    return body if isinstance(body, dict) else {}


def _message(message: Message) -> Json:
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "reply_count": len(message.replies),
        "edited": message.edited,
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
        "ephemeral": message.ephemeral,
    }
