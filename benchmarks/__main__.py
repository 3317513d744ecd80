"""Every target beside its floor, in one run: `python -m benchmarks`, or some by name: `python -m benchmarks win start`.

`--write` puts the table into README.md as well. It exits with 1 where a target is missed.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console

from benchmarks import checkins, commands, delivering, footprint, growth, names
from benchmarks.databases import kinds_of_database
from benchmarks.rows import Row, markdown, printed
from bot.logs import configure

SUITES: dict[str, Callable[[str, Callable[[], str]], list[Row]]] = {
    "win": lambda kind, make: commands.rows(kind, make()),
    "names": lambda kind, make: names.rows(kind, make()),
    "limited": lambda kind, make: delivering.limited(kind, make()),
    "free": lambda kind, make: delivering.free(kind, make()),
    "growth": growth.rows,
    "checkins": checkins.rows,
    "memory": lambda kind, make: footprint.memory(kind, make()),
    "start": lambda kind, make: footprint.start(kind, make()),
}
ONCE = ("names", "start")
"""Runs on which the database makes no difference."""
README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"

console = Console(width=170)


def main(arguments: list[str]) -> int:
    chosen = [name for name in arguments if name in SUITES] or list(SUITES)
    if unknown := set(arguments) - set(SUITES) - {"--write"}:
        console.print(f"There is no {', '.join(sorted(unknown))}. There are {', '.join(SUITES)}.")
        return 2
    rows: list[Row] = []
    paces = [pace()]
    with TemporaryDirectory() as folder, kinds_of_database(Path(folder)) as kinds:
        for name in chosen:
            for kind, make in list(kinds.items())[: 1 if name in ONCE else None]:
                console.print(f"{name} on {kind} …")
                rows += SUITES[name](kind, make)
                paces.append(pace())
    console.print(printed(rows), machine(paces))
    if "--write" in arguments:
        write(rows, machine(paces))
    return 0 if all(row.is_met for row in rows) else 1


def write(rows: list[Row], taken_on: str) -> None:
    """Put the table between the two marks of the README, and above it the machine and the day."""
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{taken_on}\n\n{markdown(rows)}\n{END}{after}", "utf-8")


def machine(paces: list[float]) -> str:
    gigabytes = psutil.virtual_memory().total / 1e9
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} on a machine with {psutil.cpu_count()} cores and "
        f"{gigabytes:.0f} GB, {platform.system()}, Python {platform.python_version()}. A loop of ten million "
        f"additions took {min(paces):.1f} to {max(paces):.1f} s there meanwhile."
    )


def pace() -> float:
    """Seconds that a loop of ten million additions takes now: a shared machine may be half as fast an hour later."""
    begin, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - begin


if __name__ == "__main__":
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere):
        configure()  # log lines are written, as they are in production
        sys.exit(main(sys.argv[1:]))
