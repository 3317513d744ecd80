"""`python -m bot outbox`: what is not yet in Slack as it should be, and an operator's hand on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import words
from bot.clock import Clock
from bot.db import Database
from bot.models import OutboxMessage
from bot.outbox import housekeeping
from bot.outbox.housekeeping import Filter, State

COLUMNS = ("state", "age", "kind", "key", "place", "tries", "reason")


class Backlog:
    """Prints to a console: a table on a terminal, else lines with tabs, for programs."""

    def __init__(self, database: Database, clock: Clock, console: Console) -> None:
        self._database = database
        self._clock = clock
        self._console = console

    def overview(self, which: Filter, *, most: int) -> None:
        with self._database.reading() as session:
            rows, count = housekeeping.unsettled(session, which, most=most)
            lines = [self._line(row) for row in rows]
        if not self._console.is_terminal:
            self._print_plain([COLUMNS, *lines])
            return
        if not lines:
            self._console.print("Nothing waits.")
            return
        self._console.print(_table(lines))
        if count > len(lines):
            self._console.print(f"The first {len(lines)} of {words.count(count, 'message')}; --limit shows more.")
        for reason in sorted({row.parked_reason for row in rows if row.parked_reason}):
            self._console.print(Text(f"{reason}: {housekeeping.advice(reason)}"))

    def show(self, key: str) -> None:
        """Everything about one message but its text."""
        with self._database.reading() as session:
            row = housekeeping.get_message(session, key)
            facts = self._facts(row)
        if not self._console.is_terminal:
            self._print_plain(facts)
            return
        table = Table.grid(padding=(0, 2))
        for name, value in facts:
            table.add_row(name, Text(value))
        self._console.print(table)

    def retry(self, keys: Sequence[str]) -> None:
        """Retry all of them, or none if one cannot be."""
        with self._database.writing() as session:
            for key in keys:
                housekeeping.retry(session, key)
        self._say_retried(len(keys))

    def retry_parked(self, which: Filter) -> None:
        with self._database.writing() as session:
            count = housekeeping.retry_parked(session, which)
        self._say_retried(count)

    def _say_retried(self, count: int) -> None:
        self._console.print(
            f"{words.count(count, 'message')} to be tried now; what is too late for its kind is dropped."
        )

    def withdraw(self, keys: Sequence[str]) -> None:
        """Withdraw all of them, or none if one cannot be."""
        with self._database.writing() as session:
            stood = [key for key in keys if housekeeping.withdraw(session, key)]
        self._console.print(f"{words.count(len(keys), 'message')} withdrawn; {len(stood)} to be deleted in Slack.")

    # ── in words ─────────────────────────────────────────────────────────────────────────────────────────

    def _state(self, row: OutboxMessage) -> State:
        return housekeeping.state(row, now=self._clock.now(), real_now=self._clock.real_now())

    def _line(self, row: OutboxMessage) -> tuple[str, ...]:
        place = f"{row.recipient} > {row.thread_key}" if row.thread_key else row.recipient
        reason = row.parked_reason or ""
        return self._state(row), self._age(row.due_at), row.kind, row.key, place, str(row.attempts), reason

    def _age(self, due_at: datetime) -> str:
        late = self._clock.now() - due_at
        return words.span(late) if late.total_seconds() >= 0 else f"in {words.span(-late)}"

    def _facts(self, row: OutboxMessage) -> Sequence[tuple[str, str]]:
        reason = row.parked_reason
        facts = {
            "key": row.key,
            "kind": row.kind,
            "state": self._state(row),
            "reason": f"{reason}: {housekeeping.advice(reason)}" if reason else None,
            "wanted": f"revision {row.wanted}{', to be gone' if row.is_gone else ''}",
            "shown": f"revision {row.shown}" if row.shown else "nothing yet",
            "of": ", ".join(f"{name} {value}" for name, value in row.ids.items()),
            "workspace": row.workspace_id,
            "recipient": row.recipient,
            "in the thread of": row.thread_key,
            "told within": row.within_key,
            "due": row.due_at,
            "admitted": row.admitted_at,
            "posted": f"{row.posted_in} {row.ts}" if row.ts else None,
            "tries that failed": row.attempts,
            "next try": row.retry_at,
            "claimed until": row.claimed_until,
            "in doubt since": row.in_doubt_since,
            "settled": row.settled_at,
        }
        return [(name, _told(value)) for name, value in facts.items() if value is not None]

    def _print_plain(self, lines: Iterable[Iterable[str]]) -> None:
        for line in lines:
            self._console.file.write("\t".join(line) + "\n")  # the console would turn tabs into spaces


def _table(lines: Iterable[Iterable[str]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in COLUMNS:
        table.add_column(name, no_wrap=name in ("state", "age", "tries"), overflow="fold")
    for line in lines:
        table.add_row(*(Text(part) for part in line))
    return table


def _told(value: object) -> str:
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else str(value)
