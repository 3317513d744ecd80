"""The scorecard, as a rep, a leader and others ask for it."""

import re

import pytest

from tests.office import Office
from tests.slack.talk import hears

BAD_INPUT = {
    "/pace scorecard rita": "I read “rita”, and a scorecard is of one person. Try /pace scorecard",
    "/pace scorecard @rita @sam": "a scorecard is of one person",
    "/pace scorecard please @rita": "a scorecard is of one person",
    "/pace scorecard <!channel>": "a scorecard is of one person",
    "/pace scorecard @dana": "Dana Diaz is in no team yet",
}


@pytest.mark.parametrize("line", BAD_INPUT)
def test_what_cannot_be_is_answered_with_what_to_do_instead(west: Office, line: str) -> None:
    assert BAD_INPUT[line] in hears(west.lee, line)


@pytest.fixture
def measured(west: Office) -> Office:
    """Mia has a goal and answered two of the team's four standards."""
    hears(west.mia, "/goal new 20 demos this quarter")
    hears(west.mia, "/goal demos +3")
    for line in ("4 demos a week", "20k a month", "Answer within a day", "$2k of pipeline a month"):
        hears(west.lee, f"/pace standards new {line}")
    hears(west.mia, "/pace standards in 2")
    hears(west.mia, "/pace standards differ 3 Deals here take a quarter")
    return west


def test_a_rep_reads_the_own_results_and_who_else_does(measured: Office) -> None:
    told = hears(measured.mia, "/pace scorecard").splitlines()
    assert [re.sub(r"^\d+ ", "", line) for line in told] == [
        "Your scorecard in West",
        "Against goals",
        "20 demos this quarter · 3 of 20, 15 % · too early to say",
        "▓░░░░░░░░░ 15 %",
        "Against what the team expects",
        "4 demos a week · 3 of 4 this week, ahead · you are in",
        "20k a month · $0 of $20,000 this month, too early to say · you see it differently",
        "Answer within a day",
        "$2k of pipeline a month · not counted yet: /goal new $2,000 pipeline a month counts it",
        "Seen by you, your leaders and your coach; by nobody above them. The coach sees no private goal.",
    ]


def test_the_week_before_is_said_once_the_standard_held_in_it(measured: Office) -> None:
    measured.clock.wait(days=7)
    assert "0 of 4 this week, behind; last week 3 · you are in" in hears(measured.mia, "/pace scorecard")
    measured.clock.wait(days=7)
    told = hears(measured.mia, "/pace scorecard")
    assert "0 of 4 this week, behind; last week 0 · you are in" in told
    assert "$0 of $20,000 this month, too early to say; last month $0 · you see it differently" in told


def test_a_leader_reads_it_and_another_rep_does_not(measured: Office) -> None:
    assert "The scorecard of Mia Sato in West" in hears(measured.lee, "/pace scorecard @mia")
    assert "Seen by Mia Sato, their leaders and their coach" in hears(measured.lee, "/pace scorecard @mia")
    assert "You don't see goals and pace of this team." in hears(measured.rita, "/pace scorecard @mia")


def test_a_leader_of_a_team_above_reads_none_of_a_rep_below(measured: Office) -> None:
    measured.sandbox.add_channel("north", [measured.dana, measured.lee])
    measured.dana.types("/pace team new North", in_="north")
    measured.lee.types("/pace team set under North", in_="wins")
    answer = measured.dana.types("/pace scorecard @mia", in_="north")
    assert answer
    assert "You don't see goals" in answer.plain


def test_a_guest_has_none(west: Office) -> None:
    west.sandbox.add_person("gus", "Gus Guest", guest=True)
    assert "Gus Guest is a guest" in hears(west.lee, "/pace scorecard @gus")


def test_without_goals_and_standards_it_says_how_to_begin(west: Office) -> None:
    told = hears(west.rita, "/pace scorecard")
    assert "No open goal. /goal new 100k this quarter sets one." in told
    assert "The team has no standards yet." in told


def test_many_goals_and_standards_fit(west: Office) -> None:
    for number in range(25):
        hears(west.rita, f"/goal new {number + 10} demos this quarter because {'it is long ' * 40}")
    for number in range(20):
        hears(west.lee, f"/pace standards new {'Answer & be kind ' * 15}{number}")
    assert "… and 5 more" in hears(west.rita, "/pace scorecard")
    assert west.sandbox.troubles == []


def test_only_who_has_no_goal_themselves_is_shown_how_to_set_one(west: Office) -> None:
    assert "No open goal. /goal new 100k this quarter sets one." in hears(west.sam, "/pace scorecard")
    assert "sets one" not in hears(west.lee, "/pace scorecard @sam")
