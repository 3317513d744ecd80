"""`python -m bot outbox`: what waits and why, and an operator's hand on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console
from sqlalchemy import update

from bot import outbox
from bot.__main__ import cli
from bot.backlog import Backlog
from bot.db import Database
from bot.models import OutboxMessage
from bot.outbox.housekeeping import ADVICE, Filter, State
from bot.outbox.housekeeping import state as state_of
from tests.notes import Notes, key
from tests.office import HandClock

PLANTED = "platypus"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def notes(database: Database, clock: HandClock) -> Notes:
    """The time is the real one, since the command line has no other."""
    clock.to(datetime.now(UTC))
    return Notes(database, clock)


@pytest.fixture
def run(notes: Notes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Types `python -m bot outbox …`; the exit code and what was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", notes.database.engine.url.render_as_string(hide_password=False))

    def run(*arguments: str, answers: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["outbox", *arguments], input=answers)
        return result.exit_code, result.output

    return run


def put(notes: Notes, number: int, **values: Any) -> None:
    with notes.database.writing() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.key == key(number)).values(values))


def given(notes: Notes, number: int, to: str = "C1", **values: Any) -> None:
    notes.show(number, PLANTED, to)
    if values:
        put(notes, number, **values)


def fields(printed: str) -> list[list[str]]:
    return [line.split("\t") for line in printed.splitlines()]


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_waits_there_is_a_head_alone(run: Run) -> None:
    assert run() == (0, "state\tage\tkind\tkey\tplace\ttries\treason\n")


def test_piped_it_is_a_line_a_message_with_tabs(run: Run, notes: Notes) -> None:
    given(notes, 1, parked_reason="is_archived", attempts=3, due_at=notes.clock.now() - timedelta(hours=5))
    given(notes, 2, "U1")
    notes.show(3, "later", "U1", after=3 * 3600 + 30)
    given(notes, 4, shown=1)
    code, printed = run()
    assert code == 0
    _, parked, waiting, held = fields(printed)
    assert parked == ["parked", "5 h", "note", key(1), "C1", "3", "is_archived"]
    assert (waiting[0], waiting[3], waiting[4]) == ("waiting", key(2), "U1")
    assert (held[0], held[1]) == ("held", "in 3 h")


def test_the_list_can_be_narrowed(run: Run, notes: Notes) -> None:
    given(notes, 1, parked_reason="is_archived")
    given(notes, 2)
    given(notes, 3, kind="other")
    assert [line[3] for line in fields(run("--parked")[1])[1:]] == [key(1)]
    assert [line[3] for line in fields(run("--kind", "other")[1])[1:]] == [key(3)]
    assert fields(run("--workspace", "T2")[1])[1:] == []
    assert len(fields(run("--limit", "2")[1])) == 3


def test_a_person_reads_a_table_with_advice(notes: Notes) -> None:
    given(notes, 1, parked_reason="is_archived")
    given(notes, 2, parked_reason="a_new_word", thread_key=key(1))
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=120, no_color=True, highlight=False)
    backlog = Backlog(notes.database, notes.clock, console)
    backlog.overview(Filter(), most=1)
    printed = screen.getvalue()
    assert "note:1" in printed
    assert "The first 1 of 2 messages; --limit shows more." in printed
    assert f"is_archived: {ADVICE['is_archived']}" in printed
    backlog.overview(Filter(reason="a_new_word"), most=5)
    assert "C1 > note:1" in screen.getvalue()
    assert "Look up a_new_word in Slack's documentation." in screen.getvalue()
    backlog.overview(Filter(reason="none"), most=5)
    assert screen.getvalue().endswith("Nothing waits.\n")


def test_one_message_is_shown_in_full_but_for_its_text(run: Run, notes: Notes) -> None:
    given(notes, 1, parked_reason="is_archived", attempts=2)
    code, printed = run("show", key(1))
    facts = dict(line for line in fields(printed))
    assert code == 0
    assert facts["state"] == "parked"
    assert facts["reason"] == "is_archived: Unarchive the channel."
    assert facts["of"] == "number 1"
    assert facts["shown"] == "nothing yet"
    assert PLANTED not in printed


@pytest.mark.parametrize("command", ["show", "retry", "withdraw"])
def test_a_key_that_is_not_there_is_answered_with_the_nearest(run: Run, notes: Notes, command: str) -> None:
    given(notes, 17)
    code, printed = run(command, "note:71", *(["--yes"] if command == "withdraw" else []))
    assert code == 1
    assert printed == "There is no message note:71. Did you mean note:17?\n"


def test_a_key_like_no_other_is_answered_with_the_way_to_the_list(run: Run) -> None:
    assert run("show", "x") == (1, "There is no message x. `python -m bot outbox` lists what waits.\n")


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({}, State.WAITING),
        ({"due_at": SECOND}, State.HELD),
        ({"due_at": SECOND, "parked_reason": "gave_up"}, State.PARKED),
        ({"claimed_until": SECOND, "in_doubt_since": -SECOND}, State.UNDER_WAY),
        ({"claimed_until": SECOND, "in_doubt_since": -SECOND, "retry_at": SECOND}, State.IN_DOUBT),
        ({"claimed_until": -SECOND, "in_doubt_since": -SECOND}, State.IN_DOUBT),
        ({"retry_at": SECOND}, State.WAITING),
        ({"shown": 1}, State.SETTLED),
    ],
    ids=str,
)
def test_how_a_message_stands(clock: HandClock, row: dict[str, Any], state: State) -> None:
    now = clock.now()
    moments = {name: now + value if isinstance(value, timedelta) else value for name, value in row.items()}
    message = OutboxMessage(**({"wanted": 1, "shown": 0, "due_at": now} | moments))
    assert state_of(message, now=now, real_now=now) is state


# ── done ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_retrying_lets_it_be_tried_at_once(run: Run, notes: Notes) -> None:
    later = notes.clock.now() + timedelta(minutes=5)
    given(notes, 1, parked_reason="is_archived", attempts=24)
    given(notes, 2, retry_at=later, attempts=3)
    code, printed = run("retry", key(1), key(2))
    assert (code, printed) == (0, "2 messages to be tried now; what is too late for its kind is dropped.\n")
    for number in (1, 2):
        row = notes.row(number)
        assert (row.parked_reason, row.attempts, row.retry_at) == (None, 0, None)


@pytest.mark.parametrize("arguments", [[key(1)], ["--all"]], ids=["its key", "all"])
def test_what_is_retried_is_not_taken_for_one_that_nobody_has_tried(
    run: Run, notes: Notes, arguments: list[str]
) -> None:
    now = notes.clock.now()
    long_ago = now - timedelta(days=20)
    given(notes, 1, parked_reason="is_archived", parked_at=long_ago, due_at=long_ago)
    assert run("retry", *arguments)[0] == 0
    with notes.database.reading() as session:
        assert outbox.oldest_waiting(session, now=now) == long_ago
        assert outbox.oldest_unshown(session, now=now) is None


def test_retrying_what_is_in_doubt_leaves_the_claim(run: Run, notes: Notes) -> None:
    until = notes.clock.now() + timedelta(seconds=30)
    given(notes, 1, claimed_by="anna", claimed_until=until, in_doubt_since=notes.clock.now(), retry_at=until)
    assert run("retry", key(1))[0] == 0
    row = notes.row(1)
    assert (row.claimed_by, row.claimed_until, row.in_doubt_since) == ("anna", until, notes.clock.now())


def test_of_several_keys_all_are_retried_or_none(run: Run, notes: Notes) -> None:
    given(notes, 1, parked_reason="is_archived")
    given(notes, 2, shown=1)
    code, printed = run("retry", key(1), key(2))
    assert (code, printed) == (1, "note:2 is as it should be: there is nothing to retry.\n")
    assert notes.row(1).parked_reason == "is_archived"


def test_all_that_are_parked_are_retried_or_those_of_one_reason(run: Run, notes: Notes) -> None:
    for number, reason in enumerate(["is_archived", "is_archived", "gave_up", None], 1):
        given(notes, number, parked_reason=reason, attempts=5)
    assert run("retry", "--reason", "is_archived")[1].startswith("2 messages to be tried")
    assert notes.row(3).parked_reason == "gave_up"
    assert run("retry", "--all")[1].startswith("1 message to be tried")
    assert notes.row(4).attempts == 5


@pytest.mark.parametrize("arguments", [[], [key(1), "--all"]], ids=["nothing", "both"])
def test_retry_wants_keys_or_a_choice(run: Run, arguments: list[str]) -> None:
    code, printed = run("retry", *arguments)
    assert code == 2
    assert "Example: retry win:17" in printed


def test_withdrawing_asks_first(run: Run, notes: Notes) -> None:
    given(notes, 1)
    code, printed = run("withdraw", key(1), answers="n\n")
    assert code == 1
    assert "1 message will be deleted in Slack, or never sent. Go on?" in printed
    assert not notes.row(1).is_gone
    assert run("withdraw", key(1), answers="y\n")[0] == 0
    assert notes.row(1).is_gone


def test_what_was_posted_is_deleted_and_what_was_not_is_never_sent(run: Run, notes: Notes) -> None:
    given(notes, 1)
    given(notes, 2)
    notes.stood_before(2)
    assert run("withdraw", "--yes", key(1), key(2))[1] == "2 messages withdrawn; 1 to be deleted in Slack.\n"
    assert notes.waiting() == 2
    assert run("withdraw", "--yes", key(1)) == (1, "note:1 was withdrawn before.\n")
