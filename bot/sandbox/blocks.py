"""Walks Block Kit: which controls there are, what state they hold, and the ids Slack gives when none are given."""

import copy
import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
"""block_id → action_id → what the control holds, as in `view.state.values`."""


class Slot(NamedTuple):
    """Under which key a control's value is in the state, and which field of the block gives its initial value."""

    key: str
    initial: str

    @property
    def plural(self) -> bool:
        return self.key.endswith("s")


STATEFUL = {
    "plain_text_input": Slot("value", "initial_value"),
    "number_input": Slot("value", "initial_value"),
    "email_text_input": Slot("value", "initial_value"),
    "url_text_input": Slot("value", "initial_value"),
    "rich_text_input": Slot("rich_text_value", "initial_value"),
    "static_select": Slot("selected_option", "initial_option"),
    "external_select": Slot("selected_option", "initial_option"),
    "radio_buttons": Slot("selected_option", "initial_option"),
    "users_select": Slot("selected_user", "initial_user"),
    "channels_select": Slot("selected_channel", "initial_channel"),
    "conversations_select": Slot("selected_conversation", "initial_conversation"),
    "multi_static_select": Slot("selected_options", "initial_options"),
    "multi_external_select": Slot("selected_options", "initial_options"),
    "checkboxes": Slot("selected_options", "initial_options"),
    "multi_users_select": Slot("selected_users", "initial_users"),
    "multi_channels_select": Slot("selected_channels", "initial_channels"),
    "multi_conversations_select": Slot("selected_conversations", "initial_conversations"),
    "datepicker": Slot("selected_date", "initial_date"),
    "timepicker": Slot("selected_time", "initial_time"),
    "datetimepicker": Slot("selected_date_time", "initial_date_time"),
}
INTERACTIVE = STATEFUL.keys() | {"button", "overflow", "workflow_button", "icon_button"}


class Control(NamedTuple):
    """An interactive element and the block that it stands in."""

    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def label(self) -> str:
        """The words beside the control: an input's label, or the text of the section that it belongs to."""
        words = self.block.get("label") if self.is_input else self.block.get("text")
        return str(words["text"]) if isinstance(words, dict) else ""

    @property
    def options(self) -> list[Json]:
        groups = self.element.get("option_groups", [])
        return [*self.element.get("options", []), *(option for group in groups for option in group["options"])]


def objects(node: Any) -> Iterator[Json]:
    """Every object in a part of Block Kit, itself included, in reading order."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from objects(child)


def controls(blocks: list[Json]) -> Iterator[Control]:
    for block in blocks:
        yield from _controls_in(block, block)


def _controls_in(node: Any, block: Json) -> Iterator[Control]:
    if isinstance(node, list):
        for child in node:
            yield from _controls_in(child, block)
    elif isinstance(node, dict):
        if node.get("type") in INTERACTIVE:
            yield Control(block, node)
            return
        owner = node if "block_id" in node else block
        for child in node.values():
            yield from _controls_in(child, owner)


def find_control(blocks: list[Json], block_id: str, action_id: str) -> Control | None:
    return next((control for control in controls(blocks) if control.key == (block_id, action_id)), None)


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every control an action_id."""
    blocks = copy.deepcopy(blocks)
    _give_block_ids(blocks)
    for control in controls(blocks):
        control.element.setdefault("action_id", _new_id())
    return blocks


def _give_block_ids(blocks: list[Json]) -> None:
    for block in blocks:
        block.setdefault("block_id", _new_id())
        if block["type"] == "container":
            _give_block_ids(block["child_blocks"])
        if block["type"] == "carousel":
            _give_block_ids(block["elements"])


def _new_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def initial_value(element: Json) -> Any:
    slot = STATEFUL[element["type"]]
    return element.get(slot.initial, [] if slot.plural else None)


def state_values(blocks: list[Json], kept: Values) -> Values:
    """What every control holds: what a person put there, else what the blocks preset."""
    values: Values = {}
    for control in controls(blocks):
        if control.element["type"] in STATEFUL:
            block_id, action_id = control.key
            held = kept.get(block_id, {}).get(action_id)
            if held is None or held["type"] != control.element["type"]:
                held = held_value(control.element, initial_value(control.element))
            values.setdefault(block_id, {})[action_id] = held
    return values


def held_value(element: Json, value: Any) -> Json:
    return {"type": element["type"], STATEFUL[element["type"]].key: value}


def value_in(held: Json) -> Any:
    return held[STATEFUL[held["type"]].key]
