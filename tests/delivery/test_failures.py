"""Whatever Slack and the line do, nothing is lost, doubled or given up too early."""

import asyncio

import pytest
from sqlalchemy import event, make_url

from bot.db import Database
from bot.delivery import Delivery
from bot.migrate import upgrade
from bot.outbox import NEWS, Kind
from tests import notes
from tests.notes import LEASE_LAPSES, Desk
from tests.office import HandClock
from tests.postgres import PostgresServer


def test_a_wait_that_slack_asks_for_is_kept_to_the_second(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "ratelimited", retry_after=30)
    desk.show(1, "One", desk.wins)
    assert desk.delivers() == 1
    assert desk.delivers_later(seconds=29.9) == 1
    assert len(desk.calls("chat.postMessage")) == 1
    assert desk.delivers_later(seconds=0.2) == 0
    assert desk.stands() == ["One"]


def test_an_edit_does_not_shorten_a_wait_that_slack_asked_for(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "ratelimited", retry_after=30)
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.edit(1, "One, corrected")
    assert desk.delivers() == 1
    assert len(desk.calls("chat.postMessage")) == 1


def test_waits_that_slack_asks_for_never_park_a_message(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "ratelimited", times=40)
    desk.show(1, "One", desk.wins)
    for _ in range(41):
        desk.delivers_later(seconds=2)
    assert desk.stands() == ["One"]


@pytest.mark.parametrize("fault", ["lost_before", "http:500", "http:503", "error:internal_error"])
def test_a_message_of_unknown_fate_that_did_not_arrive_is_sent_once_its_lease_lapsed(desk: Desk, fault: str) -> None:
    desk.sandbox.faults.on("chat.postMessage", fault)
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    assert desk.delivers() == 2
    assert desk.delivers_later(seconds=29) == 2
    assert desk.stands() == []
    assert desk.delivers_later(seconds=2) == 0
    assert desk.stands() == ["One", "Two"]


def test_a_message_of_unknown_fate_that_did_arrive_is_found_and_not_doubled(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    desk.delivers()
    assert desk.delivers_later(**LEASE_LAPSES) == 0
    assert desk.stands() == ["One", "Two"]
    assert len(desk.calls("chat.postMessage")) == 2


def test_a_reply_of_unknown_fate_is_found_in_its_thread(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(2, "Child", desk.wins, under=1)
    desk.delivers()
    desk.delivers_later(**LEASE_LAPSES)
    assert [reply.plain for reply in desk.wins.messages[0].replies] == ["Child"]


def test_a_direct_message_of_unknown_fate_is_found(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(1, "Hello", desk.rita)
    desk.delivers()
    desk.delivers_later(**LEASE_LAPSES)
    assert [message.plain for message in desk.rita.dms] == ["Hello"]


def test_a_message_of_unknown_fate_is_found_behind_many_others(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(1, "One", desk.wins)
    desk.delivers()
    for number in range(450):
        desk.sandbox.workspace.post(desk.wins, desk.rita.id, f"chatter {number}", [])
    desk.delivers_later(**LEASE_LAPSES)
    assert desk.stands().count("One") == 1


def test_a_message_of_unknown_fate_that_is_withdrawn_is_deleted_where_it_arrived(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.withdraw(1)
    assert desk.delivers_later(**LEASE_LAPSES) == 0
    assert desk.stands() == []


def test_a_message_whose_fate_stays_unknown_is_given_up_in_the_end_and_its_channel_goes_on(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "http:500", times=24)
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    for _ in range(25):
        desk.delivers_later(minutes=6)
    assert desk.stands() == ["Two"]
    assert desk.row(1).parked_reason == "gave_up"


@pytest.mark.parametrize("fault", ["error:some_new_trouble", "http:500"])
def test_a_message_that_can_never_be_looked_up_is_given_up_in_the_end_and_its_channel_goes_on(
    desk: Desk, fault: str
) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_before")
    desk.sandbox.faults.on("conversations.history", fault, times=None)
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    for _ in range(26):
        desk.delivers_later(minutes=6)
    assert desk.stands() == ["Two"]
    assert desk.row(1).parked_reason == "gave_up"
    assert desk.row(1).in_doubt_since is not None


@pytest.mark.parametrize("status", [200, 405, 502])
def test_of_an_answer_without_a_word_of_slacks_the_log_says_the_status(
    desk: Desk, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.sandbox.faults.on("chat.postMessage", f"http:{status}")
    desk.show(1, "One", desk.wins)
    desk.delivers()
    assert f'event=delivery.failed workspace={notes.WORKSPACE} kind=note key=note:1 said="HTTP {status}"' in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
@pytest.mark.parametrize("fault", ["lost_before", "lost_after", "http:500"])
def test_an_edit_or_a_deletion_that_got_lost_is_done_again(desk: Desk, method: str, fault: str) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on(method, fault)
    if method == "chat.update":
        desk.edit(1, "One, corrected")
    else:
        desk.withdraw(1)
    assert desk.delivers() == 1
    assert desk.delivers_later(seconds=3) == 0
    assert desk.stands() == (["One, corrected"] if method == "chat.update" else [])


@pytest.mark.parametrize("word", ["msg_too_long", "invalid_arguments", "invalid_metadata_format", "ekm_access_denied"])
def test_a_permanent_error_parks_the_message_and_its_channel_goes_on(desk: Desk, word: str) -> None:
    desk.sandbox.faults.on("chat.postMessage", f"error:{word}")
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["Two"]
    assert desk.row(1).parked_reason == word


@pytest.mark.parametrize("word", ["cant_delete_message", "compliance_exports_prevent_deletion"])
def test_a_deletion_that_slack_refuses_for_good_holds_up_nothing(desk: Desk, word: str) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on("chat.delete", f"error:{word}", times=None)
    desk.withdraw(1)
    desk.show(2, "Two", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["One", "Two"]
    assert len(desk.calls("chat.delete")) == 1


def test_an_edit_gives_a_parked_message_another_chance(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:msg_too_long")
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.edit(1, "Shorter")
    desk.delivers()
    assert desk.stands() == ["Shorter"]


def test_a_message_whose_edit_was_parked_can_still_be_withdrawn(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on("chat.update", "error:msg_too_long")
    desk.edit(1, "Too long")
    desk.delivers()
    desk.withdraw(1)
    desk.delivers()
    assert desk.stands() == []


def test_an_error_nobody_knows_is_tried_until_it_is_given_up(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:some_new_trouble", times=None)
    desk.show(1, "One", desk.wins)
    for _ in range(25):
        desk.delivers_later(minutes=6)
    assert desk.row(1).parked_reason == "gave_up"
    assert len(desk.calls("chat.postMessage")) == 24


def test_what_somebody_deleted_in_slack_is_not_put_back(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.edit(1, "One, corrected")
    assert desk.delivers() == 0
    desk.edit(1, "One, corrected again")
    assert desk.delivers() == 0
    assert desk.stands() == []
    assert len(desk.calls("chat.postMessage")) == 1


def test_withdrawing_what_somebody_deleted_in_slack_is_done(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.withdraw(1)
    assert desk.delivers() == 0
    assert desk.row(1).parked_reason is None


def test_a_message_that_cannot_be_rendered_is_parked_and_the_log_says_where(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.show(1, "broken", desk.wins)
    desk.show(2, "Two", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["Two"]
    assert desk.row(1).parked_reason == "cannot_render"
    assert f'key=note:1 error="ZeroDivisionError at {notes.__file__}:' in capsys.readouterr().err


def test_a_kind_that_only_another_version_knows_waits_for_it(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    assert desk.delivers(desk.worker_with({})) == 1
    assert desk.delivers_later(seconds=3) == 0
    assert desk.stands() == ["One"]


def test_while_slack_is_out_of_reach_nothing_is_lost_or_given_up(desk: Desk) -> None:
    unreachable = desk.worker_with({"note": Kind(desk.render, NEWS)}, api_url="http://127.0.0.1:1/")
    desk.show(1, "One", desk.wins)
    for _ in range(30):
        assert desk.delivers(unreachable) == 1
        desk.clock.wait(seconds=11)
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_while_a_proxy_makes_no_way_to_slack_nothing_is_lost_or_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as proxied:
        proxied.setenv("HTTPS_PROXY", desk.sandbox.api_url.removesuffix("/api/"))
        cut_off = desk.worker_with({"note": Kind(desk.render, NEWS)}, api_url="https://slack.example/api/")
        desk.show(1, "One", desk.wins)
        for _ in range(30):
            assert desk.delivers(cut_off) == 1
            desk.clock.wait(seconds=11)
    assert (desk.row(1).attempts, desk.row(1).in_doubt_since) == (0, None)
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_a_workspace_without_a_token_holds_up_nobody_else(desk: Desk) -> None:
    def no_token(_: str) -> str:
        raise KeyError

    worker = desk.worker_with({"note": Kind(desk.render, NEWS)}, token=no_token)
    desk.show(1, "One", desk.wins)
    assert desk.delivers(worker) == 1
    assert desk.delivers_later(seconds=3) == 0


@pytest.mark.postgres
def test_why_postgresql_lets_nobody_in_is_in_the_log(
    postgres: PostgresServer, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    nobodys = make_url(postgres.make_database()).set(database="nobodys").render_as_string(hide_password=False)
    delivery = Delivery(Database(nobodys), clock, {}, token=str, api_url="http://127.0.0.1:1/")

    async def deliver() -> str:
        stop, told = asyncio.Event(), ""
        run = asyncio.create_task(delivery.run(stop))
        while not told:
            await asyncio.sleep(0.01)
            told = capsys.readouterr().err
        stop.set()
        await run
        return told

    told = asyncio.run(asyncio.wait_for(deliver(), 10))
    assert r'event=delivery.no_database said="database \"nobodys\" does not exist"' in told


@pytest.mark.postgres
def test_a_database_out_of_reach_is_told_when_that_begins_and_when_it_ends(
    postgres: PostgresServer,
    clock: HandClock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for who_waits in ("worker", "marks"):
        monkeypatch.setattr(f"bot.delivery.{who_waits}.NO_DATABASE_SECONDS", 0.01)
    url = postgres.make_database()
    upgrade(url)
    database, tries = Database(url), 0
    book = notes.Notes(database, clock)
    book.show(1, "One", "C1")

    def token(_: str) -> str:
        postgres.close_door(url)  # first now, so that what becomes of the message waits to be written
        return "xoxb-1"

    delivery = Delivery(database, clock, {"note": Kind(book.render, NEWS)}, token=token, api_url="http://127.0.0.1:1/")

    @event.listens_for(database.engine, "do_connect")
    def count(*_: object) -> None:
        nonlocal tries
        tries += 1

    async def deliver() -> str:
        stop, told = asyncio.Event(), ""
        run = asyncio.create_task(delivery.run(stop))
        for is_first in (True, False):
            if not is_first:
                postgres.close_door(url)
            enough = tries + 60  # in which the worker looks for more several times, as it does every 0.25 s
            while tries < enough:
                await asyncio.sleep(0.01)
            postgres.open_door(url)
            ends = told.count("database_back") + 1
            while told.count("database_back") < ends:
                await asyncio.sleep(0.01)
                told += capsys.readouterr().err
        stop.set()
        await run
        return told

    told = asyncio.run(asyncio.wait_for(deliver(), 20)).splitlines()
    events = [line.partition("event=")[2].split()[0] for line in told if "database" in line]
    assert events == ["delivery.no_database", "delivery.database_back"] * 2
