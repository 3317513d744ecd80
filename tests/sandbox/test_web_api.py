"""The Web API as slack-sdk meets it: what it does, what it refuses, and in which words."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.blockkit import actions, button, section
from tests.sandbox.refusals import refusal
from tests.sandbox.tiny_bot import MANIFEST, HandClock

METADATA = {"event_type": "win", "event_payload": {"key": "win:17"}}


def test_a_token_is_needed_and_must_be_the_right_one(sandbox: Sandbox) -> None:
    assert refusal(WebClient(base_url=sandbox.api_url).auth_test) == "not_authed"
    assert refusal(WebClient("xoxb-other", base_url=sandbox.api_url).auth_test) == "invalid_auth"


def test_an_unknown_method_is_named_so(client: WebClient) -> None:
    assert refusal(client.api_call, api_method="chat.scheduleMessage") == "unknown_method"


def test_the_bot_learns_who_it_is_and_who_the_others_are(client: WebClient, rita: Person, sandbox: Sandbox) -> None:
    me = client.auth_test()
    assert (me["team_id"], me["user_id"]) == ("T0SANDBOX", sandbox.workspace.app.user_id)
    assert client.bots_info(bot=me["bot_id"])["bot"]["user_id"] == me["user_id"]
    assert client.team_info()["team"]["name"] == "Northwind"
    user = client.users_info(user=rita.id)["user"]
    assert (user["name"], user["real_name"], user["tz"]) == ("rita", "Rita Rossi", "Europe/Berlin")
    assert [user["name"] for user in client.users_list()["members"]] == ["pacesetter", "rita"]
    assert refusal(client.users_info, user="U404") == "user_not_found"


@pytest.mark.parametrize(
    ("trait", "field"),
    [
        ("guest", "is_restricted"),
        ("ultra_guest", "is_ultra_restricted"),
        ("stranger", "is_stranger"),
        ("bot", "is_bot"),
        ("deleted", "deleted"),
        ("admin", "is_admin"),
    ],
)
def test_slack_says_what_kind_of_user_somebody_is(
    sandbox: Sandbox, client: WebClient, rita: Person, trait: str, field: str
) -> None:
    kim = sandbox.add_person("kim", "Kim Oh", **{trait: True})  # type: ignore[arg-type]
    assert client.users_info(user=kim.id)["user"][field] is True
    assert client.users_info(user=rita.id)["user"][field] is False


def test_a_stranger_is_of_another_team(sandbox: Sandbox, client: WebClient) -> None:
    kim = sandbox.add_person("kim", "Kim Oh", stranger=True)
    assert client.users_info(user=kim.id)["user"]["team_id"] != "T0SANDBOX"


def test_a_message_is_posted_edited_and_deleted(client: WebClient, rita: Person, wins: Channel) -> None:
    posted = client.chat_postMessage(channel=wins.id, text="48k", blocks=[section("*48k*", block_id="win:17#1")])
    assert (rita.last().text, rita.last().plain, rita.last().edited) == ("48k", "48k", False)
    assert posted["message"]["blocks"][0]["block_id"] == "win:17#1"
    client.chat_update(channel=wins.id, ts=posted["ts"], text="50k")
    assert (rita.last().text, rita.last().blocks, rita.last().edited) == ("50k", [], True)
    assert client.chat_getPermalink(channel=wins.id, message_ts=posted["ts"])["permalink"].startswith("https://")
    client.chat_delete(channel=wins.id, ts=posted["ts"])
    assert rita.sees("wins") == []


def test_ids_are_made_up_where_the_bot_gave_none(client: WebClient, rita: Person, wins: Channel) -> None:
    client.chat_postMessage(channel=wins.id, text="x", blocks=[section("a"), section("b")])
    ids = [block["block_id"] for block in rita.last().blocks]
    assert len(set(ids)) == 2


def test_a_message_is_stamped_with_the_time_people_see(
    clock: HandClock, client: WebClient, rita: Person, wins: Channel
) -> None:
    first, second = (client.chat_postMessage(channel=wins.id, text="x")["ts"] for _ in range(2))
    assert int(float(first)) == int(clock.now().timestamp())
    assert first < second
    assert rita.last().ts == second


def test_posting_to_a_person_opens_the_dm(client: WebClient, rita: Person, lee: Person) -> None:
    posted = client.chat_postMessage(channel=rita.id, text="Good morning")
    assert posted["channel"].startswith("D")
    assert [message.text for message in rita.dms] == ["Good morning"]
    assert rita.last("@pacesetter").text == "Good morning"
    assert lee.dms == []
    assert client.conversations_open(users=rita.id)["channel"]["id"] == posted["channel"]
    history = client.conversations_history(channel=posted["channel"])
    assert history["messages"][0]["text"] == "Good morning"


def test_an_ephemeral_is_seen_by_one_and_out_of_reach_of_edits(
    client: WebClient, rita: Person, lee: Person, wins: Channel
) -> None:
    ts = client.chat_postEphemeral(channel=wins.id, user=rita.id, text="psst")["message_ts"]
    assert (rita.last().text, lee.sees("wins")) == ("psst", [])
    assert refusal(client.chat_update, channel=wins.id, ts=ts, text="x") == "message_not_found"
    assert client.conversations_history(channel=wins.id)["messages"] == []


def test_a_reply_to_what_is_gone_is_posted_in_the_channel_as_in_slack(client: WebClient, wins: Channel) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="parent")["ts"]
    client.chat_delete(channel=wins.id, ts=ts)
    answer = client.chat_postMessage(channel=wins.id, text="reply", thread_ts=ts)
    assert "thread_ts" not in answer["message"]
    assert [message.text for message in wins.messages] == ["reply"]


def test_what_the_bot_may_not_write_is_refused_by_name(
    sandbox: Sandbox, client: WebClient, rita: Person, lee: Person, wins: Channel
) -> None:
    private = sandbox.add_channel("board", [lee], private=True, bot_is_in=False)
    public = sandbox.add_channel("lunch", [lee], bot_is_in=False)
    gone = sandbox.add_person("gone", "Gone Girl", deleted=True)
    robot = sandbox.add_person("robot", "Robot", bot=True)
    post = client.chat_postMessage
    assert refusal(post, channel="C404", text="x") == "channel_not_found"
    assert refusal(post, channel=private.id, text="x") == "channel_not_found"
    assert refusal(post, channel=public.id, text="x") == "not_in_channel"
    assert refusal(post, channel=gone.id, text="x") == "user_disabled"
    assert refusal(post, channel=robot.id, text="x") == "cannot_dm_bot"
    assert refusal(client.api_call, api_method="chat.postMessage", json={"channel": wins.id}) == "no_text"
    assert refusal(post, channel=wins.id, text="x", blocks=[{"type": "section"}]) == "invalid_blocks"
    assert refusal(client.chat_postEphemeral, channel=wins.id, user=gone.id, text="x") == "user_not_in_channel"
    rita.archives(wins)
    assert refusal(post, channel=wins.id, text="x") == "is_archived"
    assert sandbox.troubles


def test_the_reasons_of_a_refusal_are_listed(client: WebClient, wins: Channel) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=wins.id, text="x", blocks=[actions(button("x" * 76, "a"))])
    (reason,) = caught.value.response["response_metadata"]["messages"]
    assert reason == "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"


def test_only_its_own_messages_can_be_changed(client: WebClient, rita: Person, wins: Channel) -> None:
    rita.types("mine")
    ts = rita.last().ts
    assert refusal(client.chat_update, channel=wins.id, ts=ts, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=wins.id, ts=ts) == "cant_delete_message"
    assert refusal(client.chat_update, channel=wins.id, ts="1.2", text="x") == "message_not_found"


def test_a_deleted_message_with_replies_leaves_a_stone(client: WebClient, rita: Person, wins: Channel) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="48k")["ts"]
    rita.types("Well done", thread=rita.last())
    client.chat_delete(channel=wins.id, ts=ts)
    assert rita.last().text == "This message was deleted."
    assert [reply.text for reply in rita.last().replies] == ["Well done"]


def test_a_channel_tells_what_it_is_and_who_is_in_it(
    sandbox: Sandbox, client: WebClient, rita: Person, lee: Person
) -> None:
    deals = sandbox.add_channel("deals", [rita, lee], bot_is_in=False, ext_shared=True)
    info = client.conversations_info(channel=deals.id)["channel"]
    assert (info["name"], info["is_member"], info["is_ext_shared"]) == ("deals", False, True)
    client.conversations_join(channel=deals.id)
    assert client.conversations_info(channel=deals.id)["channel"]["is_member"] is True
    first = client.conversations_members(channel=deals.id, limit=2)
    assert first["members"] == [rita.id, lee.id]
    rest = client.conversations_members(channel=deals.id, cursor=first["response_metadata"]["next_cursor"])
    assert rest["members"] == [sandbox.workspace.app.user_id]


def test_history_goes_back_page_by_page_without_replies(client: WebClient, rita: Person, wins: Channel) -> None:
    stamps = [client.chat_postMessage(channel=wins.id, text=str(n))["ts"] for n in range(5)]
    client.chat_postMessage(channel=wins.id, text="reply", thread_ts=stamps[0])
    first = client.conversations_history(channel=wins.id, limit=2)
    client.chat_postMessage(channel=wins.id, text="meanwhile")
    pages = [page["messages"] for page in first]
    assert [[message["text"] for message in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert pages[2][0]["reply_count"] == 1
    between = client.conversations_history(channel=wins.id, oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    inclusive = client.conversations_history(channel=wins.id, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]
    assert len(rita.sees("wins")) == 6


def test_replies_come_with_their_first_message(client: WebClient, wins: Channel) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="48k")["ts"]
    for text in ("one", "two"):
        client.chat_postMessage(channel=wins.id, text=text, thread_ts=ts)
    thread = client.conversations_replies(channel=wins.id, ts=ts)["messages"]
    assert [message["text"] for message in thread] == ["48k", "one", "two"]
    assert refusal(client.conversations_replies, channel=wins.id, ts="1.2") == "thread_not_found"


def test_metadata_comes_back_only_when_it_is_asked_for(client: WebClient, wins: Channel) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="48k", metadata=METADATA)["ts"]
    client.chat_postMessage(channel=wins.id, text="reply", thread_ts=ts, metadata=METADATA)
    asked: dict[str, Any] = {"channel": wins.id, "include_all_metadata": True}
    assert "metadata" not in client.conversations_history(channel=wins.id)["messages"][0]
    assert client.conversations_history(**asked)["messages"][0]["metadata"] == METADATA
    assert [m["metadata"] for m in client.conversations_replies(**asked, ts=ts)["messages"]] == [METADATA, METADATA]


def test_reactions_are_added_and_removed(client: WebClient, rita: Person, wins: Channel) -> None:
    ts = client.chat_postMessage(channel=wins.id, text="48k")["ts"]
    reaction = {"channel": wins.id, "timestamp": ts, "name": "tada"}
    client.reactions_add(**reaction)
    assert list(rita.last().reactions) == ["tada"]
    assert refusal(client.reactions_add, **reaction) == "already_reacted"
    client.reactions_remove(**reaction)
    assert refusal(client.reactions_remove, **reaction) == "no_reaction"


def test_what_the_manifest_does_not_ask_for_is_out_of_reach(
    sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel
) -> None:
    private = sandbox.add_channel("board", [rita], private=True)
    scopes = ["chat:write", "channels:history"]
    sandbox.load_manifest(MANIFEST | {"oauth_config": {"scopes": {"bot": scopes}}})
    client.conversations_history(channel=wins.id)
    with pytest.raises(SlackApiError) as caught:
        client.conversations_history(channel=private.id)
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "groups:history"


def test_an_app_without_a_messages_tab_cannot_write_to_people(
    sandbox: Sandbox, client: WebClient, rita: Person
) -> None:
    sandbox.load_manifest(MANIFEST | {"features": {"app_home": {"home_tab_enabled": True}}})
    assert refusal(client.chat_postMessage, channel=rita.id, text="x") == "messages_tab_disabled"


def test_every_call_is_kept_for_tests_that_count(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    client.chat_postMessage(channel=wins.id, text="48k")
    ((method, arguments),) = sandbox.calls
    assert method == "chat.postMessage"
    assert arguments == {"channel": wins.id, "text": "48k"}
