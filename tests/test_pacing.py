"""Pacing keeps under what Slack allows and learns what it does not tell; all of it in simulated time."""

import heapq
import math
import random
from collections import Counter, deque
from collections.abc import Mapping
from time import perf_counter
from typing import Protocol

import pytest

from bot.delivery.pacing import POST, TIER_3, Limits, Pacing
from bot.delivery.turns import Turns

LATENCY = 0.05, 0.15
CALLS_AT_ONCE = 40


class Limiter(Protocol):
    def retry_after(self, now: float) -> int:
        """Whole seconds to wait; 0 where the call is allowed, which counts it."""


class Bucket:
    """So many a second in the long run, and a burst at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.left, self.at = rate, burst, burst, 0.0

    def retry_after(self, now: float) -> int:
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1 - 1e-9:
            self.left -= 1
            return 0
        return math.ceil((1 - self.left) / self.rate)


class Sliding:
    """So many in any span of seconds."""

    def __init__(self, most: int, span: float) -> None:
        self.most, self.span = most, span
        self.calls: deque[float] = deque()

    def retry_after(self, now: float) -> int:
        while self.calls and self.calls[0] <= now - self.span:
            self.calls.popleft()
        if len(self.calls) < self.most:
            self.calls.append(now)
            return 0
        return math.ceil(self.calls[0] + self.span - now)


class Simulation:
    """A workspace behind a limiter, each channel behind one of its own, and a sender that obeys its pacing."""

    def __init__(
        self, limits: Limits, limiter: Limiter, *, channel_rate: float = 1.0, channel_burst: float = 3, seed: int = 1
    ) -> None:
        self.pacing = Pacing(limits)
        self.limiter = limiter
        self.channels: dict[str, Bucket] = {}
        self.channel_rate, self.channel_burst = channel_rate, channel_burst
        self.random = random.Random(seed)
        self.now = 0.0
        self.refused = 0
        self.accepted: list[tuple[float, str]] = []

    def send(self, backlogs: Mapping[str, int], *, until: float = math.inf) -> None:
        """Post what waits, with at most one call under way in a channel, until all is done or time is over."""
        left, turns = Counter(backlogs), Turns(self.pacing)
        for channel, backlog in backlogs.items():
            turns.put(channel, backlog)
        under_way: list[tuple[float, str, int]] = []
        arriving: list[tuple[float, float, str]] = []
        while (turns or under_way or arriving) and self.now < until:
            while len(under_way) + len(arriving) < CALLS_AT_ONCE and (channel := turns.next(self.now)):
                self.pacing.take(POST, channel, self.now)
                there = self.random.uniform(*LATENCY) / 2
                heapq.heappush(arriving, (self.now + there, there, channel))
            waits = turns.wait(self.now) if len(under_way) + len(arriving) < CALLS_AT_ONCE else None
            moments = [self.now + waits + 1e-6] if waits is not None else []
            moments += [line[0][0] for line in (arriving, under_way) if line]
            self.now = max(self.now, min(moments))
            while arriving and arriving[0][0] <= self.now:
                at, back, channel = heapq.heappop(arriving)
                heapq.heappush(under_way, (at + back, channel, self.call(channel, at)))
            while under_way and under_way[0][0] <= self.now:
                at, channel, wait = heapq.heappop(under_way)
                self.answer(channel, wait, at)
                left[channel] -= not wait
                turns.put(channel, left[channel])

    def call(self, channel: str, at: float) -> int:
        bucket = self.channels.setdefault(channel, Bucket(self.channel_rate, self.channel_burst))
        return bucket.retry_after(at) or self.limiter.retry_after(at)

    def answer(self, channel: str, wait: int, at: float) -> None:
        if wait:
            self.refused += 1
            self.pacing.refused(POST, channel, wait, at)
        else:
            self.accepted.append((at, channel))
            self.pacing.succeeded(POST, channel, at)

    @property
    def share_refused(self) -> float:
        return self.refused / len(self.accepted)


def people(count: int) -> dict[str, int]:
    return {f"U{number}": 1 for number in range(count)}


BULK = people(2000) | {f"C{number}": 50 for number in range(20)}


# ── told what Slack allows ───────────────────────────────────────────────────────────────────────────────


def test_a_bulk_goes_out_at_the_told_rate_without_a_refusal() -> None:
    simulation = Simulation(Limits(workspace=50), Bucket(50, 15))
    simulation.send(BULK)
    assert len(simulation.accepted) == 3000
    assert simulation.refused == 0
    assert len(simulation.accepted) / simulation.now >= 0.99 * 50


def test_a_channel_has_one_a_second_and_no_refusal() -> None:
    simulation = Simulation(Limits(workspace=50), Bucket(50, 50))
    simulation.send({"C1": 100})
    assert simulation.refused == 0
    assert simulation.now == pytest.approx(99, abs=0.5)


def test_an_idle_channel_takes_its_first_posts_without_delay() -> None:
    pacing = Pacing(Limits())
    pacing.take(POST, "C1", 0.0)
    assert pacing.wait(POST, "C1", 10.0) == 0
    pacing.take(POST, "C1", 10.0)
    assert pacing.wait(POST, "C1", 10.2) == 0
    pacing.take(POST, "C1", 10.2)
    assert pacing.wait(POST, "C1", 10.2) == pytest.approx(0.8)


def test_a_worker_that_takes_over_counts_on_no_burst() -> None:
    pacing = Pacing(Limits(workspace=50))
    assert pacing.wait(POST, "C1", 10.0) == 0
    pacing.take(POST, "C1", 10.0)
    assert pacing.wait(POST, "C1", 10.0) == pytest.approx(1)
    assert pacing.wait(POST, "C2", 10.0) == pytest.approx(1 / 50)


def test_a_method_is_called_no_more_than_so_often_in_any_minute() -> None:
    pacing, now, called = Pacing(Limits()), 0.0, list[float]()
    while now < 300:
        wait = pacing.wait("chat.update", "C1", now)
        if not wait:
            pacing.take("chat.update", "C1", now)
            called.append(now)
        now += max(wait, 0.5)
    assert all(later - earlier >= 60 for earlier, later in zip(called, called[TIER_3:], strict=False))
    assert len(called) >= 5 * TIER_3


def test_a_method_without_a_known_limit_waits_for_nothing_but_a_refusal() -> None:
    pacing = Pacing(Limits())
    for _ in range(500):
        assert pacing.wait("auth.test", "", 0.0) == 0
        pacing.take("auth.test", "", 0.0)
    pacing.refused("auth.test", "", 3, 0.0)
    assert pacing.wait("auth.test", "", 0.0) == 3


def test_without_limits_nothing_waits() -> None:
    pacing = Pacing(Limits.none())
    for method in (POST, "chat.update"):
        for _ in range(500):
            assert pacing.wait(method, "C1", 0.0) == 0
            pacing.take(method, "C1", 0.0)
            pacing.succeeded(method, "C1", 0.0)


# ── learning what it is not told ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("burst_seconds", [1.0, 5.0])
@pytest.mark.parametrize("rate", [1, 3, 10, 40])
def test_the_rate_of_a_bucket_is_found(rate: float, burst_seconds: float) -> None:
    limiter = Bucket(rate, max(5, min(100, rate * burst_seconds)))
    seconds = max(150, 1500 / rate)
    simulation = Simulation(Limits(), limiter)
    simulation.send(people(round(rate * seconds) + 200), until=seconds)
    assert len(simulation.accepted) / seconds >= 0.9 * rate
    assert simulation.share_refused <= 0.01


@pytest.mark.parametrize("rate", [1, 5, 15])
def test_the_rate_of_a_sliding_minute_is_found(rate: int) -> None:
    seconds = max(900, 3000 / rate)
    simulation = Simulation(Limits(), Sliding(60 * rate, 60))
    simulation.send(people(round(rate * seconds) + 60 * rate), until=seconds)
    assert len(simulation.accepted) / seconds >= 0.9 * rate
    assert simulation.share_refused <= 0.01


@pytest.mark.parametrize("burst", [10, 25, 50])
def test_a_bulk_is_sent_at_nine_tenths_of_a_rate_that_it_is_not_told(burst: float) -> None:
    simulation = Simulation(Limits(), Bucket(50, burst))
    simulation.send(BULK)
    assert len(simulation.accepted) / simulation.now >= 0.9 * 50
    assert simulation.share_refused <= 0.01


def test_a_rate_that_is_not_made_use_of_does_not_grow() -> None:
    pacing, now = Pacing(Limits()), 0.0
    for number in range(1000):
        now += 2.0
        pacing.take(POST, f"U{number}", now)
        pacing.succeeded(POST, f"U{number}", now)
    taken = 0
    while not pacing.wait(POST, f"C{taken}", now):
        pacing.take(POST, f"C{taken}", now)
        taken += 1
    assert taken <= 5


def test_one_refusal_at_a_told_rate_costs_little_more_than_the_wait() -> None:
    simulation = Simulation(Limits(workspace=50), Bucket(50, 15))
    for _ in range(3):
        simulation.send(people(5000), until=simulation.now + 60)
        simulation.pacing.refused(POST, "", 1, simulation.now)
        begun, before = simulation.now + 1, len(simulation.accepted)
        simulation.send(people(2000), until=begun + 20)
        assert len(simulation.accepted) - before >= 0.97 * 50 * 20


def test_a_told_rate_that_is_refused_falls_and_comes_back_to_what_was_told() -> None:
    simulation = Simulation(Limits(workspace=20), Bucket(10, 20))
    simulation.send(people(2000), until=100)
    assert simulation.share_refused <= 0.02
    simulation.limiter = Bucket(1000, 1000)
    begun, before = simulation.now, len(simulation.accepted)
    simulation.send(people(3000), until=begun + 130)
    assert 14 * 130 < len(simulation.accepted) - before <= 20 * 130 + 20


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_workspace_waits_to_the_second() -> None:
    pacing = Pacing(Limits())
    pacing.take(POST, "C1", 0.0)
    pacing.refused(POST, "C1", 30, 0.1)
    assert pacing.wait(POST, "C2", 0.1) == pytest.approx(30)
    assert pacing.wait(POST, "C2", 30.0) == pytest.approx(0.1)
    assert pacing.wait(POST, "C2", 30.1) == 0
    assert pacing.wait("chat.update", "C1", 0.1) == 0


def test_a_channel_that_was_called_twice_within_its_second_waits_alone() -> None:
    pacing = Pacing(Limits(workspace=50))
    for now in (0.0, 10.0, 10.2):
        pacing.take(POST, "C1", now)
    pacing.refused(POST, "C1", 5, 10.3)
    assert pacing.wait(POST, "C1", 10.3) == pytest.approx(5)
    assert pacing.wait(POST, "C2", 10.3) == 0


def test_a_second_channel_that_is_refused_meanwhile_means_the_workspace() -> None:
    pacing = Pacing(Limits())
    for now in (0.0, 10.0, 10.5):
        pacing.take(POST, "C1", now)
        pacing.take(POST, "C2", now)
    pacing.refused(POST, "C1", 5, 10.6)
    pacing.refused(POST, "C2", 5, 10.6)
    assert pacing.wait(POST, "C3", 10.6) == pytest.approx(5)


def test_a_slow_channel_does_not_slow_its_workspace_for_long() -> None:
    simulation = Simulation(Limits(), Bucket(20, 20))
    simulation.channels["C0"] = Bucket(0.25, 1)
    simulation.send({"C0": 60} | people(3000), until=120)
    reached = [channel for _, channel in simulation.accepted if channel != "C0"]
    assert len(reached) >= 0.75 * 20 * 120


def test_a_refused_method_waits_alone_whatever_the_channel() -> None:
    pacing = Pacing(Limits())
    pacing.refused("chat.update", "C1", 7, 1.0)
    assert pacing.wait("chat.update", "C2", 1.0) == pytest.approx(7)
    assert pacing.wait("chat.delete", "C1", 1.0) == 0
    assert pacing.wait(POST, "C1", 1.0) == 0


def test_a_long_wait_that_came_out_of_the_blue_is_got_over() -> None:
    pacing, now, sent = Pacing(Limits(workspace=50)), 0.0, 0
    pacing.take(POST, "U0", now)
    pacing.refused(POST, "U0", 60, now)
    while now < 180:
        now += max(0.001, pacing.wait(POST, f"U{sent}", now))
        if not pacing.wait(POST, f"U{sent}", now):
            pacing.take(POST, f"U{sent}", now)
            pacing.succeeded(POST, f"U{sent}", now)
            sent += 1
    assert sent >= 0.4 * 120 * 50


def test_idle_channels_are_forgotten() -> None:
    simulation = Simulation(Limits(workspace=100), Bucket(100, 100))
    simulation.send(people(3000))
    assert len(simulation.pacing._posts._channels) < 300


# ── whose turn it is ─────────────────────────────────────────────────────────────────────────────────────


def turns_of(*waiting: tuple[str, int, bool]) -> Turns:
    turns = Turns(Pacing(Limits(workspace=1000)))
    for channel, backlog, urgent in waiting:
        turns.put(channel, backlog, urgent=urgent)
    return turns


def order(turns: Turns, now: float = 0.0) -> list[str]:
    return [channel for _ in range(len(turns)) if (channel := turns.next(now))]


def test_urgent_passes_before_bulk_and_then_the_longest_backlog_goes_first() -> None:
    turns = turns_of(("short", 1, False), ("long", 9, False), ("urgent", 1, True), ("middle", 4, False))
    assert order(turns) == ["urgent", "long", "middle", "short"]


def test_those_alike_go_in_the_order_in_which_they_came() -> None:
    assert order(turns_of(("b", 1, False), ("a", 1, False), ("c", 1, False))) == ["b", "a", "c"]


def test_a_channel_stands_in_line_as_it_was_put_there_last() -> None:
    turns = turns_of(("a", 1, False), ("b", 2, False), ("c", 3, False))
    turns.put("a", 9)
    turns.put("c", 0)
    assert order(turns) == ["a", "b"]
    assert turns.wait(0.0) is None


def test_a_channel_that_must_wait_lets_the_others_pass() -> None:
    pacing = Pacing(Limits(workspace=1000))
    turns = Turns(pacing)
    pacing.take(POST, "busy", 0.0)
    turns.put("busy", 9)
    turns.put("idle", 1)
    assert order(turns, 0.5) == ["idle"]
    assert turns.wait(0.5) == pytest.approx(0.5)
    assert turns.next(1.0) == "busy"


def test_a_refused_workspace_lets_edits_pass() -> None:
    pacing = Pacing(Limits())
    turns = Turns(pacing)
    pacing.refused(POST, "C9", 30, 0.0)
    turns.put("C1", 9)
    turns.put("C2", 1, method="chat.update")
    assert order(turns) == ["C2"]
    assert turns.wait(0.0) == pytest.approx(30)


def test_the_wait_is_never_nothing_when_nobody_may_be_called() -> None:
    simulation = random.Random(1)
    pacing, now = Pacing(Limits(workspace=7)), 0.0
    turns = Turns(pacing)
    for number in range(200):
        turns.put(f"C{number % 30}", simulation.randint(1, 9), urgent=simulation.random() < 0.1)
        if channel := turns.next(now):
            pacing.take(POST, channel, now)
            turns.put(channel, simulation.randint(0, 5))
        else:
            wait = turns.wait(now)
            assert wait
            now += wait


def test_a_turn_among_thousands_costs_microseconds() -> None:
    """A scan of them all would take some seconds here."""
    pacing = Pacing(Limits.none())
    turns = Turns(pacing)
    for number in range(10_000):
        turns.put(f"U{number}", 1 + number % 7)
    begun = perf_counter()
    for _ in range(10_000):
        assert turns.next(0.0)
    assert perf_counter() - begun < 1
