"""Everything fails at once, and yet Slack shows in the end what was wanted: each message once, up to date, in order."""

import os
import random
import time
import zlib
from pathlib import Path

import pytest

from bot.db import Database
from bot.sandbox import Sandbox
from tests.faults.crew import Crew, crew, wait_until
from tests.faults.story import Story
from tests.office import MANIFEST, SECRET, TOKEN

pytestmark = pytest.mark.faults

FAULTS = ["ratelimited", "http:500", "http:503", "error:internal_error", "lost_before", "lost_after", "slow"]
SHARE = 0.1
SLOW_SECONDS = 1.0
"""Longer than the workers have patience for, so that what Slack does comes after they gave the call up."""
WORKERS = {"sqlite": 1, "postgresql": 3}
KILLS = {"sqlite": 4, "postgresql": 8}
CALLS_BETWEEN_KILLS = (20, 70)
WITHIN = 240.0


def new_seed() -> int:
    """FAULT_SEED of the environment, or a new one, which is the same in all processes of one run of the tests."""
    if given := os.environ.get("FAULT_SEED"):
        return int(given)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(time.time_ns())
    return zlib.crc32(run.encode())


# The seed gives what people do, which calls fail and who is killed; how that meets in time is new each time.
@pytest.mark.parametrize("seed", [20261121, new_seed()], ids="FAULT_SEED={}".format)
def test_nothing_is_lost_doubled_old_or_out_of_order(database: Database, tmp_path: Path, seed: int) -> None:
    url, dialect = database.engine.url.render_as_string(hide_password=False), database.engine.dialect.name
    with (
        Sandbox(signing_secret=SECRET, bot_token=TOKEN) as sandbox,
        crew(tmp_path, url, sandbox.api_url) as workers,
    ):
        sandbox.load_manifest(MANIFEST)
        story = Story(database, sandbox, seed)
        sandbox.faults.storm(FAULTS, share=SHARE, seed=seed, seconds=SLOW_SECONDS)
        for _ in range(WORKERS[dialect]):
            workers.hire()
        killing = Killing(sandbox, workers, seed, KILLS[dialect])
        for _ in story.acts():
            killing.look()

        def is_over() -> bool:
            killing.look()
            return killing.is_done and story.is_settled()

        wait_until(is_over, within=WITHIN, or_say=lambda: f"FAULT_SEED={seed}\n{diagnosis(story, workers)}")
    assert not story.disagreements(), f"FAULT_SEED={seed}: {story.disagreements()}"


class Killing:
    """Kills a worker at random after so many calls of them all, and hires another."""

    def __init__(self, sandbox: Sandbox, workers: Crew, seed: int, most: int) -> None:
        self._sandbox, self._workers = sandbox, workers
        self._random = random.Random(seed)
        calls = [self._random.randint(*CALLS_BETWEEN_KILLS) for _ in range(most)]
        self._plan = [sum(calls[: number + 1]) for number in range(most)]

    @property
    def is_done(self) -> bool:
        return not self._plan

    def look(self) -> None:
        """Kill somebody if it is time."""
        if self._plan and len(self._sandbox.calls) >= self._plan[0]:
            self._plan.pop(0)
            self._workers.kill(self._random.choice(self._workers.at_work))
            self._workers.hire()


def diagnosis(story: Story, workers: Crew) -> str:
    waiting = "\n".join(story.waits())
    return f"still waiting:\n{waiting}\n{workers.last_words()}"
