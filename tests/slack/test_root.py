"""`/pace help`: help with examples, and the nearest verb where none was meant."""

import pytest

from bot.slack.pages import TABLES
from tests.office import Office
from tests.slack.talk import hears


@pytest.mark.parametrize("line", ["/pace help", "/pace HELP", "/pace   help  "])
def test_help_has_an_example_of_everything(office: Office, line: str) -> None:
    answer = hears(office.rita, line)
    assert "/win 48k Acme: annual plan because we brought the CFO in early" in answer
    assert "/pace team new West" in answer
    assert "Every verb works behind /pace too" in answer


@pytest.mark.parametrize("line", ["/win help", "/pace help win", "/pace win help", "/win Help"])
def test_help_can_be_asked_of_one_verb(office: Office, line: str) -> None:
    answer = hears(office.rita, line)
    assert "/win list" in answer
    assert "/pace team new West" not in answer


@pytest.mark.parametrize("verb", TABLES.verbs)
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    assert "`/" in "".join(TABLES.help[verb])


@pytest.mark.parametrize("command", TABLES.commands)
def test_every_command_is_a_verb_too(command: str) -> None:
    assert command.removeprefix("/") in TABLES.verbs


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/pace wni 48k Acme", "I know no wni. Did you mean /pace win?"),
        ("/pace taem", "I know no taem. Did you mean /pace team?"),
        ("/pace xyzzy", "I know no xyzzy. /pace help shows everything that I know."),
        ("/pace help taem", "I know no taem. Did you mean /pace team?"),
        ("/pace @here", "I know no @here. /pace help shows everything that I know."),
        ("/pace @sam", "I know no @sam. /pace help shows everything that I know."),
        ("/pace help #wins", "I know no #wins. /pace help shows everything that I know."),
    ],
)
def test_an_unknown_verb_is_answered_with_the_nearest_one(office: Office, line: str, answer: str) -> None:
    assert hears(office.rita, line).splitlines()[0] == answer


def test_a_line_behind_an_unknown_verb_is_handed_back(office: Office) -> None:
    assert hears(office.rita, "/pace wni 48k Acme: a long story").splitlines() == [
        "I know no wni. Did you mean /pace win?",
        "You typed:",
        "/pace wni 48k Acme: a long story",
    ]


def test_verbs_are_the_same_in_capitals(west: Office) -> None:
    assert hears(west.rita, "/pace WIN 48k Acme: plan").startswith("Logged as win 1")


def test_help_is_understood_by_nobody_s_team(office: Office) -> None:
    assert office.dana.types("/pace help") is not None
    assert office.sandbox.troubles == []
