"""What is asked before a win is recorded: where a line can be read in two ways, or where an amount is far too high."""

import pytest

from tests.office import Office
from tests.slack.talk import form, hears, presses


@pytest.mark.parametrize(
    ("line", "buttons", "recorded"),
    [
        ("3M renewal 20k", ["$3,000,000", "$20,000"], "3M renewal, $20,000"),
        ("48.000 Acme: plan", ["$48,000", "$48"], "Acme (plan), $48"),
        ("1,5k Acme: plan", ["$1,500", "$15,000"], "Acme (plan), $15,000"),
        ("4k MRR Acme: plan", ["$4,000 once", "$48,000 a year"], "Acme (plan), $48,000"),
    ],
)
def test_an_amount_in_doubt_is_asked_with_a_button_for_each_reading(
    west: Office, line: str, buttons: list[str], recorded: str
) -> None:
    question = west.rita.types(f"/win {line}")
    assert question is not None
    assert question.plain.splitlines()[:2] == [
        "I can read the amount in 2 ways. Which one is it?",
        f"I read: {line}",
    ]
    assert question.buttons == buttons
    assert west.posted() == []
    assert f"Logged as win 1: {recorded}" in presses(west.rita, buttons[1])


def test_an_answered_question_is_replaced_by_the_confirmation(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan")
    west.rita.clicks("$48,000")
    assert [message.plain.split(":")[0] for message in west.rita.sees("wins")] == ["Logged as win 1"]


def test_a_closing_date_in_doubt_is_asked_about(west: Office) -> None:
    question = west.rita.types("/win 48k Acme: plan on 5/6")
    assert question is not None
    assert question.plain.startswith("The closing date can be read in two ways. Which one is it?")
    assert question.buttons == ["Fri 5 Jun", "Wed 6 May"]
    assert "closed Wed 6 May" in presses(west.rita, "Wed 6 May")


def test_of_a_closing_date_still_to_come_the_one_before_is_offered_alone(west: Office) -> None:
    question = west.rita.types("/win 48k Acme: plan on 31 Dec")
    assert question is not None
    assert question.plain.startswith(
        "Thu 31 Dec is still to come, and a win is logged once it is closed. Is it the one before?"
    )
    assert question.buttons == ["Wed 31 Dec 2025"]
    assert "closed Wed 31 Dec 2025" in presses(west.rita, "Wed 31 Dec 2025")


def test_a_closing_date_that_is_still_to_come_in_every_reading_is_refused(west: Office) -> None:
    answer = west.rita.types("/win 48k Acme: plan on 01/12/2027")
    assert answer is not None
    assert "I read 12 Jan 2027 as the closing date, which is still to come." in answer.plain


def test_a_refused_answer_leaves_the_question_to_be_answered_otherwise(west: Office) -> None:
    west.rita.types("/win 90000m MRR Acme: plan")
    assert "The most that I take for one win" in presses(west.rita, "$1,080,000,000,000 a year")
    assert "Logged as win 1" in presses(west.rita, "$90,000,000,000 once")


def test_a_name_that_is_no_mention_is_asked_about(west: Office) -> None:
    question = west.rita.types("/win 48k Acme: plan with Sam")
    assert question is not None
    assert question.buttons == ["Sam O'Neil", "Nobody, it is part of the title"]
    assert "Acme (plan), $48,000" in presses(west.rita, "Sam O'Neil")
    assert "Thanks @sam!" in west.posted()[0]


def test_a_name_that_is_nobody_s_stays_in_the_title(west: Office) -> None:
    west.rita.types("/win 48k Acme: plan with Sam")
    assert "Acme (plan with Sam)" in presses(west.rita, "Nobody")


def test_several_doubts_are_asked_about_one_after_the_other(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan with Sam on 31 Oct")
    assert "Which Sam helped?" in presses(west.rita, "$48,000")
    assert "Acme (plan), $48,000, closed Sat 31 Oct" in presses(west.rita, "Sam O'Neil")


def test_yesterday_stays_the_day_before_the_line_was_typed(west: Office) -> None:
    west.rita.types("/win 48.000 Acme: plan yesterday")
    west.clock.wait(hours=20)
    assert "closed Tue 17 Nov" in presses(west.rita, "$48,000")


# ── an amount far above the record ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def record(west: Office) -> Office:
    """Rita's record is $10,000."""
    west.rita.types("/win 10k Acme: plan")
    return west


def test_an_amount_far_above_the_record_is_asked_about_before_it_is_posted(record: Office) -> None:
    question = hears(record.rita, "/win 480k Globex: plan")
    assert question.splitlines() == [
        "I read $480,000, more than 3 times your best win so far, $10,000. Is the amount right?",
        "[Yes, post it] [Change it]",
    ]
    assert len(record.posted()) == 1
    assert "Logged as win 2: Globex (plan), $480,000" in presses(record.rita, "Yes, post it")
    assert len(record.posted()) == 2


def test_three_times_the_record_is_not_far_above_it(record: Office) -> None:
    assert "Logged as win 2" in hears(record.rita, "/win 30k Globex: plan")


def test_where_every_record_is_asked_about_it_says_that_it_is_one(record: Office) -> None:
    assert "3 times → 1 time" in hears(record.lee, "/pace team set ask 1 time")
    question = hears(record.rita, "/win 12k Globex: plan")
    assert "I read $12,000, more than your best win so far, $10,000. Is the amount right?" in question


def test_the_record_is_that_of_whose_win_it_is(record: Office) -> None:
    record.sam.types("/win 200k Initech: plan")
    assert "more than 3 times Rita Rossi's best win so far, $10,000." in hears(
        record.sam, "/win 480k Globex: plan for @rita"
    )


def test_without_a_record_it_says_that_the_usual_deal_of_the_team_is_the_measure(record: Office) -> None:
    for number in range(8):
        record.rita.types(f"/win 10k Initech {number}: plan")
    record.rita.types("/win 25k Hooli: plan")
    question = hears(record.mia, "/win 200k Globex: plan")
    assert "I read $200,000, more than 10 times the usual deal of West, $10,000. Is the amount right?" in question


def test_changing_a_questioned_amount_keeps_everything_else_that_was_said(record: Office) -> None:
    record.sam.types("/win 480k Globex: plan on 31 Oct with @mia 20 % for @rita because of the CFO")
    record.sam.clicks("Change it")
    assert form(record.sam) == {
        "Amount": "$480,000",
        "Account": "Globex",
        "What they bought": "plan",
        "Closed on": "2026-10-31",
        "What made it work?": "of the CFO",
        "Who helped?": "@mia",
        "Whose win is it?": "@rita",
    }
    record.sam.fills("Amount", "28k")
    assert record.sam.submits()
    assert (
        "win 2: Globex (plan), $28,000, closed Sat 31 Oct (Berlin time), with Mia Sato (20 %), for Rita Rossi."
        in record.sam.last("wins").plain
    )


def test_a_question_that_was_answered_by_changing_the_amount_is_answered(record: Office) -> None:
    question = record.rita.types("/win 480k Globex: plan")
    record.rita.clicks("Change it")
    record.rita.fills("Amount", "28k")
    record.rita.submits()
    record.rita.clicks("Yes, post it", on=question)
    assert record.rita.answer is not None
    assert record.rita.answer.plain.startswith("That was answered already, or ")
    assert len(record.posted()) == 2


def test_a_correction_far_above_the_record_is_asked_about_before_it_is_posted(record: Office) -> None:
    record.rita.types("/win 1k Globex: plan with @sam")
    question = record.rita.types("/win edit 2 900k")
    assert question is not None
    assert question.plain.splitlines() == [
        "I read $900,000, more than 3 times your best win so far, $10,000. Is the amount right?",
        "[Yes, post it] [Change it]",
    ]
    assert not any("$900,000" in post for post in record.posted())
    assert "Corrected win 2: Globex (plan), $900,000" in presses(record.rita, "Yes, post it")
    assert "$900,000" in record.posted()[1]


def test_changing_a_questioned_correction_corrects_the_win(record: Office) -> None:
    record.rita.types("/win 1k Globex: plan")
    record.rita.types("/win edit 2 900k Globex: seats")
    record.rita.clicks("Change it")
    assert form(record.rita)["Amount"] == "$900,000"
    record.rita.fills("Amount", "9k")
    assert record.rita.submits()
    assert "Corrected win 2: Globex (seats), $9,000" in record.rita.last("wins").plain


@pytest.mark.parametrize(("number", "correction"), [(1, "90k"), (2, "8k Globex: seats"), (2, "Globex: seats")])
def test_a_correction_that_raises_no_amount_far_above_the_others_is_not_asked_about(
    record: Office, number: int, correction: str
) -> None:
    record.rita.types("/win 480k Globex: plan")
    record.rita.clicks("Yes, post it")
    assert f"Corrected win {number}" in hears(record.rita, f"/win edit {number} {correction}")


def test_an_impossible_amount_is_refused_rather_than_asked_about(record: Office) -> None:
    assert "The most that I take for one win is" in hears(record.rita, "/win 999999999999999 Globex: plan")


# ── the same once more ───────────────────────────────────────────────────────────────────────────────────


def test_the_same_win_within_minutes_is_asked_about_before_it_counts_twice(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan")
    west.clock.wait(minutes=1)
    assert hears(west.rita, "/win 48k acme").splitlines() == [
        "Win 1 is much the same: Acme (annual plan), $48,000, closed Wed 18 Nov, logged 1 minute ago. "
        "Is this another one?",
        "[Yes, another one] [No]",
    ]
    assert len(west.posted()) == 1
    assert "Logged as win 2: Acme, $48,000" in presses(west.rita, "Yes, another one")
    assert len(west.posted()) == 2


def test_the_same_win_with_another_closing_date_is_asked_about_with_the_date_of_the_first(west: Office) -> None:
    west.rita.types("/win 5k Acme: annual plan on 3 Nov")
    assert hears(west.rita, "/win 5k Acme: annual plan on 10 Nov").startswith(
        "Win 1 is much the same: Acme (annual plan), $5,000, closed Tue 3 Nov, logged just now."
    )
    assert "Logged as win 2: Acme (annual plan), $5,000, closed Tue 10 Nov" in presses(west.rita, "Yes, another one")


def test_a_win_that_was_logged_before_is_let_go(west: Office) -> None:
    west.rita.types("/win 48k a deal")
    question = west.rita.types("/win 48k a deal")
    assert question is not None
    assert question.plain.startswith("Win 1 is much the same: a deal, $48,000, closed Wed 18 Nov, logged just now.")
    assert presses(west.rita, "No", on=question) == "Then it counts once: nothing more was logged."
    assert len(west.posted()) == 1
    view = west.rita.opens_home()
    assert view is not None
    assert "Confirm your win" not in view.text


def test_a_win_that_somebody_else_logged_for_its_owner_is_asked_about_too(west: Office) -> None:
    west.rita.types("/win 20k Initech")
    question = hears(west.sam, "/win 20k Initech for @rita")
    assert "Win 1 is much the same: Initech, $20,000, closed Wed 18 Nov, logged just now by Rita Rossi." in question


@pytest.mark.parametrize(
    "other", ["47k Acme", "48k Globex", "€48k Acme", "48k Acme for @sam", "48k a deal", "48k Acme: seats"]
)
def test_what_differs_in_amount_account_title_or_owner_is_another_win(west: Office, other: str) -> None:
    west.rita.types("/win 48k Acme: annual plan")
    west.rita.types("/win 48k a plan")
    assert "Logged as win 3" in hears(west.rita, f"/win {other}")


def test_the_same_again_later_or_after_an_undo_is_not_asked_about(west: Office) -> None:
    west.rita.types("/win 48k Acme: annual plan")
    west.clock.wait(minutes=10)
    assert "Logged as win 2" in hears(west.rita, "/win 48k Acme: annual plan")
    west.rita.types("/win undo")
    assert "Logged as win 3" in hears(west.rita, "/win 48k Acme: annual plan")


@pytest.mark.parametrize("fault", ["http:503", "lost_before", "garbled"])
def test_an_answer_that_slack_does_not_take_where_it_was_clicked_comes_another_way(west: Office, fault: str) -> None:
    west.rita.types("/win 48.000 Acme: plan", in_="wins")
    west.sandbox.faults.on("response_url", fault)
    west.rita.clicks("$48,000")
    assert west.rita.answer is not None
    assert "Logged as win 1" in west.rita.answer.plain
