"""What a process loads when it starts: what it needs, and nothing that only another one does."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ANY = "import bot.__main__, bot.app, bot.migrate, bot.slack.home"
TYPED = "bot.__main__.cli.commands[{0!r}].make_context({0!r}, [])"
"""A command's words are read, which may need more than to know the command."""
WEB = f"{ANY}, bot.slack.bolt, granian.server; {TYPED.format('web')}"
WORKER = f"{ANY}, bot.delivery, bot.scheduler, bot.heartbeat; {TYPED.format('worker')}"

NOBODYS = {"alembic", "cryptography", "flask", "matplotlib", "numpy", "psycopg", "pydantic", "rich", "sentry_sdk"}
"""Whoever needs one of these pays for it then."""
OF_THE_WORKER = {"aiohttp", "apscheduler", "bot.delivery", "bot.scheduler", "bot.socket_mode", "websockets"}
OF_THE_WEB = {"slack_bolt", "bot.slack.bolt", "granian", "bot.socket_mode", "websockets"}


def loaded(code: str) -> set[str]:
    command = [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"]
    return set(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize(("code", "others"), [(WEB, OF_THE_WORKER), (WORKER, OF_THE_WEB)], ids=["web", "worker"])
def test_a_process_loads_nothing_that_only_others_need(code: str, others: set[str]) -> None:
    assert not loaded(code) & (others | NOBODYS)
