"""Slack's Web API: one table of methods, each a function of the workspace and the arguments."""

from collections.abc import Callable
from typing import NamedTuple

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.web_api import apps, chat, conversations, files, people, views
from bot.sandbox.web_api.arguments import decoded
from bot.sandbox.workspace import Workspace


class Method(NamedTuple):
    run: Callable[[Workspace, Json], Json]
    scope: str | None = None
    """What the app must be allowed; {kind} is channels, groups or im."""
    is_app_level: bool = False
    """Called with the app-level token, not with the bot's."""


METHODS = {
    "api.test": Method(people.api_test),
    "apps.connections.open": Method(apps.open_connection, is_app_level=True),
    "auth.test": Method(people.auth_test),
    "users.info": Method(people.users_info, "users:read"),
    "users.list": Method(people.users_list, "users:read"),
    "team.info": Method(people.team_info, "team:read"),
    "bots.info": Method(people.bots_info, "users:read"),
    "conversations.info": Method(conversations.info, "{kind}:read"),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "conversations.join": Method(conversations.join, "channels:join"),
    "conversations.members": Method(conversations.members, "{kind}:read"),
    "conversations.history": Method(conversations.history, "{kind}:history"),
    "conversations.replies": Method(conversations.replies, "{kind}:history"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "reactions.add": Method(chat.add_reaction, "reactions:write"),
    "reactions.remove": Method(chat.remove_reaction, "reactions:write"),
    "files.getUploadURLExternal": Method(files.upload_url, "files:write"),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write"),
    "views.open": Method(views.open_view),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
    "views.publish": Method(views.publish),
}


def answer(workspace: Workspace, name: str, arguments: Json) -> Json:
    """What Slack answers to a call that it has let in: ok, or its name for the error."""
    method = METHODS.get(name)
    if method is None:
        return SlackError("unknown_method").answer()
    try:
        with workspace.lock:
            _check_scope(workspace, method, arguments)
            return {"ok": True, **method.run(workspace, decoded(arguments))}
    except SlackError as error:
        return error.answer()


def _check_scope(workspace: Workspace, method: Method, arguments: Json) -> None:
    granted = workspace.app.scopes
    if method.scope is None or granted is None:
        return
    channel = workspace.channels.get(str(arguments.get("channel", "")))
    kinds = {"channel": "channels", "private": "groups", "dm": "im"}
    needed = method.scope.format(kind=kinds[channel.kind if channel else "channel"])
    if needed not in granted:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(granted)))
