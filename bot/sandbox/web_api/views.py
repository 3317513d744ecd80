"""views.*: modals opened, pushed and changed, App Home published."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.limits import check_view
from bot.sandbox.shapes import view_json
from bot.sandbox.views import View
from bot.sandbox.web_api.arguments import required
from bot.sandbox.workspace import Workspace


def open_view(workspace: Workspace, arguments: Json) -> Json:
    definition = _modal(workspace, arguments)
    trigger = workspace.triggers.exchange(required(arguments, "trigger_id"), workspace.clock.real_now())
    view = workspace.open_view(workspace.users[trigger.user], definition)
    return {"view": view_json(workspace, view)}


def push(workspace: Workspace, arguments: Json) -> Json:
    definition = _modal(workspace, arguments)
    trigger = workspace.triggers.exchange(required(arguments, "trigger_id"), workspace.clock.real_now())
    if trigger.view_id is None:
        raise SlackError("not_found")
    view = workspace.push_view(workspace.users[trigger.user], definition)
    return {"view": view_json(workspace, view)}


def update(workspace: Workspace, arguments: Json) -> Json:
    view = _find(workspace, arguments)
    definition = _taken(workspace, arguments, view.type)
    _same_hash(view, arguments)
    workspace.replace_view(view, definition)
    return {"view": view_json(workspace, view)}


def publish(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.user(required(arguments, "user_id"))
    definition = _taken(workspace, arguments, "home")
    if not workspace.app.home_tab:
        raise SlackError("not_enabled")
    home = workspace.homes.get(user.id)
    if home:
        _same_hash(home, arguments)
        workspace.replace_view(home, definition)
    else:
        home = workspace.homes[user.id] = workspace.new_view(user, definition)
        workspace.touch()
    return {"view": view_json(workspace, home)}


def _modal(workspace: Workspace, arguments: Json) -> Json:
    definition = _taken(workspace, arguments, "modal")
    external_id = definition.get("external_id")
    if external_id and any(view.definition.get("external_id") == external_id for view in _open(workspace)):
        raise SlackError("duplicate_external_id")
    return definition


def _taken(workspace: Workspace, arguments: Json, type: str) -> Json:
    definition = check_view(arguments.get("view"), type)
    workspace.check_blocks(definition["blocks"], "invalid_arguments")
    return definition


def _find(workspace: Workspace, arguments: Json) -> View:
    if not arguments.get("view_id") and not arguments.get("external_id"):
        raise SlackError("invalid_arguments", ["[ERROR] view_id or external_id is required"])
    for view in [*_open(workspace), *workspace.homes.values()]:
        if view.id == arguments.get("view_id"):
            return view
        if arguments.get("external_id") and view.definition.get("external_id") == arguments["external_id"]:
            return view
    raise SlackError("not_found")


def _open(workspace: Workspace) -> list[View]:
    return [view for stack in workspace.modals.values() for view in stack]


def _same_hash(view: View, arguments: Json) -> None:
    if arguments.get("hash") not in (None, "", view.hash):
        raise SlackError("hash_conflict")
