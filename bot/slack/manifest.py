"""The manifest of the Slack app, made of what the pages declare, and the scopes that it asks for."""

from typing import Any

from bot.slack.home import EVERYTHING
from bot.slack.pages import Tables
from bot.slack.root import MANIFEST as ROOT_MANIFEST

NAME = "Pacesetter"
DESCRIPTION = "A sales leader's assistant: state the destination, celebrate, clear the way, coach, keep your promises"
COLOR = "#1f3d36"
PATH = "/slack/events"
"""Where `python -m bot web` hears Slack."""

SCOPES = {
    "channels:history": "looks in a public channel whether a message arrived, when the answer to posting it was lost",
    "channels:join": "enters the public channel that you make a team's, so that nobody has to invite it",
    "channels:read": "sees a public channel's name, and whether it is archived, shared or left",
    "chat:write": "posts, edits and deletes its own messages",
    "commands": "hears its slash commands",
    "files:write": "uploads the picture of a chart where a workspace does not show charts in messages yet",
    "groups:history": "the same look-up in private channels that it was invited to",
    "groups:read": "sees the same of private channels that it was invited to",
    "im:history": (
        "the same look-up in its direct messages, and hears what is written to it there, to say how to talk to it"
    ),
    "im:write": "opens a direct message with somebody who has something waiting",
    "users:read": (
        "knows people's names and time zones, who is a guest, a bot or has left, "
        "and of whoever allows it whether their status says away"
    ),
}
"""Every scope that the bot asks for, each with its reason: it …"""


def manifest(
    *, url: str = "", is_socket: bool = False, prefix: str = "", tables: Tables = EVERYTHING
) -> dict[str, Any]:
    """Return the manifest as Slack takes it.

    Slack reaches the bot at `url`, the address of its host as https://pace.example.com; by Socket Mode where there
    is none, or where `is_socket` says so. `prefix` goes before every command's name.
    """
    where = {"url": url.rstrip("/") + PATH} if url else {}
    return {
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": COLOR},
        "features": _features(tables, prefix, where),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(tables, where.get("url"), is_socket or not url),
    }


def _features(tables: Tables, prefix: str, where: dict[str, str]) -> dict[str, Any]:
    entries = ROOT_MANIFEST | {name: tables.manifest[name] for name in tables.commands}
    commands = [
        {"command": f"/{prefix}{name.removeprefix('/')}", **where, **entry, "should_escape": True}
        for name, entry in sorted(entries.items())
    ]
    shortcuts = [{"callback_id": name, **tables.manifest[name]} for name in sorted(tables.shortcuts)]
    home = {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    features = {
        "app_home": home,
        "bot_user": {"display_name": NAME, "always_online": True},
        "slash_commands": commands,
    }
    return features | ({"shortcuts": shortcuts} if shortcuts else {})


def _settings(tables: Tables, url: str | None, is_socket: bool) -> dict[str, Any]:
    request = {"request_url": url} if url else {}
    return {
        "event_subscriptions": {**request, "bot_events": sorted(tables.events)},
        "interactivity": {"is_enabled": True, **request},
        "org_deploy_enabled": False,
        "socket_mode_enabled": is_socket,
        "token_rotation_enabled": False,
    }
