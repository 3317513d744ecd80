"""Socket Mode, from the bot's side: it acts once, stays connected, ends cleanly and tells nobody."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from bot.__main__ import main
from bot.models import Win
from bot.sandbox import NoAnswer, Sandbox
from bot.settings import SettingsError
from bot.socket_mode import Answer, SocketMode
from bot.web import Response
from tests.office import APP_TOKEN, MANIFEST, SECRET, TOKEN, Office
from tests.test_command_line import process

pytestmark = pytest.mark.socket

BEAT = 0.2
LINE = "/win 48k Acme: annual plan because we brought the CFO in early"
OK = Response(200)
Hear = Callable[[str, Mapping[str, str]], Answer]


@pytest.fixture
def line() -> str:
    return "socket"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(signing_secret=SECRET, bot_token=TOKEN, app_token=APP_TOKEN, socket_mode=True) as sandbox:
        sandbox.load_manifest(MANIFEST)
        rita = sandbox.add_person("rita", "Rita Rossi")
        sandbox.add_channel("wins", [rita])
        yield sandbox


@pytest.fixture
def connected(sandbox: Sandbox) -> Iterator[Callable[[Hear], SocketMode]]:
    """Connects what answers with a function of the test, at a quick pace, and stops it in the end."""
    with ExitStack() as stack:

        def connect(hear: Hear) -> SocketMode:
            socket = SocketMode(hear, app_token=APP_TOKEN, api_url=sandbox.api_url, beat=BEAT)
            socket.start()
            stack.callback(socket.stop)
            sandbox.socket_mode.wait_for(1)
            return socket

        yield connect


def greet(body: str, headers: Mapping[str, str]) -> Answer:  # noqa: ARG001
    return Response(200, '{"text": "Hello."}')


def is_answered(sandbox: Sandbox) -> bool:
    answer = sandbox.person("rita").types("/win")
    return answer is not None and answer.text == "Hello."


def count_wins(office: Office) -> int:
    with office.bot.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Win)) or 0


# ── once ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_doubled_envelope_acts_once_and_is_answered(west: Office) -> None:
    west.sandbox.socket_mode.doubling = True
    answer = west.rita.types(LINE)
    assert answer
    assert "Logged as win 1" in answer.plain
    assert west.socket
    west.socket.stop()
    assert count_wins(west) == 1


def test_a_command_that_is_sent_again_acts_once(west: Office) -> None:
    west.rita.types(LINE)
    assert west.sandbox.last_request
    assert west.sandbox.resend(west.sandbox.last_request).status == 200
    assert count_wins(west) == 1


def test_a_form_that_is_sent_again_acts_once(west: Office) -> None:
    west.rita.types("/win")
    west.rita.fills("Account", "Acme")
    west.rita.fills("Amount", "48k")
    assert west.rita.submits()
    assert west.sandbox.last_request
    assert west.sandbox.resend(west.sandbox.last_request).status == 200
    assert count_wins(west) == 1


def test_what_could_not_be_answered_is_not_acknowledged_and_comes_again(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode]
) -> None:
    heard: list[Mapping[str, str]] = []

    def hear(_: str, headers: Mapping[str, str]) -> Answer:
        heard.append(headers)
        return OK if len(heard) == 2 else Response(500)

    connected(hear)
    sandbox.bot.patience = 0.1
    with pytest.raises(NoAnswer):
        sandbox.bot.sends_event({"event_id": "Ev1"})
    sandbox.bot.patience = 3.0
    assert sandbox.retry_last_event("timeout").status == 200
    assert [headers.get("x-slack-retry-num") for headers in heard] == [None, "1"]


def test_a_failure_outside_every_listener_is_not_acknowledged_and_told_without_its_words(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode], capfd: pytest.CaptureFixture[str]
) -> None:
    def hear(body: str, _: Mapping[str, str]) -> Answer:
        raise KeyError(body)

    socket = connected(hear)
    sandbox.bot.patience = 0.1
    with pytest.raises(NoAnswer):
        sandbox.bot.sends_form({"text": "Acme"})
    socket.stop()
    said = capfd.readouterr().err
    assert "event=socket.failed" in said
    assert "KeyError" in said
    assert "Acme" not in said


# ── staying connected ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_another_connection_is_made_when_slack_asks_for_it(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode], reason: str
) -> None:
    connected(greet)
    for _ in range(4):
        sandbox.socket_mode.asks_to_leave(reason)
        sandbox.socket_mode.wait_for(1)
        assert is_answered(sandbox)


def test_what_is_in_hand_is_answered_while_connections_change(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode]
) -> None:
    begun, may_end = Event(), Event()

    def hear(body: str, headers: Mapping[str, str]) -> Answer:
        begun.set()
        assert may_end.wait(3)
        return greet(body, headers)

    connected(hear)
    with ThreadPoolExecutor() as people:
        answered = people.submit(is_answered, sandbox)
        assert begun.wait(3)
        sandbox.socket_mode.asks_to_leave()
        sandbox.socket_mode.wait_for(1)
        may_end.set()
        assert answered.result()


def test_a_stuck_connection_is_replaced_even_when_it_was_so_from_the_beginning(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode]
) -> None:
    connected(greet)
    sandbox.socket_mode.sticks()
    sandbox.socket_mode.wait_for(1)
    assert is_answered(sandbox)


def test_a_connection_that_broke_is_replaced(sandbox: Sandbox, connected: Callable[[Hear], SocketMode]) -> None:
    connected(greet)
    sandbox.socket_mode.hangs_up()
    sandbox.socket_mode.wait_for(1)
    assert is_answered(sandbox)


@pytest.mark.parametrize("fault", ["http:503", "lost_before", "error:internal_error", "ratelimited", "garbled"])
def test_slack_in_trouble_is_asked_until_it_is_well(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode], fault: str
) -> None:
    sandbox.faults.on("apps.connections.open", fault, times=3, retry_after=0)
    connected(greet)
    assert is_answered(sandbox)


def test_a_wait_that_slack_asks_for_in_other_words_than_seconds_ends_nothing(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode]
) -> None:
    day = "Wed, 18 Nov 2026 08:00:00 GMT"  # as HTTP allows, and what stands before Slack may say
    sandbox.faults.on("apps.connections.open", "ratelimited", times=2, retry_after=day)
    connected(greet)
    assert is_answered(sandbox)


# ── beginning and ending ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", ["xapp-wrong", TOKEN])
def test_a_token_that_slack_refuses_is_one_sentence_without_the_token(sandbox: Sandbox, token: str) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN is wrong: Slack says \w+\. It should be") as refusal:
        SocketMode(greet, app_token=token, api_url=sandbox.api_url).start()
    assert token not in str(refusal.value)


def test_an_app_without_socket_mode_is_one_sentence() -> None:
    with Sandbox(app_token=APP_TOKEN) as sandbox, pytest.raises(SettingsError, match="Socket Mode is off"):
        SocketMode(greet, app_token=APP_TOKEN, api_url=sandbox.api_url).start()


@pytest.mark.parametrize(("token", "problem"), [("", "is not set"), (TOKEN, "is wrong")])
def test_the_command_needs_an_app_level_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, token: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", token)
    monkeypatch.setattr(sys, "argv", ["pacesetter", "socket"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"SLACK_APP_TOKEN {problem}")
    assert "\n" not in said


def test_stopping_finishes_what_is_in_hand_and_takes_nothing_more(
    sandbox: Sandbox, connected: Callable[[Hear], SocketMode]
) -> None:
    begun, may_end = Event(), Event()

    def hear(body: str, headers: Mapping[str, str]) -> Answer:
        begun.set()
        assert may_end.wait(3)
        return greet(body, headers)

    socket = connected(hear)
    with ThreadPoolExecutor() as people:
        answered = people.submit(is_answered, sandbox)
        assert begun.wait(3)
        stopped = people.submit(socket.stop)
        may_end.set()
        stopped.result()
        assert answered.result()
    sandbox.socket_mode.wait_for(0)
    assert not is_answered(sandbox)


def test_the_process_answers_and_delivers_until_it_is_told_to_stop(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    rita = sandbox.person("rita")
    settings = {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": sandbox.api_url, "DATABASE_URL": database_url}
    with process("socket", **settings) as bot:
        sandbox.socket_mode.wait_for(1, within=20)
        rita.types("/pace team new West", in_="wins")
        answer = rita.types(LINE, in_="wins")
        assert answer
        assert "Logged as win 1" in answer.plain
        while not any("Acme" in message.plain for message in rita.sees("wins") if not message.ephemeral):
            assert bot.poll() is None
            sandbox.workspace.wait_for_change(sandbox.workspace.version, 0.5)
    assert bot.returncode == 0
    assert sandbox.socket_mode.connections == 0


# ── discretion ───────────────────────────────────────────────────────────────────────────────────────────


def test_no_log_holds_a_token_an_address_or_what_people_write(
    west: Office, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    west.rita.types(LINE)
    for disturb in (west.sandbox.socket_mode.asks_to_leave, west.sandbox.socket_mode.hangs_up):
        disturb()
        west.sandbox.socket_mode.wait_for(1)
        west.rita.types(LINE)
    out, err = capfd.readouterr()
    said = caplog.text + out + err
    assert "event=socket.connected" in said
    assert not [word for word in (TOKEN, APP_TOKEN, "ticket", "Acme", "CFO") if word in said]
