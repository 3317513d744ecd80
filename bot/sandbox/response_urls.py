"""What an app may do through a response_url: answer, replace or delete the message that was clicked."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.limits import check_message
from bot.sandbox.messages import Message
from bot.sandbox.tokens import ResponseUrl
from bot.sandbox.web_api.arguments import decoded
from bot.sandbox.workspace import Workspace


def respond(workspace: Workspace, token: str, body: Json) -> None:
    """Does what the body says; SlackError when the URL is used up or expired, or the content refused."""
    with workspace.lock:
        url = workspace.response_urls.use(token, workspace.clock.real_now())
        body = decoded(body)
        if body.get("delete_original") is True:
            workspace.delete(_original(workspace, url))
            return
        text, blocks = body.get("text") or "", body.get("blocks")
        if not text and not blocks:
            raise SlackError("no_text")
        blocks = check_message(text, blocks, body.get("metadata"))
        workspace.check_blocks(blocks)
        if body.get("replace_original") is True:
            workspace.edit(_original(workspace, url), text, blocks)
        else:
            _post(workspace, url, body, text, blocks)


def _post(workspace: Workspace, url: ResponseUrl, body: Json, text: str, blocks: list[Json]) -> None:
    workspace.post(
        workspace.channels[url.channel],
        workspace.app.user_id,
        text,
        blocks,
        by_bot=True,
        thread_ts=body.get("thread_ts"),
        visible_to=None if body.get("response_type") == "in_channel" else url.user,
    )


def _original(workspace: Workspace, url: ResponseUrl) -> Message:
    channel = workspace.channels[url.channel]
    if url.message is None or url.message not in channel.timeline():
        raise SlackError("message_not_found")
    return url.message
