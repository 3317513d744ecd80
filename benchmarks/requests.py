"""Signed slash commands, prepared beforehand and sent by wrk over several connections."""

import hashlib
import hmac
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.servers import SECRET

CONNECTIONS = 16
SCRIPT = """
local lines = {}
for line in io.lines("%s") do lines[#lines + 1] = line:gsub("\\r", ""):gsub("\\\\n", "\\r\\n") end
local nth = 0
function request()
  nth = nth %% #lines + 1
  return lines[nth]
end
function done(summary, latency)
  io.write(string.format(
    '{"requests": %%d, "microseconds": %%d, "errors": %%d, "p50": %%d, "p99": %%d, "most": %%d}\\n',
    summary.requests, summary.duration,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
      + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""
_triggers = itertools.count(1)


class NoWrk(Exception):  # noqa: N818  a reason to stop, in a sentence
    """The load generator is missing."""


@dataclass(frozen=True)
class Load:
    """The results of a run: latencies in milliseconds."""

    requests: int
    seconds: float
    errors: int
    p50: float
    p99: float
    most: float


def signed(
    user: str, channel: str, name: str, text: str, team: str = "T1", answers: str = "https://hooks.slack.com/commands"
) -> tuple[dict[str, str], str]:
    """The headers and the body of one command, as Slack sends it at this moment."""
    trigger = f"{next(_triggers)}.{time.time_ns()}"
    body = urlencode(
        {
            "token": "old",
            "team_id": team,
            "channel_id": channel,
            "channel_name": "sales",
            "user_id": user,
            "user_name": user.lower(),
            "command": name,
            "text": text,
            "response_url": f"{answers}/{trigger}",
            "trigger_id": trigger,
            "api_app_id": "A1",
        }
    )
    moment = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={signature}",
    }
    return headers, body


def command(user: str, channel: str, name: str, text: str, port: int, team: str = "T1") -> str:
    """One request as it goes over the wire, on one line."""
    headers, body = signed(user, channel, name, text, team)
    around = {"Host": f"127.0.0.1:{port}", "Content-Length": len(body)}
    head = [f"{name}: {value}" for name, value in (headers | around).items()]
    return "\\n".join(("POST /slack/events HTTP/1.1", *head, "", body))


def sent(requests: Iterable[str], url: str, folder: Path, *, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Send the requests over so many connections for so many seconds, one after another, and again from the first."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoWrk("wrk is not installed: on Debian and Ubuntu `apt install wrk`, elsewhere `brew install wrk`.")
    lines, script = folder / "requests.txt", folder / "requests.lua"
    lines.write_text("\n".join(requests) + "\n")
    script.write_text(SCRIPT % lines)
    arguments = (wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url)
    said = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    milliseconds = {name: found[name] / 1000 for name in ("p50", "p99", "most")}
    return Load(found["requests"], found["microseconds"] / 1e6, found["errors"], **milliseconds)
