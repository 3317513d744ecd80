"""The board: fair by its measure, never about who stands low, and the same in whatever order rows come."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from bot.domain import board, calendars, goals, preferences
from bot.domain.board import Board, By, Line, Span, Uncounted
from bot.errors import Refused
from bot.models import Goal, Membership, OutboxMessage, Visibility, Win, WinCredit
from bot.worktime import Period, month_of, quarter_of, week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, counting, log, set_goal
from tests.sales import NOW, TODAY, Sales

QUARTER, MONTH = quarter_of(TODAY), month_of(TODAY)
BEFORE = quarter_of(QUARTER.first - timedelta(1))


def ranked(sales: Sales, team: Membership, by: By, span: Span = "quarter", asker: Membership | None = None) -> Board:
    return board.board(sales.session, team.team, by, span, now=NOW, asker=asker)


def read(found: Board) -> list[tuple[int, str, int]]:
    """Of each line the place, the name, and whole percent, or cents of value."""
    unit = 1 if found.by is By.VALUE else 100
    return [(line.place, line.membership.person.name, int(line.score * unit)) for line in found.top]


# ── by percent of one's own target ───────────────────────────────────────────────────────────────────────


def test_the_one_who_sold_less_stands_higher_with_more_of_the_own_target(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, REVENUE)
    set_goal(sales, west.sam, replace(REVENUE, target=10_000_00))
    set_goal(sales, west.lee, REVENUE)
    sales.win(west.rita, 20_000_00)
    sales.win(west.sam, 6_000_00)
    assert read(ranked(sales, west.lee, By.PERCENT)) == [(1, "Sam", 60), (2, "Rita", 20)]


def test_who_has_no_target_is_counted_out_and_said_to_be(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, REVENUE)
    sales.win(west.rita, 20_000_00)
    sales.win(west.sam, 90_000_00)
    found = ranked(sales, west.lee, By.PERCENT, asker=west.sam)
    assert read(found) == [(1, "Rita", 20)]
    assert found.not_counted == {Uncounted.NO_TARGET: 2}
    assert found.own is Uncounted.NO_TARGET


@pytest.mark.parametrize(
    "changed",
    [{"visibility": Visibility.PRIVATE}, {"what": "response time", "currency": None, "start": 40, "target": 30}],
)
def test_private_goals_and_levels_are_on_no_board(sales: Sales, rita: Membership, changed: dict[str, object]) -> None:
    set_goal(sales, rita, REVENUE, **changed)
    sales.win(rita, 20_000_00)
    assert read(ranked(sales, rita, By.PERCENT)) == []


def test_a_dropped_goal_counts_no_more_and_a_reached_one_still(west: West, sales: Sales) -> None:
    dropped = set_goal(sales, west.rita, REVENUE)
    goals.close(sales.session, west.rita, dropped, now=NOW)
    reached = set_goal(sales, west.sam, replace(REVENUE, target=1000_00))
    sales.win(west.sam, 1200_00)
    goals.close(sales.session, west.sam, reached, now=NOW)
    assert read(ranked(sales, west.lee, By.PERCENT)) == [(1, "Sam", 120)]


def test_of_a_longer_goal_counts_the_part_that_falls_into_the_time(sales: Sales, rita: Membership) -> None:
    """66 working days in the quarter, 21 of them in November."""
    set_goal(sales, rita, replace(REVENUE, target=66_000_00))
    sales.win(rita, 7_000_00)
    sales.win(rita, 9_000_00, MONTH.first - timedelta(1))
    assert read(ranked(sales, rita, By.PERCENT, "month")) == [(1, "Rita", 33)]


def test_days_away_make_the_part_of_a_month_smaller(sales: Sales, rita: Membership) -> None:
    """Ten working days of the quarter, nine of them in November, which leaves it 12 of 56."""
    set_goal(sales, rita, replace(REVENUE, target=56_000_00))
    away = Period(TODAY, TODAY + timedelta(days=13))
    calendars.take_off(sales.session, rita.person, rita.person, away, now=NOW)
    sales.win(rita, 6_000_00)
    assert read(ranked(sales, rita, By.PERCENT, "month")) == [(1, "Rita", 50)]


def test_a_ramp_makes_the_part_of_a_month_as_it_was_agreed(sales: Sales, rita: Membership) -> None:
    goal = set_goal(sales, rita, REVENUE)
    goal.ramp = [["2026-10-31", 10_000_00], ["2026-11-30", 30_000_00]]
    sales.session.flush()
    sales.win(rita, 10_000_00)
    assert read(ranked(sales, rita, By.PERCENT, "month")) == [(1, "Rita", 50)]


def test_whoever_is_away_all_the_time_is_not_counted(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, REVENUE)
    calendars.take_off(sales.session, rita.person, rita.person, Period(TODAY - timedelta(17), MONTH.last), now=NOW)
    sales.win(rita, 10_000_00)
    assert ranked(sales, rita, By.PERCENT, "month", rita).own is Uncounted.AWAY


def test_what_was_agreed_with_the_leader_counts_before_a_low_target_of_ones_own(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, replace(REVENUE, target=100_00))
    set_goal(sales, west.lee, REVENUE, owner=west.rita.person)
    sales.win(west.rita, 10_000_00)
    assert read(ranked(sales, west.lee, By.PERCENT)) == [(1, "Rita", 10)]


def test_a_short_target_from_the_leader_throws_nobody_off_the_board(west: West, sales: Sales) -> None:
    set_goal(sales, west.rita, REVENUE)
    week = week_of(TODAY)
    set_goal(
        sales,
        west.lee,
        replace(REVENUE, target=30_000_00, first_on=week.first, last_on=week.last),
        owner=west.rita.person,
    )
    sales.win(west.rita, 60_000_00)
    assert read(ranked(sales, west.lee, By.PERCENT)) == [(1, "Rita", 60)]


def test_goals_of_one_metric_that_follow_each_other_are_added(sales: Sales, rita: Membership) -> None:
    for month, target in ((MONTH, 10_000_00), (month_of(QUARTER.last), 30_000_00)):
        set_goal(sales, rita, replace(REVENUE, target=target, first_on=month.first, last_on=month.last))
    sales.win(rita, 20_000_00)
    assert read(ranked(sales, rita, By.PERCENT)) == [(1, "Rita", 50)]


def test_goals_that_overlap_count_once(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, REVENUE)
    set_goal(sales, rita, replace(REVENUE, target=1000_00, first_on=MONTH.first, last_on=MONTH.last))
    sales.win(rita, 10_000_00)
    assert read(ranked(sales, rita, By.PERCENT)) == [(1, "Rita", 10)]


def test_different_things_that_are_counted_stand_beside_each_other(west: West, sales: Sales) -> None:
    log(sales, west.sam, set_goal(sales, west.sam, DEMOS), "+6")
    for who in (west.rita, west.lee):
        set_goal(sales, who, REVENUE)
    sales.win(west.rita, 10_000_00)
    assert read(ranked(sales, west.lee, By.PERCENT)) == [(1, "Sam", 50), (2, "Rita", 10)]


def test_a_target_for_a_few_days_is_none_for_a_quarter(west: West, sales: Sales) -> None:
    """35 working days of it have gone."""
    log(sales, west.sam, set_goal(sales, west.sam, replace(DEMOS, target=20)), "+18")
    week = week_of(TODAY)
    for who, (first, last) in ((west.rita, (TODAY, TODAY)), (west.lee, (week.first, week.last))):
        log(sales, who, set_goal(sales, who, DEMOS, target=1, first_on=first, last_on=last), "+1")
    found = ranked(sales, west.lee, By.PERCENT, asker=west.rita)
    assert read(found) == [(1, "Sam", 90)]
    assert (found.own, found.not_counted) == (Uncounted.NO_TARGET, {Uncounted.NO_TARGET: 2})
    of_this_week = ranked(sales, west.lee, By.PERCENT, "week", asker=west.lee).own
    assert isinstance(of_this_week, Line)
    assert of_this_week.score == 1


def test_a_target_for_a_few_days_does_not_stand_before_one_for_the_quarter(sales: Sales, rita: Membership) -> None:
    log(sales, rita, set_goal(sales, rita, DEMOS), "+6")
    set_goal(sales, rita, replace(REVENUE, target=1000_00, first_on=TODAY, last_on=TODAY))
    sales.win(rita, 9_000_00)
    assert read(ranked(sales, rita, By.PERCENT)) == [(1, "Rita", 50)]


def test_who_set_out_in_the_middle_of_the_quarter_stands_on_its_board(sales: Sales, rita: Membership) -> None:
    set_goal(sales, rita, replace(REVENUE, first_on=TODAY))
    sales.win(rita, 10_000_00)
    assert read(ranked(sales, rita, By.PERCENT)) == [(1, "Rita", 10)]


# ── most improved, and by value ──────────────────────────────────────────────────────────────────────────


def test_improvement_is_against_as_many_working_days_of_the_own_period_before(west: West, sales: Sales) -> None:
    """Today is the 35th working day of the quarter; that of the quarter before was 18 August."""
    for who, then, late, now in (
        (west.rita, 10_000_00, 50_000_00, 15_000_00),
        (west.sam, 2_000_00, 0, 4_000_00),
        (west.lee, 2_000_00, 0, 1_000_00),
    ):
        sales.win(who, then, date(2026, 8, 18))
        if late:
            sales.win(who, late, date(2026, 8, 19))
        sales.win(who, now)
    assert read(ranked(sales, west.lee, By.IMPROVED)) == [(1, "Sam", 100), (2, "Rita", 50)]


def test_a_weekend_counts_against_the_weekend_before(sales: Sales, rita: Membership) -> None:
    sunday = TODAY + timedelta(days=4)
    for days in (10, 7, 3, 0):
        sales.win(rita, 10_000_00, sunday - timedelta(days), at=NOW + timedelta(days=4))
    found = board.board(sales.session, rita.team, By.IMPROVED, "week", now=NOW + timedelta(days=4), asker=rita)
    assert isinstance(found.own, Line)
    assert found.own.score == 0


def test_who_fell_behind_the_own_period_before_is_not_shown_and_reads_it_alone(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 10_000_00, BEFORE.first)
    sales.win(rita, 9_000_00)
    found = ranked(sales, rita, By.IMPROVED, asker=rita)
    assert found.top == []
    assert isinstance(found.own, Line)
    assert found.own.score == Fraction(-1, 10)


def test_nothing_before_is_nothing_to_compare_with(sales: Sales, rita: Membership) -> None:
    sales.win(rita, 9_000_00)
    found = ranked(sales, rita, By.IMPROVED, "30d", rita)
    assert (found.own, found.not_counted) == (Uncounted.NOTHING_BEFORE, {Uncounted.NOTHING_BEFORE: 3})


@pytest.mark.parametrize(("off", "why"), [(9, Uncounted.TOO_SOON), (29, Uncounted.AWAY)])
def test_who_has_not_had_a_day_of_work_in_it_is_not_away(
    sales: Sales, rita: Membership, off: int, why: Uncounted
) -> None:
    """The first of November is a Sunday."""
    sunday = MONTH.first
    noon = datetime.combine(sunday, time(12), UTC)
    calendars.take_off(sales.session, rita.person, rita.person, Period(sunday, sunday + timedelta(off)), now=noon)
    sales.win(rita, 9_000_00, sunday)
    found = board.board(sales.session, rita.team, By.IMPROVED, "month", now=noon, asker=rita)
    assert (found.top, found.own) == ([], why)


def test_value_is_ones_credit_in_the_teams_wins_and_currency(west: West, sales: Sales) -> None:
    east = sales.team("East", west.dana)
    sales.win(west.rita, 1000_00, helpers=[(west.sam.person_id, 3000), (west.dana.id, 2000)])
    sales.win(west.rita, 9_000_00, currency="EUR")
    sales.win(east, 500_00, helpers=[(west.sam.person_id, 5000)])
    assert read(ranked(sales, west.lee, By.VALUE)) == [(1, "Rita", 500_00), (2, "Sam", 300_00)]
    assert read(ranked(sales, east, By.VALUE)) == [(1, "Dana", 250_00)]


@pytest.mark.parametrize(("span", "cents"), [("week", 1), ("month", 11), ("quarter", 111), ("30d", 11)])
def test_only_what_closed_in_the_time_counts(sales: Sales, rita: Membership, span: Span, cents: int) -> None:
    for minor, on in ((1, TODAY), (10, MONTH.first), (100, QUARTER.first), (1000, BEFORE.last)):
        sales.win(rita, minor, on)
    assert read(ranked(sales, rita, By.VALUE, span)) == [(1, "Rita", cents)]


# ── who stands on it ─────────────────────────────────────────────────────────────────────────────────────


def test_the_upper_half_stands_on_it_and_never_who_has_nothing(west: West, sales: Sales) -> None:
    reps = [west.rita, west.sam, *(sales.rep(f"Rep {number}", west.lee) for number in range(7))]
    for number, rep in enumerate(reps[:-1]):
        sales.win(rep, 100 * (number + 1))
    assert [minor for _, _, minor in read(ranked(sales, west.lee, By.VALUE))] == [800, 700, 600, 500, 400]


def test_who_turned_it_off_stands_on_no_board_and_takes_nobodys_place(west: West, sales: Sales) -> None:
    sales.win(west.rita, 300)
    sales.win(west.sam, 200)
    preferences.set_for_person(sales.session, west.rita.person, "board", "off")
    found = ranked(sales, west.lee, By.VALUE, asker=west.rita)
    assert read(found) == [(1, "Sam", 200)]
    assert isinstance(found.own, Line)
    assert (found.own.place, found.own.score) == (1, 300)


def test_of_who_turned_it_off_not_even_a_count_is_told(west: West, sales: Sales) -> None:
    for who in (west.rita, west.sam):
        preferences.set_for_person(sales.session, who.person, "board", "off")
    assert ranked(sales, west.lee, By.PERCENT).not_counted == {Uncounted.NO_TARGET: 1}


def test_who_sells_nothing_or_has_left_is_on_no_board(west: West, sales: Sales) -> None:
    sales.win(west.rita, 300)
    sales.win(west.sam, 200)
    west.rita.person.has_left = True
    west.sam.role_rows = []
    sales.session.flush()
    assert read(ranked(sales, west.lee, By.VALUE)) == []


def test_the_team_chooses_how_it_ranks_and_can_have_none(west: West, sales: Sales) -> None:
    assert board.usual(sales.session, west.lee.team) is By.PERCENT
    preferences.set_for_team(sales.session, west.lee, "board", "value")
    assert board.usual(sales.session, west.lee.team) is By.VALUE
    preferences.set_for_team(sales.session, west.lee, "board", "off")
    with pytest.raises(Refused, match="keeps no board"):
        board.usual(sales.session, west.lee.team)
    with pytest.raises(Refused, match="keeps no board"):
        board.post(sales.session, west.lee, By.VALUE, "week", now=NOW)


def test_it_is_posted_once_a_day_by_a_leader(west: West, sales: Sales) -> None:
    with pytest.raises(Refused, match="Only a leader"):
        board.post(sales.session, west.rita, By.VALUE, "week", now=NOW)
    for _ in range(2):
        board.post(sales.session, west.lee, By.VALUE, "week", now=NOW)
    (row,) = sales.session.query(OutboxMessage).filter_by(kind="board.posted")
    assert row.recipient == west.lee.team.channel_id


@pytest.mark.parametrize(("sellers", "shown"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 3), (6, 3), (7, 4)])
def test_the_last_of_few_stands_on_no_board(sellers: int, shown: int) -> None:
    scores = {who: Fraction(who) for who in range(1, sellers + 1)}
    assert len(board.top(scores, sorted(scores))) == shown


# ── places, whatever the order ───────────────────────────────────────────────────────────────────────────

scores = st.dictionaries(st.integers(1, 40), st.integers(-3, 6).map(lambda number: Fraction(number, 3)), max_size=12)


@given(scores, st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(of: dict[int, Fraction], random: object) -> None:
    rows = list(of.items())
    random.shuffle(rows)  # type: ignore[attr-defined]
    names = sorted(of)
    assert list(board.top(dict(rows), names).items()) == list(board.top(of, names).items())


@given(scores)
def test_equals_share_a_place_and_nobody_stands_before_a_higher_one(of: dict[int, Fraction]) -> None:
    places = board.places(of)
    for one in of:
        assert places[one] == 1 + sum(of[other] > of[one] for other in of)


@given(scores)
def test_the_top_is_never_longer_than_half_but_for_three_and_ties(of: dict[int, Fraction]) -> None:
    standing = board.top(of, sorted(of))
    room = max(1, min(3, len(of) - 1), (len(of) + 1) // 2)
    assert all(of[who] > 0 and place <= room for who, place in standing.items())
    assert sum(place < max(standing.values()) for place in standing.values()) < room
    assert len(standing) >= min(room, sum(score > 0 for score in of.values()))


def test_a_board_is_the_same_whatever_came_first(west: West, sales: Sales) -> None:
    mia = sales.rep("Mia", west.lee)
    for who in (mia, west.sam, west.rita):
        sales.win(who, 100)
    assert read(ranked(sales, west.lee, By.VALUE)) == [(1, "Mia", 100), (1, "Rita", 100), (1, "Sam", 100)]


# ── its cost ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_cost_of_a_board_follows_its_time_by_a_covering_index(west: West, sales: Sales) -> None:
    sold_for_years(sales, west.rita)
    engine = sales.session.get_bind()
    is_sqlite = engine.dialect.name == "sqlite"
    if not is_sqlite:
        for way in ("seqscan", "hashjoin", "mergejoin"):  # which read it all, as is well for some thousand rows
            sales.session.execute(text(f"SET LOCAL enable_{way} = off"))
    statement = board.credited(west.lee.team, MONTH).compile(engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    plan = "\n".join(str(row) for row in sales.session.execute(text(f"{explain} {statement}")))
    assert "ix_wins_sums" in plan
    assert "SCAN wins" not in plan
    assert "Seq Scan" not in plan


def sold_for_years(sales: Sales, by: Membership) -> None:
    """So many wins that the database has reason to look for the best way."""
    win = {"team_id": by.team_id, "owner_id": by.person_id, "logged_by_id": by.person_id, "title": "a deal"}
    win |= {"because": "", "amount_minor": 1000, "currency": "USD", "opening": 0, "recorded_at": NOW}
    days = [(nth, TODAY - timedelta(days=nth)) for nth in range(3000)]
    rows = [win | {"number": 10 + nth, "closed_on": day, "is_standing": True, "tier": 0} for nth, day in days]
    ids = sales.session.scalars(insert(Win).returning(Win.id), rows)
    credit = {"person_id": by.person_id, "share": 10_000, "amount_minor": 1000}
    sales.session.execute(insert(WinCredit), [credit | {"win_id": win_id} for win_id in ids])
    sales.session.execute(text("ANALYZE"))


def test_a_board_takes_as_many_questions_for_two_hundred_goals_as_for_two(west: West, sales: Sales) -> None:
    def asked() -> int:
        sales.session.expire_all()
        with counting(sales) as statements:
            ranked(sales, west.lee, By.PERCENT, asker=west.rita)
        return len(statements)

    goals_of: list[Goal] = [set_goal(sales, who, REVENUE) for who in (west.rita, west.sam)]
    few = asked()
    for number in range(20):
        rep = sales.rep(f"Rep {number}", west.lee)
        goals_of += [set_goal(sales, rep, REVENUE) for _ in range(10)]
    assert asked() == few
