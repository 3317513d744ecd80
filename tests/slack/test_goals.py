"""Goals, as people set, move, read, change and close them."""

import re
from datetime import UTC, datetime

import pytest

from tests.office import Office, Person
from tests.slack.talk import fills, form, hears, presses

BAD_INPUT = {
    "/goal new 0 demos by EOQ": "I read 0 demos. A goal is a number above zero.",
    "/goal new -5 demos by EOQ": "I read -5 demos. A goal is a number above zero.",
    "/goal new 12 demos by 31 Feb": "There is no 31 February. Try 28 Feb 2027.",
    "/goal new 12 demos by 1 Nov": "1 November 2026 is over.",
    "/goal new 12 demos starting 22 Nov by 22 Nov": "no working day",
    "/goal new €50k this quarter": "this team counts in USD",
    "/goal new 99999999999999 demos by EOQ": "That is more than I can count",
    "/goal new 1.5 demos by EOQ": "I count in whole numbers",
    "/goal new deals from 10 to 15 by EOQ": "I read deals as a level. Wins count from zero in each period",
    "/goal new revenue from 100k to 150k by EOQ": "Try /goal new $150,000 by EOQ.",
    "/goal new revenue from $100k to $150k by EOQ": "I read two numbers in “revenue from $100k to $150k”",
    "/goal new close more deals": "I read close more deals but no number. Try /goal new 12 deals by 31 Dec.",
    "/goal new more demos by 30 Nov": "I read more demos but no number. Try /goal new 12 demos by 31 Dec.",
    "/goal new 10% more demos": "I read 10% more demos, and a goal counts up to a number of its own, not by percent. "
    "Try /goal new 12 demos by 31 Dec.",
    "/goal new 40k by EOQ #renewal": "I read “#renewal”, and know no such kind of wins.",
    "/goal new 12 demos by christmas": "I read “by christmas”, but no day. Try /goal new 12 demos by EOQ.",
    "/goal new 12 calls to Acme by the time we move because we can": "I read “by the time we move”, but no day.",
    "/goal new 12 calls from 31 Dec by 10 Dec": "to 10 December 2026, which ends before it begins.",
    "/goal new at most 5 churned accounts by EOQ": "I read “at most 5 churned accounts”.",
    "/goal new 4 calls a day": "Try /goal new 20 calls a week: I say each day what that takes.",
    "/goal new 4 calls per day by EOQ": "Try /goal new 20 calls a week",
    "/goal new 12 demos tomorrow by Friday": "I read “12 demos tomorrow”, a goal for tomorrow alone, and another time",
    "/goal new 12 demos today this week": "Try /goal new 12 demos from tomorrow to Friday, or one of the two.",
    "/goal new 12 demos each week until EOY": "I read a goal that comes back and a last day",
    "/goal new 12 demos until EOY weekly": "I read a goal that comes back and a last day",
    "/goal 999": "I know no goal 999 of yours in West.",
    "/goal 99999999999999999999": "I know no goal 999999999… of yours",
    "/goal 999 +2": "I know no goal 999 of yours in West.",
    "/goal banana": "I read “banana”, which tells me no goal and no progress.",
    "/goal visits +2": "I know no open goal of yours about visits.",
    "/goal +2": "You have no open goal that is counted by hand.",
    "/goal edit": "Which goal?",
    "/goal undo": "Nothing to undo",
}


@pytest.mark.parametrize("line", BAD_INPUT)
def test_what_cannot_be_is_answered_with_what_to_do_instead(west: Office, line: str) -> None:
    assert BAD_INPUT[line] in hears(west.rita, line)
    assert "0." in hears(west.rita, "/goal").splitlines()[0]


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_needed_a_day_is_not_told_as_nothing_where_it_is_little(west: Office) -> None:
    assert "32 of them left: 0.03 deals a day from here." in hears(west.rita, "/goal new 1 deal by EOQ")


def test_a_goal_in_a_line_is_said_back_with_its_dates_and_its_pace(west: Office) -> None:
    assert hears(west.rita, "/goal new 12 demos by 30 Nov because the pipeline is thin").splitlines() == [
        "Goal 1: 12 demos, from Wed 18 Nov to Mon 30 Nov (Berlin time).",
        "That is 9 working days: 1.3 demos a day from here.",
        "Why: the pipeline is thin",
        "Seen by you, your leader and your coach. /goal 1 +2 moves it.",
        "[Undo] [Change it] [How it stands]",
    ]


@pytest.mark.parametrize("words", ["from 10 Dec to 31 Dec", "from 10 to 31 Dec", "starting 10 Dec until EOQ"])
def test_a_goal_may_begin_on_a_day_said_in_words(west: Office, words: str) -> None:
    told = hears(west.rita, f"/goal new 12 demos {words}")
    assert "Goal 1: 12 demos, from Thu 10 Dec to Thu 31 Dec (Berlin time)." in told


def test_a_weekly_goal_set_on_a_sunday_says_that_it_begins_with_the_next_week(west: Office) -> None:
    west.clock.to(datetime(2026, 11, 22, 21, 26, tzinfo=UTC))
    begins = "No working day is left of this week, so it begins with the next one."
    told = hears(west.rita, "/goal new 12 demos a week")
    assert "Goal 1: 12 demos, from Mon 23 Nov to Sun 29 Nov (Berlin time), every week." in told
    assert begins in told
    assert "not begun yet" in hears(west.rita, "/goal")
    every = hears(west.lee, "/goal new 12 demos a week for everyone")
    assert "from Mon 23 Nov to Sun 29 Nov, every week." in every
    assert begins in every
    ticks(west, 11, 23, 9)
    assert not any("has ended" in text for text in dm(west.rita))


def test_goals_work_behind_pace_too(west: Office) -> None:
    assert "Goal 1: $100,000, from Thu 1 Oct to Thu 31 Dec" in hears(west.rita, "/pace goal new 100k this quarter")


def test_a_goal_that_was_just_set_is_undone_by_a_click_or_in_words(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    assert "Taken back: goal 1 (12 demos by Mon 30 Nov)" in presses(west.rita, "Undo")
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    assert "Taken back" in hears(west.rita, "/goal undo 2")
    assert "Your goals in West: 0." in hears(west.rita, "/goal")


def test_a_goal_that_is_undone_twice_was_taken_back(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    presses(west.rita, "Undo")
    request = west.sandbox.last_request
    assert request is not None
    west.sandbox.resend(request)
    assert west.rita.answer is not None
    assert "That goal was taken back." in west.rita.answer.plain


def test_a_goal_for_the_wrong_one_that_is_undone_asks_the_right_one_alone(west: Office) -> None:
    hears(west.lee, "/goal new 12 demos by 30 Nov for @rita")
    presses(west.lee, "Undo")
    hears(west.lee, "/goal new 12 demos by 30 Nov for @sam")
    west.clock.wait(days=1, hours=2)
    west.delivers()
    assert any("12 demos" in message.plain for message in west.sam.dms)
    assert not any("12 demos" in message.plain for message in west.rita.dms)


@pytest.mark.parametrize(
    ("line", "button", "told"),
    [
        ("/goal new 1,5k by EOQ", "$1,500", "Goal 1: $1,500"),
        ("/goal new 48.000 by EOQ", "$48,000", "Goal 1: $48,000"),
        ("/goal new 12 demos by 5/6", "Thu 6 May 2027", "to Thu 6 May 2027"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(west: Office, line: str, button: str, told: str) -> None:
    hears(west.rita, line)
    assert told in presses(west.rita, button)


def test_next_friday_said_on_a_friday_offers_today(west: Office) -> None:
    west.clock.to(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    assert "to Fri 27 Nov" in hears(west.rita, "/goal new 12 demos by next Friday")
    assert "12 demos, on Fri 20 Nov" in presses(west.rita, "A week earlier: Fri 20 Nov")


@pytest.mark.parametrize(
    ("line", "filled"),
    [
        ("/goal new", ""),
        ("/goal new 12 demos", "12 demos"),
        ("/goal new 12 walk through demos", "12 walk through demos"),
        ("/goal new 12 by EOQ", "12"),
        ("/goal new by EOQ", ""),
    ],
)
def test_where_words_are_missing_the_form_opens_with_the_others(west: Office, line: str, filled: str) -> None:
    west.rita.types(line, in_="wins")
    assert form(west.rita)["What and how much?"] == filled


def test_a_closed_form_comes_back_as_it_was_left_also_from_home(west: Office) -> None:
    west.rita.types("/goal new", in_="wins")
    fills(west.rita, what_and_how_much="12 demos", why_this_number="The pipeline is thin")
    west.rita.closes()
    west.rita.types("/goal new", in_="wins")
    assert form(west.rita)["Why this number?"] == "The pipeline is thin"
    west.rita.closes()
    home = west.rita.opens_home()
    assert home
    assert "Finish your goal: 12 demos" in home.buttons


def test_the_form_says_at_its_field_what_is_wrong_and_sets_the_goal(west: Office) -> None:
    west.rita.types("/goal new", in_="wins")
    fills(west.rita, what_and_how_much="more demos")
    assert not west.rita.submits()
    assert "but no number" in west.rita.form.errors["What and how much?"]  # type: ignore[union-attr]
    fills(west.rita, what_and_how_much="deals from 10 to 15")
    assert not west.rita.submits()
    assert "Wins count from zero" in west.rita.form.errors["What and how much?"]  # type: ignore[union-attr]
    fills(west.rita, what_and_how_much="12 demos", who_sees_it="The whole team; steps are celebrated in the channel")
    assert west.rita.submits()
    assert "0 of 12" in hears(west.rita, "/goal")
    assert "12 demos" in hears(west.sam, "/goal list team")


def test_a_leader_sets_goals_for_others_who_are_told(west: Office) -> None:
    assert "for Rita Rossi: 20 demos" in hears(west.lee, "/goal new 20 demos by 30 Nov for @rita because we can")
    west.delivers()
    told = west.rita.dms[-1].plain
    assert "Lee Chen set a goal for you: goal 1 (20 demos by Mon 30 Nov)." in told
    assert "Why: we can" in told
    assert "Only a leader" in hears(west.rita, "/goal new 20 demos by 30 Nov for @sam")
    assert "I know no goal" in hears(west.sam, "/goal edit 1 target 2")
    assert "theirs to change. /goal 1 differ 14" in hears(west.rita, "/goal edit 1 target 2")


@pytest.mark.parametrize("whose", ["for the team", "for @sam", "for everyone", "for @sam @lee"])
@pytest.mark.parametrize("when", ["", " by 30 Nov"])
def test_a_goal_of_others_is_refused_before_a_form_opens_and_the_line_is_handed_back(
    west: Office, whose: str, when: str
) -> None:
    said = hears(west.rita, f"/goal new 300 demos {whose}{when}")
    assert "Only a leader" in said
    assert "You typed:" in said
    assert west.rita.form is None


def test_whoever_names_themselves_gets_the_form(west: Office) -> None:
    west.rita.types("/goal new 12 demos for @rita", in_="wins")
    assert form(west.rita)["What and how much?"] == "12 demos"


def test_a_level_set_for_somebody_else_tells_where_they_are_and_who_sees_it(west: Office) -> None:
    said = hears(west.lee, "/goal new response time from 40 to 30 hours by EOQ for @rita public")
    assert "left; Rita Rossi is at 40 hours." in said
    assert "Seen by everybody in West." in said
    usual = hears(west.lee, "/goal new 12 demos by EOQ for @rita")
    assert "Seen by Rita Rossi, their leader and their coach." in usual
    west.rita.types("/win 48k Acme")
    assert "Rita Rossi is at $48,000: it is reached already." in hears(west.lee, "/goal new 40k this quarter for @rita")
    assert "; West is at 40 hours." in hears(
        west.lee, "/goal new response time from 40 to 30 hours for the team by EOQ"
    )
    assert "you are at 40 hours." in hears(west.rita, "/goal new response time from 40 to 30 hours by EOQ")


def test_only_a_leaders_form_asks_whose_goal_it_is(west: Office) -> None:
    west.rita.types("/goal new", in_="wins")
    assert "Whose goal is it?" not in form(west.rita)
    west.lee.types("/goal new", in_="wins")
    fills(west.lee, what_and_how_much="300k", whose_goal="The team's: West")
    assert west.lee.submits()
    assert "$0 of $300,000" in hears(west.rita, "/goal")


# ── moved ────────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_told_in_a_line_and_taken_back(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    for line, done in (
        ("1 +2", "2 of 12"),
        ("demos +2", "4 of 12"),
        ("+2 demos", "6 of 12"),
        ("1 = 9", "9 of 12"),
    ):
        assert f"{done}," in hears(west.rita, f"/goal {line}")
    assert "8 of 12," in hears(west.rita, "/goal 1 -1")
    assert "Taken back: -1 demo." in presses(west.rita, "Undo")
    assert "9 of 12," in hears(west.rita, "/goal")
    assert "Taken back: +3 demos." in hears(west.rita, "/goal undo")


@pytest.mark.parametrize("line", ["/goal 1 +", "/goal 1 + banana", "/goal 1 =", "/goal 1 +1.5"])
def test_progress_without_a_number_is_asked_for_one(west: Office, line: str) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    assert "no whole number behind the" in hears(west.rita, line)


def test_where_several_goals_can_be_meant_they_are_offered(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    hears(west.rita, "/goal new 90 calls this month")
    assert "Which goal do you mean?" in hears(west.rita, "/goal +2")
    assert "2 of 90" in presses(west.rita, "2: 90 calls")


def test_a_week_is_named_so_whichever_day_it_begins_with(west: Office) -> None:
    hears(west.lee, "/pace team set workweek Sun-Thu")
    hears(west.rita, "/goal new 4 demos a week")
    assert "4 demos a week" in hears(west.rita, "/goal list")


def test_what_is_typed_names_every_goal_that_it_moves(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    hears(west.rita, "/goal new 4 demos a week")
    said = hears(west.rita, "/goal 1 +2 yesterday")
    assert "not within" in said
    said = hears(west.rita, "/goal 1 +2")
    assert "2 of 12," in said
    assert "2 of 4," in said
    assert "🎯 4 demos: you are half-way there!" in said


def test_a_level_is_told_as_it_stands(west: Office) -> None:
    hears(west.rita, "/goal new response time from 40 to 30 hours by EOQ")
    assert "Now 36 hours: response time from 40 to 30 hours" in hears(west.rita, "/goal response time = 36")
    assert "36 hours now, 30 is the goal, 40 %" in hears(west.rita, "/goal 1")


def test_the_card_of_a_teams_goal_shows_to_the_others_what_was_done_and_not_what_somebody_typed(west: Office) -> None:
    hears(west.lee, "/goal new 90 demos by 30 Nov for the team")
    hears(west.rita, "/goal new 12 demos by 30 Nov private")
    hears(west.rita, "/goal 2 +2 Acme wavers")
    told = hears(west.sam, "/goal 1")
    assert "2 of 90" in told
    assert "Acme" not in told
    told = hears(west.rita, "/goal 1")
    assert "+2: Acme wavers" in told
    assert "Seen by everybody in West; what each typed by them and who leads West." in told


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [
        ("private", "Seen by Rita Rossi and their leader."),
        ("public", "Seen by everybody in West."),
    ],
)
def test_who_sees_somebodys_goal_is_said_to_others_of_that_person(west: Office, visibility: str, seen: str) -> None:
    hears(west.rita, f"/goal new 12 demos by 30 Nov {visibility}")
    assert seen in hears(west.lee, "/goal 1")
    assert seen in hears(west.lee, "/goal edit 1 because we can")


def test_money_that_is_no_win_is_told_by_hand(west: Office) -> None:
    hears(west.rita, "/goal new $200k pipeline by EOQ")
    hears(west.rita, "/goal pipeline +1,5k")
    assert "$15,000 of $200,000" in presses(west.rita, "$15,000")


def test_a_win_is_confirmed_with_the_goals_that_it_moves(west: Office) -> None:
    hears(west.rita, "/goal new 100k this quarter")
    hears(west.lee, "/goal new 300k this quarter for the team")
    hears(west.sam, "/goal new 100k this quarter")
    said = hears(west.rita, "/win 80k Acme: plan").splitlines()
    assert said[1:3] == [
        "Counts toward goal 1 ($100,000 this quarter): $80,000 of $100,000. "
        "🎯 And you are three quarters of the way there!",
        "Counts toward goal 2 ($300,000 this quarter): $80,000 of $300,000. 🎯 And West is a quarter of the way there!",
    ]
    assert "🎯" not in hears(west.rita, "/win 1k Globex: plan")


def test_a_kind_of_win_is_said_with_a_sign_and_in_the_form(west: Office) -> None:
    assert "know no such kind of wins" in hears(west.rita, "/goal new 100k #renewal this quarter")
    hears(west.lee, "/pace team set kinds new, renewal")
    hears(west.rita, "/goal new 100k #renewal this quarter")
    hears(west.rita, "/win 5k Globex: plan")
    assert "$7,000 #renewal" in hears(west.rita, "/win 7k Acme: plan #renewal")
    assert "$7,000 of $100,000" in hears(west.rita, "/goal")
    west.rita.clicks("Edit")
    fills(west.rita, kind="new")
    assert west.rita.submits()
    assert "$0 of $100,000" in hears(west.rita, "/goal")


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_card_shows_the_arithmetic(west: Office) -> None:
    west.clock.to(datetime(2026, 11, 2, 9, tzinfo=UTC))
    hears(west.rita, "/goal new 42 demos this month")
    west.clock.to(datetime(2026, 11, 25, 9, tzinfo=UTC))
    hears(west.rita, "/goal 1 = 13")
    assert hears(west.rita, "/goal 1").splitlines()[:7] == [
        "Goal 1 · Rita Rossi",
        "1 42 demos this month · 13 of 42, 30 % · behind",
        "▓▓▓░░░░░░░ 30 %",
        "Working day 18 of 21: 86 % of the time gone, 30 % done.",
        "13 of 34 demos that were due by last night.",
        "Expected by tonight: 36 demos (86 %).",
        "Needed from here: 7.2 demos a working day (was 2), with 4 working days left.",
    ]


def test_of_a_goal_set_when_days_were_over_no_pace_is_said_from_before_it(west: Office) -> None:
    hears(west.rita, "/goal new 42 demos this month")
    ticks(west, 11, 23, 9)
    assert "Needed from here: 7 demos a working day, with 6 working days left." in hears(west.rita, "/goal 1")
    assert any("7 demos a working day from here. What would help?" in text for text in dm(west.rita))


def test_others_see_what_is_public_and_the_teams(west: Office) -> None:
    hears(west.rita, "/goal new 11 demos by 30 Nov")
    hears(west.rita, "/goal new 22 demos by 30 Nov public")
    hears(west.rita, "/goal new 33 demos by 30 Nov private")
    hears(west.lee, "/goal new 44 demos by 30 Nov for the team")
    seen = {who: hears(getattr(west, who), "/goal list team") for who in ("lee", "sam")}
    assert [number in seen["lee"] for number in ("11 demos", "22 demos", "33 demos", "44 demos")] == [True] * 4
    assert [number in seen["sam"] for number in ("11 demos", "22 demos", "33 demos", "44 demos")] == [
        False,
        True,
        False,
        True,
    ]
    assert "I know no goal 1" in hears(west.sam, "/goal 1")


def test_a_long_list_comes_in_pages_and_home_shows_five(west: Office) -> None:
    for number in range(1, 18):
        hears(west.rita, f"/goal new {number} visits by 30 Nov")
    assert "Your goals in West: 17." in hears(west.rita, "/goal")
    assert "17 visits" in presses(west.rita, "2 more")
    home = west.rita.opens_home()
    assert home
    assert "… and 12 more" in home.text
    assert "6 visits" not in home.text


def test_a_list_that_grew_shorter_ends_where_it_ends(west: Office) -> None:
    for number in range(1, 17):
        hears(west.rita, f"/goal new {number} visits by 30 Nov")
    first = west.rita.types("/goal")
    for number in (1, 2):
        hears(west.rita, f"/goal close {number} too many")
    assert presses(west.rita, "1 more", on=first) == "Your goals in West: 14."


def test_a_goal_set_in_the_middle_of_its_period_is_not_behind_at_once(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos this quarter because one in four becomes a deal")
    assert "0 of 12, 0 % · too early to say" in hears(west.rita, "/goal")
    assert "too early to say" in hears(west.rita, "/goal 1")
    west.clock.to(datetime(2026, 12, 4, 9, tzinfo=UTC))
    assert "0 of 12, 0 % · behind" in hears(west.rita, "/goal")


# ── changed and closed ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("target 14", "14 demos, from Wed 18 Nov to Mon 30 Nov"),
        ("to 14 by 4 Dec", "14 demos, from Wed 18 Nov to Fri 4 Dec"),
        ("by 4 Dec", "12 demos, from Wed 18 Nov to Fri 4 Dec"),
        ("because we can", "Why: we can"),
        ("public", "Seen by your whole team."),
    ],
)
def test_a_goal_is_changed_in_words(west: Office, words: str, told: str) -> None:
    hears(west.rita, "/goal new 12 demos by 30 Nov")
    assert told in hears(west.rita, f"/goal edit 1 {words}")


def test_a_goal_is_changed_in_its_form(west: Office) -> None:
    hears(west.rita, "/goal new response time from 40 to 30 hours by EOQ")
    west.rita.clicks("Change it")
    assert form(west.rita)["What and how much?"] == "response time from 40 to 30 hours"
    fills(west.rita, what_and_how_much="response time from 40 to 28 hours")
    assert west.rita.submits()
    assert "28 is the goal" in hears(west.rita, "/goal")


def test_a_goal_is_closed_with_a_look_back_in_words_or_in_a_form(west: Office) -> None:
    for _ in range(2):
        hears(west.rita, "/goal new 12 demos by 30 Nov")
    assert hears(west.rita, "/goal close 1 too many").splitlines()[:2] == [
        "Closed before its end: goal 1, 12 demos: 0 of 12, 0 %.",
        "Looking back: too many",
    ]
    west.rita.types("/goal close 2", in_="wins")
    fills(west.rita, looking_back="Fridays didn't work")
    assert west.rita.submits()
    assert "Looking back: Fridays didn't work" in hears(west.rita, "/goal 2")
    assert "Closed in West: 2." in hears(west.rita, "/goal list closed")


def test_what_was_closed_stands_as_it_was_and_forecasts_nothing(west: Office) -> None:
    for _ in range(2):
        hears(west.rita, "/goal new 42 demos this month")
    hears(west.rita, "/goal 1 +5")
    assert "Needed from here" in hears(west.rita, "/goal 1")
    hears(west.rita, "/goal close 1 Fridays didn't work")
    west.clock.wait(hours=1)
    hears(west.rita, "/goal demos +2")
    told = hears(west.rita, "/goal 1")
    assert "5 of 42, 11 % · dropped" in told
    assert "Needed from here" not in told
    assert "goes on like this" not in told
    assert "+2" not in told
    assert "7 of 42" in hears(west.rita, "/goal 2")


def test_the_next_goal_is_a_click_away_and_a_step_higher(west: Office) -> None:
    hears(west.rita, "/goal new 100k this quarter")
    hears(west.rita, "/win 100k Acme: plan")
    west.rita.clicks("The next goal")
    assert (form(west.rita)["What and how much?"], form(west.rita)["From"]) == ("$110,000", "2027-01-01")
    assert west.rita.submits()
    assert "$110,000" in hears(west.rita, "/goal")


# ── what is told unasked ─────────────────────────────────────────────────────────────────────────────────


def ticks(west: Office, *when: int) -> None:
    west.clock.to(datetime(2026, *when, tzinfo=UTC))
    assert west.bot.scheduler.tick() == []
    west.delivers()


def dm(person: Person) -> list[str]:
    return [message.plain for message in person.dms if not message.ephemeral]


def test_a_team_hears_of_its_steps_once_and_undo_takes_them_back(west: Office) -> None:
    hears(west.lee, "/goal new 100k this quarter for the team")
    hears(west.rita, "/win 60k Acme: plan")
    step = "🎯 West is half-way there: $60,000 of $100,000 this quarter.\n32 working days to go."
    assert step in west.posted()
    hears(west.rita, "/pace undo")
    assert west.posted() == []


def test_a_step_says_that_what_brought_it_was_corrected_until_it_is_there_again(west: Office) -> None:
    hears(west.lee, "/goal new 100k this quarter for the team")
    hears(west.rita, "/win 20k Acme: plan")
    hears(west.rita, "/win 40k Beta: plan")
    assert any("🎯 West is half-way there: $60,000 of $100,000 this quarter." in text for text in west.posted())
    west.clock.wait(hours=2)
    hears(west.rita, "/win edit 3 4k")
    step = "Taken back after a correction: the half-way mark of West's $100,000 this quarter."
    assert step in west.posted()
    hears(west.rita, "/win edit 3 41k")
    assert any("🎯 West is half-way there: $61,000 of $100,000 this quarter." in text for text in west.posted())
    hears(west.rita, "/win reverse 3")
    assert step in west.posted()


def test_a_step_that_was_taken_back_celebrates_nobody_and_holds_nobody_to_a_figure(west: Office) -> None:
    hears(west.rita, "/goal new 40k this quarter public")
    hears(west.rita, "/win 40k Acme: plan")
    assert any("🏁 @rita has reached the goal: $40,000 of $40,000" in text for text in west.posted())
    west.clock.wait(hours=2)
    hears(west.rita, "/win reverse 2")
    west.delivers()
    (step,) = [text for text in west.posted() if "a correction" in text]
    assert step == "Taken back after a correction: the finish of Rita Rossi's $40,000 this quarter."


def test_a_step_that_is_typed_back_is_celebrated_no_longer_until_it_is_there_again(west: Office) -> None:
    hears(west.rita, "/goal new 40 demos by 31 Dec public")
    hears(west.rita, "/goal 1 = 40")
    reached = "🏁 @rita has reached the goal: {} of 40 demos by Thu 31 Dec.\n32 working days to go."
    assert west.posted() == [reached.format(40)]
    hears(west.rita, "/goal 1 = 9")
    corrected = ["Taken back after a correction: the finish of Rita Rossi's 40 demos by Thu 31 Dec."]
    assert west.posted() == corrected
    hears(west.rita, "/pace undo")
    assert west.posted() == [reached.format(40)]
    hears(west.rita, "/goal 1 -31")
    assert west.posted() == corrected
    hears(west.rita, "/goal 1 +32")
    assert west.posted() == [reached.format(41)]


def test_a_step_that_another_win_brings_back_is_celebrated_again_while_that_stands(west: Office) -> None:
    hears(west.rita, "/goal new 40k this quarter public")
    hears(west.rita, "/win 40k Acme: plan")
    west.clock.wait(hours=2)
    hears(west.rita, "/win reverse 2")
    corrected = "Taken back after a correction: the finish of Rita Rossi's $40,000 this quarter."
    assert corrected in west.posted()
    hears(west.rita, "/win 42k Beta: plan")
    assert any("🏁 @rita has reached the goal: $42,000 of $40,000" in text for text in west.posted())
    hears(west.rita, "/pace undo")
    assert corrected in west.posted()


def test_an_own_step_that_somebody_brought_says_that_it_was_corrected(west: Office) -> None:
    hears(west.rita, "/goal new 60k this quarter")
    hears(west.lee, "/win 60k Acme: plan for @rita")
    west.delivers()
    west.clock.wait(hours=2)
    assert any("you have reached the goal, $60,000 of $60,000." in text for text in dm(west.rita))
    hears(west.lee, "/win reverse 2")
    west.delivers()
    told = next(text for text in dm(west.rita) if "a correction" in text)
    assert "Taken back after a correction: the finish of goal 1 ($60,000 this quarter). It is at $0 of $60,000." in told
    assert "you have reached" not in told
    assert "The next goal" not in told


def test_the_steps_of_a_goal_that_is_undone_go_with_it(west: Office) -> None:
    hears(west.lee, "/goal new 100k this quarter for the team")
    hears(west.rita, "/win 60k Acme: plan")
    assert any("half-way" in message for message in west.posted())
    hears(west.lee, "/goal undo 1")
    assert not any("half-way" in message for message in west.posted())


def test_a_slip_is_told_to_the_owner_who_chooses_a_step_and_then_to_the_leader(west: Office) -> None:
    west.clock.to(datetime(2026, 11, 2, 9, tzinfo=UTC))
    hears(west.lee, "/pace settings brief off")
    hears(west.lee, "/promise @rita review the Acme deck by 20 Nov")
    hears(west.rita, "/goal new 42 demos this month")
    hears(west.rita, "/goal 2 = 13")
    ticks(west, 11, 23, 9)
    told = next(text for text in dm(west.rita) if "expected by now" in text)
    assert "Goal 2 (42 demos this month): 13 of 30 demos expected by now." in told
    assert "4.8 demos a working day from here, it was 2. What would help?" in told
    assert not any("demos" in text for text in dm(west.lee))
    assert "You chose 4.8 demos a working day." in presses(west.rita, "I'll do 4.8 demos a day")
    ticks(west, 11, 25, 9)
    ticks(west, 11, 26, 9)  # what can wait comes to leaders in the morning
    (told,) = [text for text in dm(west.lee) if "demos" in text]
    assert "A word to Rita Rossi would help. First: you owe Rita Rossi 1 promise." in told
    assert "goes for" in told


def test_the_leader_hears_of_a_slip_two_working_days_after_its_owner_even_where_the_owners_limits_kept_it(
    west: Office,
) -> None:
    hears(west.lee, "/pace settings brief off")
    hears(west.rita, "/pace settings dms 1 a day, 1 a week")  # this week's is the welcome
    hears(west.rita, "/goal new 42 demos by 24 Nov")
    ticks(west, 11, 19, 9)
    assert not any("expected by now" in text for text in dm(west.rita))
    ticks(west, 11, 20, 15)  # along with the check-in, which keeps its place
    assert any("Lee Chen will hear of it" in text for text in dm(west.rita))
    ticks(west, 11, 23, 9)
    assert not any("demos" in text for text in dm(west.lee))
    ticks(west, 11, 24, 5)
    ticks(west, 11, 24, 9)
    assert any("Rita Rossi knew first." in text for text in dm(west.lee))


def test_what_was_counted_is_said_beside_the_goal_that_it_goes_toward_and_whole_figures_whole(west: Office) -> None:
    west.clock.to(datetime(2026, 11, 2, 9, tzinfo=UTC))
    hears(west.rita, "/goal new 20 demos this month")
    assert hears(west.rita, "/goal demos +3").startswith("+3 demos toward 20 demos\n")
    assert "a working day (was 1)" in hears(west.rita, "/goal 1")


@pytest.mark.parametrize(
    "when", ["due today", "before tomorrow", "no later than today", "9am today", "this week today", "till end tomorrow"]
)
def test_a_day_that_only_ends_or_begins_a_time_is_asked_about(west: Office, when: str) -> None:
    west.rita.types(f"/goal new 12 demos {when}")
    assert west.rita.form is not None
    assert "Goal 1" not in hears(west.rita, "/goal list")


def test_a_goal_of_one_day_names_that_day_once(west: Office) -> None:
    assert "Goal 1: 3 demos, on Wed 18 Nov (Berlin time)." in hears(west.rita, "/goal new 3 demos today")


def test_one_a_day_is_told_in_the_singular(west: Office) -> None:
    assert "1 call a day" in hears(west.rita, "/goal new 33 calls by EOQ")


def test_too_little_for_smaller_steps_is_answered_with_an_example_in_the_goals_own_unit(west: Office) -> None:
    hears(west.rita, "/goal new 100k this quarter")
    assert "/goal edit 1 target 80k sets a smaller one." in hears(west.rita, "/goal 1 ramp")


def test_of_a_slip_of_whom_is_told_of_none_the_leader_reads_that_and_no_silence(west: Office) -> None:
    hears(west.rita, "/pace settings goals off")
    hears(west.rita, "/goal new 42 demos this month")
    for day in (23, 25, 26):
        ticks(west, 11, day, 9)
    (told,) = [text for text in dm(west.lee) if "A word to Rita Rossi would help" in text]
    assert "Rita Rossi heard nothing of it from me." in told
    assert any("Slipped: Rita Rossi, goal 1 (42 demos this month)." in text for text in dm(west.lee))
    assert not any("hasn't said yet" in text for text in dm(west.lee))


def test_a_slip_no_longer_says_that_the_leader_will_hear_of_it_once_the_leader_has(west: Office) -> None:
    hears(west.lee, "/pace settings brief off")
    hears(west.rita, "/goal new 42 demos this month")
    ticks(west, 11, 23, 9)
    assert any("Lee Chen will hear of it if it is still so after 2 working days" in text for text in dm(west.rita))
    ticks(west, 11, 25, 9)
    ticks(west, 11, 26, 9)
    assert any("A word to Rita Rossi would help" in text for text in dm(west.lee))
    (slip,) = [text for text in dm(west.rita) if "expected by now" in text]
    assert "You were the first to know. I tell Lee Chen as well, and pass on what you choose." in slip
    presses(west.rita, "Coach me")
    west.delivers()
    assert not any("will hear of it" in text for text in dm(west.rita))


def test_a_slip_names_no_leader_who_does_not_hear_of_it(west: Office) -> None:
    hears(west.lee, "/pace settings brief off")
    hears(west.lee, "/pace settings goals off")
    hears(west.rita, "/goal new 42 demos this month")
    for day in (23, 25, 26):
        ticks(west, 11, day, 9)
    (slip,) = [text for text in dm(west.rita) if "expected by now" in text]
    assert "You were the first to know." in slip
    assert "I tell" not in slip


def test_a_slip_names_no_leader_who_came_after_it_was_told(west: Office) -> None:
    hears(west.lee, "/pace settings brief off")
    hears(west.rita, "/goal new 42 demos this month")
    for day in (23, 25, 26):
        ticks(west, 11, day, 9)
    hears(west.lee, "/pace team add @sam as leader")
    presses(west.rita, "Coach me")
    west.delivers()
    (slip,) = [text for text in dm(west.rita) if "Goal 1" in text and "first to know" in text]
    assert "I tell Lee Chen as well" in slip
    assert "Sam" not in slip


def test_a_level_that_slips_is_told_as_it_stands_beside_what_was_expected(west: Office) -> None:
    hears(west.rita, "/goal new response time from 40 to 30 hours this month")
    hears(west.rita, "/goal 1 = 39")
    ticks(west, 11, 25, 9)
    told = next(text for text in dm(west.rita) if "What would help?" in text)
    assert re.search(r"this month\): 39 hours now, 3\d(\.\d)? expected\.", told)
    assert re.search(r"39 hours now, 3\d(\.\d)? were due by last night\.", hears(west.rita, "/goal 1"))


def test_a_missed_goal_asks_for_a_look_back(west: Office) -> None:
    hears(west.rita, "/goal new 42 demos this month")
    ticks(west, 12, 1, 12)
    assert any("Goal 1 has ended: 42 demos. 0 of 42, 0 %." in text for text in dm(west.rita))
    west.rita.clicks("Look back")
    fills(west.rita, looking_back="Fridays didn't work")
    assert west.rita.submits()
    west.delivers()
    assert any("You looked back on it" in text for text in dm(west.rita))


def test_the_end_of_a_teams_goal_asks_nothing_more_of_its_leaders_once_it_is_closed(west: Office) -> None:
    hears(west.lee, "/goal new 42 demos by 20 Nov for the team")
    ticks(west, 11, 23, 8)
    assert any("[Look back]" in text for text in dm(west.lee))
    hears(west.lee, "/goal close 1 Fridays didn't work")
    west.delivers()
    (told,) = [text for text in dm(west.lee) if "Goal 1 has ended" in text]
    assert "it is closed" in told
    assert "[Look back]" not in told


def test_progress_whose_goal_was_taken_back_is_undone_in_its_own_team_from_anywhere(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana, west.rita])
    for line in ("/pace team new East", "/pace team add @rita"):
        west.dana.types(line, in_="east")
    west.lee.types("/goal new 4 demos this month for the team", in_="wins")
    west.rita.types("/goal new 40 demos this month", in_="wins")
    west.rita.types("/goal 2 +2", in_="wins")
    assert any("half-way" in post for post in west.posted())
    west.rita.types("/goal undo 2", in_="wins")
    assert any("half-way" in post for post in west.posted())
    answer = west.rita.types("/goal undo", in_="east")
    assert answer is not None
    assert answer.plain.startswith("Taken back: +2 demos")
    assert not any("half-way" in post for post in west.posted())
