"""Workers in processes of their own, that can be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.office import TOKEN

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("worker.py")
STOP_SECONDS = 10


class Crew:
    """Workers on one database and one Slack; what they log is kept in a file each."""

    def __init__(self, folder: Path, database_url: str, api_url: str, **given: Any) -> None:
        self._folder = folder
        patience = {"lease": 2.4, "call_timeout": 0.7, "workspace": None}
        self._given = {"database_url": database_url, "api_url": api_url, "token": TOKEN, **patience, **given}
        self._hired = 0
        self.at_work: list[subprocess.Popen[bytes]] = []

    def hire(self) -> subprocess.Popen[bytes]:
        self._hired += 1
        command = [sys.executable, str(SCRIPT), json.dumps(self._given)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with (self._folder / f"worker-{self._hired}.log").open("wb") as log:
            worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.at_work.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End it between two instructions, whatever it has in hand."""
        self.at_work.remove(worker)
        worker.kill()
        worker.wait()

    def stop(self, worker: subprocess.Popen[bytes]) -> None:
        """Ask it to end, as an operator's system does; it has ten seconds."""
        self.at_work.remove(worker)
        worker.send_signal(signal.SIGTERM)
        try:
            status = worker.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGABRT)  # its log then tells where it stood
            worker.wait()
            raise AssertionError(f"a worker did not end within {STOP_SECONDS} s\n{self.last_words()}") from None
        assert status == 0, f"a worker ended with {status}\n{self.last_words()}"

    def last_words(self) -> str:
        """The end of each worker's log."""
        logs = sorted(self._folder.glob("worker-*.log"))
        return "\n".join(f"── {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs[-4:])


@contextmanager
def crew(folder: Path, database_url: str, api_url: str, **given: Any) -> Iterator[Crew]:
    """A crew that is gone afterwards, whatever happened."""
    crew = Crew(folder, database_url, api_url, **given)
    try:
        yield crew
    finally:
        for worker in list(crew.at_work):
            crew.kill(worker)


def wait_until(is_so: Callable[[], Any], *, within: float, or_say: Callable[[], str]) -> None:
    """Look again and again: processes have no other way to tell that they are done."""
    give_up_at = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < give_up_at, f"not within {within:.0f} s: {or_say()}"
        time.sleep(0.05)
