"""A machine that shows, edits, withdraws, delivers, crashes and waits in any order, to find a way to harm a message."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
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
from bot.delivery.line import Line, Wire
from bot.delivery.pacing import Limits, Pacing
from bot.delivery.pictures import Pictures
from bot.delivery.worker import CALL_TIMEOUT
from bot.models import DeliveryLease, OutboxMessage
from bot.outbox import CELEBRATION, NEWS, Candidate, Claim, Kind, bundles
from bot.sandbox import Sandbox
from bot.sandbox.web_api import answer
from bot.slack import blocks
from tests.notes import Notes, key
from tests.office import MANIFEST, HandClock

NUMBERS = st.integers(1, 4)
WORKERS = st.sampled_from(["anna", "ben"])
LONG = 3 * 24 * 3600
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
        self.is_blind = False
        """Nobody may read a history."""

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
            case "permanent" if method != "chat.delete":
                raise self._error(method, 200, {"error": "msg_too_long"})
            case "unknown":
                raise self._error(method, 200, {"error": "some_new_trouble"})
        if self.is_blind and method.startswith("conversations."):
            raise self._error(method, 200, {"error": "missing_scope"})
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


@dataclass(frozen=True)
class Look:
    candidates: Sequence[Candidate]
    moments: dict[str, datetime]


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
        kinds = {"note": NEWS, "cheer": CELEBRATION, "bundle": NEWS}
        renderers = {"bundle": lambda _, count: blocks.words(f"{count} things")}
        known = {name: Kind(renderers.get(name, self.notes.render), manner) for name, manner in kinds.items()}
        self.renderers = ThreadPoolExecutor(1)
        self.room = Room(database, self.clock, known, self.renderers, Pictures())
        self.wire = Wire(self.clock, lambda _: self.slack, asyncio.Event(), asyncio.Semaphore(1), CALL_TIMEOUT)  # type: ignore[arg-type,return-value]
        self.hands: dict[str, list[Claim]] = {"anna": [], "ben": []}
        self.seen: dict[str, Look] = {}
        """What a worker has looked up and not taken yet."""
        self.runner = asyncio.Runner()
        self.revision = 0
        self.wanted: set[int] = set()
        self.deleted_by_hand: set[int] = set()
        self.let_go: set[int] = set()
        self.unsure: set[int] = set()
        """Nobody could look whether they stand, or a message that tells them with others could not be edited."""
        self.maybe_twice: set[int] = set()
        """Sent again all the same, or shown anew."""

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
                # Withdrawn and shown again before anybody noticed, it is an edit of what was deleted.
                if row is None or (row.is_gone and row.ts is None) or self.has_lost_its_bundle(row):
                    self.deleted_by_hand.discard(number)
                    self.maybe_twice |= {number} & self.let_go & self.unsure
                    self.let_go.discard(number)
                self.wanted.add(number)
                kind = "note" if number < 3 else "cheer"
                self.notes.show(number, self.new_text(number), self.channels[number % 2], after=after, kind=kind)
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
            for other in range(1, 5):
                if self.standing(other) == self.standing(number):
                    self.deleted_by_hand.add(other)
            self.slack.workspace.delete(self.standing(number)[0])

    @rule(channel=st.integers(0, 1))
    def tell_together(self, channel: int) -> None:
        """What waits for a channel, as if it were a person who is told in one piece."""
        with self.notes.database.writing() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.due_at, OutboxMessage.id))
            waiting = [row for row in rows if row.recipient == self.channels[channel].id and is_untouched(row)]
            if waiting:
                bundle = bundles.begin(session, waiting[0], person_id=1)
                bundles.join(bundle, waiting, now=self.clock.now())
                bundle.due_at = bundle.admitted_at = self.clock.now()

    def new_text(self, number: int) -> str:
        self.revision += 1
        return f"note {number}, take {self.revision}"

    # ── workers

    @rule(worker=WORKERS)
    def look(self, worker: str) -> None:
        """The worker sees what it may take, and is held up before it takes it."""
        if not self.hands[worker]:
            self.seen[worker] = self.look_up(worker)

    @rule(worker=WORKERS, faults=st.lists(FAULTS, min_size=1, max_size=3), is_blind=st.booleans())
    def work(self, worker: str, faults: list[str | None], is_blind: bool) -> None:
        """The worker takes messages if its hands are empty, and gets so far with them before it is held up."""
        self.slack.is_blind = is_blind
        self.hands[worker] = self.hands[worker] or self.claim(worker)
        for fault in faults:
            if self.hands[worker]:
                self.deliver(worker, fault)

    def look_up(self, worker: str) -> Look:
        moments = {"now": self.clock.now(), "real_now": self.clock.real_now()}
        with self.notes.database.writing() as session:
            waiting = outbox.workspaces_waiting(session, **moments)
            leased = outbox.lease_workspaces(session, worker, waiting, real_now=self.clock.real_now())
        with self.notes.database.reading() as session:
            return Look(outbox.candidates(session, dict.fromkeys(leased, 200), **moments), moments)

    def claim(self, worker: str) -> list[Claim]:
        look = self.seen.pop(worker, None) or self.look_up(worker)
        if self.clock.real_now() > look.moments["real_now"] + outbox.LEASE / 2:
            return []
        with self.notes.database.writing() as session:
            claims = outbox.claim(session, look.candidates, worker, **look.moments)
        self.assert_nothing_is_overtaken(claims)
        return claims

    def deliver(self, worker: str, fault: str | None) -> None:
        """The worker's next message; one that does not get through sends those behind it back."""
        claim = self.hands[worker].pop(0)
        self.slack.fault = fault
        try:
            outcome = self.runner.run(self.attempt(claim))
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
            if claim.kind == "bundle":
                self.unsure |= {number for number in range(1, 5) if self.channels[number % 2].id == claim.recipient}
        if isinstance(outcome, outbox.LetGo):
            self.note_let_go(claim)
        with self.notes.database.writing() as session:
            assert outbox.mark(session, outcomes, now=self.clock.now()) == []

    async def attempt(self, claim: Claim) -> outbox.Outcome:
        if claim.in_doubt_since and claim.ts is None and self.slack.is_blind:
            self.unsure |= self.numbers_of(claim)
            if self.room.kinds[claim.kind].manner.is_sent_again:
                self.maybe_twice |= self.numbers_of(claim)
        line = Line(self.wire, claim.workspace_id, Pacing(Limits.none()))
        return await Attempt(self.room, line, claim, claim.thread).deliver()

    def note_let_go(self, claim: Claim) -> None:
        """Only what is too late, or what may stand already and is better not said twice."""
        manner = self.room.kinds[claim.kind].manner
        is_too_late = manner.lasts and self.clock.now() > claim.due_at + manner.lasts
        was_in_doubt = claim.in_doubt_since and self.slack.is_blind
        assert claim.ts is None
        assert is_too_late or (was_in_doubt and (claim.is_gone or not manner.is_sent_again))
        self.let_go |= self.numbers_of(claim)

    @rule(seconds=st.sampled_from([4, 22, 31, 31, 31, LONG]))
    def wait(self, seconds: int) -> None:
        self.clock.wait(seconds=seconds)

    # ── what holds

    def row(self, number: int) -> OutboxMessage | None:
        with self.notes.database.reading() as session:
            return session.scalar(select(OutboxMessage).where(OutboxMessage.key == key(number)))

    def has_lost_its_bundle(self, row: OutboxMessage) -> bool:
        with self.notes.database.reading() as session:
            bundle = session.scalar(select(OutboxMessage).where(OutboxMessage.key == row.within_key))
            return bundle is not None and bundle.is_gone

    def numbers_of(self, claim: Claim) -> set[int]:
        if claim.kind != "bundle":
            return {claim.ids["number"]}
        with self.notes.database.reading() as session:
            within = select(OutboxMessage).where(OutboxMessage.within_key == claim.key)
            return {row.ids["number"] for row in session.scalars(within)}

    def standing(self, number: int) -> list[Any]:
        """The messages that tell the note, by itself or with others."""
        messages = self.channels[number % 2].messages
        return [message for message in messages if f"note {number}, " in message.plain]

    @invariant()
    def nothing_stands_twice(self) -> None:
        for number in range(1, 5):
            if number not in self.maybe_twice:
                assert len(self.standing(number)) <= 1

    def assert_nothing_is_overtaken(self, claims: list[Claim]) -> None:
        """Whatever is due before a message and stands nowhere yet was taken with it."""
        taken = {claim.id for claim in claims}
        with self.notes.database.reading() as session:
            rows = {row.id: row for row in session.scalars(select(OutboxMessage))}
        for row in rows.values():
            is_live = (
                row.within_key is None
                and row.shown < row.wanted
                and not row.is_gone
                and not row.parked_reason
                and row.ts is None
            )
            if is_live and row.id not in taken and row.due_at <= self.clock.now():
                behind = [rows[id] for id in taken if rows[id].recipient == row.recipient]
                assert all((row.due_at, row.id) > (other.due_at, other.id) for other in behind)

    def teardown(self) -> None:
        """The storm is over: what is wanted stands, and nothing else."""
        self.hands, self.seen = {"anna": [], "ben": []}, {}
        for _ in range(60):
            self.clock.wait(minutes=6)
            if not self.notes.waiting():
                break
            self.work("anna", [None] * 4, False)
            self.nothing_stands_twice()
        self.runner.close()
        self.renderers.shutdown()
        assert self.notes.waiting() == 0
        for number in range(1, 5):
            self.assert_agrees(number)

    def assert_agrees(self, number: int) -> None:
        standing = [message.plain for message in self.standing(number)]
        if number in self.unsure:
            return
        if number not in self.wanted or number in self.deleted_by_hand or number in self.let_go:
            assert standing == []
        elif not self.is_parked(number):
            assert [line for told in standing for line in told.splitlines() if line.startswith(f"note {number}, ")] == [
                self.notes.texts[number]
            ]

    def is_parked(self, number: int) -> bool:
        row = self.row(number)
        assert row
        with self.notes.database.reading() as session:
            told_in = select(OutboxMessage).where(OutboxMessage.key == (row.within_key or row.key))
            return session.scalars(told_in).one().parked_reason is not None


def is_untouched(row: OutboxMessage) -> bool:
    """As what `attention.admit` may still put into a bundle."""
    never_tried = row.ts is None and row.in_doubt_since is None and not row.parked_reason
    return row.kind != "bundle" and row.shown < row.wanted and never_tried and not row.is_gone


def test_no_order_of_events_loses_doubles_or_resurrects_a_message(database: Database) -> None:
    quick = settings(
        max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(lambda: Machine(database), settings=quick)  # type: ignore[arg-type]
