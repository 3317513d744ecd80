"""A leader's first two weeks, on App Home and in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.office import Office
from tests.slack.talk import hears, home


@pytest.fixture
def begun(west: Office) -> Office:
    """Lee's have begun."""
    west.bot.scheduler.tick()
    return west


def on(west: Office, day: int, hour: int = 9) -> None:
    """A morning in Berlin, in November 2026."""
    west.clock.to(datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Berlin")))


def test_home_shows_the_leader_the_one_thing_for_today(begun: Office) -> None:
    told = home(begun.lee)
    assert "Your first two weeks leading West, day 1 of 10. 1 of 10 done." in told
    assert "Done for today. Next: say where the team is going." in told
    assert "Seen by you alone." in told
    on(begun, 19)
    assert "Today: say where the team is going." in home(begun.lee)
    assert "Your first two weeks" not in home(begun.rita)


def test_whoever_has_just_made_a_team_hears_that_they_are_about_to_begin(west: Office) -> None:
    assert "They begin within minutes" in hears(west.lee, "/pace start")
    assert "for whoever leads a team for the first time" in hears(west.rita, "/pace start")


def test_the_act_ticks_it(begun: Office) -> None:
    on(begun, 19)
    begun.lee.types("/pace vision set The first call of every clinic", in_="wins")
    told = hears(begun.lee, "/pace start")
    assert "✅ Say where the team is going" in told
    assert "2 of 10 done." in told
    assert "(0 of 3)" in told  # one-to-ones


def test_the_button_of_the_step_opens_its_form(begun: Office) -> None:
    on(begun, 19)
    begun.lee.clicks("Say it", on=begun.lee.opens_home())
    assert begun.lee.form


def test_a_step_is_left_out_by_a_click_and_brought_back_in_words(begun: Office) -> None:
    on(begun, 19)
    begun.lee.clicks("Leave it out", on=begun.lee.opens_home())
    assert "Done for today. Next: give the team a number to reach." in home(begun.lee)
    assert "↷ Say where the team is going" in hears(begun.lee, "/pace start")
    assert "▫️ Say where the team is going" in hears(begun.lee, "/pace start again")
    assert hears(begun.lee, "/pace start skip").startswith("Left out: say where the team is going.")


def test_stopped_they_are_on_home_no_more(begun: Office) -> None:
    on(begun, 19)
    begun.lee.clicks("Stop this", on=begun.lee.opens_home())
    assert "Your first two weeks" not in home(begun.lee)
    assert hears(begun.lee, "/pace start stop").startswith("Your first weeks are over, or you stopped them.")


def test_whoever_leads_nothing_is_told_what_they_are(begun: Office) -> None:
    assert hears(begun.rita, "/pace start").startswith("The first two weeks are for whoever leads a team")
    assert hears(begun.rita, "/pace start stop").startswith("Only a leader of the team")
    assert hears(begun.lee, "/pace start over").startswith("I know no over here.")


def test_they_end_with_a_word(begun: Office) -> None:
    for day in (19, 20, 23, 24, 25, 26, 27, 30):
        on(begun, day)
        begun.bot.scheduler.tick()
    for day in (2, 3):
        begun.clock.to(datetime(2026, 12, day, 9, tzinfo=ZoneInfo("Europe/Berlin")))
        begun.bot.scheduler.tick()
    begun.clock.wait(days=1)
    begun.delivers()
    told = [message.plain for message in begun.lee.dms if "first two weeks" in message.plain]
    assert len(told) == 1
    assert "1 of 10 things done. What is left has no clock" in told[0]


def test_show_all_is_a_click_away(begun: Office) -> None:
    begun.lee.clicks("Show all", on=begun.lee.opens_home())
    assert "▫️ Set a first standard" in begun.lee.dms[-1].plain
