"""A picture is drawn the same each time, whatever is written on it, and can be said in words."""

import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.pictures import NO_GLYPH, Chart, _drawable, png

WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri"]
PACE = Chart("West: 131k of 300k", WEEK, {"Done": [0, 40_000, 40_000, 90_000, 131_000], "Expected": [1, 2, 3, 4, 5]})


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_a_picture_is_large_enough_for_a_telephone() -> None:
    assert size(png(PACE)) == (960, 600)


def test_the_same_chart_is_the_same_picture_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(png, [PACE] * 8))) == 1


def test_another_value_is_another_picture() -> None:
    assert png(Chart(PACE.title, WEEK, {"Done": [1, 2, 3, 4, 5]})) != png(Chart(PACE.title, WEEK, {"Done": [1] * 5}))


@pytest.mark.parametrize(
    "title",
    ["", "🎉 名前 العربية", "$x$ and $\\frac{1", "_hidden", "a\nb\tc\0", "x" * 300, "\u202eright to left\ud800"],
    ids=["empty", "other scripts", "dollars", "underscore", "control", "long", "odd"],
)
def test_whatever_people_write_is_drawn_without_a_warning(title: str) -> None:
    assert size(png(Chart(title, [title or "-", "Tue"], {title: [1, 2], "Expected": [2, 3]})))


def test_what_the_font_does_not_know_becomes_a_square() -> None:
    assert _drawable("Łukasz 名", 20) == f"Łukasz {NO_GLYPH}"


@pytest.mark.parametrize("values", [[0], [0, 0], [-5, 5], [1e-9, 1e15], [3] * 20, [0.5, 12.25]])
def test_any_values_are_drawn(values: list[float]) -> None:
    labels = [str(number) for number in range(len(values))]
    assert size(png(Chart("Pace", labels, dict.fromkeys("ABCDEF", values))))


def test_a_picture_is_said_in_words() -> None:
    assert PACE.alt == "West: 131k of 300k. From Mon to Fri: Done 0 to 131,000, Expected 1 to 5."
    assert Chart("Pace", ["1", "2"], {"Done": [0.5, 12.25]}).alt == "Pace. From 1 to 2: Done 0.50 to 12.25."
