"""A working day's worst minutes: does everybody get an answer in time, and does everything said arrive?

`python -m benchmarks.load`, or some by name: `minute`, `workspaces`, `neighbours`. `--a-second` sets the rate of the
first two. It exits with 1 if a target is missed.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy import func, select, text

from benchmarks import delivering, neighbours, pace
from benchmarks.crowd import Crowd
from benchmarks.databases import kinds_of_database
from benchmarks.pace import Answers
from benchmarks.rows import Row, level, printed
from benchmarks.servers import Server, free_port, settings, started
from bot.db import Database
from bot.logs import configure
from bot.migrate import upgrade
from bot.models import OutboxMessage, Win

ANSWERED_WITHIN = 1000.0
"""Milliseconds."""
WARM_SECONDS = 10.0
DELIVERED_WITHIN = 600.0
"""Seconds after the last win: a channel takes one post a second."""
LOOK_SECONDS = 1.0

console = Console(width=170)


@dataclass(frozen=True)
class Scene:
    name: str
    crowd: Crowd
    a_second: float
    seconds: float
    webs: int


MINUTE = Scene("one workspace", Crowd(workspaces=1, teams=100, people=10), a_second=100, seconds=60, webs=1)
WORKSPACES = Scene("1,000 workspaces", Crowd(workspaces=1000, teams=1000, people=5), a_second=200, seconds=60, webs=2)


@dataclass(frozen=True)
class Played:
    """The results of a scene."""

    answers: Answers
    warm: Answers
    counted: int
    """Wins in the database."""
    untold: int
    """How many of these have no message in Slack."""
    delivered: int
    """Messages delivered by the time of the last answer; the others follow."""
    memory: dict[str, tuple[float, float]]
    """Megabytes of each kind of process, once warm and at the end."""

    @property
    def said(self) -> int:
        return len(self.answers.took) + len(self.warm.took)


def play(scene: Scene, url: str) -> Played:
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        scene.crowd.fill(session, now=datetime.now(UTC))
    with database.writing() as session:
        session.execute(text("ANALYZE"))
    said = scene.crowd.wins()
    with delivering.slack(0.0, 0.0, 0.0) as slack, _at_work(url, slack, scene.webs) as (webs, worker):
        urls = [web.url for web in webs]
        warm = pace.sent(said, urls, a_second=scene.a_second / 2, seconds=min(WARM_SECONDS, scene.seconds))
        before = _memory(webs, worker)
        answers = pace.sent(said, urls, a_second=scene.a_second, seconds=scene.seconds)
        delivered = _count_delivered(database)
        _wait_for_delivery(database)
        after = _memory(webs, worker)
    counted = _count_wins(database)
    untold = counted - _count_told(database)
    database.close()
    return Played(answers, warm, counted, untold, delivered, {each: (before[each], after[each]) for each in before})


@contextmanager
def _at_work(url: str, slack: Server, webs: int) -> Iterator[tuple[list[Server], Server]]:
    """Start so many web processes and a worker, each as people start it."""
    with ExitStack() as stack:
        api_url = f"{slack.url}/api/"
        ports = [free_port() for _ in range(webs)]
        serving = [
            stack.enter_context(started("bot", "web", port=port, env=settings(url, port, api_url))) for port in ports
        ]
        port = free_port()
        watched = {"METRICS_TOKEN": "read-by-the-benchmark", "METRICS_PORT": str(port)}
        worker = stack.enter_context(
            started("bot", "worker", port=port, env=settings(url, free_port(), api_url) | watched)
        )
        yield serving, worker


def _memory(webs: list[Server], worker: Server) -> dict[str, float]:
    return {"web": max(max(web.memory()) for web in webs), "worker": max(worker.memory())}


def _wait_for_delivery(database: Database) -> None:
    """Wait until nothing is left, and requests that the client gave up on add nothing more."""
    until, counted = time.monotonic() + DELIVERED_WITHIN, -1
    while time.monotonic() < until:
        before, counted = counted, _count_wins(database)
        if counted == before and not _count_unsettled(database):
            return
        time.sleep(LOOK_SECONDS)


def _count_wins(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Win)) or 0


def _count_unsettled(database: Database) -> int:
    with database.reading() as session:
        some = select(func.count()).where(OutboxMessage.shown < OutboxMessage.wanted)
        return session.scalar(some) or 0


def _count_delivered(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(OutboxMessage.ts.is_not(None))) or 0


def _count_told(database: Database) -> int:
    """How many wins have their own message in Slack."""
    stands = (OutboxMessage.kind == "win.celebrated", OutboxMessage.ts.is_not(None))
    with database.reading() as session:
        return session.scalar(select(func.count()).where(*stands, OutboxMessage.shown >= OutboxMessage.wanted)) or 0


# ── what is said of it ───────────────────────────────────────────────────────────────────────────────────


def rows(scene: Scene, kind: str, url: str) -> list[Row]:
    played = play(scene, url)
    answers = played.answers
    in_time = answers.within(ANSWERED_WITHIN)
    name = f"{scene.a_second:.0f} `/win` a second for {scene.seconds:.0f} s, {scene.name}"
    failed = f", {answers.failed} failed, {answers.missed} never sent" if answers.failed or answers.missed else ""
    return [
        Row(
            f"{name}: answered",
            kind,
            answers.told(),
            "",
            f"{in_time:,} of {answers.asked:,} within 1 s{failed}",
            "all",
            in_time == answers.asked,
        ),
        Row(
            f"{name}: counted, and told in Slack",
            kind,
            f"{played.counted:,} counted, {played.untold:,} of them untold; {played.delivered:,} delivered meanwhile",
            f"{played.said:,} answered",
            f"{played.said - played.counted:+,}",
            "0, none untold",
            # More may be counted than were answered: requests whose answer came too late were acted on all the same.
            played.said <= played.counted <= played.said + answers.failed + played.warm.failed and not played.untold,
        ),
        *(level(f"{name}, {process}", kind, *megabytes) for process, megabytes in played.memory.items()),
    ]


def _suites(a_second: float | None) -> dict[str, tuple[tuple[str, ...], Callable[[str, str], list[Row]]]]:
    """By name, the databases on which a measurement makes sense, and the function that takes it."""
    minute, workspaces = (replace(scene, a_second=a_second or scene.a_second) for scene in (MINUTE, WORKSPACES))
    return {
        "minute": (("SQLite", "PostgreSQL"), lambda kind, url: rows(minute, kind, url)),
        "workspaces": (("PostgreSQL",), lambda kind, url: rows(workspaces, kind, url)),
        "neighbours": (("SQLite", "PostgreSQL"), neighbours.rows),
    }


def main(arguments: list[str]) -> int:
    names = list(_suites(None))
    parser = argparse.ArgumentParser("python -m benchmarks.load", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="NAME", help=", ".join(names))
    parser.add_argument("--a-second", type=float, metavar="WINS", help="instead of 100 in one workspace, 200 in many")
    asked = parser.parse_args(arguments)
    suites, found = _suites(asked.a_second), []
    with TemporaryDirectory() as folder, kinds_of_database(Path(folder)) as kinds:
        for name in asked.names or names:
            wanted, suite = suites[name]
            for kind in (kind for kind in wanted if kind in kinds):
                console.print(f"{name} on {kind} …")
                found += suite(kind, kinds[kind]())
    console.print(printed(found))
    return 0 if all(row.is_met for row in found) else 1


if __name__ == "__main__":
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere):
        configure()
        sys.exit(main(sys.argv[1:]))
