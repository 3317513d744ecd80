"""What the client does with a form by itself: turns what people choose into state, and refuses what is incomplete."""

import re
from datetime import date, datetime
from typing import Any

from bot.sandbox.blocks import STATEFUL, Control, Json, value_in
from bot.sandbox.errors import NotVisible
from bot.sandbox.matching import best_match
from bot.sandbox.views import View

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def raw_value(control: Control, chosen: Any, suggested: list[Json]) -> Any:
    """The control's value in the state for what the client sends: option values, ids, dates as text, text."""
    slot = STATEFUL[control.element["type"]]
    if slot.plural:
        chosen = [] if chosen is None else chosen if isinstance(chosen, list) else [chosen]
        return [option_valued(control, one, suggested) for one in chosen] if "option" in slot.key else chosen
    if chosen in (None, ""):
        return None
    return option_valued(control, chosen, suggested) if "option" in slot.key else chosen


def option_valued(control: Control, value: Any, suggested: list[Json]) -> Json:
    for option in [*control.options, *suggested]:
        if option["value"] == value:
            return option
    raise NotVisible(f"{control.label!r} has no option of the value {value!r}")


def option_called(control: Control, words: str, suggested: list[Json]) -> str:
    """The value of the option of that text; NotVisible when there is none."""
    labelled = [(option["text"]["text"], option["value"]) for option in [*control.options, *suggested]]
    found = best_match(words, labelled)
    if found is None:
        raise NotVisible(f"no choice {words!r} in {control.label!r}; there are {[text for text, _ in labelled]}")
    return str(found)


def as_typed(control: Control, value: Any) -> Any:
    """Dates and numbers as a person's client sends them."""
    kind = control.element["type"]
    if isinstance(value, datetime):
        return int(value.timestamp()) if kind == "datetimepicker" else value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or kind == "datetimepicker" else str(value)


def incomplete(view: View) -> dict[str, str]:
    """What Slack's client refuses to send, by block_id."""
    found = {}
    for control in view.inputs:
        block_id, action_id = control.key
        problem = _problem(control, value_in(view.values[block_id][action_id]))
        if problem:
            found[block_id] = problem
    return found


def _problem(control: Control, value: Any) -> str | None:
    if value in (None, "", []):
        return None if control.block.get("optional") else REQUIRED
    element = control.element
    match element["type"]:
        case "plain_text_input":
            return _length_problem(element, value)
        case "number_input":
            return _number_problem(element, value)
        case "email_text_input" if not _EMAIL.fullmatch(value):
            return "Please enter a valid email address."
        case "url_text_input" if not _URL.fullmatch(value):
            return "Please enter a valid URL."
        case _:
            return None


def _length_problem(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if len(value) < least:
        return f"Please use {least} characters or more."
    return f"Please use {most} characters or fewer." if len(value) > most else None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", "-inf")):
        return f"Please enter a number of {element['min_value']} or more."
    if number > float(element.get("max_value", "inf")):
        return f"Please enter a number of {element['max_value']} or less."
    return None
