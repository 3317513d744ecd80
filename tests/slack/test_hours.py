"""Offered hours, as people offer, book and cancel them in Slack."""

import re
from datetime import timedelta

from tests.office import BEGIN, Office
from tests.slack.talk import hears


def number_in(told: str) -> str:
    found = re.search(r"(\d+)", told)
    assert found
    return found[1]


def post(office: Office) -> str:
    return office.posted()[-1]


def test_hours_are_offered_in_a_line_and_posted_with_their_slots(west: Office) -> None:
    assert "4 slots of 30 minutes" in hears(west.lee, "/pace hours Thu 14:00-16:00 in 30 minutes")
    assert "Lee Chen has time for your calls" in post(west)
    assert post(west).count("free") == 4
    assert post(west).count("[Book]") == 4


def test_every_reader_s_slack_tells_the_time_in_their_own_zone(west: Office) -> None:
    hears(west.mia, "/pace hours Thu 14:00-15:00")
    west.delivers()
    at_two_in_tokyo = int((BEGIN.replace(hour=6) + timedelta(days=1)).timestamp())
    assert f"<!date^{at_two_in_tokyo}^" in str(west.rita.last("wins").blocks)


def test_a_slot_is_booked_in_a_form_and_shows_the_first_name_alone(west: Office) -> None:
    hears(west.lee, "/pace hours Thu 14:00-16:00")
    west.delivers()
    west.rita.clicks("Book")
    west.rita.fills("Which account?", "Acme")
    west.rita.fills("What should the call bring?", "Their CFO joins")
    west.rita.submits()
    assert "14:00 · Rita" in post(west)
    assert "Acme" not in post(west)
    west.delivers()
    assert "You booked" in west.rita.dms[-1].plain
    assert "Rita Rossi booked" in west.lee.dms[-1].plain
    assert "Acme: Their CFO joins" in west.lee.dms[-1].plain


def test_a_slot_is_booked_in_words_and_cancelled_in_words(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-16:00"))
    booked = hears(west.sam, f"/pace hours book {number} 13:30 Acme: their CFO joins")  # 14:30 in Berlin
    assert "with Lee Chen" in booked
    assert "14:30 · Sam" in post(west)
    assert "Sam O'Neil has that time" in hears(west.rita, f"/pace hours book {number} 14:30 Hooli: a yes")
    assert "Cancelled." in hears(west.sam, f"/pace hours cancel {number_in(booked)}")
    assert "14:30 · free" in post(west)
    west.delivers()
    assert "Sam O'Neil cancelled" in west.lee.dms[-1].plain


def test_a_time_at_which_no_slot_begins_is_answered_with_those_at_which_one_does(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-15:00 in 30 minutes"))
    answer = hears(west.sam, f"/pace hours book {number} 14:00 Acme: their CFO joins")
    assert "begins at 14:00 your time. What is free begins at 13:00 and 13:30." in answer
    for at in ("14:00", "14:30"):
        hears(west.rita, f"/pace hours book {number} {at} Acme: their CFO joins")
    answer = hears(west.sam, f"/pace hours book {number} 14:00 Acme: their CFO joins")
    assert "begins at 14:00 your time. Nothing of them is free." in answer


def test_a_slot_at_noon_is_booked_with_that_word(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 11:00-13:00"))
    assert "12:00" in hears(west.rita, f"/pace hours book {number} noon Acme: their CFO joins")


def test_a_click_on_a_slot_that_is_gone_is_answered_with_how_things_stand(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-14:30"))
    west.delivers()
    west.rita.clicks("Book")
    hears(west.mia, f"/pace hours book {number} 22:00 Hooli: a yes")
    west.rita.fills("What should the call bring?", "Their CFO joins")
    assert not west.rita.submits()
    assert west.rita.form
    assert "Mia Sato has that time" in str(west.rita.form.errors)


def test_closing_the_form_keeps_what_was_typed(west: Office) -> None:
    hears(west.lee, "/pace hours Thu 14:00-16:00")
    west.delivers()
    west.rita.clicks("Book")
    west.rita.fills("What should the call bring?", "Their CFO joins")
    west.rita.closes()
    west.rita.clicks("Book")
    assert west.rita.form
    assert "Their CFO joins" in west.rita.form.text


def test_who_offered_hours_reads_that_whoever_booked_is_gone_and_the_time_is_free(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-16:00"))
    hears(west.rita, f"/pace hours book {number} 15:00 Acme: their CFO joins")
    west.delivers()
    assert "Rita" in post(west)
    hears(west.lee, "/pace team remove @rita")
    west.bot.scheduler.tick()
    assert "Rita" not in post(west)
    assert "Rita Rossi is no longer with West, so Thu 19 Nov" in west.lee.dms[-1].plain


def test_hours_of_whoever_left_are_taken_down_and_who_booked_reads_why(west: Office) -> None:
    number = number_in(hears(west.sam, "/pace hours Thu 14:00-16:00"))
    hears(west.rita, f"/pace hours book {number} 15:00 Acme: their CFO joins")
    west.delivers()
    hears(west.lee, "/pace team remove @sam")
    assert "Sam O'Neil is no longer with West" in hears(west.mia, f"/pace hours book {number} 23:30 Hooli")
    west.bot.scheduler.tick()
    assert "has time for your calls" not in "".join(west.posted())
    assert "Sam O'Neil is no longer with West, so Thu 19 Nov" in west.rita.dms[-1].plain


def test_hours_that_are_over_or_unclear_are_refused_with_an_example(west: Office) -> None:
    assert "begun already" in hears(west.lee, "/pace hours today 7:00-8:00")
    assert "/pace hours Thu 14:00-16:00" in hears(west.lee, "/pace hours whenever you like")


def test_mine_are_listed_and_joined_ones_counted(west: Office) -> None:
    assert "You offer no hours" in hears(west.lee, "/pace hours")
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-16:00"))
    booking = number_in(hears(west.rita, f"/pace hours book {number} 14:00 Acme: their CFO joins"))
    assert "1 of 4 slots booked" in hears(west.lee, "/pace hours")
    assert "with Lee Chen · Acme: their CFO joins" in hears(west.rita, "/pace hours")
    west.clock.to(BEGIN + timedelta(days=1, hours=6))
    assert "counts as joined" in hears(west.lee, f"/pace hours joined {booking}")
    assert "joined this month: 1" in hears(west.lee, "/pace hours Fri 9:00-10:00") + hears(west.lee, "/pace hours")
    assert "Taken back" in hears(west.lee, f"/pace hours cancel {number}")


def test_what_is_free_in_a_team_of_mine_is_listed_with_the_way_to_book_it(west: Office) -> None:
    number = number_in(hears(west.lee, "/pace hours Thu 14:00-15:00 in 30 minutes"))
    hears(west.sam, f"/pace hours book {number} 13:00 Acme: their CFO joins")  # 14:00 in Berlin
    told = hears(west.rita, "/pace hours")
    assert f"{number} Lee Chen, Thu 19 Nov, 14:30 Berlin time: 1 free slot of 30 minutes" in told
    west.rita.clicks("Book")
    west.rita.fills("What should the call bring?", "a yes to the pilot")
    assert west.rita.submits()
    assert "Free to book" not in hears(west.mia, "/pace hours") + hears(west.sam, "/pace hours")
    assert "Free to book" not in hears(west.lee, "/pace hours")
