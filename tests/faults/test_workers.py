"""Workers as processes: killed at the worst moment, told to end in the middle of a call, several on one workspace."""

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.clock import Clock
from bot.db import Database
from bot.models import DeliveryLease, OutboxMessage
from bot.sandbox import Sandbox
from bot.sandbox.pacing import Rate
from tests.faults.crew import Crew, crew, wait_until
from tests.notes import Notes
from tests.office import MANIFEST, SECRET, TOKEN

pytestmark = pytest.mark.faults


class Scene(Notes):
    """Notes, their Slack and its workers."""

    def __init__(self, database: Database, sandbox: Sandbox) -> None:
        super().__init__(database, Clock())  # type: ignore[arg-type]  processes share no clock but the real one
        self.sandbox = sandbox
        sandbox.load_manifest(MANIFEST)
        self.rita = sandbox.add_person("rita", "Rita Rossi")
        self.wins = sandbox.add_channel("wins", [self.rita])

    def crew(self, folder: Path, **given: float) -> AbstractContextManager[Crew]:
        url = self.database.engine.url.render_as_string(hide_password=False)
        return crew(folder, url, self.sandbox.api_url, **given)

    def calls(self, method: str) -> int:
        return sum(called == method for called, _ in list(self.sandbox.calls))

    def stand(self) -> list[str]:
        return [message.plain.partition(",")[0] for message in self.wins.messages]

    def count(self, *conditions: object) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(OutboxMessage).where(*conditions)) or 0  # type: ignore[arg-type]

    @contextmanager
    def closed_to_writers(self) -> Iterator[None]:
        """As long as nobody else can write down what came of anything."""
        with self.database.writing() as session:
            is_postgres = self.database.engine.dialect.name == "postgresql"
            session.execute(text("LOCK TABLE outbox_messages IN EXCLUSIVE MODE" if is_postgres else "SELECT 1"))
            yield


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    with Sandbox(signing_secret=SECRET, bot_token=TOKEN, rate_limits=True) as sandbox:
        yield Scene(database, sandbox)
        sandbox.faults.release()


def test_a_worker_killed_between_slacks_answer_and_the_mark_has_sent_its_message_once(
    scene: Scene, tmp_path: Path
) -> None:
    scene.sandbox.faults.on("chat.postMessage", "held")
    scene.show(1, "One", scene.wins)
    scene.show(2, "Two", scene.wins)
    with scene.crew(tmp_path) as workers:
        killed = workers.hire()
        wait_until(lambda: scene.calls("chat.postMessage"), within=30, or_say=workers.last_words)
        with scene.closed_to_writers():
            scene.sandbox.faults.release()
            wait_until(scene.stand, within=5, or_say=workers.last_words)
            workers.kill(killed)
        workers.hire()
        wait_until(lambda: not scene.waiting(), within=30, or_say=workers.last_words)
    assert scene.stand() == ["note 1", "note 2"]
    assert scene.calls("conversations.history") == 2, "both were in its hand"
    assert scene.calls("chat.postMessage") == 2


def test_a_worker_that_is_told_to_end_finishes_what_it_has_in_hand_and_leaves_the_rest_to_others(
    scene: Scene, tmp_path: Path
) -> None:
    scene.sandbox.faults.on("chat.postMessage", "held")
    for number in range(1, 6):
        scene.show(number, str(number), scene.wins)
    with scene.crew(tmp_path, lease=60, call_timeout=8) as workers:
        ended = workers.hire()
        wait_until(lambda: scene.calls("chat.postMessage"), within=30, or_say=workers.last_words)
        ended.send_signal(signal.SIGTERM)
        scene.sandbox.faults.release()
        workers.stop(ended)
        assert scene.stand() == ["note 1"]
        assert scene.count(OutboxMessage.shown == 1) == 1
        assert scene.count(OutboxMessage.claimed_until.is_not(None)) == 0
        with scene.database.reading() as session:
            assert session.scalars(select(DeliveryLease)).all() == []
        workers.hire()
        wait_until(lambda: not scene.waiting(), within=30, or_say=workers.last_words)
    assert scene.stand() == [f"note {number}" for number in range(1, 6)]


def test_a_worker_that_is_told_to_end_while_slack_does_not_answer_ends_all_the_same(
    scene: Scene, tmp_path: Path
) -> None:
    scene.sandbox.faults.on("chat.postMessage", "held")
    scene.show(1, "One", scene.wins)
    with scene.crew(tmp_path, lease=90, call_timeout=30) as workers:
        ended = workers.hire()
        wait_until(lambda: scene.calls("chat.postMessage"), within=30, or_say=workers.last_words)
        workers.stop(ended)
    assert scene.row(1).in_doubt_since


def test_workers_share_a_workspace_without_a_single_refusal(scene: Scene, tmp_path: Path) -> None:
    # A little more at once than usual: each of the two hand-overs may begin with a post into every channel.
    scene.sandbox.pacing.workspace, scene.sandbox.pacing.channel = Rate(50, 25), Rate(1, 5)
    channels = [scene.sandbox.add_channel(f"c{number}", [scene.rita]) for number in range(20)]
    people = [scene.sandbox.add_person(f"p{number}", f"Person {number}") for number in range(100)]
    for number, place in enumerate([*channels, *channels, *channels, *channels, *people], 1):
        scene.show(number, str(number), place)
    with scene.crew(tmp_path, workspace=50, lease=60, call_timeout=8) as workers:
        first, second = workers.hire(), workers.hire()
        wait_until(lambda: scene.calls("chat.postMessage") > 40, within=30, or_say=workers.last_words)
        workers.hire()
        workers.stop(first)
        wait_until(lambda: scene.calls("chat.postMessage") > 80, within=30, or_say=workers.last_words)
        workers.stop(second)
        wait_until(lambda: not scene.waiting(), within=30, or_say=workers.last_words)
    assert scene.sandbox.pacing.refused == 0
    assert scene.calls("chat.postMessage") == 180
