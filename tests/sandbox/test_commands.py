"""Slash commands and messages: what Slack sends, and what people see of the answer."""

from typing import Any

import pytest

from bot.sandbox import Channel, NotVisible, Person, Sandbox, payloads
from tests.sandbox.tiny_bot import Bot

pytestmark = pytest.mark.usefixtures("wins", "bot")


def answers(bot: Bot, command: str, *args: Any, **answer: Any) -> None:
    @bot.app.command(command)
    def listen(ack: Any) -> None:
        ack(*args, **answer)


def test_a_command_reaches_bolt_signed_and_its_answer_is_seen_by_her_alone(bot: Bot, rita: Person, lee: Person) -> None:
    answers(bot, "/win", "Counted.")
    answer = rita.types("/win 48k Acme")
    assert answer is not None
    assert answer.text == "Counted."
    assert answer.ephemeral
    assert rita.sees("wins") == [answer]
    assert rita.answer is answer
    assert lee.sees("wins") == []


def test_a_command_carries_all_of_slacks_fields(bot: Bot, rita: Person, wins: Channel) -> None:
    answers(bot, "/win")
    rita.types("/win 48k Acme", in_="wins")
    assert bot.heard.keys() == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command",
        "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert bot.heard["user_id"] == rita.id
    assert (bot.heard["channel_id"], bot.heard["channel_name"]) == (wins.id, "wins")
    assert (bot.heard["command"], bot.heard["text"]) == ("/win", "48k Acme")


def test_a_command_typed_in_a_dm_says_so_in_its_channel_name(bot: Bot, rita: Person) -> None:
    answers(bot, "/win")
    rita.types("/win 1k", in_="@pacesetter")
    assert bot.heard["channel_name"] == "directmessage"
    assert bot.heard["channel_id"].startswith("D")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("with @lee.", "with <@{lee}|lee>."),
        ("in #wins", "in <#{wins}|wins>"),
        ("with @nobody", "with @nobody"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<@U1|x>", "&lt;@U1|x&gt;"),
        ("@here", "<!here>"),
        ("see https://acme.example/x", "see <https://acme.example/x>"),
        ("https://acme.example/x: <https://acme.example>", "<https://acme.example/x>: &lt;<https://acme.example>&gt;"),
        ("lee@example.com", "<mailto:lee@example.com|lee@example.com>"),
        ("Booking.com/plans, e.g.", "<http://Booking.com/plans|Booking.com/plans>, e.g."),
    ],
)
def test_should_escape_turns_what_is_typed_into_references(
    bot: Bot, rita: Person, lee: Person, wins: Channel, typed: str, sent: str
) -> None:
    answers(bot, "/win")
    rita.types(f"/win {typed}", in_=wins)
    assert bot.heard["text"] == sent.format(lee=lee.id, wins=wins.id)


def test_without_should_escape_mentions_stay_as_they_were_typed(bot: Bot, rita: Person) -> None:
    answers(bot, "/raw")
    rita.types("/raw with @lee & co")
    assert bot.heard["text"] == "with @lee &amp; co"


def test_an_answer_in_channel_is_seen_by_everyone(bot: Bot, rita: Person, lee: Person) -> None:
    answers(bot, "/win", text="48k!", response_type="in_channel")
    assert rita.types("/win 48k") is None
    assert lee.last("wins").text == "48k!"
    assert not lee.last("wins").ephemeral


def test_an_unknown_command_is_answered_by_slack_itself(bot: Bot, rita: Person) -> None:
    answer = rita.types("/lose 48k")
    assert answer is not None
    assert "is not a valid command" in answer.text
    assert bot.bodies == []


def test_a_command_that_nobody_listens_to_fails_in_slacks_words(rita: Person) -> None:
    answer = rita.types("/deaf")
    assert answer is not None
    assert answer.text == '/deaf failed with the error "dispatch_failed"'
    assert rita.trouble is not None


def test_a_bot_that_is_not_there_fails_in_slacks_words(sandbox: Sandbox, rita: Person) -> None:
    sandbox.events_url = "http://127.0.0.1:9/slack/events"
    answer = rita.types("/win 1k")
    assert answer is not None
    assert 'failed with the error "dispatch_failed"' in answer.text
    assert sandbox.troubles == ["@rita: /win: dispatch_failed"]


def test_a_bot_that_takes_too_long_times_out(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    sandbox.bot.patience = 0.05
    sandbox.faults.on("auth.test", "slow", seconds=0.2)

    @bot.app.command("/win")
    def listen(ack: Any, client: Any) -> None:
        client.auth_test()
        ack("Late.")

    answer = rita.types("/win 1k")
    assert answer is not None
    assert answer.text == '/win failed with the error "operation_timeout"'


def test_an_answer_beyond_slacks_limits_fails(bot: Bot, rita: Person) -> None:
    answers(bot, "/win", blocks=[{"type": "section"}])
    answer = rita.types("/win 1k")
    assert answer is not None
    assert "invalid_blocks" in answer.text


def test_a_wrong_signature_is_refused_by_bolt(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    answers(bot, "/win", "Counted.")
    assert sandbox.signed("command=/win", secret="another secret").status == 401
    assert sandbox.signed("command=/win", timestamp=1).status == 401
    rita.types("/win 1k")
    assert sandbox.last_request is not None
    assert sandbox.resend(sandbox.last_request).body == "Counted."


def test_a_payload_can_be_changed_before_it_is_sent(sandbox: Sandbox, bot: Bot, rita: Person, wins: Channel) -> None:
    answers(bot, "/win", "Counted.")
    payload = payloads.command(sandbox.workspace, rita.user, wins, "/win", "48k")
    response = sandbox.bot.sends_form(payload | {"user_id": "U666"})
    assert (response.status, bot.heard["user_id"]) == (200, "U666")


def test_a_message_is_an_event_only_where_the_bot_is_and_has_subscribed(
    sandbox: Sandbox, bot: Bot, rita: Person, wins: Channel
) -> None:
    without_bot = sandbox.add_channel("lunch", [rita], bot_is_in=False)
    private = sandbox.add_channel("board", [rita], private=True)
    rita.types("pizza?", in_=without_bot)
    rita.types("secret", in_=private)
    assert bot.bodies == []
    rita.types("hello @pacesetter", in_=wins)
    event = bot.heard["event"]
    assert event["text"] == f"hello <@{sandbox.workspace.app.user_id}>"
    assert (event["channel"], event["channel_type"], event["user"]) == (wins.id, "channel", rita.id)


def test_a_reply_stands_in_its_thread(rita: Person, lee: Person) -> None:
    rita.types("48k!")
    lee.types("Well done", thread=rita.last())
    assert [reply.text for reply in rita.last().replies] == ["Well done"]
    assert len(rita.sees("wins")) == 1


def test_nobody_types_or_looks_where_they_are_not(sandbox: Sandbox, rita: Person, lee: Person) -> None:
    board = sandbox.add_channel("board", [lee], private=True)
    with pytest.raises(NotVisible):
        rita.types("hello", in_=board)
    with pytest.raises(NotVisible):
        rita.sees(board)


def test_someone_who_left_slack_does_nothing_any_more(rita: Person) -> None:
    rita.leaves_slack()
    with pytest.raises(NotVisible):
        rita.types("/win 1k")
