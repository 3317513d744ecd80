"""README.md and docs/, held to the code: commands, settings and scopes are explained, and links lead somewhere."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.domain.preferences import TEAM
from bot.settings import SocketSettings, WebSettings
from bot.slack.commands import ROOT
from bot.slack.home import EVERYTHING
from bot.slack.manifest import SCOPES

ROOT_FOLDER = Path(__file__).parents[1]
PAGES = {path.name: path for path in (*ROOT_FOLDER.glob("*.md"), *ROOT_FOLDER.glob("docs/*.md"))}
COMMANDS, RUNNING = (PAGES[name].read_text("utf-8") for name in ("commands.md", "running.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


@pytest.mark.parametrize("verb", sorted(EVERYTHING.verbs))
def test_every_verb_has_help_and_an_example(verb: str) -> None:
    own = f"`/{verb} " if f"/{verb}" in EVERYTHING.commands else f"`{ROOT} {verb}"
    assert verb in EVERYTHING.help
    assert own in COMMANDS


@pytest.mark.parametrize(
    "name", sorted({field.name for kind in (WebSettings, SocketSettings) for field in fields(kind)})
)
def test_every_setting_is_explained(name: str) -> None:
    assert f"| `{name.upper()}` |" in RUNNING


@pytest.mark.parametrize("name", sorted(TEAM))
def test_every_setting_of_a_team_is_explained_with_its_word_for_off(name: str) -> None:
    assert f"set {TEAM[name].example}" in COMMANDS
    assert f"`{name} off`" in COMMANDS or TEAM[name].off is None


def test_the_scopes_are_those_that_are_asked_for_with_their_reasons() -> None:
    rows = re.findall(r"^\| `([a-z:]+)` \| (.+) \|$", RUNNING, re.MULTILINE)
    assert dict(rows) == SCOPES


def test_links_are_found_in_the_pages() -> None:
    assert any(LINK.findall(page.read_text("utf-8")) for page in PAGES.values())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(name: str) -> None:
    page = PAGES[name]
    for target, heading in LINK.findall(page.read_text("utf-8")):
        aim = page.parent / target if target else page
        assert aim.exists(), target
        assert not heading or heading in anchors(aim), heading


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
