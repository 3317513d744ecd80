"""What the outbox forgets, and what it must not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import outbox
from bot.db import Database
from bot.models import OutboxMessage
from bot.outbox import pruning
from tests.notes import WORKSPACE, Notes, key
from tests.office import HandClock


@pytest.fixture
def notes(database: Database, clock: HandClock) -> Notes:
    return Notes(database, clock)


def settled(notes: Notes, number: int, to: str, *, days: float, **more: Any) -> None:
    """A note that has been as it should be for so many days."""
    notes.show(number, "text", to)
    values = {"shown": OutboxMessage.wanted, "ts": "1.0", "settled_at": notes.clock.now() - timedelta(days=days)}
    with notes.database.writing() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.key == key(number)).values(values | more))


def prune(notes: Notes, **most: int) -> int:
    with notes.database.writing() as session:
        return pruning.prune(session, now=notes.clock.now(), **most)


def left(notes: Notes) -> list[str]:
    with notes.database.reading() as session:
        return list(session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id)))


GONE = {"is_gone": True, "ts": None}


def test_what_stands_nowhere_is_forgotten_after_a_hundred_days(notes: Notes) -> None:
    settled(notes, 1, "C1", days=101, **GONE)
    settled(notes, 2, "C1", days=99, **GONE)
    assert prune(notes) == 1
    assert left(notes) == [key(2)]


def test_a_post_that_stands_is_kept_for_ever_and_can_still_be_corrected(notes: Notes) -> None:
    settled(notes, 1, "C1", days=2000)
    assert prune(notes) == 0
    notes.edit(1, "corrected")
    assert notes.row(1).ts == "1.0"
    assert notes.waiting() == 1


@pytest.mark.parametrize("recipient", ["U1", "W1"])
def test_a_direct_message_is_forgotten_after_more_than_a_year(notes: Notes, recipient: str) -> None:
    settled(notes, 1, recipient, days=401)
    settled(notes, 2, recipient, days=399)
    assert prune(notes) == 1
    assert left(notes) == [key(2)]


def test_what_is_not_as_it_should_be_is_kept_however_old(notes: Notes) -> None:
    settled(notes, 1, "U1", days=500, shown=0, ts=None)
    settled(notes, 2, "U1", days=500, shown=0, ts=None, parked_reason="is_archived")
    settled(notes, 3, "C1", days=500, **(GONE | {"shown": 0}))
    assert prune(notes) == 0


def test_what_was_told_in_another_message_goes_after_that_one(notes: Notes) -> None:
    settled(notes, 1, "U1", days=500, ts=None, within_key=key(2))
    settled(notes, 2, "U1", days=300)
    assert prune(notes) == 0
    notes.clock.wait(days=101)
    assert prune(notes) == 1
    assert left(notes) == [key(1)]
    assert prune(notes) == 1


def test_it_is_done_in_parts(notes: Notes) -> None:
    for number in range(1, 6):
        settled(notes, number, "C1", days=101, **GONE)
    assert [prune(notes, most=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize("is_pruned", [True, False], ids=["forgotten", "kept"])
def test_what_is_gone_is_the_same_with_its_row_and_without(notes: Notes, is_pruned: bool) -> None:
    settled(notes, 1, "C1", days=101, **GONE)
    if is_pruned:
        assert prune(notes) == 1
    notes.edit(1, "corrected")
    notes.withdraw(1)
    assert notes.waiting() == 0
    with notes.database.writing() as session:
        assert not outbox.is_wanted(session, key(1))
    notes.show(1, "again", "C1")
    assert notes.waiting() == 1
    assert (notes.row(1).ts, notes.row(1).is_gone, notes.row(1).workspace_id) == (None, False, WORKSPACE)
