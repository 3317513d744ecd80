"""A tiny bot that Slack's own library serves on loopback, its manifest, and a clock set by hand."""

import json
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from flask import Flask, Request, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.sandbox import Sandbox

SECRET = "a signing secret of the tests"

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Pacesetter"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "pacesetter"},
        "slash_commands": [
            {"command": "/win", "description": "Log a win", "usage_hint": "48k Acme", "should_escape": True},
            {"command": "/raw", "description": "Unescaped", "should_escape": False},
            {"command": "/form", "description": "Open a form", "should_escape": True},
            {"command": "/deaf", "description": "Nobody listens", "should_escape": True},
        ],
        "shortcuts": [
            {"name": "Log a win", "type": "global", "callback_id": "log_win", "description": "Log a win"},
            {"name": "Log as a win", "type": "message", "callback_id": "log_as_win", "description": "Log it"},
        ],
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "user_change",
                "member_left_channel",
                "member_joined_channel",
                "channel_rename",
                "channel_archive",
                "message.channels",
                "message.im",
            ]
        }
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "chat:write", "channels:read", "channels:history", "channels:join", "files:write", "groups:read",
                "groups:history", "im:history", "im:read", "im:write", "reactions:write", "team:read", "users:read",
            ]
        }
    },
}  # fmt: skip


class HandClock:
    """Stands still; people's time and machines' time are moved apart."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self._real = datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def real_now(self) -> datetime:
        return self._real

    def move_to(self, moment: datetime) -> None:
        self._now = moment

    def wait(self, seconds: float) -> None:
        self._real += timedelta(seconds=seconds)


def _decoded(request: Request) -> dict[str, Any]:
    """What Slack sent: a command's fields, an interaction's payload or an event's envelope."""
    request.get_data()  # keeps the body for Bolt, which checks its signature
    if request.is_json:
        return dict(request.get_json())
    return dict(json.loads(request.form["payload"])) if "payload" in request.form else dict(request.form)


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Says nothing."""


class Bot:
    """Bolt on loopback, with Slack's own check of signatures; tests register the listeners that they need."""

    def __init__(self, sandbox: Sandbox) -> None:
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.app = App(
            client=client,
            signing_secret=SECRET,
            process_before_response=True,
            request_verification_enabled=True,
            url_verification_enabled=False,
            ssl_check_enabled=False,
        )
        self.client = client
        self.headers: list[dict[str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self._server = make_server("127.0.0.1", 0, self._flask(), threaded=True, request_handler=QuietHandler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.port}/slack/events"

    def _flask(self) -> Flask:
        web, handler = Flask("tiny bot"), SlackRequestHandler(self.app)

        @web.post("/slack/events")
        def slack_events() -> Any:
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
            self.bodies.append(_decoded(request))
            return handler.handle(request)

        return web

    @property
    def heard(self) -> dict[str, Any]:
        """The last thing that Slack sent."""
        return self.bodies[-1]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
