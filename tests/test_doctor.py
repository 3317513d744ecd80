"""`python -m bot doctor`: what is wrong is said in a line with what to do about it, and the exit code tells."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from rich.console import Console
from sqlalchemy import event, func, make_url, select, text

from bot import migrate
from bot.__main__ import cli
from bot.clock import Clock
from bot.db import Base, Database
from bot.doctor import Doctor, Finding, report
from bot.heartbeat import Heartbeat
from bot.migrate import state
from bot.settings import SettingsError, SlackSettings, SocketSettings
from bot.slack.manifest import SCOPES, manifest
from bot.vault import fingerprint, new_key
from tests.office import APP_TOKEN, KEY, SECRET, TOKEN, HandClock, Office
from tests.postgres import PostgresServer

RunCommand = Callable[[], tuple[int, str]]


def examine(
    office: Office, *, settings: SlackSettings | None = None, clock: Clock | None = None, database_url: str = ""
) -> list[Finding]:
    settings = settings or office.settings
    settings = replace(settings, database_url=database_url or settings.database_url)
    return list(Doctor(settings, clock or office.clock, scopes=SCOPES, schema=state).examine())


def troubles(office: Office, *, clock: Clock | None = None, database_url: str = "") -> list[Finding]:
    return [finding for finding in examine(office, clock=clock, database_url=database_url) if finding.advice]


def only_trouble(office: Office, *, clock: Clock | None = None, database_url: str = "") -> Finding:
    (trouble,) = troubles(office, clock=clock, database_url=database_url)
    return trouble


def loses_its_bot(office: Office) -> None:
    office.wins.members.remove(office.sandbox.workspace.app.user_id)


def test_a_well_installation_has_nothing_to_mend(west: Office) -> None:
    findings = examine(west)
    assert not [finding for finding in findings if finding.advice]
    about = [finding.about for finding in findings]
    assert about == ["settings", "database", "messages", "worker", "keys", "token", "scopes", "clock", "channel"]


def test_a_new_installation_is_told_how_to_make_a_team(office: Office) -> None:
    assert not troubles(office)
    assert "`/pace team new`" in examine(office)[-1].says


# ── what is confidential ─────────────────────────────────────────────────────────────────────────────────


def with_keys(office: Office, keys: str, *, file: str = "") -> list[Finding]:
    settings = replace(office.settings, confidential_keys=keys, confidential_key_file=file)
    return [finding for finding in examine(office, settings=settings) if finding.about == "keys"]


def test_keys_are_named_by_their_fingerprints_alone(west: Office) -> None:
    (finding,) = with_keys(west, KEY)
    assert finding.says.startswith(fingerprint(KEY))
    assert not finding.advice
    assert KEY not in finding.says


def test_notes_that_no_key_opens_are_to_be_mended(west: Office) -> None:
    west.lee.types("/coach @rita looked: the Acme call")
    for keys in (new_key(), ""):
        (finding,) = with_keys(west, keys)
        assert f"1 piece of coaching and feedback can't be read: {fingerprint(KEY)}" in finding.says
        assert "from a backup" in finding.advice


def test_without_a_key_it_says_what_cannot_be_kept_or_that_one_is_made(west: Office) -> None:
    (finding,) = with_keys(west, "")
    if west.settings.database_url.startswith("sqlite"):
        assert "the first start makes one" in finding.says
    else:
        assert "python -m bot keys new" in finding.advice


def test_a_key_file_that_is_empty_or_cannot_be_made_is_to_be_mended(west: Office, tmp_path: Path) -> None:
    (tmp_path / "empty.key").touch()
    for place, says, do in (
        ("empty.key", "holds no key", "backup"),
        ("nowhere/mine.key", "can't be made", "folder"),
    ):
        (finding,) = with_keys(west, "", file=str(tmp_path / place))
        assert says in finding.says
        assert do in finding.advice
    assert not (tmp_path / "nowhere").exists()


# ── Slack ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_revoked_token_is_to_be_replaced(west: Office) -> None:
    west.sandbox.faults.on("*", "error:token_revoked", times=None)
    trouble = only_trouble(west)
    assert trouble.says == "refused: token_revoked"
    assert "Reinstall" in trouble.advice
    assert "SLACK_BOT_TOKEN" in trouble.advice


def test_a_missing_scope_is_named(west: Office) -> None:
    less = manifest()
    less["oauth_config"]["scopes"]["bot"].remove("channels:join")
    west.sandbox.load_manifest(less)
    trouble = only_trouble(west)
    assert trouble.says == "missing: channels:join"
    assert "python -m bot manifest" in trouble.advice


def test_slack_being_down_is_said_once(west: Office) -> None:
    west.sandbox.down = True
    trouble = only_trouble(west)
    assert trouble.about == "Slack"
    assert trouble.says.startswith("does not answer")


def test_slack_in_trouble_is_not_the_operators_fault(west: Office) -> None:
    west.sandbox.faults.on("auth.test", "http:503", times=None)
    trouble = only_trouble(west)
    assert "HTTP 503" in trouble.says
    assert "status.slack.com" in trouble.advice


@pytest.mark.parametrize("status", [200, 403])
def test_a_page_that_something_on_the_way_answers_with_is_no_word_of_slacks(west: Office, status: int) -> None:
    west.sandbox.faults.on("auth.test", f"http:{status}", times=None)
    finding = only_trouble(west)
    assert finding.says == f"does not answer, but something on the way to it (HTTP {status})"
    assert "SLACK_API_URL" in finding.advice


def test_a_page_that_cannot_even_be_read_is_said_like_no_answer(west: Office) -> None:
    west.sandbox.faults.on("auth.test", "garbled", times=None)
    finding = only_trouble(west)
    assert finding.says == "does not answer (UnicodeDecodeError)"
    assert "SLACK_API_URL" in finding.advice


def test_what_speaks_no_http_where_slack_should_is_said_like_no_answer(west: Office) -> None:
    def greet() -> None:
        with server.accept()[0] as caller:
            caller.recv(4096)
            caller.sendall(b"220 mail.example ESMTP\r\n")

    with create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as other:
        other.submit(greet)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        (finding,) = [each for each in examine(west, settings=replace(west.settings, slack_api_url=url)) if each.advice]
    assert finding.says == "does not answer (BadStatusLine)"


def test_slack_going_down_in_the_middle_is_said(west: Office) -> None:
    west.sandbox.faults.on("conversations.info", "lost_before", times=None)
    assert only_trouble(west).about == "Slack"


@pytest.mark.parametrize(("minutes", "side"), [(2, "ahead of"), (-2, "behind")])
def test_a_clock_that_goes_wrong_is_said(west: Office, minutes: int, side: str) -> None:
    trouble = only_trouble(west, clock=HandClock(west.clock.real_now() + timedelta(minutes=minutes)))
    assert trouble.says == f"2 min {side} Slack's"
    assert "NTP" in trouble.advice


def test_a_clock_within_a_minute_is_well(west: Office) -> None:
    assert not troubles(west, clock=HandClock(west.clock.real_now() + timedelta(seconds=59)))


@pytest.mark.parametrize("line", ["socket"])
def test_socket_mode_needs_no_signing_secret_but_an_app_token_that_works(west: Office) -> None:
    given = {field.name: getattr(west.settings, field.name) for field in fields(SlackSettings)}
    given["slack_app_token"] = APP_TOKEN
    assert not [finding for finding in examine(west, settings=SocketSettings(**given)) if finding.advice]
    given["slack_app_token"] = "xapp-wrong"
    (trouble,) = [finding for finding in examine(west, settings=SocketSettings(**given)) if finding.advice]
    assert trouble.says == "refused: invalid_auth"
    assert "connections:write" in trouble.advice
    west.sandbox.faults.on("apps.connections.open", "http:503")
    (trouble,) = [finding for finding in examine(west, settings=SocketSettings(**given)) if finding.advice]
    assert (trouble.about, trouble.says) == ("Slack", "is in trouble (HTTP 503)")


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bot_that_was_removed_from_the_channel_wants_to_be_invited(west: Office) -> None:
    loses_its_bot(west)
    trouble = only_trouble(west)
    assert trouble.says == "#wins of West: I'm not in it"
    assert trouble.advice == "Type `/invite @pacesetter` there."


def test_an_archived_channel_is_said(west: Office) -> None:
    west.wins.archived = True
    trouble = only_trouble(west)
    assert trouble.says == "#wins of West: archived"
    assert trouble.advice == "Unarchive it, or let a leader choose another channel: `/pace team set channel #west`."


def test_a_channel_that_is_gone_is_said(west: Office) -> None:
    del west.sandbox.workspace.channels[west.wins.id]
    trouble = only_trouble(west)
    assert trouble.says == f"{west.wins.id} of West: I can't find it"
    assert "private" in trouble.advice


def test_the_wins_channel_is_looked_at_too(west: Office) -> None:
    bells = west.sandbox.add_channel("bells", bot_is_in=False)
    with west.bot.database.writing() as session:
        session.execute(text("UPDATE teams SET wins_channel_id = :id"), {"id": bells.id})
    assert only_trouble(west).says == "#bells of West: I'm not in it"


def test_a_token_of_another_workspace_is_said(west: Office) -> None:
    west.sandbox.workspace.id = "T0OTHER"
    trouble = only_trouble(west)
    assert trouble.says == "1 team belongs to another workspace than the token"
    assert "DATABASE_URL" in trouble.advice


# ── the database ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_was_never_migrated_is_to_be_migrated(office: Office, bare_database_url: str) -> None:
    assert "`python -m bot migrate`" in only_trouble(office, database_url=bare_database_url).advice


def test_looking_for_a_sqlite_file_does_not_make_it(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "nowhere.db"
    assert str(path) in only_trouble(office, database_url=f"sqlite:///{path}").says
    assert not path.exists()


def test_a_database_of_a_newer_version_is_said(west: Office) -> None:
    with west.bot.database.writing() as session:
        known = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        assert "newer version" in only_trouble(west).says
    finally:
        with west.bot.database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})


def test_a_database_out_of_reach_is_said_without_its_password(office: Office) -> None:
    trouble = only_trouble(office, database_url="postgresql+psycopg://bot:hush@127.0.0.1:1/pacesetter")
    assert "127.0.0.1:1/pacesetter does not answer (OperationalError)" in trouble.says
    assert "hush" not in trouble.says


@pytest.mark.postgres
def test_a_database_that_lets_nobody_in_is_said_in_its_own_words(office: Office, postgres: PostgresServer) -> None:
    nobodys = make_url(postgres.make_database()).set(database="nobodys", password="hush")
    trouble = only_trouble(office, database_url=nobodys.render_as_string(hide_password=False))
    assert trouble.says.endswith(' refuses: database "nobodys" does not exist')
    assert "hush" not in trouble.says


@contextmanager
def nothing_can_be_saved(office: Office) -> Iterator[None]:
    """The file is read only, or the server a standby."""
    engine = office.bot.database.engine
    forbid = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET default_transaction_read_only = on"}

    def close(connection: Any, *_: object) -> None:
        connection.execute(forbid[engine.dialect.name])
        if engine.dialect.name == "postgresql":
            connection.commit()

    office.bot.database.close()  # what was read by before would go on being written by
    event.listen(engine, "checkout", close)
    try:
        yield
    finally:
        event.remove(engine, "checkout", close)
        office.bot.database.close()


def test_a_database_that_takes_the_call_and_says_nothing_is_said_within_seconds(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "CONNECT_SECONDS", 2)
    with create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{silent.getsockname()[1]}/pacesetter"
        finding = only_trouble(office, database_url=url)
    assert "does not answer (OperationalError)" in finding.says


def test_a_database_that_answers_and_saves_nothing_is_said(west: Office) -> None:
    with nothing_can_be_saved(west):
        trouble = only_trouble(west)
    assert trouble.about == "database"
    assert trouble.says.startswith("nothing can be saved (")
    assert "disk" in trouble.advice
    assert not troubles(west)


# ── messages ─────────────────────────────────────────────────────────────────────────────────────────────


def test_messages_that_wait_too_long_ask_for_the_worker(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.clock.wait(minutes=5)
    assert not troubles(west)
    west.clock.wait(minutes=1)
    trouble = only_trouble(west)
    assert trouble.says == "1 message waiting, the oldest for 6 min"
    assert "`python -m bot worker`" in trouble.advice


def test_messages_that_could_not_be_shown_are_counted_with_the_reason(west: Office) -> None:
    west.rita.types("/win 48k Acme", in_="wins")
    west.rita.types("/win 12k Globex", in_="wins")
    loses_its_bot(west)
    west.delivers()
    messages, _channel = troubles(west)
    assert messages.says == "2 messages of the last 30 days could not be shown: not_in_channel"
    assert messages.advice == "Invite the bot to the channel."
    west.clock.wait(days=31)
    assert [trouble.about for trouble in troubles(west)] == ["channel"]


# ── workers ──────────────────────────────────────────────────────────────────────────────────────────────


def worker(office: Office) -> Finding:
    (finding,) = [finding for finding in examine(office) if finding.about == "worker"]
    return finding


def test_before_the_first_start_there_is_no_worker_and_that_is_well(west: Office) -> None:
    assert worker(west) == Finding("worker", "none is running: `python -m bot worker`, or `socket`, is one")


def test_workers_are_counted(west: Office) -> None:
    west.bot.heartbeat.beat()
    west.clock.wait(seconds=9)
    assert worker(west) == Finding("worker", "1 running, seen 9 s ago")


def test_a_worker_that_ended_without_a_word_is_to_be_started_again(west: Office) -> None:
    west.bot.heartbeat.beat()
    west.clock.wait(hours=3)
    assert worker(west).says == "none is running, the last was seen 3 h ago"
    assert "Start `python -m bot worker` again." in worker(west).advice


def test_a_worker_that_has_just_been_killed_is_not_said_to_run(west: Office) -> None:
    west.bot.heartbeat.beat()
    west.clock.wait(seconds=31)
    assert worker(west).says == "the last was seen 31 s ago"
    assert "start it again" in worker(west).advice
    other = Heartbeat(west.bot.database, west.clock, ticked_at=west.clock.real_now)
    other.beat()
    assert worker(west) == Finding("worker", "1 running, seen 0 s ago; 1 more not for half a minute")


def test_a_worker_whose_clock_stands_still_is_to_be_started_again(west: Office) -> None:
    west.bot.scheduler.tick()
    west.clock.wait(minutes=4)
    west.bot.heartbeat.beat()
    assert worker(west).says == "1 running, seen 0 s ago"
    assert "does not do what is due" in worker(west).advice


# ── as it is typed ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def west(west: Office) -> Office:
    """West once everybody is welcomed in their working hours, so that nothing waits."""
    west.delivers()
    west.clock.wait(hours=1)
    west.delivers()
    return west


@pytest.fixture
def run(west: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunCommand:
    """Types `python -m bot doctor`; the exit code and what was printed."""
    west.clock.to(datetime.now(UTC))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", west.settings.database_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    monkeypatch.setenv("SLACK_API_URL", west.sandbox.api_url)
    monkeypatch.setenv("CONFIDENTIAL_KEYS", Fernet.generate_key().decode())
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)

    def run() -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["doctor"])
        return result.exit_code, result.output

    return run


def test_the_exit_code_is_0_where_all_is_well(run: RunCommand) -> None:
    code, printed = run()
    assert code == 0
    assert printed.endswith("All is well.\n")
    assert "mend" not in printed


def test_the_exit_code_is_1_where_something_is_to_be_mended(run: RunCommand, west: Office) -> None:
    loses_its_bot(west)
    code, printed = run()
    assert code == 1
    assert printed.endswith("1 to mend.\n")
    assert TOKEN not in printed


@pytest.mark.usefixtures("run")
def test_missing_settings_are_said_for_both_ways_to_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    with pytest.raises(SettingsError, match=r"SLACK_SIGNING_SECRET is not set.+ Socket Mode: SLACK_APP_TOKEN is not"):
        cli(["doctor"], standalone_mode=False)
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is not set\. [^.]+\. See [^ ]+$"):
        cli(["doctor"], standalone_mode=False)


def test_it_is_readable_without_colours_and_in_a_narrow_window(west: Office) -> None:
    loses_its_bot(west)
    narrow = io.StringIO()
    doctor = Doctor(west.settings, west.clock, scopes=SCOPES, schema=state)
    assert not report(doctor, Console(file=narrow, width=60, no_color=True))
    lines = [line.rstrip() for line in narrow.getvalue().splitlines()]
    assert "mend  channel   #wins of West: I'm not in it" in lines
    assert "                → Type `/invite @pacesetter` there." in lines
    assert all(len(line) <= 60 for line in lines)


def test_it_changes_nothing(west: Office, database: Database) -> None:
    def rows() -> dict[str, int | None]:
        with database.reading() as session:
            tables = Base.metadata.sorted_tables
            return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}

    calls, before = len(west.sandbox.calls), rows()
    examine(west)
    assert {method for method, _ in west.sandbox.calls[calls:]} == {"auth.test", "conversations.info"}
    assert rows() == before
