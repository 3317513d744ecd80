"""The app as its manifest describes it: what it is called, listens to and may do."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Command(NamedTuple):
    command: str
    description: str
    usage_hint: str
    should_escape: bool


class Shortcut(NamedTuple):
    name: str
    callback_id: str
    type: str
    """"global" or "message"."""


@dataclass(frozen=True)
class App:
    """Without a manifest the app has no commands and no events, and may call everything."""

    id: str = "A0SANDBOX"
    user_id: str = "U0SANDBOX"
    bot_id: str = "B0SANDBOX"
    name: str = "Pacesetter"
    handle: str = "pacesetter"
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    socket_mode: bool = False


def parse(manifest: dict[str, Any]) -> App:
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    name = manifest.get("display_information", {}).get("name", App.name)
    return App(
        name=name,
        handle=features.get("bot_user", {}).get("display_name", name).lower().replace(" ", ""),
        commands={entry["command"]: _command(entry) for entry in features.get("slash_commands", [])},
        shortcuts=tuple(Shortcut(s["name"], s["callback_id"], s["type"]) for s in features.get("shortcuts", [])),
        events=frozenset(
            manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []),
        ),
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        socket_mode=manifest.get("settings", {}).get("socket_mode_enabled", False),
    )


def _command(entry: dict[str, Any]) -> Command:
    return Command(
        command=entry["command"],
        description=entry["description"],
        usage_hint=entry.get("usage_hint", ""),
        should_escape=entry.get("should_escape", False),
    )
