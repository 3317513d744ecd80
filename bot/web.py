"""HTTP: Slack's requests, verified here before they are parsed, and the pages for monitoring."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from json import JSONDecodeError
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from sqlalchemy.exc import SQLAlchemyError

from bot import metrics, outbox, words
from bot.clock import Clock
from bot.db import Database
from bot.domain import trouble
from bot.logs import log
from bot.outbox import workers

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    Route = Callable[[WSGIEnvironment], "Response"]

LARGEST_BODY = 1_000_000
"""In bytes; Slack's own requests are far smaller."""
MOST_DIGITS = 12
OLDEST_SECONDS = 300
"""The greatest age of a signature, as Slack recommends."""
TOO_LATE = timedelta(minutes=30)
"""How late a message may be shown, while a worker is running, before that counts as trouble."""
LONGEST_SILENCE = 10
"""Seconds after which a silent client of the worker's port is dropped."""
HEADERS = {
    "content-type": "CONTENT_TYPE",
    "x-slack-retry-num": "HTTP_X_SLACK_RETRY_NUM",
    "x-slack-retry-reason": "HTTP_X_SLACK_RETRY_REASON",
}
"""The headers of a request that are passed on, with WSGI's names for them."""


@dataclass(frozen=True)
class Response:
    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Hear = Callable[[str, Mapping[str, str]], Response]
"""Answers a verified request of Slack's, given its body and headers."""


class Lookout:
    """The WSGI application for monitoring: /healthz for everybody, and /metrics for those with the token.

    Any thread may call it. Without a token there are no metrics.
    """

    def __init__(self, database: Database, clock: Clock, *, metrics_token: str = "") -> None:
        self._database = database
        self._clock = clock
        self._token = metrics_token
        self._trouble: str | None = None
        self._routes: dict[tuple[str, str], Route] = {("GET", "/healthz"): self._health}
        if metrics_token:
            self._routes["GET", "/metrics"] = self._metrics

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = self._answer(environ)
        body = response.body.encode()
        headers = {"content-type": "text/plain; charset=utf-8", **response.headers, "content-length": str(len(body))}
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", list(headers.items()))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: "WSGIEnvironment") -> Response:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        route = self._routes.get(("GET" if method == "HEAD" else method, path))  # HEAD is how uptime monitors ask
        if route:
            return route(environ)
        known = any(path == served for _, served in self._routes)
        return Response(HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND)

    def _metrics(self, environ: "WSGIEnvironment") -> Response:
        shown = environ.get("HTTP_AUTHORIZATION", "")
        if not hmac.compare_digest(f"Bearer {self._token}".encode(), shown.encode()):
            return Response(HTTPStatus.UNAUTHORIZED, headers={"www-authenticate": "Bearer"})
        text, content_type = metrics.expose(self._database, self._clock, environ.get("HTTP_ACCEPT", ""))
        return Response(HTTPStatus.OK, text, {"content-type": content_type})

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
                unshown = outbox.oldest_unshown(session, now=now)
        except SQLAlchemyError as error:
            return f"the database does not answer ({type(error).__name__})"
        if said := sorted(trouble.TOKEN & refused.keys()):
            return f"Slack refuses the bot's token ({', '.join(said)})"
        if not crew.running and crew.seen_at:
            silence = f"no worker has been seen for {words.span(workers.MISSED_AFTER)}"
            return f"{silence}: it ended without a word, or the database lets nothing be saved"
        # Without a worker it is well too, as long as nothing waits for one.
        if not crew.running and oldest and now - oldest > workers.MISSED_AFTER:
            return f"messages wait, and no worker has been seen for {words.span(workers.MISSED_AFTER)}"
        if crew.running and not crew.is_ticking:
            return f"the worker has done nothing that was due for {words.span(workers.MISSED_AFTER)}"
        if unshown and now - unshown > TOO_LATE:
            return f"a message has waited for more than {words.span(TOO_LATE)}"
        return None


class Web(Lookout):
    """The pages for monitoring, and Slack's requests at /slack/events."""

    def __init__(
        self, hear: Hear, database: Database, clock: Clock, *, signing_secret: str, metrics_token: str = ""
    ) -> None:
        super().__init__(database, clock, metrics_token=metrics_token)
        self._hear = hear
        self._secret = signing_secret.encode()
        self._routes["POST", "/slack/events"] = self._slack

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
        """Whether Slack's v0 signature over time and body is right, and no older than five minutes."""
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        signed_at = _number(timestamp)
        if signed_at is None or abs(self._clock.real_now().timestamp() - signed_at) > OLDEST_SECONDS:
            return False
        expected = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}".encode(), signature.encode())


def _number(digits: str) -> int | None:
    """A number from a header: a few ASCII digits, and none of the other forms that `int` accepts."""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS else None


# ── beside other work ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def served_aside(app: Lookout, host: str, port: int) -> Iterator[None]:
    """Serve `app` in a thread while the process does its work; if the port is taken, only the pages are missing."""
    try:
        server = _Server((host, port), _Handler)
    except OSError as error:
        log.warning("metrics.unserved", host=host, port=port, said=error.strerror, exc_info=error)
        yield
        return
    server.set_app(app)
    thread = Thread(target=server.serve_forever, name="lookout", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Like the base class's, but without asking the network for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    timeout = LONGEST_SILENCE

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, since requests come every few seconds."""
