"""A leader's first two weeks: begun with the first team, ticked by acts alone, over after ten working days."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import coaching, first_weeks, goals, kudos, north_star, obstacles, preferences, teams
from bot.domain.north_star import Parts
from bot.errors import Refused
from bot.models import FirstWeeks, Membership, OutboxMessage, Person, Role
from bot.worktime import quarter_of
from tests.sales import NOW, TODAY, Sales

DAY = timedelta(days=1)


@pytest.fixture
def lee(sales: Sales) -> Membership:
    """Lee, who has just made the team West."""
    return sales.team("West", sales.person("Lee"))


@pytest.fixture
def rita(sales: Sales, lee: Membership) -> Membership:
    return sales.rep("Rita", lee)


@pytest.fixture
def led(sales: Sales, lee: Membership) -> Membership:
    """Lee, whose first weeks have begun on this Wednesday."""
    first_weeks.look_after(sales.session, now=NOW)
    return lee


def program(sales: Sales, person: Person, day: int = 0) -> first_weeks.Program:
    """So many days later."""
    found = first_weeks.find(sales.session, person, now=NOW + day * DAY)
    assert found
    return found


def ticked(sales: Sales, person: Person) -> set[str]:
    return {step.name for step in program(sales, person).steps if step.is_done}


def words(sales: Sales) -> list[str]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == "first_weeks.over")
    return [row.recipient for row in sales.session.scalars(rows)]


def points_the_way(sales: Sales, led: Membership) -> None:
    north_star.set_first(sales.session, led, Parts("The first call of every clinic"), now=NOW)


# ── begun ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("rita")
def test_they_begin_once_with_the_first_team_that_somebody_leads(sales: Sales, lee: Membership) -> None:
    assert first_weeks.look_after(sales.session, now=NOW) == 1
    assert first_weeks.look_after(sales.session, now=NOW) == 0
    sales.team("East", lee.person)
    assert first_weeks.look_after(sales.session, now=NOW) == 0
    (row,) = sales.session.scalars(select(FirstWeeks))
    assert (row.person_id, row.team_id) == (lee.person_id, lee.team_id)


def test_a_rep_who_is_made_a_leader_has_them_too(sales: Sales, led: Membership, rita: Membership) -> None:
    assert first_weeks.next_step(sales.session, rita.person, NOW) is None
    teams.add(sales.session, led, rita.person, (Role.LEADER,), now=NOW)
    first_weeks.look_after(sales.session, now=NOW)
    assert program(sales, rita.person).weeks.look_at


def test_who_leads_no_more_has_none(sales: Sales, led: Membership, rita: Membership) -> None:
    teams.add(sales.session, led, rita.person, (Role.LEADER,), now=NOW)
    teams.take_role(sales.session, rita, led.person, Role.LEADER)
    assert first_weeks.find(sales.session, led.person, now=NOW) is None
    first_weeks.look_after(sales.session, now=NOW + 3 * DAY)
    assert words(sales) == []


# ── ticked ───────────────────────────────────────────────────────────────────────────────────────────────


def test_steps_are_ticked_by_the_acts_themselves(sales: Sales, led: Membership) -> None:
    assert ticked(sales, led.person) == set()
    rita = sales.rep("Rita", led)
    assert ticked(sales, led.person) == {"people"}
    points_the_way(sales, led)
    span = quarter_of(TODAY)
    goals.set_goal(sales.session, led, goals.Facts(300, "demos", None, span.first, span.last), now=NOW, owner=None)
    sales.win(rita, 1000)
    kudos.give(sales.session, led.person, led.team, [rita.person], "the demo", now=NOW)
    assert ticked(sales, led.person) == {"people", "star", "number", "win", "thanks"}


def test_what_others_do_ticks_nothing_that_is_the_leaders_own(sales: Sales, led: Membership, rita: Membership) -> None:
    kudos.give(sales.session, rita.person, led.team, [led.person], "the help", now=NOW)
    assert "thanks" not in ticked(sales, led.person)


def test_an_obstacle_of_ones_own_is_cleared_for_nobody(sales: Sales, led: Membership, rita: Membership) -> None:
    for raiser, is_step in ((led, False), (rita, True)):
        row = obstacles.raise_obstacle(sales.session, raiser, obstacles.Facts("a laptop"), now=NOW)
        obstacles.clear(sales.session, led.person, row, now=NOW)
        assert ("obstacle" in ticked(sales, led.person)) is is_step


def test_one_to_ones_are_done_once_they_were_held_with_each(sales: Sales, led: Membership) -> None:
    reps = [sales.rep(name, led) for name in ("Rita", "Sam")]
    for number, rep in enumerate(reps):
        place = coaching.place_of(sales.session, led.person, rep.person)
        said = coaching.Entry(notes=coaching.Notes("the Acme call"), held_on=TODAY)
        coaching.save(sales.session, led.person, place, said, now=NOW)
        step = program(sales, led.person).steps[-1]
        assert (step.count, step.is_done) == ((number + 1, 2), number == 1)


def test_there_is_one_thing_a_day(sales: Sales, led: Membership) -> None:
    assert first_weeks.next_step(sales.session, led.person, NOW).name == "people"  # type: ignore[union-attr]
    sales.rep("Rita", led)
    assert first_weeks.next_step(sales.session, led.person, NOW) is None  # done for today
    assert first_weeks.next_step(sales.session, led.person, NOW + DAY).name == "star"  # type: ignore[union-attr]
    # The weekend is no working day.
    assert program(sales, led.person, 4).day == 3


def test_what_was_not_done_comes_before_what_is_new(sales: Sales, led: Membership) -> None:
    sales.rep("Rita", led)
    step = first_weeks.next_step(sales.session, led.person, NOW + 5 * DAY)
    assert step
    assert step.name == "star"


# ── left out, stopped, over ──────────────────────────────────────────────────────────────────────────────


def test_a_step_can_be_left_out_and_brought_back(sales: Sales, led: Membership) -> None:
    assert first_weeks.skip(sales.session, led.person, now=NOW).name == "people"
    assert first_weeks.next_step(sales.session, led.person, NOW) is None
    with pytest.raises(Refused, match="done or left out already"):
        first_weeks.skip(sales.session, led.person, "people", now=NOW)
    first_weeks.go_on(sales.session, led.person, now=NOW)
    assert first_weeks.next_step(sales.session, led.person, NOW) is not None


def test_they_can_be_stopped_for_good_or_for_a_while(sales: Sales, led: Membership) -> None:
    first_weeks.stop(sales.session, led.person, now=NOW)
    assert first_weeks.next_step(sales.session, led.person, NOW) is None
    first_weeks.look_after(sales.session, now=NOW + 20 * DAY)
    assert words(sales) == []
    with pytest.raises(Refused, match="again"):
        first_weeks.stop(sales.session, led.person, now=NOW)
    first_weeks.go_on(sales.session, led.person, now=NOW)
    assert first_weeks.next_step(sales.session, led.person, NOW) is not None


def test_nobody_but_a_leader_has_them_to_stop(sales: Sales, led: Membership, rita: Membership) -> None:
    with pytest.raises(Refused, match="Only a leader"):
        first_weeks.stop(sales.session, rita.person, now=NOW)
    assert program(sales, led.person).weeks.look_at


def test_they_are_over_after_ten_working_days_with_one_word(sales: Sales, led: Membership) -> None:
    for number in range(13):
        first_weeks.look_after(sales.session, now=NOW + number * DAY)
    assert words(sales) == []  # Monday the 30th is the ninth working day
    for number in range(13, 20):
        first_weeks.look_after(sales.session, now=NOW + number * DAY)
    assert words(sales) == [led.person.slack_id]
    assert first_weeks.next_step(sales.session, led.person, NOW + 20 * DAY) is None
    with pytest.raises(Refused, match="no clock"):
        first_weeks.go_on(sales.session, led.person, now=NOW + 20 * DAY)


def test_they_are_over_once_all_is_ticked_or_left_out(sales: Sales, led: Membership) -> None:
    for _ in first_weeks.STEPS:
        first_weeks.skip(sales.session, led.person, now=NOW)
    first_weeks.look_after(sales.session, now=NOW + DAY)
    assert words(sales) == [led.person.slack_id]


def test_who_wants_no_notices_hears_no_word_at_the_end(sales: Sales, led: Membership) -> None:
    preferences.set_for_person(sales.session, led.person, "notices", "off")
    first_weeks.look_after(sales.session, now=NOW + 20 * DAY)
    assert words(sales) == []
