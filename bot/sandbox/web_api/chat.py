"""chat.* and reactions.*: messages posted, edited, deleted."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.limits import check_message
from bot.sandbox.messages import Message
from bot.sandbox.shapes import message_json
from bot.sandbox.web_api.arguments import conversation, flag, required
from bot.sandbox.workspace import Channel, Workspace


def post_message(workspace: Workspace, arguments: Json) -> Json:
    channel = destination(workspace, arguments)
    blocks = _content(workspace, arguments)
    message = workspace.post(
        channel,
        workspace.app.user_id,
        arguments.get("text", ""),
        blocks,
        by_bot=True,
        thread_ts=_thread(channel, arguments),
        broadcast=flag(arguments, "reply_broadcast"),
        metadata=arguments.get("metadata"),
        subtype="bot_message" if "username" in arguments else None,
    )
    shape = message_json(workspace, message, include_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


def update(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    message = _own_message(workspace, channel, arguments, "cant_update_message")
    blocks = _content(workspace, arguments)
    if "metadata" in arguments:
        message.metadata = arguments["metadata"]
    workspace.edit(message, arguments.get("text", ""), blocks)
    shape = message_json(workspace, message, include_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    message = _own_message(workspace, channel, arguments, "cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    channel = _open_to_bot(workspace, conversation(workspace, arguments))
    user = workspace.user(required(arguments, "user"))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = workspace.post(
        channel,
        workspace.app.user_id,
        arguments.get("text", ""),
        _content(workspace, arguments),
        by_bot=True,
        thread_ts=_thread(channel, arguments),
        visible_to=user.id,
    )
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, arguments)
    ts = required(arguments, "message_ts")
    if ts not in channel.by_ts:
        raise SlackError("message_not_found")
    link = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(workspace: Workspace, arguments: Json) -> Json:
    message, name = _reacted(workspace, arguments)
    users = message.reactions.setdefault(name, [])
    if workspace.app.user_id in users:
        raise SlackError("already_reacted")
    users.append(workspace.app.user_id)
    workspace.touch()
    return {}


def remove_reaction(workspace: Workspace, arguments: Json) -> Json:
    message, name = _reacted(workspace, arguments)
    if workspace.app.user_id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    message.reactions[name].remove(workspace.app.user_id)
    if not message.reactions[name]:
        del message.reactions[name]
    workspace.touch()
    return {}


def destination(workspace: Workspace, arguments: Json) -> Channel:
    """The channel, or for a user id the DM with that person, that the bot may write into now."""
    target = required(arguments, "channel")
    if target in workspace.users:
        user = workspace.users[target]
        if user.bot:
            raise SlackError("cannot_dm_bot")
        return _open_to_bot(workspace, workspace.dm(user))
    return _open_to_bot(workspace, conversation(workspace, arguments))


def _open_to_bot(workspace: Workspace, channel: Channel) -> Channel:
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "dm":
        if not workspace.app.messages_tab:
            raise SlackError("messages_tab_disabled")
        if workspace.users[channel.members[0]].deleted:
            raise SlackError("user_disabled")
    public = channel.kind == "channel" and "chat:write.public" in (workspace.app.scopes or ())
    if workspace.app.user_id not in channel.members and not public:
        raise SlackError("not_in_channel")
    return channel


def _content(workspace: Workspace, arguments: Json) -> list[Json]:
    text, blocks = arguments.get("text", ""), arguments.get("blocks")
    if not text and not blocks and not arguments.get("attachments"):
        raise SlackError("no_text")
    blocks = check_message(text, blocks, arguments.get("metadata"))
    workspace.check_blocks(blocks)
    return blocks


def _thread(channel: Channel, arguments: Json) -> str | None:
    """The ts of the thread's first message; None when that is gone, as Slack then posts into the channel."""
    ts = arguments.get("thread_ts")
    if not ts or str(ts) not in channel.by_ts:
        return None
    if channel.by_ts[str(ts)].thread_ts:
        raise SlackError("cannot_reply_to_message")
    return str(ts)


def _own_message(workspace: Workspace, channel: Channel, arguments: Json, refusal: str) -> Message:
    message = channel.by_ts.get(required(arguments, "ts"))
    if message is None or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if message.user != workspace.app.user_id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return message


def _reacted(workspace: Workspace, arguments: Json) -> tuple[Message, str]:
    channel = _open_to_bot(workspace, conversation(workspace, arguments))
    message = channel.by_ts.get(required(arguments, "timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return message, required(arguments, "name").strip(":")
