"""HTTP: Slack's requests, verified here before anything is read, and the health of the process."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from json import JSONDecodeError
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import outbox, words
from bot.clock import Clock
from bot.db import Database
from bot.domain import trouble
from bot.outbox import workers

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_BODY = 1_000_000
"""Bytes; Slack's own requests stay far below."""
MOST_DIGITS = 12
OLDEST_SECONDS = 300
"""Of a signature, as Slack recommends."""
HEADERS = {
    "content-type": "CONTENT_TYPE",
    "x-slack-retry-num": "HTTP_X_SLACK_RETRY_NUM",
    "x-slack-retry-reason": "HTTP_X_SLACK_RETRY_REASON",
}
"""What is handed on of a request's headers, and WSGI's names for them."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Response:
    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Hear = Callable[[str, Mapping[str, str]], Response]
"""What answers a verified request of Slack's: its body and headers."""


class Web:
    """The WSGI application. Any thread may call it."""

    def __init__(self, hear: Hear, database: Database, clock: Clock, *, signing_secret: str) -> None:
        self._hear = hear
        self._database = database
        self._clock = clock
        self._secret = signing_secret.encode()
        self._trouble: str | None = None
        self._routes: dict[tuple[str, str], Callable[[WSGIEnvironment], Response]] = {
            ("POST", "/slack/events"): self._slack,
            ("GET", "/healthz"): self._health,
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = self._answer(environ)
        body = response.body.encode()
        headers = {"content-type": "text/plain; charset=utf-8", **response.headers, "content-length": str(len(body))}
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> Response:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        route = self._routes.get((method, path))
        if route:
            return route(environ)
        known = any(path == served for _, served in self._routes)
        return Response(HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND)

    def _slack(self, environ: "WSGIEnvironment") -> Response:
        length = _number(environ.get("CONTENT_LENGTH") or "0")
        if length is None or length > LARGEST_BODY:
            return Response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = environ["wsgi.input"].read(length)
        if not self._is_signed(body, environ):
            return Response(HTTPStatus.UNAUTHORIZED)
        headers = {name: environ[key] for name, key in HEADERS.items() if key in environ}
        try:
            return self._hear(body.decode("utf-8", "replace"), headers)
        except JSONDecodeError:
            return Response(HTTPStatus.BAD_REQUEST)

    def _is_signed(self, body: bytes, environ: "WSGIEnvironment") -> bool:
        """Slack's signature v0 over the time and the body, and not older than Slack's own five minutes."""
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        signed_at = _number(timestamp)
        if signed_at is None or abs(self._clock.real_now().timestamp() - signed_at) > OLDEST_SECONDS:
            return False
        expected = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}".encode(), signature.encode())

    def _health(self, _: "WSGIEnvironment") -> Response:
        reason = self._find_trouble()
        if reason != self._trouble:  # asked every few seconds, told once
            self._trouble = reason
            log.warning("health", trouble=reason or "none any more")
        return Response(HTTPStatus.SERVICE_UNAVAILABLE, reason) if reason else Response(HTTPStatus.OK, "ok")

    def _find_trouble(self) -> str | None:
        now, real_now = self._clock.now(), self._clock.real_now()
        try:
            with self._database.reading() as session:
                refused = outbox.count_parked(session, since=now - trouble.TRIED_FOR)
                crew = workers.crew(session, real_now=real_now)
                oldest = outbox.oldest_waiting(session, now=now)
        except SQLAlchemyError as error:
            return f"the database does not answer ({type(error).__name__})"
        if said := sorted(trouble.TOKEN & refused.keys()):
            return f"Slack refuses the bot's token ({', '.join(said)})"
        # Alone it is well: it answers, and nobody waits for what a worker would do.
        if not crew.running and oldest and now - oldest > workers.MISSED_AFTER:
            return f"messages wait, and no worker has been seen for {words.span(workers.MISSED_AFTER)}"
        if crew.running and not crew.is_ticking:
            return f"the worker has done nothing that was due for {words.span(workers.MISSED_AFTER)}"
        return None


def _number(digits: str) -> int | None:
    """A number as a header has it: a few ASCII digits, and nothing else that Python would take for one."""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS else None
