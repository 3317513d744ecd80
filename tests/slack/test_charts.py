"""A pace as a chart block: what was done beside what was expected, within what Slack draws."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import Pace, Plan, measure
from bot.sandbox.limits import check_message
from bot.slack import charts
from bot.worktime import Calendar, Period

FIRST = date(2026, 10, 1)
EVERY_DAY = Calendar("UTC", weekdays=frozenset(range(7)))


def course(count: int, target: int = 30_000_00, done: int = 1) -> list[Pace]:
    """As many days of a goal of as many days."""
    plan = Plan(Period(FIRST, FIRST + timedelta(days=count - 1)), target)
    return [measure(plan, done, day, EVERY_DAY) for day in plan.period]


def values(block: dict[str, Any], name: str) -> list[float]:
    (line,) = [line for line in block["chart"]["series"] if line["name"] == name]
    return [point["value"] for point in line["data"]]


def test_a_pace_is_drawn_in_whole_dollars() -> None:
    (block,) = charts.pace_blocks("West", course(3, 1_000_00, 250_50), "USD")
    assert block["chart"]["axis_config"] == {"categories": ["1 Oct", "2 Oct", "3 Oct"], "y_label": "USD"}
    assert values(block, "Done") == [250] * 3
    assert values(block, "Expected") == [333, 667, 1000]


def test_small_numbers_keep_their_decimals() -> None:
    (block,) = charts.pace_blocks("West", course(3, 5))
    assert values(block, "Expected") == [1.67, 3.33, 5]


def test_yen_have_no_smaller_unit() -> None:
    (block,) = charts.pace_blocks("West", course(2, 480_000), "JPY")
    assert values(block, "Expected") == [240_000, 480_000]


def test_a_single_day_has_no_line() -> None:
    assert charts.pace_blocks("West", course(1)) == []
    assert charts.pace_blocks("West", []) == []


def test_days_of_two_years_are_told_apart() -> None:
    days = course(367)
    (block,) = charts.pace_blocks("West", [days[0], days[-1]])
    assert block["chart"]["axis_config"]["categories"] == ["1 Oct 26", "2 Oct 27"]


@given(st.text(min_size=1, max_size=200), st.integers(2, charts.POINTS), st.integers(-(10**14), 10**14))
def test_any_pace_is_within_what_slack_draws(title: str, count: int, done: int) -> None:
    check_message("Pace", charts.pace_blocks(title, course(count, done=done), "EUR"))


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(43, 100), "▓▓▓▓░░░░░░ 43 %"),
        (Fraction(0), "░░░░░░░░░░ 0 %"),
        (Fraction(125, 100), "▓▓▓▓▓▓▓▓▓▓ 125 %"),
        (Fraction(-1, 10), "░░░░░░░░░░ -10 %"),
        (Fraction(999, 1000), "▓▓▓▓▓▓▓▓▓░ 99 %"),
    ],
)
def test_a_bar_stands_where_only_words_can(share: Fraction, shown: str) -> None:
    assert charts.bar(share) == shown
