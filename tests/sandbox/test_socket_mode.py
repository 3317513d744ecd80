"""Socket Mode of the sandbox, as a bot meets it that dials in with nothing but a WebSocket."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import Person, Sandbox
from tests.sandbox.tiny_bot import MANIFEST, SECRET, HandClock

Envelope = dict[str, Any]


@pytest.fixture
def sandbox(clock: HandClock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock, signing_secret=SECRET, socket_mode=True) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield sandbox


class Caller:
    """Dials in, hears envelopes, acknowledges those that it is told to."""

    def __init__(self, sandbox: Sandbox, stack: ExitStack) -> None:
        self._sandbox = sandbox
        self._stack = stack

    def dials(self) -> ClientConnection:
        client = WebClient(base_url=self._sandbox.api_url, retry_handlers=[])
        url = client.apps_connections_open(app_token=self._sandbox.app_token)["url"]
        before = self._sandbox.socket_mode.connections
        line = self._stack.enter_context(connect(url, compression=None, ping_interval=None, close_timeout=0.05))
        assert hears(line)["type"] == "hello"
        self._sandbox.socket_mode.wait_for(before + 1)
        return line

    def acknowledges(self, line: ClientConnection, count: int = 1, **answer: Any) -> list[Envelope]:
        """From now on, so many envelopes; they are in the list once their people were answered."""
        heard: list[Envelope] = []

        def listen() -> None:
            for _ in range(count):
                heard.append(hears(line))
                line.send(json.dumps({"envelope_id": heard[-1]["envelope_id"]} | answer))

        thread = Thread(target=listen)
        thread.start()
        self._stack.callback(thread.join)
        return heard


def hears(line: ClientConnection) -> Envelope:
    return dict(json.loads(line.recv(timeout=3)))


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    with ExitStack() as stack:
        yield Caller(sandbox, stack)


@pytest.fixture
def rita(sandbox: Sandbox) -> Person:
    rita = sandbox.add_person("rita", "Rita Rossi")
    sandbox.add_channel("wins", [rita])
    return rita


# ── dialling in ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-sandbox", "not_allowed_token_type"), ("xapp-wrong", "invalid_auth"), ("", "not_authed")]
)
def test_another_token_opens_no_connection(sandbox: Sandbox, token: str, error: str) -> None:
    client = WebClient(base_url=sandbox.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError, match=error):
        client.apps_connections_open(app_token=token)


def test_the_app_level_token_is_good_for_nothing_else(sandbox: Sandbox) -> None:
    client = WebClient(sandbox.app_token, base_url=sandbox.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.auth_test()


def test_without_socket_mode_there_are_no_connections() -> None:
    with Sandbox() as sandbox:
        client = WebClient(base_url=sandbox.api_url, retry_handlers=[])
        with pytest.raises(SlackApiError, match="socket_mode_not_enabled"):
            client.apps_connections_open(app_token=sandbox.app_token)


def test_the_manifest_decides_where_the_sandbox_was_not_told() -> None:
    sandbox = Sandbox()
    sandbox.load_manifest(MANIFEST | {"settings": {"socket_mode_enabled": True}})
    assert sandbox.workspace.app.socket_mode
    sandbox.load_manifest(MANIFEST)
    assert not sandbox.workspace.app.socket_mode


def test_an_address_is_good_for_one_connection(sandbox: Sandbox) -> None:
    url = sandbox.socket_mode.open("A1")
    with connect(url), pytest.raises(InvalidStatus), connect(url):
        pass


# ── envelopes ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_command_comes_in_an_envelope_and_is_answered_in_its_acknowledgement(caller: Caller, rita: Person) -> None:
    heard = caller.acknowledges(caller.dials(), payload={"text": "Counted."})
    answer = rita.types("/win 48k")
    assert answer
    assert answer.text == "Counted."
    (envelope,) = heard
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/win", "48k")


def test_an_event_comes_in_an_envelope_that_says_which_try_it_is(
    sandbox: Sandbox, caller: Caller, rita: Person
) -> None:
    heard = caller.acknowledges(caller.dials(), 2)
    rita.moves_to("Asia/Kolkata")
    sandbox.retry_last_event("timeout")
    first, second = heard
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert first["payload"]["event"]["type"] == "user_change"
    assert first["payload"] == second["payload"]
    assert [(e["retry_attempt"], e["retry_reason"]) for e in heard] == [(0, ""), (1, "timeout")]
    assert first["envelope_id"] != second["envelope_id"]


def test_a_shortcut_comes_in_an_envelope_that_takes_no_answer(caller: Caller, rita: Person) -> None:
    heard = caller.acknowledges(caller.dials(), payload={"text": "Never seen."})
    assert rita.uses_shortcut("Log a win") is None
    assert (heard[0]["type"], heard[0]["accepts_response_payload"]) == ("interactive", False)
    assert heard[0]["payload"]["callback_id"] == "log_win"


def test_an_envelope_goes_to_one_connection_and_the_next_to_another(caller: Caller, rita: Person) -> None:
    heard = [caller.acknowledges(caller.dials()), caller.acknowledges(caller.dials())]
    rita.types("/win 1k")
    rita.types("/win 2k")
    assert [len(envelopes) for envelopes in heard] == [1, 1]


def test_what_is_not_acknowledged_in_time_fails_in_slacks_words(sandbox: Sandbox, caller: Caller, rita: Person) -> None:
    caller.dials()
    sandbox.bot.patience = 0.01
    answer = rita.types("/win 1k")
    assert answer
    assert answer.text == '/win failed with the error "operation_timeout"'


def test_what_was_not_acknowledged_can_be_sent_again(sandbox: Sandbox, caller: Caller, rita: Person) -> None:
    line = caller.dials()
    sandbox.bot.patience = 0.01
    rita.moves_to("Asia/Kolkata")
    assert hears(line)["retry_attempt"] == 0
    sandbox.bot.patience = 3.0
    heard = caller.acknowledges(line)
    assert sandbox.retry_last_event().status == 200
    assert heard[0]["retry_attempt"] == 1


def test_without_a_connection_nothing_is_dispatched(rita: Person) -> None:
    answer = rita.types("/win 1k")
    assert answer
    assert answer.text == '/win failed with the error "dispatch_failed"'


def test_an_envelope_is_doubled_on_demand(sandbox: Sandbox, caller: Caller, rita: Person) -> None:
    sandbox.socket_mode.doubling = True
    heard = caller.acknowledges(line := caller.dials())
    rita.types("/win 1k")
    assert hears(line) == heard[0]


# ── connections end ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_connection_that_is_asked_to_leave_gets_nothing_once_there_is_another(
    sandbox: Sandbox, caller: Caller, rita: Person, reason: str
) -> None:
    old = caller.dials()
    sandbox.socket_mode.asks_to_leave(reason)
    assert {"type": "disconnect", "reason": reason}.items() <= hears(old).items()
    heard = caller.acknowledges(caller.dials(), 2)
    rita.types("/win 1k")
    rita.types("/win 2k")
    assert len(heard) == 2


def test_a_stuck_connection_answers_no_ping(sandbox: Sandbox, caller: Caller) -> None:
    line = caller.dials()
    assert line.ping().wait(3)
    sandbox.socket_mode.sticks()
    assert not line.ping().wait(0.02)
    assert sandbox.socket_mode.connections == 0


def test_a_connection_ends_without_a_word_on_demand(sandbox: Sandbox, caller: Caller) -> None:
    line = caller.dials()
    sandbox.socket_mode.hangs_up()
    with pytest.raises(ConnectionClosedError):
        hears(line)
