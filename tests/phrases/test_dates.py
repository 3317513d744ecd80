"""Days and deadlines, said on Friday 20 November 2026 unless the test says otherwise."""

# ruff: noqa: RUF001  people's typography is what is tested

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import read_day, read_deadline, split_by, split_on

FRIDAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 10, 0)  # noqa: DTZ001  a wall clock: the caller has put it in the speaker's zone
EVENING = datetime(2026, 11, 20, 18, 30)  # noqa: DTZ001


def day(text: str) -> date:
    month_day = [int(part) for part in text.split("-")]
    return date(*(month_day if len(month_day) == 3 else [2026, *month_day]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 Dec", "12-31"),
        ("31 dec.", "12-31"),
        ("31st of December", "12-31"),
        ("Dec 31", "12-31"),
        ("December 31st, 2026", "12-31"),
        ("2026-12-31", "12-31"),
        ("2026–12–31", "12-31"),
        ("31.12.", "12-31"),
        ("31.12", "12-31"),
        ("31.12.26", "12-31"),
        ("31/12", "12-31"),
        ("12/31", "12-31"),
        ("12/12", "12-12"),
        ("Thu 31 Dec", "12-31"),
        ("Saturday, 5/12", "12-5"),
        ("today", "11-20"),
        ("Tomorrow!", "11-21"),
        ("the day after tomorrow", "11-22"),
        ("Friday", "11-20"),
        ("this fri", "11-20"),
        ("Monday", "11-23"),
        ("thurs", "11-26"),
        ("next Friday", "11-27"),
        ("next Monday", "11-23"),
        ("in 3 days", "11-23"),
        ("3 days", "11-23"),
        ("two weeks", "12-4"),
        ("in a month", "12-20"),
        ("EOD", "11-20"),
        ("cob", "11-20"),
        ("EOW", "11-20"),
        ("eom.", "11-30"),
        ("EOQ", "12-31"),
        ("EOY", "12-31"),
        ("end of month", "11-30"),
        ("end of the week", "11-20"),
        ("next week", "11-27"),
        ("end of next month", "12-31"),
        ("end of next quarter", "2027-3-31"),
        ("end of December", "12-31"),
        ("end of Q4", "12-31"),
        ("the 25th", "11-25"),
        ("the 12th", "12-12"),
        ("20 Nov", "11-20"),
        ("5 Jan", "2027-1-5"),
    ],
)
def test_a_deadline_names_one_day(text: str, expected: str) -> None:
    when = read_deadline(text, MORNING)
    assert when is not None
    assert (when.day, when.at) == (day(expected), time(18))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 Oct", "10-31"),
        ("1 January", "1-1"),
        ("20 Nov", "11-20"),
        ("today", "11-20"),
        ("yesterday", "11-19"),
        ("the day before yesterday", "11-18"),
        ("Friday", "11-20"),
        ("last Friday", "11-13"),
        ("last Thursday", "11-19"),
        ("Monday", "11-16"),
        ("Saturday", "11-14"),
        ("3 days ago", "11-17"),
        ("a week ago", "11-13"),
        ("the 12th", "11-12"),
        ("the 25th", "10-25"),
        ("13/6", "6-13"),
        ("2025-12-31", "2025-12-31"),
        ("2027-01-31", "2027-1-31"),
    ],
)
def test_a_closing_date_is_the_last_such_day(text: str, expected: str) -> None:
    when = read_day(text, FRIDAY, "past")
    assert when is not None
    assert when.day == day(expected)


def test_new_years_eve_said_in_january_was_last_year() -> None:
    when = read_day("31 Dec", date(2027, 1, 2), "past")
    assert when is not None
    assert when.day == day("2026-12-31")


@pytest.mark.parametrize(
    ("text", "prefer", "expected"),
    [
        ("5/6", "past", ["6-5", "5-6"]),
        ("5/6", "future", ["2027-6-5", "2027-5-6"]),
        ("5/6/26", "past", ["6-5", "5-6"]),
        ("31 Dec", "past", ["2025-12-31", "12-31"]),
    ],
)
def test_a_day_that_could_be_two_is_returned_as_both(text: str, prefer: str, expected: list[str]) -> None:
    when = read_day(text, FRIDAY, "past" if prefer == "past" else "future")
    assert when is not None
    assert list(when.days) == [day(one) for one in expected]
    assert when.day is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31 February", "no 31 February"),
        ("Feb 30", "no 30 February"),
        ("31/2", "no 31 February"),
        ("31.6.", "no 31 June"),
        ("2027-02-29", "no 29 February 2027"),
        ("29 Feb", "no 29 February 2026"),
        ("Fri 31 Dec", "31 December 2026 is a Thursday"),
        ("19 Nov", "19 November 2026 is over"),
        ("13/6", "13 June 2026 is over"),
        ("2025-12-31", "31 December 2025 is over"),
        ("yesterday", "19 November 2026 is over"),
        ("last Friday", "13 November 2026 is over"),
        ("5/6/26", "is over"),
        ("9am", "^9:00 today is over"),
    ],
)
def test_a_day_that_is_over_or_never_was_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        read_deadline(text, MORNING)
    assert refused.value.field == "due_on"


def test_a_leap_day_is_found_in_the_year_that_has_it() -> None:
    when = read_day("29 Feb", date(2027, 11, 20), "future")
    assert when is not None
    assert when.day == day("2028-2-29")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Friday", "11-27"), ("EOW", "11-27"), ("this Friday", "11-27"), ("Monday", "11-23")],
)
def test_friday_said_on_a_friday_after_work_is_next_weeks(text: str, expected: str) -> None:
    when = read_deadline(text, EVENING)
    assert when is not None
    assert when.day == day(expected)


def test_today_said_after_work_lasts_until_midnight() -> None:
    when = read_deadline("today", EVENING)
    assert when is not None
    assert (when.day, when.at) == (FRIDAY, time(23, 59))


@pytest.mark.parametrize(
    ("text", "now", "instead"),
    [
        ("next Friday", MORNING, "11-20"),
        ("next Friday", EVENING, None),
        ("next Saturday", EVENING, "11-21"),
        ("next Monday", MORNING, None),
        ("Friday", MORNING, None),
    ],
)
def test_next_friday_offers_a_week_earlier_while_that_lies_ahead(text: str, now: datetime, instead: str | None) -> None:
    when = read_deadline(text, now)
    assert when is not None
    assert when.instead == (day(instead) if instead else None)


@pytest.mark.parametrize(
    ("text", "expected", "at"),
    [
        ("Friday 15:00", "11-20", time(15)),
        ("Friday 9:00", "11-27", time(9)),
        ("tomorrow at 9", "11-21", time(9)),
        ("tomorrow at 3", "11-21", time(15)),
        ("Monday, 3.30pm", "11-23", time(15, 30)),
        ("31 Dec noon", "12-31", time(12)),
        ("5pm", "11-20", time(17)),
        ("12am tomorrow", None, None),
        ("tomorrow 12 am", "11-21", time(0)),
        ("tomorrow at 25", None, None),
        ("tomorrow 13pm", None, None),
        ("tomorrow 9", None, None),
    ],
)
def test_a_deadline_may_have_a_time(text: str, expected: str | None, at: time | None) -> None:
    when = read_deadline(text, MORNING)
    assert (when and when.day, when and when.at) == (day(expected) if expected else None, at)


@pytest.mark.parametrize(
    ("fiscal_start", "expected"), [(1, "12-31"), (2, "2027-1-31"), (4, "12-31"), (6, "11-30"), (12, "11-30")]
)
def test_quarters_begin_where_the_fiscal_year_does(fiscal_start: int, expected: str) -> None:
    when = read_day("EOQ", FRIDAY, fiscal_start=fiscal_start)
    assert when is not None
    assert when.day == day(expected)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "Acme",
            "may",
            "march on",
            "the deck",
            "12",
            "clause 7",
            "2-year term",
            "week",
            "few days",
            "next",
            "45/60",
            "0/1",
        ],
        *["", ".", '"Friday"', "Friday " * 500, "monday.com", "satin", "the end", "25:00", "5/13/14/15"],
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_day(text, FRIDAY) is None
    assert read_deadline(text, MORNING) is None


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("review the Acme deck by Friday", "review the Acme deck", "11-20"),
        ("a price for Acme by Friday.", "a price for Acme", "11-20"),
        (
            "Legal: yes or no on clause 7 of the Acme contract by Thursday",
            "Legal: yes or no on clause 7 of the Acme contract",
            "11-26",
        ),
        ("stand by me by EOW", "stand by me", "11-20"),
        ("12 demos BY 31\u00a0Dec", "12 demos", "12-31"),
        ("sign-off by Lee", "sign-off by Lee", None),
        ("approved by Friday team", "approved by Friday team", None),
        ('answer "by Friday"', 'answer "by Friday"', None),
        ("standby Friday", "standby Friday", None),
        ("by tomorrow", "", "11-21"),
    ],
)
def test_the_deadline_is_the_last_by_whose_remainder_is_a_date(text: str, head: str, expected: str | None) -> None:
    before, when = split_by(text, MORNING)
    assert (before, when and when.day) == (head, day(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "rest", "expected"),
    [
        ("48k Acme on 31 Oct", "48k Acme", "10-31"),
        ("48k Acme on Monday: plan", "48k Acme: plan", "11-16"),
        ("48k Acme, on Oct 31, 2026, plan", "48k Acme plan", "10-31"),
        ("Acme yesterday", "Acme", "11-19"),
        ("Acme Today.", "Acme", "11-20"),
        ("hands on training on site", "hands on training on site", None),
        ("seats on monday.com", "seats on monday.com", None),
        ('plan "on Monday"', 'plan "on Monday"', None),
        ("Acme yesterday and more", "Acme yesterday and more", None),
    ],
)
def test_a_closing_date_follows_on_or_ends_the_line(text: str, rest: str, expected: str | None) -> None:
    before, when = split_on(text, FRIDAY)
    assert (before, when and when.day) == (rest, day(expected) if expected else None)


words = st.sampled_from(
    [
        *["by", "on", "next", "last", "this", "end", "of", "the", "Friday", "mon", "5/6", "31", "Feb", "Dec", "2026"],
        *["in", "3", "days", "at", "9", "15:00", "eoq", "12th", ".", ",", ":"],
    ]
)


@given(st.one_of(st.text(), st.lists(words).map(" ".join)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_text_is_a_date_or_none_or_refused(text: str, today: date) -> None:
    now = datetime.combine(today, time(12))
    for read in (lambda: split_by(text, now), lambda: split_on(text, today), lambda: read_deadline(text, now)):
        with suppress(Refused):
            read()


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.dates(date(2000, 1, 1), date(2080, 1, 1)))
def test_a_full_date_reads_as_itself_whenever_it_is_said(said: date, today: date) -> None:
    for text in (said.isoformat(), f"{said.day} {said:%B} {said.year}", f"{said:%b} {said.day}, {said.year}"):
        when = read_day(text, today, "past")
        assert when is not None
        assert when.days == (said,)


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.dates(date(2000, 1, 1), date(2080, 1, 1)))
def test_a_deadline_never_lies_behind_nor_a_year_ahead_of_what_is_over(said: date, today: date) -> None:
    now = datetime.combine(today, time(12))
    try:
        when = read_deadline(f"{said.day} {said:%B}", now)
    except Refused:
        return
    assert when is not None
    assert when.day is not None
    ahead = (when.day - today).days
    assert 0 <= ahead <= (365 if when.day.year == today.year else 184) or (said.month, said.day) == (2, 29)
