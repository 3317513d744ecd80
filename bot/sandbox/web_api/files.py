"""files.*: an upload in two calls, with the bytes sent to an address in between."""

from typing import Any

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.files import File
from bot.sandbox.web_api.arguments import required
from bot.sandbox.workspace import Workspace


def upload_url(workspace: Workspace, arguments: Json) -> Json:
    name, length = required(arguments, "filename"), required(arguments, "length")
    if not length.isdecimal() or not int(length):
        raise SlackError("invalid_arguments", ["[ERROR] length must be the number of bytes"])
    file = workspace.files.announce(name, int(length), str(arguments.get("alt_txt") or ""))
    return {"upload_url": f"{workspace.base_url}upload/{file.id}", "file_id": file.id}


def complete_upload(workspace: Workspace, arguments: Json) -> Json:
    asked = arguments.get("files")
    if not isinstance(asked, list) or not asked:
        raise SlackError("invalid_arguments", ["[ERROR] files must be an array of files"])
    files = [_complete(workspace, part) for part in asked]
    return {"files": [{"id": file.id, "title": file.title or file.name, "name": file.name} for file in files]}


def _complete(workspace: Workspace, asked: Any) -> File:
    file = workspace.files.find(str(asked.get("id"))) if isinstance(asked, dict) else None
    if file is None or file.data is None:
        raise SlackError("file_not_found")
    file.title, file.is_complete = str(asked.get("title") or ""), True
    return file
