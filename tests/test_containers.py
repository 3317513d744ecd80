"""Procfile, Dockerfile, compose.yaml and Slack's hooks, as far as they can be held without what runs them."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import cli

ROOT = Path(__file__).parents[1]


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")


def commands() -> list[list[str]]:
    """What these files run: the words behind `python -m bot`."""
    compose = re.findall(r"^ +command: (\[.+\])$", (ROOT / "compose.yaml").read_text("utf-8"), re.MULTILINE)
    lines = [line.partition(": ")[2] for line in (ROOT / "Procfile").read_text("utf-8").splitlines()]
    lines += json.loads((ROOT / ".slack/hooks.json").read_text("utf-8"))["hooks"].values()
    words = [[word.strip(' "') for word in listed.strip("[]").split(",")] for listed in compose]
    words += [shlex.split(line.partition(" -m bot ")[2]) for line in lines]
    return [*words, json.loads(re.findall(r"^CMD (.+)$", dockerfile(), re.MULTILINE)[-1])]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_what_the_files_run_is_in_the_command_line(command: list[str]) -> None:
    name, *options = command
    listed = cli.commands
    assert name in listed
    known = {opt for parameter in listed[name].params for opt in parameter.opts}
    assert {option for option in options if option.startswith("-")} <= known


def test_every_file_runs_web_worker_and_migrations() -> None:
    for name in ("Procfile", "compose.yaml"):
        text = (ROOT / name).read_text("utf-8")
        assert all(re.search(rf"\b{part}\b", text) for part in ("migrate", "web", "worker")), name


def test_the_image_holds_what_the_bot_needs() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = re.findall(r"^COPY (\S+) \S+$", dockerfile(), re.MULTILINE)
    assert sorted(copied) == ["alembic.ini", "bot", "migrations", "requirements.txt"]
    assert sorted(line.removeprefix("!") for line in ignored if line.startswith("!")) == sorted(copied)


def test_the_image_runs_without_root_and_installs_only_what_is_locked() -> None:
    assert re.findall(r"^USER (\d+)$", dockerfile(), re.MULTILINE) == ["10001"]
    assert "--require-hashes" in dockerfile()


def test_the_dockerfile_has_nothing_for_its_linter_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    run = subprocess.run([linter, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "")
