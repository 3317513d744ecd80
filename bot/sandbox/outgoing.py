"""Sends Slack's signed requests to the bot, and waits for the answer no longer than Slack does."""

import hashlib
import hmac
import http.client
import json
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bot.sandbox.blocks import Json
from bot.sandbox.clock import Clock

FORM = "application/x-www-form-urlencoded"
PATIENCE = 3.0
"""Seconds until Slack gives up on an answer."""


@dataclass(frozen=True)
class Request:
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Response:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """The object in the body; empty when the body holds none."""
        try:
            content = json.loads(self.body)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}


class NoAnswer(Exception):  # noqa: N818
    """The bot could not be reached, or took too long; the words are Slack's name for it."""


class Outgoing:
    def __init__(self, clock: Clock, signing_secret: str, events_url: str) -> None:
        self.clock, self.signing_secret, self.events_url = clock, signing_secret, events_url
        self.patience = PATIENCE
        self.last_request: Request | None = None
        self._last_event: Json | None = None
        self._retries = 0

    def sends_form(self, fields: Json) -> Response:
        return self.signed(urlencode(fields))

    def sends_interaction(self, payload: Json) -> Response:
        return self.signed(urlencode({"payload": json.dumps(payload)}))

    def sends_event(self, envelope: Json) -> Response:
        self._last_event, self._retries = envelope, 0
        return self.signed(json.dumps(envelope), content_type="application/json")

    def retries_event(self, reason: str = "http_timeout") -> Response:
        """Sends the last event again, as Slack does when it was not answered by a 200."""
        if self._last_event is None:
            raise LookupError("no event was sent yet")
        self._retries += 1
        headers = {"X-Slack-Retry-Num": str(self._retries), "X-Slack-Retry-Reason": reason}
        return self.signed(json.dumps(self._last_event), content_type="application/json", headers=headers)

    def signed(
        self,
        body: str,
        *,
        secret: str | None = None,
        timestamp: str | int | None = None,
        content_type: str = FORM,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Sends the body under a signature that is right unless another secret, time or header says otherwise."""
        moment = str(int(self.clock.real_now().timestamp()) if timestamp is None else timestamp)
        signature = sign(self.signing_secret if secret is None else secret, moment, body)
        own = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": signature,
        }
        return self.resend(Request(body, own | (headers or {})))

    def resend(self, request: Request) -> Response:
        """Sends exactly this request; NoAnswer when the bot is not there or silent for three seconds."""
        self.last_request = request
        url = urlsplit(self.events_url)
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=self.patience)
        try:
            connection.request("POST", url.path or "/", request.body.encode(), request.headers)
            answer = connection.getresponse()
            return Response(
                answer.status, answer.read().decode(errors="replace"), {k.lower(): v for k, v in answer.getheaders()}
            )
        except TimeoutError:
            raise NoAnswer("operation_timeout") from None
        except (OSError, http.client.HTTPException):
            raise NoAnswer("dispatch_failed") from None
        finally:
            connection.close()


def sign(secret: str, timestamp: str, body: str) -> str:
    """Slack's signature, version 0."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
