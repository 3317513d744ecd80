"""Processes under measurement: started, waited for, weighed, and ended by their own ids."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

START_WITHIN = 30.0
END_WITHIN = 12.0
TOKEN = "xoxb-of-the-benchmark"
SECRET = "the signing secret of the benchmark"


@dataclass(frozen=True)
class Server:
    """A process and those that it started."""

    process: psutil.Process
    port: int
    started_in: float
    """Seconds from its start to its first answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of CPU that they have used so far."""
        total = 0.0
        for each in self._all():
            with suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
        return total

    def memory(self) -> list[float]:
        """Resident megabytes of each; the process that supervises the others comes first."""
        found = []
        for each in self._all():
            with suppress(psutil.NoSuchProcess):
                found.append(each.memory_info().rss / 1e6)
        return found

    def _all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def started(
    *arguments: str, port: int, path: str = "/healthz", says: str = "", env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run `python -m …` until the block ends. It counts as started once `path` is answered, with whatever status, or,
    if `says` is given, once that is in a line of its output.
    """
    begun = time.perf_counter()
    command = [sys.executable, "-m", *arguments]
    out = subprocess.PIPE if says else subprocess.DEVNULL
    around = os.environ | dict(env or {})
    around.pop("PYTHONDONTWRITEBYTECODE", None)  # in production the bot is compiled from its second start on
    with subprocess.Popen(command, env=around, stdout=out, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            if process.stdout:
                next(line for line in process.stdout if says in line)
            else:
                _wait_for(f"http://127.0.0.1:{port}{path}", process)
            yield Server(psutil.Process(process.pid), port, time.perf_counter() - begun)
        finally:
            process.terminate()
            try:
                process.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(url: str, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended by itself with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"{url} was not answered in {START_WITHIN:.0f} seconds")


def settings(database_url: str, port: int, api_url: str = "http://127.0.0.1:9/api/") -> dict[str, str]:
    """The environment variables that `python -m bot` reads."""
    return {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "PORT": str(port),
    }
