"""auth, users, team and bots: who there is, and who is asking."""

from bot.sandbox.blocks import Json
from bot.sandbox.errors import SlackError
from bot.sandbox.shapes import app_user_json, user_json
from bot.sandbox.web_api.arguments import limit, page, required
from bot.sandbox.workspace import Workspace


def api_test(_: Workspace, arguments: Json) -> Json:
    if "error" in arguments:
        raise SlackError(str(arguments["error"]))
    return {"args": arguments}


def auth_test(workspace: Workspace, _: Json) -> Json:
    return {
        "url": workspace.base_url,
        "team": workspace.name,
        "team_id": workspace.id,
        "user": workspace.app.handle,
        "user_id": workspace.app.user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, arguments: Json) -> Json:
    user_id = required(arguments, "user")
    if user_id == workspace.app.user_id:
        return {"user": app_user_json(workspace)}
    return {"user": user_json(workspace, workspace.user(user_id))}


def users_list(workspace: Workspace, arguments: Json) -> Json:
    everyone = [app_user_json(workspace), *(user_json(workspace, user) for user in workspace.users.values())]
    found, cursor = page(everyone, arguments.get("cursor", ""), limit(arguments, 1_000, 1_000))
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def team_info(workspace: Workspace, _: Json) -> Json:
    return {"team": {"id": workspace.id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}}


def bots_info(workspace: Workspace, arguments: Json) -> Json:
    app = workspace.app
    if arguments.get("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    return {"bot": {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "user_id": app.user_id}}
