"""Teams roll up: every win once, whoever helped, in one currency, and the goals of teams above with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import goals, preferences, rollup, wins
from bot.domain.pace import Status
from bot.models import Agreement, Membership, OutboxMessage, Team
from bot.money import Money
from bot.worktime import quarter_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, counting, done, set_goal
from tests.sales import NOW, TODAY, Sales

QUARTER = quarter_of(TODAY)


@pytest.fixture
def dana(west: West, sales: Sales) -> Membership:
    """Dana leads North, and West stands under it."""
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.session.flush()
    sales.session.expire_all()
    return north


def of_team(sales: Sales, team: Team) -> rollup.Rollup:
    return rollup.of_team(sales.session, team, QUARTER, now=NOW)


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_with_a_helper_of_another_team_below_counts_once(west: West, dana: Membership, sales: Sales) -> None:
    east = sales.team("East", sales.person("Eva"), under=dana.team)
    sales.win(west.rita, 1000_00, helpers=[(east.person_id, 5000), (dana.person_id, 1000)])
    sales.win(east, 100_00)
    sales.win(dana, 10_00)
    found = of_team(sales, dana.team)
    assert found.whole.total == Money(1110_00, "USD")
    assert [(part.team.name, part.total.minor) for part in found.parts] == [("East", 100_00), ("West", 1000_00)]
    assert found.own == {"USD": 10_00}


def test_other_currencies_are_left_out_and_named(west: West, dana: Membership, sales: Sales) -> None:
    east = sales.team("East", sales.person("Eva"), under=dana.team)
    east.team.currency = "EUR"
    sales.win(east, 500_00, currency="EUR")
    sales.win(east, 20_00)
    sales.win(west.rita, 1000_00)
    found = of_team(sales, dana.team)
    assert (found.whole.total, found.whole.aside) == (Money(1020_00, "USD"), [Money(500_00, "EUR")])
    assert (found.parts[0].total, found.parts[0].aside) == (Money(500_00, "EUR"), [Money(20_00, "USD")])


def test_what_was_undone_or_closed_in_another_quarter_is_in_no_sum(west: West, dana: Membership, sales: Sales) -> None:
    wins.undo(sales.session, west.rita, sales.win(west.rita, 1000_00), now=NOW)
    sales.win(west.rita, 100_00, QUARTER.first - timedelta(1))
    assert of_team(sales, dana.team).whole.total.minor == 0


tree = st.lists(st.integers(0, 4), min_size=1, max_size=5)
deals = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 10**6), st.sampled_from(["USD", "EUR"]))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=tree, sold=deals)
def test_what_rolls_up_is_the_sum_of_the_teams_wins_and_of_its_parts(
    sales: Sales, parents: list[int], sold: list[tuple[int, int, int, str]]
) -> None:
    """Teams of any tree, each under one before it; wins of any of them with a helper of any other."""
    with sales.session.begin_nested() as undone:
        led: list[Membership] = []
        for number, parent in enumerate([0, *parents]):
            leader = sales.person(f"Leader {number}")
            led.append(sales.team(f"Team {leader.id}", leader, led[min(parent, number - 1)].team if led else None))
        for owner, helper, minor, currency in sold:
            by, other = led[owner % len(led)], led[helper % len(led)]
            helpers = [(other.person_id, 3000)] if by is not other else []
            sales.win(by, minor, currency=currency, helpers=helpers)
        found = of_team(sales, led[0].team)
        in_dollars = sum(minor for _, _, minor, currency in sold if currency == "USD")
        assert found.whole.total.minor == in_dollars == wins.team_total(sales.session, led[0].team, QUARTER).minor
        for currency in ("USD", "EUR"):
            parts = sum(part.won.get(currency, 0) for part in found.parts)
            assert found.whole.won.get(currency, 0) == found.own.get(currency, 0) + parts
        undone.rollback()


# ── goals ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_moves_the_goals_of_the_teams_above_once(west: West, dana: Membership, sales: Sales) -> None:
    north, ours = set_goal(sales, dana, REVENUE, owner=None), set_goal(sales, west.lee, REVENUE, owner=None)
    own = set_goal(sales, dana, REVENUE)
    deals_won = set_goal(sales, dana, replace(DEMOS, what="deals"), owner=None)
    win = sales.win(west.rita, 1000_00, helpers=[(dana.person_id, 5000)])
    assert [done(sales, goal) for goal in (north, ours, own, deals_won)] == [1000_00, 1000_00, 0, 1]
    assert set(goals.served_by(sales.session, win)) == {ours, north, deals_won}


def test_a_step_of_the_team_above_is_celebrated_in_its_own_channel(west: West, dana: Membership, sales: Sales) -> None:
    set_goal(sales, dana, replace(REVENUE, target=1000_00), owner=None)
    win = sales.win(west.rita, 500_00)
    (row,) = sales.session.query(OutboxMessage).filter_by(kind="goal.step")
    assert row.recipient == dana.team.wins_channel_id
    wins.undo(sales.session, west.rita, win, now=NOW)
    assert row.is_gone


def test_a_goal_of_the_team_above_is_nothing_that_a_rep_below_sees(west: West, dana: Membership, sales: Sales) -> None:
    goal = set_goal(sales, dana, REVENUE, owner=None)
    assert not goals.may_see(goal, west.rita.person, west.rita)
    assert goals.may_see(goal, dana.person, dana)


def test_teams_that_go_in_a_circle_end(west: West, dana: Membership, sales: Sales) -> None:
    dana.team.parent_id = west.lee.team_id
    sales.session.flush()
    goal = set_goal(sales, dana, REVENUE, owner=None)
    sales.win(west.rita, 1000_00)
    assert done(sales, goal) == 1000_00
    assert of_team(sales, dana.team).whole.total.minor == 1000_00


def test_each_team_below_is_told_with_its_main_goal_and_pace(west: West, dana: Membership, sales: Sales) -> None:
    preferences.set_for_team(sales.session, west.lee, "kinds", "renewal")
    set_goal(sales, west.lee, DEMOS, owner=None)
    money = set_goal(sales, west.lee, replace(REVENUE, target=1000_00), owner=None)
    set_goal(sales, west.lee, replace(REVENUE, target=500_00, kind="renewal"), owner=None)
    set_goal(sales, west.lee, replace(REVENUE, target=10_00, first_on=QUARTER.last), owner=None)
    sales.win(west.rita, 1000_00)
    (part,) = of_team(sales, dana.team).parts
    assert part.goal is money
    assert part.standing
    assert part.standing.status is Status.DONE


def test_the_main_goal_of_each_team_is_one_of_its_own_day(west: West, dana: Membership, sales: Sales) -> None:
    dana.team.zone = "Pacific/Pago_Pago"  # where it is still yesterday
    above = set_goal(sales, dana, REVENUE, owner=None, last_on=TODAY - timedelta(1))
    below = set_goal(sales, west.lee, REVENUE, owner=None, first_on=TODAY)
    found = of_team(sales, dana.team)
    assert [found.whole.goal, *(part.goal for part in found.parts)] == [above, below]


def test_the_average_deal_of_a_team_above_is_that_of_the_teams_below(
    west: West, dana: Membership, sales: Sales
) -> None:
    for week in range(1, 6):
        sales.win(west.rita, 5_000_00, TODAY - timedelta(days=60 + week))
    goal = set_goal(sales, dana, REVENUE, owner=None)
    assert goals.paces(sales.session, [goal], now=NOW)[goal.id].plan.cases == 20


# ── parts of a team's goal ─────────────────────────────────────────────────────────────────────────────


def test_what_is_said_to_the_parts_of_a_goal_is_counted(west: West, sales: Sales) -> None:
    whole = set_goal(sales, west.lee, REVENUE, owner=None)
    answers = (Agreement.IN, Agreement.IN, Agreement.OPEN)
    for who, answer in zip((west.rita, west.sam, west.sam), answers, strict=True):
        part = set_goal(sales, west.lee, REVENUE, owner=who.person)
        part.parent_id, part.agreement = whole.id, answer
    sales.session.flush()
    assert rollup.agreements(sales.session, [whole])[whole.id] == {Agreement.IN: 2, Agreement.OPEN: 1}


# ── its cost ─────────────────────────────────────────────────────────────────────────────────────────────


def test_fifty_teams_take_as_many_questions_as_three(dana: Membership, sales: Sales) -> None:
    def add(name: str) -> None:
        led = sales.team(name, sales.person(name), under=dana.team)
        set_goal(sales, led, REVENUE, owner=None)

    def asked(act: Callable[[], object]) -> int:
        sales.session.expire_all()
        with counting(sales) as statements:
            act()
        return len(statements)

    for name in ("East", "South"):
        add(name)
    few = asked(lambda: of_team(sales, dana.team))
    for number in range(50):
        add(f"Team {number:02}")
    assert asked(lambda: of_team(sales, dana.team)) == few
