"""Who could be let go: weeks ahead of pace and promises kept, told to the leader alone, and rarely."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot import worktime
from bot.domain import autonomy, commitments, goals, preferences, readiness
from bot.models import AutonomyLook, Goal, Membership, OutboxMessage, Role
from bot.worktime import month_of, quarter_of
from tests.sales import NOW, Sales

BEGAN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
"""Seven in the morning in Berlin; the last four Sundays are those from 25 October on."""
DAY = timedelta(days=1)


def goals_of(sales: Sales, by: Membership, *, monthly: bool = False) -> list[Goal]:
    """66 demos this quarter, one each working day; or in each of its months."""
    months = [month_of(date(2026, month, 1)) for month in (10, 11)]
    return [
        goals.set_goal(
            sales.session,
            by,
            goals.Facts(66 // (3 if monthly else 1), "demos", None, span.first, span.last),
            now=BEGAN,
            owner=by.person,
        )
        for span in (months if monthly else [quarter_of(BEGAN.date())])
    ]


def logs(sales: Sales, by: Membership, theirs: Sequence[Goal], a_day: Sequence[int]) -> None:
    """So many demos for each working day since the beginning, week by week, told on its last."""
    for number, week in enumerate(worktime.week_of(BEGAN.date() + nth * 7 * DAY) for nth in range(7)):
        value = a_day[min(number, len(a_day) - 1)]
        for goal in theirs:
            days = [day for day in week & goal.period if day.weekday() < 5] if value else []
            if days:
                moment = datetime.combine(days[-1], time(15), UTC)
                goals.log(sales.session, by, goal, "+", value * len(days), now=moment)


def promises(sales: Sales, by: Membership, to: Membership, kept: int, dropped: int = 0) -> None:
    """Made to somebody and due in October."""
    for number in range(kept + dropped):
        due_on = BEGAN.date() + (number + 1) * DAY
        made = commitments.promise(sales.session, by.person, [to.person], f"thing {number}", due_on, now=BEGAN)[0]
        if number < kept:
            commitments.keep(sales.session, by.person, made, now=BEGAN)
        else:
            commitments.fail(sales.session, by.person, made, "legal needs longer", now=BEGAN)


def ready(sales: Sales, lee: Membership, now: datetime = MONDAY) -> list[tuple[str, int, int, int]]:
    found = readiness.who_is_ready(sales.session, lee.team, now=now)
    return [(each.place.person.name, each.weeks, each.kept, each.promises) for each in found]


def proposals(sales: Sales) -> list[str]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == "autonomy.proposed").order_by(OutboxMessage.id)
    return [row.recipient for row in sales.session.scalars(rows)]


@pytest.fixture
def delivers(sales: Sales, lee: Membership, rita: Membership) -> Membership:
    """Rita, with two demos a day where one is expected, and ten promises of eleven kept."""
    logs(sales, rita, goals_of(sales, rita), [2])
    promises(sales, rita, lee, kept=10, dropped=1)
    return rita


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("delivers")
def test_weeks_ahead_of_pace_and_promises_kept_make_somebody_ready(sales: Sales, lee: Membership) -> None:
    assert ready(sales, lee) == [("Rita", 4, 10, 11)]


@pytest.mark.parametrize("a_day", [[2, 2, 2, 2, 2, 2, 0], [2, 0, 0, 0, 3], [1], []])
def test_a_week_behind_among_the_last_four_makes_nobody_ready(
    sales: Sales, lee: Membership, rita: Membership, a_day: list[int]
) -> None:
    logs(sales, rita, goals_of(sales, rita), a_day or [0])
    promises(sales, rita, lee, kept=10)
    expected = [("Rita", 4, 10, 10)] if a_day == [2, 2, 2, 2, 2, 2, 0] else []
    assert ready(sales, lee) == expected


@pytest.mark.parametrize(("kept", "dropped", "is_ready"), [(5, 0, True), (4, 0, False), (8, 1, False), (9, 1, True)])
def test_nine_of_ten_of_at_least_five_promises_count(
    sales: Sales, lee: Membership, rita: Membership, kept: int, dropped: int, is_ready: bool
) -> None:
    logs(sales, rita, goals_of(sales, rita), [2])
    promises(sales, rita, lee, kept, dropped)
    assert bool(ready(sales, lee)) is is_ready


def test_weeks_of_which_nothing_can_be_said_yet_are_left_out(sales: Sales, lee: Membership, rita: Membership) -> None:
    """On Sunday 1 November the month has only begun: the four weeks that can be judged begin one earlier."""
    logs(sales, rita, goals_of(sales, rita, monthly=True), [2])
    promises(sales, rita, lee, kept=5)
    assert ready(sales, lee) == [("Rita", 4, 5, 5)]


def test_another_goal_that_is_behind_counts_as_well(sales: Sales, lee: Membership, delivers: Membership) -> None:
    span = quarter_of(BEGAN.date())
    facts = goals.Facts(500, "calls", None, span.first, span.last)
    goals.set_goal(sales.session, delivers, facts, now=BEGAN, owner=delivers.person)
    assert ready(sales, lee) == []


def test_nobody_without_a_goal_of_their_own_is_ready(sales: Sales, lee: Membership, rita: Membership) -> None:
    promises(sales, rita, lee, kept=10)
    assert ready(sales, lee) == []


def test_who_leads_is_let_go_by_nobody_below(sales: Sales, lee: Membership, delivers: Membership) -> None:
    delivers.role_rows.append(type(lee.role_rows[0])(role=Role.LEADER, given_at=NOW))
    sales.session.flush()
    assert ready(sales, lee) == []


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def looks(sales: Sales, now: datetime) -> None:
    while readiness.look_after(sales.session, now=now):
        pass


@pytest.mark.usefixtures("delivers")
def test_the_leader_hears_on_a_monday_and_not_again_for_eight_weeks(sales: Sales, lee: Membership) -> None:
    looks(sales, MONDAY - 3 * DAY)
    assert proposals(sales) == []
    (look,) = sales.session.scalars(select(AutonomyLook))
    assert look.look_at == MONDAY - timedelta(hours=1)  # at six in Berlin
    looks(sales, MONDAY)
    assert proposals(sales) == [lee.person.slack_id]
    looks(sales, MONDAY + timedelta(weeks=1))
    looks(sales, MONDAY + timedelta(weeks=5))
    assert len(proposals(sales)) == 1
    assert readiness._not_now(sales.session, lee.team, MONDAY + timedelta(weeks=8, hours=1)) == set()


def test_where_nobody_leads_nobody_is_spoken_of_until_somebody_does(
    sales: Sales, lee: Membership, delivers: Membership
) -> None:
    looks(sales, MONDAY - 3 * DAY)
    lee.person.has_left = True
    looks(sales, MONDAY)
    lee.person.has_left = False
    looks(sales, MONDAY + timedelta(weeks=1))
    assert proposals(sales) == [lee.person.slack_id]
    assert delivers.person.slack_id not in proposals(sales)


def test_who_has_it_or_had_it_lately_is_not_proposed(sales: Sales, lee: Membership, delivers: Membership) -> None:
    autonomy.give(sales.session, lee, delivers.person, "Go", now=NOW)
    assert ready(sales, lee) == []
    autonomy.end(sales.session, lee, delivers.person, "Let's see", now=NOW)
    assert ready(sales, lee) == []


@pytest.mark.usefixtures("delivers")
def test_a_team_sets_after_how_many_weeks_or_never(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "autonomy", "3 weeks")
    assert ready(sales, lee) == [("Rita", 3, 10, 11)]
    preferences.set_for_team(sales.session, lee, "autonomy", "5")
    assert ready(sales, lee) == []  # in the first fifth of the quarter nothing is judged
    preferences.set_for_team(sales.session, lee, "autonomy", "off")
    assert ready(sales, lee) == []
