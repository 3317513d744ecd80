"""Puts the parts together; the only module that knows them all."""

import asyncio
import signal
import threading
from collections.abc import Mapping

from slack_bolt import BoltRequest

from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery
from bot.logs import configure
from bot.scheduler import Scheduler
from bot.settings import Settings, load
from bot.slack.bolt import make_app
from bot.slack.pages import TABLES
from bot.web import Response, Web


class Bot:
    """One bot: what answers Slack (`web`), what delivers (`delivery`), what ticks (`scheduler`)."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.clock = clock
        self.database = Database(settings.database_url)
        token = settings.slack_bot_token.get_secret_value()
        bolt = make_app(self.database, clock, token=token, api_url=settings.slack_api_url)

        def hear(body: str, headers: Mapping[str, str]) -> Response:
            answer = bolt.dispatch(BoltRequest(body=body, headers=dict(headers)))
            return Response(answer.status, answer.body, {name: values[0] for name, values in answer.headers.items()})

        secret = settings.slack_signing_secret.get_secret_value()
        self.web = Web(hear, self.database, clock, signing_secret=secret)
        self.scheduler = Scheduler(self.database, clock)
        self.delivery = Delivery(
            self.database, clock, TABLES.messages, token=lambda _: token, api_url=settings.slack_api_url
        )


def make_web() -> Web:
    """What the production server calls in each of its processes."""
    configure()
    return Bot(load(Settings), Clock()).web


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


def work(bot: Bot) -> None:
    """Be the worker process until SIGTERM or SIGINT; what is in hand is finished first."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    worker = Worker(bot)
    worker.start()
    stopped.wait()
    worker.stop()
