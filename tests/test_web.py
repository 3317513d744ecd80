"""What is let in over HTTP: Slack's own requests, signed and fresh, and a look at the health; nothing else."""

import http.client
import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bot.sandbox.outgoing import sign
from tests.office import SECRET, Office

COMMAND = "command=%2Fpace&text=planted+platypus"
NOW = "the time of the clock"


def request(
    office: Office, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    url = urlsplit(office.sandbox.events_url)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=5)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def post(office: Office, headers: Mapping[str, str], body: str = COMMAND) -> int:
    return request(office, "POST", "/slack/events", body.encode(), headers)[0]


def timestamp(office: Office, **later: float) -> str:
    return str(int((office.clock.real_now() + timedelta(**later)).timestamp()))


def signed(at: str, secret: str = SECRET, body: str = COMMAND) -> dict[str, str]:
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(secret, at, body)}


# ── what is not let in ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v1=" + "0" * 64},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": "0" * 20_000},
    ],
    ids=["wrong", "empty", "cut", "another version", "not ASCII", "huge"],
)
def test_a_wrong_signature_is_turned_away(office: Office, changed: dict[str, str]) -> None:
    assert post(office, signed(timestamp(office)) | changed) == 401


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "both"])
def test_a_missing_signature_is_turned_away(office: Office, missing: str) -> None:
    headers = {name: value for name, value in signed(timestamp(office)).items() if missing not in (name, "both")}
    assert post(office, headers) == 401


@pytest.mark.parametrize(
    "at",
    ["", "noon", "-1", "1e9", "0x10", "1_000", "१२३४५", "²", "9" * 30, "9" * 5_000, "nan", "1.5"],
    ids=["empty", "word", "negative", "float", "hex", "underscore", "Hindi", "square", "big", "huge", "nan", "half"],
)
def test_a_malformed_time_is_turned_away_although_its_signature_fits(office: Office, at: str) -> None:
    headers = {
        "X-Slack-Request-Timestamp": at.encode().decode("latin-1"),
        "X-Slack-Signature": sign(SECRET, at, COMMAND),
    }
    assert post(office, headers) == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (301, 401), (-86_400, 401), (-299, 200), (299, 200)])
def test_a_signature_holds_for_five_minutes(office: Office, seconds: int, status: int) -> None:
    assert post(office, signed(timestamp(office, seconds=seconds), body="ssl_check=1"), "ssl_check=1") == status


def test_a_signature_under_another_secret_or_of_another_body_is_turned_away(office: Office) -> None:
    at = timestamp(office)
    assert post(office, signed(at, secret="of somebody else")) == 401
    assert post(office, signed(at, body=COMMAND + "x")) == 401


def test_a_signature_stays_on_real_time_when_the_clock_of_the_product_is_moved(office: Office) -> None:
    office.clock.move_to(office.clock.now() + timedelta(days=3))
    assert post(office, signed(timestamp(office), body="ssl_check=1"), "ssl_check=1") == 200
    assert post(office, signed(timestamp(office, days=3))) == 401


def test_for_what_is_turned_away_no_work_is_done_and_nothing_is_logged(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    post(office, signed(timestamp(office), secret="of somebody else"))
    assert "".join(capfd.readouterr()) == ""
    assert office.sandbox.calls == []
    with office.bot.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM people")) == 0


@pytest.mark.parametrize("length", ["1000001", "9" * 5_000, "-1", "many"])
def test_a_body_too_large_or_without_an_honest_length_is_not_read(office: Office, length: str) -> None:
    answer, _ = wsgi(office, "POST", "/slack/events", CONTENT_LENGTH=length)
    assert answer == "413 Request Entity Too Large"


def wsgi(office: Office, method: str, path: str, **more: str) -> tuple[str, list[bytes]]:
    """The application called as a server would, with an environment that real servers do not let through."""
    statuses: list[str] = []

    def start_response(status: str, _headers: list[tuple[str, str]], _error: object = None) -> object:
        statuses.append(status)
        return None

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **more}
    body = list(office.web(environ, start_response))  # type: ignore[arg-type]
    return statuses[0], body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("POST", "/slack/events/", 404),
        ("GET", "/slack/events/../healthz", 404),
        ("POST", "/slack/install", 404),
        ("GET", "/metrics", 404),
        ("POST", "/metrics", 404),
    ],
)
def test_nothing_else_is_served(office: Office, method: str, path: str, status: int) -> None:
    assert request(office, method, path)[0] == status


# ── what is ──────────────────────────────────────────────────────────────────────────────────────────────


def test_slack_is_answered_when_it_verifies_the_address(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c4a11", "token": "t"})
    answer = office.sandbox.signed(body, content_type="application/json")
    assert (answer.status, answer.json()) == (200, {"challenge": "c4a11"})


def test_slack_is_answered_when_it_checks_the_certificate(office: Office) -> None:
    assert office.sandbox.signed("ssl_check=1&token=t").status == 200


def test_what_slack_has_not_sent_before_is_acknowledged_so_that_it_is_not_sent_again(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps({"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1})
    answer = office.sandbox.signed(body, content_type="application/json")
    assert (answer.status, answer.body) == (200, "")
    assert "level=warning event=request.unknown type=app_rate_limited" in capsys.readouterr().err


def test_a_signed_command_is_answered(office: Office) -> None:
    answer = office.rita.types("/pace help", in_="wins")
    assert answer
    assert "/win" in answer.plain
    assert office.sandbox.troubles == []


def test_an_answer_has_one_content_type(office: Office) -> None:
    office.rita.types("/pace help", in_="wins")
    assert office.sandbox.last_request
    answer = office.sandbox.signed(office.sandbox.last_request.body)
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("body", ["", "payload=%FF", "type=nothing+that+we+know"])
def test_a_signed_body_that_makes_no_sense_is_no_fault_of_the_server(office: Office, body: str) -> None:
    assert office.sandbox.signed(body).status < 500


# ── health ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_health_is_good_while_the_database_answers(office: Office) -> None:
    status, body, _ = request(office, "GET", "/healthz")
    assert (status, body) == (200, "ok")


def test_the_health_is_told_to_a_monitor_that_asks_for_the_head_alone(office: Office) -> None:
    assert request(office, "HEAD", "/healthz")[:2] == (200, "")
    assert wsgi(office, "HEAD", "/healthz") == ("200 OK", [b""])
    assert request(office, "HEAD", "/slack/events")[0] == 405


def test_the_health_tells_why_it_is_bad(office: Office) -> None:
    with office.bot.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_messages RENAME TO gone"))
    status, body, _ = request(office, "GET", "/healthz")
    with office.bot.database.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO outbox_messages"))
    assert status == 503
    assert body.startswith("the database does not answer (")
    assert request(office, "GET", "/healthz")[0] == 200


def health(office: Office) -> tuple[int, str]:
    return request(office, "GET", "/healthz")[:2]


def test_a_web_process_alone_is_well_while_nothing_waits(office: Office) -> None:
    office.clock.wait(days=1)
    assert health(office) == (200, "ok")


def test_health_says_that_messages_wait_for_a_worker_that_is_not_there(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.clock.wait(minutes=3)
    assert health(west) == (200, "ok")
    west.clock.wait(seconds=1)
    assert health(west) == (503, "messages wait, and no worker has been seen for 3 min")
    west.bot.heartbeat.beat()
    assert health(west) == (200, "ok")


def test_health_says_that_a_worker_is_gone_that_was_there_or_cannot_say_that_it_lives(office: Office) -> None:
    office.bot.heartbeat.start()
    office.bot.heartbeat.stop()
    office.clock.wait(minutes=4)
    assert health(office) == (200, "ok")
    office.bot.scheduler.tick()
    office.bot.heartbeat.beat()
    office.clock.wait(minutes=3)
    assert health(office) == (200, "ok")
    office.clock.wait(seconds=1)
    reason = "no worker has been seen for 3 min: it ended without a word, or the database lets nothing be saved"
    assert health(office) == (503, reason)
    office.bot.scheduler.tick()
    office.bot.heartbeat.beat()
    assert health(office) == (200, "ok")


def test_health_says_that_the_worker_does_nothing_that_is_due(west: Office) -> None:
    west.bot.scheduler.tick()
    west.clock.wait(minutes=3)
    west.bot.heartbeat.beat()
    assert health(west) == (200, "ok")
    west.clock.wait(seconds=1)
    west.bot.heartbeat.beat()
    assert health(west) == (503, "the worker has done nothing that was due for 3 min")
    west.bot.scheduler.tick()
    west.bot.heartbeat.beat()
    assert health(west) == (200, "ok")


def test_health_says_that_a_message_waits_although_a_worker_lives_and_ticks(west: Office) -> None:
    west.delivers()
    west.rita.types("/win 48k Acme", in_="wins")
    west.clock.wait(minutes=30)
    west.bot.scheduler.tick()
    west.bot.heartbeat.beat()
    assert health(west) == (200, "ok")
    west.clock.wait(seconds=1)
    assert health(west) == (503, "a message has waited for more than 30 min")
    west.delivers()
    assert health(west) == (200, "ok")


def test_an_edit_of_an_old_message_and_one_that_slack_does_not_take_leave_the_health_as_it_is(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", "error:is_archived")
    west.rita.types("/win 12k Globex", in_="wins")
    west.delivers()
    west.clock.wait(minutes=31)
    west.rita.types("/win edit 1 50k", in_="wins")
    west.bot.scheduler.tick()
    west.bot.heartbeat.beat()
    assert health(west) == (200, "ok")


def test_what_makes_the_health_bad_is_logged_once_and_once_when_it_is_over(
    west: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    west.clock.wait(minutes=4)
    for _ in range(3):
        assert health(west)[0] == 503
    west.bot.heartbeat.beat()
    assert health(west)[0] == 200
    lines = [line.partition("event=health ")[2] for line in capsys.readouterr().err.splitlines() if "=health" in line]
    assert lines == ['trouble="messages wait, and no worker has been seen for 3 min"', 'trouble="none any more"']


def test_health_says_that_slack_refuses_the_token_until_it_is_mended(west: Office) -> None:
    west.delivers()
    west.sandbox.faults.on("chat.postMessage", "error:token_revoked", times=1)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    status, body, _ = request(west, "GET", "/healthz")
    assert status == 503
    assert body == "Slack refuses the bot's token (token_revoked)"
    west.clock.wait(hours=47)
    assert request(west, "GET", "/healthz")[0] == 503
    for _ in range(2):  # told to the leader first, tried again then
        west.clock.wait(minutes=10)
        west.bot.scheduler.tick()
        west.delivers()
    assert request(west, "GET", "/healthz")[0] == 200
    assert any("Acme" in text for text in west.posted())


def test_health_says_that_slack_refuses_the_token_for_as_long_as_what_it_refused_is_tried(west: Office) -> None:
    west.delivers()
    west.sandbox.faults.on("*", "error:token_revoked", times=None)
    west.rita.types("/obstacle a laptop by Friday", in_="wins")
    west.delivers()
    for _ in range(5):
        west.clock.wait(hours=22)
        west.bot.scheduler.tick()
        west.delivers()
        west.bot.heartbeat.beat()
        assert request(west, "GET", "/healthz")[1] == "Slack refuses the bot's token (token_revoked)"
    west.sandbox.faults.clear()
    for _ in range(2):
        west.clock.wait(minutes=10)
        west.bot.scheduler.tick()
        west.delivers()
        west.bot.heartbeat.beat()
    assert [text for text in west.posted() if "a laptop" in text]
    assert request(west, "GET", "/healthz")[0] == 200
