"""Autonomy, as a leader says it, a rep hears it and gives it back, and nobody else ever reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain import readiness, teams
from bot.domain.readiness import Ready
from bot.models import Person as Row
from bot.models import Role
from tests.office import Office
from tests.slack.talk import hears, presses

WORDS = "Run the clinics as you see fit"


@pytest.fixture
def given(west: Office) -> Office:
    """Lee lets Rita go, and she has read it."""
    west.clock.to(datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    west.delivers()
    west.lee.types(f"/pace autonomy @rita {WORDS}", in_="wins")
    west.delivers()
    return west


def newest(west: Office, who: str) -> str:
    west.delivers()
    return str(getattr(west, who).dms[-1].plain)


def test_the_leader_says_it_and_the_rep_reads_the_leaders_words(given: Office) -> None:
    told = newest(given, "rita")
    assert told.startswith(f"Lee Chen lets you go your own way in West: “{WORDS}”")
    assert "I tell neither you nor Lee Chen of a slip." in told
    assert "Seen by you and by who leads West." in told
    assert WORDS in (given.rita.opens_home() or given).text  # type: ignore[union-attr]


def test_the_leader_hears_what_it_means_and_who_sees_it(west: Office) -> None:
    told = hears(west.lee, f"/pace autonomy @rita {WORDS}")
    assert told.startswith(f"Rita Rossi reads it from me: “{WORDS}”")
    assert "one question and no nudge" in told
    assert "Seen by Rita Rossi and by who leads West. Nothing of it is public." in told
    west.lee.clicks("Undo")
    assert "Nobody here goes their own way yet." in hears(west.lee, "/pace autonomy")
    assert west.posted() == []


def test_without_words_a_form_asks_for_them_and_keeps_what_was_typed(west: Office) -> None:
    west.lee.types("/pace autonomy @rita", in_="wins")
    west.lee.fills("In your own words", WORDS)
    west.lee.closes()
    west.lee.clicks("Finish your words on autonomy", on=west.lee.opens_home())
    assert west.lee.form
    assert west.lee.form.value("In your own words") == WORDS
    assert west.lee.submits()
    assert WORDS in hears(west.lee, "/pace autonomy")
    west.lee.types("/pace autonomy @sam", in_="wins")
    west.lee.fills("In your own words", "   ")
    assert not west.lee.submits()


def test_the_leader_ends_it_in_words_that_the_rep_reads(given: Office) -> None:
    told = hears(given.lee, "/pace autonomy @rita end Let's plan the north together")
    assert told.startswith("Rita Rossi reads that it ends: “Let's plan the north together”")
    given.clock.wait(days=1)
    dm = newest(given, "rita")
    assert dm.startswith("Lee Chen asks to work closer together again in West: “Let's plan the north together”")
    assert "autonomy" not in dm.lower()
    assert hears(given.lee, "/pace autonomy @rita end again").startswith("Rita Rossi has no autonomy in West")


def test_ending_takes_a_reason_for_which_a_form_asks(given: Office) -> None:
    hears(given.lee, "/pace autonomy")
    given.lee.clicks("End it")
    given.lee.fills("Why, in your words", "Let's see")
    assert given.lee.submits()
    assert "Nobody here goes their own way yet." in hears(given.lee, "/pace autonomy")


def test_the_rep_gives_it_back_with_or_without_words(given: Office) -> None:
    assert hears(given.rita, "/pace autonomy").startswith("Lee Chen lets you go your own way in West since Wed 18 Nov")
    assert presses(given.rita, "Give it back").startswith("Given back.")
    given.rita.clicks("Undo")
    assert hears(given.rita, "/pace autonomy back I miss the questions").startswith("Given back.")
    given.clock.wait(days=1)
    assert "Rita Rossi would rather have check-ins" in newest(given, "lee")
    assert "“I miss the questions”" in newest(given, "lee")


def test_each_undo_takes_back_its_own_act_and_no_other(west: Office) -> None:
    said = west.lee.types(f"/pace autonomy @rita {WORDS}", in_="wins")
    ended = west.lee.types("/pace autonomy @rita end Let's see", in_="wins")
    west.lee.clicks("Undo", on=said)
    assert "Nobody here goes their own way yet." in hears(west.lee, "/pace autonomy")
    west.lee.clicks("Undo", on=ended)
    assert WORDS in hears(west.lee, "/pace autonomy")


def test_what_was_given_to_the_wrong_one_and_undone_is_told_to_the_right_one_alone(west: Office) -> None:
    hears(west.lee, f"/pace autonomy @rita {WORDS}")
    presses(west.lee, "Undo")
    hears(west.lee, f"/pace autonomy @sam {WORDS}")
    west.clock.wait(days=1, hours=2)
    assert WORDS in newest(west, "sam")
    assert not any(WORDS in message.plain for message in west.rita.dms)


def test_who_leads_no_more_reads_no_proposal(west: Office) -> None:
    with west.bot.database.writing() as session:
        rita = session.query(Row).filter_by(slack_id=west.rita.id).one()
        place = teams.memberships_of(session, rita)[0]
        (lee,) = teams.leaders(session, place.team)
        sam = session.query(Row).filter_by(slack_id=west.sam.id).one()
        by = teams.add(session, lee, sam, (Role.LEADER,), now=west.clock.now())
        readiness._propose(session, Ready(place, 4, 11, 12), [lee, by], west.clock.now())
        teams.take_role(session, by, lee.person, Role.LEADER)
    west.clock.wait(days=1, hours=2)
    assert "Rita Rossi delivers" in newest(west, "sam")
    assert not any("delivers" in message.plain for message in west.lee.dms)


def test_nobody_else_says_sees_or_ends_it(given: Office) -> None:
    for line in (f"/pace autonomy @sam {WORDS}", "/pace autonomy @rita end Enough"):
        assert hears(given.sam, line).startswith("Only a leader of the team can let somebody go their own way")
    for person in (given.sam, given.mia, given.dana):
        assert WORDS not in hears(person, "/pace autonomy")
        view = person.opens_home()
        assert view
        assert WORDS not in view.text
    assert all(WORDS not in text for text in given.posted())


def test_a_leader_of_another_team_lets_nobody_of_this_one_go(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana])
    west.dana.types("/pace team new East", in_="east")
    told = west.dana.types(f"/pace autonomy @rita {WORDS}", in_="east")
    assert told
    assert told.plain.startswith("Rita Rossi is not in East.")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/pace autonomy rita go", "Whom is it about? Mention one person first of all"),
        ("/pace autonomy @lee go", "Lee Chen leads West"),
        ("/pace autonomy back", "You have no autonomy in West to give back."),
    ],
)
def test_what_cannot_be_is_answered_with_what_can(west: Office, line: str, answer: str) -> None:
    assert hears(west.lee, line).startswith(answer)


def test_a_proposal_has_the_arithmetic_and_a_button_for_the_leaders_own_words(west: Office) -> None:
    with west.bot.database.writing() as session:
        rita = session.query(Row).filter_by(slack_id=west.rita.id).one()
        place = teams.memberships_of(session, rita)[0]
        readiness._propose(session, Ready(place, 4, 11, 12), teams.leaders(session, place.team), west.clock.now())
    west.clock.wait(days=1)
    told = newest(west, "lee")
    assert "Rita Rossi delivers: ahead of pace at the end of each of the last 4 weeks" in told
    assert "11 of 12 promises kept" in told
    west.lee.clicks("Say it in my words", on=west.lee.dms[-1])
    west.lee.fills("In your own words", WORDS)
    assert west.lee.submits()
    assert WORDS in hears(west.rita, "/pace autonomy")
    assert west.posted() == []


def test_whoever_has_it_reads_that_they_and_their_leader_see_it(west: Office) -> None:
    hears(west.lee, "/pace autonomy @rita I trust you with the north")
    assert "Seen by you and by who leads your team." in hears(west.rita, "/pace autonomy")
    assert "Seen by each of them and by who leads their team." in hears(west.lee, "/pace autonomy")
