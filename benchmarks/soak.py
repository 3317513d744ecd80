"""A quarter of a hundred teams in minutes: does anything grow that should not, and is old data forgotten?

`python -m benchmarks.soak`, or less of it: `--teams 10 --days 30`. It exits with 1 if a target is missed.
A thousand teams (`--teams 1000`) take ten times as long and show no more: a hundred are more than nearly every job
takes in one portion, and what grows by mistake grows by the day.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import and_, func, or_, select

from benchmarks import delivering, pace
from benchmarks.crowd import Crowd
from benchmarks.databases import kinds_of_database
from benchmarks.hastened import FILE, set_moment
from benchmarks.rows import Row, level, printed
from benchmarks.servers import Server, free_port, settings, started
from bot.clock import Clock
from bot.db import Base, Database
from bot.domain import drafts
from bot.logs import configure
from bot.migrate import upgrade
from bot.models import Draft, HandledRequest, OutboxMessage
from bot.outbox import pruning
from bot.scheduler import JOBS, Scheduler

BEGIN = datetime(2026, 9, 27, 12, tzinfo=UTC)
"""A Sunday before a quarter begins."""
TEAMS, DAYS, A_TEAM = 100, 92, 3
LOOKS = (0, 7, 9, 12, 15, 17)
"""The hours, in UTC, of a working day at which the worker does what is due: at night, in Berlin's morning, and during
its work. Looking less often loses nothing that is due, and one look costs the same.
"""
WORK = LOOKS[1:]
WARM_DAYS = 14
"""Days until every kind of thing has happened once: two Mondays and two Fridays."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SLACK = timedelta(days=1)
"""Allowance for data that became too old after the last look, or on the last day."""
SEED = 20261122

console = Console(width=170)


@dataclass
class Soaked:
    """What was found after a quarter."""

    memory: dict[str, dict[int, float]] = field(default_factory=lambda: {"web": {}, "worker": {}})
    """Megabytes by day."""
    sizes: dict[int, dict[str, int]] = field(default_factory=dict)
    """Rows of each table by day."""
    said: int = 0
    unanswered: int = 0
    failed: set[str] = field(default_factory=set)
    """Names of jobs."""
    undelivered: int = 0


class Player:
    """The people of a crowd, who type what people type in a week."""

    def __init__(self, crowd: Crowd, answers: str) -> None:
        self._crowd = crowd
        self._answers = answers
        self._random = random.Random(SEED)

    def at(self, moment: datetime) -> Iterator[dict[str, str]]:
        """The commands that are typed in this hour of work."""
        if moment.weekday() > 4 or moment.hour not in WORK:
            return
        for team in range(self._crowd.teams):
            if self._random.random() < 1 / len(WORK):
                yield from self._day(team, moment)

    def _day(self, team: int, moment: datetime) -> Iterator[dict[str, str]]:
        """What a team types on a day; each thing on some days only."""
        nth = self._random.randrange(self._crowd.people)
        mate = f"<@U{team}N{(nth + 1) % self._crowd.people}|mate>"
        for share, text in (
            (0.5, f"/win {self._random.randint(5, 90)}k Acme {self._random.randrange(500)}: annual plan"),
            (0.1, "/win undo"),
            (0.2, f"/kudos {mate} for the demo at Acme {self._random.randrange(500)}"),
            (0.2, f"/promise {mate} review the deck for Acme {self._random.randrange(500)} by Friday"),
            (0.05, "/obstacle decision: may I give Acme 12 % off"),
            (0.05, "/goal new 100k this quarter because the region needs it"),
            (0.1, "/pace"),
        ):
            if self._random.random() < share:
                yield self._types(team, f"U{team}N{nth}", text)
        if moment.weekday() == 0:
            yield self._types(team, f"U{team}N{nth}", "/checkin answer 1: close Globex; 2: nothing")
        if self._random.random() < 0.05:  # somebody in no team is offered to join one, and their line is kept
            yield self._types(team, f"U{team}NEW", "/win 12k Globex: pilot")

    def begins(self) -> Iterator[dict[str, str]]:
        """Each leader turns on the Monday check-in for the team."""
        for team in range(self._crowd.teams):
            yield self._types(team, f"U{team}N0", "/checkin 1 on")

    def _types(self, team: int, user: str, text: str) -> dict[str, str]:
        name, _, rest = text.partition(" ")
        place = {"channel": f"C{team}", "team": self._crowd.workspace(team), "answers": self._answers}
        return {"user": user, "name": name, "text": rest, **place}


class Soak:
    def __init__(self, crowd: Crowd, url: str, folder: Path) -> None:
        self._crowd = crowd
        self._url = url
        self._moment = folder / "moment"
        self.soaked = Soaked()
        upgrade(url)
        self._database = Database(url)
        with self._database.writing() as session:
            crowd.fill(session, now=BEGIN)

    def run(self, days: int) -> Soaked:
        set_moment(self._moment, BEGIN)
        with delivering.slack(0.0, 0.0, 0.0) as slack, self._at_work(f"{slack.url}/api/") as (web, worker):
            player = Player(self._crowd, f"{slack.url}/answers")
            self._tick(worker)
            self._say(web, player.begins())
            for day in range(1, days + 1):
                for moment in _moments(BEGIN + day * DAY):
                    set_moment(self._moment, moment)
                    self._say(web, player.at(moment))
                    self._tick(worker)
                self._note(day, web, worker, is_told=day % WARM_DAYS == 0 or day == days)
        return self.soaked

    @contextmanager
    def _at_work(self, api_url: str) -> Iterator[tuple[Server, "subprocess.Popen[str]"]]:
        port = free_port()
        around = settings(self._url, port, api_url) | {FILE: str(self._moment)}
        command = [sys.executable, "-m", "benchmarks.hastened", "worker"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with (
            started("benchmarks.hastened", "web", port=port, env=around) as web,
            subprocess.Popen(command, env=os.environ | around, text=True, **pipes) as worker,
        ):
            try:
                yield web, worker
            finally:
                worker.kill()

    def _say(self, web: Server, said: Iterator[dict[str, str]]) -> None:
        answers = pace.all_sent(said, web.url)
        self.soaked.said += answers.asked
        self.soaked.unanswered += answers.failed

    def _tick(self, worker: "subprocess.Popen[str]") -> None:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write("\n")
        worker.stdin.flush()
        did = json.loads(worker.stdout.readline())
        self.soaked.failed.update(did["failed"])
        self.soaked.undelivered = did["left"]

    def _note(self, day: int, web: Server, worker: "subprocess.Popen[str]", *, is_told: bool) -> None:
        held = {"web": max(web.memory()), "worker": psutil.Process(worker.pid).memory_info().rss / 1e6}
        for process, megabytes in held.items():
            self.soaked.memory[process][day] = megabytes
        if is_told:
            self.soaked.sizes[day] = sizes(self._database)
            told = ", ".join(f"{process} {megabytes:.0f} MB" for process, megabytes in held.items())
            console.print(f"day {day}: {self.soaked.said:,} commands, {told}")

    # ── what is old ──────────────────────────────────────────────────────────────────────────────────────

    def forgotten(self, kind: str, now: datetime) -> list[Row]:
        """Rows for what the worker deletes by itself, and, on a later day, for messages that are old enough by then."""
        requests_since, drafts_since = now - drafts.REQUESTS_KEPT_FOR - SLACK, now - drafts.KEPT_FOR - SLACK
        rows = [
            self._old("requests acted on", kind, HandledRequest.handled_at < requests_since, HandledRequest.handled_at),
            self._old("drafts", kind, Draft.made_at < drafts_since, Draft.made_at),
        ]
        later = now + pruning.DIRECT_FOR + DAY
        direct = or_(OutboxMessage.recipient.startswith("U"), OutboxMessage.is_gone)
        settled = (OutboxMessage.shown >= OutboxMessage.wanted, OutboxMessage.within_key.is_(None))
        before = self._count(direct, *settled)
        clock = Clock()
        clock.move_to(later)
        pruner = Scheduler(self._database, clock, [job for job in JOBS if job.name.endswith(".prune")])
        while self._count_all():
            was = self._count_all()
            pruner.tick()
            if self._count_all() == was:
                break
        # A bundle goes one look later than the messages told within it.
        left = self._count(direct, *settled)
        name = "messages to one person, and withdrawn ones, 401 days later"
        return [*rows, Row(name, kind, f"{left:,} left", f"{before:,} before", "", "0", left == 0 < before)]

    def _old(self, name: str, kind: str, is_old: Any, at: Any) -> Row:
        left, kept = self._count(is_old), self._count(at.is_not(None))
        return Row(f"{name} that are too old", kind, f"{left:,} left", f"{kept:,} kept", "", "0", left == 0)

    def _count(self, *conditions: Any) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(and_(*conditions))) or 0

    def _count_all(self) -> int:
        return self._count(OutboxMessage.id.is_not(None))

    def close(self) -> None:
        self._database.close()


def _moments(day: datetime) -> Iterator[datetime]:
    """When the worker looks: several times on a working day, otherwise at noon."""
    midnight = day.replace(hour=0)
    if day.weekday() > 4:
        yield midnight + 12 * HOUR
    else:
        yield from (midnight + hour * HOUR for hour in LOOKS)


def sizes(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


# ── what is said of it ───────────────────────────────────────────────────────────────────────────────────


def rows(kind: str, url: str, folder: Path, *, teams: int = TEAMS, days: int = DAYS) -> list[Row]:
    soak = Soak(Crowd(workspaces=1, teams=teams, people=A_TEAM), url, folder)
    soaked = soak.run(days)
    console.print(_sizes(soaked))
    name = f"{days} days of {teams:,} teams"
    answered, failed = soaked.said - soaked.unanswered, ", ".join(sorted(soaked.failed)) or "no job failed"
    is_well = not (soaked.unanswered or soaked.failed or soaked.undelivered)
    told = f"{answered:,} answered, {failed}, {soaked.undelivered} undelivered"
    found = [
        Row(name, kind, told, f"{soaked.said:,} commands", "", "all, none, 0", is_well),
        *(
            level(f"{name}, {process}", kind, held[min(WARM_DAYS, days)], held[days])
            for process, held in soaked.memory.items()
        ),
        *soak.forgotten(kind, BEGIN + days * DAY),
    ]
    soak.close()
    return found


def _sizes(soaked: Soaked) -> Table:
    """The tables that have any rows, with their size on each day that was looked at."""
    table = Table("rows of", *(f"day {day}" for day in soaked.sizes))
    for name in next(iter(soaked.sizes.values())):
        counts = [size[name] for size in soaked.sizes.values()]
        if any(counts):
            table.add_row(name, *(f"{count:,}" for count in counts))
    return table


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--teams", type=int, default=TEAMS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--on", choices=["SQLite", "PostgreSQL"], default="SQLite")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, kinds_of_database(Path(folder)) as kinds:
        found = rows(given.on, kinds[given.on](), Path(folder), teams=given.teams, days=given.days)
    console.print(printed(found))
    return 0 if all(row.is_met for row in found) else 1


if __name__ == "__main__":
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere):
        configure()
        sys.exit(main(sys.argv[1:]))
