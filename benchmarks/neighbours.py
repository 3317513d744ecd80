"""Whether a workspace with ten thousand messages to send delays the others."""

import asyncio
import json
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select

from benchmarks import delivering
from benchmarks.pace import percentile, spread
from benchmarks.rows import Row
from benchmarks.servers import Server
from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery, Limits
from bot.migrate import upgrade
from bot.models import OutboxMessage, Workspace

FLOOD = 10_000
OTHERS = 40
A_SECOND = 20.0
SECONDS = 20.0
HEAD_START = 2.0
"""Seconds that the flood has before the others are timed."""
LAST_SECONDS = 10.0
"""After the last message, so long is waited for those still on their way."""
MOST_MORE = {"as Slack limits it": 500.0, "without limits": 2000.0}
"""Milliseconds by which the 99th percentile of the others' messages may get worse. Without limits they share the worker
itself with the flood, which alone would take it many seconds.
"""


def rows(kind: str, url: str, *, flood: int = FLOOD, seconds: float = SECONDS) -> list[Row]:
    """Measured with Slack's limits, and with no limit but the worker itself."""
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        workspaces = ["T0", *(_workspace(nth) for nth in range(OTHERS))]
        session.execute(insert(Workspace), [{"id": each, "first_seen_at": datetime.now(UTC)} for each in workspaces])
    found = []
    for name, slack, limits in (
        ("as Slack limits it", (delivering.LATENCY, delivering.A_SECOND, delivering.A_SECOND_IN_A_CHANNEL), Limits()),
        ("without limits", (0.0, 0.0, 0.0), Limits.none()),
    ):
        alone, beside = (_timed(database, slack, limits, size, seconds) for size in (0, flood))
        what = f"others' messages while one workspace sends {flood:,}, {name}"
        found.append(_row(what, kind, alone, beside, MOST_MORE[name]))
    database.close()
    return found


def _row(name: str, kind: str, alone: list[float], beside: list[float], most: float) -> Row:
    more = percentile(beside, 99) - percentile(alone, 99)
    is_met = len(beside) == len(alone) and more <= most
    lost = "" if len(beside) == len(alone) else f", {len(alone) - len(beside)} not within {LAST_SECONDS:.0f} s"
    target = f"p99 ≤ {most:.0f} ms later"
    return Row(name, kind, spread(beside), spread(alone), f"p99 {more:+.0f} ms{lost}", target, is_met)


def _timed(
    database: Database, slack: tuple[float, float, float], limits: Limits, flood: int, seconds: float
) -> list[float]:
    """For each of the others' messages, the milliseconds from its commit to its arrival in Slack."""
    with delivering.slack(*slack) as server:
        written = asyncio.run(_deliver(database, server, limits, flood, seconds))
        with urllib.request.urlopen(f"{server.url}/arrivals") as answer:
            arrived = dict(json.load(answer))
    with database.writing() as session:
        session.execute(delete(OutboxMessage))
    return [(arrived[who] - at) * 1000 for who, at in written.items() if who in arrived]


async def _deliver(database: Database, server: Server, limits: Limits, flood: int, seconds: float) -> dict[str, float]:
    """Let a worker run; return when each of the others' recipients was written to."""
    # Each workspace has its own token, so that the other end limits each on its own.
    delivery = Delivery(database, Clock(), delivering.KINDS, token=str, api_url=f"{server.url}/api/", limits=limits)
    stop = asyncio.Event()
    at_work = asyncio.create_task(delivery.run(stop))
    if flood:
        await asyncio.to_thread(_write, database, "T0", [f"U{nth}" for nth in range(flood)])
        await asyncio.sleep(HEAD_START)
    written = {}
    begun = time.perf_counter()
    for nth in range(round(A_SECOND * seconds)):
        await asyncio.sleep(max(0.0, begun + nth / A_SECOND - time.perf_counter()))
        who = f"W{nth}"
        await asyncio.to_thread(_write, database, _workspace(nth % OTHERS), [who])
        written[who] = time.time()
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            while await asyncio.to_thread(_count_waiting, database):
                await asyncio.sleep(0.1)
    stop.set()
    await at_work
    return written


def _workspace(nth: int) -> str:
    return f"TO{nth}"


def _write(database: Database, workspace_id: str, recipients: list[str]) -> None:
    place = {"workspace_id": workspace_id, "kind": "benchmark", "ids": {"nth": 0}, "due_at": datetime.now(UTC)}
    rows = [{"key": f"{workspace_id}:{who}", "recipient": who, **place} for who in recipients]
    with database.writing() as session:
        session.execute(insert(OutboxMessage), rows)


def _count_waiting(database: Database) -> int:
    """How many of the others' messages are not delivered yet."""
    with database.reading() as session:
        waits = (OutboxMessage.shown < OutboxMessage.wanted, OutboxMessage.workspace_id != "T0")
        return session.scalar(select(func.count()).where(*waits)) or 0
