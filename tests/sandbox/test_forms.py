"""Modals and App Home: opened, filled, refused, submitted, stacked and closed."""

from datetime import date
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Channel, NotVisible, Person, Sandbox, View
from tests.sandbox.blockkit import Json, actions, button, field, home, modal, options, plain, section, text_field
from tests.sandbox.refusals import refusal
from tests.sandbox.tiny_bot import Bot, HandClock

pytestmark = pytest.mark.usefixtures("wins", "bot")

SELECT = {"type": "static_select", "options": options("Week", "Quarter")}


def form_of(person: Person) -> View:
    assert person.form is not None
    return person.form


def opens(bot: Bot, view: Json) -> None:
    @bot.app.command("/form")
    def listen(ack: Any, client: WebClient, body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def submission_is_answered(bot: Bot, **answer: Any) -> list[Json]:
    views: list[Json] = []

    @bot.app.view("form")
    def listen(ack: Any, view: Json) -> None:
        views.append(view)
        ack(**answer)

    return views


def test_a_form_is_opened_filled_and_submitted(bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount"), field("period", "Period", SELECT), private_metadata="17"))
    views = submission_is_answered(bot)
    rita.types("/form")
    assert form_of(rita).labels == ["Amount", "Period"]
    rita.fills("Amount", "48k")
    rita.fills("Period", "Quarter")
    assert form_of(rita).value("Period") == "Quarter"
    assert rita.submits()
    assert rita.form is None
    assert views[0]["private_metadata"] == "17"
    values = views[0]["state"]["values"]
    assert values["amount"]["amount"] == {"type": "plain_text_input", "value": "48k"}
    assert values["period"]["period"]["selected_option"]["value"] == "quarter"


def test_every_kind_of_input_can_be_filled(bot: Bot, rita: Person, lee: Person, wins: Channel) -> None:
    opens(
        bot,
        modal(
            field("n", "Number", {"type": "number_input", "is_decimal_allowed": False}),
            field("d", "Day", {"type": "datepicker"}),
            field("u", "Who", {"type": "users_select"}),
            field("us", "Helpers", {"type": "multi_users_select"}),
            field("c", "Where", {"type": "conversations_select"}),
            field("r", "Pick", {"type": "radio_buttons", "options": options("Yes", "No")}),
            field("b", "Days", {"type": "checkboxes", "options": options("Mon", "Tue")}),
        ),
    )
    views = submission_is_answered(bot)
    rita.types("/form")
    rita.fills("Number", 12)
    rita.fills("Day", date(2026, 12, 31))
    rita.fills("Who", "@lee")
    rita.fills("Helpers", [lee, "@rita"])
    rita.fills("Where", "#wins")
    rita.fills("Pick", "Yes")
    rita.fills("Days", ["Mon", "Tue"])
    assert form_of(rita).value("Helpers") == "@lee, @rita"
    assert rita.submits()
    values = {name: next(iter(held.values())) for name, held in views[0]["state"]["values"].items()}
    assert values["n"]["value"] == "12"
    assert values["d"]["selected_date"] == "2026-12-31"
    assert values["u"]["selected_user"] == lee.id
    assert values["us"]["selected_users"] == [lee.id, rita.id]
    assert values["c"]["selected_conversation"] == wins.id
    assert values["r"]["selected_option"]["value"] == "yes"
    assert [chosen["value"] for chosen in values["b"]["selected_options"]] == ["mon", "tue"]


def test_a_required_field_left_empty_is_refused_without_asking_the_bot(bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount"), text_field("why", "Why", optional=True)))
    rita.types("/form")
    requests = len(bot.bodies)
    assert not rita.submits()
    assert form_of(rita).errors == {"Amount": "Please complete this required field."}
    assert len(bot.bodies) == requests


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "max_length": 3}, "long"),
        ({"type": "plain_text_input", "min_length": 3}, "no"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "1"}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True}, "many"),
        ({"type": "email_text_input"}, "rita"),
        ({"type": "url_text_input"}, "acme"),
    ],
)
def test_what_does_not_fit_an_input_is_refused_without_asking_the_bot(
    bot: Bot, rita: Person, element: Json, value: str
) -> None:
    opens(bot, modal(field("x", "Field", element)))
    rita.types("/form")
    rita.fills("Field", value)
    assert not rita.submits()
    assert list(form_of(rita).errors) == ["Field"]


def test_the_bots_errors_stand_at_their_fields_until_they_are_filled_again(bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount")))
    submission_is_answered(bot, response_action="errors", errors={"amount": "No number in that."})
    rita.types("/form")
    rita.fills("Amount", "lots")
    assert not rita.submits()
    assert form_of(rita).errors == {"Amount": "No number in that."}
    assert "No number in that." in form_of(rita).text
    rita.fills("Amount", "48k")
    assert form_of(rita).errors == {}


def test_errors_that_name_no_input_are_a_trouble(sandbox: Sandbox, bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount", optional=True)))
    submission_is_answered(bot, response_action="errors", errors={"price": "No."})
    rita.types("/form")
    assert not rita.submits()
    assert rita.trouble is not None
    assert "price" in sandbox.troubles[0]


def test_a_submission_may_update_push_or_clear(bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount", optional=True)))
    views = [modal(section("two"), title="Two"), modal(section("three"), title="Three")]
    answers: list[Json] = [
        {"response_action": "update", "view": views[0]},
        {"response_action": "push", "view": views[1]},
        {"response_action": "clear"},
    ]

    @bot.app.view("form")
    def listen(ack: Any) -> None:
        ack(**answers.pop(0))

    rita.types("/form")
    seen = []
    while rita.form:
        seen.append(rita.form.title)
        rita.submits()
    assert seen == ["A form", "Two", "Three"]


def test_closing_a_pushed_form_shows_the_one_below(bot: Bot, rita: Person) -> None:
    opens(bot, modal(actions(button("More", "more")), title="Below"))

    @bot.app.action("more")
    def listen(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=modal(section("x"), title="Above", notify_on_close=True))

    bot.app.view_closed("form")(lambda ack: ack())
    rita.types("/form")
    rita.clicks("More")
    assert form_of(rita).title == "Above"
    rita.closes()
    assert form_of(rita).title == "Below"
    assert (bot.heard["type"], bot.heard["is_cleared"]) == ("view_closed", False)


def test_no_more_than_three_forms_are_stacked(bot: Bot, rita: Person) -> None:
    opens(bot, modal(actions(button("More", "more"))))
    refused: list[str] = []

    @bot.app.action("more")
    def listen(ack: Any, client: WebClient, body: Json) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal(actions(button("More", "more"))))
        except SlackApiError as error:
            refused.append(error.response["error"])

    rita.types("/form")
    for _ in range(3):
        rita.clicks("More")
    assert refused == ["push_limit_reached"]


def test_a_form_hides_the_buttons_behind_it(bot: Bot, client: WebClient, rita: Person, wins: Channel) -> None:
    client.chat_postMessage(channel=wins.id, text="?", blocks=[actions(button("Undo", "undo"))])
    opens(bot, modal(section("x")))
    rita.types("/form")
    with pytest.raises(NotVisible):
        rita.clicks("Undo")


def test_an_update_keeps_what_was_typed_where_ids_stay(bot: Bot, client: WebClient, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount"), text_field("why", "Why")))
    rita.types("/form")
    rita.fills("Amount", "48k")
    rita.fills("Why", "The CFO")
    changed = [text_field("amount", "How much"), text_field("reason", "Why")]
    client.views_update(view_id=form_of(rita).id, view=modal(*changed))
    assert (form_of(rita).value("How much"), form_of(rita).value("Why")) == ("48k", "")


def test_an_update_with_an_old_hash_is_a_conflict(bot: Bot, client: WebClient, rita: Person) -> None:
    opens(bot, modal(section("one moment")))
    rita.types("/form")
    view, old = form_of(rita), form_of(rita).hash
    client.views_update(view_id=view.id, hash=old, view=modal(section("ready")))
    assert view.hash != old
    assert refusal(client.views_update, view_id=view.id, hash=old, view=modal(section("late"))) == "hash_conflict"
    rita.closes()
    assert refusal(client.views_update, view_id=view.id, view=modal(section("late"))) == "not_found"


def test_a_view_can_be_named_by_its_external_id(bot: Bot, client: WebClient, rita: Person) -> None:
    opens(bot, modal(section("one moment"), external_id="win-17"))
    rita.types("/form")
    client.views_update(external_id="win-17", view=modal(section("ready"), title="Ready"))
    assert form_of(rita).title == "Ready"


def test_a_trigger_works_once_and_for_three_seconds(
    bot: Bot, clock: HandClock, client: WebClient, rita: Person
) -> None:
    bot.app.command("/form")(lambda ack: ack())
    rita.types("/form")
    used = bot.heard["trigger_id"]
    clock.wait(3)
    client.views_open(trigger_id=used, view=modal(section("x")))
    rita.closes()
    assert refusal(client.views_open, trigger_id=used, view=modal(section("x"))) == "exchanged_trigger_id"
    rita.types("/form")
    clock.wait(3.1)
    late = bot.heard["trigger_id"]
    assert refusal(client.views_open, trigger_id=late, view=modal(section("x"))) == "expired_trigger_id"
    assert refusal(client.views_open, trigger_id="1.2.3", view=modal(section("x"))) == "invalid_trigger_id"
    assert rita.form is None


def test_an_input_that_dispatches_tells_the_bot_at_once(bot: Bot, rita: Person) -> None:
    opens(bot, modal(field("period", "Period", SELECT, dispatch_action=True), text_field("why", "Why")))
    bot.app.action("period")(lambda ack: ack())
    rita.types("/form")
    rita.fills("Why", "quiet")
    assert bot.heard.get("type") is None
    rita.fills("Period", "Week")
    assert bot.heard["type"] == "block_actions"
    assert bot.heard["view"]["state"]["values"]["why"]["why"]["value"] == "quiet"
    assert "response_url" not in bot.heard


def test_an_external_select_asks_the_bot_for_its_options(bot: Bot, rita: Person) -> None:
    opens(bot, modal(field("account", "Account", {"type": "external_select", "min_query_length": 1})))
    bot.app.options("account")(lambda ack: ack(options=options("Acme", "Globex")))
    views = submission_is_answered(bot)
    rita.types("/form")
    rita.fills("Account", "Glo")
    assert rita.submits()
    assert views[0]["state"]["values"]["account"]["account"]["selected_option"]["value"] == "globex"


def test_a_submission_that_the_bot_cannot_answer_leaves_the_form_open(bot: Bot, rita: Person) -> None:
    opens(bot, modal(text_field("amount", "Amount")))
    rita.types("/form")
    rita.fills("Amount", "48k")
    assert not rita.submits()
    assert form_of(rita).value("Amount") == "48k"
    assert rita.trouble is not None


def test_a_form_reads_from_top_to_bottom(bot: Bot, rita: Person) -> None:
    opens(bot, modal(section("Only *you* see this"), text_field("amount", "Amount", hint=plain("48k, 1.2m"))))
    rita.types("/form")
    rita.fills("Amount", "48k")
    lines = ["A form", "Only you see this", "Amount: 48k", "48k, 1.2m", "[Save]", "[Cancel]"]
    assert form_of(rita).text.split("\n") == lines


def test_app_home_is_what_the_bot_published(bot: Bot, rita: Person, lee: Person) -> None:
    @bot.app.event("app_home_opened")
    def listen(client: WebClient, event: Json) -> None:
        client.views_publish(user_id=event["user"], view=home(section("My day"), actions(button("Plan", "plan"))))

    bot.app.action("plan")(lambda ack: ack())
    opened = rita.opens_home()
    assert opened is not None
    assert opened.text == "My day\n[Plan]"
    rita.clicks("Plan")
    assert bot.heard["view"]["type"] == "home"
    with pytest.raises(NotVisible):
        lee.clicks("Plan")


def test_a_global_shortcut_can_open_a_form(bot: Bot, rita: Person) -> None:
    @bot.app.shortcut("log_win")
    def listen(ack: Any, client: WebClient, shortcut: Json) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(section("x"), title="Log a win"))

    rita.uses_shortcut("Log a win")
    assert form_of(rita).title == "Log a win"
