"""What `/win` costs more than a command that does nothing, and what the number of registered names adds to one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import requests
from benchmarks.requests import Load
from benchmarks.rows import Row, Taken
from benchmarks.servers import Server, free_port, settings, started
from bot.db import Database
from bot.domain import teams
from bot.migrate import upgrade
from bot.models import Person, PersonKind, Workspace

TEAMS, A_TEAM = 100, 10
ROUNDS = 3
SECONDS = 6
ENOUGH_REQUESTS = 15_000
"""More than can be sent in one round, so that no command is sent twice."""
MOST_CPU = {"SQLite": 1.0, "PostgreSQL": 1.6}
"""Milliseconds that a win may add."""
MOST_P99 = {"SQLite": 5.0, "PostgreSQL": 8.0}
"""So many times the 99th percentile of the command that does nothing, at most."""
PROCESSES = {"SQLite": 1, "PostgreSQL": 2}


NAMES = (
    *(
        "Abacus",
        "Birchwood",
        "Corvid",
        "Dunmore",
        "Eastgate",
        "Fjordland",
        "Granite",
        "Halcyon",
        "Ironbridge",
        "Juniper",
    ),
    *(
        "Kestrel",
        "Lumen",
        "Meridian",
        "Northwind",
        "Obsidian",
        "Pinecrest",
        "Quarry",
        "Riverside",
        "Solstice",
        "Thornhill",
    ),
    *("Umbra", "Vantage", "Willow", "Xenon", "Yarrow", "Zephyr"),
)
_customers = count()


@dataclass(frozen=True)
class Round:
    """One round: `cpu` is in milliseconds a request."""

    cpu: float
    load: Load


def fill(url: str) -> None:
    """A workspace of a hundred teams of ten, whom Slack has just told about."""
    upgrade(url)
    database, now = Database(url), datetime.now(UTC)
    with database.writing() as session:
        session.add(Workspace(id="T1", first_seen_at=now))
        session.flush()
        for number in range(TEAMS):
            people = [_person(f"U{number}N{nth}", now) for nth in range(A_TEAM)]
            session.add_all(people)
            session.flush()
            team = teams.found(session, people[0], f"Team {number}", f"C{number}", now=now).team
            for person in people[1:]:
                teams.join(session, person, team, now=now)
    database.close()


def _person(slack_id: str, now: datetime) -> Person:
    facts = {"workspace_id": "T1", "zone": "Europe/Berlin", "kind": PersonKind.MEMBER, "refreshed_at": now}
    return Person(slack_id=slack_id, name=slack_id, **facts)


def wins(port: int) -> Iterator[str]:
    """Wins of everybody in turn; each customer comes twice in a team, first as a new one and then as a known one."""
    for nth in range(ENOUGH_REQUESTS):
        team, person = nth % TEAMS, nth // TEAMS % A_TEAM
        text = f"{10 + nth % 50}k {_customer(next(_customers) // TEAMS // 2)}: annual plan"
        yield requests.command(f"U{team}N{person}", f"C{team}", "/win", text, port)


def _customer(number: int) -> str:
    """A name that resembles no other: the bot would ask whether two similar ones are the same."""
    first, second = divmod(number, len(NAMES))
    return f"{NAMES[first % len(NAMES)]} {NAMES[second]}" if first else NAMES[second]


def nothing(port: int) -> Iterator[str]:
    for _ in range(ENOUGH_REQUESTS):
        yield requests.command("U0N0", "C0", "/noop", "48k Acme: annual plan", port)


@contextmanager
def ours(url: str, processes: int) -> Iterator[Server]:
    port = free_port()
    arguments = ("bot", "web", "--processes", str(processes))
    with started(*arguments, port=port, env=settings(url, port)) as server:
        yield server


@contextmanager
def bare(processes: int) -> Iterator[Server]:
    port = free_port()
    with started("benchmarks.bare", str(port), str(processes), port=port, path="/") as server:
        yield server


def round_of(server: Server, said: Callable[[int], Iterator[str]], folder: Path) -> Round:
    prepared = list(said(server.port))
    before = server.cpu()
    load = requests.sent(prepared, server.url, folder, seconds=SECONDS)
    if load.errors or (load.requests >= ENOUGH_REQUESTS and said is wins):
        raise RuntimeError(f"{load.errors} of {load.requests} requests failed, or too few were prepared")
    return Round((server.cpu() - before) * 1000 / load.requests, load)


def rows(kind: str, url: str) -> list[Row]:
    """The two figures of `/win` on one database, measured in turns with the command that does nothing."""
    fill(url)
    measured: list[Round] = []
    floor: list[Round] = []
    with TemporaryDirectory() as folder, bare(PROCESSES[kind]) as low, ours(url, PROCESSES[kind]) as high:
        for _ in range(ROUNDS):
            floor.append(round_of(low, nothing, Path(folder)))
            measured.append(round_of(high, wins, Path(folder)))
    return [_cpu(kind, measured, floor), _p99(kind, measured, floor)]


def _cpu(kind: str, measured: list[Round], floor: list[Round]) -> Row:
    added = Taken([win.cpu - noop.cpu for win, noop in zip(measured, floor, strict=True)])
    return Row(
        "CPU that `/win` adds to a no-op",
        kind,
        f"{Taken([each.cpu for each in measured]).median:.2f} ms",
        f"{Taken([each.cpu for each in floor]).median:.2f} ms",
        f"{added.median:.2f} ms",
        f"≤ {MOST_CPU[kind]} ms",
        added.median <= MOST_CPU[kind],
        added.spread(".2f"),
    )


def _p99(kind: str, measured: list[Round], floor: list[Round]) -> Row:
    times = Taken([win.load.p99 / noop.load.p99 for win, noop in zip(measured, floor, strict=True)])
    return Row(
        f"`/win` at {requests.CONNECTIONS} connections, p99",
        kind,
        f"{Taken([each.load.p99 for each in measured]).median:.0f} ms",
        f"{Taken([each.load.p99 for each in floor]).median:.0f} ms",
        f"{times.median:.1f} times",
        f"≤ {MOST_P99[kind]:.0f} times",
        times.median <= MOST_P99[kind],
        times.spread(".1f"),
    )
