"""Answers to a check-in: kept once, turned into what they become, changed, late, skipped; who reads which."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain import brief, calendars, checkins, commitments, goals, obstacles, preferences, teams, wins
from bot.domain.checkins import questions, runs, setting, summary
from bot.domain.checkins.lookup import run_key
from bot.domain.checkins.setting import Condition, Question
from bot.errors import Refused
from bot.models import (
    Asked,
    Audience,
    Becomes,
    Checkin,
    CheckinAnswer,
    CheckinSeat,
    Commitment,
    CommitmentState,
    Membership,
    Obstacle,
    ObstacleState,
    OutboxMessage,
    Progress,
    QuestionKind,
    SeatState,
    Told,
    Win,
)
from bot.worktime import Calendar, Period
from tests.domain.conftest import West
from tests.sales import Sales

MONDAY = date(2026, 11, 23)
ASKED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Nine in Berlin; the deadline is at one."""
TOO_LATE = ASKED_AT + timedelta(hours=5)
STEP = Question("Your step?")
WAY = Question("In the way?", audience=Audience.LEADER, becomes=Becomes.OBSTACLE)
PROMISE = Question("You promise?", becomes=Becomes.PROMISE)
COUNT = Question("How many demos?", QuestionKind.NUMBER, Audience.LEADER, Becomes.PROGRESS)
WON = Question("What did you win or learn?", becomes=Becomes.WIN)
EASIER = Question("What would help?", audience=Audience.LEADER, becomes=Becomes.OFFER, asked=Asked.REPS)
MOOD = Question("How is it?", QuestionKind.SCALE, Audience.LEADER)
WHY = Question("Why?", audience=Audience.LEADER, only_if=Condition(1, ("1", "2")))


@dataclass(frozen=True)
class Desk:
    """A run on Monday, in which everybody of West was asked."""

    west: West
    checkin: Checkin

    def seat(self, who: Membership) -> CheckinSeat:
        run = summary.latest_run(self.west.session, self.checkin, who.person, now=ASKED_AT)
        assert run
        mine = select(CheckinSeat).where(CheckinSeat.run_id == run.id, CheckinSeat.person_id == who.person_id)
        return self.west.session.scalars(mine).one()

    def says(self, who: Membership, *said: str, now: datetime = ASKED_AT) -> checkins.Answered:
        """In the order of the questions that are put to them."""
        seat = self.seat(who)
        put = questions.of_seat(self.west.session, seat, now=now)
        told = {each.id: text for each, text in zip(put, said, strict=False)}
        return checkins.answer(self.west.session, who.person, seat, told, now=now)

    def answers(self, who: Membership) -> list[str]:
        return [answer.text for answer in summary.said(self.seat(who))]


def desk(west: West, *asked: Question, told: Told = Told.CHANNEL) -> Desk:
    facts = setting.Facts("Plan", frozenset({0}), time(9), asked, told=told)
    checkin = setting.add(west.session, west.lee.team, facts, created_by=None, now=ASKED_AT - timedelta(days=3))
    run = runs.open_run(west.session, checkin, MONDAY, now=ASKED_AT)
    for seat in checkins.roster(west.session, run):
        seat.state, seat.asked_at = SeatState.ASKED, ASKED_AT
    west.session.flush()
    return Desk(west, checkin)


def count(west: West, table: type) -> int:
    return west.session.scalar(select(func.count()).select_from(table)) or 0


def message(west: West, key: str) -> OutboxMessage | None:
    return west.session.scalar(select(OutboxMessage).where(OutboxMessage.key == key))


def refusal(asked: Desk, who: Membership, *said: str, now: datetime = ASKED_AT) -> Refused:
    with pytest.raises(Refused) as refused:
        asked.says(who, *said, now=now)
    return refused.value


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_and_can_be_changed_until_the_deadline(west: West) -> None:
    asked = desk(west, STEP)
    assert not asked.says(west.rita, "Close Globex").is_change
    assert asked.says(west.rita, "Close Acme", now=ASKED_AT + timedelta(hours=1)).is_change
    assert asked.answers(west.rita) == ["Close Acme"]
    assert asked.seat(west.rita).answered_at == ASKED_AT
    assert "The deadline was 13:00" in refusal(asked, west.rita, "Close Initech", now=TOO_LATE).message
    assert asked.answers(west.rita) == ["Close Acme"]


def test_an_answer_after_the_deadline_counts_and_is_marked_late_and_stands(west: West) -> None:
    asked = desk(west, STEP)
    asked.says(west.rita, "Close Globex", now=TOO_LATE)
    assert checkins.is_late(asked.seat(west.rita))
    assert "so what you said stands" in refusal(asked, west.rita, "No", now=TOO_LATE).message


def test_the_same_answer_sent_twice_makes_everything_once(west: West) -> None:
    asked = desk(west, WAY, PROMISE)
    for _ in range(2):
        asked.says(west.rita, "Legal is slow", "Call Acme")
    assert (count(west, Obstacle), count(west, Commitment), count(west, CheckinAnswer)) == (1, 1, 2)


def test_a_form_with_nothing_in_it_is_refused_at_its_first_question(west: West) -> None:
    asked = desk(west, STEP, WAY)
    refused = refusal(asked, west.rita, " ", "")
    assert "at least" in refused.message
    assert refused.field == questions.field(questions.of_seat(west.session, asked.seat(west.rita), now=ASKED_AT)[0].id)


def test_three_thousand_characters_are_kept_and_one_more_is_refused(west: West) -> None:
    asked = desk(west, STEP)
    asked.says(west.rita, "x" * 3000)
    assert asked.answers(west.rita) == ["x" * 3000]
    assert "3,001 characters" in refusal(asked, west.rita, "x" * 3001).message


def test_nobody_answers_for_another(west: West) -> None:
    asked = desk(west, STEP)
    with pytest.raises(Refused, match="Only its owner"):
        checkins.answer(west.session, west.sam.person, asked.seat(west.rita), {}, now=ASKED_AT)


def test_who_left_the_team_and_who_is_asked_by_what_was_removed_hear_why(west: West) -> None:
    asked = desk(west, STEP)
    seat = asked.seat(west.rita)
    asked.checkin.removed_at = ASKED_AT
    with pytest.raises(Refused, match="was removed"):
        checkins.answer(west.session, west.rita.person, seat, {}, now=ASKED_AT)
    asked.checkin.removed_at = None
    person = west.rita.person
    teams.remove(west.session, west.lee, person)
    with pytest.raises(Refused, match="You're not in"):
        checkins.answer(west.session, person, seat, {}, now=ASKED_AT)


def test_what_was_never_answered_is_over_once_the_next_one_has_opened(west: West) -> None:
    asked = desk(west, STEP)
    seat = asked.seat(west.rita)
    runs.open_run(west.session, asked.checkin, MONDAY + timedelta(days=7), now=ASKED_AT + timedelta(days=7))
    with pytest.raises(Refused, match="has opened since"):
        checkins.answer(west.session, west.rita.person, seat, {}, now=ASKED_AT + timedelta(days=7))


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────


def test_a_conditional_question_counts_only_where_its_condition_holds(west: West) -> None:
    asked = desk(west, MOOD, WHY)
    asked.says(west.rita, "4", "The CRM")
    assert asked.answers(west.rita) == ["4"]
    asked.says(west.rita, "2", "The CRM")
    assert asked.answers(west.rita) == ["2", "The CRM"]
    asked.says(west.rita, "5", "The CRM")
    assert asked.answers(west.rita) == ["5"]


def test_what_is_said_to_a_question_that_is_not_asked_is_refused_rather_than_lost(west: West) -> None:
    asked = desk(west, MOOD, WHY)
    seat = asked.seat(west.rita)
    mood, why = (each.id for each in questions.of_seat(west.session, seat, now=ASKED_AT))

    def says(said: dict[int, str]) -> None:
        checkins.answer(west.session, west.rita.person, seat, said, now=ASKED_AT, is_partial=True)

    with pytest.raises(Refused, match="question 2, which I ask only where question 1 is answered by 1 or 2"):
        says({mood: "4", why: "The CRM"})
    says({mood: "2", why: "The CRM"})
    says({mood: "1"})
    assert asked.answers(west.rita) == ["1", "The CRM"]
    says({mood: "5"})
    assert asked.answers(west.rita) == ["5"]


def test_what_was_typed_to_a_question_that_is_put_no_more_is_refused_at_its_field_rather_than_lost(west: West) -> None:
    goal_of(west)
    asked = desk(west, COUNT, STEP)
    number, step = (each.id for each in questions.of_seat(west.session, asked.seat(west.rita), now=ASKED_AT))
    (goal,) = goals.open_of(west.session, west.rita.person)
    goals.close(west.session, west.lee, goal, "Done", now=ASKED_AT)

    def sends(count: str) -> checkins.Answered:
        typed = {number: count, step: "Close Globex"}
        return checkins.answer(west.session, west.rita.person, asked.seat(west.rita), typed, now=ASKED_AT)

    with pytest.raises(Refused, match="“12”") as refused:
        sends("12")
    assert refused.value.field == questions.field(number)
    assert asked.answers(west.rita) == []
    sends("")
    assert asked.answers(west.rita) == ["Close Globex"]


def test_leaders_and_reps_are_put_their_own_questions(west: West) -> None:
    asked = desk(west, STEP, EASIER, Question("What did you remove?", asked=Asked.LEADERS))
    put = {
        who: [each.question.text for each in questions.of_seat(west.session, asked.seat(who), now=ASKED_AT)]
        for who in (west.rita, west.lee)
    }
    assert put == {
        west.rita: ["Your step?", "What would help?"],
        west.lee: ["Your step?", "What did you remove?"],
    }


def test_who_is_let_go_is_put_the_first_question_alone(west: West) -> None:
    asked = desk(west, STEP, WAY)
    asked.seat(west.rita).is_light = True
    assert len(questions.of_seat(west.session, asked.seat(west.rita), now=ASKED_AT)) == 1


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        (COUNT, "many", "I read *many* but no number. Try 12 or +3."),
        (COUNT, "twelve", "no number"),
        (COUNT, "1.5", "no number"),
        (MOOD, "great", "none of them"),
        (MOOD, "6", "Try 1 to 5"),
        (Question("Which?", QuestionKind.CHOICE, choices=("red", "green")), "blue", "Choose one of red, green."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(west: West, question: Question, text: str, word: str) -> None:
    goal_of(west)
    asked = desk(west, question)
    refused = refusal(asked, west.rita, text)
    assert word in refused.message
    assert str(refused.field).startswith("q")


# ── progress ─────────────────────────────────────────────────────────────────────────────────────────────


def goal_of(west: West) -> None:
    facts = goals.Facts(43, "demos", None, date(2026, 10, 1), date(2026, 12, 31))
    goals.set_goal(west.session, west.rita, facts, now=ASKED_AT - timedelta(days=9), owner=west.rita.person)


def done(west: West) -> int:
    (goal,) = goals.open_of(west.session, west.rita.person)
    return goals.progress_of(west.session, [goal])[goal.id]


def test_a_corrected_number_counts_once(west: West) -> None:
    goal_of(west)
    asked = desk(west, COUNT, STEP)
    for said, counted in (("12", 12), ("+ 7", 7), ("=31", 31), ("7", 7), ("", 0), ("0", 0)):
        asked.says(west.rita, said, "x")
        assert done(west) == counted, said
    assert count(west, Progress) == 4


def test_a_number_for_a_goal_that_nobody_has_is_not_asked(west: West) -> None:
    asked = desk(west, COUNT, STEP)
    assert [each.question.text for each in questions.of_seat(west.session, asked.seat(west.rita), now=ASKED_AT)] == [
        "Your step?"
    ]


def test_what_was_counted_stays_where_its_goal_is_closed_meanwhile(west: West) -> None:
    goal_of(west)
    asked = desk(west, COUNT, STEP)
    asked.says(west.rita, "12", "x")
    (goal,) = goals.open_of(west.session, west.rita.person)
    goals.close(west.session, west.lee, goal, "Done", now=ASKED_AT)
    asked.says(west.rita, "y")
    assert goals.progress_of(west.session, [goal])[goal.id] == 12


@pytest.mark.parametrize(("target", "said", "counted"), [(12, ["6", "x"], [6, 0]), (5, ["x"], [5, 0])])
def test_a_number_counts_toward_its_own_week_even_if_the_next_has_begun(
    west: West, target: int, said: list[str], counted: list[int]
) -> None:
    """Corrected while that week's goal is open; once it is closed, it is asked for no more and stays."""
    a_week, tomorrow = timedelta(days=6), MONDAY + timedelta(days=1)
    weeks = []
    for first in (MONDAY - a_week, tomorrow):
        facts = goals.Facts(target, "demos", None, first, first + a_week)
        weeks.append(goals.set_goal(west.session, west.rita, facts, now=ASKED_AT, owner=west.rita.person))
    asked = desk(west, COUNT, STEP)
    asked.says(west.rita, "5", "x")
    next_day = ASKED_AT + timedelta(days=1)
    asked.seat(west.rita).closes_at = next_day
    goals.end_due(west.session, now=next_day)
    asked.says(west.rita, *said, now=next_day)
    assert list(goals.progress_of(west.session, weeks).values()) == counted


@pytest.mark.parametrize("metric", ["", "demos"])
def test_a_number_told_after_the_weekend_counts_toward_the_week_of_its_check_in(west: West, metric: str) -> None:
    a_week, tomorrow = timedelta(days=6), MONDAY + timedelta(days=1)
    weeks = []
    for first in (MONDAY - a_week, tomorrow):
        facts = goals.Facts(12, "demos", None, first, first + a_week)
        weeks.append(goals.set_goal(west.session, west.rita, facts, now=ASKED_AT, owner=west.rita.person))
    asked = desk(west, replace(COUNT, metric=metric))
    next_day = ASKED_AT + timedelta(days=1)
    goals.end_due(west.session, now=next_day)
    asked.says(west.rita, "5", now=next_day)
    assert list(goals.progress_of(west.session, weeks).values()) == [5, 0]


@pytest.mark.parametrize("metric", ["", "demos"])
def test_a_number_counts_toward_a_goal_that_was_set_since_it_was_asked(west: West, metric: str) -> None:
    asked = desk(west, replace(COUNT, metric=metric), STEP)
    next_day = ASKED_AT + timedelta(days=1)
    facts = goals.Facts(12, "demos", None, next_day.date(), next_day.date() + timedelta(days=3))
    goal = goals.set_goal(west.session, west.rita, facts, now=next_day, owner=west.rita.person)
    asked.says(west.rita, "5", "x", now=next_day)
    assert goals.progress_of(west.session, [goal])[goal.id] == 5


# ── wins ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_told_with_its_amount_is_logged_once_and_follows_the_words(west: West) -> None:
    asked = desk(west, WON, STEP)
    asked.says(west.rita, "48k Acme: annual plan because the CFO was in early", "x")
    (win,) = west.session.scalars(select(Win))
    assert (win.owner_id, win.amount_minor, win.account) == (west.rita.person_id, 48_000_00, "Acme")
    asked.says(west.rita, "We closed $52k Acme: annual plan", "x")
    assert (count(west, Win), win.amount_minor) == (1, 52_000_00)
    asked.says(west.rita, "I learned that mornings work", "x")
    assert not win.is_standing


@pytest.mark.parametrize("text", ["5 new contacts taught me patience", "Learned that 10k deals need a CFO", "12 demos"])
def test_words_without_a_sure_amount_are_a_lesson_and_no_win(west: West, text: str) -> None:
    asked = desk(west, WON)
    asked.says(west.rita, text)
    assert count(west, Win) == 0
    assert asked.answers(west.rita) == [text]


def test_an_amount_in_doubt_and_one_far_above_everything_are_refused_at_the_field(sales: Sales, west: West) -> None:
    sales.sold_before(west.rita, 1000_00)
    asked = desk(west, WON)
    assert "Write it without the doubt" in refusal(asked, west.rita, "€1,5k Acme").message
    assert (
        refusal(asked, west.rita, "900k Acme").message
        == "I read $900,000, more than 3 times your best win so far, $1,000. If it is right, `/win` logs it."
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [(WON, "48k Acme on 5/6"), (WAY, "a yes from Legal by 5/6"), (PROMISE, "the deck by 5/6")],
)
def test_a_day_in_doubt_is_refused_at_the_field_rather_than_guessed(west: West, question: Question, text: str) -> None:
    refused = refusal(desk(west, question), west.rita, text)
    assert "I can read that day as" in refused.message
    assert str(refused.field).startswith("q")
    assert [count(west, table) for table in (Win, Obstacle, Commitment)] == [0, 0, 0]


def test_the_end_of_the_quarter_is_that_of_the_teams_own_year(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "fiscal", "February")
    desk(west, PROMISE, WAY).says(west.rita, "the deck by EOQ", "a yes from Legal by EOQ")
    (promised,), (asked,) = west.session.scalars(select(Commitment)), west.session.scalars(select(Obstacle))
    assert asked.needed_at is not None
    assert (promised.due_on, asked.needed_at.date()) == (date(2027, 1, 31), date(2027, 1, 31))


def test_a_win_that_cannot_be_undone_any_more_stays_and_is_said_to(west: West) -> None:
    asked = desk(west, WON, STEP)
    asked.says(west.rita, "48k Acme", "x")
    (win,) = west.session.scalars(select(Win))
    later = asked.says(west.rita, "", "x", now=ASKED_AT + timedelta(hours=2))
    assert win.is_standing
    assert later.stays == [f"Win {win.number} stays as it is: `/win reverse {win.number}` takes it out."]
    assert wins.get_by_id(west.session, win.id).is_standing


# ── obstacles ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_in_the_way_is_the_leaders_alone_and_follows_the_words(west: West) -> None:
    asked = desk(west, WAY, STEP)
    asked.says(west.rita, "A yes from Legal by Thursday", "x")
    (row,) = west.session.scalars(select(Obstacle))
    assert (row.what, row.is_private, row.raiser_id) == ("A yes from Legal", True, west.rita.person_id)
    assert row.needed_at is not None
    assert row.needed_at.date() == date(2026, 11, 26)
    asked.says(west.rita, "A yes from Security", "x")
    assert (count(west, Obstacle), row.what) == (1, "A yes from Security")
    asked.says(west.rita, "nothing", "x")
    assert row.state is ObstacleState.DROPPED
    assert asked.answers(west.rita)[0] == "nothing"


def test_an_obstacle_that_somebody_has_is_updated_rather_than_reworded(west: West) -> None:
    asked = desk(west, WAY)
    asked.says(west.rita, "A yes from Legal")
    (row,) = west.session.scalars(select(Obstacle))
    obstacles.take(west.session, west.lee.person, row, now=ASKED_AT)
    answered = asked.says(west.rita, "A yes from Security")
    assert row.what == "A yes from Legal"
    assert "under way" in answered.stays[0]


def test_an_obstacle_that_is_settled_is_not_raised_again_by_other_words(west: West) -> None:
    asked = desk(west, WAY)
    asked.says(west.rita, "Legal has clause 7")
    (row,) = west.session.scalars(select(Obstacle))
    obstacles.clear(west.session, west.lee.person, row, "Legal said yes", now=ASKED_AT)
    assert asked.says(west.rita, "Legal has clause 7").stays == []
    for words in ("Legal had clause 7", "Legal had clause 7 of Acme"):
        assert asked.says(west.rita, words).stays == ["Obstacle 1 is settled: `/obstacle still 1` opens it again."]
    obstacles.confirm(west.session, west.rita.person, row, now=ASKED_AT)
    assert asked.says(west.rita, "Legal has had it").stays == [
        "Obstacle 1 is gone; if something is in the way again, say it with `/obstacle`."
    ]
    assert count(west, Obstacle) == 1


@pytest.mark.parametrize("has_owner", [False, True])
def test_an_obstacle_follows_the_day_by_which_it_is_said_to_be_needed(west: West, has_owner: bool) -> None:
    asked = desk(west, WAY)
    asked.says(west.rita, "A yes from Legal by Thursday")
    (row,) = west.session.scalars(select(Obstacle))
    if has_owner:
        obstacles.take(west.session, west.lee.person, row, now=ASKED_AT)
    answered = asked.says(west.rita, "A yes from Legal by Tuesday")
    assert row.needed_at is not None
    assert (row.needed_at.date(), row.what, answered.stays) == (date(2026, 11, 24), "A yes from Legal", [])
    assert row.due_at is not None
    assert row.due_at <= row.needed_at
    asked.says(west.rita, "A yes from Legal")
    assert row.needed_at.date() == date(2026, 11, 24)


def test_an_obstacle_that_was_moved_since_keeps_its_day_where_other_words_are_corrected(west: West) -> None:
    asked = desk(west, WAY)
    asked.says(west.rita, "A yes from Legel by Thursday")
    (row,) = west.session.scalars(select(Obstacle))
    obstacles.move(west.session, west.rita.person, row, ASKED_AT + timedelta(days=4), now=ASKED_AT)
    asked.says(west.rita, "A yes from Legal by Thursday")
    assert (row.what, row.needed_at) == ("A yes from Legal", ASKED_AT + timedelta(days=4))


def test_a_long_obstacle_is_cut_and_the_answer_is_not(west: West) -> None:
    asked = desk(west, WAY)
    asked.says(west.rita, "Legal " * 400)
    (row,) = west.session.scalars(select(Obstacle))
    assert len(row.what) <= obstacles.LONGEST["what"]
    assert len(asked.answers(west.rita)[0]) > 2000


def test_who_leads_alone_keeps_what_is_in_the_way_and_hears_that_nobody_else_does(west: West) -> None:
    asked = desk(west, WAY)
    answered = asked.says(west.lee, "The board")
    assert count(west, Obstacle) == 0
    assert "Nobody else leads" in answered.stays[0]


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_line_is_a_promise_to_who_leads_due_at_the_end_of_the_week(west: West) -> None:
    asked = desk(west, PROMISE)
    asked.says(west.rita, "- the Acme deck by Thursday\n• a call with Globex\n")
    rows = list(west.session.scalars(select(Commitment).order_by(Commitment.id)))
    assert [(row.text, row.due_on.day, row.to_id) for row in rows] == [
        ("the Acme deck", 26, west.lee.person_id),
        ("a call with Globex", 27, west.lee.person_id),
    ]


def test_a_changed_line_is_another_promise_and_the_others_stay(west: West) -> None:
    asked = desk(west, PROMISE)
    asked.says(west.rita, "the deck\nthe call")
    asked.says(west.rita, "the deck\nthe visit")
    states = {row.text: row.state for row in west.session.scalars(select(Commitment))}
    assert states == {
        "the deck": CommitmentState.OPEN,
        "the call": CommitmentState.TAKEN_BACK,
        "the visit": CommitmentState.OPEN,
    }


def test_a_promise_that_can_no_longer_be_taken_back_stays_and_is_said_to(west: West) -> None:
    asked = desk(west, PROMISE, STEP)
    asked.says(west.rita, "the deck", "x")
    answered = asked.says(west.rita, "nothing", "x", now=ASKED_AT + timedelta(hours=3))
    assert "stays" in answered.stays[0]
    again = asked.says(west.rita, "the deck", "x", now=ASKED_AT + timedelta(hours=3))
    assert again.stays == []
    assert [row.state for row in west.session.scalars(select(Commitment))] == [CommitmentState.OPEN]


def test_a_promise_that_was_taken_back_by_itself_is_spoken_of_no_more(west: West) -> None:
    asked = desk(west, PROMISE, STEP)
    asked.says(west.rita, "the deck\nthe call", "x")
    deck, _ = west.session.scalars(select(Commitment).order_by(Commitment.id))
    commitments.take_back(west.session, west.rita.person, deck, now=ASKED_AT)
    assert asked.says(west.rita, "the call", "x").stays == []
    assert list(summary.said(asked.seat(west.rita))[0].made["promise"]) == ["the call"]


def test_the_leaders_promise_is_to_the_team(west: West) -> None:
    asked = desk(west, PROMISE)
    asked.says(west.lee, "a decision on the discount")
    (row,) = west.session.scalars(select(Commitment))
    assert (row.to_id, row.is_public) == (None, True)


def test_a_promise_of_a_team_without_a_leader_waits_for_one(west: West) -> None:
    asked = desk(west, PROMISE)
    for role in list(west.lee.role_rows):
        west.lee.role_rows.remove(role)
    west.session.flush()
    assert "Nobody leads" in asked.says(west.rita, "the deck").stays[0]
    assert count(west, Commitment) == 0


def test_who_leads_alone_promises_nobody_where_answers_are_for_leaders_and_hears_why(west: West) -> None:
    asked = desk(west, PROMISE, told=Told.LEADER)
    (why,) = asked.says(west.lee, "the deck").stays
    assert why.startswith("Nobody else leads *West*")
    assert "`/promise to the team …`" in why
    assert count(west, Commitment) == 0


def test_a_promise_made_before_its_leader_left_is_not_made_again(west: West) -> None:
    asked = desk(west, PROMISE)
    asked.says(west.rita, "the deck")
    for role in list(west.lee.role_rows):
        west.lee.role_rows.remove(role)
    west.session.flush()
    assert "Nobody leads" in asked.says(west.rita, "the deck\nthe call").stays[0]
    asked.says(west.rita, "the deck")
    assert count(west, Commitment) == 1
    assert list(summary.said(asked.seat(west.rita))[0].made["promise"]) == ["the deck"]


def test_six_promises_in_a_week_are_too_many(west: West) -> None:
    assert "at most 5" in refusal(desk(west, PROMISE), west.rita, "\n".join("abcdef")).message


def test_a_promise_of_a_check_in_that_is_answered_early_is_due_at_the_end_of_its_week(west: West) -> None:
    asked = desk(west, PROMISE)
    asked.says(west.rita, "the deck", now=ASKED_AT - timedelta(days=4))
    assert list(west.session.scalars(select(Commitment.due_on))) == [date(2026, 11, 27)]


def test_the_end_of_the_week_is_the_last_day_before_a_free_one(west: West) -> None:
    calendar = calendars.of_person(west.session, west.rita.person)
    ends = [checkins.end_of_week(calendar, MONDAY + timedelta(days=day)) for day in (0, 3, 4, 5)]
    assert ends == [date(2026, 11, 27), date(2026, 11, 27), date(2026, 12, 4), date(2026, 12, 4)]


@pytest.mark.parametrize(
    ("weekdays", "off", "end"),
    [
        ({0, 1, 2, 3, 4}, MONDAY + timedelta(days=2), date(2026, 11, 27)),
        ({0, 1, 2, 3, 4}, MONDAY + timedelta(days=4), date(2026, 11, 26)),
        ({0, 1, 2, 3, 4, 5, 6}, MONDAY - timedelta(days=1), date(2026, 11, 29)),
        ({0}, MONDAY - timedelta(days=1), date(2026, 11, 30)),
    ],
)
def test_a_week_ends_where_its_days_of_work_do_whatever_they_are(weekdays: set[int], off: date, end: date) -> None:
    calendar = Calendar("Europe/Berlin", frozenset(weekdays), time(8, 30), time(18), (Period(off, off),))
    assert checkins.end_of_week(calendar, MONDAY) == end


# ── what would make the job easier ───────────────────────────────────────────────────────────────────────


def offer_of(asked: Desk, who: Membership) -> CheckinAnswer:
    return summary.said(asked.seat(who))[0]


def test_an_offer_waits_for_the_leader_until_somebody_who_leads_looked_at_it(west: West) -> None:
    asked = desk(west, EASIER)
    asked.says(west.rita, "A second monitor")
    asked.says(west.sam, "nothing")
    (waiting,) = checkins.offers_open(west.session, west.lee.team)
    assert waiting.text == "A second monitor"
    summary.look_at(west.session, west.lee, [waiting])
    west.session.flush()
    assert checkins.offers_open(west.session, west.lee.team) == []
    asked.says(west.rita, "A third monitor")
    assert len(checkins.offers_open(west.session, west.lee.team)) == 1


def test_an_offer_waits_also_where_somebody_answers_the_next_one_early(west: West) -> None:
    asked = desk(west, EASIER)
    asked.says(west.rita, "A second monitor")
    tomorrow = ASKED_AT + timedelta(days=1)
    early = runs.seat_now(west.session, west.sam.person, west.lee.team, now=tomorrow, checkin=asked.checkin)
    assert early
    (question,) = questions.of_seat(west.session, early, now=tomorrow)
    checkins.answer(west.session, west.sam.person, early, {question.id: "Less mail"}, now=tomorrow)
    waiting = checkins.offers_open(west.session, west.lee.team)
    assert [answer.text for answer in waiting] == ["A second monitor", "Less mail"]


def test_one_click_of_the_leader_makes_an_obstacle_of_it_and_takes_it(west: West) -> None:
    asked = desk(west, EASIER)
    asked.says(west.rita, "A second monitor")
    made = checkins.make_obstacle(west.session, west.lee, offer_of(asked, west.rita), now=ASKED_AT)
    assert (made.raiser_id, made.owner_id, made.is_private) == (west.rita.person_id, west.lee.person_id, True)
    with pytest.raises(Refused, match="already"):
        checkins.make_obstacle(west.session, west.rita, offer_of(asked, west.rita), now=ASKED_AT)
    assert checkins.offers_open(west.session, west.lee.team) == []


def test_a_colleague_makes_nothing_of_what_is_for_the_leader(west: West) -> None:
    asked = desk(west, EASIER)
    asked.says(west.rita, "A second monitor")
    with pytest.raises(Refused, match="Only its owner or a leader"):
        checkins.make_obstacle(west.session, west.sam, offer_of(asked, west.rita), now=ASKED_AT)


# ── skipped, put off, away ───────────────────────────────────────────────────────────────────────────────


def test_a_skipped_one_can_be_answered_after_all(west: West) -> None:
    asked = desk(west, STEP)
    checkins.skip(west.session, west.rita.person, asked.seat(west.rita), "at the client's", now=ASKED_AT)
    assert (asked.seat(west.rita).state, asked.seat(west.rita).reason) == (SeatState.SKIPPED, "at the client's")
    asked.says(west.rita, "Close Globex")
    assert asked.seat(west.rita).state is SeatState.ANSWERED
    with pytest.raises(Refused, match="answered"):
        checkins.skip(west.session, west.rita.person, asked.seat(west.rita), now=ASKED_AT)


def test_later_is_an_hour_from_now_and_not_behind_the_deadline(west: West) -> None:
    asked = desk(west, STEP)
    seat = asked.seat(west.rita)
    assert checkins.put_off(west.session, west.rita.person, seat, now=ASKED_AT) == ASKED_AT + timedelta(hours=1)
    assert (seat.state, seat.next_at) == (SeatState.PLANNED, ASKED_AT + timedelta(hours=1))
    with pytest.raises(Refused, match="deadline passes"):
        checkins.put_off(west.session, west.rita.person, seat, now=ASKED_AT + timedelta(hours=3))


def test_later_as_work_ends_is_when_work_begins_again(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "hours", "8:30-12:30")
    asked = desk(west, STEP)
    noon, tomorrow = ASKED_AT + timedelta(hours=3), ASKED_AT + timedelta(hours=23, minutes=30)
    assert checkins.put_off(west.session, west.rita.person, asked.seat(west.rita), now=noon) == tomorrow


def test_what_is_not_asked_is_not_put_off(west: West) -> None:
    asked = desk(west, STEP)
    asked.seat(west.sam).state = SeatState.AWAY
    preferences.set_for_person(west.session, west.rita.person, "checkins", "off")
    for who in (west.rita, west.sam):
        with pytest.raises(Refused, match="nothing to put off"):
            checkins.put_off(west.session, who.person, asked.seat(who), now=ASKED_AT)


def test_away_is_away_for_the_team_and_waited_for_no_more(west: West) -> None:
    asked = desk(west, STEP)
    checkins.be_away(west.session, west.rita.person, asked.seat(west.rita), now=ASKED_AT)
    assert asked.seat(west.rita).state is SeatState.AWAY
    assert calendars.absence_on(west.session, west.rita.person, MONDAY) == Period(MONDAY, MONDAY)
    run = asked.seat(west.rita).run
    assert west.rita.person_id not in {seat.person_id for seat in checkins.unanswered(west.session, run)}


@pytest.mark.parametrize("days", [-3, 2])
def test_away_on_another_day_is_not_away_from_this_one(west: West, days: int) -> None:
    asked = desk(west, STEP)
    with pytest.raises(Refused, match="is the one of Mon 23 Nov"):
        checkins.be_away(west.session, west.rita.person, asked.seat(west.rita), now=ASKED_AT + timedelta(days=days))
    assert asked.seat(west.rita).state is SeatState.ASKED


# ── who reads what ───────────────────────────────────────────────────────────────────────────────────────


def test_each_answer_is_read_by_the_audience_of_its_question(west: West) -> None:
    asked = desk(west, STEP, WAY)
    asked.says(west.rita, "Close Globex", "Legal")
    seat = asked.seat(west.rita)
    read = {
        name: [answer.text for answer in summary.read_by(person, place, seat)]
        for name, person, place in (
            ("owner", west.rita.person, west.rita),
            ("leader", west.lee.person, west.lee),
            ("colleague", west.sam.person, west.sam),
            ("outsider", west.dana, None),
        )
    }
    both = ["Close Globex", "Legal"]
    assert read == {"owner": both, "leader": both, "colleague": ["Close Globex"], "outsider": []}


def test_the_channel_is_told_of_the_first_answer_to_the_team_and_of_nothing_for_the_leader(west: West) -> None:
    asked = desk(west, STEP, WAY)
    run = asked.seat(west.rita).run
    asked.says(west.rita, "", "Legal")
    assert message(west, run_key(run.id)) is None
    asked.says(west.sam, "Close Acme", "")
    told = message(west, run_key(run.id))
    assert told is not None
    assert told.recipient == west.lee.team.channel_id
    assert [seat.person_id for seat in summary.posted(west.session, run)] == [west.sam.person_id]


def test_what_was_said_while_it_went_to_the_leaders_alone_stays_with_them(west: West) -> None:
    asked = desk(west, STEP, told=Told.LEADER)
    asked.says(west.rita, "Close Globex")
    asked.checkin.told = Told.CHANNEL
    asked.says(west.sam, "Close Acme")
    run = asked.seat(west.rita).run
    assert [seat.person_id for seat in summary.posted(west.session, run)] == [west.sam.person_id]


def test_what_is_added_for_the_channel_does_not_bring_it_what_was_said_for_the_leaders_alone(west: West) -> None:
    asked = desk(west, STEP, WAY, PROMISE, told=Told.LEADER)
    asked.says(west.rita, "Leave Globex", "Legal", "")
    asked.checkin.told = Told.CHANNEL
    seat = asked.seat(west.rita)
    step, _, promise = (each.id for each in questions.of_seat(west.session, seat, now=ASKED_AT))

    def says(said: dict[int, str]) -> None:
        checkins.answer(west.session, west.rita.person, seat, said, now=ASKED_AT, is_partial=True)

    with pytest.raises(Refused, match="question 1 was for who leads you alone"):
        says({promise: "the deck"})
    assert not summary.is_posted(west.session, seat)
    says({step: "Close Acme", promise: "the deck"})
    assert summary.is_posted(west.session, seat)
    says({promise: "the call"})
    assert asked.answers(west.rita) == ["Close Acme", "Legal", "the call"]


def test_what_is_changed_once_answers_go_to_the_leaders_alone_leaves_the_channel(west: West) -> None:
    asked = desk(west, STEP)
    asked.says(west.rita, "Close Globex")
    asked.says(west.sam, "Close Acme")
    asked.checkin.told = Told.LEADER
    asked.says(west.rita, "Close Globex, though its buyer drinks")
    seat, run = asked.seat(west.rita), asked.seat(west.rita).run
    row = message(west, summary.key_of(seat))
    assert row is not None
    assert row.is_gone
    assert [each.person_id for each in summary.posted(west.session, run)] == [west.sam.person_id]
    assert not summary.is_posted(west.session, seat)


def test_an_obstacle_asked_in_the_channel_keeps_its_words_once_answers_are_for_the_leaders(west: West) -> None:
    asked = desk(west, Question("In the way?", becomes=Becomes.OBSTACLE))
    asked.says(west.rita, "A yes from Legal")
    (row,) = west.session.scalars(select(Obstacle))
    asked.checkin.told = Told.LEADER
    answered = asked.says(west.rita, "Dana says no to everything")
    assert (row.is_private, row.what) == (False, "A yes from Legal")
    assert "keeps its words" in answered.stays[0]


def test_a_team_turns_its_summaries_off_and_every_answer_is_for_who_leads(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "summaries", "off")
    asked = desk(west, STEP, PROMISE)
    asked.says(west.rita, "Close Globex", "")
    assert message(west, run_key(asked.seat(west.rita).run_id)) is None
    put = questions.of_seat(west.session, asked.seat(west.rita), now=ASKED_AT)
    assert [each.is_for_leader for each in put] == [True, True]


def test_the_leader_stands_on_top(west: West) -> None:
    asked = desk(west, STEP)
    for who in (west.rita, west.sam, west.lee):
        asked.says(who, "x", now=ASKED_AT + timedelta(minutes=who.id % 7))
    first = summary.answered(west.session, asked.seat(west.rita).run)[0]
    assert first.person_id == west.lee.person_id


def test_only_who_leads_hears_who_let_the_deadline_pass_and_only_the_day_after(west: West) -> None:
    asked = desk(west, STEP)
    asked.says(west.rita, "x")
    tuesday = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert unanswered(west, west.lee, tuesday) == [west.sam.person_id]
    assert unanswered(west, west.rita, tuesday) == []
    assert unanswered(west, west.lee, ASKED_AT) == []
    assert unanswered(west, west.lee, tuesday + timedelta(days=2)) == []


def test_a_deadline_before_the_leaders_morning_is_heard_of_on_that_morning_alone(west: West) -> None:
    desk(west, STEP).says(west.rita, "x")
    west.lee.person.zone = "America/New_York"
    mornings = [datetime(2026, 11, day, 13, 30, tzinfo=UTC) for day in (23, 24)]
    assert [unanswered(west, west.lee, morning) for morning in mornings] == [[west.sam.person_id], []]


def unanswered(west: West, reader: Membership, now: datetime) -> list[int]:
    """Whose word the reader's brief would say is missing."""
    known = brief.leader(west.session, reader.person)
    late = checkins.unanswered_of(west.session, reader.person, known.led, known.calendar, now=now)
    return [seat.person_id for seat in late]


# ── the next one ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_one_is_the_one_that_waits_else_the_first_day_that_is_worked(west: West) -> None:
    asked = desk(west, STEP)
    for ready in west.session.scalars(select(Checkin).where(Checkin.id != asked.checkin.id)):
        ready.is_on = False
    waiting = checkins.next_for(west.session, west.rita.person, ASKED_AT)
    assert waiting is not None
    assert waiting.seat is not None
    asked.says(west.rita, "x")
    calendars.take_off(
        west.session, west.rita.person, west.rita.person, Period(date(2026, 11, 30), date(2026, 12, 1)), now=ASKED_AT
    )
    coming = checkins.next_for(west.session, west.rita.person, ASKED_AT)
    assert coming is not None
    assert (coming.seat, coming.at) == (None, datetime(2026, 12, 7, 8, 0, tzinfo=UTC))
    assert checkins.next_for(west.session, west.dana, ASKED_AT) is None
    assert commitments.open_of(west.session, west.rita.person) == []
