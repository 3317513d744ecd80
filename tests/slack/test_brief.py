"""The brief and cheers, as leaders read and say them: one message a morning, each line with its next step."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.pages import TABLES
from tests.office import BEGIN, Message, Office, Person
from tests.slack.talk import form, hears, presses

BERLIN = ZoneInfo("Europe/Berlin")
BRIEF = "☀️ Your brief"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """On that day of November; the office begins on Wednesday the 18th."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def new(office: Office, person: Person, moment: datetime) -> list[Message]:
    """What somebody gets as the worker looks at that moment."""
    before = len(person.dms)
    office.clock.to(moment)
    assert office.bot.scheduler.tick() == []
    office.delivers()
    return person.dms[before:]


@pytest.fixture
def morning(west: Office) -> Office:
    """West on Thursday at eight: Lee leads since yesterday, and Rita won something."""
    new(west, west.lee, BEGIN)
    west.rita.types("/win 48k Acme: annual plan because the CFO was in early", in_="wins")
    west.lee.types("/promise @rita the deck by 19 Nov", in_="wins")
    assert new(west, west.lee, at(19, 8)) == []
    return west


# ── the morning ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_comes_as_work_begins_with_a_button_for_each_line(morning: Office) -> None:
    (told,) = new(morning, morning.lee, at(19, 8, 30))
    assert told.plain.splitlines() == [
        "☀️ Your brief, Thu 19 Nov",
        "You promised: the deck (to Rita Rossi, due today).",
        "[Kept]",
        "To cheer for: Rita Rossi closed Acme (annual plan), $48,000; why it worked: the CFO was in early.",
        "[Cheer Rita Rossi]",
        "To coach: Mia Sato, a first talk.",
        "[Coach Mia Sato]",
        "Your first weeks, today: Say where the team is going.",
        "[Show all]",
        "Seen by you alone. /pace settings brief off turns it off, /pace brief shows it at any time.",
    ]


def test_on_the_day_of_the_digest_it_can_be_read_first(morning: Office) -> None:
    hears(morning.lee, "/pace start stop")
    (told,) = new(morning, morning.lee, at(20, 8, 30))
    assert "The digest goes out today at 16:30." in told.plain
    assert "Only leaders and managers see this preview" in presses(morning.lee, "Read it first")


def test_what_the_digest_said_goes_on_is_named_as_the_week_begins(morning: Office) -> None:
    hears(morning.lee, "/pace inspect next steps after demos.")
    new(morning, morning.lee, at(20, 16, 30))
    assert "🔎 Monday we look at next steps after demos." in "\n".join(morning.posted())
    morning.clock.to(at(23, 8, 30))
    asked = "This week: next steps after demos again, or what will you look at, your own work first?"
    assert asked in hears(morning.lee, "/pace brief")
    hears(morning.lee, "/pace inspect saw They lack a date")
    assert "This week: what will you look at, your own work first?" in hears(morning.lee, "/pace brief")


def test_what_was_done_meanwhile_is_not_in_it(morning: Office) -> None:
    assert "Kept: the deck" in hears(morning.lee, "/promise keep 2")
    (told,) = new(morning, morning.lee, at(19, 8, 30))
    assert "You promised" not in told.plain
    assert "To cheer for" in told.plain


def test_it_is_told_once_and_the_rest_of_the_day_waits_for_the_next(morning: Office) -> None:
    (told,) = new(morning, morning.lee, at(19, 8, 30))
    morning.sam.types("/win 5k Globex: plan for @lee", in_="wins")
    for hour in (10, 12, 17):
        assert not [message for message in new(morning, morning.lee, at(19, hour)) if BRIEF in message.plain]
    assert new(morning, morning.lee, at(20, 8)) == []
    (together,) = new(morning, morning.lee, at(20, 8, 30))
    lines = together.plain.splitlines()
    assert lines[1] == "☀️ Your brief, Fri 20 Nov"
    assert "logged a win for you: Globex" in together.plain
    assert together is not told


def test_nobody_else_gets_one_and_on_a_day_off_nobody(morning: Office) -> None:
    new(morning, morning.lee, at(19, 8, 30))
    morning.lee.types("/pace away 20 Nov", in_="wins")
    assert new(morning, morning.lee, at(20, 8)) == []
    assert new(morning, morning.lee, at(20, 8, 30)) == []
    for person in (morning.rita, morning.sam, morning.dana):
        assert not [message for message in person.dms if BRIEF in message.plain]


def test_its_buttons_do_what_they_say(morning: Office) -> None:
    new(morning, morning.lee, at(19, 8, 30))
    assert "Kept: the deck" in presses(morning.lee, "Kept")
    morning.lee.clicks("Coach Mia Sato")
    assert morning.lee.form


def test_every_button_of_a_brief_is_one_of_some_page() -> None:
    used = {
        "promise.more",
        "promise.keep",
        "promise.show",
        "obstacle.open",
        "coaching.request",
        "coaching.new",
        "goal.show",
        "checkin.answers",
        "cheer.open",
        "inspection.open",
        "digest.show",
        "first_weeks.show",
        "kudos.undo",
    }
    assert used <= TABLES.actions.keys()


def test_who_turned_it_off_gets_none_and_reads_it_when_asking(morning: Office) -> None:
    morning.lee.types("/pace settings brief off", in_="wins")
    assert not [message for message in new(morning, morning.lee, at(20, 8, 30)) if BRIEF in message.plain]
    assert BRIEF in hears(morning.lee, "/pace brief")


def test_who_leads_nobody_has_none(west: Office) -> None:
    assert "Only a leader of the team can read" in hears(west.rita, "/pace brief")
    assert "Only a leader of the team can read" in hears(west.dana, "/pace brief")


def test_who_leads_two_teams_reads_which_one_is_meant(west: Office) -> None:
    west.sandbox.add_channel("east", [west.lee, west.rita, west.dana])
    west.lee.types("/pace team new East", in_="east")
    west.rita.types("/win 48k Acme: annual plan", in_="wins")
    told = hears(west.lee, "/pace brief")
    assert "To cheer for: Rita Rossi in West closed Acme" in told


def test_a_private_obstacle_is_named_by_its_number_alone(west: Office) -> None:
    west.rita.types("/obstacle I was shouted at by a platypus private", in_="wins")
    new(west, west.lee, at(18, 17))
    told = hears(west.lee, "/pace brief")
    assert "Waiting for you: Rita Rossi (private, obstacle 1" in told
    assert "platypus" not in told


# ── a cheer ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cheer_opens_with_a_fact_as_a_hint_and_no_words(morning: Office) -> None:
    new(morning, morning.lee, at(19, 8, 30))
    morning.lee.clicks("Cheer Rita Rossi")
    assert form(morning.lee)["In your own words"] == ""
    assert morning.lee.form
    assert "What I know: Rita Rossi closed Acme (annual plan), $48,000" in morning.lee.form.text
    morning.lee.fills("In your own words", "That silence after the price: brave.")
    morning.lee.submits()
    assert "Lee Chen" in (post := morning.posted()[-1])
    assert "@rita: That silence after the price: brave." in post


def test_to_the_person_alone_nobody_else_reads_it(morning: Office) -> None:
    hears(morning.lee, "/pace cheer dm @rita That silence after the price: brave.")
    morning.clock.to(at(19, 9))
    morning.delivers()
    assert "📣 Lee Chen: “That silence after the price: brave.”" in "\n".join(dm.plain for dm in morning.rita.dms)
    assert not [post for post in morning.posted() if "silence" in post]


def test_what_was_said_to_the_person_alone_is_taken_back(morning: Office) -> None:
    hears(morning.lee, "/pace cheer dm @rita That silence after the price: brave.")
    assert "Taken back: what you said to Rita Rossi." in presses(morning.lee, "Undo")
    morning.clock.to(at(19, 9))
    morning.delivers()
    assert not [dm for dm in morning.rita.dms if "silence" in dm.plain]
    hears(morning.lee, "/pace cheer dm @rita That silence after the price: brave.")
    morning.delivers()
    assert [dm for dm in morning.rita.dms if "silence" in dm.plain]
    morning.lee.clicks("Undo")
    morning.delivers()
    assert not [dm for dm in morning.rita.dms if "silence" in dm.plain]


def test_what_was_typed_comes_back_after_closing(morning: Office) -> None:
    hears_nothing = morning.lee.types("/pace cheer", in_="wins")
    assert hears_nothing is None
    morning.lee.fills("In your own words", "That silence")
    morning.lee.closes()
    morning.lee.types("/pace cheer", in_="wins")
    assert form(morning.lee)["In your own words"] == "That silence"


def test_nobody_is_made_up_and_a_rep_cheers_with_kudos(west: Office) -> None:
    assert "I know of nobody to propose today" in hears(west.lee, "/pace cheer")
    assert "Only a leader of the team can cheer" in hears(west.rita, "/pace cheer")
    assert "/kudos" in hears(west.rita, "/pace cheer @sam well done")


def test_a_cheer_in_the_channel_can_be_taken_back(west: Office) -> None:
    hears(west.lee, "/pace cheer @rita That silence was brave")
    assert "Taken back" in presses(west.lee, "Undo")
    assert not [post for post in west.posted() if "silence" in post]


def test_a_cheer_that_was_taken_back_is_offered_again(morning: Office) -> None:
    assert "To cheer for: Rita Rossi" in hears(morning.lee, "/pace brief")
    hears(morning.lee, "/pace cheer @rita That silence was brave")
    assert "To cheer for" not in hears(morning.lee, "/pace brief")
    assert "Taken back" in hears(morning.lee, "/kudos undo")
    assert "To cheer for: Rita Rossi" in hears(morning.lee, "/pace brief")
    hears(morning.lee, "/pace cheer dm @rita That silence was brave")
    assert "To cheer for" not in hears(morning.lee, "/pace brief")
