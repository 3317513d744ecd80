"""One row of the table: what was measured, its floor in the same run, and the target for the two."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

MOST_GROWTH = 1.1
COLUMNS = ("what", "database", "measured", "floor", "spread", "result", "target", "")


@dataclass(frozen=True)
class Row:
    what: str
    database: str
    measured: str
    floor: str
    """What the measured figure is compared with, taken in the same run; empty if nothing is."""
    result: str
    target: str
    is_met: bool
    spread: str = ""
    """The least and the greatest result of the several runs."""

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = "met" if self.is_met else "missed"
        return self.what, self.database, self.measured, self.floor, self.spread, self.result, self.target, verdict


@dataclass(frozen=True)
class Taken:
    """Several runs of one figure."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def spread(self, form: str) -> str:
        return f"{min(self.values):{form}} to {max(self.values):{form}}"


def level(what: str, kind: str, before: float, after: float) -> Row:
    """The row for the megabytes of a process before and after, which must not grow with what the process does."""
    return Row(
        f"{what}: memory",
        kind,
        f"{after:.0f} MB",
        f"{before:.0f} MB",
        f"{after / before:.2f} times",
        f"≤ {MOST_GROWTH} times",
        after <= before * MOST_GROWTH,
    )


def printed(rows: Sequence[Row]) -> Table:
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*row.cells, style=None if row.is_met else "red")
    return table


def markdown(rows: Sequence[Row]) -> str:
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
