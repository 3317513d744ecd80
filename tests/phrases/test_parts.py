"""A line in named parts: what stands before the first, each by its name, and nothing lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import split_parts

NAMES = ("saw", "did", "try", "work", "work on")


@pytest.mark.parametrize(
    ("line", "head", "parts"),
    [
        ("saw: a; did: b; try: c", "", {"saw": "a", "did": "b", "try": "c"}),
        ("call review; SAW: a, did:b", "call review", {"saw": "a", "did": "b"}),
        ("work on: the price", "", {"work on": "the price"}),
        ("work  on: it work: that", "", {"work on": "it", "work": "that"}),
        ("saw: a\ndid: b\nsaw: c", "", {"saw": "a\nc", "did": "b"}),
        ('saw: "did: not a part"', "", {"saw": '"did: not a part"'}),
        (" call review ; saw: a ; ", "call review", {"saw": "a"}),
        ("I sawdid: nothing", "I sawdid: nothing", {}),
        ("", "", {}),
    ],
)
def test_a_line_is_read_in_parts(line: str, head: str, parts: dict[str, str]) -> None:
    assert split_parts(line, NAMES) == (head, parts)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_word_that_was_typed_is_lost(before: str, behind: str) -> None:
    head, parts = split_parts(f"{before} saw: {behind}", ("saw",))
    kept = "".join([head, *parts.values()])
    assert [character for character in before + behind if character.isalpha() and character not in kept] == []
