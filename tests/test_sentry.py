"""Sentry is told of what type an error is and where it happened, and no word that anybody wrote."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot import sentry
from bot.domain import wins
from bot.logs import log
from bot.outbox.workers import TICK_EVERY
from bot.scheduler import Job, Scheduler
from bot.slack.wins import messages
from tests.office import SECRET, TOKEN, Office

ROOT = Path(__file__).parents[1]
PLANTED = "platypus"
DSN = "https://key@sentry.example.com/1"
LINE = f"/win 48k {PLANTED} & Sons: {PLANTED} plan because {PLANTED} helped"


class Letterbox(Transport):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[bytes] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.letters.append(envelope.serialize())

    def read(self) -> list[dict[str, Any]]:
        return [event(letter) for letter in self.letters]


def event(letter: bytes) -> dict[str, Any]:
    """The event of an envelope, which holds nothing else."""
    _, kind, told = letter.strip().splitlines()
    assert json.loads(kind)["type"] == "event"
    told = json.loads(told)
    assert isinstance(told, dict)
    return told


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """What Sentry is told from now on; checked at the end for what must never be in it."""
    monkeypatch.setattr(sentry, "_is_told", False)  # and so again at the end
    letterbox = Letterbox()
    sentry.start(DSN, letterbox)
    yield letterbox
    sentry_sdk.get_global_scope().set_client(None)
    sent = b"\n".join(letterbox.letters).decode()
    for secret in (PLANTED, "Rita", "West", SECRET, TOKEN, str(ROOT)):
        assert secret not in sent


def raised(told: dict[str, Any]) -> list[str]:
    return [each["type"] for each in told["exception"]["values"]]


def test_a_turn_that_fails_is_told_by_its_type_and_place(
    west: Office, letters: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    west.sandbox.person("rita").user.name = f"Rita {PLANTED}"

    def fail(*_: object, **given: object) -> None:
        raise ValueError(f"{PLANTED} in {given}") from KeyError(PLANTED)

    monkeypatch.setattr(wins, "record_serving", fail)
    west.rita.types(LINE, in_="wins")
    [told] = letters.read()
    assert raised(told) == ["KeyError", "ValueError"]
    assert told["level"] == "error"
    assert told["tags"] == {"event": "turn.failed"}
    frames = told["exception"]["values"][-1]["stacktrace"]["frames"]
    assert {"bot.slack.bolt", "bot.slack.turn"} & {frame["module"] for frame in frames}
    assert frames[-1]["function"] == "fail"
    assert set().union(*frames) == {"filename", "module", "function", "lineno", "in_app"}


def test_what_a_database_says_is_not_told(west: Office, letters: Letterbox) -> None:
    with west.bot.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE wins RENAME TO gone")
    west.rita.types(LINE, in_="wins")
    with west.bot.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE gone RENAME TO wins")
    [told] = letters.read()
    assert {"OperationalError", "ProgrammingError", "UndefinedTable"} & set(raised(told))


def test_a_message_that_cannot_be_rendered_is_told(
    west: Office, letters: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    west.delivers()
    west.rita.types(LINE, in_="wins")
    monkeypatch.setattr(messages, "words", None)
    west.delivers()
    [told] = letters.read()
    assert raised(told) == ["AttributeError", "CannotRender"]
    assert told["tags"] == {"event": "delivery.failed", "kind": "win.celebrated"}


def test_a_job_that_fails_is_told_by_its_name(office: Office, letters: Letterbox) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError(PLANTED)

    Scheduler(office.bot.database, office.clock, [Job("bad", TICK_EVERY, fail)]).tick()
    [told] = letters.read()
    assert (raised(told), told["tags"]) == (["LookupError"], {"event": "tick.failed", "job": "bad"})


def test_what_passes_by_itself_is_not_told(west: Office, letters: Letterbox) -> None:
    west.sandbox.faults.on("chat.postMessage", "error:internal_error")
    west.rita.types(LINE, in_="wins")
    west.rita.types("/goal new close more deals")
    west.delivers()
    log.error("without an exception", text=PLANTED)
    assert letters.read() == []


def test_nothing_is_told_where_no_address_is_set() -> None:
    sentry.start("")
    log.error("test.failed", exc_info=ValueError(PLANTED))
    code = "import sys; from bot import sentry; sentry.start(''); sys.exit('sentry_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# ── what ends a thread or a process, over the wire ───────────────────────────────────────────────────────

CRASHES = f"""
import logging, sys, threading
from bot import sentry
from bot.logs import configure

configure()
sentry.start(sys.argv[1])
name, request = "{PLANTED}", {{"text": "{PLANTED}"}}

def crash(text):
    try:
        raise LookupError(text)
    except LookupError:
        logging.getLogger("a.library").exception("%s in %s", text, request)
    logging.getLogger("a.library").error("%s in %s", text, request)
    raise RuntimeError(text)

thread = threading.Thread(target=crash, args=(name,), name=name)
thread.start()
thread.join()
crash(name)
"""


@pytest.fixture
def mailbox() -> Iterator[tuple[str, list[bytes]]]:
    """A Sentry on this machine: its DSN, and the bodies and headers of what it was sent."""
    received: list[bytes] = []

    class Receive(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(gzip.decompress(body) if self.headers["content-encoding"] == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests speak for themselves."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receive) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://key@127.0.0.1:{server.server_address[1]}/1", received
        server.shutdown()
        thread.join()


def test_what_ends_a_thread_or_the_process_is_told_before_it_ends_and_so_is_what_libraries_log(
    mailbox: tuple[str, list[bytes]],
) -> None:
    dsn, received = mailbox
    run = subprocess.run([sys.executable, "-c", CRASHES, dsn], cwd=ROOT, capture_output=True, timeout=20, check=False)
    assert run.returncode == 1
    told = [event(letter) for letter in received]
    assert [raised(each)[-1] for each in told] == ["LookupError", "RuntimeError"] * 2
    mechanisms = [each["exception"]["values"][-1]["mechanism"]["type"] for each in told]
    assert mechanisms == ["generic", "threading", "generic", "excepthook"]
    assert told[0]["tags"] == {"event": "a.library"}
    assert PLANTED not in b"\n".join(received).decode()
