"""Promises, as people make them, ask for them, are reminded of them, keep, move and drop them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.office import Office, Person
from tests.slack.talk import form, hears, presses, refused_at

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=BERLIN)
DECK = "/promise @rita review the Acme deck by Friday"
PRICE = "/ask @lee a price for Acme by Friday"


def to(office: Office, moment: datetime) -> None:
    """Let time have passed, and everything be done that is due by then."""
    office.clock.to(moment)
    assert office.bot.scheduler.tick() == []
    office.delivers()


def told(office: Office, person: Person) -> str:
    """The newest direct message, once the worker is done."""
    office.delivers()
    return person.dms[-1].plain


def count(person: Person, words: str) -> int:
    return sum(words in message.plain for message in person.dms)


@pytest.fixture(autouse=True)
def _lee_has_no_brief(west: Office) -> None:
    """Who has one reads there what is due, and is not reminded of it: tests/slack/test_brief.py."""
    hears(west.lee, "/pace settings brief off")


@pytest.fixture
def rep_hears(west: Office) -> Office:
    """West, where Lee is told at once what can wait: mornings are for other tests."""
    hears(west.lee, "/pace team set morning off")
    hears(west.lee, "/pace team set dms off")
    return west


# ── made ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_promise_is_said_back_and_told_to_whom_it_is_made(west: Office) -> None:
    answer = hears(west.lee, DECK)
    assert "Promised Rita Rossi, 1: review the Acme deck, by Fri 20 Nov (Berlin time)." in answer
    assert "🤝 Lee Chen promises you: review the Acme deck, by Fri 20 Nov." in told(west, west.rita)
    assert "Acme" not in " ".join(west.posted())


def test_a_promise_without_a_day_is_asked_about_with_days(west: Office) -> None:
    question = west.lee.types("/promise @rita review the Acme deck", in_="wins")
    assert question is not None
    assert question.buttons == ["Today", "Tomorrow", "Fri 20 Nov", "Fri 27 Nov", "Another day"]
    assert "by Thu 19 Nov" in presses(west.lee, "Tomorrow")
    assert "due Thu 19 Nov" in hears(west.rita, "/promise to me")


def test_the_end_of_the_quarter_is_that_of_the_teams_own_year(west: Office) -> None:
    hears(west.lee, "/pace team set fiscal February")
    assert "by Sun 31 Jan" in hears(west.lee, "/promise @rita review the Acme deck by EOQ")
    assert "31 Jan" in hears(west.lee, "/promise move 1 to EOQ")


def test_who_is_in_no_team_has_the_quarters_of_the_calendar(west: Office) -> None:
    assert "by Thu 31 Dec" in hears(west.dana, "/promise @lee review the Acme deck by EOQ")


def test_another_day_opens_the_form_with_what_was_said(west: Office) -> None:
    west.lee.types("/promise @rita review the Acme deck", in_="wins")
    west.lee.clicks("Another day")
    assert form(west.lee)["What do you promise?"] == "review the Acme deck"
    west.lee.fills("By when?", "2026-12-03")
    assert west.lee.submits()
    assert "by Thu 3 Dec" in west.lee.last("wins").plain


def test_a_day_with_two_readings_is_asked(west: Office) -> None:
    question = west.lee.types("/promise @rita review the deck by 5/6", in_="wins")
    assert question is not None
    assert sorted(question.buttons) == ["Another day", "Sat 5 Jun 2027", "Thu 6 May 2027"]


def test_a_day_of_another_year_is_said_with_it_wherever_it_is_told(west: Office) -> None:
    answer = hears(west.lee, "/promise @rita the plan by 8 Jan")
    assert "the plan, by Fri 8 Jan 2027 (Berlin time)" in answer
    assert "the plan, by Fri 8 Jan 2027." in told(west, west.rita)
    assert "Due Fri 8 Jan 2027." in hears(west.lee, "/promise show 1")
    assert "the plan is due Mon 15 Nov 2027 now" in hears(west.lee, "/promise move 1 to 15 Nov 2027")
    west.lee.types("/promise to the team answer every idea by 4 Jan", in_="wins")
    assert "🤝 Lee Chen promises the team: answer every idea, by Mon 4 Jan 2027." in west.posted()


def test_a_day_that_was_over_before_this_year_is_refused_with_its_year(west: Office) -> None:
    west.lee.types("/promise @rita the plan", in_="wins")
    west.lee.clicks("Another day")
    west.lee.fills("By when?", "2025-11-14")
    assert "Fri 14 Nov 2025 is over." in refused_at(west.lee)["By when?"]


def test_next_friday_offers_the_one_before(west: Office) -> None:
    answer = hears(west.lee, "/promise @rita review the deck by next Friday")
    assert "by Fri 27 Nov" in answer
    assert "is due Fri 20 Nov now" in presses(west.lee, "A week earlier: Fri 20 Nov")
    assert told(west, west.rita).count("by Fri 20 Nov") == 1
    assert count(west.rita, "moved") == 0


def test_a_form_that_was_closed_comes_back(west: Office) -> None:
    west.lee.types("/promise", in_="wins")
    west.lee.fills("What do you promise?", "A better price list")
    west.lee.closes()
    west.lee.types("/promise", in_="wins")
    assert form(west.lee)["What do you promise?"] == "A better price list"
    west.lee.closes()
    home = west.lee.opens_home()
    west.lee.clicks("Finish your promise: A better price list", on=home)
    west.lee.fills("To whom?", ["@rita"])
    west.lee.fills("By when?", "2026-11-27")
    assert west.lee.submits()
    assert "Finish your promise" not in west.lee.opens_home().text  # type: ignore[union-attr]


def test_the_full_stop_of_a_promise_is_left_out_of_the_sentences_about_it(west: Office) -> None:
    assert "Promised Rita Rossi, 1: send the deck, by Fri 20 Nov" in hears(
        west.lee, "/promise @rita send the deck. by Friday"
    )
    assert "Promised Rita Rossi, 2: send it all..., by" in hears(west.lee, "/promise @rita send it all... by Friday")
    assert "3: meet Acme Inc., by" in hears(west.lee, "/promise @rita meet Acme Inc. by Friday")
    assert "4: call at 5 p.m., by" in hears(west.lee, "/promise @rita call at 5 p.m. by Friday")
    assert "5: send the deck (by 15:00), by" in hears(west.lee, "/promise @rita send the deck. by Friday at 15:00")


def test_a_promise_to_several_is_one_with_one_reminder_and_a_word_of_each(rep_hears: Office) -> None:
    west = rep_hears
    assert "Promised Rita Rossi and Sam O'Neil, 1: send the deck" in hears(
        west.lee, "/promise @rita @sam send the deck by Friday"
    )
    to(west, FRIDAY)
    assert count(west.lee, "Due Fri 20 Nov, your promise to Rita Rossi and Sam O'Neil: send the deck.") == 1
    presses(west.lee, "Kept")
    west.delivers()
    west.clock.wait(hours=1)
    west.delivers()
    presses(west.rita, "Done for me")
    presses(west.sam, "Not yet")
    assert "Sam O'Neil says that it isn't done yet: send the deck" in told(west, west.lee)
    assert "Done, Rita Rossi says" in hears(west.rita, "/promise show 1").replace("you say", "Rita Rossi says")


def test_a_promise_to_the_team_stands_in_its_channel_and_anybody_else_of_it_says_done(west: Office) -> None:
    hears(west.lee, "/promise to the team: answer every idea by Friday")
    assert "🤝 Lee Chen promises the team: answer every idea, by Fri 20 Nov." in west.posted()[-1]
    hears(west.lee, "/promise keep 1")
    post = next(message for message in west.dana.sees(in_="wins") if "promises the team" in message.plain)
    west.delivers()
    assert "Kept, Lee Chen says" in west.posted()[-1]
    refused = west.dana.clicks("Done for us", on=post)
    assert refused is not None
    assert "Only" in refused.plain
    presses(west.sam, "Done for us")
    assert "Done, West says" in west.posted()[-1]


def test_a_promise_in_the_open_names_whom_it_is_to(west: Office) -> None:
    west.lee.types("/promise", in_="wins")
    west.lee.fills("To whom?", ["@rita"])
    west.lee.fills("What do you promise?", "join the Acme call")
    west.lee.fills("By when?", "2026-11-20")
    west.lee.fills("Who hears it?", "The two of us, in the open: West's channel")
    assert west.lee.submits()
    assert "🤝 Lee Chen promises @rita: join the Acme call, by Fri 20 Nov." in west.posted()[-1]
    hears(west.lee, "/promise drop 1 my daughter is ill instead: Sam joins")
    assert "didn't work out this time. Instead: Sam joins" in west.posted()[-1]
    assert "daughter" not in " ".join(west.posted())


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/promise @rita review it by yesterday", "is over"),
        ("/promise @rita review it by 1 Nov", "is over"),
        ("/promise @rita review it by 31 Feb", "no 31 February"),
        ("/promise @lee review it by Friday", "You named yourself"),
        ("/promise @lee @rita review it by Friday", "You named yourself"),
        ("/promise review it by Friday", "no mention"),
        ("/promise <!channel> be nice by Friday", "That is a group"),
        ("/ask a price for Acme by Friday", "no mention"),
        ("/ask the team a price by Friday", "no mention"),
        ("/ask to the team: a price by Friday", "That is a group"),
        ("/promise @rita " + "x" * 3000 + " by Friday", "3,000 characters; I keep at most 500"),
        ("/promise @rita " + "x" * 3000, "3,000 characters; I keep at most 500"),
        ("/promise @gus review it by Friday", "Gus Guest is a guest"),
        ("/promise @gus review it", "Gus Guest is a guest"),
        ("/promise show 99", "I know no promise 99 of yours"),
        ("/promise keep", "Which one?"),
        ("/promise not", "Which one?"),
        ("/promise move 99 to Monday", "I know no promise 99"),
        ("/promise list", "Nothing is open"),
    ],
)
def test_what_cannot_be_promised_is_answered_with_what_to_do(west: Office, line: str, hint: str) -> None:
    west.sandbox.add_person("gus", "Gus Guest", guest=True)
    assert hint in hears(west.lee, line)


@pytest.mark.parametrize(("handle", "hint"), [("rita", "Rita Rossi has left"), ("pacesetter", "is an app")])
def test_nobody_promises_to_whoever_is_not_here(west: Office, handle: str, hint: str) -> None:
    if handle == "rita":
        west.rita.leaves_slack()
        assert hint in hears(west.lee, DECK)


def test_text_can_notify_nobody(west: Office) -> None:
    hears(west.lee, "/promise to the team: help <!channel> and @everyone *now* by Friday")
    west.delivers()
    assert all(not message.notifies for message in west.dana.sees(in_="wins") if "promises" in message.plain)


def test_a_promise_is_taken_back_within_the_hour(west: Office) -> None:
    hears(west.lee, "/promise to the team: answer every idea by Friday")
    hears(west.lee, DECK)
    assert "Taken back" in presses(west.lee, "Undo")
    assert "Taken back" in hears(west.lee, "/promise undo 1")
    west.clock.wait(hours=1)
    assert count(west.rita, "promises you") == 0
    assert "promises the team" not in " ".join(west.posted())


def test_a_week_earlier_is_taken_back_with_what_it_was(west: Office) -> None:
    hears(west.lee, "/promise @rita the deck by next Friday")
    west.delivers()
    assert "is due Fri 20 Nov now" in presses(west.lee, "A week earlier: Fri 20 Nov")
    west.delivers()
    assert "Taken back" in hears(west.lee, "/promise undo 1")
    west.delivers()
    assert count(west.rita, "the deck") == 0


# ── asked ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_asked_is_a_promise_only_once_it_is_accepted(rep_hears: Office) -> None:
    west = rep_hears
    assert "It is nobody's promise until Lee Chen accepts" in hears(west.rita, PRICE)
    assert "Rita Rossi asks you for this: a price for Acme, by Fri 20 Nov" in told(west, west.lee)
    assert "asked, by Fri 20 Nov" in hears(west.rita, "/promise to me")
    assert "It's your promise to Rita Rossi now" in presses(west.lee, "Accept")
    assert "🤝 Lee Chen accepts and promises you: a price for Acme, by Fri 20 Nov." in told(west, west.rita)
    assert "due Fri 20 Nov" in hears(west.lee, "/promise mine")


def test_an_answer_can_have_another_day_or_a_word(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, PRICE)
    west.delivers()
    hears(west.sam, "/ask @lee a word with legal by Friday")
    west.delivers()
    west.lee.clicks("Accept with another day", on=west.lee.dms[0])
    west.lee.fills("By when?", "2026-11-24")
    assert west.lee.submits()
    assert "promises you: a price for Acme, by Tue 24 Nov." in told(west, west.rita)
    west.lee.clicks("Decline", on=west.lee.dms[1])
    west.lee.fills("Why?", "Dana talks to legal")
    west.lee.closes()
    west.lee.clicks("Finish declining", on=west.lee.opens_home())
    assert form(west.lee)["Why?"] == "Dana talks to legal"
    assert west.lee.submits()
    west.clock.wait(hours=1)  # until work begins in London
    assert "Declined: “Dana talks to legal”" in told(west, west.sam)


def test_asking_and_answering_can_be_said_in_words(rep_hears: Office) -> None:
    west = rep_hears
    for _ in range(3):
        hears(west.rita, PRICE)
    assert "by Mon 23 Nov" in hears(west.lee, "/promise accept 1 by Monday")
    assert "Declined" in hears(west.lee, "/promise decline 2 it's Sam's account")
    assert "Taken back" in hears(west.rita, "/promise undo 3")
    assert "can't be done with promise 3 as it stands now. It was taken back" in hears(west.lee, "/promise accept 3")


def test_what_was_accepted_is_not_taken_back_but_released_by_whoever_asked(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, PRICE)
    hears(west.lee, "/promise accept 1")
    told = hears(west.rita, "/pace undo")
    assert told.startswith("Lee Chen has promised it, so it stands. If you need it no longer: /promise release 1.")
    assert "a price for Acme" in hears(west.rita, "/promise release 1")


def test_an_ask_is_accepted_in_words_for_the_day_that_it_names(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, PRICE)
    assert "It's your promise to Rita Rossi now: a price for Acme, by Fri 20 Nov." in hears(
        west.lee, "/promise accept 1"
    )


def test_a_request_that_was_answered_before_it_was_read_is_told_as_it_stands(west: Office) -> None:
    west.clock.to(FRIDAY - timedelta(hours=20))  # in quiet hours nothing comes unasked
    for what in ("a price for Acme", "a word with Legal", "a call with Globex"):
        hears(west.rita, f"/ask @lee {what} by Monday")
    hears(west.lee, "/promise accept 1 by Tuesday")
    hears(west.lee, "/promise decline 2 Dana does")
    hears(west.lee, "/promise accept 3")
    hears(west.lee, "/promise drop 3 they cancelled")
    west.clock.to(FRIDAY)
    requests = told(west, west.lee)
    assert "once you accept" not in requests
    assert "Rita Rossi asked you for this: a price for Acme.\nDue Tue 24 Nov." in requests
    assert "Rita Rossi asked you for this: a word with Legal.\nDeclined: “Dana does”" in requests
    assert "Rita Rossi asked you for this: a call with Globex.\nIt couldn't be kept" in requests


def test_what_was_accepted_is_not_undone_behind_whoever_asked(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, PRICE)
    hears(west.lee, "/promise accept 1 by Monday")
    assert "You accepted it, so it stands. If it can't be done, say so: /promise drop 1" in hears(
        west.lee, "/promise undo 1"
    )
    assert "due Mon 23 Nov" in hears(west.rita, "/promise to me")


def test_what_nobody_answers_is_told_to_whoever_asked(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, PRICE)
    to(west, FRIDAY + timedelta(days=3))
    assert "Lee Chen hasn't answered what you asked for: a price for Acme." in told(west, west.rita)
    assert "can't be done" in hears(west.lee, "/promise accept 1")


# ── due, kept, moved, dropped ────────────────────────────────────────────────────────────────────────────


def test_it_is_reminded_of_once_kept_and_confirmed(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    to(west, FRIDAY - timedelta(hours=1))
    assert count(west.lee, "Due") == 0
    to(west, FRIDAY)
    to(west, FRIDAY + timedelta(hours=3))
    assert count(west.lee, "Due Fri 20 Nov, your promise to Rita Rossi: review the Acme deck.") == 1
    presses(west.lee, "Kept")
    assert "Lee Chen says that it's done: review the Acme deck. Is it, for you?" in told(west, west.rita)
    presses(west.rita, "Done for me")
    west.delivers()
    reminder = next(message for message in west.lee.dms if not message.ephemeral)
    assert "✓ Done, Rita Rossi says." in reminder.plain
    assert reminder.buttons == []
    to(west, FRIDAY + timedelta(days=14))
    stood = [message for message in west.lee.dms if not message.ephemeral and "Acme deck" in message.plain]
    assert len(stood) == 1


def test_moving_tells_the_other_side_and_the_second_time_says_so_plainly(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    west.delivers()
    assert "is due Mon 23 Nov now" in hears(west.lee, "/promise move 1 to Monday")
    assert "Lee Chen moved what was promised to you: review the Acme deck. It's due Mon 23 Nov now." in told(
        west, west.rita
    )
    west.lee.types("/promise move 1", in_="wins")
    west.lee.fills("By when?", "2026-11-24")
    assert west.lee.submits()
    assert "It has moved 2 times so far" in west.lee.last("wins").plain
    assert "no day" in hears(west.lee, "/promise move 1 to soon")
    assert "is due" in hears(west.lee, "/promise move 1 to 24 Nov")


def test_what_could_not_be_kept_says_why_and_what_instead(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    to(west, FRIDAY)
    west.lee.clicks("Could not")
    west.lee.fills("Why?", "Legal needs longer")
    west.lee.fills("What instead?", "a draft on Monday")
    assert west.lee.submits()
    assert "It couldn't be kept: “Legal needs longer” Instead: a draft on Monday" in told(west, west.rita)


def test_of_several_each_reads_why_it_could_not_be_kept_and_all_are_named_as_seeing_it(west: Office) -> None:
    hears(west.lee, "/promise @rita @sam send the deck by Friday")
    answer = hears(west.lee, "/promise drop 1 Legal needs longer")
    assert "Rita Rossi and Sam O'Neil read what you said. Nobody is left waiting." in answer
    assert "Seen by you, Rita Rossi and Sam O'Neil alone." in answer


def test_why_a_promise_to_the_team_was_dropped_is_no_word_of_its_channel(west: Office) -> None:
    hears(west.lee, "/promise to the team answer every idea by Friday")
    answer = hears(west.lee, "/promise drop 1 no time")
    assert "West reads that it didn't work out, and why behind /promise show 1." in answer
    assert any("It didn't work out this time." in post for post in west.posted())
    assert "no time" not in "".join(west.posted())
    assert "“no time”" in hears(west.mia, "/promise show 1")


def test_not_yet_opens_it_again_and_its_owner_chooses_the_day(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    hears(west.lee, "/promise keep 1")
    west.delivers()
    assert "until then it's due Thu 19 Nov" in hears(west.rita, "/promise not yet 1")
    assert "By when? Until you choose, I have it down for Thu 19 Nov." in told(west, west.lee)
    assert "is due Fri 20 Nov now" in presses(west.lee, "Fri 20 Nov")
    assert "It has moved" not in hears(west.lee, "/promise show 1")


def test_silence_leaves_it_unconfirmed_and_a_late_word_still_counts(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    hears(west.lee, "/promise keep 1")
    west.delivers()
    to(west, FRIDAY + timedelta(days=7))
    assert "nobody said otherwise" in hears(west.rita, "/promise show 1")
    assert "as nobody said otherwise" in hears(west.rita, "/promise not yet 1")
    assert "✓ Done" in hears(west.rita, "/promise done 1")


def test_a_released_promise_is_reminded_of_no_more(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    west.delivers()
    presses(west.rita, "No longer needed")
    assert "Rita Rossi no longer needs what you promised" in told(west, west.lee)
    to(west, FRIDAY)
    assert count(west.lee, "Due") == 0


def test_a_late_click_hears_how_it_stands_and_the_wrong_person_is_refused(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    to(west, FRIDAY)
    reminder = west.lee.dms[-1]
    hears(west.lee, "/promise keep 1")
    late = west.lee.clicks("Move", on=reminder)
    assert late is not None
    assert "Lee Chen has kept it already" in late.plain
    assert "Only whoever promised it can say that.\n" in hears(west.rita, "/promise move 1 Monday")
    assert "/promise done 1 says that it is done for you." in hears(west.rita, "/promise keep 1")
    assert "Only whoever it was promised to can say that.\n" in hears(west.lee, "/promise done 1")
    assert "I know no promise 1 of yours" in hears(west.sam, "/promise done 1")


def test_each_side_reads_what_it_can_say_itself(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    assert "/promise keep 1 says that you kept it." in hears(west.lee, "/promise done 1")
    assert "/promise release 1 says" in hears(west.rita, "/promise drop 1 no time")
    assert "✓ Kept" in hears(west.lee, "/promise kept 1")
    hears(west.lee, DECK)
    hears(west.lee, "/promise drop 2 legal needs longer")
    assert "If it can be after all, promise it anew." in hears(west.lee, "/promise keep 2")


def test_whoever_leaves_leaves_no_promise_open_and_the_other_side_hears_it_once(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    hears(west.rita, "/ask @lee a price for Acme by Friday")
    west.lee.leaves_slack()
    to(west, FRIDAY)
    to(west, FRIDAY + timedelta(days=1))
    assert count(west.rita, "Lee Chen has left, so promise 1 is closed: review the Acme deck.") == 1
    assert count(west.rita, "has left, so promise 2 is closed") == 1
    assert "as Lee Chen has left" in hears(west.rita, "/promise show 1")


def test_what_was_never_accepted_is_no_leaders_to_read_once_the_one_asked_has_left(west: Office) -> None:
    hears(west.rita, "/ask @sam a word about my salary by Friday")
    west.sam.leaves_slack()
    to(west, FRIDAY)
    assert "Closed, as Sam O'Neil has left." in hears(west.rita, "/promise show 1")
    assert "I know no promise 1 of yours" in hears(west.lee, "/promise show 1")


def test_an_ask_whose_day_passed_says_so_whoever_leaves_later(west: Office) -> None:
    hears(west.rita, "/ask @sam a word about my salary by Friday")
    to(west, FRIDAY + timedelta(days=1))
    west.sam.leaves_slack()
    assert "Its day passed without an answer." in hears(west.rita, "/promise show 1")


def test_an_ask_whose_day_passed_says_so_wherever_the_asker_flies(west: Office) -> None:
    hears(west.rita, PRICE)
    to(west, datetime(2026, 11, 21, 0, 30, tzinfo=BERLIN))
    west.rita.moves_to("America/New_York")
    assert "Its day passed without an answer." in hears(west.rita, "/promise show 1")


def test_an_ask_is_open_until_its_day_is_over_for_both(west: Office) -> None:
    hears(west.mia, "/ask @dana a reference by Friday")
    to(west, datetime(2026, 11, 20, 10, 5, tzinfo=ZoneInfo("America/New_York")))
    assert "It's your promise to Mia" in presses(west.dana, "Accept", on=west.dana.dms[-1])


def test_whoever_becomes_a_guest_leaves_no_promise_open(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.rita, "/promise @lee the deck by Friday")
    west.rita.user.guest = True
    west.rita.moves_to("Europe/Berlin")  # Slack tells of both
    to(west, FRIDAY)
    assert count(west.rita, "Due Fri 20 Nov") == 0
    assert "Rita Rossi is no full member here any more, so promise 1 is closed: the deck." in told(west, west.lee)
    assert "Closed, as Rita Rossi is no full member here any more." in hears(west.lee, "/promise show 1")


def test_a_reminder_that_an_admin_deleted_leaves_the_promise_as_it_is(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    to(west, FRIDAY)
    west.sandbox.workspace.delete(west.lee.dms[-1])
    assert "✓ Kept" in hears(west.lee, "/promise keep 1")
    west.delivers()
    assert west.sandbox.troubles == []


# ── listed, seen ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_leader_sees_what_reps_promised_and_nobody_else_does(west: Office) -> None:
    hears(west.rita, "/promise @sam the sheet by Friday")
    assert "Your reps promised others: 1.\n1 · the sheet · by Rita Rossi to Sam O'Neil · due Fri 20 Nov" in hears(
        west.lee, "/promise list"
    )
    assert "Promise 1 · Rita Rossi to Sam O'Neil: the sheet" in hears(west.lee, "/promise show 1")
    for person in (west.mia, west.dana):
        assert "I know no promise 1" in hears(person, "/promise show 1")
        assert "sheet" not in hears(person, "/promise list")
    hears(west.lee, "/promise @sam a raise by Friday")
    assert "I know no promise 2" in hears(west.rita, "/promise show 2")


def test_a_leader_is_shown_once_what_a_rep_promised_the_team(west: Office) -> None:
    hears(west.rita, "/promise the team: the sheet by Friday")
    assert hears(west.lee, "/promise list").count("the sheet") == 1


def test_home_shows_both_directions_with_their_next_step(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    assert "I promised" in west.lee.opens_home().text  # type: ignore[union-attr]
    west.lee.clicks("Kept", on=west.lee.opens_home())
    home = west.rita.opens_home()
    assert home is not None
    assert "Promised to me" in home.text
    west.rita.clicks("Done for me", on=home)
    assert "Promised to me" not in west.rita.opens_home().text  # type: ignore[union-attr]


def test_many_promises_come_in_pages_and_fit_on_home(west: Office) -> None:
    for number in range(20):
        hears(west.lee, f"/promise @rita <&> *step* {number} {'long ' * 60} by Friday")
    assert "[5 more]" in hears(west.lee, "/promise list")
    assert "step 19" in presses(west.lee, "5 more")
    assert "… and 15 more" in west.lee.opens_home().text  # type: ignore[union-attr]
    to(west, FRIDAY)
    assert west.sandbox.troubles == []


# ── on a message ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_becomes_a_promise_to_whoever_wrote_it(west: Office) -> None:
    west.rita.types("Could somebody look at the Acme deck?", in_="wins")
    west.lee.uses_shortcut("Make it a promise", on=west.rita.last("wins"))
    assert form(west.lee)["To whom?"] == "@rita"
    assert form(west.lee)["What do you promise?"] == "Could somebody look at the Acme deck?"
    west.lee.fills("What do you promise?", "look at the Acme deck")
    west.lee.fills("By when?", "2026-11-20")
    assert west.lee.submits()
    assert "Promised Rita Rossi, 1: look at the Acme deck (message)" in west.lee.last("wins").plain


def test_a_message_can_be_asked_for(rep_hears: Office) -> None:
    west = rep_hears
    west.lee.types("I could get a price from Acme", in_="wins")
    west.rita.uses_shortcut("Ask for this", on=west.lee.last("wins"))
    assert form(west.rita)["Whom do you ask?"] == "@lee"
    west.rita.fills("By when?", "2026-11-20")
    assert west.rita.submits()
    assert "Rita Rossi asks you for this: I could get a price from Acme" in told(west, west.lee)


def test_who_adds_somebody_to_a_team_of_their_own_reads_nothing_that_was_promised_elsewhere(west: Office) -> None:
    hears(west.rita, "/promise @sam the platypus by Friday")
    west.sandbox.add_channel("x", [west.mia, west.rita])
    west.mia.types("/pace team new X", in_="x")
    west.mia.types("/pace team add @rita", in_="x")
    assert "platypus" not in hears(west.mia, "/promise list")
    assert "platypus" not in hears(west.mia, "/promise show 1")
    assert "platypus" in hears(west.lee, "/promise list")


def test_who_has_promises_off_is_not_said_to_hear_of_them(west: Office) -> None:
    hears(west.rita, "/pace settings promises off")
    off = "Rita Rossi has promises off, but finds it in App Home."
    hears(west.lee, DECK)
    assert f"is due Mon 23 Nov now. {off}" in hears(west.lee, "/promise move 1 to Monday")
    assert f"✓ Kept: review the Acme deck. {off}" in hears(west.lee, "/promise keep 1")
    home = west.rita.opens_home()
    assert home is not None
    assert "review the Acme deck" in home.text
    hears(west.rita, "/ask @lee a price for Acme by Friday")
    hears(west.lee, "/promise accept 2")
    hears(west.lee, "/pace settings promises off")
    assert "Lee Chen has promises off, but finds it in App Home." in hears(west.rita, "/promise release 2")


def test_of_several_the_answer_says_who_is_told_and_who_finds_it(west: Office) -> None:
    hears(west.sam, "/pace settings promises off")
    hears(west.lee, "/promise @rita @sam the price list by Friday")
    told = hears(west.lee, "/promise keep 1")
    assert "I ask Rita Rossi whether it's done for them. Sam O'Neil has promises off, but finds it in App Home." in told


# ── dropped by mistake ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_dropped_by_mistake_stands_again_as_if_it_had_not_been_dropped(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, DECK)
    hears(west.lee, "/promise drop 1 my daughter is ill instead: Sam joins")
    assert "can't keep what was promised to you" in told(west, west.rita)
    assert presses(west.lee, "Undo").startswith(
        "Undone: your promise to Rita Rossi stands as before: review the Acme deck, by Fri 20 Nov."
    )
    assert "can't keep" not in told(west, west.rita)
    shown = hears(west.lee, "/promise show 1")
    assert "Due Fri 20 Nov" in shown
    assert "daughter" not in shown
    to(west, FRIDAY)
    assert count(west.lee, "Due Fri 20 Nov, your promise to Rita Rossi") == 1
    hears(west.lee, "/promise drop 1 it is too long")
    assert "it is too long" in told(west, west.rita)
    assert "Undone" in hears(west.lee, "/promise undo 1")
    hears(west.lee, "/promise drop 1 it is too long")
    west.clock.wait(minutes=61)
    assert "That was said more than 60 minutes ago, so it stays closed." in hears(west.lee, "/promise undo 1")
    assert "Only whoever promised it" in hears(west.rita, "/promise undo 1")


def test_undoing_a_drop_tells_what_was_not_read_yet_before_it(west: Office) -> None:
    hears(west.rita, "/promise @sam the deck by Friday")
    to(west, datetime(2026, 11, 18, 15, 0, tzinfo=BERLIN))
    assert "promises you: the deck, by Fri 20 Nov" in told(west, west.sam)
    hears(west.rita, "/promise move 1 to Monday")
    assert "I tell Sam O'Neil" in hears(west.rita, "/promise move 1 to Tuesday")
    hears(west.rita, "/promise drop 1 legal")
    assert "Undone" in hears(west.rita, "/promise undo 1")
    to(west, datetime(2026, 11, 19, 10, 30, tzinfo=BERLIN))
    moved = "Rita Rossi moved what was promised to you: the deck. It's due Tue 24 Nov now."
    assert sum(message.plain.count(moved) for message in west.sam.dms) == 1


def test_undoing_a_drop_asks_again_for_a_day_that_was_not_read_yet(west: Office) -> None:
    hears(west.rita, "/promise @sam the deck by Friday")
    to(west, datetime(2026, 11, 18, 15, 0, tzinfo=BERLIN))
    hears(west.rita, "/promise keep 1")
    hears(west.sam, "/promise not yet 1")
    hears(west.rita, "/promise drop 1 legal")
    assert "Undone" in hears(west.rita, "/promise undo 1")
    to(west, datetime(2026, 11, 19, 10, 30, tzinfo=BERLIN))
    asked = "Sam O'Neil says that it isn't done yet: the deck."
    assert sum(message.plain.count(asked) for message in west.rita.dms) == 1


def test_undoing_a_drop_says_nothing_twice(rep_hears: Office) -> None:
    west = rep_hears
    hears(west.lee, "/promise @rita the deck by Friday")
    assert "promises you" in told(west, west.rita)
    hears(west.lee, "/promise move 1 to Monday")
    west.clock.wait(hours=1)
    assert "due Mon 23 Nov now" in told(west, west.rita)
    before = len(west.rita.dms)
    hears(west.lee, "/promise drop 1 legal")
    hears(west.lee, "/promise undo 1")
    to(west, datetime(2026, 11, 19, 10, 30, tzinfo=BERLIN))
    assert count(west.rita, "moved what was promised to you") == 1
    assert len(west.rita.dms) == before


def test_a_promise_of_which_one_part_was_released_stands_again_by_its_number(west: Office) -> None:
    hears(west.rita, "/promise @sam @mia the deck by Friday")
    hears(west.sam, "/promise release 1")
    hears(west.rita, "/promise drop 1 legal needs longer")
    assert "stands as before" in hears(west.rita, "/promise undo 1")
