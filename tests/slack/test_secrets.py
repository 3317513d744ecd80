"""Planted words and tokens never reach a log, whatever road they take and whatever fails on it."""

import logging
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.domain import wins
from bot.slack.wins import messages
from tests.office import SECRET, TOKEN, Office
from tests.slack.talk import fills

PLANTED = "platypus"
JSON = "application/json"
LINE = f"/win 48k {PLANTED} & Sons: {PLANTED} plan because {PLANTED} helped"


class Log:
    """Everything that was written anywhere: by us, by the libraries, on either stream."""

    def __init__(self, capture: pytest.CaptureFixture[str], records: pytest.LogCaptureFixture) -> None:
        self._capture, self._records = capture, records
        self._read = ""

    def read(self) -> str:
        """All of it so far."""
        streams = self._capture.readouterr()
        logged = [f"{vars(record)} {record.getMessage()}" for record in self._records.records]
        self._read += "\n".join([streams.out, streams.err, self._records.text, *logged])
        return self._read


@pytest.fixture
def log(west: Office, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    """What is logged from now on; checked at the end for what must never be in it."""
    west.sandbox.person("rita").user.name = f"Rita {PLANTED}"
    log = Log(capsys, caplog)
    yield log
    written = log.read()
    for secret in (PLANTED, SECRET, TOKEN, "/response/"):
        assert secret not in written


def test_a_turn_is_logged_by_what_it_was_and_how_long_it_took(west: Office, log: Log) -> None:
    west.rita.types("/win 48k Acme: plan")
    west.delivers()
    lines = log.read()
    assert "event=turn workspace=T0SANDBOX kind=command name=/win outcome=done ms=" in lines
    assert "event=delivery workspace=T0SANDBOX kind=win.celebrated key=win:1 revision=1 outcome=settled ms=" in lines


def test_every_act_is_a_line_with_how_it_ended(west: Office, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    west.rita.types("/win 48.000 Acme")
    west.rita.clicks("$48,000")
    west.rita.types("/win")
    fills(west.rita, amount="a lot", account="Acme")
    west.rita.submits()
    west.rita.closes()
    with monkeypatch.context() as patch:
        patch.setattr(wins, "record_serving", None)
        west.rita.types("/win 20k Globex")
    told = [line.partition("workspace=T0SANDBOX ")[2].partition(" ms=")[0] for line in log.read().splitlines()]
    assert {
        "kind=command name=/win outcome=done",
        "kind=click name=win.amount outcome=done",
        "kind=submission name=win.form outcome=refused",
        "kind=closed name=win.form outcome=done",
        "kind=command name=/win outcome=failed",
    } <= set(told)


def test_a_tick_is_a_line_where_it_did_something(west: Office, log: Log) -> None:
    west.rita.types(f"/win 48.000 {PLANTED}")
    west.clock.wait(days=31)
    west.bot.scheduler.tick()
    west.bot.scheduler.tick()
    [line] = [line for line in log.read().splitlines() if "event=tick " in line and "drafts" in line]
    assert "job=drafts.prune did=" in line


def typed(office: Office) -> None:
    office.rita.types(LINE)
    office.rita.types(f"/win -5k {PLANTED}")
    office.rita.types(f"/{PLANTED} {PLANTED}")
    office.rita.types(f"/pace {PLANTED} {PLANTED}")
    office.lee.types(f"/pace team new {PLANTED}")
    office.delivers()


def filled(office: Office) -> None:
    office.rita.types("/win")
    fills(office.rita, amount=f"48k {PLANTED}", account=PLANTED, what_made=PLANTED)
    office.rita.submits()
    office.rita.fills("Amount", "48k")
    office.rita.submits()
    office.rita.types("/win")
    office.rita.fills("Account", PLANTED)
    office.rita.closes()


def clicked(office: Office) -> None:
    office.rita.types(f"/win 48.000 {PLANTED}")
    office.rita.clicks("$48,000")
    office.rita.types(f"/win 48k {PLANTED}")
    office.rita.clicks("Edit")
    office.rita.closes()
    office.rita.clicks("Undo")


def badly_signed(office: Office) -> None:
    for body in (f"text={PLANTED}", f'payload={{"{PLANTED}"', f'{{"event": "{PLANTED}"}}'):
        assert office.sandbox.signed(body, secret=PLANTED).status == 401
        assert office.sandbox.signed(body, timestamp=PLANTED).status == 401
        assert office.sandbox.signed(body, timestamp=1).status == 401


def malformed(office: Office) -> None:
    for body in (f"text={PLANTED}", f"payload=%7B%22{PLANTED}", f"payload=%7B%22type%22%3A%22{PLANTED}%22%7D", PLANTED):
        office.sandbox.signed(body)
    office.sandbox.signed(f'{{"type": "event_callback", "event": {{"text": "{PLANTED}"}}}}', content_type=JSON)
    office.sandbox.signed(f'{{"{PLANTED}', content_type=JSON)


def slack_down(office: Office) -> None:
    office.clock.wait(days=2)
    office.sandbox.down = True
    typed(office)
    office.sandbox.down = False


def slack_refusing(office: Office) -> None:
    for method in ("views.open", "chat.postMessage", "chat.postEphemeral", "users.info"):
        office.sandbox.faults.on(method, "error:invalid_arguments", times=None)
    office.rita.types(f"/win {PLANTED}")
    assert office.rita.form is None
    office.clock.wait(days=2)
    typed(office)


def database_broken(office: Office) -> None:
    office.rita.types(f"/win 48.000 {PLANTED}: {PLANTED}")
    with office.bot.database.writing() as session:
        session.execute(text("ALTER TABLE wins RENAME TO gone"))
    office.rita.types(LINE)
    office.rita.clicks("$48,000")
    office.bot.scheduler.tick()
    office.bot.heartbeat.beat()
    with office.bot.database.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO wins"))


def time_goes_by(office: Office) -> None:
    office.rita.types(f"/win 48.000 {PLANTED}")
    office.delivers()
    office.sandbox.faults.on("chat.postMessage", "error:not_in_channel", times=None)
    office.rita.types(LINE)
    office.delivers()
    for days in (1, 40):
        office.bot.scheduler.tick()
        office.delivers()
        office.clock.wait(days=days)
    assert office.bot.scheduler.tick() == []


ROADS = [typed, filled, clicked, slack_down, slack_refusing, database_broken, time_goes_by]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_what_people_write_is_not_logged(west: Office, log: Log, road: Callable[[Office], None]) -> None:
    road(west)
    assert "event=turn" in log.read()


@pytest.mark.parametrize("line", ["http"])
@pytest.mark.parametrize("road", [badly_signed, malformed], ids=lambda road: road.__name__)
def test_what_strangers_send_is_not_logged(west: Office, log: Log, road: Callable[[Office], None]) -> None:
    west.rita.types("/win help")
    road(west)
    assert "event=turn" in log.read()


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"{PLANTED} is no number"),
        StatementError(f"near {PLANTED}", f"INSERT {PLANTED}", {"title": PLANTED}, Exception(PLANTED)),
    ],
)
def test_a_failure_in_the_middle_is_logged_by_its_place_only(
    west: Office, log: Log, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(wins, "record_serving", fail)
    west.rita.types(LINE)
    lines = log.read()
    assert "event=turn.failed" in lines
    assert f"at {__file__}:" in lines


@pytest.mark.parametrize(("fault", "said"), [("error:not_enabled", "not_enabled"), ("http:502", '"HTTP 502"')])
def test_of_a_call_that_slack_refused_the_log_says_its_word_or_the_status(
    west: Office, log: Log, fault: str, said: str
) -> None:
    west.sandbox.faults.on("views.publish", fault)
    west.rita.opens_home()
    west.sandbox.faults.on("views.open", fault)
    west.rita.types("/win")
    lines = log.read()
    assert f"event=turn.failed said={said}" in lines
    assert f"event=form.not_opened form=win.form error={said}" in lines


def test_a_home_that_slack_does_not_take_is_told_once_in_the_log(west: Office, log: Log) -> None:
    west.sandbox.faults.on("views.publish", "error:internal_error")
    west.rita.opens_home()
    (told,) = [line for line in log.read().splitlines() if "level=error" in line]
    assert "event=turn.failed" in told


def test_a_failure_of_delivery_is_logged_without_what_was_to_be_delivered(
    west: Office, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> str:
        raise ValueError(f"{PLANTED} cannot be told")

    west.rita.types(LINE)
    monkeypatch.setattr(messages, "what", fail)
    west.delivers()
    assert "event=delivery.failed" in log.read()


def test_the_libraries_beneath_say_nothing_below_an_error() -> None:
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy", "aiohttp", "apscheduler"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
