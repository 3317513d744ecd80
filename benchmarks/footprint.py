"""What the processes hold in memory, idle and after a load, and how soon they answer."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks import commands, requests
from benchmarks.rows import Row, Taken
from benchmarks.servers import free_port, settings, started

ROUNDS = 3
MOST_MEGABYTES = 90
MOST_GROWTH = 1.1
MOST_SECONDS = {"web": 1.5, "demo": 5.0}
LOADS, SECONDS = 3, 4
WARM_SECONDS = 2
LIBRARIES = {
    "web": "sqlalchemy.orm, slack_bolt, granian.server, prometheus_client, babel.dates",
    "worker": "sqlalchemy.orm, aiohttp, slack_sdk, apscheduler.schedulers.background, prometheus_client, babel.dates",
}
DRIVERS = {"SQLite": "sqlite3", "PostgreSQL": "psycopg"}
RESTS = 8.0
"""Seconds until a process that has answered once has also ticked and delivered, and so has loaded all that it needs."""


def memory(kind: str, url: str) -> list[Row]:
    """Memory of an idle worker, and of the web process before and after some thousand wins."""
    commands.fill(url)
    port = free_port()
    watched = settings(url, free_port()) | {"METRICS_TOKEN": "read-by-the-benchmark", "METRICS_PORT": str(port)}
    with started("bot", "worker", port=port, env=watched) as worker:
        time.sleep(RESTS)
        resting = max(worker.memory())
    with TemporaryDirectory() as folder, commands.ours(url, 1) as server:
        requests.sent(
            [requests.command("U0N0", "C0", "/win", "help", server.port)], server.url, Path(folder), seconds=1
        )
        time.sleep(RESTS)
        idle = max(server.memory())
        requests.sent(list(commands.wins(server.port)), server.url, Path(folder), seconds=WARM_SECONDS)
        warm = max(server.memory())
        for _ in range(LOADS):
            requests.sent(list(commands.wins(server.port)), server.url, Path(folder), seconds=SECONDS)
        after = max(server.memory())
    return [
        _megabytes("memory, web process idle", kind, idle, _libraries_alone("web", kind)),
        _megabytes("memory, worker idle", kind, resting, _libraries_alone("worker", kind)),
        Row(
            "memory, web process after the load, against after its first seconds",
            kind,
            f"{after:.0f} MB",
            f"{warm:.0f} MB",
            f"{after / warm:.2f} times",
            f"≤ {MOST_GROWTH} times",
            after <= warm * MOST_GROWTH,
        ),
    ]


def _libraries_alone(process: str, kind: str) -> float:
    """Megabytes of a process that has loaded the same libraries as ours, and none of our own code."""
    code = f"import {LIBRARIES[process]}, {DRIVERS[kind]}; input('loaded')"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as loaded:
        assert loaded.stdout
        loaded.stdout.read(len("loaded"))
        megabytes = psutil.Process(loaded.pid).memory_info().rss / 1e6
        loaded.communicate(b"\n")
    return megabytes


def _megabytes(what: str, kind: str, megabytes: float, floor: float) -> Row:
    told = f"{megabytes:.0f} MB"
    return Row(what, kind, told, f"{floor:.0f} MB", told, f"≤ {MOST_MEGABYTES} MB", megabytes <= MOST_MEGABYTES)


def start(kind: str, url: str) -> list[Row]:
    """Seconds to the first answer of `python -m bot web`, and of the demo once installed, in turns with bare Bolt."""
    commands.fill(url)
    found: dict[str, list[float]] = {"web": [], "demo": [], "bare": []}
    for _ in range(ROUNDS):
        with commands.ours(url, 1) as server:
            found["web"].append(server.started_in)
        with commands.bare(1) as server:
            found["bare"].append(server.started_in)
        port = free_port()
        with started("bot", "demo", "--port", str(port), port=port, says="Open ") as demo:
            found["demo"].append(demo.started_in)
    floor = Taken(found["bare"])
    return [
        _seconds("start of `python -m bot web` to its first answer", kind, "web", Taken(found["web"]), floor),
        _seconds("start of `make demo` after set-up", kind, "demo", Taken(found["demo"]), floor),
    ]


def _seconds(what: str, kind: str, name: str, taken: Taken, floor: Taken) -> Row:
    told, least, most = f"{taken.median:.2f} s", f"{floor.median:.2f} s", MOST_SECONDS[name]
    return Row(what, kind, told, least, told, f"≤ {most} s", taken.median <= most, taken.spread(".2f"))
