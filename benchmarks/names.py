"""What hundreds of registered commands, buttons and forms cost, compared with one of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from slack_bolt import App, BoltRequest

from benchmarks import commands, requests
from benchmarks.rows import Row, Taken
from benchmarks.servers import TOKEN
from bot.clock import Clock
from bot.db import Database
from bot.slack import bolt
from bot.slack.commands import Commands
from bot.slack.pages import TABLES
from bot.slack.root import COMMANDS

ROUNDS, CALLS = 7, 300
LEAST = 0.95


def rows(kind: str, url: str) -> list[Row]:
    """Commands a second of one that answers at once: with all names registered, and with its own alone."""
    commands.fill(url)
    database = Database(url)
    app = bolt.make_app(database, Clock(), Commands("", COMMANDS), token=TOKEN, api_url="http://127.0.0.1:9/api/")
    every: list[float] = []
    single: list[float] = []
    for _ in range(ROUNDS):
        every.append(_a_second(app))
        with _one_name():
            single.append(_a_second(app))
    database.close()
    ratio = Taken([many / one for many, one in zip(every, single, strict=True)])
    count = sum(len(table) for table in vars(TABLES).values())
    return [
        Row(
            f"a command with all {count} names registered, against one",
            kind,
            f"{Taken(every).median:.0f}/s",
            f"{Taken(single).median:.0f}/s",
            f"{ratio.median:.2f}",
            f"≥ {LEAST}",
            ratio.median >= LEAST,
            ratio.spread(".2f"),
        )
    ]


def _a_second(app: App) -> float:
    said = [requests.command("U0N0", "C0", "/win", "help", 0).split("\\n")[-1] for _ in range(CALLS)]
    begun = perf_counter()
    for body in said:
        app.dispatch(BoltRequest(body=body, headers={"content-type": "application/x-www-form-urlencoded"}))
    return CALLS / (perf_counter() - begun)


@contextmanager
def _one_name() -> Iterator[None]:
    """Unregister all names but those of the measured command, until the block ends."""
    kept = {name: dict(table) for name, table in vars(TABLES).items()}
    for name, table in vars(TABLES).items():
        table.clear()
        if name in ("commands", "help"):
            mine = "/win" if name == "commands" else "win"
            table[mine] = kept[name][mine]
    try:
        yield
    finally:
        for name, table in vars(TABLES).items():
            table.update({key: entry for key, entry in kept[name].items() if key not in table})
