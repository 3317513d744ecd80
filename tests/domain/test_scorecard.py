"""The scorecard: results against goals and standards, for those who see somebody's goals and nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import goals, scorecard, standards, teams
from bot.domain.pace import Status
from bot.domain.scorecard import Scorecard, Subject
from bot.domain.standards import Expectation
from bot.errors import Refused
from bot.models import Membership, Recurrence, Role, Standard, StandardKind, Visibility
from bot.worktime import month_of, week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, log, set_goal
from tests.sales import NOW, TODAY, Sales

WEEK, MONTH = Recurrence.WEEK, Recurrence.MONTH


def of(sales: Sales, member: Membership, reader: Membership | None = None, *, is_director: bool = False) -> Scorecard:
    place = reader or member
    return scorecard.of(sales.session, Subject(member, place.person, place, is_director), now=NOW)


def expect(
    sales: Sales, by: Membership, amount: int, metric: str, per: Recurrence, currency: str | None = None
) -> Standard:
    said = Expectation(StandardKind.PERFORMANCE, f"{amount} {metric} a {per}", amount, currency, metric, per)
    return standards.set_standard(sales.session, by, said, now=NOW)


def came(sales: Sales, member: Membership) -> list[tuple[int, int | None, Status] | None]:
    """Of each standard what came, what came the time before, and how that stands."""
    return [
        result.standing and (result.standing.done, result.last_time, result.standing.status)
        for result in of(sales, member).standards
    ]


# ── against standards ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_counted_by_hand_is_held_against_the_standard_of_this_week_and_the_last(
    sales: Sales, rita: Membership, lee: Membership
) -> None:
    goal = set_goal(sales, rita)
    last = week_of(TODAY).first - timedelta(days=3)
    for said, on in (("+3", TODAY), ("+4", last), ("+2", week_of(TODAY).first)):
        log(sales, rita, goal, said, on=on)
    expect(sales, lee, 12, "demos", WEEK)
    assert came(sales, rita) == [(5, 4, Status.ON_PACE)]


def test_money_is_ones_own_credit_and_deals_are_ones_own_wins(west: West, sales: Sales) -> None:
    sales.win(west.rita, 1000_00, helpers=[(west.sam.person_id, 3000)])
    sales.win(west.rita, 100_00, currency="EUR")
    sales.win(west.sam, 10_00, month_of(TODAY).first)
    expect(sales, west.lee, 20_000_00, "", MONTH, "USD")
    expect(sales, west.lee, 4, "deals", MONTH)
    assert [each and each[:2] for each in came(sales, west.rita)] == [(700_00, None), (2, None)]
    assert [each and each[:2] for each in came(sales, west.sam)] == [(310_00, None), (1, None)]


def test_a_week_in_which_the_standard_did_not_hold_or_they_were_not_there_is_no_nought(
    sales: Sales, rita: Membership, lee: Membership
) -> None:
    standard = expect(sales, lee, 4, "deals", WEEK)
    begun = week_of(TODAY).first
    for set_days_ago, joined_days_ago, last_time in ((0, 30, None), (30, 0, None), (7, 7, 0)):
        standard.set_at, rita.joined_at = (NOW - timedelta(days=days) for days in (set_days_ago, joined_days_ago))
        assert came(sales, rita)[0][1] == last_time
    standard.set_at = NOW
    sales.win(rita, 100_00, begun - timedelta(days=1))
    assert came(sales, rita)[0][1] == 1


def test_what_nobody_counts_and_what_has_no_number_is_listed_without_one(west: West, sales: Sales) -> None:
    expect(sales, west.lee, 3, "visits", WEEK)
    standards.set_standard(sales.session, west.lee, Expectation(StandardKind.BEHAVIOUR, "Answer within a day"), now=NOW)
    assert came(sales, west.rita) == [None, None]


def test_an_amount_is_not_held_against_what_is_counted_in_pieces(
    sales: Sales, rita: Membership, lee: Membership
) -> None:
    log(sales, rita, set_goal(sales, rita, DEMOS), "+3")
    expect(sales, lee, 500_00, "demos", WEEK, "USD")
    assert came(sales, rita) == [None]


def test_an_answer_to_an_older_wording_is_none(west: West, sales: Sales) -> None:
    standard = expect(sales, west.lee, 12, "demos", WEEK)
    standards.answer(sales.session, west.rita, standard, is_in=True, now=NOW)
    assert of(sales, west.rita).standards[0].answer
    standards.amend(sales.session, west.lee, standard, replace(standards.expectation_of(standard), amount=14), now=NOW)
    assert of(sales, west.rita).standards[0].answer is None


# ── against goals, and who sees it ───────────────────────────────────────────────────────────────────────


def test_goals_are_the_open_ones_of_that_person_in_that_team(west: West, sales: Sales) -> None:
    east = sales.team("East", west.dana)
    teams.add(sales.session, east, west.rita.person, now=NOW)
    there = teams.get_membership(sales.session, west.rita.person, east.team)
    hers, closed = set_goal(sales, west.rita), set_goal(sales, west.rita)
    goals.close(sales.session, west.rita, closed, now=NOW)
    set_goal(sales, there, REVENUE)
    set_goal(sales, west.sam)
    assert [result.goal for result in of(sales, west.rita, west.lee).goals] == [hers]


def test_it_is_for_the_person_the_leader_and_the_coach_alone(west: West, sales: Sales) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    max_ = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    sales.session.expire_all()
    for reader in (west.rita, west.lee, cora):
        assert of(sales, west.rita, reader)
    for reader in (west.sam, max_):
        with pytest.raises(Refused, match="don't see goals"):
            of(sales, west.rita, reader)
    with pytest.raises(Refused, match="don't see goals"):
        scorecard.of(sales.session, Subject(west.rita, west.dana, None, is_director=True), now=NOW)


def test_a_coach_sees_neither_private_goals_nor_answers_to_standards(west: West, sales: Sales) -> None:
    cora = teams.add_coach(sales.session, west.lee, sales.person("Cora"), [west.rita.person], now=NOW)
    sales.session.expire_all()
    open_, private = set_goal(sales, west.rita), set_goal(sales, west.rita, visibility=Visibility.PRIVATE)
    standards.answer(sales.session, west.rita, expect(sales, west.lee, 12, "demos", WEEK), is_in=True, now=NOW)
    for reader, sees in ((west.lee, [open_, private]), (cora, [open_])):
        found = of(sales, west.rita, reader)
        assert [result.goal for result in found.goals] == sees
        assert (found.standards[0].answer is not None) is (reader is west.lee)
