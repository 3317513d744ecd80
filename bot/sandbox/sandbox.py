"""A Slack workspace on this computer: people, channels and the bot that serves them, over real connections."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from bot.sandbox import manifest as manifests
from bot.sandbox.blocks import Json
from bot.sandbox.clock import Clock, Playback, RealTime
from bot.sandbox.errors import NotVisible
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import App
from bot.sandbox.outgoing import Outgoing
from bot.sandbox.pacing import Pacing
from bot.sandbox.page_api import page_api
from bot.sandbox.person import Person
from bot.sandbox.requests import FORM, Request, Response
from bot.sandbox.server import Gate, Server, create_app
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.workspace import Channel, User, Workspace

COLORS = ("#9f69e7", "#4bbe2e", "#e7392d", "#3c989f", "#674b1b", "#e96699", "#2b6cb0", "#bb86b7", "#d58247")


class Sandbox:
    """Holds a workspace, serves it while started, and lets people act in it.

    >>> with Sandbox(signing_secret="…", events_url="http://127.0.0.1:3000/slack/events") as sandbox:
    ...     rita = sandbox.add_person("rita", "Rita Rossi", tz="Europe/Berlin")
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        signing_secret: str = "sandbox-signing-secret",
        bot_token: str = "xoxb-sandbox",
        app_token: str = "xapp-1-A0SANDBOX",
        socket_mode: bool | None = None,
        events_url: str = "http://127.0.0.1:3000/slack/events",
        workspace_id: str = "T0SANDBOX",
        workspace_name: str = "Northwind",
        rate_limits: bool = False,
        on_move_clock: Callable[[datetime], None] | None = None,
        playback: Playback | None = None,
    ) -> None:
        self.workspace = Workspace(clock or RealTime(), workspace_id, workspace_name)
        self.bot = Outgoing(self.workspace, signing_secret, events_url)
        self._is_by_socket = socket_mode
        self.on_move_clock, self.playback = on_move_clock, playback
        self._gate = Gate(self.workspace, bot_token, app_token, rate_limits)
        self._people: dict[str, Person] = {}
        self._server: Server | None = None
        self._install(self.workspace.app)

    # ── running

    def start(self, port: int = 0) -> Self:
        """Serves on 127.0.0.1 at the port, or at a free one."""
        app = create_app(self.workspace, self._gate)
        app.register_blueprint(page_api(self.workspace, self._people, self.on_move_clock, self.playback))
        self._server = Server(app, port, self.workspace.clock)
        self.workspace.base_url, self.workspace.closed = self._server.url, False
        return self

    def stop(self) -> None:
        if self._server:
            self.workspace.close()
            self.socket_mode.stop()
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self if self._server else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def page_url(self) -> str:
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """What the bot gets as the base of Slack's Web API."""
        return f"{self.workspace.base_url}api/"

    @property
    def events_url(self) -> str:
        """Where the bot listens."""
        return self.bot.events_url

    @events_url.setter
    def events_url(self, url: str) -> None:
        self.bot.events_url = url

    @property
    def signing_secret(self) -> str:
        return self.bot.signing_secret

    @property
    def bot_token(self) -> str:
        return self._gate.bot_token

    @property
    def app_token(self) -> str:
        return self._gate.app_token

    @property
    def socket_mode(self) -> SocketMode:
        """The bot's connections in Socket Mode, which is what the manifest says unless the sandbox was told."""
        return self.workspace.socket_mode

    # ── what is there

    def load_manifest(self, manifest: dict[str, Any]) -> None:
        """Installs the app: commands, shortcuts, events, scopes, tabs and its name are the manifest's from now on."""
        self._install(manifests.parse(manifest))

    def _install(self, app: App) -> None:
        by_socket = app.socket_mode if self._is_by_socket is None else self._is_by_socket
        self.workspace.app = replace(app, socket_mode=by_socket)
        self.workspace.touch()

    def add_person(
        self,
        handle: str,
        name: str,
        *,
        tz: str = "Europe/Berlin",
        locale: str = "en-US",
        guest: bool = False,
        ultra_guest: bool = False,
        stranger: bool = False,
        admin: bool = False,
        bot: bool = False,
        deleted: bool = False,
    ) -> Person:
        """A member of the workspace; an ultra guest is in one channel only, a stranger of another organisation."""
        number = len(self._people) + 1
        team = "T0STRANGER" if stranger else self.workspace.id
        user = User(f"U{number:08}", handle, name, tz, COLORS[number % len(COLORS)], team, locale)
        user.guest, user.ultra_guest, user.stranger = guest, ultra_guest, stranger
        user.admin, user.bot, user.deleted = admin, bot, deleted
        with self.workspace.lock:
            self.workspace.users[user.id] = user
            self._people[user.id] = Person(user, self.workspace, self.bot)
            self.workspace.touch()
        return self._people[user.id]

    def add_channel(
        self,
        name: str,
        members: Iterable[Person] = (),
        *,
        private: bool = False,
        bot_is_in: bool = True,
        ext_shared: bool = False,
    ) -> Channel:
        ids = [person.id for person in members]
        if bot_is_in:
            ids.append(self.workspace.app.user_id)
        return self.workspace.add_channel("private" if private else "channel", name, ids, ext_shared)

    def person(self, handle: str) -> Person:
        """NotVisible when there is nobody of that handle."""
        for person in self.people:
            if person.handle == handle.lstrip("@"):
                return person
        raise NotVisible(f"there is no @{handle}")

    def channel(self, name: str) -> Channel:
        """NotVisible when there is none of that name."""
        for channel in self.channels:
            if channel.name == name.lstrip("#"):
                return channel
        raise NotVisible(f"there is no #{name}")

    @property
    def people(self) -> list[Person]:
        return list(self._people.values())

    @property
    def channels(self) -> list[Channel]:
        """All channels, without DMs."""
        return [channel for channel in self.workspace.channels.values() if channel.kind != "dm"]

    # ── what the bot did, and what goes wrong

    @property
    def calls(self) -> list[tuple[str, Json]]:
        """Every call of the bot, oldest first: the method (or "response_url") and its arguments."""
        return self._gate.calls

    @property
    def troubles(self) -> list[str]:
        """Every request that the bot did not answer as Slack expects, in words; empty if all went well."""
        return self.workspace.troubles

    @property
    def faults(self) -> Faults:
        return self._gate.faults

    @property
    def pacing(self) -> Pacing:
        """The rate limits, which apply only with rate_limits=True."""
        return self._gate.pacing

    def refuses_blocks(self, *types: str) -> None:
        """From now on these are the types of blocks that Slack does not know in this workspace yet."""
        with self.workspace.lock:
            self.workspace.refused_blocks = set(types)

    @property
    def down(self) -> bool:
        """While True, every call of the bot finds the line closed."""
        return self._gate.down

    @down.setter
    def down(self, down: bool) -> None:
        self._gate.down = down

    # ── raw requests

    def signed(
        self,
        body: str,
        *,
        secret: str | None = None,
        timestamp: str | int | None = None,
        content_type: str = FORM,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Sends the body to the bot by HTTP under a signature, right unless told otherwise."""
        request = self.bot.signed(body, secret=secret, timestamp=timestamp, content_type=content_type, headers=headers)
        return self.bot.posts(request)

    @property
    def last_request(self) -> Request | None:
        return self.bot.last_request

    def resend(self, request: Request) -> Response:
        return self.bot.resend(request)

    def retry_last_event(self, reason: str = "http_timeout") -> Response:
        """Sends the last event again with x-slack-retry-num, signed afresh."""
        return self.bot.retries_event(reason)
