"""Workers: two at once, one that is held up, one that is stopped, and what they leave in the log."""

import asyncio
import gc
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from bot.delivery.marks import Marks
from bot.outbox import Rendered
from bot.slack import blocks
from tests.notes import Desk
from tests.office import TOKEN


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
    naps = iter([31])

    def asleep(session: Session, number: int) -> Rendered | None:
        desk.clock.wait(seconds=next(naps, 0))
        desk.delivers()  # where the one that was held up does not renew its lease a moment before
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


def test_a_worker_goes_on_after_others_had_taken_every_connection(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pool: Any = desk.database.engines[-1].pool
    monkeypatch.setattr(pool, "_timeout", 0.05)
    desk.show(1, "One", desk.wins)

    async def works() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.3, stop.set)
        await desk.worker.run(stop)

    with ExitStack() as taken:
        for _ in range(pool.size() + pool._max_overflow):
            taken.enter_context(closing(pool.connect()))
        asyncio.run(works())
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_a_message_for_which_no_connection_was_left_is_told_later(desk: Desk) -> None:
    taken = [NoConnection()]

    def render(session: Session, number: int) -> Rendered | None:
        if taken:
            raise taken.pop()
        return desk.render(session, number)

    desk.show(1, "One", desk.wins)
    worker = desk.new_worker(note=render)
    desk.delivers(worker)
    assert desk.row(1).parked_reason is None
    desk.clock.wait(minutes=1)
    assert desk.delivers(worker) == 0
    assert desk.stands() == ["One"]


def test_a_worker_that_can_write_nothing_down_any_more_ends(desk: Desk) -> None:
    class Forgetful(Marks):
        async def _write(self) -> None:
            raise ZeroDivisionError

    async def works() -> None:
        stop = asyncio.Event()
        async with asyncio.timeout(20), desk.new_worker()._shift(stop) as shift:
            shift._marks.__class__ = Forgetful
            while True:
                await shift.feed()
                await shift.until_news(0.01)

    desk.show(1, "One", desk.wins)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(works())
