"""Charts in Slack: a pace as a chart block in what is posted, and as a bar of text where only words can stand.

Charts go into messages of the outbox only: where Slack does not take the block, delivery draws the picture instead.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from babel.dates import format_date
from babel.numbers import get_currency_precision

from bot.domain.pace import Pace
from bot.slack.blocks import Block, cut
from bot.words import LOCALE

TITLE_LIMIT = 50
NAME_LIMIT = 20
"""Characters of the name of a series, and of a label below the chart."""
POINTS = 20
BAR_PIECES = 10
EXACT = 100
"""From this number on, numbers are drawn without decimals."""


def pace_blocks(title: str, course: Sequence[Pace], currency: str | None = None) -> list[Block]:
    """What was done beside what was expected, on at most `POINTS` days; no block for fewer than two.

    Amounts are in the minor units of `currency`; counts have none.
    """
    if len(course) < 2:
        return []
    unit = 10 ** get_currency_precision(currency) if currency else 1
    day = "d MMM" if course[0].today.year == course[-1].today.year else "d MMM yy"
    labels = [format_date(each.today, day, locale=LOCALE) for each in course]
    done = [_number(Fraction(each.done), unit) for each in course]
    expected = [_number(each.expected, unit) for each in course]
    return [line(title, labels, {"Done": done, "Expected": expected}, y_label=currency)]


def line(
    title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]], *, y_label: str | None = None
) -> Block:
    """At most 20 points; each series has a value for every label, and no two labels are the same."""
    names = [cut(label, NAME_LIMIT) for label in labels]
    axis: Block = {"categories": names} | ({"y_label": y_label} if y_label else {})
    drawn = [{"name": cut(name, NAME_LIMIT), "data": _data(names, values)} for name, values in series.items()]
    chart = {"type": "line", "series": drawn, "axis_config": axis}
    return {"type": "data_visualization", "title": cut(title, TITLE_LIMIT), "chart": chart}


def bar(share: Fraction) -> str:
    """▓▓▓▓░░░░░░ 43 %"""
    full = min(max(int(share * BAR_PIECES), 0), BAR_PIECES)
    return f"{'▓' * full}{'░' * (BAR_PIECES - full)} {int(share * 100)} %"


def _data(names: Sequence[str], values: Sequence[float]) -> list[Block]:
    return [{"label": name, "value": value} for name, value in zip(names, values, strict=True)]


def _number(value: Fraction, unit: int) -> float:
    """The number in whole units, without decimals that are too small to be seen in the picture."""
    shown = value / unit
    rounded = round(shown, 0 if abs(shown) >= EXACT else 2)
    return int(rounded) if rounded.denominator == 1 else float(rounded)
