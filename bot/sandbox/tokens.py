"""What Slack hands out for a short while: trigger ids for opening a modal, and response_urls."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    user: str
    given_at: datetime
    view_id: str | None
    """The modal in which it was given, if any: another one may be pushed onto it."""
    used: bool = False


class Triggers:
    def __init__(self) -> None:
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, now: datetime, view_id: str | None = None) -> str:
        trigger_id = f"{len(self._given) + 1}.{int(now.timestamp())}.{secrets.token_hex(16)}"
        self._given[trigger_id] = Trigger(user, now, view_id)
        return trigger_id

    def exchange(self, trigger_id: str, now: datetime) -> Trigger:
        """Uses the trigger up; SlackError when it is unknown, used or older than three seconds."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if now - trigger.given_at > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass
class ResponseUrl:
    user: str
    channel: str
    given_at: datetime
    message: Message | None
    """The message that was clicked, which may be replaced or deleted."""
    uses: int = 0


class ResponseUrls:
    def __init__(self) -> None:
        self._given: dict[str, ResponseUrl] = {}

    def give(self, user: str, channel: str, now: datetime, message: Message | None = None) -> str:
        token = secrets.token_urlsafe(18)
        self._given[token] = ResponseUrl(user, channel, now, message)
        return token

    def use(self, token: str, now: datetime) -> ResponseUrl:
        given = self._given.get(token)
        if given is None or now - given.given_at > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if given.uses == RESPONSE_URL_USES:
            raise SlackError("used_url")
        given.uses += 1
        return given
