"""Sends commands at an even pace, each when it is due, whether or not those before it were answered.

A load that waits for its answers slows down together with what it measures, and so misses the worst of it. Here an
answer is timed from the moment at which its command was due.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import aiohttp

from benchmarks import requests

MOST_UNDER_WAY = 1000
"""With so many waiting for an answer, a due command is not sent at all and counts as missed."""
PATIENCE_SECONDS = 10.0
MOST_CONNECTIONS = 64
"""Slack uses several connections; with more, the sockets of this machine would be measured."""


@dataclass
class Answers:
    """The results of some commands; times are in milliseconds."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    """Not answered with 200 in time."""
    missed: int = 0
    """Never sent, as too many were waiting for an answer."""

    def within(self, milliseconds: float) -> int:
        return sum(took <= milliseconds for took in self.took)

    @property
    def asked(self) -> int:
        return len(self.took) + self.failed + self.missed

    def told(self) -> str:
        return spread(self.took) if self.took else "none was answered"


def spread(milliseconds: Sequence[float]) -> str:
    middle, late = (percentile(milliseconds, percent) for percent in (50, 99))
    return f"p50 {middle:.0f}, p99 {late:.0f}, max {max(milliseconds):.0f} ms"


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def sent(said: Iterator[dict[str, str]], urls: Sequence[str], *, a_second: float, seconds: float) -> Answers:
    """Send the commands at this pace for so many seconds, to the servers in turn."""
    return asyncio.run(_sent(said, urls, a_second, seconds))


async def _sent(said: Iterator[dict[str, str]], urls: Sequence[str], a_second: float, seconds: float) -> Answers:
    answers, under_way = Answers(), set[asyncio.Task[None]]()
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        begun = time.perf_counter()
        for nth, url in zip(range(round(a_second * seconds)), cycle(urls), strict=False):
            due = begun + nth / a_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if len(under_way) >= MOST_UNDER_WAY:
                answers.missed += 1
                continue
            task = asyncio.create_task(_send(http, url, next(said), due, answers))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
    return answers


async def _send(http: aiohttp.ClientSession, url: str, what: dict[str, str], due: float, answers: Answers) -> None:
    headers, body = requests.signed(**what)
    try:
        async with http.post(f"{url}/slack/events", data=body, headers=headers) as answer:
            await answer.read()
            is_well = answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        is_well = False
    if is_well:
        answers.took.append((time.perf_counter() - due) * 1000)
    else:
        answers.failed += 1


def all_sent(said: Iterator[dict[str, str]], url: str, *, at_once: int = 4) -> Answers:
    """Send the commands as fast as they are answered, `at_once` of them at a time."""
    return asyncio.run(_all_sent(said, url, at_once))


async def _all_sent(said: Iterator[dict[str, str]], url: str, at_once: int) -> Answers:
    answers, timeout = Answers(), aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http:

        async def go_on() -> None:
            for what in said:
                await _send(http, url, what, time.perf_counter(), answers)

        await asyncio.gather(*(go_on() for _ in range(at_once)))
    return answers
