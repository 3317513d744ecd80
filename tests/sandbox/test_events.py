"""Events: sent when subscribed, in Slack's envelope, and again when a test asks."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.tiny_bot import MANIFEST, Bot

pytestmark = pytest.mark.usefixtures("wins", "bot")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda rita: rita.leaves("wins"), {"type": "member_left_channel", "user": "{rita}", "channel": "{wins}"}),
        (lambda rita: rita.joins("wins"), {"type": "member_joined_channel", "user": "{rita}"}),
        (lambda rita: rita.archives("wins"), {"type": "channel_archive", "channel": "{wins}"}),
        (lambda rita: rita.opens_home(), {"type": "app_home_opened", "user": "{rita}", "tab": "home"}),
    ],
)
def test_what_people_do_is_told_to_the_bot(
    bot: Bot, rita: Person, wins: Channel, act: Callable[[Person], None], expected: dict[str, str]
) -> None:
    act(rita)
    told = {key: value.format(rita=rita.id, wins=wins.id) for key, value in expected.items()}
    assert bot.heard["event"].items() >= told.items()


def test_moving_renaming_and_leaving_are_user_changes(bot: Bot, rita: Person) -> None:
    rita.moves_to("Asia/Kolkata")
    assert bot.heard["event"]["user"]["tz"] == "Asia/Kolkata"
    assert bot.heard["event"]["user"]["tz_offset"] == 19_800
    rita.renames("Rita Bianchi")
    assert bot.heard["event"]["user"]["profile"]["real_name"] == "Rita Bianchi"
    rita.leaves_slack()
    assert bot.heard["event"]["user"]["deleted"] is True


def test_a_new_status_is_a_user_change_with_its_end(bot: Bot, rita: Person) -> None:
    rita.sets_status("Vacationing", ":palm_tree:", datetime(2026, 12, 4, 23, 0, tzinfo=UTC))
    profile = bot.heard["event"]["user"]["profile"]
    assert (profile["status_text"], profile["status_emoji"]) == ("Vacationing", ":palm_tree:")
    assert profile["status_expiration"] == 1_796_425_200
    rita.sets_status()
    assert bot.heard["event"]["user"]["profile"]["status_expiration"] == 0


def test_a_renamed_channel_is_told_with_its_new_name(bot: Bot, rita: Person) -> None:
    rita.renames_channel("wins", "deals")
    assert bot.heard["event"]["channel"]["name"] == "deals"


def test_an_event_comes_in_slacks_envelope(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    rita.moves_to("Asia/Kolkata")
    envelope = bot.heard
    assert envelope["type"] == "event_callback"
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == sandbox.workspace.app.user_id
    assert (envelope["team_id"], envelope["api_app_id"]) == ("T0SANDBOX", "A0SANDBOX")


def test_what_is_not_subscribed_is_not_sent(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    sandbox.load_manifest(MANIFEST | {"settings": {}})
    rita.moves_to("Asia/Kolkata")
    rita.opens_home()
    assert bot.bodies == []


def test_an_event_is_sent_again_with_the_same_id(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    rita.moves_to("Asia/Kolkata")
    sandbox.retry_last_event()
    sandbox.retry_last_event()
    assert len({body["event_id"] for body in bot.bodies}) == 1
    assert [headers.get("x-slack-retry-num") for headers in bot.headers] == [None, "1", "2"]


def test_an_event_that_fails_is_a_trouble(sandbox: Sandbox, rita: Person) -> None:
    rita.moves_to("Asia/Kolkata")
    assert sandbox.troubles == ["@rita: event user_change: status 404"]
