"""A worker at work: it leases workspaces, keeps a desk for each, fills their stocks and writes down what came of it."""

import asyncio
import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from bot import outbox
from bot.db import UNAVAILABLE
from bot.delivery.attempt import Room
from bot.delivery.desk import Desk
from bot.delivery.line import Line, Wire, loop_time, pause
from bot.delivery.marks import Marks, Outage
from bot.delivery.pacing import Limits, Pacing
from bot.domain import attention
from bot.logs import log
from bot.outbox import MOST_IN_A_CLAIM, Attention, Claim, Outcome, Selection

MOST_IN_HAND = 2000
"""A worker with so many messages in hand leaves further workspaces to others."""
WORKSPACES_AT_ONCE = 200
LOOKED_THROUGH_AT_ONCE = 10_000
"""So many waiting messages may be looked through to take some; other workspaces wait for that long."""
STOCK_SECONDS = 5.0
MOST_IN_A_CHANNEL = 50
REST_SECONDS = 1.0
"""Until a workspace that gave nothing is asked again: another worker has it, or its channels have to wait."""
FORGOTTEN_AFTER = 600.0
CALLS_END_WITHIN = timedelta(seconds=7)
MARKS_END_WITHIN = 2.0


@dataclass(frozen=True)
class Terms:
    """How a worker works: under what name, for how long it holds what it takes, and what Slack allows."""

    holder: str
    lease: timedelta
    limits: Limits


class Shift:
    def __init__(self, room: Room, wire: Wire, terms: Terms) -> None:
        self._room = room
        self._wire = wire
        self._terms = terms
        self._urgent = [name for name, kind in room.kinds.items() if kind.manner.is_urgent]
        self._held = [name for name, kind in room.kinds.items() if kind.manner.attention is not Attention.NONE]
        self._most_in_a_channel = int(max(1, min(MOST_IN_A_CHANNEL, terms.limits.per_channel * STOCK_SECONDS)))
        self._desks: dict[str, Desk] = {}
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._marked: set[str] = set()
        """Workspaces for which outcomes were written since the stocks were last looked at."""
        self._has_marked = asyncio.Event()
        self._marks = Marks(room.database, room.clock, self._note_marked)
        self._marking = asyncio.create_task(self._marks.run())
        self._has_leased = False

    @property
    def outage(self) -> Outage:
        return self._marks.outage

    @property
    def is_idle(self) -> bool:
        return self._marks.is_done and all(desk.is_empty for desk in self._desks.values())

    def wait(self) -> float:
        """Seconds until something may happen; 0 while outcomes are being written."""
        waits = [desk.wait() for desk in self._desks.values() if not desk.is_empty]
        return min(waits, default=0.0) if self._marks.is_done else 0.0

    async def until_news(self, seconds: float) -> None:
        """Wait until outcomes were written, at most so long."""
        await pause(self._has_marked, seconds)

    async def feed(self) -> int:
        """Fill the stock of each desk that runs low; return how many messages were taken."""
        self._see_that_all_are_at_work()
        self._has_marked.clear()
        self._marked.clear()
        for desk in self._desks.values():
            desk.give_back()
        self._forget()
        waiting = await asyncio.to_thread(self._waiting)
        room = MOST_IN_HAND - sum(len(desk) for desk in self._desks.values())
        orders = {each: self._desk(each).order() for each in self._some_hungry(waiting, room)}
        if not orders:
            return 0
        taken = await asyncio.to_thread(self._claim, orders, min(MOST_IN_A_CLAIM, room))
        for each in orders:
            if claims := taken.get(each):
                self._desk(each).add(claims)
            elif each not in self._marked:
                self._resting[each] = loop_time() + REST_SECONDS
        return sum(map(len, taken.values()))

    async def close(self) -> None:
        """Let attempts under way end, write down their outcomes, hand the leases back; takes ten seconds at most."""
        for serving in self._serving.values():
            serving.cancel()
        await asyncio.gather(*(desk.finish(CALLS_END_WITHIN) for desk in self._desks.values()))
        self._marks.close()
        await asyncio.wait([self._marking], timeout=MARKS_END_WITHIN)
        self._marking.cancel()
        await asyncio.wait([self._marking, *self._serving.values()], timeout=MARKS_END_WITHIN)
        if self._has_leased:
            await asyncio.to_thread(self._release)

    def _see_that_all_are_at_work(self) -> None:
        """Raise the mistake of ours that ended a task, if any: the worker would else post on and write nothing down."""
        for task in (self._marking, *self._serving.values()):
            if task.done():
                task.result()

    # ── desks ────────────────────────────────────────────────────────────────────────────────────────────

    def _desk(self, workspace_id: str) -> Desk:
        if workspace_id not in self._desks:
            line = Line(self._wire, workspace_id, Pacing(self._terms.limits))
            desk = self._desks[workspace_id] = Desk(self._room, line, self._report)
            self._serving[workspace_id] = asyncio.create_task(desk.serve())
        return self._desks[workspace_id]

    def _is_hungry(self, workspace_id: str) -> bool:
        desk = self._desks.get(workspace_id)
        return self._resting.get(workspace_id, 0.0) <= loop_time() and (desk is None or desk.is_low)

    def _some_hungry(self, waiting: Mapping[str, int], most: int) -> list[str]:
        """A random choice of the workspaces that run low, as many as one look-up can serve."""
        hungry = [each for each in waiting if self._is_hungry(each)]
        random.shuffle(hungry)
        enough = 1 + bisect(list(accumulate(waiting[each] for each in hungry)), LOOKED_THROUGH_AT_ONCE)
        return hungry[: max(0, min(enough, most, WORKSPACES_AT_ONCE))]

    def _forget(self) -> None:
        """Drop the desks of workspaces that were quiet for long, or that another worker has taken over."""
        long_ago = loop_time() - FORGOTTEN_AFTER
        for each, desk in list(self._desks.items()):
            if desk.is_empty and desk.used_at < long_ago:
                del self._desks[each]
                self._serving.pop(each).cancel()
                self._resting.pop(each, None)

    def _report(self, outcomes: list[Outcome]) -> None:
        if outcomes:
            self._marks.add(outcomes)

    def _note_marked(self, workspaces: set[str]) -> None:
        self._marked |= workspaces
        for each in workspaces:
            self._resting.pop(each, None)
        if any(map(self._is_hungry, workspaces)):
            self._has_marked.set()

    # ── the database, called in threads ──────────────────────────────────────────────────────────────────

    def _waiting(self) -> dict[str, int]:
        clock = self._room.clock
        with self._room.database.reading() as session:
            return outbox.workspaces_waiting(session, now=clock.now(), real_now=clock.real_now())

    def _claim(self, orders: Mapping[str, int], most: int) -> Mapping[str, Sequence[Claim]]:
        """The messages taken, by workspace; only of workspaces that no other worker holds.

        They are looked up between two short transactions, since that takes long where much is waiting. A claim ends
        with the lease, so that nothing is sent after another worker took over.
        """
        now, real_now = self._room.clock.now(), self._room.clock.real_now()
        ours = {each: orders[each] for each in self._lease(list(orders), now, real_now)}
        if not ours:
            return {}
        selection = Selection(most, self._most_in_a_channel, self._urgent, self._held)
        with self._room.database.reading() as session:
            candidates = outbox.candidates(session, ours, now=now, real_now=real_now, selection=selection)
        if not candidates:
            return {}
        holder, lease = self._terms.holder, self._terms.lease
        taken: defaultdict[str, list[Claim]] = defaultdict(list)
        with self._room.database.writing() as session:
            if self._room.clock.real_now() > real_now + lease / 2:
                return {}  # after so long a pause the lease may end before they are sent
            moments = {"now": now, "real_now": real_now}
            for claim in outbox.claim(session, candidates, holder, **moments, lease=lease, held=self._held):
                taken[claim.workspace_id].append(claim)
        return taken

    def _lease(self, workspaces: Sequence[str], now: datetime, real_now: datetime) -> list[str]:
        """Lease those workspaces that no other worker holds, and admit messages held back there whose turn it is."""
        holder, lease = self._terms.holder, self._terms.lease
        with self._room.database.writing() as session:
            leased = outbox.lease_workspaces(session, holder, workspaces, real_now=real_now, lease=lease)
            attention.admit_all(session, leased, self._room.kinds, now)
        self._has_leased = self._has_leased or bool(leased)
        return leased

    def _release(self) -> None:
        try:
            with self._room.database.writing() as session:
                outbox.release_workspaces(session, self._terms.holder)
        except UNAVAILABLE as error:
            log.warning("delivery.no_database", exc_info=error)  # the leases lapse by themselves
