"""A north star in a line: the statement, its parts behind their names, the reason of a change."""

from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import NorthStarPhrase, read_north_star


def test_a_line_without_names_is_the_statement() -> None:
    assert read_north_star("We win because we listen: always") == NorthStarPhrase(
        {"statement": "We win because we listen: always"}
    )


def test_the_parts_stand_behind_their_names_in_any_order() -> None:
    said = read_north_star("The first call\nof every clinic Economy: flat until spring value: an answer in an hour")
    assert said.parts == {
        "statement": "The first call\nof every clinic",
        "economy": "flat until spring",
        "value": "an answer in an hour",
    }


def test_semicolons_between_the_parts_belong_to_none_of_them() -> None:
    said = read_north_star("The first call; value: an answer; approach: by phone; economy: flat")
    assert list(said.parts.values()) == ["The first call", "an answer", "by phone", "flat"]
    assert read_north_star("Onward because market: clinics merge; opens: one contract; wins: 2").why == "clinics merge"


def test_a_dash_empties_a_part_and_what_is_not_spoken_of_is_not_there() -> None:
    assert read_north_star("economy: -").parts == {"economy": ""}


def test_a_change_has_its_reason_what_it_opens_and_its_numbers() -> None:
    said = read_north_star("Onward because market: clinics merge opens: one contract wins: 12, 17 and 12 goals: 3")
    assert (said.parts, said.reason, said.why) == ({"statement": "Onward"}, "market", "clinics merge")
    assert (said.opens, said.wins, said.goals) == ("one contract", (12, 17), (3,))


def test_because_is_a_reason_only_with_one_of_the_four_behind_it() -> None:
    assert read_north_star("Onward because weather: it rains").parts["statement"] == "Onward because weather: it rains"


def test_what_is_quoted_is_literal() -> None:
    assert read_north_star('Say "value: x" often').parts == {"statement": 'Say "value: x" often'}


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_north_star(text)
