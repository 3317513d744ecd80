"""A team's goal divided, as its leader and its people talk about it; and one goal for many."""

from datetime import UTC, datetime

import pytest

from tests.office import Office, Person
from tests.slack.talk import fills, form, hears, presses

NEXT_MORNING = {"hours": 24}


@pytest.fixture
def goal(west: Office) -> Office:
    """West once Lee set goal 1: 300k this quarter for the team."""
    hears(west.lee, "/goal new 300k this quarter for the team")
    return west


@pytest.fixture
def divided(goal: Office) -> Office:
    """West once Lee gave Rita 120k (goal 2) and Sam 90k (goal 3), and both were told."""
    hears(goal.lee, "/goal 1 divide @rita 120k @sam 90k")
    told(goal)
    return goal


def told(office: Office) -> None:
    office.clock.wait(hours=1)
    office.delivers()


def dm(person: Person) -> str:
    return person.dms[-1].plain


# ── divided ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_team_goal_offers_to_be_divided_in_ways_that_are_a_click_each(goal: Office) -> None:
    assert "How shall $300,000 be divided?" in presses(goal.lee, "Divide it")
    answer = presses(goal.lee, "Equally plus 10 %")
    assert "Assigned: $330,000 of $300,000. $30,000 more than the goal, as a margin." in answer
    assert "• Rita Rossi: 4 $82,500 · hasn't answered yet" in answer
    assert "• Lee Chen: 2 $82,500 · in" in answer


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("equally", ["Assigned: $300,000 of $300,000. It adds up.", "• Mia Sato: 3 $75,000"]),
        ("equally + 10 %", ["Assigned: $330,000"]),
        ("by weight @rita 2 @sam 1", ["• Rita Rossi: 2 $200,000", "• Sam O'Neil: 3 $100,000"]),
        ("@rita 120k, @sam 90k", ["$90,000 unassigned.", "• No part yet: Lee Chen and Mia Sato"]),
        ("@rita 60% @sam 50%", ["Assigned: $330,000", "• Rita Rossi: 2 $180,000"]),
        ("by days", ["• Rita Rossi: 4 $75,000"]),
    ],
)
def test_every_way_can_be_said_in_words(goal: Office, words: str, lines: list[str]) -> None:
    answer = hears(goal.lee, f"/goal 1 divide {words}")
    for line in lines:
        assert line in answer


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("somehow", "I read “somehow”, but no way to divide."),
        ("@rita €100k", "I read “€100k”, and goal 1 counts USD."),
        ("@rita 1,5k", "I can read “1,5k” as $1,500 or $15,000."),
        ("@rita", "Which number? Try 120k."),
        ("@dana 100k", "Dana Diaz is not in West"),
        ("@gus 100k", "and Gus is a guest"),
        ("@rita 5k @rita 6k", "Somebody is named twice."),
        ("by weight @rita two", "I read “two” behind a name, but no whole number."),
        ("by weight @rita 0", "there is nothing to go by"),
        ("by history", "there is nothing to go by"),
        ("equally plus 500%", "I divide up to 200 % of it."),
        ("@rita 150% @sam 60%", "That is 210 % of goal 1"),
        ("@rita -5k", "A part is a number above zero."),
    ],
)
def test_what_cannot_be_divided_is_answered_with_what_to_do_instead(goal: Office, words: str, hint: str) -> None:
    goal.sandbox.add_person("gus", "Gus", guest=True)
    assert hint in hears(goal.lee, f"/goal 1 divide {words}")
    assert "It isn't divided yet." in hears(goal.lee, "/goal 1 parts")


def test_a_closed_goal_offers_no_division(goal: Office) -> None:
    hears(goal.lee, "/goal close 1 the budget moved")
    answer = goal.lee.types("/goal 1 parts")
    assert answer is not None
    assert "It was never divided, and is closed." in answer.plain
    assert "goal.divide" not in str(answer.blocks)


def test_a_mention_of_nobody_is_no_person(goal: Office) -> None:
    assert "no way to divide" in hears(goal.lee, "/goal 1 divide @nobody 100k")


def test_the_form_has_a_field_for_each_and_the_sum_runs_along(divided: Office) -> None:
    hears(divided.lee, "/goal 1 divide")
    divided.lee.clicks("By hand")
    assert form(divided.lee) == {"Lee Chen": "", "Rita Rossi": "$120,000", "Sam O'Neil": "$90,000", "Mia Sato": ""}
    divided.lee.fills("Mia Sato", "100k")
    assert divided.lee.form is not None
    assert "Assigned: $310,000 of $300,000. $10,000 more" in divided.lee.form.text
    assert form(divided.lee)["Mia Sato"] == "100k"
    divided.lee.closes()
    hears(divided.lee, "/goal 1 divide")
    divided.lee.clicks("By hand")
    assert form(divided.lee)["Mia Sato"] == "100k"
    divided.lee.fills("Sam O'Neil", "ninety")
    assert not divided.lee.submits()
    assert "I read “ninety”" in divided.lee.form.errors["Sam O'Neil"]
    divided.lee.fills("Sam O'Neil", "")
    assert divided.lee.submits()
    parts = hears(divided.lee, "/goal 1 parts")
    assert "Assigned: $220,000 of $300,000. $80,000 unassigned." in parts
    assert "• Mia Sato: 4 $100,000" in parts


def test_others_see_their_own_part_alone_unless_it_is_public(divided: Office) -> None:
    assert "120,000" not in hears(divided.sam, "/goal 1 parts")
    assert "• Sam O'Neil: 3 $90,000" in hears(divided.sam, "/goal 1 parts")
    assert "You have no part of goal 1" in hears(divided.mia, "/goal 1 parts")
    hears(divided.lee, "/goal edit 2 public")
    assert "• Rita Rossi: 2 $120,000" in hears(divided.mia, "/goal 1 parts")
    assert "Only a leader of the team can divide" in hears(divided.sam, "/goal 1 divide equally")


def test_a_part_is_the_leaders_to_change_and_its_owners_to_work_out(divided: Office) -> None:
    card = hears(divided.rita, "/goal 2")
    assert ("Change it" in card, "Close it" in card, "What it takes" in card) == (False, False, True)
    assert "Change it" in hears(divided.lee, "/goal 2")
    for line in ("/goal edit 2 target 50k", "/goal close 2 too much"):
        assert "/goal 2 differ 100k because two accounts moved tells them how you see it" in hears(divided.rita, line)
    assert "One deal comes of 4 demos (as you said)" in hears(divided.rita, "/goal 2 needs 20k a deal, 1 in 4 demos")
    assert "I know no goal 2" in hears(divided.sam, "/goal 2 needs 20k a deal, 1 in 4 demos")


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_is_told_their_own_part_and_agrees(divided: Office) -> None:
    assert "Your part of West's $300,000 is $120,000." in dm(divided.rita)
    assert "Are you in? It counts meanwhile." in dm(divided.rita)
    assert "Seen by you, your leader and your coach." in dm(divided.rita)
    divided.rita.clicks("I'm in")
    told(divided)
    assert "✓ You're in." in dm(divided.rita)
    assert "• Rita Rossi: 2 $120,000 · in" in hears(divided.lee, "/goal 1 parts")
    assert "✓ You're in." in hears(divided.sam, "/goal 3 in")


def test_by_history_says_the_figures(goal: Office) -> None:
    hears(goal.rita, "/win 40k Acme: plan on 20 Sep")
    hears(goal.lee, "/goal 1 divide by history")
    told(goal)
    assert "is $300,000, by your last two quarters ($40,000 and $0)." in dm(goal.rita)


@pytest.mark.parametrize("verb", ["in", "take", "parts", "ramp"])
def test_a_condition_behind_an_answer_is_not_passed_over(divided: Office, verb: str) -> None:
    answer = hears(divided.sam, f"/goal 3 {verb} if Acme stays mine")
    assert (
        f"I read “if Acme stays mine” behind it, where nothing belongs, and did nothing. Try /goal 3 {verb}." in answer
    )
    assert "✓ You're in." in hears(divided.sam, "/goal 3 in")


def test_whoever_sees_it_differently_says_a_number_and_why_to_the_leader_alone(divided: Office) -> None:
    divided.rita.clicks("I see it differently")
    fills(divided.rita, which_number="120k", why="Two accounts moved to East")
    assert not divided.rita.submits()
    assert "the number already" in divided.rita.form.errors["Which number would be right?"]  # type: ignore[union-attr]
    fills(divided.rita, which_number="100k")
    assert divided.rita.submits()
    divided.clock.wait(**NEXT_MORNING)
    divided.delivers()
    assert "Rita Rossi sees the part of West's $300,000 differently: $100,000" in dm(divided.lee)
    assert "“Two accounts moved to East”" in dm(divided.lee)
    assert "Two accounts" not in "".join(message.plain for message in [*divided.sam.dms, *divided.mia.dms])
    parts = hears(divided.lee, "/goal 1 parts")
    assert "· sees it differently: $100,000, “Two accounts moved to East”" in parts
    assert "Two accounts" not in hears(divided.sam, "/goal 1 parts")


def test_who_has_goals_off_is_not_said_to_hear_what_became_of_their_number(divided: Office) -> None:
    hears(divided.rita, "/pace settings goals off")
    for answer, said in (("keep you have Acme now", "stays $120,000."), ("take", "Rita Rossi's own number.")):
        hears(divided.rita, "/goal 2 differ 100k because two accounts moved")
        assert f"{said} Rita Rossi has goals off, but finds it in App Home." in hears(divided.lee, f"/goal 2 {answer}")
    assert "$100,000" in divided.rita.opens_home().text


def test_the_leader_takes_the_number(divided: Office) -> None:
    hears(divided.rita, "/goal 2 differ 100k because two accounts moved")
    answer = hears(divided.lee, "/goal 2 take")
    assert "Taken: goal 2 is $100,000 now, Rita Rossi's own number." in answer
    assert "I tell Rita Rossi." in answer
    told(divided)
    assert "is $100,000, your own number." in dm(divided.rita)
    assert "✓ Your number was taken." in dm(divided.rita)
    nothing = hears(divided.lee, "/goal 2 keep no")
    assert "Nothing is open about goal 2: nobody sees it differently now. /goal 2 shows how it stands." in nothing


def test_the_leader_keeps_the_number_with_a_word(divided: Office) -> None:
    hears(divided.rita, "/goal 2 differ 100k because two accounts moved")
    hears(divided.lee, "/goal 1 parts")
    divided.lee.clicks("Rita Rossi: keep $120,000")
    assert not divided.lee.submits()
    fills(divided.lee, a_word="You have Acme now")
    assert divided.lee.submits()
    told(divided)
    assert "You said $100,000, “two accounts moved”. The word to it: “You have Acme now”. Are you in?" in dm(
        divided.rita
    )
    assert any("Goal 2 stays $120,000, and you are asked again." in message.plain for message in divided.rita.dms)
    divided.rita.clicks("I'm in")
    assert "· in" in hears(divided.lee, "/goal 1 parts")


def test_a_late_click_is_answered_with_how_things_stand(divided: Office) -> None:
    first = divided.rita.dms[-1]
    hears(divided.lee, "/goal 1 divide @rita 130k")
    answer = divided.rita.clicks("I'm in", on=first)
    assert answer is not None
    assert "The number of goal 2 has changed since." in answer.plain
    assert "is $130,000" in answer.plain
    told(divided)
    assert "has changed since: it is $130,000 now" in first.plain
    assert "hasn't answered yet" in hears(divided.lee, "/goal 1 parts")


def test_a_reason_typed_without_a_number_stands_in_its_own_field(divided: Office) -> None:
    divided.rita.types("/goal 2 differ because two accounts moved")
    assert form(divided.rita) == {"Which number would be right?": "", "Why?": "two accounts moved"}


def test_a_reason_that_was_begun_comes_back_also_from_home(divided: Office) -> None:
    divided.rita.types("/goal 2 differ 100k")
    assert form(divided.rita) == {"Which number would be right?": "100k", "Why?": ""}
    fills(divided.rita, why="Two accounts moved")
    divided.rita.closes()
    divided.rita.opens_home()
    divided.rita.clicks("Finish what you see differently")
    assert form(divided.rita)["Why?"] == "Two accounts moved"


# ── people come and go ───────────────────────────────────────────────────────────────────────────────────


def test_a_part_of_somebody_who_left_is_unassigned(divided: Office) -> None:
    hears(divided.lee, "/pace team remove @rita")
    parts = hears(divided.lee, "/goal 1 parts")
    assert "Assigned: $90,000 of $300,000. $210,000 unassigned." in parts
    assert "• Rita Rossi is no longer in the team: 2 $120,000 is unassigned" in parts


def test_whoever_was_removed_is_asked_nothing_until_they_are_back(divided: Office) -> None:
    asked = "Your part of West's $300,000 is $90,000.\nAre you in?"
    assert asked in dm(divided.sam)
    hears(divided.lee, "/pace team remove @sam")
    divided.delivers()
    assert [message.plain for message in divided.sam.dms if "goal 3" in message.plain] == [
        "You are no longer in West, and goal 3 there asks nothing of you any more."
    ]
    hears(divided.lee, "/pace team add @sam")
    divided.delivers()
    (again,) = [message.plain for message in divided.sam.dms if asked in message.plain]
    assert "[I'm in]" in again


def test_whoever_left_before_they_were_asked_is_not_asked(goal: Office) -> None:
    goal.clock.to(datetime(2026, 11, 18, 22, tzinfo=UTC))
    hears(goal.lee, "/goal 1 divide @rita 120k @sam 90k")
    hears(goal.sam, "/pace team leave")
    goal.clock.to(datetime(2026, 11, 19, 10, tzinfo=UTC))
    goal.delivers()
    assert not any("$300,000" in message.plain or "asks nothing" in message.plain for message in goal.sam.dms)
    assert any("Your part of West's $300,000 is $120,000" in message.plain for message in goal.rita.dms)


def test_a_newcomer_is_given_a_part_by_the_days_left(divided: Office) -> None:
    divided.clock.wait(hours=1)
    ned = divided.sandbox.add_person("ned", "Ned Noe")
    ned.joins("wins")
    hears(divided.lee, "/pace team add @ned")
    divided.bot.scheduler.tick()
    divided.clock.wait(**NEXT_MORNING)
    divided.delivers()
    assert "Ned Noe joined West, whose goal 1 ($300,000) is divided." in dm(divided.lee)
    give = next(label for label in divided.lee.dms[-1].buttons if label.startswith("Give"))
    assert "• Ned Noe: " in presses(divided.lee, give)
    told(divided)
    assert "Your part of West's $300,000" in dm(ned)


# ── one goal for many ────────────────────────────────────────────────────────────────────────────────────


def test_one_goal_for_everyone_is_one_each(west: Office) -> None:
    answer = hears(west.lee, "/goal new 12 demos a week for everyone")
    assert answer.startswith("4 goals, one each: 12 demos, from")
    assert "• 3 Rita Rossi" in answer
    told(west)
    assert "Lee Chen set a goal for you: goal 3 (12 demos a week)." in dm(west.rita)
    west.rita.clicks("I'm in")
    assert "0 of 12" in hears(west.rita, "/goal")
    hears(west.rita, "/goal 3 differ 10 because Fridays are for follow-up")
    west.clock.wait(**NEXT_MORNING)
    west.delivers()
    assert "Rita Rossi sees goal 3 differently: 10 demos" in dm(west.lee)


def test_one_goal_for_some(west: Office) -> None:
    answer = hears(west.lee, "/goal new 12 demos by EOQ for @rita and @sam")
    assert answer.startswith("2 goals, one each")
    assert "Only a leader" in hears(west.rita, "/goal new 12 demos by EOQ for everyone")
    west.lee.types("/goal new 12 demos for @rita @sam")
    assert form(west.lee)["Whose goal is it?"] == "One each: Rita Rossi and Sam O'Neil"
    assert west.lee.submits()
    assert "12 demos" in hears(west.sam, "/goal")
