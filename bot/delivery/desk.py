"""One workspace's messages in hand: a queue for each channel, served in order and as the pace allows."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.delivery.attempt import NO_THREAD, Attempt, Room
from bot.delivery.line import Line, loop_time, pause
from bot.delivery.pacing import POST
from bot.delivery.turns import Turns
from bot.outbox import Claim, InDoubt, LetGo, Outcome, Parked, Postponed, Removed, Settled, Thread

NO_CALL = ""
PREPARED = 4
"""Messages rendered ahead of their call, so that no time is lost; a few, since urgent ones cannot overtake them."""
LEAST_STOCK, MOST_STOCK = 20, 400
SOON, LATE = 1.0, 4.0
"""Seconds: a stock that was used up sooner than SOON is doubled next time, one that lasted past LATE is halved."""


class Desk:
    """Delivers one workspace's messages and tells `report` how each attempt ended. Channels do not delay each other."""

    def __init__(self, room: Room, line: Line, report: Callable[[list[Outcome]], None]) -> None:
        self._room = room
        self._line = line
        self._report = report
        self._queues: dict[str, deque[Claim]] = {}
        self._threads: defaultdict[str, dict[str | None, Thread]] = defaultdict(dict)
        """By channel and key, the messages dealt with since their claims were made; others may be replies to them."""
        self._turns = Turns(line.pacing)
        self._attempts: dict[str, asyncio.Task[None]] = {}
        """By channel."""
        self._preparing: set[str] = set()
        self._news = asyncio.Event()
        self._stock = LEAST_STOCK
        self._left = 0
        self.used_at = loop_time()

    # ── what is in hand ──────────────────────────────────────────────────────────────────────────────────

    @property
    def is_empty(self) -> bool:
        return not self._queues

    def __len__(self) -> int:
        return self._left

    @property
    def is_low(self) -> bool:
        return self._left <= self._stock // 2 or self._is_starved

    def order(self) -> int:
        """How many messages to take next: as many as are sent in a few seconds at the present pace."""
        lasted = loop_time() - self.used_at
        if lasted < SOON or self._is_starved:
            self._stock = min(MOST_STOCK, self._stock * 2)
        elif lasted > LATE:
            self._stock = max(LEAST_STOCK, self._stock // 2)
        return max(LEAST_STOCK, self._stock - self._left)

    @property
    def _is_starved(self) -> bool:
        """Whether the workspace could take more calls now, while each channel in hand still has to wait."""
        is_open = self._line.pacing.shared_wait(POST, loop_time()) == 0
        return is_open and self._turns.wait(loop_time()) != 0 and len(self._preparing) < PREPARED

    def add(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            self._queues.setdefault(claim.recipient, deque()).append(claim)
        self._left += len(claims)
        self.used_at = loop_time()
        for channel in dict.fromkeys(claim.recipient for claim in claims):
            self._stand_in_line(channel)
        self._news.set()

    def wait(self) -> float:
        """Seconds until something may happen here; 0 while something does."""
        if self._attempts:
            return 0.0
        return self._turns.wait(loop_time()) or 0.0

    def give_back(self, *, is_all: bool = False) -> None:
        """Hand back the claims that can no longer be sent in time, or all that are not being sent now."""
        for channel, queue in list(self._queues.items()):
            if channel not in self._attempts and (is_all or not self._line.is_in_time(queue[0].until)):
                self._turns.put(channel, 0)
                self._drop(channel)

    def _drop(self, channel: str) -> None:
        rest = self._queues.pop(channel, ())
        self._threads.pop(channel, None)
        self._left -= len(rest)
        self._report([Postponed(claim) for claim in rest])

    # ── serving ──────────────────────────────────────────────────────────────────────────────────────────

    async def serve(self) -> None:
        """Begin what may be sent, until cancelled; attempts that have begun then go on."""
        while True:
            self._news.clear()
            while len(self._preparing) < PREPARED and (channel := self._turns.next(loop_time())):
                self._begin(channel)
            wait = self._turns.wait(loop_time()) if len(self._preparing) < PREPARED else None
            await pause(self._news, None if wait is None else max(wait, 0.001))

    async def finish(self, within: timedelta) -> None:
        """Wait for the attempts that have begun; those that take longer are cancelled and stay in doubt."""
        if self._attempts:
            await asyncio.wait(self._attempts.values(), timeout=within.total_seconds())
        for attempt in self._attempts.values():
            attempt.cancel()
        await asyncio.gather(*self._attempts.values(), return_exceptions=True)
        self.give_back(is_all=True)

    def _begin(self, channel: str) -> None:
        self._preparing.add(channel)
        self._attempts[channel] = asyncio.create_task(self._attempt(channel))

    async def _attempt(self, channel: str) -> None:
        claim = self._queues[channel].popleft()
        self._left -= 1
        outcome: Outcome | None = None
        try:
            thread = self._threads[channel].get(claim.thread_key, claim.thread)
            attempt = Attempt(self._room, self._line, claim, thread, lambda: self._prepared(channel))
            outcome = await attempt.deliver()
            if attempt.has_lost_its_thread:
                self._threads[channel][claim.thread_key] = NO_THREAD
        finally:
            del self._attempts[channel]
            self._go_on(channel, outcome)
            self._prepared(channel)

    def _prepared(self, channel: str) -> None:
        self._preparing.discard(channel)
        self._news.set()

    def _go_on(self, channel: str, outcome: Outcome | None) -> None:
        """Go on with the channel's next message; if this one has to be tried again, those behind it wait as well."""
        if outcome:
            self._report([outcome])
        if outcome is None or isinstance(outcome, Postponed | InDoubt) or not self._queues[channel]:
            self._drop(channel)
            return
        self._threads[channel][outcome.claim.key] = _thread_after(outcome)
        self._stand_in_line(channel)

    def _stand_in_line(self, channel: str) -> None:
        if channel not in self._attempts:
            queue = self._queues[channel]
            first = queue[0]
            self._turns.put(channel, 1 + first.behind, urgent=first.is_urgent, method=_first_call(first))


def _first_call(claim: Claim) -> str:
    if claim.ts is None and claim.in_doubt_since:
        return "conversations.history"
    if claim.ts is None:
        return NO_CALL if claim.is_gone else POST
    return "chat.delete" if claim.is_gone else "chat.update"


def _thread_after(outcome: Settled | Removed | LetGo | Parked) -> Thread:
    match outcome:
        case Settled(_, _, ts):
            return Thread(ts, is_gone=ts is None)
        case Removed() | LetGo():
            return Thread(None, is_gone=True)
        case Parked(claim, reason):
            return Thread(claim.ts, parked_reason=reason)
