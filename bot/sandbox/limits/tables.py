"""What Slack allows in every block and element, one row per type."""

from bot.sandbox.blocks import INTERACTIVE, STATEFUL
from bot.sandbox.limits.rules import TEXTS, Among, Chart, Element, Items, OneOf, Options, Rows, Rule, Text

_IN_ACTIONS = frozenset(INTERACTIVE) - {
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input",
}  # fmt: skip
_IN_INPUT = frozenset(STATEFUL) | {"file_input"}
BLOCK_ID = Text("block_id", 255, bare=True)
ACTION_ID = Text("action_id", 255, bare=True)
_PLACEHOLDER = Text("placeholder", 150, plain=True)
_STYLE = Among("style", frozenset({"primary", "danger"}))

BLOCKS: dict[str, tuple[Rule, ...]] = {
    "section": (
        OneOf(("text", "fields")),
        Text("text", 3_000),
        Items("fields", 10, text_limit=2_000),
        Element("accessory", _IN_ACTIONS | {"image"}),
    ),
    "header": (Text("text", 150, required=True, plain=True),),
    "divider": (),
    "context": (Items("elements", 10, required=True, types=TEXTS | {"image"}),),
    "actions": (Items("elements", 25, required=True, types=_IN_ACTIONS),),
    "context_actions": (Items("elements", 5, required=True, types=frozenset({"feedback_buttons", "icon_button"})),),
    "input": (
        Text("label", 2_000, required=True, plain=True),
        Text("hint", 2_000, plain=True),
        Element("element", _IN_INPUT, required=True),
    ),
    "image": (
        Text("alt_text", 2_000, required=True, bare=True),
        Text("title", 2_000, plain=True),
        Text("image_url", 3_000, bare=True),
        OneOf(("image_url", "slack_file")),
    ),
    "rich_text": (Items("elements", 1_000, required=True),),
    "markdown": (Text("text", 12_000, required=True, bare=True),),
    "table": (Items("rows", 100, required=True), Rows(), Items("column_settings", 20)),
    "data_table": (),
    "data_visualization": (Text("title", 50, required=True, bare=True), Chart()),
    "video": (Text("alt_text", 2_000, required=True, bare=True), Text("title", 200, required=True, plain=True)),
    "file": (),
    "alert": (
        Text("text", 3_000, required=True),
        Among("level", frozenset({"default", "info", "warning", "error", "success"})),
    ),
    "card": (
        OneOf(("hero_image", "title", "actions", "body")),
        Text("title", 150),
        Text("subtitle", 150),
        Text("body", 200),
    ),
    "carousel": (Items("elements", 10, required=True, types=frozenset({"card"})),),
    "container": (
        OneOf(("title", "rich_text_title")),
        Text("title", 150, plain=True),
        Text("subtitle", 150),
        Items("child_blocks", 10, required=True),
    ),
}
_INPUT_TEXT = (_PLACEHOLDER, Text("initial_value", 3_000, bare=True))
ELEMENTS: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(INTERACTIVE, (_PLACEHOLDER,)),
    "button": (
        Text("text", 75, required=True, plain=True),
        Text("value", 2_000, bare=True),
        Text("url", 3_000, bare=True),
        Text("accessibility_label", 75, bare=True),
        _STYLE,
    ),
    "overflow": (Options(5),),
    "static_select": (_PLACEHOLDER, Options(100)),
    "multi_static_select": (_PLACEHOLDER, Options(100)),
    "external_select": (_PLACEHOLDER, Options(100, required=False)),
    "multi_external_select": (_PLACEHOLDER, Options(100, required=False)),
    "radio_buttons": (Options(10),),
    "checkboxes": (Options(10),),
    "plain_text_input": _INPUT_TEXT,
    "number_input": _INPUT_TEXT,
    "email_text_input": _INPUT_TEXT,
    "url_text_input": _INPUT_TEXT,
}
VIEW: tuple[Rule, ...] = (
    Text("private_metadata", 3_000, bare=True),
    Text("callback_id", 255, bare=True),
    Text("external_id", 255, bare=True),
)
MODAL: tuple[Rule, ...] = (
    Text("title", 24, required=True, plain=True),
    Text("submit", 24, plain=True),
    Text("close", 24, plain=True),
)
