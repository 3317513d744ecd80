"""The payloads that Slack sends to an app; each is a plain dict, so that a test can change a field before sending."""

import secrets

from bot.sandbox.blocks import Json, state_values
from bot.sandbox.manifest import Shortcut
from bot.sandbox.messages import Message
from bot.sandbox.shapes import message_json, view_json
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel, User, Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"


def command(workspace: Workspace, user: User, channel: Channel, command: str, text: str = "") -> Json:
    """The fields of a slash command, with a trigger and a response_url that work."""
    names = {"dm": "directmessage", "private": "privategroup"}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.handle,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": _response_url(workspace, user, channel),
        "trigger_id": _trigger_id(workspace, user),
    }


def click(workspace: Workspace, user: User, message: Message, action: Json) -> Json:
    """A block_actions payload from a message."""
    channel = workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(workspace, user, "block_actions") | {
        "trigger_id": _trigger_id(workspace, user),
        "container": container,
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "state": {"values": state_values(message.blocks, message.held.get(user.id, {}))},
        "response_url": _response_url(workspace, user, channel, message),
        "actions": [_stamped(workspace, action)],
    }
    return payload if message.ephemeral else payload | {"message": message_json(workspace, message)}


def view_click(workspace: Workspace, user: User, view: View, action: Json) -> Json:
    """A block_actions payload from a modal or from App Home."""
    return _interaction(workspace, user, "block_actions") | {
        "trigger_id": _trigger_id(workspace, user, view),
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(workspace, view),
        "actions": [_stamped(workspace, action)],
    }


def view_submission(workspace: Workspace, user: User, view: View) -> Json:
    return _interaction(workspace, user, "view_submission") | {
        "trigger_id": _trigger_id(workspace, user, view),
        "view": view_json(workspace, view),
        "response_urls": [],
    }


def view_closed(workspace: Workspace, user: User, view: View, is_cleared: bool = False) -> Json:
    payload = _interaction(workspace, user, "view_closed")
    return payload | {"view": view_json(workspace, view), "is_cleared": is_cleared}


def shortcut(workspace: Workspace, user: User, shortcut: Shortcut, message: Message | None = None) -> Json:
    """A global shortcut, or with a message the shortcut on that message."""
    payload = _interaction(workspace, user, "shortcut" if message is None else "message_action") | {
        "action_ts": workspace.stamp(),
        "callback_id": shortcut.callback_id,
        "trigger_id": _trigger_id(workspace, user),
    }
    if message is None:
        return payload
    channel = workspace.channels[message.channel]
    return payload | {
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "message_ts": message.ts,
        "message": message_json(workspace, message),
        "response_url": _response_url(workspace, user, channel),
    }


def block_suggestion(
    workspace: Workspace, user: User, where: Message | View, block_id: str, action_id: str, query: str
) -> Json:
    payload = _interaction(workspace, user, "block_suggestion") | {
        "block_id": block_id,
        "action_id": action_id,
        "value": query,
    }
    if isinstance(where, View):
        return payload | {
            "container": {"type": "view", "view_id": where.id},
            "view": view_json(workspace, where),
        }
    return payload | {
        "container": {"type": "message", "message_ts": where.ts, "channel_id": where.channel},
        "channel": {"id": where.channel, "name": workspace.channels[where.channel].name},
        "message": message_json(workspace, where),
    }


def event(workspace: Workspace, event: Json) -> Json:
    """The envelope of an event."""
    bot: Json = {
        "enterprise_id": None,
        "team_id": workspace.id,
        "user_id": workspace.app.user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "api_app_id": workspace.app.id,
        "type": "event_callback",
        "event": {"event_ts": workspace.stamp(), **event},
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.clock.real_now().timestamp()),
        "authorizations": [bot],
        "is_ext_shared_channel": False,
    }


def _interaction(workspace: Workspace, user: User, type: str) -> Json:
    return {
        "type": type,
        "token": VERIFICATION_TOKEN,
        "api_app_id": workspace.app.id,
        # Of somebody of another organisation, their own: Slack tells of the place where they work.
        "team": {"id": user.team, "domain": workspace.domain},
        "user": {"id": user.id, "username": user.handle, "name": user.handle, "team_id": user.team},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _stamped(workspace: Workspace, action: Json) -> Json:
    return {**action, "action_ts": workspace.stamp()}


def _trigger_id(workspace: Workspace, user: User, view: View | None = None) -> str:
    return workspace.triggers.give(user.id, workspace.clock.real_now(), view.id if view else None)


def _response_url(workspace: Workspace, user: User, channel: Channel, message: Message | None = None) -> str:
    token = workspace.response_urls.give(user.id, channel.id, workspace.clock.real_now(), message)
    return f"{workspace.base_url}response/{token}"
