"""What hundreds of registered commands, buttons and forms cost a command, a click and a submission."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import process_time
from typing import Any
from urllib.parse import urlencode

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

ROUNDS, CALLS = 50, 20
LEAST = 0.95
HEARD = ("commands", "verbs", "actions", "views", "closed", "shortcuts", "events")
"""The tables in which a name that Slack sends is looked up."""
FORM = "win.form"
MINE = ("/win", "win", FORM)
_nth = count()


def rows(kind: str, url: str) -> list[Row]:
    """How much CPU each takes: with all names registered, and with its own alone."""
    commands.fill(url)
    database = Database(url)
    app = bolt.make_app(database, Clock(), Commands("", COMMANDS), token=TOKEN, api_url="http://127.0.0.1:9/api/")
    found = [_row(kind, app, what, said) for what, said in SAID.items()]
    database.close()
    return found


def _row(kind: str, app: App, what: str, said: Callable[[], str]) -> Row:
    every: list[float] = []
    single: list[float] = []
    for _ in range(ROUNDS):
        every.append(_cpu(app, said))
        with _one_name():
            single.append(_cpu(app, said))
    measured, floor = Taken(every).median, Taken(single).median
    ratios = Taken([one / many for many, one in zip(every, single, strict=True)])
    registered = sum(len(getattr(TABLES, table)) for table in HEARD)
    return Row(
        f"CPU of {what} with all {registered} names registered, against one",
        kind,
        f"{measured:.2f} ms",
        f"{floor:.2f} ms",
        f"{floor / measured:.2f}",
        f"≥ {LEAST}",
        floor / measured >= LEAST,
        ratios.spread(".2f"),
    )


def _cpu(app: App, said: Callable[[], str]) -> float:
    """In milliseconds each; what else runs on the machine does not count."""
    bodies = [said() for _ in range(CALLS)]
    begun = process_time()
    for body in bodies:
        answer = app.dispatch(BoltRequest(body=body, headers={"content-type": "application/x-www-form-urlencoded"}))
        if answer.status != 200:
            raise RuntimeError(f"the bot answered {answer.status}")
    return (process_time() - begun) * 1000 / CALLS


# ── what is said: nothing that calls Slack ───────────────────────────────────────────────────────────────


def _command() -> str:
    """The wins of this month are read."""
    return requests.signed("U0N0", "C0", "/win", "list")[1]


def _click() -> str:
    """Something is entered in the form of a win, which is kept."""
    return _in_form("block_actions", actions=[{"action_id": "account", "block_id": "account", "type": "input"}])


def _submission() -> str:
    """The form of a win comes without an amount, and is refused."""
    return _in_form("view_submission")


def _in_form(kind: str, **more: Any) -> str:
    entered = {"account": {"account": {"type": "plain_text_input", "value": f"Acme {next(_nth)}"}}}
    view = {
        "id": "V1",
        "hash": f"{next(_nth)}",
        "type": "modal",
        "callback_id": FORM,
        "blocks": [{"type": "input", "block_id": field} for field in ("amount", "account")],
        "state": {"values": entered},
    }
    who = {"user": {"id": "U0N0"}, "team": {"id": "T1"}, "trigger_id": f"{next(_nth)}.1"}
    return urlencode({"payload": json.dumps({"type": kind, "view": view, **who, **more})})


SAID: dict[str, Callable[[], str]] = {"a command": _command, "a click": _click, "a submission": _submission}


@contextmanager
def _one_name() -> Iterator[None]:
    """Unregister all names but those of the win, until the block ends."""
    kept = {name: dict(getattr(TABLES, name)) for name in HEARD}
    for name in HEARD:
        table = getattr(TABLES, name)
        table.clear()
        table.update({key: kept[name][key] for key in MINE if key in kept[name]})
    try:
        yield
    finally:
        for name in HEARD:
            getattr(TABLES, name).update(kept[name])
