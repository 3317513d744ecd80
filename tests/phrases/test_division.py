"""How a number is divided, out of a line of text."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import DivisionPhrase, read_division

RITA, SAM = "<@U1|rita>", "<@U2|sam>"
EXAMPLE = "Try this."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", DivisionPhrase("")),
        ("equally", DivisionPhrase("equally")),
        ("Evenly.", DivisionPhrase("equally")),
        ("equally plus 10%", DivisionPhrase("equally", 10)),
        ("equally, + 10 %", DivisionPhrase("equally", 10)),
        ("equally with 5 percent on top", DivisionPhrase("equally", 5)),
        ("by history", DivisionPhrase("history")),
        ("by history plus 10%", DivisionPhrase("history", 10)),
        ("by working days", DivisionPhrase("days")),
        (f"by weight {RITA} 2 {SAM} 1", DivisionPhrase("weight", 0, (("U1", "2"), ("U2", "1")))),
        (f"by weight {RITA}: 2, {SAM}: 1 plus 10%", DivisionPhrase("weight", 10, (("U1", "2"), ("U2", "1")))),
        (f"{RITA} 120k {SAM} 90k", DivisionPhrase("hand", 0, (("U1", "120k"), ("U2", "90k")))),
        (f"{RITA} $120k, and {SAM} = $90,000.", DivisionPhrase("hand", 0, (("U1", "$120k"), ("U2", "$90,000")))),
        (f"{RITA} 60% {SAM} 40%", DivisionPhrase("percent", 0, (("U1", "60%"), ("U2", "40%")))),
    ],
)
def test_every_way_to_divide_is_read(text: str, read: DivisionPhrase) -> None:
    assert read_division(text, EXAMPLE) == read


@pytest.mark.parametrize(
    "text",
    ["somehow", "by weight", f"give {RITA} 5", "@rita 5", f"{RITA} 5 {RITA} 6", "<!everyone> 5", "equally and fast"],
)
def test_what_means_nothing_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match=EXAMPLE):
        read_division(text, EXAMPLE)


@pytest.mark.parametrize("amount", ["two", "", "1.5", "99999", "-1", "9" * 40])
def test_a_weight_is_a_whole_number_of_a_size(amount: str) -> None:
    phrase = read_division(f"by weight {RITA} {amount}", EXAMPLE)
    with pytest.raises(Refused, match="no whole number"):
        phrase.numbers(EXAMPLE)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        read_division(f"{RITA} {text}", EXAMPLE).numbers(EXAMPLE)
