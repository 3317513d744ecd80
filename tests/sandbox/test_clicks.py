"""Buttons and menus in messages, response_urls and reactions."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Channel, NotVisible, Person, Sandbox
from tests.sandbox.blockkit import actions, button, options, plain, section
from tests.sandbox.tiny_bot import Bot, HandClock

pytestmark = pytest.mark.usefixtures("wins", "bot")

ASKED = [section("Undo?"), actions(button(":leftwards_arrow: Undo", "undo", value="17"), button("Amend it", "amend"))]


def post(client: WebClient, channel: str, blocks: list[Any], text: str = "A win", **more: Any) -> str:
    return str(client.chat_postMessage(channel=channel, text=text, blocks=blocks, **more)["ts"])


def hears(bot: Bot, action_id: str, **answer: Any) -> None:
    @bot.app.action(action_id)
    def listen(ack: Any, respond: Any) -> None:
        ack()
        if answer:
            respond(**answer)


def test_a_click_tells_the_bot_who_what_and_where(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "undo")
    ts = post(client, wins.id, ASKED)
    rita.clicks("Undo")
    payload = bot.heard
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == rita.id
    assert payload["actions"][0].items() >= {"action_id": "undo", "value": "17", "type": "button"}.items()
    assert payload["container"].items() >= {"type": "message", "message_ts": ts, "channel_id": wins.id}.items()
    assert payload["message"]["blocks"][1]["block_id"] == payload["actions"][0]["block_id"]


def test_the_newest_visible_button_is_pressed(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "undo")
    post(client, wins.id, ASKED)
    newest = post(client, rita.id, ASKED)
    rita.clicks("Undo")
    assert bot.heard["container"]["message_ts"] == newest
    rita.clicks("Undo", on=rita.sees("wins")[0])
    assert bot.heard["container"]["message_ts"] == rita.sees("wins")[0].ts


def test_a_label_matches_by_its_beginning_too(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "amend")
    post(client, wins.id, ASKED)
    rita.clicks("Amend")
    assert bot.heard["actions"][0]["action_id"] == "amend"


def test_a_button_that_is_not_there_cannot_be_clicked(client: WebClient, rita: Person, wins: Channel) -> None:
    post(client, wins.id, ASKED)
    with pytest.raises(NotVisible, match="Amend it"):
        rita.clicks("Celebrate")


def test_buttons_meant_for_someone_else_cannot_be_clicked(
    client: WebClient, rita: Person, lee: Person, wins: Channel
) -> None:
    client.chat_postEphemeral(channel=wins.id, user=lee.id, text="Undo?", blocks=ASKED)
    with pytest.raises(NotVisible):
        rita.clicks("Undo")


def test_a_choice_in_a_menu_is_told_and_remembered(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "period")
    menu = {"type": "static_select", "action_id": "period", "options": options("Week", "Quarter")}
    post(client, wins.id, [section("Which?", accessory=menu)])
    rita.clicks("Quarter")
    assert bot.heard["actions"][0]["selected_option"]["value"] == "quarter"
    (chosen,) = bot.heard["state"]["values"].values()
    assert chosen["period"]["selected_option"]["value"] == "quarter"


def test_an_overflow_option_is_an_action(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "more")
    menu = {"type": "overflow", "action_id": "more", "options": options("Edit", "Remove")}
    post(client, wins.id, [section("A win", accessory=menu)])
    rita.clicks("Remove")
    assert bot.heard["actions"][0]["selected_option"]["value"] == "remove"


def test_checkboxes_toggle(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "days")
    boxes = {"type": "checkboxes", "action_id": "days", "options": options("Mon", "Tue")}
    post(client, wins.id, [actions(boxes)])
    for label, expected in (("Mon", ["mon"]), ("Tue", ["mon", "tue"]), ("Mon", ["tue"])):
        rita.clicks(label)
        assert [chosen["value"] for chosen in bot.heard["actions"][0]["selected_options"]] == expected


def test_a_response_url_answers_only_the_one_who_clicked(
    bot: Bot, client: WebClient, rita: Person, lee: Person, wins: Channel
) -> None:
    hears(bot, "undo", text="Undone.")
    post(client, wins.id, ASKED)
    answer = rita.clicks("Undo")
    assert answer is not None
    assert (answer.text, answer.ephemeral) == ("Undone.", True)
    assert len(lee.sees("wins")) == 1


def test_a_response_url_replaces_the_message_and_its_blocks(
    bot: Bot, client: WebClient, lee: Person, rita: Person, wins: Channel
) -> None:
    hears(bot, "undo", text="Taken back.", replace_original=True)
    post(client, wins.id, ASKED)
    rita.clicks("Undo")
    assert (lee.last("wins").text, lee.last("wins").blocks, lee.last("wins").edited) == ("Taken back.", [], True)


def test_a_response_url_deletes_an_ephemeral_message(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    hears(bot, "undo", delete_original=True)
    client.chat_postEphemeral(channel=wins.id, user=rita.id, text="Undo?", blocks=ASKED)
    rita.clicks("Undo")
    assert "message" not in bot.heard
    assert rita.sees("wins") == []


def clicked_url(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> WebhookClient:
    hears(bot, "undo")
    post(client, wins.id, ASKED)
    rita.clicks("Undo")
    return WebhookClient(bot.heard["response_url"], retry_handlers=[])


def test_a_response_url_works_five_times(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    url = clicked_url(bot, client, rita, wins)
    assert [url.send(text="again").status_code for _ in range(6)] == [200] * 5 + [404]
    assert len([m for m in rita.sees("wins") if m.text == "again"]) == 5


def test_a_response_url_works_for_thirty_minutes(
    bot: Bot, clock: HandClock, client: WebClient, rita: Person, wins: Channel
) -> None:
    url = clicked_url(bot, client, rita, wins)
    clock.wait(30 * 60)
    assert url.send(text="in time", response_type="in_channel").status_code == 200
    clock.wait(1)
    assert "expired_url" in url.send(text="late").body
    assert not rita.last("wins").ephemeral


def test_a_response_url_refuses_what_slack_refuses(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    url = clicked_url(bot, client, rita, wins)
    assert "no_text" in url.send(response_type="ephemeral").body
    assert "invalid_blocks" in url.send(blocks=[{"type": "header", "text": plain("x" * 151)}]).body


def test_a_click_that_the_bot_does_not_answer_is_a_trouble(
    sandbox: Sandbox, client: WebClient, rita: Person, wins: Channel
) -> None:
    post(client, wins.id, ASKED)
    rita.clicks("Undo")
    assert rita.trouble is not None
    assert sandbox.troubles == ["@rita: button undo: status 404"]


def test_ephemerals_are_gone_after_a_reload(client: WebClient, rita: Person, wins: Channel) -> None:
    client.chat_postEphemeral(channel=wins.id, user=rita.id, text="Undo?")
    rita.reloads()
    assert rita.sees("wins") == []


def test_a_reaction_toggles(client: WebClient, rita: Person, wins: Channel) -> None:
    post(client, wins.id, ASKED)
    rita.reacts("tada", rita.last())
    assert rita.last().reactions == {"tada": [rita.id]}
    rita.reacts("tada", rita.last())
    assert rita.last().reactions == {}


def test_a_message_shortcut_carries_its_message(bot: Bot, rita: Person, lee: Person) -> None:
    bot.app.shortcut("log_as_win")(lambda ack: ack())
    lee.types("Acme signed!")
    rita.uses_shortcut("Log as a win", on=rita.last())
    assert (bot.heard["type"], bot.heard["callback_id"]) == ("message_action", "log_as_win")
    assert bot.heard["message"]["text"] == "Acme signed!"
    with pytest.raises(NotVisible):
        rita.uses_shortcut("Log as a win")
