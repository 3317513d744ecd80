"""What a person's Slack client does when keys and buttons are pressed, by ids; `Person` says the same in words."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.blocks import Control, Json, find_control
from bot.sandbox.errors import NotVisible, SlackError
from bot.sandbox.escaping import escape
from bot.sandbox.forms import incomplete, option_valued, raw_value
from bot.sandbox.limits import check_message, check_view
from bot.sandbox.manifest import Shortcut
from bot.sandbox.messages import Message
from bot.sandbox.outgoing import Outgoing
from bot.sandbox.requests import NoAnswer, Response
from bot.sandbox.shapes import message_json, view_json
from bot.sandbox.views import View
from bot.sandbox.workspace import SLACKBOT, Channel, User, Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Account:
    """Acts wait for the bot's answer. `trouble` says, in Slack's words, what went wrong with the last one."""

    def __init__(self, user: User, workspace: Workspace, bot: Outgoing) -> None:
        self.user, self.workspace, self.bot = user, workspace, bot
        self.trouble: str | None = None
        self._suggested: dict[tuple[str, str], list[Json]] = {}

    # ── typing

    def sends_text(self, text: str, channel: Channel, thread_ts: str | None = None) -> Message | None:
        """Posts a message, or runs the command when it begins with "/"; returns what only this person sees next."""
        before = self._begin()
        if not text.startswith("/"):
            self._say(text, channel, thread_ts)
        elif thread_ts is not None:
            self._hint(channel, f'"{text.split()[0]}" is not supported in threads. Sorry!')
        else:
            self._run(text, channel)
        return self._answer_since(before)

    def _run(self, line: str, channel: Channel) -> None:
        name, _, text = line.partition(" ")
        command = self.workspace.app.commands.get(name)
        if command is None:
            self._hint(
                channel,
                f'`{name}` is not a valid command. In Slack, all messages that start with the "/" character are '
                "interpreted as commands.",
            )
            return
        with self.workspace.lock:
            text = escape(self.workspace, text.strip(), references=command.should_escape, labels=True)
            fields = payloads.command(self.workspace, self.user, channel, name, text)
        try:
            self._show_answer(channel, self.bot.sends_form(fields))
        except (NoAnswer, SlackError) as failure:
            self._failed(name, str(failure))
            self._hint(channel, f'{name} failed with the error "{failure}"')

    def _show_answer(self, channel: Channel, response: Response) -> None:
        if response.status != 200:
            raise NoAnswer("dispatch_failed")
        if not response.body.strip():
            return
        answer = response.json() or {"text": response.body}
        text = answer.get("text") or ""
        blocks = check_message(text, answer.get("blocks"))
        visible_to = None if answer.get("response_type") == "in_channel" else self.user.id
        self.workspace.post(channel, self.workspace.app.user_id, text, blocks, visible_to=visible_to, by_bot=True)

    def _hint(self, channel: Channel, text: str) -> None:
        self.workspace.post(channel, SLACKBOT, text, [], visible_to=self.user.id)

    def _say(self, text: str, channel: Channel, thread_ts: str | None) -> None:
        with self.workspace.lock:
            text = escape(self.workspace, text)
            message = self.workspace.post(channel, self.user.id, text, [], thread_ts=thread_ts)
            kind = {"channel": "channel", "private": "group", "dm": "im"}[channel.kind]
            event = message_json(self.workspace, message) | {"channel": channel.id, "channel_type": kind}
        if self.workspace.app.user_id in channel.members:
            plural = kind if kind == "im" else f"{kind}s"
            self._event(f"message.{plural}", event)
            if f"<@{self.workspace.app.user_id}>" in text:
                self._event("app_mention", event | {"type": "app_mention"})

    # ── clicking and choosing

    def acts(self, where: Message | View, block_id: str, action_id: str, value: Any = None) -> Message | None:
        """Presses a button or chooses in a menu; returns what only this person sees next."""
        before = self._begin()
        with self.workspace.lock:
            control = self._control(where, block_id, action_id)
            action = self._action(where, control, value)
            if isinstance(where, View):
                payload = payloads.view_click(self.workspace, self.user, where, action)
            else:
                payload = payloads.click(self.workspace, self.user, where, action)
        self._answer(f"{action['type']} {action_id}", payload)
        return self._answer_since(before)

    def inputs(self, view: View, block_id: str, action_id: str, value: Any) -> None:
        """Fills an input of a form, which tells the bot only where the input says so (dispatch_action)."""
        self._begin()
        with self.workspace.lock:
            control = self._control(view, block_id, action_id)
            changed = view.hold(control, raw_value(control, value, self._suggested.get(control.key, [])))
            self.workspace.touch()
        if changed and (not control.is_input or control.block.get("dispatch_action")):
            self.acts(view, block_id, action_id, value)

    def suggestions(self, where: Message | View, block_id: str, action_id: str, query: str) -> list[Json]:
        """What the bot offers in an external select for what was typed."""
        self._begin()
        with self.workspace.lock:
            payload = payloads.block_suggestion(self.workspace, self.user, where, block_id, action_id, query)
        answer = (self._answer(f"options of {action_id}", payload) or Response(0, "")).json()
        groups = [group["options"] for group in answer.get("option_groups", [])]
        options: list[Json] = sum(groups, list(answer.get("options", [])))
        self._suggested[block_id, action_id] = options
        return options

    def _control(self, where: Message | View, block_id: str, action_id: str) -> Control:
        control = find_control(where.blocks, block_id, action_id)
        if control is None:
            raise NotVisible(f"there is no {action_id!r} in block {block_id!r} any more")
        return control

    def _action(self, where: Message | View, control: Control, value: Any) -> Json:
        element = control.element
        about: Json = {
            "type": element["type"],
            "block_id": control.block["block_id"],
            "action_id": element["action_id"],
        }
        if element["type"] == "overflow":
            return about | {"selected_option": option_valued(control, value, [])}
        if element["type"] == "button":
            return about | {key: element[key] for key in ("text", "value", "style") if key in element}
        held = raw_value(control, value, self._suggested.get(control.key, []))
        if isinstance(where, View):
            where.hold(control, held)
            return about | where.values[control.key[0]][control.key[1]]
        return about | where.hold(self.user.id, control, held)

    # ── forms

    def submits_view(self, view: View) -> bool:
        """Sends the form; False when Slack or the bot refused, with the reasons in `view.refused`."""
        self._begin()
        with self.workspace.lock:
            view.refused = incomplete(view)
            self.workspace.touch()
            payload = payloads.view_submission(self.workspace, self.user, view)
        if view.refused:
            return False
        response = self._answer(f"submission {view.title!r}", payload)
        return response is not None and self._applies(view, response.json())

    def _applies(self, view: View, answer: Json) -> bool:
        try:
            match answer.get("response_action"):
                case None:
                    self.workspace.close_view(view)
                case "clear":
                    self.workspace.close_view(view, clear=True)
                case "errors":
                    return self._refused(view, answer.get("errors") or {})
                case "update":
                    self.workspace.replace_view(view, check_view(answer.get("view"), "modal"))
                case "push":
                    self.workspace.push_view(self.user, check_view(answer.get("view"), "modal"))
                case unknown:
                    raise SlackError(f"response_action {unknown}")
        except SlackError as error:
            self._failed(f"answer to submission {view.title!r}", str(error))
            return False
        return True

    def _refused(self, view: View, errors: dict[str, str]) -> bool:
        unknown = errors.keys() - {control.block["block_id"] for control in view.inputs}
        if unknown or not errors:
            raise SlackError("invalid_arguments", [f"errors name no input: {sorted(unknown)}"])
        with self.workspace.lock:
            view.refused = dict(errors)
            self.workspace.touch()
        return False

    def closes_view(self, view: View) -> None:
        self._begin()
        cleared = bool(view.definition.get("clear_on_close"))
        self.workspace.close_view(view, clear=cleared)
        if view.definition.get("notify_on_close"):
            with self.workspace.lock:
                payload = payloads.view_closed(self.workspace, self.user, view, cleared)
            self._answer(f"closing {view.title!r}", payload)

    def runs_shortcut(self, shortcut: Shortcut, message: Message | None = None) -> Message | None:
        before = self._begin()
        with self.workspace.lock:
            payload = payloads.shortcut(self.workspace, self.user, shortcut, message)
        self._answer(f"shortcut {shortcut.name!r}", payload)
        return self._answer_since(before)

    # ── events

    def opens_home(self) -> View | None:
        """Looks at App Home; returns what the bot has published there."""
        self._begin()
        with self.workspace.lock:
            channel = self.workspace.dm(self.user)
            event: Json = {"type": "app_home_opened", "user": self.user.id, "channel": channel.id, "tab": "home"}
            if home := self.workspace.homes.get(self.user.id):
                event["view"] = view_json(self.workspace, home)
        self._event("app_home_opened", event)
        return self.workspace.homes.get(self.user.id)

    def _event(self, subscription: str, event: Json) -> None:
        if subscription not in self.workspace.app.events:
            return
        with self.workspace.lock:
            envelope = payloads.event(self.workspace, event)
        try:
            response = self.bot.sends_event(envelope)
        except NoAnswer as failure:
            self._failed(f"event {subscription}", str(failure))
            return
        if response.status != 200:
            self._failed(f"event {subscription}", f"status {response.status}")

    # ── answers

    def _begin(self) -> str:
        if self.user.deleted:
            raise NotVisible(f"@{self.user.handle} has left Slack")
        self.trouble = None
        return self.workspace.stamp()

    def _answer(self, act: str, payload: Json) -> Response | None:
        """The bot's answer; None, and trouble, when it is no 200."""
        try:
            response = self.bot.sends_interaction(payload)
        except NoAnswer as failure:
            self._failed(act, str(failure))
            return None
        if response.status == 200:
            return response
        self._failed(act, f"status {response.status}")
        return None

    def _failed(self, act: str, why: str) -> None:
        self.trouble = TROUBLE
        self.workspace.troubles.append(f"@{self.user.handle}: {act}: {why}")

    def _answer_since(self, ts: str) -> Message | None:
        answer = self.newest_ephemeral()
        return answer if answer and answer.ts > ts else None

    def newest_ephemeral(self) -> Message | None:
        with self.workspace.lock:
            own = (m for c in self.workspace.channels.values() for m in c.ephemerals if m.visible_to == self.user.id)
            return max(own, key=lambda message: message.ts, default=None)
