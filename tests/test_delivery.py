"""Delivery makes Slack agree with the outbox, in order and once, whatever Slack and the line do."""

import asyncio
import gc
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.delivery import Delivery
from bot.outbox import Rendered
from bot.sandbox import Sandbox
from bot.slack import blocks
from tests import notes
from tests.notes import Desk
from tests.office import MANIFEST, SECRET, TOKEN, HandClock

LEASE_LAPSES = {"seconds": 31}


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Iterator[Desk]:
    with Sandbox(clock=clock, signing_secret=SECRET, bot_token=TOKEN) as sandbox:
        sandbox.load_manifest(MANIFEST)
        yield Desk(database, clock, sandbox)


# ── post, edit, delete, or nothing ───────────────────────────────────────────────────────────────────────


def test_what_is_shown_stands(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_an_edit_changes_the_message_that_stands(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.edit(1, "One, corrected")
    desk.delivers()
    assert desk.stands() == ["One, corrected"]
    assert len(desk.calls("chat.postMessage")) == 1


def test_a_withdrawn_message_is_deleted(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.withdraw(1)
    assert desk.delivers() == 0
    assert desk.stands() == []


def test_what_is_withdrawn_before_sending_is_never_sent(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.withdraw(1)
    assert desk.delivers() == 0
    assert desk.sandbox.calls == []


def test_what_is_shown_again_after_it_was_withdrawn_stands_again(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.withdraw(1)
    desk.delivers()
    desk.show(1, "One again", desk.wins)
    desk.delivers()
    assert desk.stands() == ["One again"]


def test_ten_edits_in_a_burst_are_one_update(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    for number in range(10):
        desk.edit(1, f"One, take {number}")
    desk.delivers()
    assert desk.stands() == ["One, take 9"]
    assert len(desk.calls("chat.update")) == 1


def test_nothing_is_sent_before_it_is_due(desk: Desk) -> None:
    desk.show(1, "Later", desk.wins, after=60)
    desk.delivers()
    assert desk.stands() == []
    desk.delivers_later(seconds=61)
    assert desk.stands() == ["Later"]


def test_a_renderer_with_nothing_to_tell_posts_nothing_and_takes_back_what_stands(desk: Desk) -> None:
    desk.show(1, "", desk.wins)
    desk.delivers()
    assert desk.stands() == []
    desk.edit(1, "Something")
    desk.delivers()
    assert desk.stands() == ["Something"]
    desk.edit(1, "")
    desk.delivers()
    assert desk.stands() == []


def test_a_message_to_a_person_stands_in_the_direct_messages_and_can_be_edited(desk: Desk) -> None:
    desk.show(1, "Hello", desk.rita)
    desk.delivers()
    desk.edit(1, "Hello, Rita")
    desk.delivers()
    assert [message.plain for message in desk.rita.dms] == ["Hello, Rita"]
    assert desk.calls("conversations.open") == []


def test_no_link_unfurls_and_every_message_carries_its_key(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    [sent] = desk.calls("chat.postMessage")
    assert (sent["unfurl_links"], sent["unfurl_media"]) in [(False, False), ("0", "0"), ("false", "false")]
    [message] = desk.wins.messages
    assert message.metadata
    assert message.metadata["event_payload"] == {"key": "note:1", "revision": 1}
    assert message.blocks[0]["block_id"] == "note:1#1"


def test_an_edited_message_has_another_block_id(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.edit(1, "One, corrected")
    desk.delivers()
    assert desk.wins.messages[0].blocks[0]["block_id"] == "note:1#2"


# ── order, threads ───────────────────────────────────────────────────────────────────────────────────────


def test_a_channel_has_its_messages_in_the_order_in_which_they_are_due(desk: Desk) -> None:
    desk.show(1, "third", desk.wins, after=2)
    for number in range(2, 40):
        desk.show(number, f"first {number}", desk.wins)
    desk.show(40, "second", desk.wins, after=1)
    assert desk.delivers_later(seconds=3) == 0
    assert desk.stands() == [*(f"first {number}" for number in range(2, 40)), "second", "third"]


def test_a_message_that_waits_for_its_next_try_holds_up_its_own_channel_only(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:some_new_trouble", channel=desk.wins.id)
    for number, channel in enumerate([desk.wins, desk.losses, desk.wins, desk.losses], 1):
        desk.show(number, str(number), channel)
    assert desk.delivers() == 2
    assert desk.stands() == []
    assert desk.stands(desk.losses) == ["2", "4"]
    assert desk.delivers_later(seconds=3) == 0
    assert desk.stands() == ["1", "3"]


def test_a_message_in_a_thread_stands_under_its_parent_of_the_same_round(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.show(2, "Child", desk.wins, under=1)
    desk.delivers()
    [parent] = desk.wins.messages
    assert [reply.plain for reply in parent.replies] == ["Child"]


def test_a_message_in_a_thread_waits_for_a_parent_that_is_due_later(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins, after=60)
    desk.show(2, "Child", desk.wins, under=1)
    desk.delivers()
    assert desk.wins.messages == []
    desk.delivers_later(seconds=61)
    [parent] = desk.wins.messages
    assert [reply.plain for reply in parent.replies] == ["Child"]


def test_a_message_in_the_thread_of_one_that_was_withdrawn_is_not_sent(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.withdraw(1)
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers() == 0
    assert desk.stands() == []
    assert desk.row(2).parked_reason is None


def test_a_message_in_the_thread_of_one_that_could_not_be_sent_is_parked_with_it(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:msg_too_long")
    desk.show(1, "Parent", desk.wins)
    desk.show(2, "Child", desk.wins, under=1)
    desk.show(3, "Another", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["Another"]
    assert desk.row(2).parked_reason == "msg_too_long"


def test_a_message_in_the_thread_of_one_that_was_parked_before_is_parked_with_it(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:not_in_channel")
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers() == 0
    assert desk.row(2).parked_reason == "not_in_channel"


def test_a_message_in_a_thread_that_was_deleted_by_hand_in_slack_is_not_sent(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on("chat.postMessage", "error:thread_not_found")
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers() == 0
    assert desk.wins.messages[0].replies == []
    assert desk.row(2).parked_reason == "thread_not_found"


def test_a_message_in_a_thread_stands_where_its_parent_does_though_it_was_meant_for_elsewhere(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.show(2, "Child", desk.losses, under=1)
    desk.delivers()
    [parent] = desk.wins.messages
    assert [reply.plain for reply in parent.replies] == ["Child"]


def test_a_message_in_a_thread_that_nobody_knows_yet_where_it_stands_waits_for_it(desk: Desk) -> None:
    desk.show(2, "Child", desk.losses, under=1)
    desk.show(1, "Parent", desk.wins, after=60)
    assert desk.delivers() == 1
    assert desk.row(2).parked_reason is None


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────


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


def test_a_permanent_error_parks_the_message_and_its_channel_goes_on(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "error:msg_too_long")
    desk.show(1, "One", desk.wins)
    desk.show(2, "Two", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["Two"]
    assert desk.row(1).parked_reason == "msg_too_long"


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
    assert f'event=delivery.failed key=note:1 error="ZeroDivisionError at {notes.__file__}:' in capsys.readouterr().err


def test_a_kind_that_only_another_version_knows_waits_for_it(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    old = Delivery(desk.database, desk.clock, {}, token=lambda _: TOKEN, api_url=desk.sandbox.api_url)
    assert desk.delivers(old) == 1
    assert desk.delivers_later(seconds=3) == 0
    assert desk.stands() == ["One"]


def test_while_slack_is_out_of_reach_nothing_is_lost_or_given_up(desk: Desk) -> None:
    unreachable = Delivery(
        desk.database, desk.clock, {"note": desk.render}, token=lambda _: TOKEN, api_url="http://127.0.0.1:1/"
    )
    desk.show(1, "One", desk.wins)
    for _ in range(30):
        assert desk.delivers(unreachable) == 1
        desk.clock.wait(seconds=11)
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_a_workspace_without_a_token_holds_up_nobody_else(desk: Desk) -> None:
    def no_token(_: str) -> str:
        raise KeyError

    worker = Delivery(desk.database, desk.clock, {"note": desk.render}, token=no_token, api_url=desk.sandbox.api_url)
    desk.show(1, "One", desk.wins)
    assert desk.delivers(worker) == 1
    assert desk.delivers_later(seconds=3) == 0


# ── workers ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_workers_at_once_send_everything_once_and_in_order(desk: Desk) -> None:
    for number in range(1, 61):
        desk.show(number, str(number), desk.wins if number % 2 else desk.losses)

    async def both() -> None:
        workers = [desk.new_worker(), desk.new_worker()]
        await asyncio.gather(*(worker.drain(within=timedelta(minutes=1)) for worker in workers))

    asyncio.run(both())
    assert desk.delivers() == 0
    assert desk.stands() == [str(number) for number in range(1, 61, 2)]
    assert desk.stands(desk.losses) == [str(number) for number in range(2, 61, 2)]


def test_a_worker_that_was_held_up_beyond_its_lease_leaves_the_message_to_another(desk: Desk) -> None:
    def asleep(session: Session, number: int) -> Rendered | None:
        desk.clock.wait(seconds=31)
        assert desk.delivers() == 0
        return desk.render(session, number)

    desk.show(1, "One", desk.wins)
    desk.delivers(desk.new_worker(note=asleep))
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_a_message_that_changes_while_it_is_sent_is_sent_again_as_it_is_then(desk: Desk) -> None:
    def interrupted(_: Session, number: int) -> Rendered:
        before = desk.texts[number]
        if before == "One":
            desk.edit(number, "One, corrected")
        return blocks.words(before)

    desk.show(1, "One", desk.wins)
    desk.delivers(desk.new_worker(note=interrupted))
    assert desk.stands() == ["One, corrected"]


def test_a_worker_that_is_stopped_leaves_the_rest_of_a_channel_for_the_next(desk: Desk) -> None:
    stop = asyncio.Event()

    def stopping(session: Session, number: int) -> Rendered | None:
        stop.set()
        return desk.render(session, number)

    for number in range(1, 6):
        desk.show(number, str(number), desk.wins)
    asyncio.run(asyncio.wait_for(desk.new_worker(note=stopping).run(stop), 10))
    assert desk.stands() == []
    assert desk.delivers() == 0
    assert desk.stands() == ["1", "2", "3", "4", "5"]


def test_a_worker_that_is_stopped_hands_back_its_leases(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.show(2, "Two", desk.wins)
    assert desk.delivers(desk.new_worker()) == 0


def test_delivery_leaves_no_connection_open(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    for number in range(1, 4):
        desk.show(number, str(number), desk.wins)
    desk.delivers()
    gc.collect()  # an open session or transport would say so now, and a warning is an error


def test_a_log_of_delivery_tells_no_text_and_no_token(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for number, fault in enumerate(["http:500", "error:msg_too_long", "lost_before"], 1):
        desk.sandbox.faults.on("chat.postMessage", fault)
        desk.show(number, "platypus", desk.wins)
        desk.delivers_later(minutes=6)
    desk.delivers_later(minutes=6)
    told = capsys.readouterr().err
    assert "outcome=settled" in told
    assert "outcome=parked" in told
    assert "platypus" not in told
    assert TOKEN not in told
