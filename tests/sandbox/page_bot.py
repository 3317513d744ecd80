"""What the tiny bot says and asks on the page: a message with buttons, a form, a Home."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App

from tests.sandbox.blockkit import Json, actions, button, field, home, modal, options, plain, section

CONFIRM: Json = {
    "title": plain("Take it back?"),
    "text": plain("The channel will see it."),
    "confirm": plain("Take it back"),
    "deny": plain("Keep it"),
}

WIN: list[Json] = [
    section(":bell: *Acme* closed"),
    actions(
        button("Cheer", "cheer", style="primary"),
        button("Undo", "undo", confirm=CONFIRM),
        {"type": "overflow", "action_id": "more", "options": options("Amend", "History")},
        {
            "type": "static_select",
            "action_id": "tier",
            "placeholder": plain("Tier"),
            "options": options("Big", "Small"),
        },
    ),
]

TOLD: Json = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
FORM: Json = modal(
    field("account", "Account", {"type": "external_select", "min_query_length": 1}),
    field("amount", "Amount", {"type": "plain_text_input", **TOLD}, hint=plain("Such as 48k"), dispatch_action=True),
    field("closed", "Closed", {"type": "datepicker"}, optional=True),
    field("kind", "Kind", {"type": "static_select", "options": options("New", "Old")}),
    field("helper", "Helper", {"type": "users_select"}, optional=True),
    field("tell", "Tell", {"type": "checkboxes", "options": options("Lee")}, optional=True),
    title="Log a win",
    submit=plain("Log it"),
    close=plain("Not now"),
)

HOME: Json = home({"type": "header", "text": plain("My day")}, actions(button("Log one", "open")))


def add_listeners(app: App) -> None:
    """Registers what the bot does: it rings for wins, opens one form, and says what it was told."""

    @app.command("/win")
    def win(ack: Callable[..., None], command: Json, client: Any) -> None:
        ack(f"Logged: {command['text']}")
        client.chat_postMessage(channel=command["channel_id"], text="Acme closed", blocks=WIN)

    @app.command("/form")
    @app.shortcut("log_win")
    @app.shortcut("log_as_win")
    @app.action("open")
    def form(ack: Callable[..., None], body: Json, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("cheer")
    @app.action("undo")
    @app.action("more")
    @app.action("tier")
    def press(ack: Callable[..., None], body: Json, action: Json, client: Any) -> None:
        ack()
        chosen = action.get("selected_option", {}).get("value", action["action_id"])
        said = f"<@{body['user']['id']}> chose {chosen}"
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=said)

    @app.action("amount")
    def hear_amount(ack: Callable[..., None]) -> None:
        ack()

    @app.options("account")
    def accounts(ack: Callable[..., None], payload: Json) -> None:
        names = ["Acme", "Acorn", "Globex"]
        ack(options=options(*(name for name in names if name.lower().startswith(payload["value"]))))

    @app.view("form")
    def submit(ack: Callable[..., None], view: Json, body: Json, client: Any) -> None:
        values = view["state"]["values"]
        amount = values["amount"]["amount"]["value"]
        if not amount[0].isdigit():
            return ack(response_action="errors", errors={"amount": f"I read no amount in {amount}. Try 48k."})
        ack()
        account = values["account"]["account"]["selected_option"]["text"]["text"]
        told = ", ".join(chosen["value"] for chosen in values["tell"]["tell"]["selected_options"])
        day = values["closed"]["closed"]["selected_date"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"{account}, {amount}, {day}, told {told}")
        return None

    @app.event("app_home_opened")
    def show_home(event: Json, client: Any) -> None:
        client.views_publish(user_id=event["user"], view=HOME)

    @app.event("message")
    def hear(ack: Callable[..., None]) -> None:
        ack()
