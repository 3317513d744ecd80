"""What Prometheus reads is true, names nobody, and is for whoever has the token."""

import http.client
import re
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bot import metrics
from bot.app import Bot
from bot.domain import wins
from bot.outbox.workers import TICK_EVERY
from bot.scheduler import Job, Scheduler
from bot.slack.wins import messages
from bot.web import Lookout, served_aside
from tests.office import Office
from tests.slack.talk import fills

METRICS_TOKEN = "a-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {METRICS_TOKEN}"}
PLANTED = "platypus"


@pytest.fixture(autouse=True)
def metrics_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", METRICS_TOKEN)


def ask(
    office: Office, headers: Mapping[str, str] = BEARER, method: str = "GET", path: str = "/metrics"
) -> tuple[int, str, Mapping[str, str]]:
    url = urlsplit(office.sandbox.events_url)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=5)
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def families(office: Office) -> list[Metric]:
    """Ours, and not those of the process."""
    families = text_string_to_metric_families(ask(office)[1])
    return [family for family in families if family.name.startswith("pacesetter_")]


def read(office: Office, name: str, **labels: str) -> float | None:
    """One figure; None where there is none."""
    for family in families(office):
        for sample in family.samples:
            if (sample.name, sample.labels) == (f"pacesetter_{name}", labels):
                return float(sample.value)
    return None


def count(office: Office, name: str, **labels: str) -> float:
    """Of what was seen: the process of the tests has seen other tests as well."""
    return read(office, name, **labels) or 0.0


# ── who may read them ────────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_the_token_reads_the_metrics(office: Office) -> None:
    status, body, headers = ask(office)
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "\npacesetter_database_up 1.0\n" in body


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": METRICS_TOKEN},
        {"Authorization": f"Basic {METRICS_TOKEN}"},
        {"Authorization": f"Bearer {METRICS_TOKEN[:-1]}"},
        {"Authorization": f"Bearer {METRICS_TOKEN}x"},
        {"Authorization": "Bearer é"},
    ],
    ids=["nothing", "empty", "no token", "bare", "basic", "shorter", "longer", "not ASCII"],
)
def test_without_the_token_nobody_reads_anything(office: Office, shown: dict[str, str]) -> None:
    headers = {name: value.encode().decode("latin-1") for name, value in shown.items()}
    status, body, answered = ask(office, headers)
    assert (status, body) == (401, "")
    assert answered["www-authenticate"] == "Bearer"


def test_the_format_is_the_one_that_is_asked_for(office: Office) -> None:
    _, body, headers = ask(office, BEARER | {"Accept": "application/openmetrics-text; version=1.0.0"})
    assert headers["content-type"].startswith("application/openmetrics-text")
    assert body.endswith("# EOF\n")


# ── states, as the database has them ─────────────────────────────────────────────────────────────────────


def test_what_waits_is_counted_by_its_kind_and_its_age_is_told(west: Office) -> None:
    west.delivers()
    assert read(west, "oldest_waiting_seconds") == 0
    west.rita.types("/win 48k Acme", in_="wins")
    west.rita.types("/win 12k Globex", in_="wins")
    west.clock.wait(seconds=90)
    assert read(west, "messages_waiting", kind="win.celebrated") == 2
    assert read(west, "oldest_waiting_seconds") == 90
    west.delivers()
    assert read(west, "messages_waiting", kind="win.celebrated") is None
    assert read(west, "oldest_waiting_seconds") == 0


def test_an_edit_of_an_old_message_waits_and_is_not_old(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    west.clock.wait(minutes=31)
    west.delivers()  # what waited for somebody's morning
    west.rita.types("/win edit 1 50k", in_="wins")
    assert read(west, "messages_waiting", kind="win.celebrated") == 1
    assert read(west, "oldest_waiting_seconds") == 0
    west.delivers()


def test_what_is_parked_is_counted_by_its_reason_and_waits_no_longer(west: Office) -> None:
    west.delivers()
    failures = count(west, "delivery_failures_total", reason="is_archived")
    west.sandbox.faults.on("chat.postMessage", "error:is_archived")
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    assert read(west, "messages_parked", reason="is_archived") == 1
    assert read(west, "oldest_waiting_seconds") == 0
    assert count(west, "delivery_failures_total", reason="is_archived") == failures + 1


def test_workers_are_counted_and_how_long_ago_one_did_what_is_due(west: Office) -> None:
    assert (read(west, "workers"), read(west, "last_tick_age_seconds")) == (0, None)
    west.bot.scheduler.tick()
    west.bot.heartbeat.beat()
    west.clock.wait(seconds=70)
    assert (read(west, "workers"), read(west, "last_tick_age_seconds")) == (1, 70)
    west.clock.wait(minutes=3)
    assert (read(west, "workers"), read(west, "last_tick_age_seconds")) == (0, 250)


def test_states_are_the_same_whichever_process_is_asked(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    another = Bot(west.settings, west.clock)
    told = [metrics.expose(each.database, west.clock, "")[0] for each in (west.bot, another)]
    another.database.close()
    waiting = [re.findall("^pacesetter_messages_waiting.+$", each, re.MULTILINE) for each in told]
    assert waiting[0] == waiting[1]
    assert 'pacesetter_messages_waiting{kind="win.celebrated"} 1.0' in waiting[0]


def test_without_the_database_the_rest_is_told(west: Office) -> None:
    west.rita.types("/pace help")
    with west.bot.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_messages RENAME TO gone"))
    status, body, _ = ask(west)
    with west.bot.database.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO outbox_messages"))
    assert status == 200
    assert "\npacesetter_database_up 0.0\n" in body
    assert "pacesetter_oldest_waiting_seconds" not in body
    assert 'pacesetter_turn_seconds_count{kind="command",outcome="done"}' in body


# ── what this process saw ────────────────────────────────────────────────────────────────────────────────


def turns(office: Office, kind: str, outcome: str) -> float:
    return count(office, "turn_seconds_count", kind=kind, outcome=outcome)


@pytest.mark.parametrize(
    ("line", "outcome"), [("/win 48k Acme", "done"), ("/goal new close more deals", "refused")], ids=["done", "refused"]
)
def test_a_turn_is_counted_by_its_kind_and_how_it_ended(west: Office, line: str, outcome: str) -> None:
    before = turns(west, "command", outcome)
    west.rita.types(line, in_="wins")
    assert turns(west, "command", outcome) == before + 1


def test_a_turn_that_fails_is_counted_even_where_slack_sends_it_again(
    west: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = turns(west, "command", "failed")
    with monkeypatch.context() as patch:
        patch.setattr(wins, "record_serving", None)
        west.rita.types("/win 48k Acme", in_="wins")
    assert turns(west, "command", "failed") == before + 1
    before = turns(west, "event", "failed")
    with west.bot.database.writing() as session:
        session.execute(text("ALTER TABLE people RENAME TO gone"))
    west.rita.opens_home()
    with west.bot.database.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO people"))
    assert turns(west, "event", "failed") > before


def test_a_form_is_counted_by_its_submission(west: Office) -> None:
    refused, done = turns(west, "submission", "refused"), turns(west, "submission", "done")
    west.rita.types("/win")
    fills(west.rita, amount="a lot", account="Acme")
    west.rita.submits()
    fills(west.rita, amount="48k")
    west.rita.submits()
    assert (turns(west, "submission", "refused"), turns(west, "submission", "done")) == (refused + 1, done + 1)


def test_how_long_turns_took_falls_into_buckets_up_to_slacks_three_seconds(west: Office) -> None:
    before = count(west, "turn_seconds_bucket", kind="command", outcome="done", le="3.0")
    west.rita.types("/pace help")
    assert count(west, "turn_seconds_bucket", kind="command", outcome="done", le="3.0") == before + 1


def test_what_is_shown_is_counted_by_its_kind(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    before = count(west, "messages_shown_total", kind="win.celebrated")
    west.delivers()
    assert count(west, "messages_shown_total", kind="win.celebrated") == before + 1


def test_what_slack_wants_later_is_counted_by_its_method_and_is_no_failure(west: Office) -> None:
    west.delivers()
    limited = count(west, "rate_limited_total", method="chat.postMessage")
    failures = [sample for family in families(west) for sample in family.samples if "failures" in sample.name]
    west.sandbox.faults.on("chat.postMessage", "ratelimited", times=1)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    assert count(west, "rate_limited_total", method="chat.postMessage") == limited + 1
    assert failures == [sample for family in families(west) for sample in family.samples if "failures" in sample.name]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("error:internal_error", "internal_error"),
        (f"error:{PLANTED}", "another"),
        ("http:500", "no_answer"),
        ("lost_before", "no_answer"),
    ],
)
def test_a_failure_is_counted_by_one_of_a_few_reasons(west: Office, fault: str, reason: str) -> None:
    west.delivers()
    before = count(west, "delivery_failures_total", reason=reason)
    west.sandbox.faults.on("chat.postMessage", fault)
    west.rita.types("/win 48k Acme", in_="wins")
    west.delivers()
    assert count(west, "delivery_failures_total", reason=reason) == before + 1


def test_a_message_that_cannot_be_rendered_is_a_failure(west: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(west, "delivery_failures_total", reason="cannot_render")
    west.rita.types("/win 48k Acme", in_="wins")
    monkeypatch.setattr(messages, "blocks", None)
    west.delivers()
    assert count(west, "delivery_failures_total", reason="cannot_render") > before


def test_a_job_that_fails_is_counted(office: Office) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError(PLANTED)

    before = count(office, "jobs_failed_total", job="bad")
    Scheduler(office.bot.database, office.clock, [Job("bad", TICK_EVERY, fail)]).tick()
    assert count(office, "jobs_failed_total", job="bad") == before + 1


# ── what they never tell ─────────────────────────────────────────────────────────────────────────────────

LABELS = {"kind", "outcome", "reason", "method", "job", "le"}


def test_no_label_names_a_person_a_team_a_workspace_or_what_anybody_wrote(west: Office) -> None:
    west.sandbox.person("rita").user.name = f"Rita {PLANTED}"
    west.lee.types(f"/pace team set name {PLANTED}", in_="wins")
    west.rita.types(f"/win 48k {PLANTED} & Sons: {PLANTED} because {PLANTED} helped", in_="wins")
    west.rita.types(f"/{PLANTED}")
    west.rita.types(f"/pace {PLANTED}")
    west.sandbox.faults.on("chat.postMessage", f"error:{PLANTED}")
    west.delivers()
    west.clock.wait(minutes=1)
    west.bot.scheduler.tick()
    labels = [item for family in families(west) for sample in family.samples for item in sample.labels.items()]
    assert {name for name, _ in labels} <= LABELS
    told = "\n".join(value for _, value in labels)
    places = [west.sandbox.workspace.id, west.wins.id, west.rita.user.id, west.lee.user.id]
    assert not [word for word in (PLANTED, "West", "Rita", *places) if word in told]


# ── beside a worker's other work ─────────────────────────────────────────────────────────────────────────


def test_a_worker_whose_port_is_taken_goes_on(west: Office, capsys: pytest.CaptureFixture[str]) -> None:
    lookout = Lookout(west.bot.database, west.clock, metrics_token=METRICS_TOKEN)
    with (
        socket.create_server(("127.0.0.1", 0)) as somebody,
        served_aside(lookout, "127.0.0.1", somebody.getsockname()[1]),
    ):
        west.delivers()
    told = capsys.readouterr().err
    assert "event=metrics.unserved" in told
    assert 'said="Address already in use"' in told


def test_a_lookout_hears_nothing_of_slacks(west: Office) -> None:
    statuses: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events"}
    lookout = Lookout(west.bot.database, west.clock, metrics_token=METRICS_TOKEN)
    lookout(environ, lambda status, *_: statuses.append(status))  # type: ignore[arg-type, func-returns-value]
    assert statuses == ["404 Not Found"]
