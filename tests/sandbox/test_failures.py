"""Failures on order, and Slack's pace: what the bot meets on a bad day."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Channel, Person, Sandbox
from bot.sandbox.pacing import Rate
from tests.sandbox.tiny_bot import SECRET, HandClock

LOST = (http.client.RemoteDisconnected, ConnectionError)


def post(client: WebClient, channel: Channel, **more: Any) -> Any:
    return client.chat_postMessage(channel=channel.id, text="48k", **more)


def test_a_call_is_told_to_wait(sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel) -> None:
    sandbox.faults.on("chat.postMessage", "ratelimited", retry_after=3)
    with pytest.raises(SlackApiError) as caught:
        post(client, wins)
    response = caught.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
    assert rita.sees("wins") == []
    post(client, wins)


def test_a_call_meets_an_error_of_slack(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    sandbox.faults.on("chat.postMessage", "error:restricted_action", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="restricted_action"):
            post(client, wins)
    post(client, wins)


def test_a_call_meets_a_server_in_trouble(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    sandbox.faults.on("chat.postMessage", "http:503")
    with pytest.raises(SlackApiError) as caught:
        post(client, wins)
    assert caught.value.response.status_code == 503


def test_a_call_lost_on_its_way_did_nothing(sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel) -> None:
    sandbox.faults.on("chat.postMessage", "lost_before")
    with pytest.raises(LOST):
        post(client, wins)
    assert rita.sees("wins") == []


def test_a_call_whose_answer_is_lost_did_happen(
    sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel
) -> None:
    sandbox.faults.on("chat.postMessage", "lost_after")
    with pytest.raises(LOST):
        post(client, wins)
    assert len(rita.sees("wins")) == 1


def test_a_slow_call_takes_its_time_and_succeeds(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    sandbox.faults.on("chat.postMessage", "slow", seconds=0.02)
    client.timeout = 0.01  # type: ignore[assignment]
    with pytest.raises(TimeoutError):
        post(client, wins)


def test_a_held_call_goes_on_when_it_is_released(
    sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel
) -> None:
    sandbox.faults.on("chat.postMessage", "held")
    with ThreadPoolExecutor() as pool:
        posting = pool.submit(post, client, wins)
        while not sandbox.calls:
            assert not posting.done()
        assert rita.sees("wins") == []
        sandbox.faults.release()
        assert posting.result()["ok"]
    assert len(rita.sees("wins")) == 1


def test_a_storm_hits_a_share_of_all_calls_as_its_seed_has_it(sandbox: Sandbox, client: WebClient) -> None:
    def hits(seed: int) -> list[bool]:
        sandbox.faults.storm(["error:fatal_error", "ratelimited"], share=0.4, seed=seed)
        found = [sandbox.faults.take("auth.test", None) is not None for _ in range(200)]
        sandbox.faults.clear()
        return found

    assert hits(1) == hits(1) != hits(2)
    assert 50 < sum(hits(1)) < 110
    client.auth_test()


def test_a_fault_may_be_narrowed_to_a_channel_or_meet_every_call(
    sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel
) -> None:
    other = sandbox.add_channel("other", [rita])
    sandbox.faults.on("*", "error:fatal_error", times=None, channel=other.id)
    post(client, wins)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(client, other)
    sandbox.faults.clear()
    post(client, other)


def test_an_unknown_kind_of_fault_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        sandbox.faults.on("chat.postMessage", "lost")


def test_while_slack_is_down_every_call_is_lost(sandbox: Sandbox, client: WebClient, wins: Channel) -> None:
    sandbox.down = True
    with pytest.raises(LOST):
        client.auth_test()
    sandbox.down = False
    post(client, wins)


@pytest.fixture
def paced(clock: HandClock) -> Any:
    with Sandbox(clock=clock, signing_secret=SECRET, rate_limits=True) as sandbox:
        yield sandbox


def waits(sandbox: Sandbox, method: str, **arguments: Any) -> int:
    """How long Slack tells the call to wait; 0 when it is let in."""
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    try:
        client.api_call(method, json=arguments)
    except SlackApiError as refusal:
        return int(refusal.response.headers.get("Retry-After", 0))
    return 0


def test_a_channel_takes_a_small_burst_and_then_one_message_a_second(paced: Sandbox, clock: HandClock) -> None:
    wins, other = paced.add_channel("wins"), paced.add_channel("other")
    assert [waits(paced, "chat.postMessage", channel=wins.id, text="x") for _ in range(4)] == [0, 0, 0, 1]
    assert waits(paced, "chat.postMessage", channel=other.id, text="x") == 0
    clock.wait(1)
    assert [waits(paced, "chat.postMessage", channel=wins.id, text="x") for _ in range(2)] == [0, 1]


def test_the_workspace_has_a_pace_of_its_own(paced: Sandbox, clock: HandClock) -> None:
    paced.pacing.workspace = Rate(2, 2)
    channels = [paced.add_channel(f"c{number}") for number in range(3)]
    assert [waits(paced, "chat.postMessage", channel=c.id, text="x") for c in channels] == [0, 0, 1]
    clock.wait(0.5)
    assert waits(paced, "chat.postMessage", channel=channels[2].id, text="x") == 0


def test_a_workspace_may_be_without_limits(paced: Sandbox) -> None:
    wins = paced.add_channel("wins")
    paced.pacing.workspace = paced.pacing.channel = None
    paced.pacing.methods.clear()
    assert not any(waits(paced, "chat.postMessage", channel=wins.id, text="x") for _ in range(60))
    assert not any(waits(paced, "users.list") for _ in range(30))
    assert paced.pacing.refused == 0


def test_refusals_are_counted(paced: Sandbox) -> None:
    wins = paced.add_channel("wins")
    for _ in range(5):
        waits(paced, "chat.postMessage", channel=wins.id, text="x")
    assert paced.pacing.refused == 2


def test_other_methods_have_so_many_calls_a_minute(paced: Sandbox, clock: HandClock) -> None:
    assert [waits(paced, "users.list") for _ in range(21)] == [0] * 20 + [3]
    assert waits(paced, "users.info", user="U404") == 0
    clock.wait(60)
    assert waits(paced, "users.list") == 0


def test_moving_peoples_time_does_not_refill_the_pace(paced: Sandbox, clock: HandClock) -> None:
    assert [waits(paced, "users.list") for _ in range(21)][-1] == 3
    clock.move_to(clock.now().replace(year=2027))
    assert waits(paced, "users.list") == 3
