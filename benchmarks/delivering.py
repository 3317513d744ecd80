"""How close delivery comes to what Slack allows, told of it or not; and, if nothing is limited, to the bare client."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from sqlalchemy import insert

from benchmarks.rows import Row, Taken
from benchmarks.servers import TOKEN, Server, free_port, started
from bot.clock import Clock
from bot.db import Database
from bot.delivery import Delivery, Limits
from bot.delivery.line import CALLS_AT_ONCE
from bot.migrate import upgrade
from bot.models import OutboxMessage, Workspace
from bot.outbox import NEWS, Kind, Rendered

A_SECOND, A_SECOND_IN_A_CHANNEL = 50.0, 1.0
LATENCY = 0.1
DMS, CHANNELS, A_CHANNEL = 2_000, 20, 50
FREELY = 4_000
ROUNDS = 3
WITHIN = timedelta(minutes=5)
TOLD, NOT_TOLD, FREE = 0.99, 0.9, 0.6
MOST_REFUSED = 0.01

KINDS = {"benchmark": Kind(lambda _, nth: Rendered(f"Message {nth}"), NEWS)}


@contextmanager
def slack(latency: float, rate: float, channel_rate: float) -> Iterator[Server]:
    port = free_port()
    numbers = map(str, (latency, rate, channel_rate))
    with started("benchmarks.slack", str(port), *numbers, port=port, path="/counts") as server:
        yield server


def backlog() -> Iterator[str]:
    """The recipients of the messages that wait, one for each message."""
    yield from (f"U{nth}" for nth in range(DMS))
    yield from (f"C{nth % CHANNELS}" for nth in range(CHANNELS * A_CHANNEL))


def fill(database: Database, recipients: list[str], batch: str) -> None:
    now = datetime.now(UTC)
    with database.writing() as session:
        if session.get(Workspace, "T1") is None:
            session.add(Workspace(id="T1", first_seen_at=now))
            session.flush()
        place = {"workspace_id": "T1", "kind": "benchmark", "due_at": now}
        rows = [
            {"key": f"{batch}:{nth}", "recipient": recipient, "ids": {"nth": nth}, **place}
            for nth, recipient in enumerate(recipients)
        ]
        session.execute(insert(OutboxMessage), rows)


def delivered(database: Database, server: Server, limits: Limits) -> dict[str, float]:
    """Deliver everything; what Slack counted of it."""
    delivery = Delivery(database, Clock(), KINDS, token=lambda _: TOKEN, api_url=f"{server.url}/api/", limits=limits)
    left = asyncio.run(delivery.drain(within=WITHIN, patiently=True))
    if left:
        raise RuntimeError(f"{left} messages were not delivered within {WITHIN}")
    with urllib.request.urlopen(f"{server.url}/counts") as answer:
        return dict(json.load(answer))


def limited(kind: str, url: str) -> list[Row]:
    """Two thousand DMs and twenty channels with fifty posts each: with a limit that is told, and one to be learnt."""
    upgrade(url)
    database = Database(url)
    recipients = list(backlog())
    found = []
    for name, limits, target in (
        ("told", Limits(A_SECOND_IN_A_CHANNEL, A_SECOND), TOLD),
        ("not told", Limits(A_SECOND_IN_A_CHANNEL), NOT_TOLD),
    ):
        with slack(LATENCY, A_SECOND, A_SECOND_IN_A_CHANNEL) as server:
            fill(database, recipients, name)
            counts = delivered(database, server, limits)
        found.append(_rate(kind, name, counts, target))
    database.close()
    return found


def _rate(kind: str, name: str, counts: dict[str, float], target: float) -> Row:
    rate = counts["posted"] / (counts["seconds"] - LATENCY)
    refused = counts["refused"] / (counts["posted"] + counts["refused"])
    most = 0.0 if name == "told" else MOST_REFUSED
    return Row(
        f"delivery at a limit that it is {name}",
        kind,
        f"{rate:.1f}/s",
        f"{A_SECOND:.0f}/s",
        f"{rate / A_SECOND:.3f}, {refused:.2%} refused",
        f"≥ {target}, ≤ {most:.0%} refused",
        rate >= target * A_SECOND and refused <= most,
    )


def free(kind: str, url: str) -> list[Row]:
    """Without limits, in turns with the bare client, which posts in as many threads."""
    upgrade(url)
    database = Database(url)
    recipients = [f"U{nth}" for nth in range(FREELY)]
    ours, floor = [], []
    for nth in range(ROUNDS):
        with slack(0.0, 0.0, 0.0) as server:
            floor.append(_posted_barely(server, recipients))
            fill(database, recipients, f"freely {nth}")
            begun = time.perf_counter()
            delivered(database, server, Limits.none())
            ours.append(FREELY / (time.perf_counter() - begun))
    database.close()
    ratio = Taken([mine / bare for mine, bare in zip(ours, floor, strict=True)])
    return [
        Row(
            f"delivery without limits, against the bare client in {CALLS_AT_ONCE} threads",
            kind,
            f"{Taken(ours).median:.0f}/s",
            f"{Taken(floor).median:.0f}/s",
            f"{ratio.median:.2f}",
            f"≥ {FREE}",
            ratio.median >= FREE,
            ratio.spread(".2f"),
        )
    ]


def _posted_barely(server: Server, recipients: list[str]) -> float:
    """Messages a second."""
    client = WebClient(TOKEN, base_url=f"{server.url}/api/")
    begun = time.perf_counter()
    with ThreadPoolExecutor(CALLS_AT_ONCE) as threads:
        list(threads.map(lambda to: client.chat_postMessage(channel=to, text=f"Message to {to}"), recipients))
    return len(recipients) / (time.perf_counter() - begun)
