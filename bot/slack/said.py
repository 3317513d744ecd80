"""What Slack sent, whatever its kind, read into one shape."""

import html
import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot import phrases
from bot.slack.blocks import field_value

Body = dict[str, Any]
_LINK = re.compile(r"<(?![@#!])([^<>|]+)(?:\|([^<>]+))?>")
"""Slack writes addresses so, and every name that looks like one, such as booking.com."""
_DATE = re.compile(r"<!date\^[^<>|]*\|([^<>]*)>")
"""Apps write moments so, with words for whoever cannot show them."""
_MENTION = re.compile(r"<(?P<sign>[@#!])(?:[a-z]+\^)?(?P<id>[a-z0-9]+)(?:\|(?P<name>[^<>]*))?>", re.IGNORECASE)
"""In whatever case: words are compared, and said back, in lower case."""
BARE_MENTION = re.compile(r"<([@#])([A-Z0-9]+)\|?>")
"""Without the name, as in a message: the sign and the id."""


class Kind(StrEnum):
    """Each kind of request is answered in a way of its own."""

    COMMAND = "command"
    CLICK = "click"
    SUBMISSION = "submission"
    CLOSED = "closed"
    SHORTCUT = "shortcut"
    EVENT = "event"


@dataclass
class Said:
    """One request; fields that its kind does not have are empty. Its text was unescaped already, here and only here."""

    kind: Kind
    name: str
    """The name of the command, action, form, shortcut or event."""
    workspace_id: str
    user_id: str
    channel_id: str | None = None
    thread_ts: str | None = None
    """The thread in which a message was written."""
    text: str = ""
    typed: str = ""
    """The whole line of a command, its name included."""
    value: str = ""
    """The value of the button or option that was chosen."""
    block_id: str = ""
    form: str = ""
    """The name of the form in which it was said."""
    view_id: str = ""
    """Changes each time that the form is opened."""
    fields: tuple[str, ...] = ()
    """The names of a form's fields, in which something can be wrong."""
    values: dict[str, Any] = field(default_factory=dict)
    """A form's fields by name."""
    metadata: dict[str, Any] = field(default_factory=dict)
    """What the form carries along."""
    event: Body = field(default_factory=dict)
    message: Body = field(default_factory=dict)
    """The message on which a shortcut was used."""
    app_id: str = ""
    """Our app's id; a message names the app that wrote it, which can thus be recognised as ours."""
    trigger_id: str | None = None
    response_url: str | None = None
    is_ephemeral: bool = False
    """Said on something that only this person saw."""
    is_on_home: bool = False
    """Said on App Home, or in a form that was opened there."""
    once: str | None = None
    """Recognises a repeated delivery; None for clicks, which are safe because an act checks the state."""

    def written(self, name: str) -> str:
        """The text in a field of the form, as it is kept; empty if there is none."""
        return readable(self.values.get(name) or "")


def command(body: Body) -> Said:
    text = _plain(body.get("text", ""))
    return Said(
        kind=Kind.COMMAND,
        name=body["command"],
        workspace_id=body["team_id"],
        user_id=body["user_id"],
        channel_id=body["channel_id"],
        text=text,
        typed=f"{body['command']} {text}",
        trigger_id=body["trigger_id"],
        response_url=body["response_url"],
        once=f"command:{body['trigger_id']}",
    )


def click(body: Body) -> Said:
    action = body["actions"][0]
    container = body.get("container", {})
    said = _interaction(Kind.CLICK, action["action_id"].partition("~")[0], body)
    said.value = str(field_value(action) or "")
    said.block_id = action.get("block_id", "")
    said.is_ephemeral = container.get("is_ephemeral", False)
    return said


def submission(body: Body) -> Said:
    view = body["view"]
    said = _interaction(Kind.SUBMISSION, view["callback_id"], body)
    said.once = f"view:{view['id']}:{view['hash']}"
    return said


def closed(body: Body) -> Said:
    return _interaction(Kind.CLOSED, body["view"]["callback_id"], body)


def shortcut(body: Body) -> Said:
    said = _interaction(Kind.SHORTCUT, body["callback_id"], body)
    said.message, said.app_id = body.get("message", {}), body.get("api_app_id", "")
    said.text = _plain(said.message.get("text") or "")
    return said


def event(body: Body) -> Said:
    """A message's event is named as it is subscribed to, by the kind of place: "message.im"."""
    event = body["event"]
    user = event.get("user", "")
    return Said(
        kind=Kind.EVENT,
        name=f"message.{event.get('channel_type')}" if event["type"] == "message" else event["type"],
        workspace_id=body["team_id"],
        user_id=user["id"] if isinstance(user, dict) else user,
        channel_id=event.get("channel"),
        thread_ts=event.get("thread_ts"),
        text=_plain(event.get("text") or ""),
        event=event,
        once=f"event:{body['event_id']}",
    )


# ── said once more ───────────────────────────────────────────────────────────────────────────────────────


def kept(what: Said) -> Body | None:
    """What is kept of a command or a shortcut so that it can go on later; None of anything else, or where it must not.

    A command's words are its line: where a page has taken that away, they are confidential.
    """
    match what.kind:
        case Kind.COMMAND if what.typed:
            return {"channel": what.channel_id, "typed": what.typed}
        case Kind.SHORTCUT:
            of_message = {"text": what.text, "message": what.message, "app_id": what.app_id}
            return {"channel": what.channel_id, "shortcut": what.name} | of_message
    return None


def again(kept: Body, *, by: Said) -> Said:
    """The command or shortcut that was kept, as if said again by whoever makes it go on."""
    place = {"workspace_id": by.workspace_id, "user_id": by.user_id, "channel_id": kept["channel"]}
    if name := kept.get("shortcut"):
        of_message = {each: kept[each] for each in ("text", "message", "app_id")}
        return Said(Kind.SHORTCUT, name, **place, **of_message)
    name, _, text = kept["typed"].partition(" ")
    return Said(Kind.COMMAND, name, **place, text=text, typed=kept["typed"])


def _interaction(kind: Kind, name: str, body: Body) -> Said:
    view = body.get("view") or {}
    metadata = json.loads(view.get("private_metadata") or "{}")
    fields = tuple(block["block_id"] for block in view.get("blocks", []) if block["type"] == "input")
    return Said(
        kind=kind,
        name=name,
        workspace_id=view.get("app_installed_team_id") or (body.get("team") or {}).get("id") or body["user"]["team_id"],
        user_id=body["user"]["id"],
        channel_id=(body.get("channel") or {}).get("id") or metadata.get("channel"),
        form=view.get("callback_id", ""),
        view_id=view.get("id", ""),
        fields=fields,
        values=_values(view),
        metadata=metadata,
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        is_on_home=view.get("type") == "home" or metadata.get("home", False),
    )


def _values(view: Body) -> dict[str, Any]:
    entered = view.get("state", {}).get("values") or {}  # a list where there are none
    return {name: field_value(state) for name, by_action in entered.items() for state in by_action.values()}


def _plain(text: str) -> str:
    """Slack's text without its escapes, and links and dates as people read them; mentions keep their ids."""
    return html.unescape(_LINK.sub(lambda link: link[2] or link[1], _DATE.sub(r"\1", text)))


def readable(text: str) -> str:
    """People's text as it is kept: a mention becomes the name that was typed."""
    return by_name(phrases.normalise(text))


def by_name(text: str) -> str:
    """The text with the name that was typed for each mention, between quotes as well: nobody knows people by ids."""
    return _MENTION.sub(_name, text)


def _name(mention: re.Match[str]) -> str:
    sign = "#" if mention["sign"] == "#" else "@"
    return sign + ((mention["name"] or "").lstrip("@#") or mention["id"])
