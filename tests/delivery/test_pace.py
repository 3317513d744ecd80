"""The pipeline: channels and workspaces do not wait for each other, urgent messages pass, and a stop ends in order."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection, func, select

from bot import outbox
from bot.delivery import Delivery, Limits
from bot.delivery.desk import PREPARED
from bot.delivery.desk import Desk as Stock
from bot.delivery.pacing import CHANNEL_BURST, POST, Pacing
from bot.models import DeliveryLease, OutboxMessage
from bot.outbox import NEWS, REQUEST, Kind, Selection
from tests.notes import WORKSPACE, Desk, key
from tests.statements import hearing

SOON = 10


def run_until(worker: Delivery, is_enough: Callable[[], bool]) -> None:
    """Let the worker work until then, and stop it."""

    async def watch() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(worker.run(stop))
        while not await asyncio.to_thread(is_enough):
            await asyncio.sleep(0.01)
        stop.set()
        await working

    asyncio.run(asyncio.wait_for(watch(), SOON))


def is_settled(desk: Desk, number: int) -> bool:
    return desk.row(number).settled_at is not None


def test_a_slow_call_holds_up_no_other_channel_and_nothing_that_is_to_be_written(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "slow", seconds=1, channel=desk.wins.id)
    desk.show(1, "slow", desk.wins)
    for number in (2, 3, 4):
        desk.show(number, str(number), desk.losses)
    settled_first: list[int] = []

    def others_are_done() -> bool:
        settled_first[:] = [number for number in (1, 2, 3, 4) if is_settled(desk, number)]
        return {2, 3, 4} <= set(settled_first)

    run_until(desk.worker, others_are_done)
    assert settled_first == [2, 3, 4]


def test_what_is_under_way_when_the_worker_is_stopped_is_finished_and_written(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "slow", seconds=0.3)
    desk.show(1, "slow", desk.wins)
    desk.show(2, "behind", desk.wins)
    run_until(desk.worker, lambda: bool(desk.calls("chat.postMessage")))
    assert (is_settled(desk, 1), desk.row(2).claimed_by, desk.row(2).in_doubt_since) == (True, None, None)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryLease)) == 0


def test_a_worker_goes_on_with_what_comes_later(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)

    def goes_on() -> bool:
        if is_settled(desk, 1) and 2 not in desk.texts:
            desk.show(2, "Two", desk.wins)
        return 2 in desk.texts and is_settled(desk, 2)

    run_until(desk.worker, goes_on)
    assert desk.stands() == ["One", "Two"]


def test_when_slack_asks_the_workspace_to_wait_nothing_else_is_posted_meanwhile(desk: Desk) -> None:
    people = [desk.sandbox.add_person(f"p{number}", f"Person {number}") for number in range(50)]
    for number, person in enumerate(people, 1):
        desk.show(number, "Hello", person)
    desk.sandbox.faults.on("chat.postMessage", "ratelimited", retry_after=30)
    assert desk.delivers() >= 25  # as many as are not under way by then
    assert desk.delivers_later(seconds=30) == 0
    assert len(desk.calls("chat.postMessage")) == 51


def test_a_channel_has_no_more_posts_than_its_pace_allows(desk: Desk) -> None:
    for number in range(1, 6):
        desk.show(number, str(number), desk.wins)
    paced = desk.new_worker(limits=Limits(per_channel=1, workspace=1000))
    waiting = asyncio.run(paced.drain(within=timedelta(seconds=0.5)))
    assert 3 <= waiting <= 4
    assert desk.stands() == [str(number) for number in range(1, 6 - waiting)]
    assert all(desk.row(number).in_doubt_since is None for number in range(1, 6))


def test_what_is_urgent_passes_what_can_wait_in_other_channels(desk: Desk) -> None:
    for number in range(2, 31):
        desk.show(number, "bulk", f"C{number:08}")
    desk.show(31, "urgent", desk.wins, kind="ask")
    kinds = {"note": Kind(desk.render, NEWS), "ask": Kind(desk.render, REQUEST)}
    desk.delivers(desk.worker_with(kinds))
    asked = [call["channel"] for call in desk.calls("chat.postMessage")]
    assert asked.index(desk.wins.id) < 2 * PREPARED  # so many are prepared at once, and may overtake each other


def test_many_workspaces_are_served_by_one_worker(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    for number in range(2, 60):
        desk.show(number, str(number), desk.wins, workspace=f"T{number}")
    assert desk.delivers() == 0
    assert sorted(desk.stands()) == sorted(["One", *map(str, range(2, 60))])


def test_what_to_take_is_looked_up_while_others_may_write(desk: Desk) -> None:
    was_reading: list[bool] = []

    def note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "row_number()" in statement:
            was_reading.append(connection.engine is not desk.database.engine)

    desk.show(1, "One", desk.wins)
    with hearing(desk.database, note):
        assert desk.delivers() == 0
    assert was_reading
    assert all(was_reading)


def test_a_stock_that_may_be_sent_now_is_not_filled_up(desk: Desk) -> None:
    for number in range(1, 31):
        desk.show(number, "Hello", desk.wins)
    moments: dict[str, Any] = {"now": desk.clock.now(), "real_now": desk.clock.real_now()}
    with desk.database.writing() as session:
        candidates = outbox.candidates(session, {WORKSPACE: 30}, selection=Selection(most_in_a_channel=30), **moments)
        taken = outbox.claim(session, candidates, "anna", **moments)

    async def is_low(*, may_be_sent: bool) -> bool:
        pacing = Pacing(Limits.none() if may_be_sent else Limits(per_channel=0.01, workspace=1000))
        for _ in range(0 if may_be_sent else CHANNEL_BURST):
            pacing.take(POST, desk.wins.id, asyncio.get_running_loop().time())
        stock = Stock(cast(Any, None), cast(Any, SimpleNamespace(pacing=pacing)), lambda _: None)
        stock.add(taken)
        if not may_be_sent:
            with suppress(TimeoutError):  # serving, it finds that the channel has to wait
                await asyncio.wait_for(stock.serve(), 0.05)
        return stock.is_low

    assert asyncio.run(is_low(may_be_sent=False))  # other channels of the workspace could be called meanwhile
    assert not asyncio.run(is_low(may_be_sent=True))


def test_a_worker_that_was_held_up_after_it_looked_takes_nothing(desk: Desk) -> None:
    """Its lease may be another's by now, who would have to look up in Slack what nobody tried to post."""

    def hold_up(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "row_number()" in statement:
            desk.clock.wait(seconds=31)

    desk.show(1, "One", desk.wins)
    with hearing(desk.database, hold_up):
        assert desk.delivers() == 1
    assert desk.row(1).in_doubt_since is None
    assert desk.delivers() == 0
    assert desk.stands() == ["One"]


def test_a_lease_that_a_call_could_outlast_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="lease"):
        desk.worker_with({}, lease=timedelta(seconds=20), call_timeout=timedelta(seconds=8))


def test_an_idle_worker_writes_nothing(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    with desk.database.writing() as session:
        before = session.scalar(select(OutboxMessage).where(OutboxMessage.key == key(1)))
        assert before is not None
        # Whoever wanted to write now would wait for this transaction.
        assert asyncio.run(desk.new_worker().drain(within=timedelta(seconds=1))) == 0
