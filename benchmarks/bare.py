"""The floor: Bolt alone, with one command that does nothing, in the same server and with the same options as ours.

`python -m benchmarks.bare PORT PROCESSES`
"""

import sys
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.server import Server
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from benchmarks.servers import SECRET, TOKEN

BLOCKING_THREADS = 8


def serve() -> Callable[..., Any]:
    def authorize(enterprise_id: str | None, team_id: str) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=TOKEN)

    app = App(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.command("/noop")(lambda ack: ack())
    return SlackRequestHandler(app)


def main(port: int, processes: int) -> None:
    Server(
        "benchmarks.bare:serve",
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=port,
        workers=processes,
        blocking_threads=BLOCKING_THREADS,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
