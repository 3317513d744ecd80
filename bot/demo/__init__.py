"""`make demo`: a workspace in the browser, with a sales team of five and three weeks behind them."""

import asyncio
import logging
import secrets
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import track
from werkzeug.serving import WSGIRequestHandler, make_server

from bot import outbox
from bot.app import Bot, Worker, make_web
from bot.clock import Clock
from bot.delivery import Limits
from bot.demo.story import PEOPLE, Act, Story
from bot.demo.week import Player, Step, next_monday, steps
from bot.logs import configure
from bot.migrate import upgrade
from bot.sandbox import NotVisible, Sandbox
from bot.settings import WebSettings
from bot.slack.manifest import manifest

TOKEN = "xoxb-demo"
BEFORE = timedelta(weeks=3, days=1)
"""So long before now the story begins, so that its last day is over, whatever the hour."""
DELIVER_WITHIN = timedelta(seconds=20)
LONGEST_WAIT = 2.0
"""Seconds."""

console = Console()


class Demo:
    """The sandbox, the bot and its worker, in this process and for as long as it is open."""

    def __init__(self, folder: Path, port: int, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.player = Player(self.clock, self.week, self._show)
        self._story: Story | None = None
        self._secret = secrets.token_hex(16)
        self.sandbox = Sandbox(
            clock=self.clock,
            signing_secret=self._secret,
            bot_token=TOKEN,
            on_move_clock=self._move_clock,
            playback=self.player,
        ).start(port)
        self.sandbox.load_manifest(manifest(url=self.sandbox.page_url))
        settings = self._settings(folder)
        self.bot = Bot(settings, self.clock, limits=Limits.none())
        self._web = make_web(self.bot, settings)

    def _settings(self, folder: Path) -> WebSettings:
        url = f"sqlite:///{folder / 'demo.db'}"
        upgrade(url)
        return WebSettings(
            database_url=url,
            slack_bot_token=TOKEN,
            slack_signing_secret=self._secret,
            slack_api_url=self.sandbox.api_url,
        )

    def _move_clock(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        self.bot.scheduler.tick()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """The bot answers the sandbox on a free port of loopback."""
        server = make_server("127.0.0.1", 0, self._web, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.sandbox.events_url = f"http://127.0.0.1:{server.port}/slack/events"
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def play(self) -> None:
        """Let the story happen through the real code, the clock moved from act to act, up to now."""
        end = self.clock.real_now()
        self._story = Story(self.sandbox, end - BEFORE, end, self.bot.scheduler.tick)
        for act in track(self._story.acts, "Three weeks go by", console=console, transient=True):
            self._play(act)
        self.clock.move_to(end)
        for person in self.sandbox.people:
            person.reloads()  # answers that only they saw would be gone from Slack by now

    def _play(self, act: Act) -> None:
        self.clock.move_to(act.at)
        act.happen()
        asyncio.run(self.bot.delivery.drain(within=DELIVER_WITHIN))

    def week(self) -> list[Step]:
        """The steps of the week that begins next. People act in the first one only; then the bot goes on alone."""
        assert self._story
        monday = next_monday(self.clock.now())
        return steps(monday, self._story.week(monday))

    def take(self, step: Step) -> None:
        """Move the clock to that moment, and let people do what they do then."""
        self._move_clock(step.at)
        for act in step.acts:
            act.happen()

    def _show(self, step: Step) -> None:
        # In the meantime the viewer may have pressed the button, or be filling in a form.
        with suppress(NotVisible):
            self.take(step)
        self._wait_for_delivery()
        self.sandbox.workspace.touch()

    def _wait_for_delivery(self) -> None:
        """Wait, but not for long, until what is due is delivered: then it bears the time at which it was due."""
        longest = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < longest:
            with self.bot.database.reading() as session:
                if not outbox.count_waiting(session, now=self.clock.now()):
                    return
            time.sleep(0.05)

    @contextmanager
    def working(self) -> Iterator[None]:
        worker = Worker(self.bot)
        worker.start()
        try:
            yield
        finally:
            worker.stop()

    def close(self) -> None:
        self.player.pause()
        self.sandbox.stop()
        self.bot.database.close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Logs nothing: the terminal is for the address alone."""


def run(port: int) -> None:
    """Open the demo and keep it open until Ctrl-C."""
    configure(logging.ERROR)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pacesetter-"))
        demo = Demo(Path(folder), port)
        stack.callback(demo.close)
        stack.enter_context(demo.answering())
        demo.play()
        stack.enter_context(demo.working())
        first = PEOPLE[0][1].split()[0]
        console.print(f"Open [bold]{demo.sandbox.page_url}[/] and be {first}. Ctrl-C ends it.")
        stopped.wait()
    console.print("Nothing is left running.")
