"""A week of the demo in a minute: the clock goes from one moment that matters to the next, and people do their part."""

import threading
import time as stopwatch
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.demo.story import HERE, Act
from bot.worktime import Calendar

SECONDS = 60
"""How long a week takes, in real time."""
DAYS = 5
FIRST, LAST = time(8), time(18, 30)
EVERY = timedelta(minutes=30)


@dataclass(frozen=True)
class Step:
    """The clock is moved to `at`, and then people act."""

    at: datetime
    acts: Sequence[Act]


def next_monday(now: datetime) -> date:
    """The first Monday whose working day has not begun yet."""
    here = now.astimezone(ZoneInfo(HERE))
    day = here.date() if here.time() < FIRST else here.date() + timedelta(days=1)
    return day + timedelta(days=-day.weekday() % 7)


def steps(monday: date, acts: Iterable[Act]) -> list[Step]:
    """The steps of a week: every half hour of work, and each moment at which somebody acts; nights are skipped."""
    at: dict[datetime, list[Act]] = {moment: [] for moment in _half_hours(monday)}
    for act in acts:
        at.setdefault(act.at, []).append(act)
    return [Step(moment, at[moment]) for moment in sorted(at)]


def _half_hours(monday: date) -> Iterator[datetime]:
    for nth in range(DAYS):
        day = monday + timedelta(days=nth)
        moment, last = (datetime.combine(day, at, ZoneInfo(HERE)) for at in (FIRST, LAST))
        while moment <= last:
            yield moment
            moment += EVERY


class Player:
    """Takes one step after the other in a thread of its own, until it is paused or the week is over."""

    def __init__(self, clock: Clock, week: Callable[[], list[Step]], take: Callable[[Step], None]) -> None:
        self._clock = clock
        self._week = week
        self._take = take
        self._left: deque[Step] = deque()
        self._seconds_each = 0.0
        self._paused = threading.Event()
        self._thread: threading.Thread | None = None
        self._pressing = threading.Lock()

    @property
    def is_playing(self) -> bool:
        return self._thread is not None and bool(self._left) and not self._paused.is_set()

    def play(self) -> None:
        """Go on from where it was paused, or begin a week."""
        with self._pressing:
            if self.is_playing:
                return
            if not self._left:
                self._left.extend(self._week())
                self._seconds_each = SECONDS / len(self._left)
            self._paused.clear()
            self._thread = threading.Thread(target=self._run, name="week")
            self._thread.start()

    def pause(self) -> None:
        with self._pressing:
            self._paused.set()
            if self._thread:
                self._thread.join()

    def quiet_until(self, zone: str) -> datetime | None:
        now = self._clock.now()
        opens = Calendar(zone).next_open(now)
        return opens if opens > now else None

    def _run(self) -> None:
        while self._left and not self._paused.is_set():
            step, begun = self._left.popleft(), stopwatch.monotonic()
            # The viewer may have moved the clock beyond it.
            if step.at > self._clock.now():
                self._take(step)
                self._paused.wait(max(0, begun + self._seconds_each - stopwatch.monotonic()))
