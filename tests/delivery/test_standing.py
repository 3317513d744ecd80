"""Delivery makes Slack agree with the outbox, in order and each message once."""

from tests.notes import Desk

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


def test_what_was_deleted_by_hand_is_not_put_back_by_showing_it_again_before_that_was_noticed(desk: Desk) -> None:
    desk.show(1, "One", desk.wins)
    desk.delivers()
    desk.sandbox.workspace.delete(desk.wins.messages[0])
    desk.withdraw(1)
    desk.show(1, "One, again", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == []
    desk.show(1, "One, anew", desk.wins)
    assert desk.delivers() == 0
    assert desk.stands() == ["One, anew"]
