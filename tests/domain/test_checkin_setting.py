"""Check-ins as leaders set them: made, changed, switched, removed; and those that come with a team."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.domain import preferences, teams
from bot.domain.checkins import setting, templates
from bot.domain.checkins.setting import Condition, Facts, Question
from bot.errors import Refused, Superseded
from bot.models import (
    Asked,
    Audience,
    Becomes,
    Checkin,
    CheckinQuestion,
    Membership,
    QuestionKind,
    Role,
    Told,
)
from tests.domain.conftest import West
from tests.sales import NOW, Sales

WEDNESDAY = frozenset({2})
MOOD = Question("How is it going?", QuestionKind.SCALE, Audience.LEADER)
WHY = Question("What is in the way?", audience=Audience.LEADER, only_if=Condition(1, ("1", "2")))
STEP = Question("What is next?")
LATER = time(16)
"""Than `NOW`, in Berlin."""
PULSE = Facts("Pulse", WEDNESDAY, LATER, (MOOD, WHY, STEP))


def made(by: Membership, sales: Sales, facts: Facts = PULSE) -> Checkin:
    return setting.create(sales.session, by, facts, now=NOW)


def amended(by: Membership, sales: Sales, checkin: Checkin, change: Callable[[Facts], Facts]) -> Facts:
    setting.amend(sales.session, by, checkin, change, now=NOW)
    return setting.facts_of(sales.session, checkin)


def rows(sales: Sales, checkin: Checkin) -> dict[str, int]:
    """The ids of what it asks, by text."""
    return {row.text: row.id for row in setting.questions_of(sales.session, checkin)}


# ── made ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_set_is_what_stands_and_its_deadline_is_the_teams(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "deadline", "3 hours")
    checkin = made(lee, sales)
    assert setting.facts_of(sales.session, checkin) == replace(PULSE, deadline_hours=3)
    assert checkin.opens_at is not None
    assert checkin.opens_at.astimezone(NOW.tzinfo) == NOW.replace(hour=15)


def test_check_ins_are_counted_by_themselves_and_no_number_comes_twice(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000)
    first = made(west.lee, sales)
    second = made(west.lee, sales, replace(PULSE, title="Another"))
    setting.remove(sales.session, west.lee, second, now=NOW)
    third = made(west.lee, sales, replace(PULSE, title="Another"))
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert setting.standing(sales.session, west.lee.team) == [first, third]


def test_leaders_and_managers_set_them_and_nobody_else(sales: Sales, west: West) -> None:
    manager = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    checkin = made(manager, sales)
    for act in (
        lambda: made(west.rita, sales, replace(PULSE, title="Mine")),
        lambda: amended(west.rita, sales, checkin, lambda facts: replace(facts, title="Mine")),
        lambda: setting.switch(sales.session, west.rita, checkin, False, now=NOW),
        lambda: setting.remove(sales.session, west.rita, checkin, now=NOW),
    ):
        with pytest.raises(Refused, match="Only a leader of the team or a manager"):
            act()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(PULSE, title=""), "title"),
        (replace(PULSE, title="x" * 61), "title"),
        (replace(PULSE, weekdays=frozenset()), "days"),
        (replace(PULSE, deadline_hours=0), "deadline"),
        (replace(PULSE, deadline_hours=41), "deadline"),
        (replace(PULSE, asked=Asked.NAMED), "people"),
        (replace(PULSE, questions=()), "question1"),
        (replace(PULSE, questions=(MOOD, replace(STEP, text=""))), "question2"),
        (replace(PULSE, questions=(MOOD, replace(STEP, text="x" * 201))), "question2"),
        (replace(PULSE, questions=(STEP, STEP)), "question2"),
        (replace(PULSE, questions=(replace(STEP, kind=QuestionKind.CHOICE, choices=("red",)),)), "question1"),
        (replace(PULSE, questions=(replace(MOOD, becomes=Becomes.WIN),)), "question1"),
        (replace(PULSE, questions=(replace(STEP, becomes=Becomes.PROGRESS),)), "question1"),
        (replace(PULSE, questions=(WHY, MOOD)), "question1"),
        (replace(PULSE, questions=(STEP, WHY)), "question2"),
        (replace(PULSE, questions=(MOOD, replace(WHY, only_if=Condition(1, ("6",))))), "question2"),
    ],
)
def test_what_is_no_check_in_is_refused_at_its_field(sales: Sales, lee: Membership, facts: Facts, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        made(lee, sales, facts)
    assert refusal.value.field == field
    assert setting.standing(sales.session, lee.team) == []


def test_a_title_comes_once_in_whatever_case_and_there_are_ten_at_most(sales: Sales, lee: Membership) -> None:
    made(lee, sales)
    with pytest.raises(Refused, match="Check-in 1 is called that already"):
        made(lee, sales, replace(PULSE, title="PULSE"))
    for number in range(setting.MOST - 1):
        made(lee, sales, replace(PULSE, title=f"Number {number}"))
    with pytest.raises(Refused, match="has 10 check-ins already"):
        made(lee, sales, replace(PULSE, title="One more"))


def test_people_of_the_team_are_asked_by_name_and_nobody_else(sales: Sales, west: West) -> None:
    named = replace(PULSE, asked=Asked.NAMED, people=(west.rita.person_id, west.sam.person_id))
    checkin = made(west.lee, sales, named)
    assert [person.name for person in setting.named(sales.session, checkin)] == ["Rita", "Sam"]
    fewer = amended(west.lee, sales, checkin, lambda facts: replace(facts, people=(west.rita.person_id,)))
    assert fewer.people == (west.rita.person_id,)
    with pytest.raises(Refused, match="Dana is not in"):
        amended(west.lee, sales, checkin, lambda facts: replace(facts, people=(west.dana.id,)))
    everybody = amended(west.lee, sales, checkin, lambda facts: replace(facts, asked=Asked.EVERYONE, people=()))
    assert everybody.people == ()


def test_whoever_was_named_and_left_the_team_holds_up_no_change(sales: Sales, west: West) -> None:
    named = replace(PULSE, asked=Asked.NAMED, people=(west.rita.person_id, west.sam.person_id))
    checkin = made(west.lee, sales, named)
    teams.leave(sales.session, west.sam)
    assert amended(west.lee, sales, checkin, lambda facts: replace(facts, title="Two")).people == (west.rita.person_id,)
    teams.leave(sales.session, west.rita)
    with pytest.raises(Refused, match="Whom do I ask"):
        amended(west.lee, sales, checkin, lambda facts: replace(facts, title="One"))


# ── changed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_another_time_moves_the_next_one(sales: Sales, lee: Membership) -> None:
    checkin = made(lee, sales)
    before = checkin.opens_at
    amended(lee, sales, checkin, lambda facts: replace(facts, weekdays=frozenset({3}), told=Told.LEADER))
    assert before is not None
    assert checkin.opens_at == before + timedelta(days=1)
    assert checkin.told is Told.LEADER


def test_a_question_that_changes_retires_and_the_others_stay(sales: Sales, lee: Membership) -> None:
    checkin = made(lee, sales)
    before = rows(sales, checkin)
    wanted = (MOOD, WHY, replace(STEP, text="What is next, and when?"))
    assert amended(lee, sales, checkin, lambda facts: replace(facts, questions=wanted)).questions == wanted
    after = rows(sales, checkin)
    assert [before[text] == after[text] for text in ("How is it going?", "What is in the way?")] == [True, True]
    old = sales.session.get_one(CheckinQuestion, before["What is next?"])
    assert (old.text, old.retired_at) == ("What is next?", NOW)


def test_a_question_on_which_another_depends_takes_it_along_when_it_changes(sales: Sales, lee: Membership) -> None:
    checkin = made(lee, sales)
    before = rows(sales, checkin)
    wanted = (STEP, replace(MOOD, text="And you?"), replace(WHY, only_if=Condition(2, ("1",))))
    assert amended(lee, sales, checkin, lambda facts: replace(facts, questions=wanted)).questions == wanted
    after = rows(sales, checkin)
    assert after["What is next?"] == before["What is next?"]
    assert after["What is in the way?"] != before["What is in the way?"]


def test_whoever_read_another_version_is_told_so_and_changes_nothing(sales: Sales, lee: Membership) -> None:
    checkin = made(lee, sales)
    version = setting.version_of(setting.facts_of(sales.session, checkin))
    amended(lee, sales, checkin, lambda facts: replace(facts, title="Daily"))
    with pytest.raises(Superseded, match="changed meanwhile"):
        setting.amend(sales.session, lee, checkin, lambda _: PULSE, now=NOW, version=version)
    assert checkin.title == "Daily"


def test_what_is_off_or_removed_opens_no_more(sales: Sales, lee: Membership) -> None:
    checkin = made(lee, sales)
    setting.switch(sales.session, lee, checkin, False, now=NOW)
    assert checkin.opens_at is None
    setting.switch(sales.session, lee, checkin, True, now=NOW)
    assert checkin.opens_at is not None
    setting.remove(sales.session, lee, checkin, now=NOW)
    assert checkin.opens_at is None
    for act in (
        lambda: setting.get_checkin(sales.session, lee.team, checkin.number),
        lambda: setting.switch(sales.session, lee, checkin, True, now=NOW),
    ):
        with pytest.raises(Refused, match="Check-in 1 was removed"):
            act()


# ── ready at set-up ──────────────────────────────────────────────────────────────────────────────────────


def test_a_team_comes_with_a_plan_and_a_look_back_and_a_pulse_that_is_off(sales: Sales, lee: Membership) -> None:
    made_ready = templates.make_ready(sales.session, lee.team, now=NOW)
    assert [(each.number, each.title, each.weekdays, each.at, each.is_on) for each in made_ready] == [
        (1, "Monday plan", [0], time(9), True),
        (2, "Friday look back", [4], time(15), True),
        (3, "Daily pulse", [0, 1, 2, 3, 4], time(16), False),
    ]
    assert all(each.created_by_id is None for each in made_ready)
    assert templates.make_ready(sales.session, lee.team, now=NOW) == []
    assert len(sales.session.scalars(select(Checkin)).all()) == 3


@pytest.mark.parametrize("asked", [Asked.REPS, Asked.LEADERS])
def test_each_of_them_takes_a_minute_and_tells_the_team_nothing_delicate(asked: Asked) -> None:
    for facts in (*templates.ready(), *templates.off_at_first()):
        questions = [question for question in facts.questions if question.asked in (Asked.EVERYONE, asked)]
        assert len(questions) <= 3
        for question in questions:
            usual = setting.usual_audience(question.kind, question.becomes)
            assert question.audience is usual or question.audience is Audience.LEADER


def test_those_that_come_with_a_team_could_be_set_by_hand(sales: Sales, lee: Membership) -> None:
    for facts in (*templates.ready(), *templates.off_at_first()):
        assert setting.facts_of(sales.session, made(lee, sales, facts)).questions == facts.questions


@pytest.mark.parametrize(
    ("workweek", "titles"),
    [
        ({6, 0, 1, 2, 3}, ["Sunday plan", "Thursday look back"]),
        ({1, 2, 4, 5}, ["Tuesday plan", "Saturday look back"]),
        ({6, 0, 2, 3}, ["Sunday plan", "Thursday look back"]),
        (set(range(7)), ["Monday plan", "Sunday look back"]),
        ({2}, ["Wednesday plan", "Wednesday look back"]),
    ],
)
def test_the_plan_begins_the_teams_own_week_and_the_look_back_ends_it(workweek: set[int], titles: list[str]) -> None:
    assert [facts.title for facts in templates.ready(workweek)] == titles
