"""What is kept of people's text, what is literal in it, and the first word that may be a verb."""

# ruff: noqa: RUF001  people's typography is what is tested

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import find_mentions, fold, mask, nearest, normalise, one_line, split_verb

VERBS = {
    "list": re.compile(r"week|month|quarter", re.IGNORECASE),
    "show": re.compile(r"\d+"),
    "help": None,
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  48k\u00a0\u2009Acme \u200b plan ", "48k Acme plan"),
        ("O’Neil – gold", "O’Neil – gold"),
        ("we won\r\n\r\nbecause  we called", "we won\n\nbecause we called"),
        ("a  “gold   plan”  b", "a “gold   plan” b"),
        ("👩\u200d🚀 شكرا\u200f و", "👩\u200d🚀 شكرا\u200f و"),
        ("\ufeff\x00x\x1fy", "x y"),
        ("", ""),
    ],
)
def test_only_spaces_change_in_what_is_kept(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(before=st.sampled_from(["", "48k  Acme: ", "x – "]), quoted=st.text().filter(lambda t: "\x00" not in t))
def test_a_quoted_part_is_never_altered(before: str, quoted: str) -> None:
    literal = "“" + "".join(letter for letter in quoted if '"' not in mask(letter)) + "”"
    assert literal in normalise(before + literal + "  after")


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"<>@#!|:\ue000\ue001U1'))))
def test_a_mask_is_as_long_as_its_text(text: str) -> None:
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    "literal",
    ['"with 5k: because"', "“by Friday”", "«20k»", "https://x.test:80/5k", ":tada:"],
)
def test_what_is_literal_is_blank_in_a_mask(literal: str) -> None:
    assert set(mask(literal)) == {"\ue000"}


@pytest.mark.parametrize("text", ['15" screen, 17" screen', 'an unclosed "quote', "rock 'n' roll", "a < b > c"])
def test_marks_that_quote_nothing_leave_their_text_alone(text: str) -> None:
    assert mask(text) == text


def test_mentions_are_found_with_their_kind_name_and_place() -> None:
    text = "with <@U12|sam> in <#C1|wins> and <!subteam^S1|sales> <!here> <!channel> not “<@U9>” <@W2>"
    found = [(m.kind, m.id, m.name, text[m.start : m.end]) for m in find_mentions(text)]
    assert found == [
        ("user", "U12", "sam", "<@U12|sam>"),
        ("channel", "C1", "wins", "<#C1|wins>"),
        ("group", "S1", "sales", "<!subteam^S1|sales>"),
        ("everyone", "here", "", "<!here>"),
        ("everyone", "channel", "", "<!channel>"),
        ("user", "W2", "", "<@W2>"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  – annual plan – ", "annual plan"),
        (', "20k leagues": ', "20k leagues"),
        ("“a” and “b”", "“a” and “b”"),
        ("two\nlines", "two lines"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("a-b", "a-b"),
        (":;, -", ""),
    ],
)
def test_a_one_line_field_loses_what_only_surrounds_it(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize("other", ["O'NEIL  & sons", "o’neil & sons", '"O´Neil & Sons"', "Ｏ’Neil\u00a0& Sons"])
def test_names_are_compared_without_case_and_typography(other: str) -> None:
    assert fold(other) == fold("O'Neil & Sons")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("list", ("list", "")),
        (" LIST ", ("list", "")),
        ("list month", ("list", "month")),
        ("List Month", ("list", "Month")),
        ("show 12", ("show", "12")),
        ("show at Globex", None),
        ("list of demands from Globex", None),
        ("help desk deal", None),
        ("help", ("help", "")),
        ("helpless", None),
        ('"list"', None),
        ("20k help desk deal", None),
        ("", None),
    ],
)
def test_a_verb_counts_alone_or_before_arguments_of_its_shape(text: str, read: tuple[str, str] | None) -> None:
    assert split_verb(text, VERBS) == read


@pytest.mark.parametrize(
    ("word", "near"),
    [("hlep", "help"), ("Vison", "vision"), ("standard", "standards"), ("xyzzy", None), ("", None), ("v" * 3000, None)],
)
def test_the_nearest_word_is_suggested(word: str, near: str | None) -> None:
    assert nearest(word, ["help", "vision", "standards"]) == near
