"""What a digest tells: the team's sums and those who want to be named; nothing private, and nothing twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from bot.domain import digest, goals, kudos, obstacles, preferences
from bot.domain.digest import Told
from bot.errors import Refused
from bot.models import DigestState, Membership, Recurrence, Team
from bot.money import Money
from bot.worktime import Period, month_of, week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, log, set_goal
from tests.sales import NOW, TODAY, Sales, many

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
"""16:30 in Berlin, where West is."""
MONDAY = FRIDAY + timedelta(days=3)


def told(sales: Sales, team: Team, *, at: datetime = FRIDAY) -> Told:
    return digest.this_week(sales.session, team, now=at)


def turn(sales: Sales, who: Membership, name: str, words: str) -> None:
    preferences.set_for_person(sales.session, who.person, name, words)


def remove(sales: Sales, by: Membership, helper: Membership, *, is_private: bool = False) -> None:
    facts = obstacles.Facts("a yes on clause 7", is_private=is_private)
    raised = obstacles.raise_obstacle(sales.session, by, facts, now=FRIDAY - timedelta(days=1))
    obstacles.clear(sales.session, helper.person, raised, "Legal agreed", now=FRIDAY)


# ── wins ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wins_of_the_week_are_counted_and_added(sales: Sales, west: West) -> None:
    sales.win(west.rita, 48_000_00)
    sales.win(west.sam, 2_000_00, TODAY + timedelta(days=4), at=FRIDAY + timedelta(days=2))
    sales.win(west.sam, 1_000_00, TODAY - timedelta(days=2))
    sales.win(west.sam, 7_000_00, TODAY - timedelta(days=3), at=NOW - timedelta(days=3))
    found = told(sales, west.lee.team)
    assert (found.won, found.total) == (3, Money(51_000_00, "USD"))
    assert found.biggest
    assert found.biggest.owner_id == west.rita.person_id


def test_what_was_closed_last_week_and_logged_in_this_one_is_told_once(sales: Sales, west: West) -> None:
    friday = TODAY - timedelta(days=5)
    sales.win(west.rita, 1000_00, friday, at=NOW - timedelta(days=5))
    sales.win(west.sam, 20_00, friday)
    assert told(sales, west.lee.team).total.minor == 20_00
    assert told(sales, west.lee.team, at=FRIDAY + timedelta(days=7)).won == 0


def test_what_is_logged_once_the_week_is_over_is_told_in_the_next_one_alone(sales: Sales, west: West) -> None:
    sales.win(west.sam, 20_00)
    row = digest.post(sales.session, west.lee, now=FRIDAY)
    sales.win(west.rita, 1000_00, FRIDAY.date(), at=MONDAY)
    assert digest.told(sales.session, row, now=MONDAY).total.minor == 20_00
    assert told(sales, west.lee.team, at=MONDAY).total.minor == 1000_00


def test_other_currencies_stand_beside(sales: Sales, west: West) -> None:
    sales.win(west.rita, 48_000_00)
    sales.win(west.rita, 90_000_00, currency="EUR")
    found = told(sales, west.lee.team)
    assert (found.total, found.aside) == (Money(48_000_00, "USD"), [Money(90_000_00, "EUR")])
    assert found.biggest
    assert found.biggest.currency == "USD"


def test_whose_wins_are_off_counts_and_is_not_named(sales: Sales, west: West) -> None:
    turn(sales, west.rita, "wins", "off")
    sales.win(west.rita, 48_000_00)
    sales.win(west.sam, 1_000_00)
    found = told(sales, west.lee.team)
    assert (found.won, found.total.minor) == (2, 49_000_00)
    assert [win.owner_id for win in found.wins] == [west.sam.person_id]


def test_a_team_above_counts_the_wins_below_once(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.win(west.rita, 1000_00, helpers=[(north.person_id, 5000)])
    sales.win(north, 10_00)
    found = told(sales, north.team)
    assert (found.won, found.total.minor, found.is_with_below) == (2, 1010_00, True)
    assert [win.amount_minor for win in found.wins] == [10_00]


def test_of_two_hundred_wins_a_hundred_are_told_one_by_one(sales: Sales, west: West) -> None:
    many(sales.session, sales.win(west.rita, 100_00), 200)
    found = told(sales, west.lee.team)
    assert (found.won, len(found.wins), found.more) == (200, 100, 100)


# ── the number ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_left_is_divided_by_the_working_days_that_follow(sales: Sales, west: West) -> None:
    set_goal(sales, west.lee, REVENUE, owner=None, target=300_000_00)
    sales.win(west.rita, 131_000_00)
    number = told(sales, west.lee.team).number
    assert number
    assert (number.standing.left, number.days_left) == (169_000_00, 29)
    assert number.needed == Fraction(169_000_00, 29)


def test_on_the_last_working_day_no_day_is_left_to_divide_by(sales: Sales, west: West) -> None:
    """November's last Friday but one, of a goal until Sunday."""
    set_goal(sales, west.lee, REVENUE, owner=None, last_on=date(2026, 11, 22))
    number = told(sales, west.lee.team).number
    assert number
    assert (number.days_left, number.needed) == (0, None)


def test_where_a_quarter_begins_on_a_sunday_friday_tells_of_the_one_that_ends(sales: Sales, west: West) -> None:
    """The fiscal quarter from Sunday, 1 November 2026 on."""
    facts = replace(REVENUE, first_on=date(2026, 8, 1), last_on=date(2026, 10, 31))
    ends = goals.set_goal(sales.session, west.lee, facts, now=NOW - timedelta(days=60), owner=None)
    begins = set_goal(sales, west.lee, REVENUE, owner=None, first_on=date(2026, 11, 1), last_on=date(2027, 1, 31))
    sales.win(west.rita, 1000_00, date(2026, 11, 1), at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    before = told(sales, west.lee.team, at=datetime(2026, 10, 30, 15, 30, tzinfo=UTC))
    after = told(sales, west.lee.team, at=datetime(2026, 11, 6, 15, 30, tzinfo=UTC))
    assert before.number
    assert before.number.goal.id == ends.id
    assert (before.won, before.number.standing.done) == (1, 0)
    assert after.number
    assert after.number.goal.id == begins.id
    assert (after.won, after.number.standing.done) == (0, 1000_00)


def test_what_is_won_once_the_week_is_over_is_not_in_its_number(sales: Sales, west: West) -> None:
    set_goal(sales, west.lee, REVENUE, owner=None, target=300_000_00)
    row = digest.post(sales.session, west.lee, now=FRIDAY)
    sales.win(west.rita, 20_00, FRIDAY.date() + timedelta(days=2), at=FRIDAY + timedelta(days=2))
    sales.win(west.rita, 1000_00, MONDAY.date(), at=MONDAY)
    number = digest.told(sales.session, row, now=MONDAY).number
    assert number
    assert (number.standing.done, number.standing.today) == (20_00, FRIDAY.date())


def test_a_goal_of_one_of_its_people_is_never_the_teams_number(sales: Sales, west: West) -> None:
    log(sales, west.rita, set_goal(sales, west.rita, DEMOS), "+5")
    found = told(sales, west.lee.team)
    assert (found.number, found.activity, found.is_empty) == (None, [], True)


def test_what_was_counted_this_week_is_told_once_for_each_metric(sales: Sales, west: West) -> None:
    quarter = set_goal(sales, west.lee, DEMOS, owner=None, target=100)
    set_goal(sales, west.lee, DEMOS, owner=None, target=12, first_on=date(2026, 11, 18), last_on=date(2026, 11, 19))
    log(sales, west.lee, quarter, "+4", on=date(2026, 11, 13))
    log(sales, west.lee, quarter, "+11", on=date(2026, 11, 18))
    assert [(goal.id, value) for goal, value in told(sales, west.lee.team).activity] == [(quarter.id, 11)]


@pytest.mark.parametrize("target", [40, 9])
def test_a_week_that_begins_in_one_month_and_ends_in_the_next_counts_whole(
    sales: Sales, west: West, target: int
) -> None:
    month, last_day = month_of(TODAY), datetime(2026, 11, 30, 12, tzinfo=UTC)
    monthly = {"target": target, "first_on": month.first, "last_on": month.last, "recurrence": Recurrence.MONTH}
    log(sales, west.lee, set_goal(sales, west.lee, DEMOS, owner=None, **monthly), "+9", now=last_day)
    goals.end_due(sales.session, now=last_day + timedelta(days=1))
    december = goals.of_teams(sales.session, [west.lee.team])[-1]
    log(sales, west.lee, december, "+2", now=last_day + timedelta(days=1))
    assert told(sales, west.lee.team, at=FRIDAY + timedelta(weeks=2)).activity == [(december, 11)]


def test_what_was_counted_stands_once_its_goal_is_reached_and_closed(sales: Sales, west: West) -> None:
    week = week_of(TODAY)
    goal = set_goal(sales, west.lee, DEMOS, owner=None, target=5, first_on=week.first, last_on=week.last)
    log(sales, west.lee, goal, "+5")
    row = digest.post(sales.session, west.lee, now=FRIDAY)
    goals.end_due(sales.session, now=MONDAY)
    assert goal.closed_at == MONDAY
    found = digest.told(sales.session, row, now=MONDAY)
    assert (found.activity, found.number and found.number.goal) == ([(goal, 5)], goal)


# ── what was removed, and thanks ─────────────────────────────────────────────────────────────────────────


def test_shared_obstacles_are_told_and_private_ones_are_not_even_counted(sales: Sales, west: West) -> None:
    remove(sales, west.rita, west.sam)
    remove(sales, west.rita, west.lee, is_private=True)
    found = told(sales, west.lee.team)
    assert [each.cleared_by_id for each in found.cleared] == [west.sam.person_id]
    assert found.removed == 1


def test_who_wants_no_thanks_is_not_named(sales: Sales, west: West) -> None:
    turn(sales, west.sam, "thanks", "off")
    remove(sales, west.rita, west.sam)
    kudos.give(sales.session, west.lee.person, west.lee.team, [west.sam.person, west.rita.person], "a demo", now=FRIDAY)
    found = told(sales, west.lee.team)
    assert len(found.thanks) == len(found.cleared) == 1
    assert found.unnamed == {west.sam.person_id}


def test_all_thanks_are_counted_and_the_latest_are_told_one_by_one(sales: Sales, west: West) -> None:
    for nth in range(52):
        kudos.give(sales.session, west.lee.person, west.lee.team, [west.rita.person], f"a demo {nth}", now=FRIDAY)
    found = told(sales, west.lee.team)
    assert (found.thanked, len(found.thanks)) == (52, 50)


def test_a_week_in_which_nothing_happened_is_empty(sales: Sales, west: West) -> None:
    assert told(sales, west.lee.team).is_empty


# ── the week, in the team's zone ─────────────────────────────────────────────────────────────────────────


def test_the_week_is_the_teams_own(sales: Sales, west: West) -> None:
    preferences.set_for_team(sales.session, west.lee, "workweek", "Sun-Thu")
    west.lee.team.zone = "Pacific/Auckland"
    kudos.give(
        sales.session,
        west.lee.person,
        west.lee.team,
        [west.rita.person],
        "a demo",
        now=datetime(2026, 11, 14, 11, 30, tzinfo=UTC),
    )
    found = told(sales, west.lee.team)
    assert found.week == Period(date(2026, 11, 15), date(2026, 11, 21))
    assert len(found.thanks) == 1


# ── skipped and posted by hand ───────────────────────────────────────────────────────────────────────────


def test_reps_decide_nothing_about_it(sales: Sales, west: West) -> None:
    for act in (digest.skip, digest.unskip, digest.post):
        with pytest.raises(Refused, match="Only a leader of the team or a manager"):
            act(sales.session, west.rita, now=FRIDAY)


def test_what_is_empty_is_not_posted_by_hand_either(sales: Sales, west: West) -> None:
    with pytest.raises(Refused, match="nothing to tell yet"):
        digest.post(sales.session, west.lee, now=FRIDAY)


def test_it_is_posted_once_a_week(sales: Sales, west: West) -> None:
    sales.win(west.rita, 1000_00)
    assert digest.post(sales.session, west.lee, now=FRIDAY).state is DigestState.POSTED
    for act in (digest.post, digest.skip, digest.unskip):
        with pytest.raises(Refused, match="posted already"):
            act(sales.session, west.lee, now=FRIDAY + timedelta(days=1))


def test_no_opening_comes_twice_running(sales: Sales, west: West) -> None:
    set_goal(sales, west.lee, REVENUE, owner=None)
    weeks = (FRIDAY + timedelta(weeks=number) for number in range(5))
    openings = [digest.post(sales.session, west.lee, now=week).opening for week in weeks]
    assert all(one != other for one, other in pairwise(openings))


def test_nothing_that_is_told_is_corrected_unnoticed(sales: Sales, west: West) -> None:
    goal, win = set_goal(sales, west.lee, REVENUE, owner=None), sales.win(west.rita, 1000_00)
    row = digest.post(sales.session, west.lee, now=FRIDAY)
    assert digest.told(sales.session, row, now=FRIDAY + timedelta(hours=9)).digested == row.told
    corrections = [
        (goal, "target", 200_000_00),
        (goal, "title", "a good year"),
        (goal, "first_on", TODAY),
        (goal, "last_on", date(2027, 1, 31)),
        (win, "closed_on", TODAY - timedelta(days=1)),
    ]
    said = [row.told]
    for corrected, name, value in corrections:
        setattr(corrected, name, value)
        sales.session.flush()
        said.append(digest.told(sales.session, row, now=FRIDAY).digested)
    assert len(set(said)) == len(said)
