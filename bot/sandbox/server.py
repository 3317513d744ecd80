"""The workspace over HTTP: Slack's Web API, response_urls and the page, on loopback only."""

import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask, Request, abort, jsonify, request
from flask import Response as Answer
from werkzeug.http import http_date
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from bot.sandbox.blocks import Json
from bot.sandbox.clock import Clock
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.pacing import Pacing
from bot.sandbox.response_urls import respond
from bot.sandbox.web_api import METHODS, answer
from bot.sandbox.workspace import Workspace

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "[::1]"}


class Gate:
    """What a call passes before the Web API: the line that may be closed, ordered faults, the token and the pace."""

    def __init__(self, workspace: Workspace, bot_token: str, app_token: str, rate_limits: bool) -> None:
        self.workspace, self.bot_token, self.app_token = workspace, bot_token, app_token
        self.faults, self.pacing, self.rate_limits = Faults(), Pacing(), rate_limits
        self.calls: list[tuple[str, Json]] = []
        self.down = False

    def passes(self, method: str, arguments: Json, act: Callable[[], Answer]) -> Answer:
        """The act's answer, or the failure that was ordered instead of it or after it."""
        if self.down:
            return _hang_up()
        fault = self.faults.take(method, arguments.get("channel"))
        if fault is None:
            return act()
        if fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault.kind == "held":
            self.faults.hold()
        if fault.kind in ("slow", "held", "lost_after"):
            done = act()
            return _hang_up() if fault.kind == "lost_after" else done
        return _failure(fault)

    def refuses(self, method: str, token: str, arguments: Json) -> Answer | None:
        """Slack's answer to a call without the right token or too soon after others; None when it may go on."""
        if not token:
            return jsonify(ok=False, error="not_authed")
        if token not in (self.bot_token, self.app_token):
            return jsonify(ok=False, error="invalid_auth")
        if method in METHODS and token != (self.app_token if METHODS[method].is_app_level else self.bot_token):
            return jsonify(ok=False, error="not_allowed_token_type")
        if not self.rate_limits:
            return None
        with self.workspace.lock:
            now = self.workspace.clock.real_now()
            wait = self.pacing.retry_after(method, str(arguments.get("channel", "")), now)
        return too_many(wait) if wait else None


def create_app(workspace: Workspace, gate: Gate) -> Flask:
    """The Web API at /api, response_urls at /response, the page's files at / and /static."""
    app = Flask(__name__, static_folder=str(Path(__file__).parent / "page"), static_url_path="/static")

    @app.before_request
    def only_loopback() -> None:
        if request.host.rpartition(":")[0] not in LOOPBACK_NAMES and request.host not in LOOPBACK_NAMES:
            abort(HTTPStatus.FORBIDDEN)

    @app.after_request
    def tell_scopes(response: Answer) -> Answer:
        response.headers["x-oauth-scopes"] = ",".join(sorted(workspace.app.scopes or ()))
        return response

    @app.get("/")
    def index() -> Answer:
        return app.send_static_file("index.html")

    @app.route("/api/<method>", methods=["GET", "POST"])
    def call(method: str) -> Answer:
        arguments = _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        arguments.pop("token", None)
        gate.calls.append((method, arguments))

        def act() -> Answer:
            refusal = gate.refuses(method, token, arguments)
            return refusal or jsonify(answer(workspace, method, arguments))

        return gate.passes(method, arguments, act)

    @app.post("/upload/<id>")
    def upload(id: str) -> Answer:
        with workspace.lock:
            file = workspace.files.find(id) or abort(HTTPStatus.NOT_FOUND)
            file.data = request.get_data()
        return Answer(f"OK - {len(file.data)}")

    @app.get("/files/<id>")
    def file(id: str) -> Answer:
        found = workspace.files.find(id)
        return Answer(found.data, mimetype="image/png") if found and found.is_complete else abort(HTTPStatus.NOT_FOUND)

    @app.post("/response/<token>")
    def response_url(token: str) -> Answer:
        body = _arguments(request)
        gate.calls.append(("response_url", body))
        return gate.passes("response_url", body, lambda: _respond(workspace, token, body))

    return app


def _respond(workspace: Workspace, token: str, body: Json) -> Answer:
    try:
        respond(workspace, token, body)
    except SlackError as error:
        gone = error.error in ("used_url", "expired_url")
        answer = jsonify(error.answer())
        answer.status_code = HTTPStatus.NOT_FOUND if gone else HTTPStatus.BAD_REQUEST
        return answer
    return Answer("ok")


def _arguments(request: Request) -> Json:
    arguments: Json = {**request.args, **request.form}
    body = request.get_json(silent=True)
    return arguments | body if isinstance(body, dict) else arguments


def _failure(fault: Fault) -> Answer:
    match fault.kind.partition(":")[0]:
        case "ratelimited":
            return too_many(fault.retry_after)
        case "error":
            return jsonify(ok=False, error=fault.detail)
        case "http":
            return Answer("upstream trouble", int(fault.detail))
        case "garbled":
            return Answer("<h1>Passerelle défaillante</h1>".encode("latin-1"), HTTPStatus.BAD_GATEWAY)
        case _:
            return _hang_up()


def too_many(retry_after: int | str) -> Answer:
    refusal = jsonify(ok=False, error="ratelimited")
    refusal.status_code = HTTPStatus.TOO_MANY_REQUESTS
    refusal.headers["Retry-After"] = str(retry_after)
    return refusal


def _hang_up() -> Answer:
    """Closes the line, so that nothing of the answer arrives."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Answer()


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go out in two writes; with Nagle's algorithm the second would wait 40 ms.
    disable_nagle_algorithm = True
    server: "_Listener"

    def date_time_string(self, timestamp: float | None = None) -> str:
        return http_date(timestamp or self.server.clock.real_now())

    def log(self, type: str, message: str, *args: Any) -> None:
        """Logs nothing: what happens is seen on the workspace's page."""


class _Listener(ThreadedWSGIServer):
    """A server that can also close connections that are kept alive."""

    def __init__(self, app: Flask, port: int, clock: Clock) -> None:
        self.clock = clock
        self._open: set[socket.socket] = set()
        super().__init__(LOOPBACK, port, app, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class Server:
    """Serves the app on a thread of its own until it is stopped."""

    def __init__(self, app: Flask, port: int, clock: Clock) -> None:
        self._listener = _Listener(app, port, clock)
        self.url = f"http://{LOOPBACK}:{self._listener.port}/"
        self._thread = Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._listener.shutdown()
        self._listener.hang_up()
        self._listener.server_close()
        self._thread.join()
