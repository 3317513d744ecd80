"""The outbox: what should stand, who may deliver it, and no way to lose, double or resurrect a message."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import outbox
from bot.db import Database
from bot.models import OutboxMessage
from bot.outbox import Candidate, Claim, InDoubt, LetGo, Parked, Postponed, Settled
from tests.notes import WORKSPACE, Notes, key
from tests.office import HandClock

SECOND = timedelta(seconds=1)


class Hand(Notes):
    """Takes messages and ends them by hand, as a worker does."""

    order = 300
    """How many to take of each workspace."""
    selection = outbox.Selection()

    def claim(self, holder: str = "anna") -> list[Claim]:
        moments = {"now": self.clock.now(), "real_now": self.clock.real_now()}
        with self.database.writing() as session:
            waiting = outbox.workspaces_waiting(session, **moments)
            leased = outbox.lease_workspaces(session, holder, waiting, real_now=self.clock.real_now())
        return self.take(self.look(dict.fromkeys(leased, self.order)), holder)

    def look(self, orders: dict[str, int]) -> list[Candidate]:
        moments = {"now": self.clock.now(), "real_now": self.clock.real_now()}
        with self.database.reading() as session:
            return outbox.candidates(session, orders, selection=self.selection, **moments)

    def take(self, candidates: Sequence[Candidate], holder: str = "anna") -> list[Claim]:
        moments = {"now": self.clock.now(), "real_now": self.clock.real_now()}
        with self.database.writing() as session:
            return outbox.claim(session, candidates, holder, **moments, held=self.selection.held)

    def mark(self, *outcomes: outbox.Outcome) -> list[outbox.Outcome]:
        with self.database.writing() as session:
            return outbox.mark(session, outcomes, now=self.clock.now())

    def settle(self, claim: Claim, ts: str | None = "1.0") -> None:
        self.mark(Settled(claim, claim.recipient, None if claim.is_gone else ts))

    def claimed(self, holder: str = "anna") -> list[str]:
        return [claim.key.removeprefix("note:") for claim in self.claim(holder)]

    def release(self, holder: str) -> None:
        with self.database.writing() as session:
            outbox.release_workspaces(session, holder)


@pytest.fixture
def hand(database: Database, clock: HandClock) -> Hand:
    return Hand(database, clock)


# ── what should stand ────────────────────────────────────────────────────────────────────────────────────


def test_showing_the_same_key_twice_is_one_message(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.show(1, "One, again", "C1")
    [claim] = hand.claim()
    assert claim.wanted == 2
    hand.settle(claim)
    assert hand.waiting() == 0


def test_touching_or_withdrawing_what_was_never_shown_does_nothing(hand: Hand) -> None:
    hand.edit(1, "One")
    hand.withdraw(1)
    assert hand.waiting() == 0


def test_withdrawing_what_is_withdrawn_gives_nobody_anything_to_do(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.withdraw(1)
    hand.settle(hand.claim()[0])
    hand.withdraw(1)
    assert hand.waiting() == 0


def test_touching_what_is_withdrawn_does_not_bring_it_back(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.withdraw(1)
    hand.edit(1, "One, corrected")
    [claim] = hand.claim()
    assert claim.is_gone


def test_an_edit_that_comes_while_a_message_is_sent_waits_for_its_own_turn(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    [claim] = hand.claim()
    hand.edit(1, "One, corrected")
    hand.settle(claim, ts="7.0")
    [again] = hand.claim()
    assert (again.ts, again.wanted, again.in_doubt_since) == ("7.0", 2, None)


def test_a_withdrawal_that_comes_while_a_message_is_given_up_is_not_lost(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    [claim] = hand.claim()
    hand.settle(claim)
    hand.edit(1, "Too long")
    [claim] = hand.claim()
    hand.withdraw(1)
    hand.mark(Parked(claim, "msg_too_long"))
    [last] = hand.claim()
    assert last.is_gone
    assert last.ts


def test_what_is_parked_waits_no_longer(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    [claim] = hand.claim()
    hand.mark(Parked(claim, "is_archived"))
    assert hand.waiting() == 0
    assert hand.claim() == []


# ── who takes what ───────────────────────────────────────────────────────────────────────────────────────


def test_a_workspace_is_leased_to_one_worker_at_a_time(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.show(2, "Two", "C2")
    assert hand.claimed("anna") == ["1", "2"]
    hand.show(3, "Three", "C3")
    assert hand.claimed("ben") == []
    assert hand.claimed("anna") == ["3"]


def test_a_lease_that_lapses_goes_to_whoever_comes(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    hand.claim("anna")
    clock.wait(seconds=29)
    assert hand.claimed("ben") == []
    clock.wait(seconds=1)
    assert hand.claimed("ben") == ["1"]


def test_a_lease_that_was_handed_back_is_free_at_once(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.settle(hand.claim("anna")[0])
    hand.release("anna")
    hand.show(2, "Two", "C1")
    assert hand.claimed("ben") == ["2"]


def test_who_hands_leases_back_leaves_those_of_others(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.settle(hand.claim("anna")[0])
    hand.release("ben")
    hand.show(2, "Two", "C1")
    assert hand.claimed("ben") == []
    assert hand.claimed("anna") == ["2"]


def test_a_lease_runs_on_real_time(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    hand.claim("anna")
    clock.move_to(clock.now() + timedelta(days=3))
    assert hand.claimed("ben") == []


def test_a_claim_is_held_until_it_lapses_and_is_then_in_doubt(hand: Hand, clock: HandClock) -> None:
    begun = clock.real_now()
    hand.show(1, "One", "C1")
    [first] = hand.claim()
    assert first.in_doubt_since is None
    assert hand.claim() == []
    clock.wait(seconds=30)
    [second] = hand.claim()
    assert second.in_doubt_since == begun


def test_who_comes_too_late_marks_nothing(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    [late] = hand.claim("anna")
    clock.wait(seconds=30)
    [current] = hand.claim("ben")
    hand.settle(late, ts="1.0")
    hand.mark(Parked(late, "is_archived"))
    assert hand.row(1).claimed_by == "ben"
    hand.settle(current, ts="2.0")
    assert (hand.row(1).ts, hand.row(1).parked_reason) == ("2.0", None)


def test_what_was_not_even_tried_is_not_in_doubt(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.mark(Postponed(hand.claim()[0]))
    [claim] = hand.claim()
    assert (claim.in_doubt_since, claim.attempts) == (None, 0)


def test_what_was_not_even_tried_is_handed_back_without_what_was_taken_together_with_it(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.show(2, "Two", "C2")
    one, two = hand.claim()
    hand.mark(Postponed(one))
    assert hand.claimed() == ["1"]
    hand.settle(two)
    assert hand.waiting() == 1


def test_what_is_in_doubt_stays_so_when_the_next_try_does_not_get_through(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    begun = clock.real_now()
    hand.claim()
    clock.wait(seconds=30)
    hand.mark(Postponed(hand.claim()[0], clock.real_now() + SECOND, is_failure=True))
    clock.wait(seconds=1)
    [claim] = hand.claim()
    assert (claim.in_doubt_since, claim.attempts) == (begun, 1)


def test_what_is_in_doubt_is_not_taken_before_the_claim_lapsed(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    hand.mark(InDoubt(hand.claim()[0], clock.real_now() + SECOND))
    clock.wait(seconds=29)
    assert hand.claim() == []
    clock.wait(seconds=1)
    [claim] = hand.claim()
    assert claim.in_doubt_since


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────


def test_claims_of_a_channel_come_in_the_order_in_which_they_are_due(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "third", "C1", after=2)
    hand.show(2, "first", "C1")
    hand.show(3, "second", "C1", after=1)
    clock.wait(seconds=2)
    assert hand.claimed() == ["2", "3", "1"]


def test_a_message_under_way_holds_up_those_behind_it_in_its_channel_only(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.claim()
    hand.show(2, "behind", "C1")
    hand.show(3, "elsewhere", "C2")
    assert hand.claimed() == ["3"]


def test_a_message_that_waits_for_its_next_try_does_not_hold_up_those_before_it(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "One", "C1")
    hand.settle(hand.claim()[0])
    hand.show(2, "Two", "C1")
    hand.mark(Postponed(hand.claim()[0], clock.real_now() + SECOND))
    hand.edit(1, "One, corrected")
    hand.show(3, "Three", "C1")
    assert hand.claimed() == ["1"]


def test_a_long_queue_leaves_room_for_the_other_channels(hand: Hand) -> None:
    for number in range(1, 301):
        hand.show(number, "bulk", "C1")
    hand.show(301, "single", "C2")
    assert "301" in hand.claimed()


def test_many_channels_that_wait_do_not_keep_another_from_its_turn(hand: Hand, clock: HandClock) -> None:
    hand.order = 20
    for number in range(1, 21):
        hand.show(number, "waits", f"C{number}")
    for claim in hand.claim():
        hand.mark(Postponed(claim, clock.real_now() + SECOND))
    hand.show(1000, "ready", "C1000")
    assert hand.claimed() == ["1000"]


def test_two_that_lease_a_workspace_for_the_first_time_at_once_do_not_both_get_it(
    database: Database, hand: Hand
) -> None:
    hand.show(1, "One", "C1")
    now = hand.clock.now()
    with database.writing() as session:
        assert outbox.lease_workspaces(session, "anna", [WORKSPACE], real_now=now) == [WORKSPACE]
    with database.writing() as session:
        assert outbox.lease_workspaces(session, "ben", [WORKSPACE], real_now=now) == []


def test_channels_with_something_urgent_come_first_and_then_those_in_which_most_waits(hand: Hand) -> None:
    for number, channel in enumerate(["C1", "C2", "C2", "C2", "C3", "C3"], 1):
        hand.show(number, "bulk", channel)
    hand.show(7, "urgent", "C1", kind="ask")
    hand.selection = outbox.Selection(most_in_a_channel=1, urgent=["ask"])
    taken = hand.claim()
    assert [(claim.recipient, claim.behind, claim.is_urgent) for claim in taken] == [
        ("C1", 1, True),
        ("C2", 2, False),
        ("C3", 1, False),
    ]


def test_a_workspace_with_much_to_send_leaves_room_for_all_the_others(hand: Hand) -> None:
    for number in range(1, 31):
        hand.show(number, "flood", f"C{number}")
    for number in range(31, 35):
        hand.show(number, "single", "C1", workspace=f"T{number}")
    hand.selection = outbox.Selection(most=10)
    taken = hand.claim()
    assert len(taken) == 10
    assert {claim.key for claim in taken} >= {key(number) for number in range(31, 35)}


def test_what_is_taken_of_a_workspace_is_no_more_than_was_ordered_of_it(hand: Hand) -> None:
    for number in range(1, 7):
        hand.show(number, "one of six", f"C{number}", workspace=f"T{number % 2}")
    assert sorted(claim.workspace_id for claim in hand.take(hand.look({"T0": 1, "T1": 2}))) == ["T0", "T1", "T1"]
    assert len(hand.take(hand.look({"T0": 9}))) == 2


def test_channels_of_the_same_name_in_two_workspaces_do_not_hold_each_other_up(hand: Hand, clock: HandClock) -> None:
    hand.show(1, "waits", "C1", workspace="T1")
    hand.mark(Postponed(hand.claim()[0], clock.real_now() + SECOND))
    hand.show(2, "behind it", "C1", workspace="T1")
    hand.show(3, "beside it", "C1", workspace="T2")
    assert hand.claimed() == ["3"]


# ── settled ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_settled_from_when_slack_agrees_until_one_revision_more_is_wanted(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    assert hand.row(1).settled_at is None
    hand.settle(hand.claim()[0])
    assert hand.row(1).settled_at == hand.clock.now()
    hand.edit(1, "One, corrected")
    assert hand.row(1).settled_at is None
    [claim] = hand.claim()
    hand.edit(1, "One, corrected again")
    hand.settle(claim)
    assert hand.row(1).settled_at is None


def test_what_is_let_go_stands_nowhere_and_is_settled(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    hand.mark(LetGo(hand.claim()[0]))
    row = hand.row(1)
    assert (row.is_gone, row.ts, row.settled_at) == (True, None, hand.clock.now())
    assert hand.waiting() == 0


def test_what_is_let_go_while_it_is_shown_anew_has_another_chance(hand: Hand) -> None:
    hand.show(1, "One", "C1")
    [claim] = hand.claim()
    hand.show(1, "One, anew", "C1")
    hand.mark(LetGo(claim))
    [again] = hand.claim()
    assert not again.is_gone


# ── at the same time ─────────────────────────────────────────────────────────────────────────────────────

ON_A_SERVER = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""On SQLite a writer is alone."""


@ON_A_SERVER
def test_nobody_waits_for_a_message_that_somebody_changes(hand: Hand) -> None:
    for number, channel in enumerate(["C1", "C2"], 1):
        hand.show(number, "One", channel)
    claims = hand.claim()
    with hand.database.writing() as session:
        outbox.touch(session, key(1))
        session.flush()
        busy = hand.mark(*(Settled(claim, claim.recipient, "1.0") for claim in claims))
    assert [outcome.claim.key for outcome in busy] == [key(1)]
    assert hand.row(2).shown == 1
    assert hand.mark(*busy) == []
    assert (hand.row(1).shown, hand.row(1).wanted) == (1, 2)


@ON_A_SERVER
def test_a_message_that_somebody_changes_is_not_overtaken(hand: Hand) -> None:
    for number, channel in enumerate(["C1", "C1", "C2"], 1):
        hand.show(number, "One", channel)
    with hand.database.writing() as session:
        outbox.touch(session, key(1))
        session.flush()
        assert hand.claimed() == ["3"]
    assert hand.claimed() == ["1", "2"]


@ON_A_SERVER
def test_marks_and_changes_in_opposite_orders_do_not_wait_for_each_other(hand: Hand) -> None:
    for number in (1, 2):
        hand.show(number, "One", f"C{number}")
    claims = hand.claim()
    with hand.database.writing() as session:
        outbox.touch(session, key(2))
        session.flush()
        with hand.database.writing() as marking:
            settled = [Settled(claim, claim.recipient, "1.0") for claim in claims]
            assert outbox.mark(marking, settled, now=hand.clock.now()) == settled[1:]
    assert hand.row(2).wanted == 2


@ON_A_SERVER
def test_two_that_lease_many_workspaces_at_once_do_not_wait_for_each_other(hand: Hand) -> None:
    known = [f"T{number}" for number in range(6)]
    for number, workspace in enumerate(known, 1):
        hand.show(number, "One", "C1", workspace=workspace)
    now = hand.clock.real_now()
    with hand.database.writing() as session:
        outbox.lease_workspaces(session, "carl", known, real_now=now)
    later = now + timedelta(minutes=1)
    with hand.database.writing() as first:
        assert outbox.lease_workspaces(first, "anna", known[:3], real_now=later) == known[:3]
        with hand.database.writing() as second:
            assert outbox.lease_workspaces(second, "ben", known, real_now=later) == known[3:]


# ── what changes between the look and the lock ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "outcome",
    [
        lambda it: Settled(it, "C1", "1.0"),
        lambda it: Postponed(it, it.until),
        lambda it: Parked(it, "is_archived"),
        None,
    ],
    ids=["settled", "postponed", "parked", "under way"],
)
def test_what_another_dealt_with_since_it_was_seen_to_wait_is_not_taken_nor_what_is_behind_it(
    hand: Hand, outcome: Callable[[Claim], outbox.Outcome] | None
) -> None:
    hand.show(1, "One", "C1")
    hand.show(2, "Two", "C1")
    hand.show(3, "Three", "C2")
    seen = hand.look({WORKSPACE: 300})
    assert len(seen) == 3
    [first] = hand.take(seen[:1], "ben")
    if outcome:
        hand.mark(outcome(first))
    assert [claim.key for claim in hand.take(seen, "anna")] == [key(3)]


def test_what_was_shown_anew_since_it_was_seen_to_wait_needs_its_place_again(hand: Hand) -> None:
    hand.selection = outbox.Selection(held=["note"])
    hand.show(1, "One", "U1")
    with hand.database.writing() as session:
        session.execute(update(OutboxMessage).values(admitted_at=hand.clock.now()))
    seen = hand.look({WORKSPACE: 300})
    assert len(seen) == 1
    hand.withdraw(1)
    hand.show(1, "One, again", "U1")
    assert hand.take(seen) == []
