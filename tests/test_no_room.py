"""The disk is full or the database is gone: people are told, nothing half-done stays, and all goes on by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.models import Draft, HandledRequest, OutboxMessage, Win
from bot.scheduler import JOBS
from bot.slack.bolt import SORRY
from tests.office import Office, Person
from tests.postgres import PostgresServer
from tests.slack.talk import fills, form, hears, presses
from tests.statements import hearing

LONG = "the price was right and " * 60
on_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
Trouble = Callable[[Office], AbstractContextManager[None]]


@contextmanager
def disk_full(office: Office) -> Iterator[None]:
    """No page more for the file, and none left in it."""
    engine = office.bot.database.engine

    def fill(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    def make_room(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1073741823")

    event.listen(engine, "checkout", fill)
    with suppress(OperationalError):
        for number in range(1000):
            with office.bot.database.writing() as session:
                session.add(HandledRequest(key=f"{number}{LONG}", handled_at=office.clock.now()))
    yield
    event.remove(engine, "checkout", fill)
    event.listen(engine, "checkout", make_room)


@contextmanager
def server_gone(office: Office, server: PostgresServer) -> Iterator[None]:
    url = office.settings.database_url
    server.close_door(url)
    yield
    server.open_door(url)


@pytest.fixture
def trouble(database_url: str, request: pytest.FixtureRequest) -> Trouble:
    """On SQLite the disk is full; on PostgreSQL the server is gone."""
    if database_url.startswith("sqlite"):
        return disk_full
    server: PostgresServer = request.getfixturevalue("postgres")
    return lambda office: server_gone(office, server)


def line(nth: int) -> str:
    """The same twice would be asked about."""
    return f"/win {48 + nth}k Acme: plan because {LONG}".strip()


def until_sorry(person: Person) -> tuple[str, int]:
    """Logs wins until one cannot be saved, since a page of a file has a little room even when the disk has none.

    The last answer, and how many were saved before.
    """
    for saved in range(10):
        answer = hears(person, line(saved))
        if answer.startswith(SORRY):
            return answer, saved
    raise AssertionError("there is room")


# ── what people notice ───────────────────────────────────────────────────────────────────────────────────


def test_a_command_that_cannot_be_saved_is_answered_and_handed_back(
    west: Office, trouble: Trouble, capfd: pytest.CaptureFixture[str]
) -> None:
    messages = west.count(OutboxMessage)
    with trouble(west):
        answer, saved = until_sorry(west.rita)
    assert answer.splitlines()[:2] == [SORRY, "You typed:"]
    assert "Acme: plan because the price was right" in answer
    assert west.count(Win) == saved
    assert west.count(OutboxMessage) == messages + saved
    assert f"Logged as win {saved + 1}" in hears(west.rita, line(saved))
    assert west.count(Win) == saved + 1
    assert "price was right" not in "".join(capfd.readouterr())


def test_a_form_that_cannot_be_saved_stays_open_with_everything_in_it(west: Office, trouble: Trouble) -> None:
    west.rita.types("/win")
    fills(west.rita, amount="48k", account="Acme", what_made=LONG)
    with trouble(west):
        _, saved = until_sorry(west.sam)
        assert not west.rita.submits()
        assert west.rita.form is not None
        assert SORRY in west.rita.form.errors.values()
    assert form(west.rita)["Account"] == "Acme"
    assert form(west.rita)["What made it work?"] == LONG
    assert west.rita.submits()
    assert west.count(Win) == saved + 1


def test_a_click_that_cannot_be_saved_is_answered_and_the_question_stays(west: Office, trouble: Trouble) -> None:
    west.rita.types(f"/win 48.000 Acme: plan because {LONG}")
    with trouble(west):
        _, saved = until_sorry(west.sam)
        assert presses(west.rita, "$48,000") == SORRY
    assert (west.count(Win), west.count(Draft)) == (saved, 1)
    assert f"Logged as win {saved + 1}" in presses(west.rita, "$48,000")


def test_a_command_that_waits_behind_an_offer_is_answered_though_it_cannot_be_kept(
    office: Office, trouble: Trouble
) -> None:
    office.dana.types("/win help")
    with trouble(office):
        answer, saved = until_sorry(office.dana)
    assert answer.splitlines()[1] == "You typed:"
    assert office.count(Draft) == saved
    assert "You're in no team yet" in hears(office.dana, "/win 48k Acme: plan")


def test_what_fails_on_home_is_answered_though_home_cannot_be_shown_anew(west: Office, trouble: Trouble) -> None:
    west.rita.types("/win")
    fills(west.rita, amount="48k", account="Acme", what_made=LONG)
    west.rita.closes()
    west.rita.opens_home()
    west.rita.clicks("Finish your win: Acme")
    assert west.rita.form is not None
    with trouble(west):
        until_sorry(west.sam)
        assert not west.rita.submits()
    assert SORRY in west.rita.form.errors.values()
    assert west.rita.submits()


@on_postgres
def test_a_tick_without_a_database_is_made_up_for_by_the_next(west: Office, trouble: Trouble) -> None:
    with trouble(west):
        assert west.bot.scheduler.tick() == [job.name for job in JOBS]
    assert west.bot.scheduler.tick() == []


# ── in the very middle ───────────────────────────────────────────────────────────────────────────────────


@on_postgres
def test_a_connection_that_is_lost_half_way_leaves_nothing_and_the_next_command_works(
    west: Office, postgres: PostgresServer
) -> None:
    engine = west.bot.database.engine
    messages = west.count(OutboxMessage)

    def lose(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO wins"):
            event.remove(engine, "before_cursor_execute", lose)
            with server_gone(west, postgres):
                pass

    event.listen(engine, "before_cursor_execute", lose)
    assert hears(west.rita, "/win 48k Acme: plan").startswith(SORRY)
    assert (west.count(Win), west.count(OutboxMessage)) == (0, messages)
    assert "Logged as win 1" in hears(west.rita, "/win 48k Acme: plan")


@pytest.mark.parametrize("times", [1, 3])
def test_a_post_whose_note_cannot_be_written_is_found_again_and_not_posted_twice(west: Office, times: int) -> None:
    west.delivers()
    west.rita.types("/win 48k Acme: plan")
    left = [times]

    def refuse(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        has_posted = any("Acme" in message.plain for message in west.wins.messages)
        if has_posted and left[0] and statement.startswith("UPDATE outbox_messages"):
            left[0] -= 1
            raise OperationalError(statement, {}, ConnectionError())

    with hearing(west.bot.database, refuse):
        for _ in range(times + 1):
            with suppress(OperationalError):
                west.delivers()
            west.clock.wait(seconds=31)
    assert west.delivers() == 0
    assert left == [0]
    assert len([text for text in west.posted() if "Acme" in text]) == 1


def test_the_worker_goes_on_when_the_database_is_back(west: Office, trouble: Trouble) -> None:
    west.delivers()
    west.rita.types("/win 48k Acme")
    with trouble(west), suppress(OperationalError):
        west.delivers()
    west.clock.wait(seconds=31)
    assert len(west.posted()) == 1
