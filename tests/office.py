"""An office of five for the tests: a sandbox, the bot served on loopback, and a clock set by hand."""

import asyncio
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.app import Bot, make_socket, make_web
from bot.clock import Clock
from bot.delivery import Limits
from bot.sandbox import Channel, Message, Person, Sandbox
from bot.sandbox.workspace import Workspace
from bot.settings import SocketSettings, WebSettings

MANIFEST = json.loads((Path(__file__).parent.parent / "manifest.json").read_text())
# The office's bot is served over HTTP, whatever the manifest prefers.
MANIFEST["settings"]["socket_mode_enabled"] = False
SECRET = "a signing secret of the tests"
TOKEN = "xoxb-of-the-tests"
APP_TOKEN = "xapp-of-the-tests"
KEY = "a2V5LW9mLXRoZS10ZXN0cy0wMTIzNDU2Nzg5YWJjZGU="
"""Of what is confidential."""
BEGIN = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Wednesday morning in Berlin, where most of the office is."""


class HandClock(Clock):
    """Stands still; the product's time and the engine's are moved by hand, apart from each other."""

    def __init__(self, at: datetime = BEGIN) -> None:
        super().__init__()
        self._real = at.astimezone(UTC)

    def real_now(self) -> datetime:
        return self._real

    def to(self, moment: datetime) -> None:
        """Let time have passed until then, for everybody."""
        self._real = moment.astimezone(UTC)

    def wait(self, **span: float) -> None:
        self._real += timedelta(**span)


class Server:
    """Serves whatever bot a test plugs in, on one address for the whole session."""

    def __init__(self) -> None:
        self.app: Any = None
        self._http = make_server("127.0.0.1", 0, self._call, threaded=True, request_handler=_Quiet)
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.port}/slack/events"

    def _call(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Tests speak for themselves."""


class Office:
    """Rita, Sam and Mia sell, Lee leads them, Dana leads another team; #wins is their channel."""

    def __init__(self, sandbox: Sandbox, server: Server, database_url: str, clock: HandClock) -> None:
        self.sandbox = sandbox
        self.clock = clock
        given: dict[str, Any] = {
            "database_url": database_url,
            "slack_bot_token": TOKEN,
            "slack_api_url": sandbox.api_url,
            "confidential_keys": KEY,
            "metrics_token": os.environ.get("METRICS_TOKEN", ""),
        }
        self.settings = WebSettings(slack_signing_secret=SECRET, **given)
        self.bot = Bot(self.settings, clock, limits=Limits.none())
        self.web = server.app = make_web(self.bot, self.settings)
        sandbox.events_url = server.url
        over_socket = SocketSettings(slack_app_token=APP_TOKEN, **given)
        self.socket = make_socket(self.bot, over_socket) if sandbox.workspace.app.socket_mode else None
        if self.socket:
            self.socket.start()
            sandbox.socket_mode.wait_for(1)
        self.lee = sandbox.add_person("lee", "Lee Chen")
        self.rita = sandbox.add_person("rita", "Rita Rossi")
        self.sam = sandbox.add_person("sam", "Sam O'Neil", tz="Europe/London")
        self.mia = sandbox.add_person("mia", "Mia Sato", tz="Asia/Tokyo")
        self.dana = sandbox.add_person("dana", "Dana Diaz", tz="America/New_York")
        self.wins: Channel = sandbox.add_channel("wins", [self.lee, self.rita, self.sam, self.mia, self.dana])

    def founds_west(self) -> None:
        """Lee makes the team West and adds the three who sell."""
        self.lee.types("/pace team new West", in_="wins")
        self.lee.types("/pace team add @rita @sam @mia", in_="wins")

    def delivers(self) -> int:
        """Let the worker do what is due; how many messages still wait."""
        return asyncio.run(self.bot.delivery.drain(within=timedelta(seconds=20)))

    def posted(self, channel: str = "wins") -> list[str]:
        """What stands in a channel for everybody, as Dana reads it, once the worker is done."""
        self.delivers()
        return [message.plain for message in self.dana.sees(in_=channel) if not message.ephemeral]

    def count(self, table: type) -> int:
        """How many rows it has."""
        with self.bot.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def close(self) -> None:
        if self.socket:
            self.socket.stop()
        self.bot.database.close()


def gaps(workspace: Workspace) -> list[str]:
    """The lines that the bot said with two spaces in a row, or with one at the end."""
    said = [
        message.blocks for channel in workspace.channels.values() for message in channel.timeline() if message.by_bot
    ]
    said += [view.blocks for view in (*workspace.homes.values(), *chain(*workspace.modals.values()))]
    lines = [line for text in marked(said) for line in text.split("\n") if line.strip()]
    return [line for line in lines if line != line.rstrip() or "  " in line.strip()]


def marked(part: Any) -> Iterator[str]:
    """Every text with markup in it; what people typed is shown as it is without any."""
    if isinstance(part, dict) and part.get("type") == "mrkdwn":
        yield part["text"]
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from marked(each)


__all__ = [
    "APP_TOKEN",
    "BEGIN",
    "KEY",
    "MANIFEST",
    "SECRET",
    "TOKEN",
    "HandClock",
    "Message",
    "Office",
    "Person",
    "Server",
    "gaps",
]
