"""Files as a bot uploads and shows them, and blocks that are not known everywhere yet."""

import json
import urllib.request

import pytest
from slack_sdk import WebClient

from bot.sandbox import Channel, Sandbox
from tests.sandbox.blockkit import Json, section
from tests.sandbox.refusals import refusal
from tests.sandbox.test_limits import chart
from tests.sandbox.tiny_bot import MANIFEST

PICTURE = b"a picture"


def uploaded(client: WebClient, data: bytes = PICTURE, *, complete: bool = True) -> str:
    begun = client.files_getUploadURLExternal(filename="pace.png", length=len(data))
    urllib.request.urlopen(begun["upload_url"], data=data).close()
    if complete:
        client.files_completeUploadExternal(files=[{"id": begun["file_id"], "title": "Pace"}])
    return str(begun["file_id"])


def image(file_id: str) -> Json:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "Pace"}


def test_a_complete_file_is_shown_in_a_message(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    file_id = uploaded(client)
    client.chat_postMessage(channel=wins.id, text="Pace", blocks=[image(file_id)])
    with urllib.request.urlopen(f"{sandbox.page_url}files/{file_id}") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (PICTURE, "image/png")


def test_a_file_that_is_not_complete_is_refused(client: WebClient, wins: Channel) -> None:
    for file_id in (uploaded(client, complete=False), "F404"):
        assert refusal(client.chat_postMessage, channel=wins.id, text="x", blocks=[image(file_id)]) == "invalid_blocks"


def test_only_what_arrived_can_be_completed(client: WebClient) -> None:
    begun = client.files_getUploadURLExternal(filename="pace.png", length=9)
    assert refusal(client.files_completeUploadExternal, files=[{"id": begun["file_id"]}]) == "file_not_found"
    assert refusal(client.files_completeUploadExternal, files=[]) == "invalid_arguments"
    assert refusal(client.files_getUploadURLExternal, filename="pace.png", length=0) == "invalid_arguments"


def test_files_need_their_scope(sandbox: Sandbox, client: WebClient) -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["oauth_config"]["scopes"]["bot"] = ["chat:write"]
    sandbox.load_manifest(manifest)
    assert refusal(client.files_getUploadURLExternal, filename="pace.png", length=9) == "missing_scope"


def test_a_block_can_be_unknown_in_a_workspace(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    sandbox.refuses_blocks("data_visualization")
    blocks = [section("Pace"), chart(1, 2)]
    assert refusal(client.chat_postMessage, channel=wins.id, text="x", blocks=blocks) == "invalid_blocks"
    sandbox.refuses_blocks()
    assert client.chat_postMessage(channel=wins.id, text="x", blocks=blocks)["ok"]


def _without(part: str) -> Json:
    block = chart(2, 3)
    match part:
        case "type":
            del block["chart"]["type"]
        case "category":
            block["chart"]["axis_config"]["categories"].pop()
        case "name":
            block["chart"]["series"][1]["name"] = "S0"
        case "value":
            block["chart"]["series"][0]["data"][0]["value"] = "3"
    return block


@pytest.mark.parametrize("part", ["type", "category", "name", "value"])
def test_a_chart_without_one_of_its_parts_is_refused(client: WebClient, wins: Channel, part: str) -> None:
    assert refusal(client.chat_postMessage, channel=wins.id, text="x", blocks=[_without(part)]) == "invalid_blocks"
