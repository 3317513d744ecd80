"""Puts the parts together; the only module that knows them all."""

import asyncio
import signal
import threading
from collections.abc import Mapping
from dataclasses import replace

from slack_bolt import BoltRequest

from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery
from bot.logs import configure
from bot.scheduler import Scheduler
from bot.settings import SlackSettings, SocketSettings, WebSettings, load
from bot.slack.bolt import make_app
from bot.slack.commands import Commands
from bot.slack.pages import TABLES
from bot.slack.root import COMMANDS
from bot.socket_mode import SocketMode
from bot.web import Response, Web


class Bot:
    """One bot: what answers Slack (`hear`, behind HTTP or a socket), delivers (`delivery`) and ticks (`scheduler`)."""

    def __init__(self, settings: SlackSettings, clock: Clock) -> None:
        self.clock = clock
        self.database = Database(settings.database_url)
        token = settings.slack_bot_token.get_secret_value()
        commands = Commands(settings.command_prefix, COMMANDS)
        bolt = make_app(self.database, clock, commands, token=token, api_url=settings.slack_api_url)

        def hear(body: str, headers: Mapping[str, str]) -> Response:
            answer = bolt.dispatch(BoltRequest(body=body, headers=dict(headers)))
            return Response(answer.status, answer.body, {name: values[0] for name, values in answer.headers.items()})

        self.hear = hear
        self.scheduler = Scheduler(self.database, clock)
        kinds = {name: replace(kind, render=commands.spoken_by(kind.render)) for name, kind in TABLES.messages.items()}
        self.delivery = Delivery(self.database, clock, kinds, token=lambda _: token, api_url=settings.slack_api_url)


def make_web(bot: Bot, settings: WebSettings) -> Web:
    """What answers Slack over HTTP."""
    return Web(bot.hear, bot.database, bot.clock, signing_secret=settings.slack_signing_secret.get_secret_value())


def serve() -> Web:
    """What the production server calls in each of its processes."""
    configure()
    settings = load(WebSettings)
    return make_web(Bot(settings, Clock()), settings)


def make_socket(bot: Bot, settings: SocketSettings) -> SocketMode:
    """What answers Slack where it cannot reach us over HTTP."""
    return SocketMode(bot.hear, app_token=settings.slack_app_token.get_secret_value(), api_url=settings.slack_api_url)


class Worker:
    """The clock and delivery, in a thread of their own until `stop`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="worker")

    def start(self) -> None:
        self._bot.scheduler.start()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand, then return."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._bot.scheduler.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._bot.delivery.run(self._stop))
        self._loop.close()


def work(bot: Bot, socket: SocketMode | None = None) -> None:
    """Be the worker, and answer Slack over the socket if there is one, until SIGTERM or SIGINT.

    What is in hand is finished first.
    """

    async def deliver() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        if socket:
            await asyncio.to_thread(socket.start)
        await asyncio.gather(bot.delivery.run(stop), hang_up(stop))

    async def hang_up(stop: asyncio.Event) -> None:
        await stop.wait()
        if socket:
            await asyncio.to_thread(socket.stop)

    bot.scheduler.start()
    try:
        asyncio.run(deliver())
    finally:
        bot.scheduler.stop()
        bot.database.close()
