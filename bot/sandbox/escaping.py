"""What people type, as Slack hands it to an app: entities escaped, mentions and links spelled as references."""

import html
import re

from bot.sandbox.workspace import Workspace

_REST = r"(?:&amp;|[^\s<>|&])*[^\s<>|&.,;:!?)]"
_TYPED = re.compile(
    rf"""
    (?<![\w@#/&])(?P<sigil>[@#])(?P<name>[\w.-]*\w)
    | (?P<link>https?://{_REST})
    | (?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<site>(?:[\w-]+\.)+(?:com|de|io|net|org)\b(?:/{_REST})?)
    """,
    re.VERBOSE,
)
"""It knows the most common top-level domains; Slack knows all of them."""


def escape(workspace: Workspace, typed: str, *, references: bool = True, labels: bool = False) -> str:
    """`references` turns @rita, #wins and addresses into <@U…>, <#C…> and <…>; `labels` adds |rita and |wins."""
    text = html.escape(typed, quote=False)
    if not references:
        return text
    return _TYPED.sub(lambda match: _reference(workspace, match, labels), text)


def _reference(workspace: Workspace, match: re.Match[str], labels: bool) -> str:
    sigil, name = match["sigil"], match["name"]
    if match["link"]:
        return f"<{match[0]}>"
    if match["address"]:
        return f"<mailto:{match[0]}|{match[0]}>"
    if match["site"]:
        return f"<http://{match[0]}|{match[0]}>"
    if sigil == "@" and name in ("here", "channel", "everyone"):
        return f"<!{name}>"
    found = _user_id(workspace, name) if sigil == "@" else _channel_id(workspace, name)
    if found is None:
        return match[0]
    return f"<{sigil}{found}|{name}>" if labels else f"<{sigil}{found}>"


def _user_id(workspace: Workspace, handle: str) -> str | None:
    if handle == workspace.app.handle:
        return workspace.app.user_id
    return next((user.id for user in workspace.users.values() if user.handle == handle), None)


def _channel_id(workspace: Workspace, name: str) -> str | None:
    named = (channel.id for channel in workspace.channels.values() if channel.name == name)
    return next(named, None) if name else None
