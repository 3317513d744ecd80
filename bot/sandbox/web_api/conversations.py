"""conversations.*: channels and DMs, who is in them, what was said there."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.shapes import channel_json, message_json
from bot.sandbox.web_api.arguments import conversation, flag, limit, page, required
from bot.sandbox.workspace import Channel, Workspace


def info(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    shape = channel_json(workspace, channel)
    if flag(arguments, "include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def open_dm(workspace: Workspace, arguments: Json) -> Json:
    ids = required(arguments, "users").split(",")
    if len(ids) != 1:
        raise SlackError("not_supported")
    user = workspace.user(ids[0])
    if user.bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    channel = workspace.dm(user)
    whole = flag(arguments, "return_im")
    return {"channel": channel_json(workspace, channel) if whole else {"id": channel.id}}


def join(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if workspace.app.user_id not in channel.members:
        channel.members.append(workspace.app.user_id)
        workspace.touch()
    return {"channel": channel_json(workspace, channel)}


def members(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    found, cursor = page(channel.members, arguments.get("cursor", ""), limit(arguments, 100, 1_000))
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def history(workspace: Workspace, arguments: Json) -> Json:
    """Newest first, without replies and ephemerals."""
    channel = _readable(workspace, arguments)
    cursor = _cursor(arguments)
    messages = [m for m in reversed(_between(channel.messages, arguments)) if not cursor or m.ts <= cursor]
    return _messages(workspace, messages, arguments, limit(arguments, 100, 999))


def replies(workspace: Workspace, arguments: Json) -> Json:
    """The first message of the thread, then its replies, oldest first."""
    channel = _readable(workspace, arguments)
    message = channel.by_ts.get(required(arguments, "ts"))
    if message is None:
        raise SlackError("thread_not_found")
    first = channel.by_ts[message.thread_ts] if message.thread_ts else message
    thread = [m for m in (first, *_between(first.replies, arguments)) if m.ts >= _cursor(arguments)]
    return _messages(workspace, thread, arguments, limit(arguments, 1_000, 1_000))


def _readable(workspace: Workspace, arguments: Json) -> Channel:
    channel = conversation(workspace, arguments)
    if workspace.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(messages: list[Message], arguments: Json) -> list[Message]:
    oldest, latest = _moment(arguments, "oldest", 0.0), _moment(arguments, "latest", float("inf"))
    if flag(arguments, "inclusive"):
        return [message for message in messages if oldest <= float(message.ts) <= latest]
    return [message for message in messages if oldest < float(message.ts) < latest]


def _moment(arguments: Json, name: str, default: float) -> float:
    try:
        return float(arguments.get(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _messages(workspace: Workspace, messages: list[Message], arguments: Json, size: int) -> Json:
    with_metadata = flag(arguments, "include_all_metadata")
    answer: Json = {
        "messages": [message_json(workspace, message, with_metadata) for message in messages[:size]],
        "has_more": len(messages) > size,
    }
    if len(messages) > size:
        answer["response_metadata"] = {"next_cursor": f"next_ts:{messages[size].ts}"}
    return answer


def _cursor(arguments: Json) -> str:
    """The ts from which the next page goes on; it stays right when messages come in between."""
    return str(arguments.get("cursor", "")).removeprefix("next_ts:")
