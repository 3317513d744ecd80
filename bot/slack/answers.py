"""How a turn is answered: reply, open, errors; the right way for each kind of turn."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot import tls
from bot.errors import UNANSWERED, Refused
from bot.logs import log
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.commands import Commands
from bot.slack.said import Kind, Said, by_name

SECONDS_TO_ANSWER = 3
LONGEST_TOLD = 100
"""Characters of what Slack says of its refusal."""
NOT_OPENED = "Slack didn't open the form this time. Please try once more."


class Answers:
    """Answers what was `said`. `acknowledgement` is sent back to Slack in the response to its request."""

    def __init__(self, said: Said, client: Callable[[], WebClient], commands: Commands) -> None:
        self._said = said
        self._client = client
        self._commands = commands
        # The first answer replaces the ephemeral message that was clicked on; a message of the channel is left alone.
        self._replaces = said.is_ephemeral
        self.acknowledgement: dict[str, Any] = {}

    def reply(self, message: Rendered) -> None:
        """Tell the person and nobody else. The message vanishes, so it must hold nothing that is needed later."""
        message = self._commands.spoken(message)
        if self._said.kind is Kind.COMMAND and not self.acknowledgement:
            self.acknowledgement = {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}
        elif self._said.response_url:
            self._respond(self._said.response_url, message)
        else:
            self._tell(message)

    def _respond(self, response_url: str, message: Rendered) -> None:
        body = {"response_type": "ephemeral", "replace_original": self._replaces}
        self._replaces = False
        webhook = WebhookClient(
            response_url, timeout=SECONDS_TO_ANSWER, ssl=tls.context_of(response_url), retry_handlers=[]
        )
        try:
            answer = webhook.send_dict(body | {"text": message.text, "blocks": message.blocks})
        except UNANSWERED as error:  # another host than all else, which may be out of reach by itself
            log.warning("answer.not_sent", exc_info=error)
        else:
            if answer.status_code == HTTPStatus.OK:  # the others are not raised
                return
            log.warning("answer.refused", status=answer.status_code, said=answer.body[:LONGEST_TOLD])
        self._tell(message)

    def _tell(self, message: Rendered) -> None:
        if self._said.channel_id and not self._said.is_on_home:
            try:
                self._client().chat_postEphemeral(
                    channel=self._said.channel_id,
                    user=self._said.user_id,
                    thread_ts=self._said.thread_ts,
                    text=message.text,
                    blocks=message.blocks,
                )
            except SlackApiError:
                pass  # the bot or the person is not in that channel: a direct message reaches them
            else:
                return
        self._client().chat_postMessage(
            channel=self._said.user_id,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )

    def open(self, form: Block) -> None:
        """Open a form, which remembers the channel in which it was asked for; Refused where Slack does not."""
        try:
            self._client().views_open(trigger_id=self._said.trigger_id, view=self._view(form))
        except (SlackApiError, *UNANSWERED) as error:
            log.warning("form.not_opened", form=form["callback_id"], error=_word(error))
            raise Refused(NOT_OPENED) from None

    def update(self, form: Block) -> None:
        """Show the open form anew, keeping what stands in its fields; if Slack refuses, the form stays as it was."""
        try:
            self._client().views_update(view_id=self._said.view_id, view=self._view(form))
        except (SlackApiError, *UNANSWERED) as error:
            log.warning("form.not_updated", form=form["callback_id"], error=_word(error))

    def push(self, form: Block) -> None:
        """The next screen of a form, on top of the one that was submitted."""
        self.acknowledgement = {"response_action": "push", "view": self._view(form)}

    def _view(self, form: Block) -> Block:
        metadata = json.loads(form["private_metadata"]) | {"channel": self._said.channel_id}
        if self._said.is_on_home:
            metadata["home"] = True
        spoken: Block = blocks.unmarked(self._commands.spoken(form))
        return spoken | {"private_metadata": blocks.dumped(metadata)}

    def close_all(self) -> None:
        """Close all screens of the form."""
        self.acknowledgement = {"response_action": "clear"}

    def refuse(self, refusal: Refused, *, resume: int | None = None, typed: str) -> None:
        """Say what to do instead: at the field of the form that it is about, or in words with ways on.

        Nothing is lost by it: what was typed is handed back, and the question that was clicked on stays.
        """
        self._replaces = False
        if self._said.kind is Kind.EVENT:
            return  # nobody asked for anything
        message, fields = by_name(refusal.message), self._said.fields
        if self._said.kind is Kind.SUBMISSION and fields and not refusal.offers:
            # The domain may name a field that this form hasn't, and Slack takes errors at the form's own fields only.
            field = refusal.field if refusal.field in fields else fields[0]
            self.acknowledgement = {
                "response_action": "errors",
                "errors": {field: _plain(self._commands.spoken(message))},
            }
            return
        parts = [blocks.section(message)]
        if refusal.offers:
            parts.append(blocks.offers(refusal.offers, block_id=f"resume:{resume}" if resume else "offers"))
        elif typed:
            parts += [blocks.context("You typed:"), *blocks.verbatim(typed)]
        self.reply(blocks.message(*parts, text=message))


def _plain(text: str) -> str:
    """The text for a place where Slack shows no markup."""
    return text.replace("*", "").replace("`", "")


def said_of(error: Exception) -> str | None:
    """Slack's error name, or the HTTP status of an answer without one; None if there was no answer of Slack."""
    if not isinstance(error, SlackApiError):
        return None
    word = str(error.response.get("error", ""))
    return word if word.isidentifier() else f"HTTP {error.response.status_code}"  # else the SDK's words for a page


def _word(error: Exception) -> str:
    """The same, or the kind of failure."""
    return said_of(error) or type(error).__name__
