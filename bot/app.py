"""Puts the parts together; the only module that knows them all."""

import asyncio
import gc
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot import sentry
from bot.clock import Clock
from bot.db import Database
from bot.logs import configure, log
from bot.settings import SlackSettings, SocketSettings, WebSettings, load
from bot.slack.commands import Commands
from bot.slack.pages import TABLES
from bot.slack.root import COMMANDS
from bot.vault import KeyFileError, Vault, key_file, open_vault
from bot.web import Hear, Lookout, Response, Web, served_aside

if TYPE_CHECKING:
    from bot.delivery import Delivery, Limits
    from bot.heartbeat import Heartbeat
    from bot.scheduler import Scheduler
    from bot.socket_mode import SocketMode

ENDS_WITHIN = 9.5
"""Seconds; process managers usually kill ten seconds after the signal."""
SEARCHED_AFTER = 10_000
"""New objects before a garbage collection; Python's default is so low that a few requests would set one off."""


class Bot:
    """One bot: what answers Slack (`hear`, behind HTTP or a socket), delivers (`delivery`) and ticks (`scheduler`).

    A process that delivers and ticks is a worker, and gives a sign of life (`heartbeat`). Each part is imported and
    made only by a process that uses it: what a web process never needs would be a tenth of its memory and start-up.
    """

    def __init__(self, settings: SlackSettings, clock: Clock, *, limits: "Limits | None" = None) -> None:
        self.clock = clock
        self.database = Database(settings.database_url, _vault(settings))
        self._commands = Commands(settings.command_prefix, COMMANDS)
        self._settings = settings
        self._limits = limits

    @cached_property
    def hear(self) -> Hear:
        from slack_bolt import BoltRequest

        from bot.slack.bolt import make_app

        bolt = make_app(self.database, self.clock, self._commands, token=self._token, api_url=self._api_url)

        def hear(body: str, headers: Mapping[str, str]) -> Response:
            answer = bolt.dispatch(BoltRequest(body=body, headers=dict(headers)))
            return Response(answer.status, answer.body, {name: values[0] for name, values in answer.headers.items()})

        return hear

    @cached_property
    def scheduler(self) -> "Scheduler":
        from bot.scheduler import Scheduler

        return Scheduler(self.database, self.clock)

    @cached_property
    def heartbeat(self) -> "Heartbeat":
        from bot.heartbeat import Heartbeat

        scheduler = self.scheduler  # made here, and not in the thread that beats
        return Heartbeat(self.database, self.clock, ticked_at=lambda: scheduler.ticked_at)

    @cached_property
    def delivery(self) -> "Delivery":
        from bot.delivery import Delivery, Limits

        spoken = self._commands.spoken_by
        kinds = {name: replace(kind, render=spoken(kind.render)) for name, kind in TABLES.messages.items()}
        limits = self._limits or Limits()
        token = self._token
        return Delivery(self.database, self.clock, kinds, token=lambda _: token, api_url=self._api_url, limits=limits)

    @property
    def _token(self) -> str:
        return self._settings.slack_bot_token

    @property
    def _api_url(self) -> str:
        return self._settings.slack_api_url


def _vault(settings: SlackSettings) -> Vault:
    """The vault that seals coaching notes; an empty one if its key file is unusable, so that all the rest works."""
    file = key_file(settings.confidential_key_file, settings.database_url)
    try:
        vault, is_new = open_vault(settings.confidential_keys, file)
    except KeyFileError as error:
        log.error("key.unusable", error=str(error))
        return Vault()
    if is_new and file:
        log.warning(
            "key.made", file=str(file.absolute()), opens="coaching notes", so="back it up, as they are lost without it"
        )
    return vault


def make_web(bot: Bot, settings: WebSettings) -> Web:
    """The WSGI application that answers Slack over HTTP."""
    return Web(
        bot.hear,
        bot.database,
        bot.clock,
        signing_secret=settings.slack_signing_secret,
        metrics_token=settings.metrics_token,
    )


def serve() -> Web:
    """The application factory that the production server calls in each of its processes."""
    configure()
    settings = load(WebSettings)
    sentry.start(settings.sentry_dsn)
    web = make_web(Bot(settings, Clock()), settings)
    _settle()
    return web


def make_socket(bot: Bot, settings: SocketSettings) -> "SocketMode":
    """The Socket Mode client, for machines that Slack cannot reach over HTTP."""
    from bot.socket_mode import SocketMode

    return SocketMode(bot.hear, app_token=settings.slack_app_token, api_url=settings.slack_api_url)


class Worker:
    """The clock and delivery, in a thread of their own until `stop`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="worker")

    def start(self) -> None:
        self._bot.heartbeat.start()
        self._bot.scheduler.start()
        self._thread.start()

    def stop(self) -> None:
        """Return once the work under way is finished."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._bot.scheduler.stop()
        self._bot.heartbeat.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._bot.delivery.run(self._stop))
        self._loop.close()


@contextmanager
def watched(bot: Bot, settings: SlackSettings, host: str) -> Iterator[None]:
    """Report errors to Sentry and serve metrics to Prometheus, where these are set up; for all but web processes."""
    sentry.start(settings.sentry_dsn)
    token = settings.metrics_token
    lookout = Lookout(bot.database, bot.clock, metrics_token=token)
    with served_aside(lookout, host, settings.metrics_port) if token else nullcontext():
        yield


def work(bot: Bot, socket: "SocketMode | None" = None) -> None:
    """Be the worker, and answer Slack over the socket if there is one, until SIGTERM or SIGINT.

    Work under way is finished first, within `ENDS_WITHIN`.
    """

    async def deliver() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        bot.heartbeat.start()
        bot.scheduler.start()
        if socket:
            await asyncio.to_thread(socket.start)
        await asyncio.gather(delivery.run(stop), hang_up(stop))

    async def hang_up(stop: asyncio.Event) -> None:
        await stop.wait()
        _end_within(ENDS_WITHIN)
        if socket:
            await asyncio.to_thread(socket.stop)

    delivery = bot.delivery
    _settle()
    try:
        asyncio.run(deliver())
    finally:
        bot.scheduler.stop()
        bot.heartbeat.stop()
        bot.database.close()


def _settle() -> None:
    """Exempt all that is loaded by now from garbage collection, which stops every thread while it looks through it."""
    gc.freeze()
    gc.set_threshold(SEARCHED_AFTER)


def _end_within(seconds: float) -> None:
    """Exit after so many seconds whatever happens: threads that wait for a hanging database would keep us alive."""

    def end() -> None:
        log.error("worker.cut_short", after=seconds)  # as if killed: nothing is lost by it
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
