"""Days away, as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import read_span
from bot.worktime import Calendar, Period

TODAY = date(2026, 11, 18)
"""A Wednesday."""
CALENDAR = Calendar("Europe/Berlin")


def span(said: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> str:
    period = read_span(said, today, calendar)
    return f"{period.first} {period.last}" if period else "nothing"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("3 days", "2026-11-18 2026-11-20"),
        ("for 3 days", "2026-11-18 2026-11-20"),
        ("4 working days", "2026-11-18 2026-11-23"),
        ("one day", "2026-11-18 2026-11-18"),
        ("a week", "2026-11-18 2026-11-24"),
        ("2 weeks from Monday", "2026-11-23 2026-12-06"),
        ("Monday for 3 days", "2026-11-23 2026-11-25"),
        ("from 24 Dec for 2 days", "2026-12-24 2026-12-25"),
        ("a month", "2026-11-18 2026-12-17"),
        ("today", "2026-11-18 2026-11-18"),
        ("tomorrow", "2026-11-19 2026-11-19"),
        ("on Friday", "2026-11-20 2026-11-20"),
        ("until Friday", "2026-11-18 2026-11-20"),
        ("till 2 Jan", "2026-11-18 2027-01-02"),
        ("this week", "2026-11-18 2026-11-22"),
        ("rest of the week", "2026-11-18 2026-11-22"),
        ("next week", "2026-11-23 2026-11-29"),
        ("next month", "2026-12-01 2026-12-31"),
        ("24 Dec to 2 Jan", "2026-12-24 2027-01-02"),
        ("from 24 Dec until 2 Jan.", "2026-12-24 2027-01-02"),
        ("24 Dec \u2013 2 Jan", "2026-12-24 2027-01-02"),
        ("24.12. - 2.1.", "2026-12-24 2027-01-02"),
        ("24\u201328 Dec", "2026-12-24 2026-12-28"),
        ("Dec 24-28", "2026-12-24 2026-12-28"),
        ("2026-12-24 to 2027-01-02", "2026-12-24 2027-01-02"),
        ("Friday to Tuesday", "2026-11-20 2026-11-24"),
        ("tomorrow to Friday", "2026-11-19 2026-11-20"),
        ("1 Jan 2027 to 31 Dec 2027", "2027-01-01 2027-12-31"),
    ],
)
def test_days_are_read_as_people_say_them(said: str, days: str) -> None:
    assert span(said) == days


@pytest.mark.parametrize(
    "said", ["banana", "", "3 days sick", "Friday and Monday", "to be or not to be", "3", "x" * 99]
)
def test_what_names_no_days_is_none(said: str) -> None:
    assert span(said) == "nothing"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("31 February", "There is no 31 February"),
        ("30 Feb to 3 Mar", "There is no 30 February"),
        ("24 Dec to 31 Nov", "There is no 31 November"),
        ("28 Dec to 24 Dec", "24 December 2026 comes before 28 December 2026"),
        ("24 Dec 2026 to 2 Jan 2026", "2 January 2026 comes before 24 December 2026"),
        ("16 Nov to 20 Nov", "16 November 2026 is over"),
        ("yesterday", "17 November 2026 is over"),
        ("1 Jan 2026 to 31 Jan 2026", "31 January 2026 is over"),
        ("0 days", "no day at all"),
        ("5/6 to 7/6", "“5/6” can be `5 June 2027` or `6 May 2027`"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        span(said)


def test_a_week_is_that_of_the_calendar() -> None:
    dubai, sunday = Calendar("Asia/Dubai", frozenset({6, 0, 1, 2, 3})), date(2026, 11, 22)
    assert span("this week", sunday, dubai) == "2026-11-22 2026-11-28"
    assert span("next week", sunday, dubai) == "2026-11-29 2026-12-05"


def test_days_are_counted_over_weekends_and_holidays() -> None:
    friday = date(2026, 12, 18)
    assert span("6 days", friday, Calendar("Europe/Berlin", holidays="DE")) == "2026-12-18 2026-12-28"


def test_days_counted_on_a_day_off_begin_with_the_next_that_is_worked() -> None:
    saturday = date(2026, 11, 21)
    assert span("2 days", saturday) == "2026-11-23 2026-11-24"
    assert span("2 days", saturday, Calendar("Asia/Dubai", frozenset({6, 0, 1, 2, 3}))) == "2026-11-22 2026-11-23"


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 300), st.integers(0, 60))
def test_two_days_with_their_years_are_a_period_whatever_they_are(today: date, ahead: int, length: int) -> None:
    first = today + timedelta(ahead)
    period = Period(first, first + timedelta(length))
    assert read_span(f"{period.first} to {period.last}", today, CALENDAR) == period
    assert read_span(f"{first:%-d %b %Y} - {period.last:%-d %b %Y}", today, CALENDAR) == period


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 99))
def test_so_many_days_are_so_many_working_days(today: date, count: int) -> None:
    period = read_span(f"{count} days", today, CALENDAR)
    assert period
    assert CALENDAR.working_days(period) == count
    assert period.first >= today


@given(st.text(max_size=30))
def test_any_other_text_is_days_from_today_on_or_nothing_or_refused(said: str) -> None:
    try:
        period = read_span(said, TODAY, CALENDAR)
    except Refused:
        return
    assert period is None or period.last >= TODAY
