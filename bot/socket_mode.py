"""Socket Mode: Slack's requests over a WebSocket that we dial, where no address of ours is open to the outside.

The SDK's own client is not used: a connection that never answered a ping counts as alive there for ever, what Slack
still sends on one that is being replaced is lost, and closing takes seconds.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from http import HTTPStatus
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot import tls
from bot.logs import log
from bot.settings import SettingsError

BEAT_SECONDS = 5.0
"""Seconds between two pings, and the longest wait for an answer to one."""
PAUSES = (0, 0, 0.2, 0.4, 1, 3, 6)
"""How long to wait before connecting again, in beats, by how many tries in a row have failed."""
STEADY_BEATS = 12
"""After a connection that lasted so many beats, earlier failures count no more."""
HANDS = 8
SECONDS_TO_FINISH = 6
SECONDS_TO_HANG_UP = 1
SECONDS_FOR_SLACK = 5
LARGEST_ENVELOPE = 10_000_000
WRONG_TOKEN = {"invalid_auth", "not_allowed_token_type", "missing_scope", "token_revoked", "account_inactive"}
REFRESHES = {"warning", "refresh_requested"}
"""Slack's reasons for ending a connection that was in order."""

Envelope = dict[str, Any]


class Answer(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...


class Line:
    """One connection to Slack, on which envelopes arrive until it ends."""

    def __init__(self, socket: ClientConnection, beat: float) -> None:
        self.socket = socket
        self.needs_successor = Event()
        """Set when Slack asked for another connection, when this one ended, and when we stop."""
        self.was_dismissed = False
        self._steady_at = monotonic() + STEADY_BEATS * beat

    @property
    def was_of_use(self) -> bool:
        return self.was_dismissed or monotonic() > self._steady_at


class SocketMode:
    """Keeps a connection to Slack from `start` to `stop`, and answers what arrives on it.

    `hear` answers the body and headers of a request; it is called by several threads at once.
    """

    def __init__(
        self,
        hear: Callable[[str, Mapping[str, str]], Answer],
        *,
        app_token: str,
        api_url: str,
        beat: float = BEAT_SECONDS,
    ) -> None:
        self._hear = hear
        self._app_token = app_token
        trust = tls.context_of(api_url)
        self._client = WebClient(base_url=api_url, timeout=SECONDS_FOR_SLACK, ssl=trust, retry_handlers=[])
        self._beat = beat
        self._lines: list[Line] = []
        self._hands = ThreadPoolExecutor(HANDS, "envelope")
        self._in_hand: dict[str, Future[None]] = {}
        self._lock = Lock()
        self._stopping = Event()
        self._keeper = Thread(target=self._keep_connected, name="socket", daemon=True)

    def start(self) -> None:
        """Connect; SettingsError if Slack refuses the token. After any other failure it tries again for ever."""
        try:
            self._dial()
        except Exception as error:  # noqa: BLE001  as for every later try
            if _word(error) in WRONG_TOKEN:
                raise SettingsError(
                    f"SLACK_APP_TOKEN is wrong: Slack says {_word(error)}. It should be an app-level token of this "
                    "app (xapp-…) with the scope connections:write."
                ) from None
            if _word(error) == "socket_mode_not_enabled":
                raise SettingsError("Socket Mode is off: turn it on in the Slack app's settings.") from None
            log.warning("socket.unreachable", error=_word(error))
        self._keeper.start()

    def stop(self) -> None:
        """Accept nothing more, finish the requests under way, disconnect."""
        self._stopping.set()
        for line in self._lines:
            line.needs_successor.set()
        with self._lock:
            in_hand = list(self._in_hand.values())
        wait(in_hand, SECONDS_TO_FINISH)
        self._hands.shutdown(wait=False, cancel_futures=True)
        if self._keeper.ident:
            self._keeper.join(SECONDS_TO_HANG_UP)
        for line in self._lines:
            line.socket.close()

    # ── connections ──────────────────────────────────────────────────────────────────────────────────────

    def _dial(self) -> None:
        url = self._client.apps_connections_open(app_token=self._app_token)["url"]
        socket = connect(
            url,
            ping_interval=self._beat,
            ping_timeout=self._beat,
            open_timeout=SECONDS_FOR_SLACK,
            close_timeout=self._beat / 5,
            max_size=LARGEST_ENVELOPE,
            compression=None,
        )
        line = Line(socket, self._beat)
        self._lines.append(line)
        Thread(target=self._read, args=(line,), name="line", daemon=True).start()
        # The one before stays open: Slack may still send something on it, and closes it itself.
        for old in self._lines[:-2]:
            old.socket.close()
        del self._lines[:-2]

    def _keep_connected(self) -> None:
        """Replace the newest connection whenever it needs a successor, with longer pauses after failures in a row."""
        vain = 0
        while not self._stopping.is_set():
            if self._lines:
                self._lines[-1].needs_successor.wait()
                vain = 0 if self._lines[-1].was_of_use else vain + 1
            vain = self._redial(vain)

    def _redial(self, vain: int) -> int:
        """Try until connected, or until we stop; return how many tries in a row have failed."""
        while not self._stopping.wait(self._beat * PAUSES[min(vain, len(PAUSES) - 1)]):
            try:
                self._dial()
            except Exception as error:  # noqa: BLE001  whatever stands before Slack may answer anything, and we go on
                log.warning("socket.unreachable", error=_word(error))
                vain += 1
                self._stopping.wait(_retry_after(error))
            else:
                break
        return vain

    def _read(self, line: Line) -> None:
        try:
            with line.socket as socket, suppress(ConnectionClosed):
                for message in socket:
                    self._take(line, json.loads(message))
        finally:
            log.info("socket.ended", code=line.socket.close_code)
            line.needs_successor.set()

    # ── envelopes ────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, line: Line, message: Envelope) -> None:
        match message:
            case {"type": "hello"}:
                log.info("socket.connected")
            case {"type": "disconnect", "reason": reason}:
                log.info("socket.dismissed", reason=reason)
                line.was_dismissed = reason in REFRESHES
                line.needs_successor.set()
            case {"envelope_id": envelope_id}:
                with self._lock:
                    # Slack may deliver an envelope twice; the answer to the first serves for both.
                    if envelope_id not in self._in_hand and not self._stopping.is_set():
                        self._in_hand[envelope_id] = self._hands.submit(self._answer, line, message)
                        self._in_hand[envelope_id].add_done_callback(_tell)

    def _answer(self, line: Line, envelope: Envelope) -> None:
        """Answer an envelope, and acknowledge it if the status is 200; else Slack sends it again."""
        try:
            answer = self._hear(json.dumps(envelope["payload"]), _headers(envelope))
            if answer.status == HTTPStatus.OK:
                body = {"payload": json.loads(answer.body)} if answer.body else {}
                self._acknowledge(line, {"envelope_id": envelope["envelope_id"]} | body)
        finally:
            with self._lock:
                del self._in_hand[envelope["envelope_id"]]

    def _acknowledge(self, line: Line, acknowledgement: Envelope) -> None:
        """Send it on the connection that the envelope came on, or on the newest if that one has ended meanwhile."""
        for open_line in (line, self._lines[-1]):
            with suppress(ConnectionClosed):
                open_line.socket.send(json.dumps(acknowledgement))
                return
        log.warning("socket.unacknowledged")


def _tell(answering: Future[None]) -> None:
    """Log a failure outside every listener, whose envelope was not acknowledged."""
    if not answering.cancelled() and (error := answering.exception()):
        log.error("socket.failed", exc_info=error)


def _headers(envelope: Envelope) -> dict[str, str]:
    """The headers that the same request would have over HTTP."""
    headers = {"content-type": "application/json"}
    if attempt := envelope.get("retry_attempt"):
        headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": envelope.get("retry_reason", "")}
    return headers


def _word(error: Exception) -> str:
    """Slack's own word for what is wrong, or the type of the error; never the URL, which is a secret by itself."""
    return str(error.response["error"]) if isinstance(error, SlackApiError) else type(error).__name__


def _retry_after(error: Exception) -> int:
    """How many seconds Slack asks us to wait; 0 if it does not say, or says it otherwise."""
    asked = str(error.response.headers.get("Retry-After")) if isinstance(error, SlackApiError) else ""
    return int(asked) if asked.isascii() and asked.isdecimal() else 0
