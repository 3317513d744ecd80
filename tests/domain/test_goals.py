"""Goals: what they can be, who may set, change and close them, who sees them, and what they are moved by."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from bot.domain import goals, preferences, teams, wins
from bot.domain.goals import Facts, sums
from bot.errors import Refused
from bot.models import Goal, Membership, Outcome, Progress, Recurrence, Role, Visibility, Win, WinCredit
from bot.money import Money
from bot.worktime import Period, month_of, quarter_of, week_of
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

QUARTER = quarter_of(TODAY)
DEMOS = Facts(12, "demos", None, QUARTER.first, QUARTER.last)
REVENUE = Facts(100_000_00, "revenue", "USD", QUARTER.first, QUARTER.last)


def set_goal(sales: Sales, by: Membership, facts: Facts = DEMOS, **changed: object) -> Goal:
    owner = changed.pop("owner", by.person)
    facts = replace(facts, **changed)  # type: ignore[arg-type]
    return goals.set_goal(sales.session, by, facts, now=NOW, owner=owner)  # type: ignore[arg-type]


def done(sales: Sales, goal: Goal) -> int:
    return goals.progress_of(sales.session, [goal])[goal.id]


# ── what a goal can be ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"target": 0}, "target", "above zero"),
        ({"target": -5}, "target", "above zero"),
        ({"target": 10**10}, "target", "more than I can count"),
        ({"first_on": TODAY, "last_on": TODAY - timedelta(1)}, "last_on", "ends before it begins"),
        ({"first_on": TODAY - timedelta(9), "last_on": TODAY - timedelta(1)}, "last_on", "is over"),
        ({"last_on": TODAY + timedelta(3000)}, "last_on", "five years"),
        ({"first_on": date(2026, 11, 21), "last_on": date(2026, 11, 22)}, "last_on", "no working day"),
        ({"start": 12}, "target", "where you stand already"),
        ({"what": "deals", "start": 10}, "target", "Wins count from zero.*`/goal new 12 deals by EOQ`"),
        ({"what": "Revenue", "start": 10}, "target", "Wins count from zero.*`/goal new \\$12 by EOQ`"),
        ({"what": "sales", "currency": "USD", "start": 10}, "target", "Wins count from zero"),
        ({"what": "12"}, "what", "not of what"),
        ({"what": "x" * 61}, "what", "characters; I keep at most"),
        ({"why": "x" * 2001}, "why", "characters; I keep at most"),
        ({"what": "#renewal"}, "kind", "no such kind"),
    ],
)
def test_what_cannot_be_a_goal_is_refused_at_its_field(
    sales: Sales, rita: Membership, changed: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refusal:
        set_goal(sales, rita, **changed)
    assert refusal.value.field == field


def test_a_goal_in_another_currency_is_refused_with_the_way_on(sales: Sales, rita: Membership) -> None:
    with pytest.raises(Refused, match="counts in USD"):
        set_goal(sales, rita, REVENUE, currency="EUR")


def test_a_kind_that_is_unknown_or_is_none_of_what_is_counted_is_refused(
    sales: Sales, lee: Membership, rita: Membership
) -> None:
    preferences.set_for_team(sales.session, lee, "kinds", "new, renewal")
    with pytest.raises(Refused, match="don't move demos"):
        set_goal(sales, rita, kind="renewal")
    with pytest.raises(Refused, match="knows no kind"):
        set_goal(sales, rita, REVENUE, kind="barter")


def test_goals_share_the_numbers_of_wins(sales: Sales, rita: Membership) -> None:
    win = sales.win(rita, 1000)
    assert set_goal(sales, rita).number == win.number + 1


@pytest.mark.parametrize("name", ["demo", "Demos", "DEMO", " demos "])
def test_singular_and_plural_are_one_metric(sales: Sales, rita: Membership, name: str) -> None:
    assert set_goal(sales, rita, what=name).metric is set_goal(sales, rita).metric


def test_a_metric_stays_in_its_unit(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, REVENUE, what="pipeline")
    with pytest.raises(Refused, match="counts pipeline as an amount of money"):
        set_goal(sales, rita, what="pipeline")


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_goal_for_somebody_else_or_for_the_team_is_a_leaders_to_set(west: West, sales: Sales) -> None:
    for owner in (west.sam.person, None):
        with pytest.raises(Refused, match="Only a leader"):
            set_goal(sales, west.rita, owner=owner)
        assert set_goal(sales, west.lee, owner=owner).owner is owner


def test_a_goal_for_somebody_of_no_team_is_refused(west: West, sales: Sales) -> None:
    with pytest.raises(Refused, match="Dana is not in") as refusal:
        set_goal(sales, west.lee, owner=west.dana)
    assert refusal.value.field == "owner"


def test_what_a_leader_set_is_changed_and_dropped_by_a_leader_alone(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.lee, owner=west.rita.person)
    for who, refusal in ((west.rita, "theirs to change"), (west.sam, "Only")):
        with pytest.raises(Refused, match=refusal):
            goals.edit(sales.session, who, goal, replace(DEMOS, target=6), now=NOW)
        with pytest.raises(Refused, match=refusal):
            goals.close(sales.session, who, goal, now=NOW)
    assert goals.edit(sales.session, west.lee, goal, replace(DEMOS, target=6), now=NOW)


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.USUAL, {"Lee", "Rita", "Cora"}),
        (Visibility.PRIVATE, {"Lee", "Rita"}),
        (Visibility.PUBLIC, {"Lee", "Rita", "Cora", "Sam", "Max"}),
    ],
)
def test_who_sees_a_goal_follows_the_table(west: West, sales: Sales, visibility: Visibility, seen_by: set[str]) -> None:
    cora = sales.rep("Cora", west.lee)
    max_ = teams.add(sales.session, west.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    teams.add_coach(sales.session, west.lee, cora.person, [west.rita.person], now=NOW)
    sales.session.expire_all()
    goal = set_goal(sales, west.rita, visibility=visibility)
    people = (west.lee, west.rita, west.sam, cora, max_)
    assert {place.person.name for place in people if goals.may_see(goal, place.person, place)} == seen_by
    assert {place.person.name for place in people if goal in goals.open_in(sales.session, place)} == seen_by
    for place in people:
        if place.person.name not in seen_by:
            with pytest.raises(Refused, match="I know no goal"):
                goals.get_goal(sales.session, place, goal.number)


@pytest.mark.parametrize("number", ["999", "9" * 30])
def test_an_unknown_number_is_refused_in_words(sales: Sales, rita: Membership, number: str) -> None:
    with pytest.raises(Refused, match="I know no goal"):
        goals.get_goal(sales.session, rita, number)


# ── what wins do ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_win_counts_once_for_the_team_and_by_its_shares_for_people(west: West, sales: Sales) -> None:
    hers, his, ours = (
        set_goal(sales, by, REVENUE, owner=owner)
        for by, owner in ((west.rita, west.rita.person), (west.sam, west.sam.person), (west.lee, None))
    )
    sales.win(west.rita, 1000_01, helpers=[(west.sam.person_id, 3000)])
    assert (done(sales, hers), done(sales, his), done(sales, ours)) == (700_01, 300_00, 1000_01)


def test_a_helper_of_another_team_moves_no_goal_of_that_team(west: West, sales: Sales) -> None:
    east = sales.team("East", west.dana)
    theirs, ours = set_goal(sales, east, REVENUE, owner=None), set_goal(sales, west.lee, REVENUE, owner=None)
    sales.win(west.rita, 1000_00, helpers=[(west.dana.id, 5000)])
    assert (done(sales, theirs), done(sales, ours)) == (0, 1000_00)


def test_only_what_closed_in_the_period_counts_whenever_it_was_logged(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, REVENUE)
    sales.win(rita, 1000, QUARTER.first)
    sales.win(rita, 10, QUARTER.first - timedelta(1))
    sales.win(rita, 100, currency="EUR")
    assert done(sales, goal) == 1000


def test_deals_are_the_owners_wins(west: West, sales: Sales) -> None:
    hers, ours = set_goal(sales, west.rita, what="deals"), set_goal(sales, west.lee, what="deal", owner=None)
    sales.win(west.rita, 1000, helpers=[(west.sam.person_id, 5000)])
    sales.win(west.sam, 1000, currency="EUR")
    assert (done(sales, hers), done(sales, ours)) == (1, 2)


def test_a_goal_of_a_kind_counts_only_such_wins(sales: Sales, lee: Membership, rita: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "kinds", "new, renewal")
    renewals, every = set_goal(sales, rita, REVENUE, kind="renewal"), set_goal(sales, rita, REVENUE)
    for kind in (None, "renewal", "new"):
        facts = wins.Facts(Money(1000, "USD"), None, "a deal", TODAY, kind=kind)
        wins.record(sales.session, rita, facts, now=NOW)
    assert (done(sales, renewals), done(sales, every)) == (1000, 3000)


def test_undo_amendment_and_reversal_follow_by_themselves(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, REVENUE)
    undone, amended, reversed_ = (sales.win(rita, minor) for minor in (1, 20, 300))
    wins.undo(sales.session, rita, undone, now=NOW)
    sales.amend(rita, amended, 50)
    wins.reverse(sales.session, rita, reversed_, now=NOW)
    assert done(sales, goal) == 50


def test_a_win_serves_each_goal_that_it_moves_and_names_nobody_elses(west: West, sales: Sales) -> None:
    hers, ours = set_goal(sales, west.rita, REVENUE), set_goal(sales, west.lee, REVENUE, owner=None)
    set_goal(sales, west.sam, REVENUE)
    set_goal(sales, west.rita, REVENUE, first_on=TODAY + timedelta(1))
    set_goal(sales, west.rita)
    assert goals.served_by(sales.session, sales.win(west.rita, 1000)) == [hers, ours]


def test_two_hundred_goals_are_summed_with_a_few_statements(sales: Sales, rita: Membership) -> None:
    many = [set_goal(sales, rita, REVENUE, first_on=QUARTER.first + timedelta(n % 40)) for n in range(200)]
    sales.win(rita, 1000)
    with counting(sales) as statements:
        assert set(goals.progress_of(sales.session, many).values()) == {1000}
    assert len(statements) <= 3


@contextmanager
def counting(sales: Sales) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []
    engine = sales.session.get_bind()

    def note(*about: Any) -> None:
        seen.append(about[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("facts", [REVENUE, replace(REVENUE, what="deals", currency=None, target=12), DEMOS])
@pytest.mark.parametrize(("is_of_team", "is_above"), [(False, False), (True, False), (True, True)])
def test_the_cost_of_a_sum_follows_its_period_by_a_covering_index(
    west: West, sales: Sales, facts: Facts, is_of_team: bool, is_above: bool
) -> None:
    if is_above:
        sales.team("East", west.dana, under=west.lee.team)
    goal = set_goal(sales, west.lee if is_of_team else west.rita, facts, owner=None if is_of_team else west.rita.person)
    worked_for_years(sales, west.rita, goal)
    found = plan(sales, goal)
    table = "progress" if facts is DEMOS else "wins"
    assert f"ix_{table}_sums" in found
    assert f"SCAN {table}" not in found


def worked_for_years(sales: Sales, by: Membership, goal: Goal) -> None:
    """So many rows that the database has reason to look for the best way."""
    who = {"owner_id": by.person_id, "logged_by_id": by.person_id}
    win = who | {"team_id": by.team_id, "title": "a deal", "because": "", "amount_minor": 1000, "currency": "USD"}
    win |= {"opening": 0, "recorded_at": NOW, "is_standing": True, "tier": 0}
    typed = {"metric_id": goal.metric_id, "owner_id": by.person_id, "by_id": by.person_id, "is_level": False, "at": NOW}
    typed |= {"value": 1, "source": "typed", "is_standing": True, "note": ""}
    days = list(enumerate(TODAY - timedelta(days=number) for number in range(2000)))
    ids = sales.session.scalars(
        insert(Win).returning(Win.id), [win | {"number": 10 + nth, "closed_on": day} for nth, day in days]
    )
    credit = {"person_id": by.person_id, "share": 10_000, "amount_minor": 1000}
    sales.session.execute(insert(WinCredit), [credit | {"win_id": win_id} for win_id in ids])
    sales.session.execute(insert(Progress), [typed | {"counted_on": day} for _, day in days])
    sales.session.execute(text("ANALYZE"))


def plan(sales: Sales, goal: Goal) -> str:
    """How the database goes about the sum, when it takes its tables to be large."""
    ((way, alike),) = sums.by_way(sales.session, [goal]).items()
    engine = sales.session.get_bind()
    statement = sums.statement(way, alike, None).compile(engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN"
    if engine.dialect.name != "sqlite":
        for way in ("seqscan", "hashjoin", "mergejoin"):  # which read it all, as is well for some thousand rows
            sales.session.execute(text(f"SET LOCAL enable_{way} = off"))
        explain = "EXPLAIN"
    return "\n".join(str(row) for row in sales.session.execute(text(f"{explain} {statement}")))


# ── what is typed ────────────────────────────────────────────────────────────────────────────────────────


def log(sales: Sales, by: Membership, goal: Goal, said: str, **about: object) -> None:
    goals.log(sales.session, by, goal, said[0], int(said[1:]), now=about.pop("now", NOW), **about)  # type: ignore[arg-type]


def test_progress_is_added_taken_off_and_set(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    for said, then in (("+5", 5), ("-2", 3), ("=9", 9), ("=2", 2)):
        log(sales, rita, goal, said)
        assert done(sales, goal) == then


def test_what_is_typed_moves_every_goal_of_its_metric_once(west: West, sales: Sales) -> None:
    month = month_of(TODAY)
    hers, monthly = set_goal(sales, west.rita), set_goal(sales, west.rita, first_on=month.first, last_on=month.last)
    ours, his = set_goal(sales, west.lee, owner=None), set_goal(sales, west.sam)
    log(sales, west.rita, hers, "+2")
    log(sales, west.sam, ours, "+3")
    assert [done(sales, goal) for goal in (hers, monthly, ours, his)] == [2, 2, 5, 3]


def noted(sales: Sales, reader: Membership, goal: Goal) -> list[str]:
    return [row.note for row in goals.latest_in(sales.session, reader, goal, limit=9)]


def test_of_a_teams_goal_each_reads_what_they_typed_and_leaders_read_all(west: West, sales: Sales) -> None:
    ours = set_goal(sales, west.lee, owner=None)
    log(sales, west.rita, set_goal(sales, west.rita, visibility=Visibility.PRIVATE), "+2", note="Acme wavers")
    log(sales, west.sam, ours, "+3", note="at the fair")
    assert noted(sales, west.lee, ours) == ["at the fair", "Acme wavers"]
    assert noted(sales, west.rita, ours) == ["Acme wavers"]
    assert noted(sales, west.sam, ours) == ["at the fair"]


def test_a_note_goes_no_further_than_the_goal_that_it_was_said_of(west: West, sales: Sales) -> None:
    public = set_goal(sales, west.rita, visibility=Visibility.PUBLIC)
    log(sales, west.rita, set_goal(sales, west.rita, visibility=Visibility.PRIVATE), "+2", note="Acme wavers")
    log(sales, west.rita, public, "+3", note="at the fair")
    assert noted(sales, west.sam, public) == ["at the fair"]
    for reader in (west.rita, west.lee):
        assert noted(sales, reader, public) == ["at the fair", "Acme wavers"]


def test_what_was_typed_before_a_goals_period_is_not_read_of_it(sales: Sales, rita: Membership) -> None:
    log(sales, rita, set_goal(sales, rita), "+2", on=TODAY - timedelta(1), note="Acme wavers")
    goal = set_goal(sales, rita, first_on=TODAY)
    log(sales, rita, goal, "+3", note="at the fair")
    assert noted(sales, rita, goal) == ["at the fair"]


def test_what_is_told_after_a_goal_was_closed_early_no_longer_moves_it(sales: Sales, rita: Membership) -> None:
    demos, money, next_demos = set_goal(sales, rita), set_goal(sales, rita, REVENUE), set_goal(sales, rita)
    for told_at, said, cents in ((NOW, "+2", 1000), (NOW + timedelta(hours=1), "+3", 500)):
        log(sales, rita, next_demos, said, now=told_at)
        sales.win(rita, cents, at=told_at)
        if told_at == NOW:
            for goal in (demos, money):
                goals.close(sales.session, rita, goal, now=NOW)
    assert [done(sales, goal) for goal in (demos, money, next_demos)] == [2, 1000, 5]


def test_a_level_of_the_team_is_everybodys_to_read(west: West, sales: Sales) -> None:
    level = set_goal(sales, west.lee, owner=None, what="response time", start=40, target=30, measured_in="hours")
    log(sales, west.lee, level, "=36", note="a new desk")
    assert noted(sales, west.sam, level) == ["a new desk"]


def test_a_level_stands_where_it_was_measured_last(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, what="response time", start=40, target=30, measured_in="hours")
    assert done(sales, goal) == 40
    for said, on, then in (("=35", TODAY, 35), ("=38", TODAY - timedelta(1), 35), ("-3", TODAY, 32)):
        log(sales, rita, goal, said, on=on)
        assert done(sales, goal) == then


@pytest.mark.parametrize(
    ("said", "about", "says"),
    [
        ("+0", {}, "Zero moves nothing"),
        ("-1", {}, "less than zero"),
        ("=0", {}, "already"),
        ("+9999999999", {}, "more than I can count"),
        ("+1", {"on": TODAY + timedelta(1)}, "still to come"),
        ("+1", {"on": QUARTER.first - timedelta(1)}, "not within"),
        ("+1", {"note": "x" * 501}, "characters; I keep at most"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    sales: Sales, rita: Membership, said: str, about: dict[str, object], says: str
) -> None:
    goal = set_goal(sales, rita)
    with pytest.raises(Refused, match=says):
        log(sales, rita, goal, said, **about)
    assert done(sales, goal) == 0


def test_what_wins_move_is_not_typed(sales: Sales, rita: Membership) -> None:
    with pytest.raises(Refused, match="moves by itself"):
        log(sales, rita, set_goal(sales, rita, REVENUE), "+5")


def test_progress_of_somebody_else_is_a_leaders_to_log(west: West, sales: Sales) -> None:
    goal = set_goal(sales, west.rita, visibility=Visibility.PUBLIC)
    with pytest.raises(Refused, match="Only"):
        log(sales, west.sam, goal, "+1")
    log(sales, west.lee, goal, "+1")
    assert done(sales, goal) == 1


def test_progress_is_taken_back_once_and_in_time(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    row, _ = goals.log(sales.session, rita, goal, "+", 3, now=NOW)
    late, _ = goals.log(sales.session, rita, goal, "+", 4, now=NOW)
    goals.undo_progress(sales.session, rita, row, now=NOW + timedelta(minutes=60))
    assert done(sales, goal) == 4
    with pytest.raises(Refused, match="already"):
        goals.undo_progress(sales.session, rita, row, now=NOW)
    with pytest.raises(Refused, match="more than 60 minutes ago"):
        goals.undo_progress(sales.session, rita, late, now=NOW + timedelta(minutes=61))


def test_what_is_told_after_the_end_counts_on_the_last_day(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    row, _ = goals.log(sales.session, rita, goal, "+", 3, now=NOW + timedelta(days=60))
    assert row.counted_on == goal.last_on


# ── found by words ───────────────────────────────────────────────────────────────────────────────────────


def test_words_mean_ones_own_goals_before_the_teams_and_one_for_each_metric(west: West, sales: Sales) -> None:
    ours = set_goal(sales, west.lee, owner=None)
    hers, _, calls = set_goal(sales, west.rita), set_goal(sales, west.rita), set_goal(sales, west.rita, what="calls")
    set_goal(sales, west.rita, REVENUE)
    for words, by, meant in (
        ("demo", west.rita, [hers]),
        ("Demos", west.sam, [ours]),
        ("", west.rita, [hers, calls]),
        ("visits", west.rita, []),
        (str(calls.number), west.rita, [calls]),
    ):
        assert goals.meant(sales.session, by, words) == meant


def test_words_mean_the_goal_that_runs_before_one_that_ended(sales: Sales, rita: Membership) -> None:
    week = week_of(TODAY)
    over = set_goal(sales, rita, first_on=week.first, last_on=week.last, recurrence=Recurrence.WEEK)
    goals.end_due(sales.session, now=NOW + timedelta(7))
    (running,) = goals.meant(sales.session, rita, "demos")
    assert running.previous_id == over.id
    goals.close(sales.session, rita, running, now=NOW + timedelta(7))
    assert goals.meant(sales.session, rita, "demos") == [over]


# ── changed, closed, the next one ────────────────────────────────────────────────────────────────────────


def test_a_closed_goal_takes_nothing_more(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    goals.close(sales.session, rita, goal, "Fridays didn't work", now=NOW)
    assert (goal.outcome, goal.look_back) == (Outcome.DROPPED, "Fridays didn't work")
    for act in (
        lambda: log(sales, rita, goal, "+1"),
        lambda: goals.edit(sales.session, rita, goal, replace(DEMOS, target=9), now=NOW),
        lambda: goals.close(sales.session, rita, goal, now=NOW),
    ):
        with pytest.raises(Refused, match="closed already"):
            act()


@pytest.mark.parametrize("whose", ["hers", "the team's"])
def test_what_comes_after_a_goal_was_closed_before_its_end_moves_it_no_more(
    west: West, sales: Sales, whose: str
) -> None:
    lee, owner = west.lee, west.rita.person if whose == "hers" else None
    demos, deals, money, level, running = (
        set_goal(sales, lee, facts, owner=owner)
        for facts in (DEMOS, replace(DEMOS, what="deals"), REVENUE, replace(DEMOS, what="hours", start=20), DEMOS)
    )
    counted = (demos, deals, money, level)
    log(sales, lee if level.is_of_team else west.rita, level, "=18")
    log(sales, west.rita, demos, "+5")
    sales.win(west.rita, 1000)
    for goal in counted:
        goals.close(sales.session, lee, goal, now=NOW + timedelta(hours=1))
    stood = [done(sales, goal) for goal in counted]
    later = NOW + timedelta(hours=2)
    goals.log(sales.session, west.rita, running, "+", 2, now=later)
    sales.win(west.rita, 1000, at=later)
    assert stood == [5, 1, 1000, 18]
    assert [done(sales, goal) for goal in counted] == stood
    assert done(sales, running) == 7
    standing = goals.paces(sales.session, [demos], now=NOW + timedelta(9))[demos.id]
    assert standing.today == TODAY


def test_a_goal_that_was_closed_after_its_end_takes_what_is_dated_back(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, REVENUE, last_on=TODAY)
    goals.end_due(sales.session, now=NOW + timedelta(1))
    goals.close(sales.session, rita, goal, now=NOW + timedelta(1))
    sales.win(rita, 1000, at=NOW + timedelta(2))
    assert done(sales, goal) == 1000


def test_what_a_goal_counts_in_stays(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    with pytest.raises(Refused, match="counts in stays"):
        goals.edit(sales.session, rita, goal, REVENUE, now=NOW)
    assert not goals.edit(sales.session, rita, goal, DEMOS, now=NOW)


def test_a_goal_set_just_now_is_taken_back_and_later_closed(sales: Sales, rita: Membership) -> None:
    goal, late = set_goal(sales, rita), set_goal(sales, rita)
    log(sales, rita, goal, "+3")
    goals.unset(sales.session, rita, goal, now=NOW + timedelta(minutes=60))
    assert sales.session.scalars(select(Goal)).all() == [late]
    assert done(sales, late) == 3
    with pytest.raises(Refused, match="stands too long"):
        goals.unset(sales.session, rita, late, now=NOW + timedelta(minutes=61))


@pytest.mark.parametrize(
    ("target", "start", "then"),
    [(12, 0, 14), (1, 0, 2), (100_000_00, 0, 110_000_00), (43, 0, 48), (300_000_00, 0, 330_000_00), (30, 40, 29)],
)
def test_the_next_goal_is_a_tenth_higher_in_figures_that_people_use(target: int, start: int, then: int) -> None:
    assert goals.higher(target, start) == then


def test_the_next_goal_is_for_the_period_after(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita)
    coming = goals.next_facts(sales.session, goal)
    assert (coming.target, coming.first_on, coming.last_on) == (12, date(2027, 1, 1), date(2027, 3, 31))
    log(sales, rita, goal, "+12")
    assert goals.next_facts(sales.session, goal).target == 14
    odd = set_goal(sales, rita, first_on=TODAY, last_on=TODAY + timedelta(9))
    assert goals.following(sales.session, odd) == Period(TODAY + timedelta(10), TODAY + timedelta(19))


@pytest.mark.parametrize(
    ("start", "target", "now_at", "then"),
    [
        (40, 30, 30, (30, 29)),
        (40, 30, 29, (29, 27)),
        (40, 30, 28, (28, 26)),
        (20, 25, 26, (26, 27)),
        (20, 25, 35, (35, 37)),
        (10, 3, 0, (10, 0)),
    ],
)
def test_the_next_level_goes_on_from_where_it_stands_and_never_back(
    sales: Sales, rita: Membership, start: int, target: int, now_at: int, then: tuple[int, int]
) -> None:
    goal = set_goal(sales, rita, what="response time", start=start, target=target)
    log(sales, rita, goal, f"={now_at}")
    coming = goals.next_facts(sales.session, goal)
    assert (coming.start, coming.target) == then


def test_recurrence_is_kept(sales: Sales, rita: Membership) -> None:
    assert goals.facts_of(set_goal(sales, rita, recurrence=Recurrence.WEEK)).recurrence is Recurrence.WEEK


def test_what_recurs_begins_with_the_next_period_once_no_working_day_is_left_of_this_one(
    west: West, sales: Sales
) -> None:
    week, weekly = week_of(TODAY), replace(DEMOS, recurrence=Recurrence.WEEK)
    weekly = replace(weekly, first_on=week.first, last_on=week.last)
    set_on = [
        goals.set_goal(sales.session, west.rita, facts, now=NOW + timedelta(days), owner=west.rita.person).first_on
        for facts, days in (
            (weekly, 2),  # Friday
            (weekly, 3),  # Saturday
            (replace(weekly, recurrence=None), 3),
            (replace(weekly, recurrence=Recurrence.MONTH, first_on=date(2026, 11, 1), last_on=date(2026, 11, 30)), 3),
        )
    ]
    assert set_on == [week.first, week.last + timedelta(1), week.first, date(2026, 11, 1)]


def test_a_weekly_goal_goes_on_as_it_began_where_the_team_begins_its_weeks_anew(sales: Sales, lee: Membership) -> None:
    begun = (date(2026, 11, 15), date(2026, 11, 16), date(2027, 1, 25))  # the last ends with its month
    weeks = [set_goal(sales, lee, first_on=day, last_on=day + timedelta(6)) for day in begun]
    preferences.set_for_team(sales.session, lee, "workweek", "Sun-Thu")
    for goal in weeks:
        after = goal.last_on + timedelta(1)
        assert goals.following(sales.session, goal) == Period(after, after + timedelta(6))


def test_the_teams_fiscal_year_decides_which_quarter_follows(sales: Sales, lee: Membership) -> None:
    preferences.set_for_team(sales.session, lee, "fiscal", "february")
    quarter = quarter_of(TODAY, 2)
    goal = set_goal(sales, lee, first_on=quarter.first, last_on=quarter.last)
    assert goals.following(sales.session, goal) == quarter_of(quarter.last + timedelta(1), 2)
