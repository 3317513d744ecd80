"""apps: what the app does in its own name, with its app-level token."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.workspace import Workspace


def open_connection(workspace: Workspace, _: Json) -> Json:
    if not workspace.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"url": workspace.socket_mode.open(workspace.app.id)}
