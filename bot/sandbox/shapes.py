"""The JSON in which Slack describes users, channels, messages and views."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.blocks import Json
from bot.sandbox.messages import Message
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel, User, Workspace


def user_json(workspace: Workspace, user: User) -> Json:
    offset = datetime.now(ZoneInfo(user.tz)).utcoffset()
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.handle,
        "deleted": user.deleted,
        "color": user.color.lstrip("#"),
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "locale": user.locale,
        "profile": _profile(workspace, user),
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest or user.ultra_guest,
        "is_ultra_restricted": user.ultra_guest,
        "is_bot": user.bot,
        "is_app_user": False,
        "is_stranger": user.stranger and not _meets_the_app(workspace, user),
        "is_email_confirmed": True,
        "updated": int(workspace.clock.now().timestamp()),
    }


def _meets_the_app(workspace: Workspace, user: User) -> bool:
    """Whether both are in some channel: then Slack calls nobody a stranger, of whatever organisation they are."""
    return any({user.id, workspace.app.user_id} <= set(channel.members) for channel in workspace.channels.values())


def _profile(workspace: Workspace, user: User) -> Json:
    return {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "first_name": user.name.split()[0],
        "title": "",
        "phone": "",
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": int(user.status_ends.timestamp()) if user.status_ends else 0,
        "email": f"{user.handle}@{workspace.domain}.example",
        "team": user.team,
    }


def app_user_json(workspace: Workspace) -> Json:
    app = workspace.app
    user = User(app.user_id, app.handle, app.name, "America/Los_Angeles", "#4a154b", workspace.id, bot=True)
    shape = user_json(workspace, user)
    shape["profile"] |= {"api_app_id": app.id, "bot_id": app.bot_id}
    return shape


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "dm",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_ext_shared": channel.ext_shared,
        "is_shared": channel.ext_shared,
        "is_org_shared": False,
        "context_team_id": workspace.id,
    }
    if channel.kind == "dm":
        return shape | {"user": channel.members[0]}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "general",
        "is_member": workspace.app.user_id in channel.members,
        "creator": channel.members[0] if channel.members else "",
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_json(workspace: Workspace, message: Message, include_metadata: bool = False) -> Json:
    shape: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.id,
    }
    if message.blocks:
        shape["blocks"] = message.blocks
    if message.by_bot:
        shape |= {"bot_id": workspace.app.bot_id, "app_id": workspace.app.id}
    if subtype := "thread_broadcast" if message.broadcast else message.subtype:
        shape["subtype"] = subtype
    if message.edited_ts:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        shape["reactions"] = reactions_json(message)
    if include_metadata and message.metadata:
        shape["metadata"] = message.metadata
    return shape | _thread_json(message)


def reactions_json(message: Message) -> list[Json]:
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]


def _thread_json(message: Message) -> Json:
    if message.thread_ts:
        return {"thread_ts": message.thread_ts}
    if not message.replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in message.replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(message.replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": message.replies[-1].ts,
    }


def view_json(workspace: Workspace, view: View) -> Json:
    defaults: Json = {
        "title": None,
        "submit": None,
        "close": None,
        "callback_id": "",
        "external_id": "",
        "private_metadata": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        **defaults,
        **view.definition,
        "id": view.id,
        "team_id": workspace.id,
        "app_id": workspace.app.id,
        "bot_id": workspace.app.bot_id,
        "app_installed_team_id": workspace.id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": view.values},
    }
