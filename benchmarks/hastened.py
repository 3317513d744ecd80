"""The bot's two processes, run by a clock that somebody else moves.

`python -m benchmarks.hastened web|worker`, with the bot's settings in the environment, and in MOMENT_FILE the name of
the file that holds the product's time. For each line on its input the worker does what is due, and says what is left.
"""

import asyncio
import json
import os
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from bot.app import Bot, make_web
from bot.clock import Clock
from bot.delivery import Limits
from bot.logs import configure
from bot.settings import SlackSettings, WebSettings, load
from bot.web import Web

FILE = "MOMENT_FILE"
DELIVERED_WITHIN = timedelta(minutes=2)


class MovedClock(Clock):
    """The product's time is read from the file; the real time stays real."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = os.open(file, os.O_RDONLY)

    def now(self) -> datetime:
        (seconds,) = struct.unpack("d", os.pread(self._file, 8, 0))
        return datetime.fromtimestamp(seconds, UTC)


def set_moment(file: Path, moment: datetime) -> None:
    """Write in place, so that nobody reads half of it."""
    with open(file, "r+b" if file.exists() else "wb", buffering=0) as written:
        written.write(struct.pack("d", moment.timestamp()))


def serve() -> Web:
    configure()
    settings = load(WebSettings)
    return make_web(Bot(settings, MovedClock(os.environ[FILE])), settings)


def web() -> None:
    """With the same options as `python -m bot web`."""
    Server(
        "benchmarks.hastened:serve",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=load(WebSettings).port,
        blocking_threads=8,
        log_access=False,
    ).serve()


def worker() -> None:
    """Deliver without limits: Slack's pace runs on real time, and a quarter would take too long at it."""
    configure()
    bot = Bot(load(SlackSettings), MovedClock(os.environ[FILE]), limits=Limits.none())
    for _ in sys.stdin:
        failed = bot.scheduler.tick()
        left = asyncio.run(bot.delivery.drain(within=DELIVERED_WITHIN))
        sys.stdout.write(json.dumps({"failed": failed, "left": left}) + "\n")
        sys.stdout.flush()
    bot.database.close()


if __name__ == "__main__":
    {"web": web, "worker": worker}[sys.argv[1]]()
