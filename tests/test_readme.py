"""The README, held to the code: every command, setting and scope is explained there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.domain.preferences import TEAM
from bot.settings import SocketSettings, WebSettings
from bot.slack.home import EVERYTHING
from bot.slack.manifest import SCOPES
from bot.slack.root import ROOT

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("verb", sorted(EVERYTHING.verbs))
def test_every_verb_has_help_and_an_example_in_the_readme(verb: str) -> None:
    own = f"`/{verb} " if f"/{verb}" in EVERYTHING.commands else f"`{ROOT} {verb}"
    assert verb in EVERYTHING.help
    assert own in README


@pytest.mark.parametrize(
    "name", sorted({field.name for kind in (WebSettings, SocketSettings) for field in fields(kind)})
)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"| `{name.upper()}` |" in README


@pytest.mark.parametrize("name", sorted(TEAM))
def test_every_setting_of_a_team_is_in_the_readme_with_its_word_for_off(name: str) -> None:
    assert f"set {TEAM[name].example}" in README
    assert f"`{name} off`" in README or TEAM[name].off is None


def test_the_scopes_in_the_readme_are_those_that_are_asked_for_with_their_reasons() -> None:
    rows = re.findall(r"^\| `([a-z:]+)` \| (.+) \|$", README, re.MULTILINE)
    assert dict(rows) == SCOPES
