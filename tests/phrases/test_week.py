"""Working weeks and hours, as people say them and as they are said back."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.phrases import read_hours, read_weekdays
from bot.worktime import Period


@pytest.mark.parametrize(
    ("said", "days", "told"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}, "Mon-Fri"),
        ("Sun\u2013Thu", {6, 0, 1, 2, 3}, "Sun-Thu"),
        ("Monday to Saturday", {0, 1, 2, 3, 4, 5}, "Mon-Sat"),
        ("mon tue thu", {0, 1, 3}, "Mon, Tue and Thu"),
        ("Mon, Tue and Thu", {0, 1, 3}, "Mon, Tue and Thu"),
        ("mon-wed fri", {0, 1, 2, 4}, "Mon, Tue, Wed and Fri"),
        ("sunday", {6}, "Sun"),
        ("every day", set(range(7)), "every day"),
    ],
)
def test_a_week_is_read_and_said_back(said: str, days: set[int], told: str) -> None:
    found = read_weekdays(said)
    assert found == days
    assert words.weekdays(found) == told


@pytest.mark.parametrize("said", ["", "none", "no days", "0 days", "mon-banana", "weekdays!", "5"])
def test_a_week_of_no_day_is_none(said: str) -> None:
    assert read_weekdays(said) is None


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_every_week_that_is_said_can_be_read(days: frozenset[int]) -> None:
    assert read_weekdays(words.weekdays(days)) == days


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("8:30-18:00", "8:30-18:00"),
        ("9\u201317", "9:00-17:00"),
        ("9am to 5.30pm", "9:00-17:30"),
        ("from 8.30 until 18", "8:30-18:00"),
        ("22:00-6:00", "22:00-6:00"),
        ("2-4pm", "14:00-16:00"),
        ("12-2pm", "12:00-14:00"),
        ("9-5pm", "9:00-17:00"),
        ("9-12pm", "9:00-12:00"),
        ("14-4pm", "14:00-16:00"),
        ("0-24", "0:00-24:00"),
    ],
)
def test_hours_are_read_and_said_back(said: str, told: str) -> None:
    hours = read_hours(said)
    assert hours
    assert words.hours(*hours) == told
    assert read_hours(told) == hours


@pytest.mark.parametrize("said", ["", "9", "9-9", "25-26", "8:75-9", "24:30-6", "13pm-15pm", "9-13pm", "always"])
def test_hours_that_are_none_are_none(said: str) -> None:
    assert read_hours(said) is None


@given(st.times(), st.times())
def test_all_hours_that_are_said_can_be_read(begins: time, ends: time) -> None:
    begins, ends = begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    if begins != ends:
        assert read_hours(words.hours(begins, ends)) == (begins, ends)


@pytest.mark.parametrize(
    ("day", "fiscal_start", "name"),
    [
        (date(2026, 11, 18), 1, "Q4 2026"),
        (date(2026, 11, 18), 2, "Q4 FY27"),
        (date(2027, 1, 31), 2, "Q4 FY27"),
        (date(2027, 2, 1), 2, "Q1 FY28"),
        (date(2026, 11, 18), 10, "Q1 FY27"),
        (date(2026, 11, 18), 12, "Q4 FY26"),
    ],
)
def test_a_quarter_is_named_by_the_year_in_which_it_counts(day: date, fiscal_start: int, name: str) -> None:
    assert words.quarter(day, fiscal_start) == name


def test_a_period_is_told_by_its_days_and_one_day_alone() -> None:
    today = date(2026, 11, 18)
    assert words.period(Period(date(2026, 12, 24), date(2027, 1, 2)), today=today) == "Thu 24 Dec to Sat 2 Jan 2027"
    assert words.period(Period(today, today), today=today) == "Wed 18 Nov"
