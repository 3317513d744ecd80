"""How kinds of messages are treated: how long they last, what happens in doubt, whether they wait to be admitted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import outbox
from bot.delivery import Delivery
from bot.models import OutboxMessage
from bot.outbox import CELEBRATION, NEWS, NOTICE, REQUEST, Kind, Manner, Rendered, bundles
from bot.slack import blocks
from tests.notes import LEASE_LAPSES, WORKSPACE, Desk, key


def worker(desk: Desk, manner: Manner) -> Delivery:
    """One to whom notes are of that manner."""
    return desk.worker_with({"note": Kind(desk.render, manner)})


# ── how long they last ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("manner", "late", "stands"),
    [
        (CELEBRATION, timedelta(days=2), ["One"]),
        (CELEBRATION, timedelta(days=2, seconds=1), []),
        (NEWS, timedelta(days=7, seconds=1), []),
        (REQUEST, timedelta(days=365), ["One"]),
    ],
)
def test_what_was_never_posted_is_sent_for_as_long_as_its_manner_lasts(
    desk: Desk, manner: Manner, late: timedelta, stands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    desk.show(1, "One", desk.wins)
    desk.clock.wait(seconds=late.total_seconds())
    assert desk.delivers(worker(desk, manner)) == 0
    assert desk.stands() == stands
    assert ("delivery.too_late" in capsys.readouterr().err) == (not stands)


def test_what_stands_is_edited_however_late(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.clock.wait(days=300)
    desk.edit(1, "One, corrected")
    desk.delivers(worker(desk, CELEBRATION))
    assert desk.stands() == ["One, corrected"]


def test_what_was_too_late_is_not_brought_back_by_an_edit_but_is_when_it_is_shown_anew(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.clock.wait(days=3)
    desk.delivers(worker(desk, CELEBRATION))
    desk.edit(1, "One, corrected")
    desk.delivers(worker(desk, CELEBRATION))
    assert desk.stands() == []
    desk.show(1, "One, anew", desk.wins)
    desk.delivers(worker(desk, CELEBRATION))
    assert desk.stands() == ["One, anew"]


def test_what_may_stand_already_is_looked_up_though_it_is_too_late(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(1, "One", desk.wins)
    desk.delivers(worker(desk, CELEBRATION))
    desk.clock.wait(days=3)
    desk.withdraw(1)
    desk.delivers(worker(desk, CELEBRATION))
    assert desk.stands() == []


# ── in doubt, where nobody can look ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["missing_scope", "not_in_channel", "channel_not_found"])
@pytest.mark.parametrize(("manner", "stands"), [(CELEBRATION, 1), (NEWS, 2)])
def test_where_no_history_can_be_read_the_manner_decides_whether_twice_is_better_than_never(
    desk: Desk, manner: Manner, stands: int, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.sandbox.faults.on("conversations.history", f"error:{reason}")
    desk.show(1, "One", desk.wins)
    desk.delivers(worker(desk, manner))
    desk.clock.wait(**LEASE_LAPSES)
    assert desk.delivers(worker(desk, manner)) == 0
    assert desk.stands() == ["One"] * stands
    told = capsys.readouterr().err
    assert "delivery.unreadable" in told
    assert f"workspace={WORKSPACE} kind=note key=note:1 reason={reason}" in told


def test_what_is_withdrawn_where_no_history_can_be_read_is_not_sent_again(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_before")
    desk.sandbox.faults.on("conversations.history", "error:missing_scope")
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.withdraw(1)
    assert desk.delivers_later(**LEASE_LAPSES) == 0
    assert desk.stands() == []


def test_a_message_in_doubt_holds_up_its_own_channel_only(desk: Desk) -> None:
    desk.sandbox.faults.on("chat.postMessage", "lost_after", channel=desk.wins.id)
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.show(2, "Two", desk.wins)
    desk.show(3, "Three", desk.losses)
    assert desk.delivers() == 2
    assert (desk.stands(), desk.stands(desk.losses)) == (["One"], ["Three"])


# ── threads that are gone ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("manner", "stands"), [(CELEBRATION, ["Child"]), (NEWS, [])])
def test_where_the_thread_is_gone_a_celebration_stands_in_the_channel_and_news_goes_with_it(
    desk: Desk, manner: Manner, stands: list[str]
) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.edit(1, "Parent, with one more")
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers(worker(desk, manner)) == 0
    assert desk.stands() == stands


@pytest.mark.parametrize(("manner", "stands", "posts"), [(CELEBRATION, ["Child", "Another"], 3), (NEWS, [], 2)])
def test_where_nobody_knew_that_the_thread_is_gone_a_celebration_stays_in_the_channel_and_news_is_taken_back(
    desk: Desk, manner: Manner, stands: list[str], posts: int
) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.show(2, "Child", desk.wins, under=1)
    desk.show(3, "Another", desk.wins, under=1)
    assert desk.delivers(worker(desk, manner)) == 0
    assert desk.stands() == stands
    assert len(desk.calls("chat.postMessage")) == posts


@pytest.mark.parametrize("fault", ["http:500", "lost_before", "error:cant_delete_message"])
def test_what_cannot_be_taken_back_stays_in_the_channel_and_follows_what_it_tells(desk: Desk, fault: str) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.sandbox.faults.on("chat.delete", fault)
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers() == 0
    desk.edit(2, "Child, corrected")
    assert desk.delivers_later(**LEASE_LAPSES) == 0
    assert desk.stands() == ["Child, corrected"]


def test_what_slack_is_too_busy_to_take_back_is_taken_back_when_it_says(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.sandbox.faults.on("chat.delete", "ratelimited", times=2, retry_after=0)
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers() == 0
    assert desk.stands() == []


def test_a_celebration_is_posted_in_the_channel_if_slack_refuses_its_thread(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.faults.on("chat.postMessage", "error:thread_not_found")
    desk.show(2, "Child", desk.wins, under=1)
    assert desk.delivers(worker(desk, CELEBRATION)) == 0
    assert desk.stands() == ["Parent", "Child"]


def test_a_celebration_in_doubt_whose_thread_is_gone_is_looked_up_in_the_channel(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.show(2, "Child", desk.wins, under=1)
    desk.delivers(worker(desk, CELEBRATION))
    desk.clock.wait(**LEASE_LAPSES)
    assert desk.delivers(worker(desk, CELEBRATION)) == 0
    assert desk.stands() == ["Child"]
    assert desk.row(2).parked_reason is None


def test_what_left_its_thread_is_looked_up_in_the_channel(desk: Desk) -> None:
    desk.show(1, "Parent", desk.wins)
    desk.withdraw(1)
    desk.show(2, "Child", desk.wins, under=1)
    desk.sandbox.faults.on("chat.postMessage", "lost_after")
    desk.delivers(worker(desk, CELEBRATION))
    desk.clock.wait(**LEASE_LAPSES)
    assert desk.delivers(worker(desk, CELEBRATION)) == 0
    assert desk.stands() == ["Child"]


# ── admitted, and told together ──────────────────────────────────────────────────────────────────────────


def head(_: Session, count: int) -> Rendered:
    return blocks.words(f"{count} things")


class Together:
    """Notes that are told within one message."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.worker = desk.worker_with({"note": Kind(desk.render, NEWS), "bundle": Kind(head, NOTICE)})
        with desk.database.writing() as session:
            rows = list(session.query(OutboxMessage).order_by(OutboxMessage.id))
            bundle = bundles.begin(session, rows[0], person_id=1)
            bundles.join(bundle, rows, now=desk.clock.now())
            bundle.admitted_at = desk.clock.now()

    def told(self) -> list[str]:
        assert self.desk.delivers(self.worker) == 0
        return [message.plain for message in self.desk.rita.dms]


@pytest.fixture
def together(desk: Desk) -> Together:
    for number, text in enumerate(["One", "Two", "Three"], 1):
        desk.show(number, text, desk.rita)
    return Together(desk)


def test_what_is_told_together_is_one_message_with_a_head(together: Together) -> None:
    (told,) = together.told()
    assert [line for line in told.splitlines() if line.isalnum() or " " in line] == ["3 things", "One", "Two", "Three"]
    assert together.desk.rita.dms[0].text.splitlines() == ["3 things", "One", "Two", "Three"]


def test_a_part_that_changes_is_changed_where_it_is_told(together: Together) -> None:
    together.told()
    together.desk.edit(2, "Two, corrected")
    assert "Two, corrected" in together.told()[0]
    together.desk.withdraw(2)
    (told,) = together.told()
    assert "Two" not in told
    assert "2 things" in told


def test_of_what_is_told_together_the_last_one_stands_without_a_head_and_none_stands_nowhere(
    together: Together,
) -> None:
    together.told()
    for number in (1, 2):
        together.desk.withdraw(number)
    assert together.told() == ["Three"]
    together.desk.withdraw(3)
    assert together.told() == []


def test_a_part_that_is_shown_anew_after_the_message_was_deleted_stands_by_itself(together: Together) -> None:
    together.told()
    together.desk.sandbox.workspace.delete(together.desk.rita.dms[0])
    together.desk.edit(1, "One, corrected")
    assert together.told() == []
    together.desk.show(1, "One, anew", together.desk.rita)
    assert together.told() == ["One, anew"]


def test_more_than_fits_into_one_message_is_told_in_fewer_blocks(desk: Desk) -> None:
    for number in range(1, 31):
        desk.show(number, f"Note {number}", desk.rita)
    wide = Kind(lambda _, number: blocks.message(*[blocks.section(f"Note {number}")] * 4, text=f"Note {number}"), NEWS)
    together = Together(desk)
    together.worker = desk.worker_with({"note": wide, "bundle": Kind(head, NOTICE)})
    (told,) = together.told()
    assert all(f"Note {number}" in told for number in range(1, 31))


@pytest.mark.parametrize("length", [20, 2900])
def test_two_hundred_that_waited_are_one_message_that_slack_takes(desk: Desk, length: int) -> None:
    for number in range(1, 201):
        desk.show(number, f"Note {number} ".ljust(length, "é"), desk.rita)
    (told,) = Together(desk).told()
    assert "200 things" in told
    assert "Note 1 " in told
    assert " more" in told
    notified = desk.rita.dms[0].text.splitlines()
    assert notified[-1] == f"and {200 - len(notified[1:-1])} more"


def test_a_notice_is_not_sent_before_it_is_admitted_and_holds_up_nothing(desk: Desk) -> None:
    desk.show(1, "One", desk.rita, kind="notice")
    desk.show(2, "Two", desk.rita)
    held = outbox.Selection(held=["notice"])

    def claimed() -> list[str]:
        moments: dict[str, Any] = {"now": desk.clock.now(), "real_now": desk.clock.real_now()}
        candidates = outbox.candidates(session, {WORKSPACE: 9}, selection=held, **moments)
        return [claim.key for claim in outbox.claim(session, candidates, "anna", **moments)]

    with desk.database.writing() as session:
        assert claimed() == [key(2)]
        session.query(OutboxMessage).filter_by(key=key(1)).one().admitted_at = desk.clock.now()
        session.flush()
        assert claimed() == [key(1)]
