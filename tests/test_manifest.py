"""The Slack app's manifest: exactly what the pages declare, within Slack's limits, under any prefix."""

import ast
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.app import Bot, make_web
from bot.sandbox.web_api import METHODS
from bot.settings import LONGEST_PREFIX
from bot.slack.commands import ROOT
from bot.slack.home import EVERYTHING
from bot.slack.manifest import SCOPES, manifest
from bot.slack.pages import Tables
from tests.office import Office, Server

ROOT_FOLDER = Path(__file__).parents[1]
KINDS = "channels|groups|im|mpim"


def nothing(_: object) -> None:
    """A page's function, for a table that is only read."""


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_at_the_top_is_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMAND_PREFIX", raising=False)
    printed = CliRunner().invoke(cli, ["manifest"]).output
    kept = (ROOT_FOLDER / "manifest.json").read_text("utf-8")
    assert kept == printed, "run python -m bot manifest > manifest.json"


def test_it_has_exactly_the_names_that_the_pages_declare() -> None:
    features, settings = manifest()["features"], manifest()["settings"]
    assert {entry["command"] for entry in features["slash_commands"]} == {ROOT, *EVERYTHING.commands}
    assert {entry["callback_id"] for entry in features.get("shortcuts", [])} == set(EVERYTHING.shortcuts)
    assert set(settings.get("event_subscriptions", {}).get("bot_events", [])) == set(EVERYTHING.events)


def test_the_pages_describe_every_name_that_slack_shows_and_no_other() -> None:
    assert set(EVERYTHING.manifest) == {*EVERYTHING.commands, *EVERYTHING.shortcuts, *EVERYTHING.events}


def test_a_new_page_finds_its_way_into_it() -> None:
    tables = Tables(
        commands={"/kudos": nothing},
        shortcuts={"win.log": nothing},
        events={"app_home_opened": nothing},
        manifest={
            "/kudos": {"description": "Thank somebody"},
            "win.log": {"name": "Log as a win", "type": "message", "description": "Opens the form"},
            "app_home_opened": {"scopes": []},
        },
    )
    made = manifest(url="https://pace.example.com/", tables=tables)
    hears = "https://pace.example.com/slack/events"
    assert made["features"]["slash_commands"][0] == {
        "command": "/kudos",
        "url": hears,
        "description": "Thank somebody",
        "should_escape": True,
    }
    assert made["features"]["shortcuts"][0]["callback_id"] == "win.log"
    assert made["features"]["app_home"]["home_tab_enabled"] is True
    assert made["settings"]["event_subscriptions"] == {"request_url": hears, "bot_events": ["app_home_opened"]}
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": hears}


def test_socket_mode_needs_no_address_and_http_is_not_socket_mode() -> None:
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(manifest())
    assert manifest(url="https://pace.example.com")["settings"]["socket_mode_enabled"] is False
    assert manifest(url="https://pace.example.com", is_socket=True)["settings"]["socket_mode_enabled"] is True


def test_every_command_hands_over_mentions_as_slack_ids() -> None:
    assert all(entry["should_escape"] for entry in manifest()["features"]["slash_commands"])


# ── scopes ───────────────────────────────────────────────────────────────────────────────────────────────


@cache
def needed_for_calls() -> frozenset[str]:
    """Patterns of the scopes that the Web API methods need which our code calls."""
    methods = {name.replace(".", "_"): method for name, method in METHODS.items()}
    called = set[str]()
    for path in (ROOT_FOLDER / "bot").rglob("*.py"):
        if "sandbox" not in path.parts:
            nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
            called |= {node.attr for node in nodes if isinstance(node, ast.Attribute)} & set(methods)
            texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
            called |= {text.replace(".", "_") for text in texts & set(METHODS)}
    assert {"chat_postMessage", "users_info"} <= called
    return frozenset((methods[name].scope or "").format(kind=f"({KINDS})") for name in called) - {""}


def needed_for_events() -> set[str]:
    return {scope for name in EVERYTHING.events for scope in EVERYTHING.manifest[name]["scopes"]}


def test_every_call_and_every_event_has_its_scope() -> None:
    without = [needed for needed in needed_for_calls() if not any(re.fullmatch(needed, scope) for scope in SCOPES)]
    assert not without
    assert needed_for_events() <= set(SCOPES)


def test_no_scope_is_asked_for_that_nothing_needs() -> None:
    wanted = [*needed_for_calls(), *needed_for_events(), "commands"]
    idle = [scope for scope in SCOPES if not any(re.fullmatch(needed, scope) for needed in wanted)]
    assert not idle
    assert manifest()["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


# ── Slack's limits, from its schema of manifests ─────────────────────────────────────────────────────────

LIMITS = {
    "display_information": {"name": 35, "description": 140, "background_color": 7},
    "slash_commands": {"command": 32, "url": 3000, "description": 2000, "usage_hint": 1000, "should_escape": 4},
    "shortcuts": {"name": 24, "type": 7, "callback_id": 255, "description": 150},
}
MOST = {"slash_commands": 50, "shortcuts": 10}


def too_long(kind: str, entry: dict[str, Any]) -> list[str]:
    """What of an entry Slack would not take; an unknown field is a mistake of ours (KeyError)."""
    return [field for field, value in entry.items() if not 1 <= len(str(value)) <= LIMITS[kind][field]]


def test_it_is_within_slacks_limits_under_the_longest_prefix() -> None:
    made = manifest(url="https://pace.example.com", prefix=LONGEST)
    assert not too_long("display_information", made["display_information"])
    for kind, most in MOST.items():
        entries = made["features"].get(kind, [])
        assert len(entries) <= most
        assert not [entry for entry in entries if too_long(kind, entry)]
    assert {entry["type"] for entry in made["features"].get("shortcuts", [])} <= {"global", "message"}


# ── a company that has a /win already ────────────────────────────────────────────────────────────────────


LONGEST = "p" * LONGEST_PREFIX


def under(prefix: str, office: Office, server: Server) -> Office:
    """The office where every command begins so."""
    office.bot.database.close()
    office.sandbox.load_manifest(manifest(prefix=prefix))
    settings = replace(office.settings, command_prefix=prefix)
    office.bot = Bot(settings, office.clock)
    server.app = make_web(office.bot, settings)
    return office


@pytest.fixture
def acme(office: Office, server: Server) -> Office:
    return under("acme-", office, server)


def test_commands_work_under_a_prefix(acme: Office) -> None:
    acme.lee.types("/acme-pace team new West", in_="wins")
    answer = acme.lee.types("/acme-win 48k Acme: annual plan", in_="wins")
    assert answer
    assert "Acme (annual plan), $48,000" in answer.plain


def test_what_was_typed_under_a_prefix_goes_on_after_an_offer(acme: Office) -> None:
    acme.rita.types("/acme-win 48k Acme: annual plan", in_="wins")
    acme.rita.clicks("Make a team of this channel")
    assert any("Acme" in told for told in acme.posted())


def test_the_bot_names_its_commands_with_their_prefix(acme: Office) -> None:
    help_, unknown = acme.lee.types("/acme-pace help"), acme.lee.types("/acme-pace wni")
    assert help_
    assert unknown
    assert "/acme-win 48k Acme" in help_.plain
    assert "/acme-pace win" in help_.plain
    assert "/acme-pace win" in unknown.plain
    assert not re.search(r"/(pace|win)\b", help_.plain + unknown.plain)


def test_what_names_many_commands_has_room_for_the_longest_prefix(office: Office, server: Server) -> None:
    lee = under(LONGEST, office, server).lee
    lee.types(f"/{LONGEST}pace team new West", in_="wins")
    help_, settings = (lee.types(f"/{LONGEST}pace {line}", in_="wins") for line in ("help", "team set"))
    home = lee.opens_home()
    assert help_
    assert settings
    assert home
    assert f"/{LONGEST}pace privacy" in help_.plain
    assert f"/{LONGEST}pace team set zone" in settings.plain
    assert f"/{LONGEST}pace privacy" in home.text
    assert office.sandbox.troubles == []


def test_every_choice_of_the_settings_is_read_whole_under_the_longest_prefix(office: Office, server: Server) -> None:
    rita = under(LONGEST, office, server).rita
    rita.types(f"/{LONGEST}pace settings")
    assert rita.form
    choices = [option["text"]["text"] for control in rita.form.inputs for option in control.options]
    assert any(LONGEST in choice for choice in choices)
    assert not [choice for choice in choices if "…" in choice]


def test_a_prefix_that_slack_would_refuse_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMAND_PREFIX", "Acme ")
    refused = CliRunner().invoke(cli, ["manifest"])
    assert "COMMAND_PREFIX is wrong" in str(refused.exception)


def test_the_command_takes_the_prefix_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMAND_PREFIX", raising=False)
    (tmp_path / ".env").write_text("COMMAND_PREFIX=acme-\n")
    run = CliRunner().invoke
    assert '"/acme-win"' in run(cli, ["manifest"]).output
    assert '"/other-win"' in run(cli, ["manifest", "--prefix", "other-"]).output
    assert '"/win"' in run(cli, ["manifest", "--prefix", ""]).output


@pytest.mark.parametrize("url", ["foo", "http://pace.example.com", "https://pace.example.com/slack/events"])
def test_an_address_that_slack_does_not_call_is_refused_with_one_that_it_does(url: str) -> None:
    refused = CliRunner().invoke(cli, ["manifest", "--url", url])
    assert refused.exit_code == 2
    assert "https://pace.example.com" in refused.output
