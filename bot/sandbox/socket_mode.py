"""Socket Mode: the bot dials in, and what Slack sends comes to it in envelopes over that line."""

import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import cast
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request as Handshake
from websockets.http11 import Response as Refusal
from websockets.sync.server import Server, ServerConnection, serve

from bot.sandbox.blocks import Json
from bot.sandbox.requests import FORM, NoAnswer, Request, Response

LOOPBACK = "127.0.0.1"
HOST = "applink-sandbox"
ANSWERED_IN_THE_ACKNOWLEDGEMENT = ("view_submission", "block_suggestion")
SECONDS_TO_CLOSE = 0.5


class Line(ServerConnection):
    """One connection of the bot. A stuck one is open and dead: it sends nothing and answers no ping."""

    # On the class, for a thread of the base class sends before its __init__ has returned.
    is_stuck = False
    is_leaving = False
    carried = 0

    def send_data(self) -> None:
        if not self.is_stuck:
            super().send_data()

    def announces(self, message: Json) -> None:
        with suppress(ConnectionClosed):
            self.send(json.dumps(message))


class SocketMode:
    """The bot's connections, and the envelopes that wait for an acknowledgement."""

    def __init__(self) -> None:
        self.doubling = False
        """While True every envelope is sent twice, as at-least-once delivery allows."""
        self._tickets: set[str] = set()
        self._lines: list[Line] = []
        self._changed = Condition()
        self._unacknowledged: dict[str, SimpleQueue[Json]] = {}
        self._server: Server | None = None

    # ── connections

    def open(self, app_id: str) -> str:
        """The address for one connection of the bot."""
        ticket = secrets.token_hex(16)
        with self._changed:
            self._tickets.add(ticket)
            self._server = self._server or self._serving()
            port = self._server.socket.getsockname()[1]
        return f"ws://{LOOPBACK}:{port}/link/?ticket={ticket}&app_id={app_id}"

    def _serving(self) -> Server:
        server = serve(
            cast("Callable[[ServerConnection], None]", self._converse),
            LOOPBACK,
            0,
            create_connection=Line,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=SECONDS_TO_CLOSE,
        )
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    def _admit(self, line: ServerConnection, handshake: Handshake) -> Refusal | None:
        ticket = parse_qs(urlsplit(handshake.path).query).get("ticket", [""])[0]
        with self._changed:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                return None
        return line.respond(403, "This address was used already, or never given.\n")

    def _converse(self, line: Line) -> None:
        with self._changed:
            self._lines.append(line)
            count = len(self._lines)
            line.announces({"type": "hello", "num_connections": count, "debug_info": {"host": HOST}})
            self._changed.notify_all()
        try:
            with suppress(ConnectionClosed):
                for message in line:
                    self._hear(line, json.loads(message))
        finally:
            with self._changed:
                self._lines.remove(line)
                self._changed.notify_all()

    def _hear(self, line: Line, message: Json) -> None:
        waiting = self._unacknowledged.get(message.get("envelope_id", ""))
        if waiting and not line.is_stuck:
            waiting.put(message)

    @property
    def connections(self) -> int:
        """How many are usable: neither stuck nor asked to leave."""
        return sum(not (line.is_stuck or line.is_leaving) for line in self._lines)

    def wait_for(self, connections: int, within: float = 3.0) -> None:
        """Returns once so many are of use; TimeoutError after so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.connections == connections, within):
                raise TimeoutError(f"{self.connections} connections, and {connections} were awaited")

    # ── envelopes

    def send(self, request: Request, patience: float) -> Response:
        """Puts the request into an envelope for one connection and waits for the acknowledgement, which is a 200
        with its payload; NoAnswer without a connection, or after so many seconds."""
        envelope = envelope_of(request)
        waiting = self._unacknowledged[envelope["envelope_id"]] = SimpleQueue()
        try:
            for _ in range(2 if self.doubling else 1):
                self._next_line().send(json.dumps(envelope))
            payload = waiting.get(timeout=patience).get("payload")
        except ConnectionClosed:
            raise NoAnswer("dispatch_failed") from None
        except Empty:
            raise NoAnswer("operation_timeout") from None
        finally:
            del self._unacknowledged[envelope["envelope_id"]]
        return Response(200, json.dumps(payload) if payload and envelope["accepts_response_payload"] else "")

    def _next_line(self) -> Line:
        """The connection that has carried least; one that was asked to leave is chosen only if there is no other."""
        with self._changed:
            if not self._lines:
                raise NoAnswer("dispatch_failed")
            line = min(self._lines, key=lambda line: (line.is_leaving, line.carried))
            line.carried += 1
            return line

    # ── what goes wrong, on order

    def asks_to_leave(self, reason: str = "refresh_requested") -> None:
        """Tells every connection that it will end soon, as Slack does now and then; "warning" says the same."""
        with self._changed:
            for line in self._lines:
                line.is_leaving = True
                line.announces({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})

    def sticks(self) -> None:
        """Every connection stays open, but sends and answers nothing any more."""
        with self._changed:
            for line in self._lines:
                line.is_stuck = True

    def hangs_up(self) -> None:
        """Every connection ends without a word."""
        with self._changed:
            lines = list(self._lines)
            for line in lines:
                line.is_leaving = True
        for line in lines:
            line.close_socket()

    def stop(self) -> None:
        if self._server:
            with self._changed:
                for line in self._lines:
                    line.is_stuck = False
            self._server.shutdown()
            self._server = None


def envelope_of(request: Request) -> Json:
    """What an HTTP request would carry, as Socket Mode has it: unsigned, typed, with an id to acknowledge."""
    envelope: Json = {"envelope_id": str(uuid4()), "accepts_response_payload": False}
    if request.headers["Content-Type"] != FORM:
        retries, reason = request.headers.get("X-Slack-Retry-Num", "0"), request.headers.get("X-Slack-Retry-Reason", "")
        again = {"retry_attempt": int(retries), "retry_reason": reason}
        return envelope | {"type": "events_api", "payload": json.loads(request.body)} | again
    fields = dict(parse_qsl(request.body, keep_blank_values=True))
    if "payload" not in fields:
        return envelope | {"type": "slash_commands", "payload": fields, "accepts_response_payload": True}
    payload = json.loads(fields["payload"])
    accepts = payload["type"] in ANSWERED_IN_THE_ACKNOWLEDGEMENT
    return envelope | {"type": "interactive", "payload": payload, "accepts_response_payload": accepts}
