"""Charts as pictures: legible on a phone, distinguishable without colour, with a text for those who can't see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import ceil
from textwrap import fill
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT, DOTS = 4.0, 2.5, 240
"""Inches, and dots per inch: nine-point text is 30 dots high, so that it is legible when a phone scales 960 to 360."""
TICKS = 5
LINES = (("#0072B2", "-", 2.6), ("#5C5C5C", "--", 1.8), ("#D55E00", "-.", 1.8), ("#009E73", ":", 2.2))
"""Colours that colour-blind people can tell apart (by Okabe and Ito), each with its own stroke."""
LONGEST_TITLE, LONGEST_LINE, LONGEST_LABEL = 80, 40, 20
NO_GLYPH = "\N{WHITE SQUARE}"

_drawing = Lock()
"""matplotlib is not thread-safe."""


@dataclass(frozen=True)
class Chart:
    """Lines over the same `labels`; each series has a value for every label."""

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[float]]

    @property
    def alt(self) -> str:
        """The alternative text of the picture."""
        lines = [f"{name} {_number(values[0])} to {_number(values[-1])}" for name, values in self.series.items()]
        return f"{self.title}. From {self.labels[0]} to {self.labels[-1]}: {', '.join(lines)}."


def png(chart: Chart) -> bytes:
    """The chart as a PNG file; the same chart always gives the same bytes."""
    with _drawing:
        return _saved(_drawn(chart))


def _drawn(chart: Chart) -> "Figure":
    from matplotlib.figure import Figure  # late: it takes a third of a second
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, layout="constrained")
    axes = figure.add_subplot()
    strokes = [_line(axes, values, number) for number, values in enumerate(chart.series.values())]
    axes.set_title(
        fill(_drawable(chart.title, LONGEST_TITLE), LONGEST_LINE),
        fontsize=10,
        fontweight="bold",
        loc="left",
        parse_math=False,
    )
    shown = _shown(len(chart.labels))
    axes.set_xticks(shown, [_drawable(chart.labels[place], LONGEST_LABEL) for place in shown], parse_math=False)
    axes.yaxis.set_major_locator(MaxNLocator(TICKS))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    axes.tick_params(labelsize=9, length=0)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    names = [_drawable(name, LONGEST_LABEL) for name in chart.series]
    legend = axes.legend(strokes, names, fontsize=9, frameon=False, loc="best", handlelength=2.6)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return figure


def _line(axes: Any, values: Sequence[float], number: int) -> Any:
    colour, stroke, width = LINES[number % len(LINES)]
    (line,) = axes.plot(range(len(values)), values, color=colour, linestyle=stroke, linewidth=width)
    axes.plot(len(values) - 1, values[-1], "o", color=colour, markersize=5)
    return line


def _saved(figure: "Figure") -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _shown(count: int) -> list[int]:
    """The indices of the labels to write: few enough not to overlap, and always the last one."""
    step = max(ceil(count / TICKS), 1)
    return sorted(range(count - 1, -1, -step))


def _drawable(text: str, longest: int) -> str:
    """The text in one line of at most `longest` characters, with a square for each that the bundled font lacks."""
    glyphs = _glyphs()
    # matplotlib leaves names that begin with an underscore out of the legend.
    line = " ".join(text.split()).lstrip("_")
    shown = line if len(line) <= longest else f"{line[: longest - 1]}…"
    return "".join(letter if ord(letter) in glyphs else NO_GLYPH for letter in shown)


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _short(value: float) -> str:
    for size, letter in ((1e9, "b"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}"
    return f"{value:.4g}"


def _number(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")
