"""Sends Slack's requests to the bot, signed or in envelopes, and waits for the answer as long as Slack does."""

import hashlib
import hmac
import http.client
import json
from urllib.parse import urlencode, urlsplit

from bot.sandbox.blocks import Json
from bot.sandbox.requests import FORM, NoAnswer, Request, Response
from bot.sandbox.workspace import Workspace

JSON = "application/json"
PATIENCE = 3.0
"""Seconds until Slack gives up on an answer."""


class Outgoing:
    def __init__(self, workspace: Workspace, signing_secret: str, events_url: str) -> None:
        self.workspace, self.signing_secret, self.events_url = workspace, signing_secret, events_url
        self.patience = PATIENCE
        self.last_request: Request | None = None
        self._last_event: Json | None = None
        self._retries = 0

    def sends_form(self, fields: Json) -> Response:
        return self.resend(self.signed(urlencode(fields)))

    def sends_interaction(self, payload: Json) -> Response:
        return self.resend(self.signed(urlencode({"payload": json.dumps(payload)})))

    def sends_event(self, envelope: Json) -> Response:
        self._last_event, self._retries = envelope, 0
        return self.resend(self.signed(json.dumps(envelope), content_type=JSON))

    def retries_event(self, reason: str) -> Response:
        """Sends the last event again, as Slack does when it was not answered by a 200."""
        if self._last_event is None:
            raise LookupError("no event was sent yet")
        self._retries += 1
        headers = {"X-Slack-Retry-Num": str(self._retries), "X-Slack-Retry-Reason": reason}
        return self.resend(self.signed(json.dumps(self._last_event), content_type=JSON, headers=headers))

    def signed(
        self,
        body: str,
        *,
        secret: str | None = None,
        timestamp: str | int | None = None,
        content_type: str = FORM,
        headers: dict[str, str] | None = None,
    ) -> Request:
        """The request with this body; its signature is right unless another secret, time or header says otherwise."""
        moment = str(int(self.workspace.clock.real_now().timestamp()) if timestamp is None else timestamp)
        signature = sign(self.signing_secret if secret is None else secret, moment, body)
        own = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": signature,
        }
        return Request(body, own | (headers or {}))

    def resend(self, request: Request) -> Response:
        """Sends exactly this request; NoAnswer when the bot is not there or silent for three seconds."""
        if not self.workspace.app.socket_mode:
            return self.posts(request)
        self.last_request = request
        return self.workspace.socket_mode.send(request, self.patience)

    def posts(self, request: Request) -> Response:
        """Sends it by HTTP, even in Socket Mode, which signs nothing."""
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
