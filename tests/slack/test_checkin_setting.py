"""Check-ins, as leaders set them in words and in the form, everybody lists them, and a preview shows them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins.setting import Condition, Question
from bot.domain.checkins.setting.checking import CAN_BECOME
from bot.models import Asked, Audience, Becomes, QuestionKind
from bot.slack.checkins import fields
from tests.office import Office
from tests.slack.talk import form, hears, presses, refused_at

SETTING = (
    *("new Pulse on Fri at 9", "new"),
    *("1 off", "1 on Tue", "1 title x", "1 ask Why?", "1 drop 1", "1 remove", "1 edit", "1 preview", "1 for reps"),
)


# ── listed ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_team_has_a_plan_a_look_back_and_a_pulse_that_is_off(west: Office) -> None:
    listed = hears(west.rita, "/checkin list")
    assert "What I ask the people of West, 3 check-ins:" in listed
    assert "1 Monday plan · Mon at 9:00, by each one's own clock · next Mon 23 Nov" in listed
    assert "2 Friday look back · Fri at 15:00, by each one's own clock · next Fri 20 Nov" in listed
    assert "3 Daily pulse · Mon-Fri at 16:00, by each one's own clock · off" in listed
    assert "Asked: everyone · 4 working hours to answer · summary in #wins" in listed


def test_each_question_stands_with_its_audience_beside_it(west: Office) -> None:
    listed = hears(west.sam, "/checkin 1")
    assert "1. What is this week's step, and what does it take? (read by the team)" in listed
    assert "2. What is in the way? (read by the leaders alone · becomes an obstacle)" in listed
    assert "3. What do you promise this week? (read by the team · becomes a promise)" in listed
    listed = hears(west.sam, "/checkin show 3")
    assert "1. How is it going? (1 to 5 · read by the leaders alone)" in listed
    assert "(read by the leaders alone · becomes an obstacle · only if 1 is 1 or 2)" in listed
    assert "(read by the leaders alone · a click makes it an obstacle · asked of reps)" in hears(west.sam, "/checkin 2")


def test_the_longest_check_in_is_listed_whole(west: Office) -> None:
    west.lee.types("/checkin new Pulse on Fri at 9", in_="wins")
    west.lee.types("/checkin 4 drop 1", in_="wins")
    choices = ", ".join(f"{letter * 55}" for letter in "abcdefghij")
    for number in range(4):
        line = f"/checkin 4 ask {str(number) * 190}? choose {choices}, for the leader"
        assert "1 Monday plan" not in hears(west.lee, line)
    listed = hears(west.sam, "/checkin 4")
    assert [f"{'3' * 190}?" in listed, listed.count("read by the leaders alone")] == [True, 5]


def test_whoever_leads_nothing_reads_the_list_and_sets_nothing(west: Office) -> None:
    listed = west.rita.types("/checkin list")
    assert listed is not None
    assert "Turn off" not in str(listed.blocks)
    for line in SETTING:
        assert "Only a leader of the team or a manager" in hears(west.rita, f"/checkin {line}"), line


def test_a_leader_of_the_team_above_reads_the_list_and_a_stranger_does_not(west: Office) -> None:
    north = west.sandbox.add_channel("north", [west.dana])
    west.dana.types("/pace team new North", in_=north)
    refused = west.dana.types("/checkin list West", in_=north)
    assert refused is not None
    assert "You're not in that team" in refused.plain
    hears(west.lee, "/pace team set under North")
    listed = west.dana.types("/checkin list West", in_=north)
    assert listed is not None
    assert "What I ask the people of West, 3 check-ins:" in listed.plain
    assert "Turn off" not in listed.plain


def test_it_works_behind_the_root_too(west: Office) -> None:
    assert "Daily pulse" in hears(west.rita, "/pace checkin list")


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_in_in_words_is_said_back_with_what_it_asks(west: Office) -> None:
    answer = hears(west.lee, "/checkin new Deals on Tue and Thu at 4pm for reps deadline 2 hours summary leader")
    assert "Made: 4 Deals · Tue and Thu at 16:00, by each one's own clock · next Thu 19 Nov" in answer
    assert "Asked: reps · 2 working hours to answer · summary to the leaders alone" in answer
    assert "What is in the way? (read by the leaders alone · becomes an obstacle)" in answer
    assert "/checkin 4 ask How many demos?" in answer
    assert "4 Deals" in hears(west.rita, "/checkin list")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2 on Mon Wed at 9:30", "2 Friday look back · Mon and Wed at 9:30"),
        ("2 on mon\u2013fri at 9.30", "· Mon-Fri at 9:30"),
        ("2 at 3pm", "· Fri at 15:00"),
        ("2 daily", "· Mon-Fri at 15:00"),
        ("2 title “Look back”", "2 Look back ·"),
        ("2 for reps", "Asked: reps"),
        ("2 for @rita @sam", "Asked: Rita Rossi and Sam O'Neil"),
        ("2 deadline 3 hours", "3 working hours to answer"),
        ("2 summary leader", "summary to the leaders alone"),
        ("2 on Tue for leaders, deadline 1 hour", "Asked: leaders · 1 working hour to answer"),
        ("2 ask How many demos? number of demos", "5. How many demos? (a number toward demos · read by the team)"),
        (
            "2 ask Mood? choose red, amber, green for the leader",
            "5. Mood? (red, amber, green · read by the leaders alone)",
        ),
        ("2 drop 3", "3. What did you remove for the team this week?"),
        ("drop 2 3", "3. What did you remove for the team this week?"),
        ("3 ask And tomorrow? if 1 is 4 or 5", "3. And tomorrow? (read by the team · only if 1 is 4 or 5)"),
        ("2 off", "Off: 2 Friday look back"),
        ("off 2", "Off: 2 Friday look back"),
        ("3 on", "On: 3 Daily pulse · Mon-Fri at 16:00, by each one's own clock · next Wed 18 Nov"),
        ("2 remove", "Removed: Friday look back. It is asked no more"),
    ],
)
def test_everything_about_one_can_be_said(west: Office, line: str, said: str) -> None:
    assert said in hears(west.lee, f"/checkin {line}")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("9 off", "I know no check-in 9 in West. /checkin list shows them"),
        ("2 on Munday", "I read “on Munday”, and don't know what that changes. Try /checkin 2 on Mon Wed at 9:30"),
        ("2 on Mon at 25:00", "I read 25:00 as a time, and no clock shows that. Try 9:30 or 3pm."),
        ("2 banana at 9", "I read “banana”, and don't know what that changes. The rest I understood."),
        ("2 deadline 99 hours", "From 1 to 40 working hours"),
        ("2 for @dana", "Dana Diaz is not in West"),
        ("2 for <!here>", "A group can't be asked"),
        ("2 title", "What shall it be called?"),
        ("2 title Monday plan", "Check-in 1 is called that already"),
        ("2 title " + "x" * 3001, "3,001 characters; I keep at most 60"),
        ("2 ask", "I read no question. Try /checkin 2 ask What is in the way?"),
        ("2 ask Why? becomes a banana", "I read the question “Why?”, but not “becomes a banana”"),
        ("2 ask Why? scale, becomes a win", "A choice stays an answer, and I read “becomes win”."),
        ("2 ask Why? if 1 is 2", "Question 1 has no choices that this one could depend on"),
        ("2 ask Why? if 7 is 2", "is about a question that comes before this one, which is 5"),
        ("3 ask Why? if 1 is 6", "Question 1 is answered by 1 or 2 or 3 or 4 or 5, and not by “6”"),
        ("2 drop", "Which question? /checkin 2 shows them with their numbers. Then: /checkin 2 drop 3."),
        ("2 drop 9", "It asks 4 questions, and none of them is number 9"),
        ("3 drop 1", "Question 2 depends on that one. Drop 2 first."),
        ("new Friday look back on Mon at 9", "Check-in 2 is called that already. /checkin 2 on Mon at 9:30 changes it"),
        ("lsit", "Did you mean /checkin list?"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_to_do(west: Office, line: str, hint: str) -> None:
    assert hint in hears(west.lee, f"/checkin {line}")


def test_the_one_that_is_there_is_not_made_twice_and_is_on_from_now_on(west: Office) -> None:
    hears(west.lee, "/checkin 2 off")
    answer = hears(west.lee, "/checkin new Friday look back on Fri at 15:00")
    assert "It is there already: 2 Friday look back · Fri at 15:00, by each one's own clock · next Fri 20 Nov" in answer
    assert "3 check-ins:" in hears(west.lee, "/checkin list")


def test_one_that_was_removed_comes_back_with_its_questions_under_another_number(west: Office) -> None:
    hears(west.lee, "/checkin 2 remove")
    assert "Check-in 2 was removed" in hears(west.lee, "/checkin 2 on")
    answer = hears(west.lee, "/checkin new Friday look back on Fri at 15:00")
    assert "Made: 4 Friday look back" in answer
    assert "How can I make your job easier?" in answer


def test_what_was_answered_to_one_that_was_removed_can_still_be_read(west: Office) -> None:
    west.rita.types("/checkin answer 2: Globex moves", in_="wins")
    assert "what was answered stays: /checkin 2 answers" in hears(west.lee, "/checkin 2 remove")
    west.lee.types("/checkin 2 answers", in_="wins")
    assert west.lee.form
    assert "Globex moves" in west.lee.form.text
    assert "Check-in 2 was removed" in hears(west.lee, "/checkin 2")


def test_one_that_was_never_asked_has_no_answers_to_read_once_it_is_removed(west: Office) -> None:
    assert "answered" not in hears(west.lee, "/checkin 3 remove")
    assert "Check-in 3 was removed" in hears(west.lee, "/checkin 3 answers")


def test_a_line_without_days_or_time_opens_the_form_with_what_was_said(west: Office) -> None:
    west.lee.types("/checkin new Deals for reps at 4pm")
    filled = form(west.lee)
    assert (filled["Title"], filled["At what time?"], filled["Whom do I ask?"]) == ("Deals", "16:00", "Reps")
    assert filled["Question 1"] == "What is the next step, and what does it take?"


def test_text_can_notify_nobody(west: Office) -> None:
    hears(west.lee, "/checkin 1 title Plan <!channel>")
    hears(west.lee, "/checkin 1 ask Who told <!everyone> and @here?")
    answer = west.rita.types("/checkin 1")
    assert answer is not None
    assert answer.notifies == frozenset()
    assert "<!" not in str(answer.blocks)


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


EVERY_QUESTION = st.builds(
    Question,
    st.sampled_from(["Why?", "Tell us", "What is it for the team"]),
    st.sampled_from(QuestionKind),
    st.sampled_from(Audience),
    st.sampled_from(Becomes),
    st.sampled_from([Asked.EVERYONE, Asked.REPS, Asked.LEADERS]),
    only_if=st.sampled_from([None, Condition(1, ("1", "so so"))]),
)


@given(EVERY_QUESTION, st.sampled_from([None, "demos"]))
def test_the_form_reads_every_question_as_it_shows_it(question: Question, metric: str | None) -> None:
    if question.kind is QuestionKind.CHOICE:
        question = replace(question, choices=("good", "so so", "bad"))
    if question.kind is QuestionKind.NUMBER:
        question = replace(question, metric=metric)
    if question.becomes in CAN_BECOME[question.kind]:
        assert fields.read_question(fields.line_of(question), fields.sort_of(question)) == question


def test_the_form_makes_one_with_questions_of_every_sort(west: Office) -> None:
    west.lee.types("/checkin new")
    west.lee.fills("Title", "Deals")
    west.lee.fills("On which days?", ["Tuesday", "Thursday"])
    west.lee.fills("At what time?", "4 pm")
    west.lee.fills("Whom do I ask?", "Only these people:")
    west.lee.fills("… these", ["@rita"])
    west.lee.fills("Where does the summary go?", "To the leaders alone, as does every answer")
    west.lee.fills("Question 1", "How are your deals? choose good, so so, bad")
    west.lee.fills("Question 2", "What would help? if 1 is so so or bad")
    west.lee.fills("… 2 is", "Becomes an obstacle, read by the leaders")
    west.lee.fills("Question 4", "How many?")
    west.lee.fills("… 4 is", "A number toward each one's goal, read by the leaders")
    assert west.lee.submits()
    listed = hears(west.rita, "/checkin 4")
    assert "4 Deals · Tue and Thu at 16:00" in listed
    assert "Asked: Rita Rossi · 4 working hours to answer · summary to the leaders alone" in listed
    assert "1. How are your deals? (good, so so, bad · read by the leaders alone)" in listed
    assert "2. What would help? (read by the leaders alone · becomes an obstacle · only if 1 is so so or bad)" in listed
    assert "3. How many? (a number toward your own goal · read by the leaders alone)" in listed


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_form_that_is_submitted_as_it_opened_changes_nothing(west: Office, number: int) -> None:
    before = hears(west.lee, f"/checkin {number}")
    west.lee.types(f"/checkin {number} edit")
    assert west.lee.submits()
    assert hears(west.lee, f"/checkin {number}") == before


@pytest.mark.parametrize(
    ("label", "value", "hint"),
    [
        ("Title", "monday PLAN", "Check-in 1 is called that already"),
        ("On which days?", [], "On which days?"),
        ("At what time?", "soon", "I read “soon” but no time of the day. Try 9:30 or 3pm."),
        ("How many working hours to answer?", "many", "I read “many” but no number of hours. Try 4."),
        ("How many working hours to answer?", "99", "From 1 to 40 working hours"),
        ("Whom do I ask?", "Only these people:", "Whom do I ask? Name somebody"),
        ("… these", ["@rita"], "Choose “Only these people:” above, or empty this."),
        ("Question 2", "Why? becomes a banana", "but not “becomes a banana”"),
        ("Question 3", "Why? if 5 is 1", "There is no question 5 here, but 1, 2, 3 and 4."),
        ("Question 3", "Why? choose red", "but not “choose red”"),
        ("Question 4", "What did you win or learn?", "“What did you win or learn?” is asked already."),
    ],
)
def test_what_is_wrong_in_the_form_stands_at_its_field(west: Office, label: str, value: object, hint: str) -> None:
    west.lee.types("/checkin 2 edit")
    west.lee.fills(label, value)
    if label == "Question 4":
        west.lee.fills("… 4 is", "Words, read by the team")
    (found,) = refused_at(west.lee).items()
    assert found[0] == ("… these" if label == "Whom do I ask?" else label)
    assert hint in found[1]


def test_a_form_that_was_closed_comes_back_and_one_only_looked_at_leaves_nothing(west: Office) -> None:
    west.lee.types("/checkin 2 edit")
    west.lee.closes()
    home = west.lee.opens_home()
    assert home is not None
    assert "Finish setting the check-in" not in home.text
    west.lee.types("/checkin 2 edit")
    west.lee.fills("Question 1", "What made it work?")
    west.lee.closes()
    home = west.lee.opens_home()
    assert home is not None
    west.lee.clicks("Finish setting the check-in", on=home)
    assert form(west.lee)["Question 1"] == "What made it work?"
    assert west.lee.submits()
    west.lee.types("/checkin 2 edit")
    assert form(west.lee)["Question 1"] == "What made it work?"


def test_of_two_leaders_the_second_hears_that_it_has_changed_and_loses_nothing(west: Office) -> None:
    hears(west.lee, "/pace team add @sam as leader")
    west.lee.types("/checkin 2 edit")
    west.lee.fills("Title", "Look back")
    hears(west.sam, "/checkin 2 at 16:00")
    assert "Check-in 2 has been changed meanwhile." in str(refused_at(west.lee))
    west.lee.closes()
    west.lee.types("/checkin 2 edit")
    assert form(west.lee)["Title"] == "Look back"


def test_the_buttons_of_the_list_switch_and_edit(west: Office) -> None:
    west.lee.types("/checkin 2")
    assert "Off: 2 Friday look back" in presses(west.lee, "Turn off")
    assert "On: 2 Friday look back" in presses(west.lee, "Turn on")
    west.lee.clicks("Edit")
    assert form(west.lee)["Title"] == "Friday look back"


def test_a_late_click_on_one_that_was_removed_is_answered(west: Office) -> None:
    message = west.lee.types("/checkin 2")
    assert message is not None
    hears(west.lee, "/checkin 2 remove")
    for label in ("Turn off", "Edit", "Preview"):
        answer = west.lee.clicks(label, on=message)
        assert answer is not None
        assert "Check-in 2 was removed. /checkin list shows those that there are." in answer.plain


def test_one_that_is_open_goes_on_as_it_is_and_whoever_changes_it_is_told_so(west: Office) -> None:
    assert "goes on as it is" not in hears(west.lee, "/checkin 2 at 16:00")
    west.rita.types("/checkin")
    assert "The one that is open now goes on as it is." in hears(west.lee, "/checkin 2 at 15:00")
    assert "2 Friday look back · Fri at 15:00" in hears(west.lee, "/checkin list")


# ── a preview ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_preview_comes_to_oneself_and_its_form_keeps_nothing(west: Office) -> None:
    assert "Daily pulse is on its way to you" in hears(west.lee, "/checkin 3 preview")
    west.delivers()
    message = west.lee.dms[-1]
    assert "A preview, for you alone" in message.plain
    assert "Daily pulse: 1 question, about a minute." in message.plain
    west.lee.clicks("Answer", on=message)
    assert list(form(west.lee)) == ["How is it going?"]
    west.lee.fills("How is it going?", "2")
    assert list(form(west.lee)) == ["How is it going?", "What is in the way?"]
    west.lee.fills("What is in the way?", "A slow demo laptop")
    assert west.lee.submits()
    west.delivers()
    assert (
        "That was a preview of Daily pulse: nothing of it was kept"
        in west.lee.sees()[-1].plain + west.lee.dms[-1].plain
    )
    assert "laptop" not in hears(west.lee, "/obstacle list")
    assert not any("laptop" in posted for posted in west.posted())


def test_a_preview_says_what_people_in_another_role_are_asked(west: Office) -> None:
    hears(west.lee, "/checkin 2 preview")
    west.delivers()
    assert "Reps are asked: “How can I make your job easier?”" in west.lee.dms[-1].plain


# ── told to whoever comes ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "I'll ask you two things a week, Monday and Friday: /checkin list shows what."),
        (("2 off",), "I'll ask you one thing a week, Monday: /checkin list"),
        (("3 on",), "I'll ask you 7 things a week, Mon-Fri: /checkin list"),
        (("1 off", "2 for leaders"), "annual plan. Your no's"),
    ],
)
def test_a_welcome_names_what_the_team_really_asks(west: Office, lines: tuple[str, ...], told: str) -> None:
    for line in lines:
        hears(west.lee, f"/checkin {line}")
    assert told in hears(west.dana, "/pace team join")


def test_the_look_at_a_team_before_it_is_made_names_its_check_ins(office: Office) -> None:
    office.lee.types("/pace team new", in_="wins")
    assert office.lee.submits()
    assert office.lee.submits()
    assert office.lee.form is not None
    told = "• Check-ins, by each one's own clock: Monday plan at 9:00 and Friday look back at 15:00"
    assert told in office.lee.form.text
    assert office.lee.submits()
    assert "2 Friday look back" in hears(office.lee, "/checkin list")
