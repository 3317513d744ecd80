"""What gets inspected, as it is said: in the channel on Monday, beneath it what was seen, and never a name."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.office import Office
from tests.slack.talk import form, hears, presses

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def in_channel(office: Office) -> list[str]:
    return [post for post in office.posted() if "🔍" in post or "What we saw" in post]


def test_it_is_said_in_the_channel_own_work_first_and_changed_in_place(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    assert in_channel(west) == ["🔍 This week Lee Chen looks at next steps after demos, own work first."]
    hears(west.lee, "/pace inspect proposals")
    assert in_channel(west) == ["🔍 This week Lee Chen looks at proposals, own work first."]


def test_what_was_seen_stands_in_its_thread(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    in_channel(west)
    told = hears(west.lee, "/pace inspect saw Demos without a date for the next step go cold")
    assert "What we saw in next steps after demos: Demos without a date for the next step go cold" in told
    assert len(in_channel(west)) == 1
    assert "go cold" in hears(west.rita, "/pace inspect list")


def test_a_name_is_refused_and_nothing_is_lost(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    told = hears(west.lee, "/pace inspect saw @rita never sets a date")
    assert "I read “@rita”" in told
    assert "/pace inspect saw @rita never sets a date" in told
    presses_nothing = west.lee.types("/pace inspect", in_="wins")
    assert presses_nothing is None
    west.lee.fills("What did you see", "Rita never sets a date")
    west.lee.submits()
    assert west.lee.form
    assert "I read “Rita”" in str(west.lee.form.errors)


def test_the_form_asks_for_the_week_and_for_what_was_seen_in_the_last(west: Office) -> None:
    west.lee.types("/pace inspect", in_="wins")
    assert list(form(west.lee)) == ["What will you look at this week, your own first?"]
    west.lee.fills("What will you look at", "next steps after demos")
    west.lee.submits()
    west.clock.to(MONDAY)
    west.lee.types("/pace inspect", in_="wins")
    assert form(west.lee) == {
        "What will you look at this week, your own first?": "",
        "What did you see in “next steps after demos”, as a pattern?": "",
    }
    west.lee.fills("What did you see", "They lack a date")
    west.lee.fills("What will you look at", "proposals")
    west.lee.submits()
    listed = hears(west.lee, "/pace inspect list")
    assert listed.splitlines()[1:] == [
        "Mon 23 Nov · proposals",
        "Mon 16 Nov · next steps after demos · They lack a date",
    ]


def test_what_was_typed_comes_back_after_closing(west: Office) -> None:
    west.lee.types("/pace inspect", in_="wins")
    west.lee.fills("What will you look at", "proposals")
    west.lee.closes()
    west.lee.types("/pace inspect", in_="wins")
    assert form(west.lee)["What will you look at this week, your own first?"] == "proposals"


def test_a_form_that_was_closed_as_it_opened_says_the_old_thing_no_second_time(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps")
    west.lee.types("/pace inspect", in_="wins")
    west.lee.closes()
    home = west.lee.opens_home()
    assert home
    assert "Finish what you look at" not in home.buttons
    hears(west.lee, "/pace inspect discounts")
    west.lee.types("/pace inspect", in_="wins")
    assert form(west.lee)["What will you look at this week, your own first?"] == "discounts"


def test_a_line_takes_the_place_of_what_was_begun_in_the_form(west: Office) -> None:
    west.lee.types("/pace inspect", in_="wins")
    west.lee.fills("What will you look at", "proposals")
    west.lee.closes()
    hears(west.lee, "/pace inspect discounts")
    west.lee.types("/pace inspect", in_="wins")
    assert form(west.lee)["What will you look at this week, your own first?"] == "discounts"


def test_it_is_taken_back_with_a_click(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    assert "Taken back: that you look at next steps after demos." in presses(west.lee, "Take back")
    assert in_channel(west) == []


def test_a_click_takes_back_what_it_stands_beneath_while_that_is_new(west: Office) -> None:
    hears(west.lee, "/pace inspect next steps after demos")
    announced = west.lee.last("wins")
    hears(west.lee, "/pace inspect saw They lack a date")
    seen = west.lee.last("wins")
    assert "which is this week's" in hears(west.lee, "/pace inspect proposals")
    west.clock.to(MONDAY)
    hears(west.lee, "/pace inspect proposals")
    assert "Taken back: what you saw in next steps after demos." in presses(west.lee, "Take back", on=seen)
    assert "Taken back: that you look at next steps after demos." in presses(west.lee, "Take back", on=announced)
    assert in_channel(west) == ["🔍 This week Lee Chen looks at proposals, own work first."]


def test_a_colleague_reads_it_and_says_nothing_of_it(west: Office) -> None:
    assert "Nothing was announced yet" in hears(west.rita, "/pace inspect list")
    for line in ("/pace inspect", "/pace inspect proposals", "/pace inspect undo", "/pace inspect saw a pattern"):
        assert "Only a leader of the team can" in hears(west.rita, line)


def test_where_it_is_off_it_stands_on_the_list_alone(west: Office) -> None:
    hears(west.lee, "/pace team set inspection off")
    assert "/pace inspect list" in hears(west.lee, "/pace inspect next steps after demos")
    assert in_channel(west) == []
