"""What is due with goals: their pace, slips told early and in private, their end, and the next of a recurring one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain import autonomy, goals, pace, preferences, teams, wins
from bot.domain.pace import Status
from bot.errors import Refused
from bot.models import Goal, Membership, OutboxMessage, Outcome, PersonKind, Recurrence, Role
from bot.worktime import month_of, quarter_of, week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, done, log, set_goal
from tests.sales import NOW, TODAY, Sales

MONTH = month_of(TODAY)
"""November 2026, whose first is a Sunday: 21 working days, and today the 13th of them."""
OF_MONTH = replace(DEMOS, target=42, first_on=MONTH.first, last_on=MONTH.last)


def messages(sales: Sales, kind: str) -> list[str]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return [row.recipient for row in sales.session.scalars(rows.order_by(OutboxMessage.id))]


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def standing(sales: Sales, goal: Goal, now: datetime = NOW) -> pace.Pace:
    return goals.paces(sales.session, [goal], now=now)[goal.id]


# ── pace ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pace_of_a_goal_follows_the_working_days_of_its_owner(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, OF_MONTH)
    log(sales, rita, goal, "+24")
    found = standing(sales, goal)
    assert (found.day, found.days, found.done, found.due, found.status) == (13, 21, 24, 24, Status.ON_PACE)


def test_few_deals_are_not_judged(sales: Sales, rita: Membership) -> None:
    assert standing(sales, set_goal(sales, rita, REVENUE)).status is Status.TOO_FEW
    assert (
        standing(sales, set_goal(sales, rita, REVENUE, what="deals", currency=None, target=7)).status is Status.TOO_FEW
    )


def test_many_deals_are_judged_by_what_a_deal_usually_comes_to(sales: Sales, rita: Membership) -> None:
    for week in range(1, 6):
        sales.win(rita, 5_000_00, TODAY - timedelta(days=60 + week))
    assert standing(sales, set_goal(sales, rita, REVENUE), NOW + timedelta(14)).status is Status.BEHIND


def test_three_periods_before_give_a_curve_where_deals_are_few(sales: Sales, rita: Membership) -> None:
    last = quarter_of(TODAY).first
    for _ in range(3):
        last = quarter_of(last - timedelta(1)).first
        sales.win(rita, 50_000_00, quarter_of(last).last - timedelta(3))
    found = standing(sales, set_goal(sales, rita, REVENUE))
    assert found.plan.curve
    assert found.plan.curve.periods == 3
    assert found.status is Status.ON_PACE


def test_where_slipping_is_off_nothing_slips(west: West, sales: Sales) -> None:
    goal = set_on_the_first(sales, west.rita)
    assert standing(sales, goal).status is Status.BEHIND
    preferences.set_for_team(sales.session, west.lee, "slipping", "off")
    assert standing(sales, goal).status is Status.ON_PACE


def test_a_teams_day_begins_in_its_own_half_hour_zone(west: West, sales: Sales) -> None:
    west.lee.team.zone = "Asia/Kolkata"
    goal = set_goal(sales, west.rita, OF_MONTH)
    midnight = datetime(2026, 11, 19, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert [standing(sales, goal, midnight - timedelta(minutes=side)).day for side in (1, 0)] == [13, 14]


def test_a_quarter_that_begins_in_the_middle_of_a_week_has_its_own_days(sales: Sales, rita: Membership) -> None:
    found = standing(sales, set_goal(sales, rita))
    assert found.plan.period.first.strftime("%A") == "Thursday"
    assert (found.day, found.days) == (35, 66)


# ── slips ────────────────────────────────────────────────────────────────────────────────────────────────


def set_on_the_first(sales: Sales, by: Membership) -> Goal:
    goal = set_goal(sales, by, OF_MONTH)
    goal.created_at = at(date(2026, 11, 1))
    return goal


def test_what_was_set_today_does_not_slip_tomorrow(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, OF_MONTH)
    told = []
    for day in (19, 20, 21):  # from Wednesday, with nine working days to the end of the month
        goals.watch(sales.session, now=at(date(2026, 11, day)))
        told.append(len(messages(sales, "goal.slipping")))
    assert told == [0, 1, 1]


def test_the_owner_hears_first_and_the_leader_after_two_working_days(west: West, sales: Sales) -> None:
    goal = set_on_the_first(sales, west.rita)
    told = []
    for day in range(18, 26):  # a Wednesday to the Wednesday after
        goals.watch(sales.session, now=at(date(2026, 11, day)))
        told.append((len(messages(sales, "goal.slipping")), len(messages(sales, "goal.slip_told"))))
    assert told == [(1, 0), (1, 0), *[(1, 1)] * 6]
    assert messages(sales, "goal.slipping") == [west.rita.person.slack_id]
    assert messages(sales, "goal.slip_told") == [west.lee.person.slack_id]
    assert goal.leader_told_at == at(date(2026, 11, 20))


def test_whoever_is_back_on_pace_is_not_told_of(west: West, sales: Sales) -> None:
    goal = set_on_the_first(sales, west.rita)
    goals.watch(sales.session, now=NOW)
    log(sales, west.rita, goal, "+30")
    for days in (1, 2, 3):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slip_told") == []
    assert goal.slipped_on is None


def test_a_second_slip_is_told_anew(west: West, sales: Sales) -> None:
    goal = set_on_the_first(sales, west.rita)
    goals.watch(sales.session, now=NOW)
    log(sales, west.rita, goal, "+25")
    goals.watch(sales.session, now=NOW + timedelta(days=1))
    log(sales, west.rita, goal, "-25")
    goals.watch(sales.session, now=NOW + timedelta(days=2))
    assert len(messages(sales, "goal.slipping")) == 2


def test_nothing_slips_in_the_first_fifth(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, DEMOS, first_on=TODAY, last_on=TODAY + timedelta(days=27))
    for days in range(4):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slipping") == []
    goals.watch(sales.session, now=NOW + timedelta(days=7))
    assert len(messages(sales, "goal.slipping")) == 1


def test_a_goal_is_looked_at_once_a_day(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, OF_MONTH)
    assert [goals.watch(sales.session, now=NOW + timedelta(hours=hours)) for hours in (0, 1, 24)] == [1, 0, 1]


@pytest.mark.parametrize("who", ["owner", "leader"])
def test_a_slip_is_not_told_to_whom_turned_it_off(west: West, sales: Sales, who: str) -> None:
    off = west.rita if who == "owner" else west.lee
    preferences.set_for_person(sales.session, off.person, "goals", "off")
    set_on_the_first(sales, west.rita)
    for days in (0, 1, 2):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slipping") == ([] if who == "owner" else [west.rita.person.slack_id])
    assert messages(sales, "goal.slip_told") == ([] if who == "leader" else [west.lee.person.slack_id])


def test_a_slip_stays_the_owners_where_the_team_turned_the_grace_off(west: West, sales: Sales) -> None:
    preferences.set_for_team(sales.session, west.lee, "grace", "off")
    goal = set_goal(sales, west.rita, OF_MONTH)
    for days in range(6):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slip_told") == []
    assert goals.leaders_hearing(sales.session, goal) == []
    assert goals.told_slips(sales.session, [west.lee]) == []
    preferences.set_for_team(sales.session, west.lee, "grace", "2 working days")
    goals.watch(sales.session, now=NOW + timedelta(days=6))
    assert goals.told_slips(sales.session, [west.lee]) == [goal]
    assert messages(sales, "goal.slip_told") == [west.lee.person.slack_id]


def slips(sales: Sales, by: Membership) -> Goal:
    """One of which the leader was told."""
    goal = set_on_the_first(sales, by)
    goal.slipped_on, goal.leader_told_at = TODAY, NOW
    sales.session.flush()
    return goal


@pytest.mark.parametrize("why", ["closed", "ended", "off", "let go", "gone"])
def test_what_a_leader_was_told_of_is_the_leaders_for_as_long_as_it_slips(west: West, sales: Sales, why: str) -> None:
    goal = slips(sales, west.rita)
    assert goals.told_slips(sales.session, [west.lee]) == [goal]
    if why == "closed":
        goals.close(sales.session, west.rita, goal, now=NOW)
    elif why == "ended":
        goals.end_due(sales.session, now=at(MONTH.last + timedelta(1)))
    elif why == "off":
        preferences.set_for_team(sales.session, west.lee, "grace", "off")
    elif why == "let go":
        autonomy.give(sales.session, west.lee, west.rita.person, "I trust you", now=NOW)
    else:
        goes(west, "removed")
    assert goals.told_slips(sales.session, [west.lee]) == []


def test_a_leaders_own_slip_is_another_leaders(west: West, sales: Sales) -> None:
    goal = slips(sales, west.lee)
    teams.add(sales.session, west.lee, west.sam.person, (Role.LEADER,), now=NOW)
    assert [goals.told_slips(sales.session, [leader]) for leader in (west.lee, west.sam)] == [[], [goal]]


def test_a_leader_who_slips_hears_it_once(west: West, sales: Sales) -> None:
    set_goal(sales, west.lee, OF_MONTH)
    for days in range(6):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slipping") == [west.lee.person.slack_id]
    assert messages(sales, "goal.slip_told") == []


def goes(west: West, how: str) -> None:
    """Rita is gone: from Slack, from the team, or as the guest that she is made."""
    if how == "left":
        west.rita.person.has_left = True
    elif how == "guest":
        west.rita.person.kind = PersonKind.GUEST
    else:
        teams.remove(west.session, west.lee, west.rita.person)
    west.session.flush()


@pytest.mark.parametrize("how", ["left", "guest", "removed"])
def test_a_goal_rests_while_its_owner_is_gone(west: West, sales: Sales, how: str) -> None:
    goal = set_on_the_first(sales, west.rita)
    goals.watch(sales.session, now=NOW)
    goes(west, how)
    for days in range(1, 8):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
    assert messages(sales, "goal.slip_told") == []
    assert goal.slipped_on is None


def test_whoever_comes_back_to_a_slip_hears_it_before_the_leader(west: West, sales: Sales) -> None:
    set_on_the_first(sales, west.rita)
    goals.watch(sales.session, now=NOW)
    goes(west, "removed")
    goals.watch(sales.session, now=NOW + timedelta(days=1))
    teams.add(sales.session, west.lee, west.rita.person, now=NOW)
    told = []
    for days in (5, 7):
        goals.watch(sales.session, now=NOW + timedelta(days=days))
        told.append((len(messages(sales, "goal.slipping")), len(messages(sales, "goal.slip_told"))))
    assert told == [(2, 0), (2, 1)]


def test_only_the_owner_answers_a_slip_and_only_while_it_is_one(west: West, sales: Sales) -> None:
    goal = set_on_the_first(sales, west.rita)
    with pytest.raises(Refused, match="back on pace"):
        goals.answer_slip(sales.session, west.rita, goal, "coach")
    goals.watch(sales.session, now=NOW)
    with pytest.raises(Refused, match="Only"):
        goals.answer_slip(sales.session, west.lee, goal, "coach")
    with pytest.raises(Refused, match="earlier version"):
        goals.answer_slip(sales.session, west.rita, goal, "dance")
    assert goals.answer_slip(sales.session, west.rita, goal, "coach").slip_answer == "coach"


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missed_goal_asks_for_a_look_back_and_closes_with_it(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, OF_MONTH)
    assert goals.end_due(sales.session, now=at(MONTH.last)) == 0
    after = at(MONTH.last + timedelta(1))
    assert [goals.end_due(sales.session, now=after) for _ in range(2)] == [1, 0]
    assert (goal.outcome, goal.closed_at) == (Outcome.MISSED, None)
    assert messages(sales, "goal.ended") == [rita.person.slack_id]
    goals.close(sales.session, rita, goal, "Fewer Fridays", now=after)
    assert (goal.outcome, goal.closed_at) == (Outcome.MISSED, after)


def test_what_nobody_looks_back_on_closes_after_a_fortnight(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, OF_MONTH)
    goals.end_due(sales.session, now=at(date(2026, 12, 1)))
    goals.end_due(sales.session, now=at(date(2026, 12, 15)))
    assert goal.closed_at is None
    goals.end_due(sales.session, now=at(date(2026, 12, 15), 13))
    assert goal.closed_at


def test_a_goal_that_was_reached_closes_at_its_end_without_a_word(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, OF_MONTH)
    log(sales, rita, goal, "+42")
    assert goal.closed_at is None
    goals.end_due(sales.session, now=at(date(2026, 12, 1)))
    assert goal.outcome is Outcome.REACHED
    assert goal.closed_at
    assert messages(sales, "goal.ended") == []


def test_what_is_told_late_still_reaches_a_goal_that_has_ended(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, OF_MONTH)
    log(sales, rita, goal, "+41")
    goals.end_due(sales.session, now=at(date(2026, 12, 1)))
    log(sales, rita, goal, "+1", now=at(date(2026, 12, 1)))
    assert (goal.outcome, goal.closed_at) == (Outcome.REACHED, None)


def test_a_goal_that_closed_as_reached_waits_for_a_look_back_once_that_is_taken_back(west: West, sales: Sales) -> None:
    revenue = set_goal(sales, west.lee, REVENUE, owner=None, first_on=MONTH.first, last_on=MONTH.last)
    demos = set_goal(sales, west.rita, OF_MONTH)
    late, after = at(MONTH.last, 22), at(MONTH.last, 23)  # the day ends at 23:00 in Berlin
    win = sales.win(west.rita, 120_000_00, on=MONTH.last, at=late)
    row, _ = goals.log(sales.session, west.rita, demos, "+", 42, now=late)
    goals.end_due(sales.session, now=after)
    assert [goal.outcome for goal in (revenue, demos)] == [Outcome.REACHED] * 2
    wins.undo(sales.session, west.rita, win, now=after)
    goals.undo_progress(sales.session, west.rita, row, now=after)
    assert [(goal.outcome, goal.closed_at) for goal in (revenue, demos)] == [(Outcome.MISSED, None)] * 2
    assert messages(sales, "goal.step") == []
    sales.win(west.rita, 110_000_00, on=MONTH.last, at=after)
    assert revenue.outcome is Outcome.REACHED


def test_the_leaders_look_back_on_the_teams_goal(west: West, sales: Sales) -> None:
    set_goal(sales, west.lee, OF_MONTH, owner=None)
    goals.end_due(sales.session, now=at(date(2026, 12, 1)))
    assert messages(sales, "goal.ended") == [west.lee.person.slack_id]


def test_a_goal_ends_when_the_day_does_in_the_zone_of_its_team(sales: Sales, lee: Membership) -> None:
    set_goal(sales, lee, OF_MONTH)
    lee.team.zone = "Asia/Kolkata"
    sales.session.flush()
    midnight = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Kolkata")).astimezone(UTC)
    moments = (midnight - timedelta(minutes=1), midnight)
    assert [goals.end_due(sales.session, now=moment) for moment in moments] == [0, 1]


def test_a_recurring_goal_goes_on_exactly_once(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    goal = set_goal(sales, rita, DEMOS, target=4, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    log(sales, rita, goal, "+3")
    for _ in range(3):
        goals.end_due(sales.session, now=at(week.last + timedelta(2)))
    (coming,) = goals.open_of(sales.session, rita.person)[1:]
    assert (coming.previous_id, coming.target, done(sales, coming)) == (goal.id, 4, 0)
    assert coming.period == week_of(week.last + timedelta(1))


def test_a_recurring_goal_goes_on_in_the_present_though_nobody_looked_for_weeks(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    set_goal(sales, rita, DEMOS, target=4, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    later = TODAY + timedelta(weeks=5)
    goals.end_due(sales.session, now=at(later))
    assert goals.open_of(sales.session, rita.person)[-1].period == week_of(later)


def test_what_recurs_falls_in_with_the_year_that_the_team_has_by_then(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, owner=None, recurrence=Recurrence.QUARTER)
    preferences.set_for_team(sales.session, west.lee, "fiscal", "february")
    periods = []
    for _ in range(2):
        goals.end_due(sales.session, now=at(goal.last_on + timedelta(1)))
        goal = goals.open_in(sales.session, west.lee)[-1]
        periods.append((goal.first_on, goal.last_on))
    begun, whole = (date(2027, 1, 1), date(2027, 1, 31)), (date(2027, 2, 1), date(2027, 4, 30))
    assert periods == [begun, whole]


@pytest.mark.parametrize(("now_at", "start"), [(31, 31), (45, 45), (30, 40), (28, 40)])
def test_a_recurring_level_goes_on_from_where_it_stands_short_of_its_target(
    sales: Sales, rita: Membership, now_at: int, start: int
) -> None:
    level = {"what": "response time", "start": 40, "target": 30, "measured_in": "hours"}
    goal = set_goal(sales, rita, OF_MONTH, **level, recurrence=Recurrence.MONTH)
    log(sales, rita, goal, f"={now_at}")
    goals.end_due(sales.session, now=at(date(2026, 12, 1)))
    coming = goals.open_of(sales.session, rita.person)[-1]
    assert (coming.previous_id, coming.start_value, coming.target) == (goal.id, start, 30)


def test_a_recurring_goal_that_was_closed_does_not_go_on(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    goal = set_goal(sales, rita, DEMOS, target=4, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    goals.close(sales.session, rita, goal, now=NOW)
    goals.end_due(sales.session, now=at(TODAY + timedelta(weeks=5)))
    assert goals.open_of(sales.session, rita.person) == []


@pytest.mark.parametrize("how", ["left", "guest", "removed"])
def test_what_recurs_ends_without_a_word_once_its_owner_is_gone(west: West, sales: Sales, how: str) -> None:
    week = week_of(TODAY)
    weekly = {"target": 4, "first_on": week.first, "last_on": week.last, "recurrence": Recurrence.WEEK}
    goal = set_goal(sales, west.rita, DEMOS, **weekly)
    goes(west, how)
    goals.end_due(sales.session, now=at(week.last + timedelta(2)))
    assert goal.outcome is Outcome.MISSED
    assert goals.open_of(sales.session, west.rita.person) == [goal]
    assert messages(sales, "goal.ended") == []
