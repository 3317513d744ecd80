"""A machine that shows, edits, withdraws, delivers, crashes and waits in any order, to find a way to harm a message."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import delete, select

from bot import outbox
from bot.db import Database
from bot.delivery.attempt import Attempt, Room
from bot.models import DeliveryLease, OutboxMessage
from bot.outbox import Claim
from bot.sandbox import Sandbox
from bot.sandbox.web_api import answer
from tests.notes import Notes, key
from tests.office import MANIFEST, HandClock

NUMBERS = st.integers(1, 4)
WORKERS = st.sampled_from(["anna", "ben"])
FAULTS = st.sampled_from(
    [None, None, "lost_before", "lost_after", "killed_before", "killed_after", "busy", "permanent", "unknown"]
)


class Killed(BaseException):
    """The worker is no more."""


class Slack:
    """The sandbox's workspace behind the SDK's method names, without the line between; one fault can be ordered."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.workspace = sandbox.workspace
        self.fault: str | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = name.replace("_", ".", 1)

        async def call(**arguments: Any) -> dict[str, Any]:
            fault, self.fault = (self.fault, None) if method.startswith("chat.") else (None, self.fault)
            return self._answer(method, arguments, fault)

        return call

    def _answer(self, method: str, arguments: dict[str, Any], fault: str | None) -> dict[str, Any]:
        match fault:
            case "lost_before":
                raise aiohttp.ServerDisconnectedError
            case "killed_before":
                raise Killed
            case "busy":
                raise self._error(method, 429, {"error": "ratelimited"})
            case "permanent":
                raise self._error(method, 200, {"error": "msg_too_long"})
            case "unknown":
                raise self._error(method, 200, {"error": "some_new_trouble"})
        body = answer(self.workspace, method, {name: value for name, value in arguments.items() if value is not None})
        match fault:
            case "lost_after":
                raise aiohttp.ServerDisconnectedError
            case "killed_after":
                raise Killed
        if not body["ok"]:
            raise self._error(method, 200, body)
        return body

    def _error(self, method: str, status: int, data: dict[str, Any]) -> SlackApiError:
        headers = {"Retry-After": "3"}
        response = AsyncSlackResponse(
            client=None, http_verb="POST", api_url=method, req_args={}, data=data, headers=headers, status_code=status
        )
        return SlackApiError("refused", response)  # type: ignore[no-untyped-call]


class Machine(RuleBasedStateMachine):
    def __init__(self, database: Database) -> None:
        super().__init__()
        self.clock = HandClock()
        with database.writing() as session:
            session.execute(delete(OutboxMessage))
            session.execute(delete(DeliveryLease))
        self.notes = Notes(database, self.clock)
        sandbox = Sandbox(clock=self.clock)
        sandbox.load_manifest(MANIFEST)
        rita = sandbox.add_person("rita", "Rita Rossi")
        self.channels = [sandbox.add_channel("wins", [rita]), sandbox.add_channel("losses", [rita])]
        self.slack = Slack(sandbox)
        self.room = Room(database, self.clock, {"note": self.notes.render}, lambda _: self.slack, lambda: True)  # type: ignore[arg-type,return-value]
        self.hands: dict[str, list[Claim]] = {"anna": [], "ben": []}
        self.runner = asyncio.Runner()
        self.revision = 0
        self.wanted: set[int] = set()
        self.deleted_by_hand: set[int] = set()

    # ── people

    @initialize()
    def show_all(self) -> None:
        for number in range(1, 5):
            self.want(number, "show", 0)

    @rule(number=NUMBERS, change=st.sampled_from(["show", "edit", "withdraw"]), after=st.sampled_from([0, 0, 40]))
    def want(self, number: int, change: str, after: float) -> None:
        row = self.row(number)
        match change:
            case "show":
                if row is None or row.is_gone:
                    self.deleted_by_hand.discard(number)
                self.wanted.add(number)
                self.notes.show(number, self.new_text(number), self.channels[number % 2], after=after)
            case "edit":
                self.notes.edit(number, self.new_text(number))
            case "withdraw":
                self.wanted.discard(number)
                self.notes.withdraw(number)

    @rule(number=NUMBERS)
    def delete_by_hand(self, number: int) -> None:
        # While a post is in doubt nobody can tell a message that was deleted from one that never arrived.
        row = self.row(number)
        if row and row.ts and not row.in_doubt_since and self.standing(number):
            self.slack.workspace.delete(self.standing(number)[0])
            self.deleted_by_hand.add(number)

    def new_text(self, number: int) -> str:
        self.revision += 1
        return f"note {number}, take {self.revision}"

    # ── workers

    @rule(worker=WORKERS, faults=st.lists(FAULTS, min_size=1, max_size=3))
    def work(self, worker: str, faults: list[str | None]) -> None:
        """The worker takes messages if its hands are empty, and gets so far with them before it is held up."""
        self.hands[worker] = self.hands[worker] or self.claim(worker)
        for fault in faults:
            if self.hands[worker]:
                self.deliver(worker, fault)

    def claim(self, worker: str) -> list[Claim]:
        claims: list[Claim] = []
        moments = {"now": self.clock.now(), "real_now": self.clock.real_now()}
        with self.notes.database.writing() as session:
            for workspace_id in outbox.lease_workspaces(session, worker, **moments):
                claims += outbox.claim(session, workspace_id, worker, **moments)
        self.assert_nothing_is_overtaken(claims)
        return claims

    def deliver(self, worker: str, fault: str | None) -> None:
        """The worker's next message; one that does not get through sends those behind it back."""
        claim = self.hands[worker].pop(0)
        self.slack.fault = fault
        try:
            outcome = self.runner.run(Attempt(self.room, claim, claim.thread).deliver())
        except Killed:
            self.hands[worker] = []
            return
        finally:
            self.slack.fault = None
        outcomes = [outcome]
        if isinstance(outcome, outbox.Postponed | outbox.InDoubt):
            behind = [other for other in self.hands[worker] if other.recipient == claim.recipient]
            self.hands[worker] = [other for other in self.hands[worker] if other not in behind]
            outcomes += map(outbox.Postponed, behind)
        if isinstance(outcome, outbox.Parked):
            assert fault == "permanent" or outcome.reason == "gave_up"
        with self.notes.database.writing() as session:
            for each in outcomes:
                outbox.mark(session, each)

    @rule(seconds=st.sampled_from([4, 22, 31, 31]))
    def wait(self, seconds: int) -> None:
        self.clock.wait(seconds=seconds)

    # ── what holds

    def row(self, number: int) -> OutboxMessage | None:
        with self.notes.database.reading() as session:
            return session.scalar(select(OutboxMessage).where(OutboxMessage.key == key(number)))

    def standing(self, number: int) -> list[Any]:
        messages = self.channels[number % 2].messages
        return [
            message
            for message in messages
            if message.metadata and message.metadata["event_payload"]["key"] == key(number)
        ]

    @invariant()
    def nothing_stands_twice(self) -> None:
        for number in range(1, 5):
            assert len(self.standing(number)) <= 1

    def assert_nothing_is_overtaken(self, claims: list[Claim]) -> None:
        """Whatever is due before a message and stands nowhere yet was taken with it."""
        taken = {claim.id for claim in claims}
        with self.notes.database.reading() as session:
            rows = {row.id: row for row in session.scalars(select(OutboxMessage))}
        for row in rows.values():
            is_live = row.shown < row.wanted and not row.is_gone and not row.parked_reason and row.ts is None
            if is_live and row.id not in taken and row.due_at <= self.clock.now():
                behind = [rows[id] for id in taken if rows[id].recipient == row.recipient]
                assert all((row.due_at, row.id) > (other.due_at, other.id) for other in behind)

    def teardown(self) -> None:
        """The storm is over: what is wanted stands, and nothing else."""
        self.hands = {"anna": [], "ben": []}
        for _ in range(60):
            self.clock.wait(minutes=6)
            if not self.notes.waiting():
                break
            self.work("anna", [None] * 4)
            self.nothing_stands_twice()
        self.runner.close()
        assert self.notes.waiting() == 0
        for number in range(1, 5):
            self.assert_agrees(number)

    def assert_agrees(self, number: int) -> None:
        row, standing = self.row(number), [message.plain for message in self.standing(number)]
        if number not in self.wanted or number in self.deleted_by_hand:
            assert standing == []
        elif row and not row.parked_reason:
            assert standing == [self.notes.texts[number]]


def test_no_order_of_events_loses_doubles_or_resurrects_a_message(database: Database) -> None:
    quick = settings(
        max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(lambda: Machine(database), settings=quick)  # type: ignore[arg-type]
