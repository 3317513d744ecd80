"""A promise in one line: to whom, what, by when."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import PromisePhrase, read_promise

NOW = datetime(2026, 11, 18, 10, 0)  # noqa: DTZ001  a wall time, in the speaker's zone
RITA, SAM = "<@U1|rita>", "<@U2|sam>"
FRIDAY = date(2026, 11, 20)


def read(text: str) -> PromisePhrase:
    return read_promise(text, NOW)


@pytest.mark.parametrize(
    ("text", "to", "what"),
    [
        (f"{RITA} review the Acme deck by Friday", ("U1",), "review the Acme deck"),
        (f"{RITA} {SAM} send it by Friday", ("U1", "U2"), "send it"),
        (f"to {RITA} and {SAM}, that I call Acme by Friday", ("U1", "U2"), "I call Acme"),
        (f"{RITA}: a price for Acme by Friday", ("U1",), "a price for Acme"),
        (f"{RITA} to review it by Friday", ("U1",), "review it"),
        (f"review the deck for {RITA} by Friday", ("U1",), "review the deck"),
        (f"{RITA} stand by the decision by Friday", ("U1",), "stand by the decision"),
        (f"{RITA} send it to {SAM} by Friday", ("U1",), f"send it to {SAM}"),
        (f"{RITA} price by Friday at 15:00", ("U1",), "price (by 15:00)"),
        ("review it by Friday", (), "review it"),
        (f"{RITA} by Friday", ("U1",), ""),
    ],
)
def test_a_line_says_to_whom_and_what(text: str, to: tuple[str, ...], what: str) -> None:
    phrase = read(text)
    assert (phrase.to, phrase.text) == (to, what)
    assert phrase.when
    assert phrase.when.day == FRIDAY


@pytest.mark.parametrize(
    ("ending", "days"),
    [
        ("", None),
        (" by Acme", None),
        (" tomorrow", [date(2026, 11, 19)]),
        (" in 4 days", [date(2026, 11, 22)]),
        (" by 5/6", [date(2027, 6, 5), date(2027, 5, 6)]),
        (" by EOW", [FRIDAY]),
        (" by next Friday", [date(2026, 11, 27)]),
    ],
)
def test_the_day_is_read_at_the_end_or_left_open(ending: str, days: list[date] | None) -> None:
    when = read(f"{RITA} review the deck{ending}").when
    assert (list(when.days) if when else None) == days


def test_the_end_of_the_quarter_is_that_of_the_teams_own_year() -> None:
    said = read_promise(f"{RITA} review the deck by EOQ", NOW, fiscal_start=2)
    assert said.when
    assert said.when.day == date(2027, 1, 31)


@pytest.mark.parametrize(
    "text", ["to the team: be kind", "to the team be kind", "the team: be kind", "to my team be kind"]
)
def test_a_promise_can_be_to_the_team(text: str) -> None:
    phrase = read(text)
    assert (phrase.is_to_team, phrase.text) == (True, "be kind")


def test_a_group_is_named_and_is_nobody() -> None:
    phrase = read("<!channel> be kind by Friday")
    assert (phrase.to, phrase.crowds) == ((), ("channel",))


@pytest.mark.parametrize("day", ["yesterday", "1 Nov", "31 Feb"])
def test_a_day_that_is_over_or_not_there_is_refused(day: str) -> None:
    with pytest.raises(Refused):
        read(f"{RITA} review it by {day}")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        phrase = read(f"{RITA} {text}")
    except Refused:
        return
    assert phrase.to[:1] == ("U1",)
