"""Contributions: a team's goal divided to the last cent, agreed or seen differently, as people come and go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot import outbox
from bot.domain import calendars, contributions, goals, teams
from bot.domain.contributions import Parts
from bot.errors import Refused, Superseded
from bot.models import Agreement, Goal, Membership, OutboxMessage, Outcome, Person, PersonKind, Recurrence, Role
from bot.money import LARGEST_MINOR, split
from bot.worktime import week_of
from tests.domain.conftest import West
from tests.domain.test_goal_watch import at, messages
from tests.domain.test_goals import DEMOS, QUARTER, REVENUE, done, log, set_goal
from tests.sales import NOW, TODAY, Sales

WHOLE = replace(REVENUE, target=300_000_00)
NEXT_QUARTER = QUARTER.last + timedelta(days=2)


@pytest.fixture
def goal(west: West, sales: Sales) -> Goal:
    """West's 300k this quarter; Lee, Rita and Sam sell."""
    return set_goal(sales, west.lee, WHOLE, owner=None)


def divided(sales: Sales, by: Membership, goal: Goal, **amounts: int) -> Parts:
    """By hand, by first names."""
    people = {person.name.lower(): person.id for person in sales.session.scalars(select(Person))}
    shares = contributions.by_hand(goal, {people[name]: amount for name, amount in amounts.items()})
    return contributions.divide(sales.session, by, goal, shares, now=NOW)


def equally(sales: Sales, by: Membership, goal: Goal, margin: int = 0) -> Parts:
    shares = contributions.equally(sales.session, goal, margin=margin)
    return contributions.divide(sales.session, by, goal, shares, now=NOW)


def part_of(parts: Parts, member: Membership) -> Goal:
    part = parts.of(member.person_id)
    assert part
    return part


def amounts(parts: Parts) -> dict[str, int]:
    return {part.owner.name: part.target for part in parts.held if part.owner}


# ── to the last cent ─────────────────────────────────────────────────────────────────────────────────────

weights = st.dictionaries(st.integers(1, 50), st.integers(0, 10_000), min_size=1, max_size=40).filter(
    lambda each: sum(each.values()) > 0
)
targets = st.integers(1, LARGEST_MINOR)


@given(targets, weights)
def test_a_split_invents_and_loses_nothing(amount: int, weights: dict[int, int]) -> None:
    parts = split(amount, weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == amount
    assert parts.keys() == weights.keys()
    assert all(abs(parts[who] * whole - amount * weight) < whole for who, weight in weights.items())
    assert all(parts[who] == 0 for who, weight in weights.items() if not weight)


@given(targets, weights, st.integers(0, contributions.MOST_MARGIN), st.sampled_from(["USD", "JPY", "KWD", None]))
def test_parts_by_weight_come_to_the_target_and_its_margin(
    target: int, weights: dict[int, int], margin: int, currency: str | None
) -> None:
    goal = Goal(number=3, target=target, currency=currency)
    shares = contributions.by_weight(goal, weights, margin=margin)
    assert 0 <= sum(shares.amounts.values()) * 100 - target * (100 + margin) < 100


@given(targets, st.lists(st.integers(1, 60), min_size=1, max_size=3))
def test_parts_in_percent_come_to_their_sum(target: int, percents: list[int]) -> None:
    shares = contributions.by_percent(Goal(number=3, target=target), dict(enumerate(percents)))
    assert 0 <= sum(shares.amounts.values()) * 100 - target * sum(percents) < 100


# ── the ways ─────────────────────────────────────────────────────────────────────────────────────────────


def test_equally_is_for_all_who_sell_the_leader_included(west: West, sales: Sales, goal: Goal) -> None:
    teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    parts = equally(sales, west.lee, goal)
    assert amounts(parts) == {"Lee": 100_000_00, "Rita": 100_000_00, "Sam": 100_000_00}
    assert (parts.assigned, parts.without) == (goal.target, [])
    assert all(part.period == goal.period and part.metric is goal.metric for part in parts.held)


def test_a_margin_goes_on_top_exactly(west: West, sales: Sales, goal: Goal) -> None:
    parts = equally(sales, west.lee, goal, margin=10)
    assert parts.assigned == 330_000_00


def test_by_history_goes_by_the_last_two_periods_and_says_them(west: West, sales: Sales, goal: Goal) -> None:
    last = QUARTER.first - timedelta(days=10)
    sales.win(west.rita, 30_000_00, last)
    sales.win(west.rita, 10_000_00, last - timedelta(days=92))
    sales.win(west.sam, 20_000_00, last, helpers=[(west.rita.person_id, 5000)])
    sales.win(west.sam, 90_000_00, last - timedelta(days=200))
    parts = contributions.divide(sales.session, west.lee, goal, contributions.by_history(sales.session, goal), now=NOW)
    assert amounts(parts) == {"Rita": 250_000_00, "Sam": 50_000_00}
    assert part_of(parts, west.rita).share_basis == {
        "way": "history", "done": [40_000_00, 10_000_00], "span": "quarter"
    }  # fmt: skip
    assert [person.name for person in parts.without] == ["Lee"]


def test_by_history_of_what_is_typed(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, DEMOS, owner=None)
    before = set_goal(sales, west.rita, first_on=TODAY - timedelta(60), last_on=QUARTER.last)
    goals.log(sales.session, west.rita, before, "+", 4, now=NOW, on=QUARTER.first - timedelta(days=5))
    shares = contributions.by_history(sales.session, goal)
    assert shares.amounts == {west.lee.person_id: 0, west.rita.person_id: 12, west.sam.person_id: 0}


def test_without_any_history_another_way_is_offered(sales: Sales, goal: Goal) -> None:
    with pytest.raises(Refused, match="nothing to go by"):
        contributions.by_history(sales.session, goal)


def test_by_days_goes_by_the_working_days_that_each_has_left(west: West, sales: Sales, goal: Goal) -> None:
    left = contributions.by_days(sales.session, goal, now=NOW).amounts
    assert left[west.sam.person_id] == left[west.rita.person_id]
    away = week_of(TODAY + timedelta(days=7))
    calendars.take_off(sales.session, west.sam.person, west.sam.person, away, now=NOW)
    left = contributions.by_days(sales.session, goal, now=NOW).amounts
    assert left[west.sam.person_id] < left[west.rita.person_id]
    assert sum(left.values()) == goal.target


def test_what_cannot_be_divided_is_refused(west: West, sales: Sales, goal: Goal) -> None:
    with pytest.raises(Refused, match="one person's"):
        equally(sales, west.lee, set_goal(sales, west.rita))
    with pytest.raises(Refused, match="a level has no parts"):
        equally(sales, west.lee, set_goal(sales, west.lee, what="hours", start=40, target=30, owner=None))
    with pytest.raises(Refused, match="up to 200 %"):
        equally(sales, west.lee, goal, margin=101)
    with pytest.raises(Refused, match="more than I can count"):
        divided(sales, west.lee, goal, rita=LARGEST_MINOR + 1)
    with pytest.raises(Refused, match="Dana is not in"):
        divided(sales, west.lee, goal, dana=5)
    goals.close(sales.session, west.lee, goal, now=NOW)
    with pytest.raises(Refused, match="closed already"):
        equally(sales, west.lee, goal)


def test_a_leader_divides_and_nobody_else(west: West, sales: Sales, goal: Goal) -> None:
    max_ = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    for by in (west.rita, max_):
        with pytest.raises(Refused, match="Only a leader of the team can divide"):
            equally(sales, by, goal)
    assert len(equally(sales, west.lee, goal).held) == 3


def test_nobody_gets_a_part_of_nothing(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, DEMOS, owner=None, target=2)
    parts = equally(sales, west.lee, goal)
    assert sorted(amounts(parts).values()) == [1, 1]
    assert len(parts.without) == 1


def test_parts_are_moved_by_their_owners_wins(west: West, sales: Sales, goal: Goal) -> None:
    parts = equally(sales, west.lee, goal)
    sales.win(west.rita, 40_000_00)
    assert (done(sales, part_of(parts, west.rita)), done(sales, part_of(parts, west.sam))) == (40_000_00, 0)
    assert done(sales, goal) == 40_000_00


# ── divided again, and asked ─────────────────────────────────────────────────────────────────────────────


def test_each_is_asked_once_but_who_divided(west: West, sales: Sales, goal: Goal) -> None:
    parts = equally(sales, west.lee, goal)
    assert messages(sales, "goal.part") == [west.rita.person.slack_id, west.sam.person.slack_id]
    assert part_of(parts, west.lee).agreement is Agreement.IN
    equally(sales, west.lee, goal)
    assert len(messages(sales, "goal.part")) == 2


def test_divided_again_what_changed_is_asked_again_and_the_rest_stays_agreed(
    west: West, sales: Sales, goal: Goal
) -> None:
    parts = divided(sales, west.lee, goal, rita=100, sam=200)
    for member in (west.rita, west.sam):
        contributions.be_in(sales.session, member, part_of(parts, member), now=NOW)
    again = divided(sales, west.lee, goal, rita=150, sam=200)
    assert part_of(again, west.rita) is part_of(parts, west.rita)
    assert (part_of(again, west.rita).agreement, part_of(again, west.rita).asked) == (Agreement.OPEN, 2)
    assert (part_of(again, west.sam).agreement, part_of(again, west.sam).asked) == (Agreement.IN, 1)


def test_by_hand_leaves_the_others_and_zero_takes_back(west: West, sales: Sales, goal: Goal) -> None:
    divided(sales, west.lee, goal, rita=100, sam=200)
    parts = divided(sales, west.lee, goal, sam=0)
    assert amounts(parts) == {"Rita": 100}
    taken = sales.session.scalars(select(Goal).where(Goal.owner_id == west.sam.person_id)).one()
    assert (taken.outcome, taken.target) == (Outcome.DROPPED, 200)


def test_a_whole_division_takes_back_whatever_it_leaves_out(west: West, sales: Sales, goal: Goal) -> None:
    equally(sales, west.lee, goal)
    shares = contributions.by_weight(goal, {west.rita.person_id: 2, west.sam.person_id: 1})
    parts = contributions.divide(sales.session, west.lee, goal, shares, now=NOW)
    assert amounts(parts) == {"Rita": 200_000_00, "Sam": 100_000_00}


def test_parts_follow_the_dates_of_the_goal_and_go_with_its_undoing(west: West, sales: Sales, goal: Goal) -> None:
    parts = equally(sales, west.lee, goal)
    later = replace(WHOLE, last_on=QUARTER.last + timedelta(days=30))
    goals.edit(sales.session, west.lee, goal, later, now=NOW)
    assert {part.last_on for part in parts.held} == {later.last_on}
    goals.unset(sales.session, west.lee, goal, now=NOW)
    assert sales.session.scalars(select(Goal)).all() == []
    assert messages(sales, "goal.part") == []


def test_parts_count_what_the_goal_counts_and_as_often(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, owner=None)
    parts = equally(sales, west.lee, goal)
    weekly = replace(goals.facts_of(goal), what="calls", recurrence=Recurrence.WEEK)
    goals.edit(sales.session, west.lee, goal, weekly, now=NOW)
    assert {(part.metric.name, part.recurrence) for part in parts.held} == {("calls", Recurrence.WEEK)}


def test_a_goal_that_is_over_shows_the_parts_that_it_had_then(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, owner=None)
    rita = part_of(equally(sales, west.lee, goal), west.rita)
    divided(sales, west.lee, goal, sam=0)
    log(sales, west.rita, rita, "+4")
    goals.end_due(sales.session, now=at(QUARTER.last + timedelta(days=2)))
    assert rita.closed_at
    for _ in range(2):
        assert amounts(contributions.parts_in(sales.session, goal)) == {"Lee": 4, "Rita": 4}
        goals.end_due(sales.session, now=at(QUARTER.last + timedelta(days=20)))
    assert goal.closed_at


def test_parts_are_closed_with_their_goal_before_its_end_and_go_on_no_more(west: West, sales: Sales) -> None:
    week = week_of(TODAY)
    goal = set_goal(sales, west.lee, owner=None, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    rita = part_of(equally(sales, west.lee, goal), west.rita)
    log(sales, west.rita, rita, "+4")
    goals.close(sales.session, west.lee, goal, "The budget moved", now=NOW)
    closed = contributions.parts_in(sales.session, goal).held
    assert {part.look_back for part in closed} == {"The budget moved"}
    assert [part.outcome for part in closed] == [Outcome.DROPPED, Outcome.REACHED, Outcome.DROPPED]
    assert goals.end_due(sales.session, now=at(week.last + timedelta(days=2))) == 0


def test_who_has_a_part_looks_back_on_it_themselves_once_it_has_ended(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, owner=None)
    rita = part_of(equally(sales, west.lee, goal), west.rita)
    goals.end_due(sales.session, now=at(QUARTER.last + timedelta(days=2)))
    goals.close(sales.session, west.lee, goal, "The budget moved", now=NOW)
    assert rita.closed_at is None


def test_a_part_changed_by_the_leader_is_asked_about_again(west: West, sales: Sales, goal: Goal) -> None:
    part = part_of(equally(sales, west.lee, goal), west.rita)
    contributions.be_in(sales.session, west.rita, part, now=NOW)
    goals.edit(sales.session, west.lee, part, replace(goals.facts_of(part), target=5), now=NOW)
    assert (part.agreement, part.asked, part.share_basis) == (Agreement.OPEN, 2, {"way": "hand"})


def test_the_parts_of_a_recurring_goal_go_on_under_the_next_one(west: West, sales: Sales) -> None:
    week = week_of(TODAY)
    goal = set_goal(sales, west.lee, owner=None, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    contributions.be_in(sales.session, west.rita, part_of(equally(sales, west.lee, goal), west.rita), now=NOW)
    goals.end_due(sales.session, now=at(week.last + timedelta(days=2)))
    then = sales.session.scalars(select(Goal).where(Goal.previous_id == goal.id)).one()
    parts = contributions.parts_in(sales.session, then)
    assert amounts(parts) == {"Lee": 4, "Rita": 4, "Sam": 4}
    assert part_of(parts, west.rita).agreement is Agreement.IN
    assert part_of(parts, west.sam).agreement is Agreement.OPEN


# ── what its owner says ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def part(west: West, sales: Sales, goal: Goal) -> Goal:
    """Rita's part, of 120k."""
    return part_of(divided(sales, west.lee, goal, rita=120_000_00, sam=90_000_00), west.rita)


def differ(sales: Sales, rita: Membership, part: Goal, target: int = 100_000_00, why: str = "Acme moved") -> None:
    contributions.differ(sales.session, rita, part, target, why, now=NOW, asked=part.asked)


def test_a_part_counts_while_it_is_seen_differently_which_the_leaders_alone_hear(
    west: West, sales: Sales, part: Goal, goal: Goal
) -> None:
    differ(sales, west.rita, part)
    assert (part.target, part.answer_target, part.answer_why) == (120_000_00, 100_000_00, "Acme moved")
    assert messages(sales, "goal.disputed") == [west.lee.person.slack_id]
    assert contributions.parts_in(sales.session, goal).saying(Agreement.DIFFERENTLY) == [part]


def test_the_leader_takes_the_number_and_its_owner_hears(west: West, sales: Sales, part: Goal) -> None:
    differ(sales, west.rita, part)
    contributions.take(sales.session, west.lee, part, now=NOW)
    assert (part.target, part.agreement, part.asked) == (100_000_00, Agreement.IN, 2)
    assert outbox.is_wanted(sales.session, goals.ask_key(part))


def test_the_leader_keeps_the_number_with_a_word_and_asks_again(west: West, sales: Sales, part: Goal) -> None:
    differ(sales, west.rita, part)
    with pytest.raises(Refused, match="A word of yours"):
        contributions.keep(sales.session, west.lee, part, " ", now=NOW)
    contributions.keep(sales.session, west.lee, part, "You have Hooli now", now=NOW)
    assert (part.target, part.agreement, part.asked) == (120_000_00, Agreement.OPEN, 2)
    assert (part.answer_reply, part.answer_target) == ("You have Hooli now", 100_000_00)
    contributions.be_in(sales.session, west.rita, part, now=NOW)
    assert part.agreement is Agreement.IN
    with pytest.raises(Refused, match="Nothing is open"):
        contributions.take(sales.session, west.lee, part, now=NOW)


def test_nobody_else_answers_and_only_a_leader_settles(west: West, sales: Sales, part: Goal) -> None:
    for member in (west.sam, west.lee):
        with pytest.raises(Refused, match="Only its owner"):
            contributions.be_in(sales.session, member, part, now=NOW)
    differ(sales, west.rita, part)
    with pytest.raises(Refused, match="Only a leader"):
        contributions.take(sales.session, west.rita, part, now=NOW)


@pytest.mark.parametrize(
    ("target", "why", "says"),
    [
        (0, "x", "above zero"),
        (120_000_00, "x", "the number already"),
        (LARGEST_MINOR + 1, "x", "more than I can count"),
        (5, " ", "Why that number"),
        (5, "x" * 501, "501 characters"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    west: West, sales: Sales, part: Goal, target: int, why: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        differ(sales, west.rita, part, target, why)


@pytest.fixture
def complaints(west: West, sales: Sales) -> Goal:
    """A level that Lee gave Rita."""
    return set_goal(sales, west.lee, what="complaints", start=10, target=3, owner=west.rita.person)


def test_zero_of_a_level_is_a_number_that_can_be_taken(west: West, sales: Sales, complaints: Goal) -> None:
    differ(sales, west.rita, complaints, 0)
    contributions.take(sales.session, west.lee, complaints, now=NOW)
    assert (complaints.target, complaints.agreement) == (0, Agreement.IN)


@pytest.mark.parametrize(("target", "says"), [(10, "where you stand already"), (-5, "zero or above")])
def test_what_cannot_be_a_level_is_no_answer_to_one(
    west: West, sales: Sales, complaints: Goal, target: int, says: str
) -> None:
    with pytest.raises(Refused, match=f"{says}.*`/goal {complaints.number} differ 4 because") as refusal:
        differ(sales, west.rita, complaints, target)
    assert refusal.value.field == "target"


def test_an_answer_to_an_earlier_number_is_late(west: West, sales: Sales, part: Goal, goal: Goal) -> None:
    divided(sales, west.lee, goal, rita=130_000_00)
    for answer in (contributions.be_in, contributions.take):
        if answer is contributions.take:
            differ(sales, west.rita, part)
        by = west.rita if answer is contributions.be_in else west.lee
        with pytest.raises(Superseded):
            answer(sales.session, by, part, now=NOW, asked=1)


def test_what_one_set_oneself_is_not_answered(sales: Sales, rita: Membership) -> None:
    with pytest.raises(Refused, match="You set goal"):
        contributions.be_in(sales.session, rita, set_goal(sales, rita), now=NOW)


# ── people come and go ───────────────────────────────────────────────────────────────────────────────────


def test_who_leaves_takes_nothing_along(west: West, sales: Sales, goal: Goal, part: Goal) -> None:
    teams.leave(sales.session, west.rita)
    parts = contributions.parts_in(sales.session, goal)
    assert parts.orphaned == [part]
    assert parts.assigned == 90_000_00


@pytest.mark.parametrize("change", [{"has_left": True}, {"kind": PersonKind.GUEST}])
def test_whoever_left_slack_or_became_a_guest_has_no_part_and_gets_none(
    west: West, sales: Sales, goal: Goal, part: Goal, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(west.rita.person, name, value)
    assert contributions.parts_in(sales.session, goal).orphaned == [part]
    assert amounts(equally(sales, west.lee, goal)) == {"Lee": 150_000_00, "Sam": 150_000_00}
    with pytest.raises(Refused):
        divided(sales, west.lee, goal, rita=5)


def test_a_newcomer_to_a_divided_goal_is_offered_a_part_once(west: West, sales: Sales, goal: Goal) -> None:
    equally(sales, west.lee, goal)
    later = NOW + timedelta(days=7)
    contributions.offer_to_newcomers(sales.session, now=later)
    assert messages(sales, "goal.newcomer") == []
    ned = teams.add(sales.session, west.lee, sales.person("Ned"), now=later + timedelta(hours=1))
    teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=later + timedelta(hours=1))
    for hours in (2, 3):
        contributions.offer_to_newcomers(sales.session, now=later + timedelta(hours=hours))
    assert messages(sales, "goal.newcomer") == [west.lee.person.slack_id]
    parts = contributions.parts_in(sales.session, goal)
    assert [person.name for person in parts.without] == ["Ned"]
    fair = contributions.part_for(sales.session, goal, ned.person, parts, now=later)
    assert 0 < fair < 100_000_00
    assert part_of(contributions.give(sales.session, west.lee, goal, ned.person, fair, now=later), ned).target == fair


def test_nobody_is_a_newcomer_to_what_is_not_divided(west: West, sales: Sales, goal: Goal) -> None:
    sales.rep("Ned", west.lee)
    assert contributions.offer_to_newcomers(sales.session, now=NOW + timedelta(days=1)) == 0
    assert goal.newcomers_seen_at is None


# ── one goal for many ────────────────────────────────────────────────────────────────────────────────────


def test_one_goal_for_many_is_one_each_and_each_is_asked(west: West, sales: Sales) -> None:
    people = contributions.sellers(sales.session, west.lee.team)
    made = contributions.set_for_all(sales.session, west.lee, DEMOS, [*people, people[0]], now=NOW)
    assert [goal.owner for goal in made] == people
    assert len(messages(sales, "goal.set_for")) == 2
    log(sales, west.rita, made[1], "+2")
    assert [done(sales, goal) for goal in made] == [0, 2, 0]


def test_one_goal_for_many_is_refused_as_a_whole(west: West, sales: Sales) -> None:
    with pytest.raises(Refused, match="Dana is not in"):
        contributions.set_for_all(sales.session, west.lee, DEMOS, [west.rita.person, west.dana], now=NOW)


def test_asking_touches_what_was_asked_before(west: West, sales: Sales, part: Goal, goal: Goal) -> None:
    first = select(OutboxMessage).where(OutboxMessage.key == goals.ask_key(part, 1))
    wanted = sales.session.scalars(first).one().wanted
    divided(sales, west.lee, goal, rita=1)
    assert sales.session.scalars(first).one().wanted > wanted
