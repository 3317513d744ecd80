"""The Bolt app: one listener for each kind of request, which finds the page's function in the tables."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from sqlalchemy.exc import DBAPIError

from bot import metrics, tls
from bot.clock import Clock
from bot.db import Database, is_deadlock
from bot.domain import drafts
from bot.errors import Refused
from bot.logs import log
from bot.slack import home, root, said
from bot.slack.answers import said_of
from bot.slack.commands import Commands
from bot.slack.pages import TABLES, Handler
from bot.slack.said import Kind, Said
from bot.slack.turn import HandledAlready, Turn

ANYTHING = re.compile(".*")
SECONDS_FOR_SLACK = 3
RESUME = "resume"
NOT_TAKEN = ("app_rate_limited", "block_suggestion")
"""Kinds of requests that Slack may send and that nothing here takes; the log names no others, whatever they say."""
SORRY = "Something went wrong on my side, and nothing was saved. Please try again in a moment."
GONE = "That is from an earlier version of me. Please type the command again."

Body = dict[str, Any]


class TurnFailedError(Exception):
    """What made a turn fail is in the log; Slack is to send the event again."""


def make_app(database: Database, clock: Clock, commands: Commands, *, token: str, api_url: str) -> App:
    """Bolt with our listeners; requests are verified before they come here (`bot.web`)."""
    # No retry handlers: what may post twice must not be repeated behind our back.
    trust = tls.context_of(api_url)
    client = WebClient(token, base_url=api_url, timeout=SECONDS_FOR_SLACK, ssl=trust, retry_handlers=[])

    def authorize(enterprise_id: str | None, team_id: str) -> AuthorizeResult:
        """Authorize without asking Slack who the bot is, so that people are answered even while Slack is down."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    app = App(
        name="pacesetter",  # else Bolt reads the source of its caller to find one
        # Else Bolt's loggers take the level of the root, and log whole requests.
        logger=logging.getLogger("slack_bolt"),
        client=WebClient(base_url=api_url),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )
    app.error(_fail)
    Listener(database, clock, client, commands).register(app)
    return app


def _fail(error: Exception) -> BoltResponse | None:
    """A request failed before it could be answered; the person sees Slack's own sign of trouble.

    What is of no kind that we know is acknowledged all the same, as Slack would else send it again.
    """
    if isinstance(error, BoltUnhandledRequestError):
        kind = error.request.body.get("type")
        log.warning("request.unknown", type=kind if kind in NOT_TAKEN else None)
        return BoltResponse(status=200)
    if not isinstance(error, TurnFailedError):
        log.error("request.failed", exc_info=error)
    return None


class Listener:
    """Hears what Slack sends and finds the page's function for it."""

    def __init__(self, database: Database, clock: Clock, client: WebClient, commands: Commands) -> None:
        self._database = database
        self._clock = clock
        self._client = client
        self._commands = commands

    def register(self, app: App) -> None:
        for listen, read in (
            (app.command, said.command),
            (app.action, said.click),
            (app.view_submission, said.submission),
            (app.view_closed, said.closed),
            (app.shortcut, said.shortcut),
            (app.event, said.event),
        ):
            listen(ANYTHING)(self._hearing(read))

    def _hearing(self, read: Callable[[Body], Said]) -> Callable[[Ack, Body], None]:
        def hear(ack: Ack, body: Body) -> None:
            turn = self._turn(read(body))
            self._conduct(turn)
            ack(**turn.answers.acknowledgement)

        return hear

    def _conduct(self, turn: Turn) -> None:
        """Take the turn to its end, and log how that was."""
        begun, outcome = perf_counter(), "failed"
        try:
            outcome = self._take(turn)
            if outcome != "failed":
                home.refresh(turn)
        finally:
            _log(turn, outcome, perf_counter() - begun)

    def _turn(self, what: Said, after: Turn | None = None) -> Turn:
        answers = after.answers if after else None
        return Turn(what, self._database, self._client, self._commands, now=self._clock.now(), answers=answers)

    def _take(self, turn: Turn) -> str:
        """Let the page act and answer, whatever happens. Returns a word for the log: how it ended."""
        try:
            refused = self._act(turn)
        except HandledAlready:
            return "repeated"
        except Exception as error:  # catches everything: nothing half-done stays, and the person hears of it
            log.error("turn.failed", said=said_of(error), exc_info=error)
            if turn.said.kind is Kind.EVENT:
                raise TurnFailedError from error  # without an acknowledgement Slack sends the event again
            if turn.has_acted:
                return "unanswered"
            turn.answers.refuse(Refused(SORRY), typed=_typed(turn))
            return "failed"
        if refused:
            refusal, resume = refused
            turn.answers.refuse(refusal, resume=resume, typed=_typed(turn))
        return "refused" if refused else "done"

    def _act(self, turn: Turn) -> tuple[Refused, int | None] | None:
        """Act, and once more after a deadlock with another act: that undid all of this one."""
        what = replace(turn.said)
        try:
            return self._act_once(turn)
        except DBAPIError as error:
            if turn.has_acted or not is_deadlock(error):
                raise
        turn.said = what
        return self._act_once(turn)

    def _act_once(self, turn: Turn) -> tuple[Refused, int | None] | None:
        """Act; if it is refused, return why, and the id of the draft that goes on after a click on an offer, if any."""
        try:
            with turn:
                _handler(turn.said)(turn)
            self._resume(turn)
        except Refused as refusal:
            return refusal, self._keep_for_later(turn) if refusal.offers else None
        return None

    # ── what waits behind an offer ───────────────────────────────────────────────────────────────────────

    def _keep_for_later(self, turn: Turn) -> int | None:
        what = turn.said
        if waiting := _resumed(what):
            return waiting
        data = said.kept(what)
        if data is None:
            return None
        with self._database.writing() as session:
            return drafts.keep(session, turn.person, RESUME, data, now=turn.now).id

    def _resume(self, turn: Turn) -> None:
        """After a click on an offer, go on with the command or shortcut that was refused with it."""
        draft_id = _resumed(turn.said)
        if draft_id is None:
            return
        with self._database.writing() as session:
            kept = drafts.take(session, turn.person, draft_id)
        if kept:
            self._conduct(self._turn(said.again(kept, by=turn.said), after=turn))


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
        case Kind.EVENT:
            return home.EVERYTHING.events.get(what.name, _nothing)


def _resumed(what: Said) -> int | None:
    """The id of the draft to go on with after this click; None if it was not on an offer."""
    mark, _, draft_id = what.block_id.partition(":")
    return int(draft_id) if what.kind is Kind.CLICK and mark == RESUME else None


def _typed(turn: Turn) -> str:
    """The line to hand back if a command is refused; a verb alone is not worth that."""
    return said.readable(turn.said.typed) if turn.said.text else ""


def _gone(turn: Turn) -> None:
    turn.admit()
    raise Refused(GONE)


def _nothing(_: Turn) -> None:
    """Nothing to do, and nobody to tell."""


def _log(turn: Turn, outcome: str, seconds: float) -> None:
    what = turn.said
    metrics.TURNS.labels(what.kind, outcome).observe(seconds)
    log.info(
        "turn", workspace=what.workspace_id, kind=what.kind, name=what.name, outcome=outcome, ms=round(seconds * 1000)
    )
