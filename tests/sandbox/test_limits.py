"""Slack's limits, row by row: what just fits is taken, one more is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.errors import SlackError
from bot.sandbox.limits import check_message, check_view
from tests.sandbox.blockkit import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    options,
    plain,
    section,
    text_field,
)


def many_options(count: int) -> list[Json]:
    return options(*(f"option {number}" for number in range(count)))


def select(count: int) -> Json:
    return {"type": "static_select", "options": many_options(count)}


def choice(**option: Any) -> Json:
    return {"type": "static_select", "options": [{"text": plain("One"), "value": "one", **option}]}


def context(count: int) -> Json:
    return {"type": "context", "elements": [mrkdwn("x")] * count}


def table(rows: int, columns: int) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns] * rows}


def chart(series: int, points: int) -> Json:
    data = [{"label": f"W{number}", "value": number} for number in range(points)]
    lines = [{"name": f"S{number}", "data": data} for number in range(series)]
    axis = {"categories": [point["label"] for point in data]}
    drawn = {"type": "line", "series": lines, "axis_config": axis}
    return {"type": "data_visualization", "title": "Pace", "chart": drawn}


def header(length: int) -> Json:
    return {"type": "header", "text": plain("x" * length)}


def input_with(**element: Any) -> Json:
    return field("x", "Field", {"type": "plain_text_input", **element})


BLOCK_LIMITS: dict[str, Callable[[int], Json]] = {
    "section text": lambda n: section("x" * n),
    "section field": lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]},
    "section fields": lambda n: {"type": "section", "fields": [mrkdwn("x")] * n},
    "header": header,
    "context elements": context,
    "actions elements": lambda n: actions(*(button("x", f"a{number}") for number in range(n))),
    "button text": lambda n: actions(button("x" * n, "a")),
    "button value": lambda n: actions(button("x", "a", value="x" * n)),
    "action_id": lambda n: actions(button("x", "a" * n)),
    "block_id": lambda n: section("x", block_id="b" * n),
    "select options": lambda n: section("x", accessory=select(n)),
    "overflow options": lambda n: section("x", accessory={"type": "overflow", "options": many_options(n)}),
    "radio options": lambda n: actions({"type": "radio_buttons", "options": many_options(n)}),
    "checkbox options": lambda n: actions({"type": "checkboxes", "options": many_options(n)}),
    "option text": lambda n: section("x", accessory=choice(text=plain("x" * n))),
    "option value": lambda n: section("x", accessory=choice(value="x" * n)),
    "input label": lambda n: text_field("x", "x" * n),
    "input hint": lambda n: text_field("x", "x", hint=plain("x" * n)),
    "input max_length": lambda n: input_with(max_length=n),
    "placeholder": lambda n: input_with(placeholder=plain("x" * n)),
    "select placeholder": lambda n: section("x", accessory=select(1) | {"placeholder": plain("x" * n)}),
    "confirm title": lambda n: actions(
        button(
            "x", "a", confirm={"title": plain("x" * n), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}
        )
    ),
    "table rows": lambda n: table(n, 1),
    "table columns": lambda n: table(1, n),
    "chart series": lambda n: chart(n, 1),
    "chart points": lambda n: chart(1, n),
    "card body": lambda n: {"type": "card", "body": mrkdwn("x" * n)},
    "cards in a carousel": lambda n: {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}] * n},
}
HIGHEST = {
    "section text": 3_000, "section field": 2_000, "section fields": 10, "header": 150, "context elements": 10,
    "actions elements": 25, "button text": 75, "button value": 2_000, "action_id": 255, "block_id": 255,
    "select options": 100, "overflow options": 5, "radio options": 10, "checkbox options": 10, "option text": 75,
    "option value": 150, "input label": 2_000, "input hint": 2_000, "input max_length": 3_000, "placeholder": 150,
    "select placeholder": 150, "confirm title": 100, "table rows": 100, "table columns": 20, "chart series": 12,
    "chart points": 20, "card body": 200, "cards in a carousel": 10,
}  # fmt: skip
VIEW_LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "title": (24, lambda n: {"title": plain("x" * n)}),
    "submit": (24, lambda n: {"submit": plain("x" * n)}),
    "close": (24, lambda n: {"close": plain("x" * n)}),
    "private_metadata": (3_000, lambda n: {"private_metadata": "x" * n}),
    "callback_id": (255, lambda n: {"callback_id": "x" * n}),
    "blocks": (100, lambda n: {"blocks": [{"type": "divider"}] * n}),
}


def refused(blocks: list[Json], text: str = "x", metadata: Any = None) -> SlackError:
    with pytest.raises(SlackError) as caught:
        check_message(text, blocks, metadata)
    return caught.value


@pytest.mark.parametrize("name", BLOCK_LIMITS)
def test_a_block_is_taken_up_to_its_limit_and_refused_above(name: str) -> None:
    make, highest = BLOCK_LIMITS[name], HIGHEST[name]
    assert check_message("x", [make(highest)])
    error = refused([make(highest + 1)])
    assert error.error == "invalid_blocks"
    assert error.messages[0].startswith("[ERROR]")
    assert "json-pointer:/blocks/0" in error.messages[0]


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_modal_is_taken_up_to_its_limit_and_refused_above(name: str) -> None:
    highest, make = VIEW_LIMITS[name]
    assert check_view(modal(section("x")) | make(highest), "modal")
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view(modal(section("x")) | make(highest + 1), "modal")


def test_a_message_holds_fifty_blocks_and_home_a_hundred() -> None:
    divider = {"type": "divider"}
    assert check_message("x", [divider] * 50)
    assert refused([divider] * 51).error == "invalid_blocks"
    assert check_view(home(*[divider] * 100), "home")
    with pytest.raises(SlackError):
        check_view(home(*[divider] * 101), "home")


def test_the_texts_of_a_message_are_limited_alone_and_together() -> None:
    assert check_message("x" * 4_000, []) == []
    assert refused([], text="x" * 4_001).error == "msg_too_long"
    assert check_message("x", [section("x" * 2_600)] * 5)
    assert refused([section("x" * 2_601)] * 5).error == "msg_blocks_too_long"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section"},
        {"type": "unheard_of"},
        {"type": "header", "text": mrkdwn("not plain")},
        {"type": "section", "text": "no object"},
        section(""),
        {"type": "context", "elements": []},
        {"type": "context", "elements": [button("x", "a")]},
        actions(button("x", "same"), button("y", "same")),
        actions({"type": "plain_text_input", "action_id": "a"}),
        actions(button("x", "a", style="loud")),
        section("x", accessory=select(1) | {"initial_option": {"text": plain("Two"), "value": "two"}}),
        section("x", accessory=select(0)),
        {"type": "input", "label": plain("No element")},
        {"type": "image", "image_url": "https://acme.example/x.png"},
        {"type": "alert", "text": plain("only in modals")},
        {"type": "container", "title": plain("x"), "child_blocks": [header(151)]},
    ],
)
def test_a_block_of_the_wrong_shape_is_refused(block: Json) -> None:
    assert refused([block]).error == "invalid_blocks"


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x", block_id="same"), section("y", block_id="same")],
        [table(1, 1), table(1, 1)],
        [chart(1, 1)] * 3,
    ],
)
def test_blocks_that_do_not_go_together_are_refused(blocks: list[Json]) -> None:
    assert refused(blocks).error == "invalid_blocks"


@pytest.mark.parametrize(
    "view",
    [
        {"type": "home", "blocks": []},
        modal(section("x")) | {"title": None},
        modal(text_field("x", "X")) | {"submit": None},
        modal(table(1, 1)),
        modal(section("x")) | {"blocks": None},
    ],
)
def test_a_modal_of_the_wrong_shape_is_refused(view: Json) -> None:
    with pytest.raises(SlackError, match="invalid_arguments"):
        check_view(view, "modal")


def test_metadata_has_a_type_a_payload_and_a_size() -> None:
    assert check_message("x", [section("x")], {"event_type": "win", "event_payload": {"key": "win:17"}})
    assert refused([], metadata={"event_type": "win"}).error == "invalid_metadata_format"
    large = {"event_type": "win", "event_payload": {"prose": "x" * 9_000}}
    assert refused([], metadata=large).error == "metadata_too_large"
