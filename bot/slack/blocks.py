"""Block Kit in the bot's own words: escaping, Slack's limits, forms and messages.

Text is plain everywhere else. Here it is escaped, once: `mrkdwn` escapes what it fills in, and every block
escapes what is not `Mrkdwn` yet.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.errors import Offer
from bot.outbox import Rendered
from bot.settings import LONGEST_PREFIX

Block = dict[str, Any]
Element = dict[str, Any]

SECTION_LIMIT = 3000
TEXT_LIMIT = 3000
BUTTON_LIMIT = 75
HEADER_LIMIT = 150
TITLE_LIMIT = 24
OPTION_LIMIT = 75
OPTIONS_IN_A_SELECT = 100
MODAL_BLOCKS = 100
MESSAGE_BLOCKS = 50
HOME_BLOCKS = 100
COMMAND = "`/"
"""The beginning of a command's name within a text."""


class Mrkdwn(str):
    """Text in Slack's markup that is escaped already."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    if isinstance(text, Mrkdwn):
        return text
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def mrkdwn(template: str, **parts: object) -> Mrkdwn:
    """Fill `parts` into a template of ours, each escaped unless it is `Mrkdwn`.

    An empty part takes the space before it along, so that what is said only sometimes is a part like any other.
    """
    filled = {name: escape(part if isinstance(part, str) else str(part)) for name, part in parts.items()}
    for name in [name for name, part in filled.items() if not part]:
        template = re.sub(rf" {{{name}}}(?=[\s.,]|$)", "", template)
    return Mrkdwn(template.format(**filled))


def joined(lines: Sequence[str], separator: str = "\n") -> Mrkdwn:
    return Mrkdwn(separator.join(escape(line) for line in lines))


def bold(text: str) -> Mrkdwn:
    """Bold, unless the text has marks of its own that would break it."""
    line = " ".join(text.split())
    return Mrkdwn(f"*{escape(line)}*") if not set("*_~`") & set(line) else escape(line)


def mention(slack_id: str) -> Mrkdwn:
    """A mention, which notifies: only for the person celebrated, helpers, and people who must act."""
    return Mrkdwn(f"<@{slack_id}>")


def channel(channel_id: str) -> Mrkdwn:
    return Mrkdwn(f"<#{channel_id}>")


def _spoken_length(text: str) -> int:
    """The length with the longest possible prefix in front of each command: prefixes are added after cutting."""
    return len(text) + LONGEST_PREFIX * text.count(COMMAND)


def cut(text: str, limit: int) -> str:
    """Cut to `limit` characters, prefixes of commands included; never within an entity or a mention of escaped text."""
    if _spoken_length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while _spoken_length(kept) >= limit:
        kept = kept[: kept.rfind(COMMAND)]
    for opening, closing in (("&", ";"), ("<", ">")):
        start = kept.rfind(opening)
        if isinstance(text, Mrkdwn) and start > kept.rfind(closing):
            kept = kept[:start]
    return type(text)(kept.rstrip() + "…")


def short(text: str, limit: int) -> str:
    """On one line, cut."""
    return cut(" ".join(text.split()), limit)


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────


def header(text: str) -> Block:
    return {"type": "header", "text": _plain_object(text, HEADER_LIMIT)}


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": _mrkdwn_object(text)}
    return block | {"accessory": accessory} if accessory else block


def verbatim(text: str) -> list[Block]:
    """Text exactly as it was typed, without markup, in as many sections as it takes."""
    pieces = (text[start : start + SECTION_LIMIT] for start in range(0, len(text), SECTION_LIMIT))
    return [{"type": "section", "text": {"type": "plain_text", "text": piece, "emoji": False}} for piece in pieces]


def context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn_object(text)]}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements)}
    return block | {"block_id": block_id} if block_id else block


def row(*elements: Element) -> list[Block]:
    """A row of these buttons, and no row where there is none of them."""
    return [actions(*elements)] if elements else []


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, act: str, value: str | int = "", *, style: str | None = None, nth: int | None = None) -> Element:
    """A button for `act`, the name of an action of some page; `nth` tells apart those of one act in one row."""
    element: Element = {
        "type": "button",
        "text": _plain_object(label, BUTTON_LIMIT),
        "action_id": act if nth is None else f"{act}~{nth}",
        "value": str(value),
    }
    return element | {"style": style} if style else element


def more(rest: int, act: str, value: str | int) -> list[Block]:
    """The row with the button for the rest of a list; none if nothing is left, as a list may have grown shorter."""
    return row(*more_button(rest, act, value))


def more_button(rest: int, act: str, value: str | int) -> list[Element]:
    """That button alone, for a row that has others."""
    return [button(f"{rest:,} more", act, value)] if rest > 0 else []


def overflow(act: str, choices: Sequence[tuple[str, str]]) -> Element:
    """A menu behind three dots, as (label, value): for what is seldom wanted."""
    return {"type": "overflow", "action_id": act, "options": [option(label, value) for label, value in choices]}


def offers(choices: Sequence[Offer], block_id: str) -> Block:
    return actions(
        *(button(offer.label, offer.act, offer.value, nth=nth) for nth, offer in enumerate(choices)), block_id=block_id
    )


def message(*blocks: Block, text: str | None = None) -> Rendered:
    """A message of these blocks; notifications and screen readers tell `text`, by default the text of its sections."""
    spoken = text if text is not None else joined(_texts(blocks))
    return Rendered(cut(escape(spoken), TEXT_LIMIT), list(blocks[:MESSAGE_BLOCKS]))


def words(text: str) -> Rendered:
    """A message of one section, or of several where the text is long."""
    return message(*sections(text))


def sections(text: str) -> list[Block]:
    """Text of many lines in as many sections as it takes: none for no line."""
    return [section(part) for part in _parts(escape(text)) if part]


def _parts(text: Mrkdwn) -> list[Mrkdwn]:
    """The text in pieces of whole lines, each short enough for a section."""
    parts = [""]
    for line in text.split("\n"):
        if _spoken_length(parts[-1]) + _spoken_length(line) >= SECTION_LIMIT and parts[-1]:
            parts.append("")
        parts[-1] += ("\n" if parts[-1] else "") + line
    return [Mrkdwn(part) for part in parts]


def _texts(blocks: Sequence[Block]) -> list[Mrkdwn]:
    return [Mrkdwn(block["text"]["text"]) for block in blocks if block["type"] == "section"]


def _mrkdwn_object(text: str) -> dict[str, Any]:
    # verbatim: without it Slack makes a bare @everyone or #general in people's text live.
    return {"type": "mrkdwn", "text": cut(escape(text), SECTION_LIMIT) or " ", "verbatim": True}


def unmarked(part: Any) -> Any:
    """The part of a form with no backticks in its labels, hints and options, where Slack would show them as signs."""
    if isinstance(part, list):
        return [unmarked(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "plain_text" and part["emoji"]:  # which what is verbatim has not
        return part | {"text": part["text"].replace("`", "")}
    return {name: unmarked(each) for name, each in part.items()}


def _plain_object(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": short(text, limit), "emoji": True}


def home(blocks: Sequence[Block]) -> Block:
    """The view of App Home."""
    return {"type": "home", "blocks": list(blocks[:HOME_BLOCKS])}


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────


def form(name: str, title: str, *blocks: Block, submit: str, metadata: dict[str, Any] | None = None) -> Block:
    """A modal; `name` is that of a page's entry in VIEWS, and closing it is told too."""
    return {
        "type": "modal",
        "callback_id": name,
        "title": _plain_object(title, TITLE_LIMIT),
        "submit": _plain_object(submit, TITLE_LIMIT),
        "close": _plain_object("Not now", TITLE_LIMIT),
        "notify_on_close": True,
        "private_metadata": dumped(metadata or {}),
        "blocks": list(blocks[:MODAL_BLOCKS]),
    }


def page(name: str, title: str, *blocks: Block) -> Block:
    """A modal that is read, and has nothing to fill in."""
    return {
        "type": "modal",
        "callback_id": name,
        "title": _plain_object(title, TITLE_LIMIT),
        "close": _plain_object("Close", TITLE_LIMIT),
        "private_metadata": dumped({}),
        "blocks": list(blocks[:MODAL_BLOCKS]),
    }


def dumped(metadata: dict[str, Any]) -> str:
    """As JSON without escapes for letters beyond ASCII, since Slack keeps no more than 3,000 characters."""
    return json.dumps(metadata, ensure_ascii=False)


def text_field(
    name: str,
    label: str,
    value: str = "",
    *,
    hint: str = "",
    placeholder: str = "",
    optional: bool = False,
    multiline: bool = False,
    longest: int = 2000,
) -> Block:
    element: Element = {"type": "plain_text_input", "multiline": multiline, "max_length": longest}
    if value:
        element["initial_value"] = value[:longest]
    if placeholder:
        element["placeholder"] = _plain_object(placeholder, 150)
    return _field(name, label, element, hint=hint, optional=optional)


def person_field(name: str, label: str, slack_id: str) -> Block:
    return _field(name, label, {"type": "users_select", "initial_user": slack_id}, hint="", optional=True)


def date_field(name: str, label: str, value: date | None, *, hint: str = "", optional: bool = False) -> Block:
    element: Element = {"type": "datepicker"}
    if value:
        element["initial_date"] = value.isoformat()
    return _field(name, label, element, hint=hint, optional=optional)


def people_field(name: str, label: str, slack_ids: Sequence[str], *, hint: str = "", optional: bool = True) -> Block:
    element: Element = {"type": "multi_users_select"}
    if slack_ids:
        element["initial_users"] = list(slack_ids)
    return _field(name, label, element, hint=hint, optional=optional)


def choice_field(
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    chosen: str,
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A select among `choices`, as (label, value), of which one is chosen."""
    options = {value: option(label, value) for label, value in choices[:OPTIONS_IN_A_SELECT]}
    element: Element = {"type": "static_select", "options": list(options.values())}
    if chosen in options:
        element["initial_option"] = options[chosen]
    return _field(name, label, element, hint=hint, optional=optional)


def choices_field(
    name: str, label: str, choices: Sequence[tuple[str, str]], chosen: Sequence[str], *, most: int | None = None
) -> Block:
    """A select of which any number may be chosen, or at most `most`."""
    options = {value: option(label, value) for label, value in choices[:OPTIONS_IN_A_SELECT]}
    element: Element = {"type": "multi_static_select", "options": list(options.values())}
    if held := [options[value] for value in chosen if value in options]:
        element["initial_options"] = held[:most]
    if most:
        element["max_selected_items"] = most
    return _field(name, label, element, hint="", optional=True)


def ticks_field(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    """Check boxes: like `choices_field`, for a few choices that are all shown."""
    options = {value: option(label, value) for label, value in choices}
    element: Element = {"type": "checkboxes", "options": list(options.values())}
    if held := [options[value] for value in chosen if value in options]:
        element["initial_options"] = held
    return _field(name, label, element, hint="", optional=True)


def _field(name: str, label: str, element: Element, *, hint: str, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": _plain_object(label, 2000),
        "element": element | {"action_id": name},
        "optional": optional,
        # Each change is sent to us: when a form is closed, Slack does not tell for sure what stood in it.
        "dispatch_action": True,
    }
    if element["type"] == "plain_text_input":
        block["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return block | {"hint": _plain_object(hint, 2000)} if hint else block


def option(label: str, value: str) -> Element:
    return {"text": _plain_object(label, OPTION_LIMIT), "value": value}


def field_value(state: dict[str, Any]) -> Any:
    """What a person entered, out of Slack's state of one element: text, a day, ids, or None."""
    for name in ("value", "selected_date", "selected_users", "selected_user", "selected_conversation"):
        if state.get(name) is not None:
            return state[name]
    if option := state.get("selected_option"):
        return option["value"]
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"]]
    return None
