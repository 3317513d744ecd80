"""The JSON behind the page, over HTTP as the browser asks for it."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from slack_sdk import WebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.blockkit import Json, actions, button, field, home, modal, options, section, text_field
from tests.sandbox.tiny_bot import Bot, HandClock


class Browser:
    def __init__(self, sandbox: Sandbox) -> None:
        self._address = urlsplit(sandbox.page_url).netloc

    def gets(self, path: str, **query: str) -> Json:
        return self._asks("GET", f"/page/{path}?{urlencode(query)}", None)[1]

    def posts(self, path: str, **body: Any) -> Json:
        return self._asks("POST", f"/page/{path}", body)[1]

    def status(self, method: str, path: str, body: Any = None, host: str | None = None) -> int:
        return self._asks(method, path, body, host)[0]

    def _asks(self, method: str, path: str, body: Any, host: str | None = None) -> tuple[int, Json]:
        connection = HTTPConnection(self._address)
        headers = {"Content-Type": "application/json"} | ({"Host": host} if host else {})
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        is_json = "json" in response.headers["Content-Type"]
        return response.status, json.loads(content) if is_json else {}


@pytest.fixture
def browser(sandbox: Sandbox) -> Browser:
    return Browser(sandbox)


@pytest.mark.usefixtures("wins")
def test_the_state_shows_who_and_what_there_is(browser: Browser, rita: Person, lee: Person) -> None:
    state = browser.gets("state", **{"as": lee.id})
    assert (state["me"], state["zone"], state["now"]) == (lee.id, "America/New_York", "2026-11-23T09:00:00+00:00")
    assert [person["handle"] for person in state["people"]] == ["rita", "lee", "pacesetter"]
    assert [(c["name"], c["kind"], c["unread"]) for c in state["channels"]] == [
        ("wins", "channel", 0),
        ("Pacesetter", "dm", 0),
    ]
    assert state["commands"][0] == {"command": "/win", "usage_hint": "48k Acme", "description": "Log a win"}
    assert [shortcut["type"] for shortcut in state["shortcuts"]] == ["global", "message"]
    assert browser.gets("state")["me"] == rita.id


def test_messages_are_shown_and_marked_as_read(
    browser: Browser, client: WebClient, rita: Person, wins: Channel
) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="48k")["ts"]
    client.chat_postMessage(channel=wins.id, text="Thanks", thread_ts=ts)
    rita.reacts("tada", rita.last())
    assert browser.gets("state")["channels"][0]["unread"] == 1
    (message,) = browser.gets("messages", channel=wins.id)["messages"]
    assert (message["text"], message["reply_count"], message["edited"], message["ephemeral"]) == (
        "48k",
        1,
        False,
        False,
    )
    assert message["reactions"] == [{"name": "tada", "users": [rita.id]}]
    assert browser.gets("state")["channels"][0]["unread"] == 0
    thread = browser.gets("messages", channel=wins.id, thread=ts)["messages"]
    assert [message["text"] for message in thread] == ["48k", "Thanks"]


def test_saying_something_posts_it_or_runs_the_command(
    browser: Browser, bot: Bot, rita: Person, lee: Person, wins: Channel
) -> None:
    bot.app.command("/win")(lambda ack: ack("Counted."))
    said = browser.posts("say", channel=wins.id, text="/win 1k", **{"as": rita.id})
    assert said == {"ok": True, "view_opened": False}
    assert rita.last().text == "Counted."
    browser.posts("say", channel=wins.id, text="hello @rita", **{"as": lee.id})
    ts = lee.last().ts
    assert lee.last().text == f"hello <@{rita.id}>"
    browser.posts("say", channel=wins.id, text="hello", thread_ts=ts, **{"as": rita.id})
    assert [reply.text for reply in lee.last().replies] == ["hello"]


def test_a_form_is_filled_and_submitted(browser: Browser, bot: Bot, rita: Person, wins: Channel) -> None:
    select = {"type": "static_select", "options": options("Week", "Quarter")}

    @bot.app.command("/form")
    def opens(ack: Any, client: WebClient, body: Json) -> None:
        view = modal(text_field("amount", "Amount"), field("period", "Period", select))
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    bot.app.view("form")(lambda ack: ack())
    assert browser.posts("say", channel=wins.id, text="/form")["view_opened"] is True
    (view,) = browser.gets("views")["views"]
    assert view["title"]["text"] == "A form"
    about = {"view_id": view["id"]}
    missing = browser.posts("submit", **about)
    assert (missing["ok"], set(missing["errors"])) == (False, {"amount", "period"})
    browser.posts("input", **about, block_id="amount", action_id="amount", value="48k")
    browser.posts("input", **about, block_id="period", action_id="period", value="week")
    assert browser.gets("views")["views"][0]["state"]["values"]["amount"]["amount"]["value"] == "48k"
    assert browser.posts("submit", **about) == {"ok": True, "errors": {}}
    assert rita.form is None
    assert bot.heard["view"]["state"]["values"]["period"]["period"]["selected_option"]["value"] == "week"


def test_a_button_is_pressed_and_trouble_is_told(
    browser: Browser, bot: Bot, client: WebClient, rita: Person, wins: Channel
) -> None:
    bot.app.action("undo")(lambda ack: ack())
    buttons = actions(button("Undo", "undo"), button("Deaf", "deaf"), block_id="b")
    ts = client.chat_postMessage(channel=wins.id, text="x", blocks=[buttons])["ts"]
    where = {"channel": wins.id, "ts": ts, "block_id": "b"}
    assert browser.posts("act", **where, action_id="undo") == {"ok": True}
    assert bot.heard["actions"][0]["action_id"] == "undo"
    trouble = browser.posts("act", **where, action_id="deaf")
    assert trouble == {"ok": False, "error": "We had some trouble connecting. Try again?"}
    assert rita.trouble == trouble["error"]


def test_home_shortcuts_reactions_options_and_closing_work(
    browser: Browser, bot: Bot, client: WebClient, rita: Person, wins: Channel
) -> None:
    @bot.app.shortcut("log_win")
    def opens(ack: Any, client: WebClient, shortcut: Json) -> None:
        ack()
        select = field("account", "Account", {"type": "external_select"})
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(select))

    bot.app.options("account")(lambda ack: ack(options=options("Acme")))
    bot.app.event("app_home_opened")(lambda: None)
    assert browser.gets("home") == {"view": None}
    client.views_publish(user_id=rita.id, view=home(section("My day")))
    assert browser.posts("open_home") == {"ok": True}
    assert browser.gets("home")["view"]["blocks"][0]["text"]["text"] == "My day"
    browser.posts("shortcut", callback_id="log_win")
    view_id = browser.gets("views")["views"][0]["id"]
    about = {"view_id": view_id, "block_id": "account", "action_id": "account"}
    found = browser.posts("options", **about, query="Ac")
    assert found["options"] == options("Acme")
    browser.posts("input", **about, value="acme")
    assert browser.gets("views")["views"][0]["state"]["values"]["account"]["account"]["selected_option"]
    assert browser.posts("close", view_id=view_id) == {"ok": True}
    assert browser.gets("views") == {"views": []}
    rita.types("48k!")
    browser.posts("react", channel=wins.id, ts=rita.last().ts, name="tada")
    assert rita.last().reactions == {"tada": [rita.id]}


def test_the_clock_is_moved_forward_only(browser: Browser, clock: HandClock, rita: Person) -> None:
    assert browser.posts("clock", minutes=90) == {"now": "2026-11-23T10:30:00+00:00"}
    assert browser.posts("clock", to="2026-11-24T09:00:00+01:00") == {"now": "2026-11-24T09:00:00+01:00"}
    assert clock.now().day == 24
    refused = browser.posts("clock", to="2026-11-23T09:00:00+00:00")
    assert refused == {"ok": False, "error": "The clock only moves forward."}
    assert browser.status("POST", "/page/clock", {"to": "tomorrow"}) == 400
    assert rita.trouble is None


def test_a_week_is_played_and_paused_and_says_until_when_it_is_quiet(
    browser: Browser, rita: Person, lee: Person
) -> None:
    assert browser.gets("state", **{"as": rita.id})["playback"] == {"playing": False, "quiet_until": None}
    assert browser.posts("play", on=True) == {"playing": True}
    there = browser.gets("state", **{"as": lee.id})["playback"]
    assert there == {"playing": True, "quiet_until": "2026-11-24T07:00:00-05:00"}
    assert browser.posts("play", on=False) == {"playing": False}


def test_where_there_is_nothing_to_play_the_page_has_no_button_for_it() -> None:
    with Sandbox() as sandbox:
        sandbox.add_person("rita", "Rita Rossi")
        browser = Browser(sandbox)
        assert browser.gets("state")["playback"] is None
        assert browser.posts("play", on=True) == {"ok": False, "error": "In this workspace there is nothing to play."}


def test_the_stream_tells_of_every_change_and_ends_with_the_workspace(sandbox: Sandbox, rita: Person) -> None:
    wins = sandbox.add_channel("wins", [rita])
    connection = HTTPConnection(urlsplit(sandbox.page_url).netloc)
    connection.request("GET", "/page/stream")
    stream = connection.getresponse()
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    first = int(stream.readline().removeprefix(b"data: "))
    stream.readline()
    rita.types("hello", in_=wins)
    assert int(stream.readline().removeprefix(b"data: ")) > first
    stream.close()
    connection.close()


def test_what_cannot_be_done_is_refused_in_words(browser: Browser, rita: Person, lee: Person) -> None:
    board = rita.workspace.add_channel("private", "board", [lee.id])
    assert browser.posts("say", channel="C404", text="x") == {"ok": False, "error": "there is no such channel"}
    assert "@rita" in browser.gets("messages", channel=board.id)["error"]
    assert browser.posts("submit") == {"ok": False, "error": "the request lacks 'view_id'"}
    assert browser.status("GET", "/page/nothing") == 404


def test_only_requests_to_loopback_are_served(browser: Browser, rita: Person) -> None:
    assert rita.id
    assert browser.status("GET", "/page/state") == 200
    assert browser.status("GET", "/page/state", host="localhost:8000") == 200
    assert browser.status("GET", "/page/state", host="evil.example") == 403
    assert browser.status("GET", "/page/state", host="127.0.0.1.evil.example:80") == 403
