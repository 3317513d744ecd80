"""Check-ins, as people are asked, answer in the form and in words, read each other, and are let be."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import CheckinRun, CheckinSeat, Obstacle
from bot.slack.checkins import summary
from tests.office import Message, Office, Person
from tests.slack.talk import hears, home

BERLIN = ZoneInfo("Europe/Berlin")
STEP, WAY, PROMISE = "What is this week's step", "What is in the way", "What do you promise"


def at(office: Office, day: int, hour: int, minute: int = 0) -> None:
    """That moment of November in Berlin, with all that it brings."""
    office.clock.to(datetime(2026, 11, day, hour, minute, tzinfo=BERLIN))
    office.bot.scheduler.tick()
    office.delivers()


@pytest.fixture
def monday(west: Office) -> Office:
    """West at nine on Monday, when Rita, Lee and Sam, in London an hour later, are asked for their plan."""
    west.delivers()
    west.lee.types("/checkin 2 off", in_="wins")
    at(west, 23, 9)
    return west


def asked(person: Person) -> Message:
    """The message that asks, or asked."""
    return next(message for message in reversed(person.dms) if "Monday plan" in message.plain)


def said(person: Person, line: str) -> str:
    answer = person.types(line, in_="wins")
    assert answer is not None, line
    return answer.plain


def answers(person: Person, *, step: str = "", way: str = "", promise: str = "") -> None:
    person.clicks("Answer", on=asked(person))
    for label, text in ((STEP, step), (WAY, way), (PROMISE, promise)):
        if text:
            person.fills(label, text)
    assert person.submits(), person.form and person.form.errors


def in_channel(office: Office) -> list[Message]:
    office.delivers()
    return [message for message in office.dana.sees(in_="wins") if "Monday plan" in message.plain]


# ── asked ────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_is_asked_in_one_line_with_one_button(monday: Office) -> None:
    lines = asked(monday.rita).plain.splitlines()
    assert lines == [
        "Monday plan: 3 questions, about a minute. It's open until 13:00.",
        "[Answer] [Skip this one…] [Later (in an hour)] [I'm away today]",
        "Who reads an answer stands beside its question.",
    ]


def test_each_question_names_who_reads_the_answer(monday: Office) -> None:
    monday.rita.clicks("Answer", on=asked(monday.rita))
    assert monday.rita.form is not None
    text = monday.rita.form.text
    assert "Read by: everybody in West, in its channel" in text
    assert "Read by: you and Lee" in text
    assert "You can change it until 13:00." in text


def test_the_form_shows_what_is_promised_and_how_the_goals_stand(monday: Office) -> None:
    monday.rita.types("/promise @lee the Acme deck by Friday", in_="wins")
    monday.rita.types("/promise @lee the price list by today", in_="wins")
    monday.rita.types("/goal new 12 demos by EOQ", in_="wins")
    monday.rita.clicks("Answer", on=asked(monday.rita))
    assert monday.rita.form is not None
    assert "the Acme deck, to Lee Chen, due Fri 27 Nov" in monday.rita.form.text
    assert "the price list, to Lee Chen, due today" in monday.rita.form.text
    assert "12 demos this quarter" in monday.rita.form.text


def test_an_answer_is_confirmed_with_what_it_became_and_who_reads_it(monday: Office) -> None:
    answers(monday.rita, step="Close Globex", way="A yes from Legal", promise="the deck by Thursday")
    monday.delivers()
    told = "\n".join(message.plain for message in monday.rita.dms)
    assert "✓ Monday plan: thank you, that's it." in told
    assert "for who leads you alone: A yes from Legal" in told
    assert "to Lee Chen: the deck, by Thu 26 Nov." in told
    assert "What is for the team is in #wins; the rest is read by Lee Chen alone." in told


def test_what_became_of_an_answer_is_told_without_a_promise_that_was_taken_back(monday: Office) -> None:
    answers(monday.rita, promise="send the deck\ncall Globex")
    monday.rita.types("/promise undo 1", in_="wins")
    told = said(monday.rita, "/checkin answers")
    assert "Lee Chen: call Globex" in told
    assert "Lee Chen: send the deck" not in told


def test_the_message_that_asked_is_edited_in_place(monday: Office) -> None:
    message = asked(monday.rita)
    answers(monday.rita, step="Close Globex")
    monday.delivers()
    assert "✓ Monday plan: you answered at 9:00." in message.plain
    assert "You can change it until 13:00." in message.plain


def test_a_change_is_made_where_it_was_answered(monday: Office) -> None:
    message = asked(monday.rita)
    answers(monday.rita, step="Close Globex")
    monday.delivers()
    monday.rita.clicks("Change it", on=message)
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == "Close Globex"
    monday.rita.fills(STEP, "Close Acme")
    assert monday.rita.submits()
    assert "Close Acme" in in_channel(monday)[0].plain


def test_after_the_deadline_an_answer_counts_and_is_marked_late_and_stands(monday: Office) -> None:
    message = asked(monday.rita)
    at(monday, 23, 14)
    answers(monday.rita, step="Close Globex")
    monday.delivers()
    assert "you answered at 14:00, after the deadline; it is marked late, and counts." in message.plain
    assert "late" in said(monday.rita, "/checkin answers").splitlines()[0]
    assert "late" not in in_channel(monday)[0].plain


def test_who_has_not_answered_is_reminded_once_and_told_so(monday: Office) -> None:
    answers(monday.lee, step="Sell Initech")
    for hour in (11, 12, 13):
        at(monday, 23, hour)
        at(monday, 23, hour, 30)
    reminders = [message.plain for message in monday.rita.dms if "still waits" in message.plain]
    assert len(reminders) == 1
    assert "until 13:00. I ask twice at most, and this was the second time." in reminders[0]
    assert not [message for message in monday.lee.dms if "still waits" in message.plain]


def test_who_is_in_two_teams_is_asked_by_each_in_its_own_hours(west: Office) -> None:
    west.sandbox.add_channel("east", [west.dana, west.rita])
    for line in ("new East", "set workweek Sun-Thu", "add @rita"):
        west.dana.types(f"/pace team {line}", in_="east")
    west.dana.types("/checkin 1 on Sun at 9:00", in_="east")
    west.lee.types("/pace team set hours 13:00-21:00", in_="wins")
    at(west, 22, 9)
    assert "Monday plan in East: 3 questions" in west.rita.dms[-1].plain
    assert "Monday plan in East waits for your answer" in home(west.rita)
    assert "Monday plan in East waits for your answer" in hears(west.rita, "/pace")
    at(west, 22, 12)
    assert "Monday plan in East still waits for you, until 13:00" in west.rita.dms[-1].plain


def test_the_reminder_is_gone_once_it_is_answered(monday: Office) -> None:
    at(monday, 23, 12)
    answers(monday.rita, step="Close Globex")
    monday.delivers()
    assert not [message for message in monday.rita.dms if "still waits" in message.plain]


# ── nothing typed is lost ────────────────────────────────────────────────────────────────────────────────


def test_a_closed_form_comes_back_as_it_was_left(monday: Office) -> None:
    monday.rita.clicks("Answer", on=asked(monday.rita))
    monday.rita.fills(STEP, "Close Globex")
    monday.rita.closes()
    monday.rita.types("/checkin", in_="wins")
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == "Close Globex"
    assert monday.rita.submits()
    assert "Finish your check-in" not in home(monday.rita)


def test_home_leads_back_to_what_was_begun(monday: Office) -> None:
    monday.rita.clicks("Answer", on=asked(monday.rita))
    monday.rita.fills(STEP, "Close Globex")
    monday.rita.closes()
    assert "Finish your check-in" in home(monday.rita)
    monday.rita.clicks("Finish your check-in")
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == "Close Globex"


def test_a_question_appears_once_the_answer_is_chosen_on_which_it_depends(west: Office) -> None:
    west.lee.types("/checkin 3 on", in_="wins")
    west.rita.types("/checkin", in_="wins")
    assert west.rita.form is not None
    assert west.rita.form.labels == ["How is it going?"]
    west.rita.fills("How is it going?", "2")
    assert west.rita.form.labels == ["How is it going?", "What is in the way?"]
    west.rita.fills("What is in the way?", "Legal is slow")
    west.rita.fills("How is it going?", "4")
    assert west.rita.form.labels == ["How is it going?"]
    assert west.rita.submits()
    assert "Obstacle" not in "\n".join(message.plain for message in west.rita.sees("wins"))


def test_a_number_said_in_words_is_refused_at_its_field_and_the_form_stays(west: Office) -> None:
    west.rita.types("/goal new 12 demos by EOQ", in_="wins")
    west.rita.types("/checkin", in_="wins")
    assert west.rita.form is not None
    assert "12 demos: 0 of 12; 12 is 12 more, = 43 is 43 in all" in west.rita.form.text
    west.rita.fills("How many more toward your goal?", "many")
    assert not west.rita.submits()
    assert west.rita.form.errors == {"How many more toward your goal?": "I read many but no number. Try 12 or +3."}
    west.rita.fills("How many more toward your goal?", "+3")
    assert west.rita.submits()
    assert "3 of 12" in said(west.rita, "/goal 1") or "3 of 12" in home(west.rita)


# ── not now ──────────────────────────────────────────────────────────────────────────────────────────────


def test_skipping_asks_why_and_only_who_leads_reads_it(monday: Office) -> None:
    message = asked(monday.rita)
    monday.rita.clicks("Skip this one…", on=message)
    assert monday.rita.form is not None
    assert "is seen by you and Lee Chen alone" in monday.rita.form.text
    monday.rita.fills("Why?", "With Globex all day")
    assert monday.rita.submits()
    monday.delivers()
    assert "Monday plan: skipped this time: With Globex all day." in message.plain
    answers(monday.lee, step="Sell Initech")
    monday.lee.types("/checkin 1 answers", in_="wins")
    assert monday.lee.form is not None
    assert "Skipped: Rita Rossi (With Globex all day)" in monday.lee.form.text
    monday.sam.types("/checkin 1 answers", in_="wins")
    assert monday.sam.form is not None
    assert "Globex" not in monday.sam.form.text
    assert "Rita" not in "\n".join(message.plain for message in in_channel(monday))


def test_later_is_an_hour_later_as_a_new_message(monday: Office) -> None:
    monday.rita.clicks("Later (in an hour)", on=asked(monday.rita))
    at(monday, 23, 9, 30)
    with pytest.raises(StopIteration):
        asked_still(monday.rita)
    at(monday, 23, 10, 0)
    assert "[Answer]" in asked_still(monday.rita).plain


def asked_still(person: Person) -> Message:
    return next(message for message in reversed(person.dms) if "Monday plan: 3 questions" in message.plain)


def test_who_is_away_today_is_listed_as_away(monday: Office) -> None:
    monday.rita.clicks("I'm away today", on=asked(monday.rita))
    answers(monday.lee, step="Sell Initech")
    told = in_channel(monday)[0].plain
    assert "Away: Rita Rossi" in told
    at(monday, 23, 12, 30)
    assert not [message for message in monday.rita.dms if "still waits" in message.plain]


def test_who_goes_away_meanwhile_is_listed_at_once(monday: Office) -> None:
    answers(monday.lee, step="Sell Initech")
    monday.rita.types("/pace away today", in_="wins")
    assert "Away: Rita Rossi" in in_channel(monday)[0].plain


def test_who_takes_the_day_away_back_is_asked_as_before(monday: Office) -> None:
    away = monday.rita.types("/pace away today", in_="wins")
    monday.delivers()
    assert "nothing is waited for" in asked(monday.rita).plain
    monday.rita.clicks("Undo", on=away)
    at(monday, 23, 9, 10)
    assert len([message for message in monday.rita.dms if "Monday plan" in message.plain]) == 1
    answers(monday.rita, step="Close Globex")
    assert "Away" not in in_channel(monday)[0].plain


def test_away_without_a_check_in_of_today_is_answered_with_what_says_so(monday: Office) -> None:
    at(monday, 24, 10)
    told = said(monday.lee, "/checkin away")
    assert "Monday plan is the one of Mon 30 Nov." in told


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_can_be_answered_in_words(monday: Office) -> None:
    told = said(monday.rita, "/checkin answer 1: close Globex; 2: nothing; 3: send the deck by Friday")
    assert "✓ Monday plan: thank you" in told
    assert "send the deck, by Fri 27 Nov." in told
    assert "✓ Monday plan: changed." in said(monday.rita, "/checkin answer 1: close Acme")
    mine = said(monday.rita, "/checkin answers")
    assert "close Acme (read by the team)" in mine
    assert "send the deck by Friday" in mine
    assert mine == said(monday.rita, "/checkin last")


def test_words_that_change_an_answer_are_told_with_its_day_and_all_that_stands(west: Office) -> None:
    west.lee.types("/checkin 1 off", in_="wins")
    at(west, 20, 15)
    said(west.rita, "/checkin answer 1: closed Globex; 2: a second monitor")
    at(west, 21, 11)
    told = said(west.rita, "/checkin answer 1: a plan for Monday").splitlines()
    assert told[:6] == [
        "✓ Friday look back: changed.",
        "For Fri 20 Nov it reads now:",
        "What did you win or learn?",
        "a plan for Monday",
        "How can I make your job easier?",
        "a second monitor",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/checkin answer 1: close Globex; 1: call Acme", "I read two answers to question 1"),
        ("/checkin answer close Globex", "but no number of a question before it. You're asked: 1: What is this week"),
        ("/checkin answer 7: close Globex", "I read an answer to question 7, and you're asked: 1: What is this week"),
        ("/checkin answers Tuesday", "the check-ins of West are 1 Monday plan"),
    ],
)
def test_words_that_cannot_be_placed_are_answered_with_what_is_asked(monday: Office, line: str, words: str) -> None:
    assert words in said(monday.rita, line)


def test_skip_later_and_away_are_said_in_words_too(monday: Office) -> None:
    assert "I'll ask again at 10:00" in said(monday.rita, "/checkin later")
    assert "Skipped Monday plan: at the dentist" in said(monday.rita, "/checkin skip at the dentist")
    assert "You're away today" in said(monday.lee, "/checkin away")


def test_the_next_one_is_answered_early_and_asked_no_more(monday: Office) -> None:
    monday.mia.types("/checkin 1 answers", in_="wins")
    assert "thank you" in said(monday.sam, "/checkin answer 1: early bird")
    at(monday, 23, 10, 5)
    assert not [message for message in monday.sam.dms if "Monday plan: 3 questions" in message.plain]


def test_whoever_is_in_no_team_hears_what_to_do(monday: Office) -> None:
    assert "You're in no team yet" in said(monday.dana, "/checkin")


# ── the channel ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_message_fills_as_answers_come_with_the_leader_on_top(monday: Office) -> None:
    answers(monday.rita, step="Close Globex", way="A yes from Legal", promise="the deck")
    assert [message.plain.splitlines() for message in in_channel(monday)] == [
        ["Monday plan · Mon 23 Nov", "• Rita Rossi: Close Globex", "Each answer in full is in the thread."]
    ]
    answers(monday.lee, step="Sell Initech", promise="a decision")
    told = in_channel(monday)
    assert [message.plain.splitlines()[:3] for message in told] == [
        ["Monday plan · Mon 23 Nov", "• Lee Chen (leads): Sell Initech", "• Rita Rossi: Close Globex"]
    ]
    thread = "\n".join(reply.plain for reply in told[0].replies)
    assert "the deck" in thread
    assert "Legal" not in thread + told[0].plain
    assert "Sam" not in thread + told[0].plain


def test_nobody_can_make_it_notify_the_channel(monday: Office) -> None:
    answers(monday.rita, step="<!channel> <@U00000003> @everyone & <b>")
    told = in_channel(monday)[0]
    assert told.notifies == set()
    assert "<!channel>" not in json.dumps(told.blocks)


def test_a_check_in_for_the_leader_says_nothing_in_the_channel(monday: Office) -> None:
    monday.lee.types("/checkin 1 summary leader", in_="wins")
    answers(monday.rita, step="Close Globex")
    assert in_channel(monday) == []
    monday.sam.types("/checkin 1 answers", in_="wins")
    assert monday.sam.form is not None
    assert "Globex" not in monday.sam.form.text
    monday.lee.types("/checkin 1 answers", in_="wins")
    assert monday.lee.form is not None
    assert "Close Globex" in monday.lee.form.text


def test_what_was_typed_for_the_leader_alone_is_not_told_to_a_channel_that_reads_it_by_now(monday: Office) -> None:
    monday.lee.types("/checkin 1 summary leader", in_="wins")
    monday.rita.clicks("Answer", on=asked(monday.rita))
    monday.rita.fills(STEP, "Leave Globex, whose buyer drinks")
    monday.lee.types("/checkin 1 summary channel", in_="wins")
    assert not monday.rita.submits()
    assert monday.rita.form is not None
    assert "go to its channel" in "".join(monday.rita.form.errors.values())
    assert in_channel(monday) == []
    monday.rita.closes()
    monday.rita.clicks("Answer", on=asked(monday.rita))
    assert "Read by: everybody in West" in monday.rita.form.text
    assert monday.rita.form.value(STEP) == "Leave Globex, whose buyer drinks"
    assert monday.rita.submits()


def test_words_that_add_an_answer_do_not_tell_the_channel_what_the_leader_alone_was_told(monday: Office) -> None:
    monday.lee.types("/checkin 1 summary leader", in_="wins")
    told = said(monday.rita, "/checkin answer 1: Leave Globex, whose buyer drinks; 2: nothing")
    assert "Read by Lee Chen alone." in told
    monday.lee.types("/checkin 1 summary channel", in_="wins")
    answer = said(monday.rita, "/checkin answer 3: send the deck by Friday")
    assert answer.startswith("What you said to question 1 was for who leads you alone")
    assert in_channel(monday) == []
    monday.rita.types("/checkin", in_="wins")
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == "Leave Globex, whose buyer drinks"
    assert "Read by: everybody in West" in monday.rita.form.text
    monday.rita.closes()
    said(monday.rita, "/checkin answer 1: Close Acme; 3: send the deck by Friday")
    (message,) = in_channel(monday)
    assert ["Acme" in message.plain, "Globex" in message.plain] == [True, False]


def test_the_summary_of_fifty_people_who_write_much_is_within_slacks_limits(
    monday: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monday.rita, step="<&>" * 1000, promise="x & y\n" * 2)
    with monday.bot.database.reading() as session:
        run = session.scalars(select(CheckinRun)).one()
        seat = session.scalars(select(CheckinSeat).where(CheckinSeat.answered_at.is_not(None))).one()
        monkeypatch.setattr(summary.summary, "posted", lambda *_: [seat] * 50)
        told, thread = summary.told(session, run.id), summary.of_person(session, seat.id)
    for rendered in (told, thread):
        assert rendered is not None
        assert len(rendered.blocks) <= 50
        assert len(json.dumps(rendered.blocks, ensure_ascii=False)) <= 13_000


# ── for who leads ────────────────────────────────────────────────────────────────────────────────────────


def test_only_who_leads_reads_who_did_not_answer_and_only_after_the_deadline(monday: Office) -> None:
    answers(monday.lee, step="Sell Initech")
    at(monday, 23, 12)
    page = "No answer by the deadline"
    monday.lee.types("/checkin 1 answers", in_="wins")
    assert monday.lee.form is not None
    assert page not in monday.lee.form.text
    at(monday, 23, 15)
    monday.lee.types("/checkin 1 answers", in_="wins")
    assert "No answer by the deadline: Rita Rossi and Sam O'Neil" in monday.lee.form.text
    monday.rita.types("/checkin 1 answers", in_="wins")
    assert monday.rita.form is not None
    assert page not in monday.rita.form.text
    assert "Rita" not in in_channel(monday)[0].plain


def test_what_would_make_the_job_easier_is_an_obstacle_after_one_click(west: Office) -> None:
    west.rita.types("/checkin", in_="wins")
    west.rita.fills("How can I make your job easier?", "A second monitor")
    assert west.rita.submits()
    west.sam.types("/checkin 2 answers", in_="wins")
    assert west.sam.form is not None
    assert "monitor" not in west.sam.form.text
    west.lee.types("/checkin 2 answers", in_="wins")
    assert west.lee.form is not None
    assert "A second monitor" in west.lee.form.text
    west.lee.clicks("Make it an obstacle")
    assert "Make it an obstacle" not in west.lee.form.text
    with west.bot.database.reading() as session:
        (row,) = session.scalars(select(Obstacle))
        assert (row.what, row.is_private) == ("A second monitor", True)
        assert row.owner is not None
        assert row.owner.name == "Lee Chen"


def test_the_rep_makes_an_obstacle_of_it_as_well(west: Office) -> None:
    west.rita.types("/checkin", in_="wins")
    west.rita.fills("How can I make your job easier?", "A second monitor")
    assert west.rita.submits()
    west.rita.clicks("Make it an obstacle")
    assert west.rita.answer is not None
    assert "who leads you hears of it: A second monitor" in west.rita.answer.plain


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def test_home_shows_what_waits_and_then_what_comes_next(monday: Office) -> None:
    assert "Monday plan waits for your answer, until 13:00." in home(monday.rita)
    answers(monday.rita, step="Close Globex")
    assert "Next check-in\nMonday plan, Mon 30 Nov at 9:00." in home(monday.rita)
    monday.rita.clicks("Change the last one")
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == "Close Globex"
    monday.rita.closes()
    at(monday, 23, 15)
    assert "Next check-in\nMonday plan, Mon 30 Nov at 9:00." in home(monday.rita)
    monday.rita.clicks("Answer it now")
    assert monday.rita.form is not None
    assert monday.rita.form.value(STEP) == ""
    monday.rita.closes()
    assert "check-in" not in home(monday.dana).casefold().partition("what you can type")[0]


def test_who_said_nothing_yet_is_shown_the_way_to_what_the_team_said(monday: Office) -> None:
    assert "/checkin 1 answers shows what your team said" in hears(monday.lee, "/checkin answers")
