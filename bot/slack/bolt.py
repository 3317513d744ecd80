"""The Bolt app: one listener per kind in front of the tables."""

import re
import traceback
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.clock import Clock
from bot.db import Database
from bot.domain import drafts
from bot.errors import Refused
from bot.slack import root, said
from bot.slack.pages import TABLES, Handler
from bot.slack.said import Kind, Said
from bot.slack.turn import HandledAlready, Turn

ANYTHING = re.compile(".*")
SECONDS_FOR_SLACK = 3
RESUME = "resume"
SORRY = "Something went wrong on my side, and nothing was saved. Please try again in a moment."
GONE = "That button is from an earlier version of me. Type the command again to go on."

log = structlog.get_logger(__name__)
Body = dict[str, Any]


def make_app(database: Database, clock: Clock, *, token: str, api_url: str) -> App:
    """Bolt with our listeners; requests are verified before they come here (`bot.web`)."""
    # No retry handlers: what may post twice must not be repeated behind our back.
    client = WebClient(token, base_url=api_url, timeout=SECONDS_FOR_SLACK, retry_handlers=[])

    @cache
    def authorize() -> AuthorizeResult:
        """Who the bot is in its workspace: asked of Slack once."""
        return AuthorizeResult.from_auth_test_response(auth_test_response=client.auth_test(), bot_token=token)

    app = App(
        client=WebClient(base_url=api_url),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )
    Listener(database, clock, client).register(app)
    return app


class Listener:
    """Hears what Slack sends and finds the page's function for it."""

    def __init__(self, database: Database, clock: Clock, client: WebClient) -> None:
        self._database = database
        self._clock = clock
        self._client = client

    def register(self, app: App) -> None:
        for listen, read in (
            (app.command, said.command),
            (app.action, said.click),
            (app.view_submission, said.submission),
            (app.view_closed, said.closed),
            (app.shortcut, said.shortcut),
            (app.options, said.options),
            (app.event, said.event),
        ):
            listen(ANYTHING)(self._hearing(read))

    def _hearing(self, read: Callable[[Body], Said]) -> Callable[[Ack, Body], None]:
        def hear(ack: Ack, body: Body) -> None:
            turn = self._turn(read(body))
            begun = perf_counter()
            outcome = self._take(turn)
            _log(turn, outcome, perf_counter() - begun)
            ack(**turn.answers.acknowledgement)

        return hear

    def _turn(self, what: Said, after: Turn | None = None) -> Turn:
        answers = after.answers if after else None
        return Turn(what, self._database, self._client, now=self._clock.now(), answers=answers)

    def _take(self, turn: Turn) -> str:
        """Let the page act; every way in which that can end is an answer. The word is for the log."""
        try:
            _handler(turn.said)(turn)
            self._resume(turn)
        except HandledAlready:
            return "repeated"
        except Refused as refusal:
            turn.answers.refuse(refusal, resume=self._keep_for_later(turn) if refusal.offers else None)
            return "refused"
        except Exception as error:  # the one door out: nothing half-done stays, and the person hears it
            log.error("turn.failed", error=type(error).__name__, where=_where(error))
            if turn.said.kind is Kind.EVENT:
                raise  # not acknowledged, so that Slack sends it again
            turn.reply(SORRY)
            return "failed"
        return "done"

    # ── what waits behind an offer ───────────────────────────────────────────────────────────────────────

    def _keep_for_later(self, turn: Turn) -> int | None:
        what = turn.said
        if what.kind is not Kind.COMMAND:
            return None
        data = {"name": what.name, "text": what.text, "channel": what.channel_id}
        with self._database.writing() as session:
            return drafts.keep(session, turn.person, RESUME, data, now=turn.now).id

    def _resume(self, turn: Turn) -> None:
        """After the click on an offer, go on with what the person was doing when it was made."""
        mark, _, draft_id = turn.said.block_id.partition(":")
        if mark != RESUME or turn.said.kind is not Kind.CLICK:
            return
        with self._database.writing() as session:
            kept = drafts.take(session, turn.person, int(draft_id))
        if kept:
            before = turn.said
            again = Said(
                kind=Kind.COMMAND,
                name=kept["name"],
                workspace_id=before.workspace_id,
                user_id=before.user_id,
                channel_id=kept["channel"],
                text=kept["text"],
            )
            self._take(self._turn(again, after=turn))


def _handler(what: Said) -> Handler:
    """The page's function for a name; one that is no longer there is answered in words."""
    match what.kind:
        case Kind.COMMAND:
            return root.handle_command
        case Kind.CLICK:
            # Typing in a field of a form keeps its draft, as closing the form does.
            return TABLES.actions.get(what.name) or TABLES.closed.get(what.form, _gone)
        case Kind.SUBMISSION:
            return TABLES.views.get(what.name, _gone)
        case Kind.CLOSED:
            return TABLES.closed.get(what.name, _nothing)
        case Kind.SHORTCUT:
            return TABLES.shortcuts.get(what.name, _gone)
        case Kind.OPTIONS:
            return TABLES.options.get(what.name, _nothing)
        case Kind.EVENT:
            return TABLES.events.get(what.name, _nothing)


def _gone(turn: Turn) -> None:
    turn.reply(GONE)


def _nothing(_: Turn) -> None:
    """Nothing to do, and nobody to tell."""


def _where(error: Exception) -> str:
    """File and line, never the message: SQL and people's text hide in it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _log(turn: Turn, outcome: str, seconds: float) -> None:
    what = turn.said
    log.info(
        "turn", workspace=what.workspace_id, kind=what.kind, name=what.name, outcome=outcome, ms=round(seconds * 1000)
    )
