"""Credit: shared out to the last cent, and counted once."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import goals, teams, wins
from bot.domain.wins.credit import shares
from bot.domain.wins.facts import ALL
from bot.errors import Refused
from bot.models import Membership
from bot.money import LARGEST_MINOR, Money
from bot.worktime import quarter_of
from tests.domain.test_goals import REVENUE, done, set_goal
from tests.sales import TODAY, Sales

OWNER = 1
QUARTER = quarter_of(TODAY)
amounts = st.integers(1, LARGEST_MINOR - 1)


@st.composite
def helpers(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Up to nine helpers, whose shares are at most the whole together; some are thanked alone."""
    cuts = sorted(draw(st.lists(st.integers(0, ALL), min_size=1, max_size=10)))
    return [(OWNER + nth, upper - lower) for nth, (lower, upper) in enumerate(pairwise(cuts), 1)]


@given(helpers(), amounts)
def test_what_is_shared_out_is_the_amount_to_the_cent(helpers: list[tuple[int, int]], amount: int) -> None:
    shared = shares(OWNER, helpers, amount)
    assert sum(minor for _, minor in shared.values()) == amount
    assert sum(share for share, _ in shared.values()) == ALL


@given(helpers(), amounts)
def test_nobody_owes_and_everybody_is_there(helpers: list[tuple[int, int]], amount: int) -> None:
    shared = shares(OWNER, helpers, amount)
    assert shared.keys() == {OWNER, *(who for who, _ in helpers)}
    assert all(minor >= 0 for _, minor in shared.values())


@given(helpers(), amounts)
def test_everybody_gets_their_share_within_what_a_third_cannot_say(helpers: list[tuple[int, int]], amount: int) -> None:
    # A share is told to a basis point, so an even split may be off by as many as there are people.
    for share, minor in shares(OWNER, helpers, amount).values():
        assert abs(minor * ALL - amount * share) < ALL + amount * (len(helpers) + 1)


@given(amounts, st.integers(1, 60), st.integers(1, 60))
def test_two_helpers_of_one_percentage_differ_by_a_cent_at_most(amount: int, share: int, of_owner: int) -> None:
    alike = ALL * share // (2 * share + of_owner)
    shared = shares(OWNER, [(2, alike), (3, alike)], amount)
    assert abs(shared[2][1] - shared[3][1]) <= 1


@given(helpers(), amounts)
def test_thanks_alone_gets_nothing_of_the_amount(helpers: list[tuple[int, int]], amount: int) -> None:
    shared = shares(OWNER, [*helpers, (99, 0)], amount)
    assert shared[99] == (0, 0)


@given(st.integers(1, 40), st.integers(0, 3), amounts)
def test_an_equal_split_is_fair_to_the_cent(count: int, thanked: int, amount: int) -> None:
    alike = ALL // (count + 1)
    helpers = [(OWNER + nth, alike) for nth in range(1, count + 1)] + [(100 + nth, 0) for nth in range(thanked)]
    of_each = [minor for share, minor in shares(OWNER, helpers, amount).values() if share]
    assert max(of_each) - min(of_each) <= 1
    assert sum(of_each) == amount


def test_the_cent_that_is_left_is_the_owners() -> None:
    assert shares(OWNER, [(2, 5000)], 101) == {OWNER: (5000, 51), 2: (5000, 50)}


def test_a_third_of_a_million_is_a_third_to_the_cent() -> None:
    shared = shares(OWNER, [(2, 3333), (3, 3333)], 100_000_000)
    assert [minor for _, minor in shared.values()] == [33_333_334, 33_333_333, 33_333_333]


def test_shares_over_the_whole_are_refused(sales: Sales, lee: Membership, rita: Membership) -> None:
    sam = sales.rep("Sam", lee)
    with pytest.raises(Refused, match="The shares come to 110 %"):
        sales.win(rita, 48_000_00, helpers=[(sam.person_id, 6000), (lee.person_id, 5000)])


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sum_of_a_team_counts_a_shared_win_once(sales: Sales, lee: Membership, rita: Membership) -> None:
    sales.win(rita, 100_01, helpers=[(lee.person_id, 3333)])
    credited = [wins.credited_to(sales.session, who.person, QUARTER) for who in (rita, lee)]
    assert wins.total(sales.session, lee.team, QUARTER) == Money(100_01, "USD")
    assert credited == [[(1, Money(66_68, "USD"))], [(1, Money(33_33, "USD"))]]


def test_a_helper_elsewhere_gets_personal_credit_and_their_team_nothing(sales: Sales, rita: Membership) -> None:
    olga = sales.team("East", sales.person("Olga"))
    sales.win(rita, 100_00, helpers=[(olga.person_id, 3000)])
    assert wins.credited_to(sales.session, olga.person, QUARTER) == [(1, Money(30_00, "USD"))]
    assert wins.total(sales.session, olga.team, QUARTER) == Money(0, "USD")
    assert wins.total(sales.session, rita.team, QUARTER) == Money(100_00, "USD")


def test_somebody_who_is_only_thanked_has_no_win_to_their_credit(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    sales.win(rita, 100_00, helpers=[(lee.person_id, 0)])
    assert wins.credited_to(sales.session, lee.person, QUARTER) == []


def test_a_win_given_away_whole_moves_the_others_revenue_and_the_owners_count_of_deals(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    theirs, hers = set_goal(sales, lee, REVENUE), set_goal(sales, rita, REVENUE)
    deals = set_goal(sales, rita, what="deals")
    win = sales.win(rita, 100_00, helpers=[(lee.person_id, ALL)])
    assert {goal.id for goal in goals.served_by(sales.session, win)} == {theirs.id, deals.id}
    assert [done(sales, goal) for goal in (theirs, hers, deals)] == [100_00, 0, 1]


def test_what_was_undone_is_nobodys_credit(sales: Sales, lee: Membership, rita: Membership) -> None:
    win = sales.win(rita, 100_00, helpers=[(lee.person_id, 3000)])
    wins.undo(sales.session, rita, win, now=win.recorded_at)
    assert wins.credited_to(sales.session, rita.person, QUARTER) == []
    assert wins.credited_to(sales.session, lee.person, QUARTER) == []


def test_a_corrected_amount_is_shared_out_anew(sales: Sales, lee: Membership, rita: Membership) -> None:
    win = sales.win(rita, 100_00, helpers=[(lee.person_id, 3000)])
    sales.amend(rita, win, 200_00)
    assert wins.credited_to(sales.session, lee.person, QUARTER) == [(1, Money(60_00, "USD"))]
    assert wins.credited_to(sales.session, rita.person, QUARTER) == [(1, Money(140_00, "USD"))]


def test_another_currency_stays_out_of_the_sum(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 100_00)
    sales.win(rita, 77_00, currency="EUR")
    assert wins.total(sales.session, rita.team, QUARTER) == Money(100_00, "USD")


def test_a_win_of_last_quarter_stays_out_of_the_sum(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 100_00, date(2026, 9, 30))
    sales.win(rita, 10_00, date(2026, 10, 1))
    assert wins.total(sales.session, rita.team, QUARTER) == Money(10_00, "USD")


# A tree by the parent of each team: a line, a comb, a star with a branch, everything beneath one.
TREES = ([None, 0, 1, 2, 3], [None, 0, 0, 1, 1, 2, 2], [None, 0, 0, 0, 3], [None, None, 1, 1])


@pytest.mark.parametrize("parents", TREES)
def test_a_roll_up_counts_every_win_once_in_any_tree(sales: Sales, parents: list[int | None]) -> None:
    led: list[Membership] = []
    for nth, parent in enumerate(parents):
        above = led[parent].team if parent is not None else None
        led.append(sales.team(f"Team {nth}", sales.person(f"Leader {nth}"), under=above))
    for nth, leader in enumerate(led):
        helper = led[nth - 1].person_id
        sales.win(leader, 10**nth, helpers=[(helper, 5000)])
    for nth, leader in enumerate(led):
        beneath = {nth}
        for child, parent in enumerate(parents):
            beneath |= {child} if parent in beneath else set()
        assert wins.team_total(sales.session, leader.team, QUARTER).minor == sum(10**below for below in beneath)


def test_a_tree_that_was_bent_into_a_circle_still_counts_once(sales: Sales) -> None:
    north = sales.team("North", sales.person("Dana"))
    west = sales.team("West", sales.person("Lee"), under=north.team)
    north.team.parent_id = west.team_id
    sales.session.flush()
    sales.win(north, 1_00)
    sales.win(west, 10_00)
    assert wins.team_total(sales.session, north.team, QUARTER).minor == 11_00
    assert {team.name for team in teams.below(sales.session, west.team)} == {"North", "West"}
