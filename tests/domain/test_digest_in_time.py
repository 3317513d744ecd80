"""What time brings to digests: posted once at their hour, kept up to date until the week is over, never stale."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain import calendars, digest, goals, obstacles, preferences, wins
from bot.domain.digest.schedule import stale_at
from bot.domain.preferences.kept import READ
from bot.models import Digest, DigestState, Membership, OutboxMessage, Recurrence, Win
from bot.money import Money
from bot.worktime import Period, begin_of, local_day, week_of
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, REVENUE, log, set_goal
from tests.sales import NOW, Sales

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
"""16:30 in Berlin, where West is."""
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""8:30 in Berlin."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)


def tick(sales: Sales, now: datetime) -> None:
    """All that is due by then, as the clock's jobs do it."""
    for job in (digest.plan, digest.look_after):
        while job(sales.session, now=now):
            pass


def standing(sales: Sales, kind: str = "digest.posted") -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return list(sales.session.scalars(rows.order_by(OutboxMessage.id)))


@pytest.fixture
def winning(sales: Sales, west: West) -> West:
    """Rita won something on Wednesday, and the week is planned."""
    sales.win(west.rita, 48_000_00)
    tick(sales, NOW)
    return west


# ── posted ───────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_posted_at_its_hour_with_its_thread(sales: Sales, winning: West) -> None:
    tick(sales, FRIDAY - MINUTE)
    assert standing(sales) == []
    tick(sales, FRIDAY)
    (main,), (detail,) = standing(sales), standing(sales, "digest.wins")
    assert (main.recipient, main.due_at) == (winning.lee.team.channel_id, FRIDAY)
    assert detail.thread_key == main.key
    assert standing(sales, "digest.thanks") == standing(sales, "digest.cleared") == []


@pytest.mark.usefixtures("winning")
def test_it_is_posted_once_however_often_it_is_looked_at(sales: Sales) -> None:
    for minutes in range(0, 300, 20):
        tick(sales, FRIDAY + timedelta(minutes=minutes))
    assert [message.wanted for message in standing(sales)] == [1]


@pytest.mark.usefixtures("west")
def test_a_week_in_which_nothing_happened_is_not_posted(sales: Sales) -> None:
    tick(sales, NOW)
    tick(sales, FRIDAY)
    assert standing(sales) == []


def test_a_number_alone_is_worth_telling(sales: Sales, west: West) -> None:
    set_goal(sales, west.lee, REVENUE, owner=None)
    tick(sales, NOW)
    tick(sales, FRIDAY)
    assert len(standing(sales)) == 1


def test_turned_off_nothing_is_posted(sales: Sales, winning: West) -> None:
    digest.set_hour(sales.session, winning.lee, "off", now=NOW)
    for days in range(8):
        tick(sales, FRIDAY + days * DAY)
    assert standing(sales) == []


def test_skipped_it_is_left_out_and_the_next_one_comes(sales: Sales, winning: West) -> None:
    digest.skip(sales.session, winning.lee, now=NOW)
    for days in range(8):
        tick(sales, FRIDAY + days * DAY)
        if days == 3:
            sales.win(winning.rita, 1000_00, local_day(FRIDAY + days * DAY, "UTC"), at=FRIDAY + days * DAY)
    assert [message.due_at for message in standing(sales)] == [FRIDAY + 7 * DAY]


@pytest.mark.parametrize(("at", "posts"), [(FRIDAY - HOUR, 1), (FRIDAY + HOUR, 0)])
def test_a_skip_that_is_taken_back_is_posted_if_its_hour_is_to_come(
    sales: Sales, winning: West, at: datetime, posts: int
) -> None:
    digest.skip(sales.session, winning.lee, now=NOW)
    tick(sales, FRIDAY - 2 * HOUR)
    digest.unskip(sales.session, winning.lee, now=at)
    for hours in range(4):
        tick(sales, at + hours * HOUR)
    assert len(standing(sales)) == posts


def test_a_team_that_was_made_after_the_hour_waits_for_the_next(sales: Sales, west: West) -> None:
    west.lee.team.created_at = FRIDAY + MINUTE
    sales.win(west.rita, 1000_00)
    tick(sales, FRIDAY + HOUR)
    assert standing(sales) == []


# ── another hour, another day ────────────────────────────────────────────────────────────────────────────


def test_a_new_hour_holds_at_once(sales: Sales, winning: West) -> None:
    digest.set_hour(sales.session, winning.lee, "Thu at 9:00", now=NOW)
    tick(sales, NOW + MINUTE)
    tick(sales, NOW + DAY - HOUR)
    (message,) = standing(sales)
    assert message.due_at == datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


def test_an_hour_of_this_week_that_is_over_already_is_not_made_up_for(sales: Sales, winning: West) -> None:
    digest.set_hour(sales.session, winning.lee, "Mon 9:00", now=NOW)
    tick(sales, NOW + MINUTE)
    assert standing(sales) == []
    assert digest.upcoming(sales.session, winning.lee.team, now=NOW) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_where_friday_is_called_off_it_comes_on_thursday(sales: Sales, winning: West) -> None:
    friday = FRIDAY.date()
    calendars.close(sales.session, winning.lee, Period(friday, friday), "Bridge", now=NOW)
    tick(sales, NOW + HOUR)
    tick(sales, FRIDAY - DAY)
    assert len(standing(sales)) == 1


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Tokyo", -8), ("America/New_York", 6)])
def test_the_hour_is_that_of_the_teams_zone(sales: Sales, west: West, zone: str, hours: int) -> None:
    west.lee.team.zone = zone
    sales.win(west.rita, 1000_00)
    tick(sales, NOW)
    tick(sales, FRIDAY + timedelta(hours=hours) - MINUTE)
    assert standing(sales) == []
    tick(sales, FRIDAY + timedelta(hours=hours))
    assert len(standing(sales)) == 1


def test_today_is_said_on_its_day_alone(sales: Sales, winning: West) -> None:
    team = winning.lee.team
    assert digest.due_today(sales.session, team, now=FRIDAY - DAY) is None
    assert digest.due_today(sales.session, team, now=FRIDAY - 7 * HOUR) == FRIDAY
    digest.skip(sales.session, winning.lee, now=FRIDAY - 6 * HOUR)
    assert digest.due_today(sales.session, team, now=FRIDAY - 5 * HOUR) is None


def test_a_week_that_was_begun_goes_on_when_weeks_begin_on_another_day(sales: Sales, winning: West) -> None:
    preferences.set_for_team(sales.session, winning.lee, "workweek", "Sun-Fri")
    digest.skip(sales.session, winning.lee, now=NOW)
    for days in range(5):
        tick(sales, FRIDAY + days * DAY)
    assert standing(sales) == []
    rows = sales.session.scalars(select(Digest).order_by(Digest.first_on)).all()
    assert [row.first_on.isoformat() for row in rows] == ["2026-11-16", "2026-11-22"]


def test_a_week_that_was_told_is_not_told_again_when_weeks_begin_a_day_later(sales: Sales, winning: West) -> None:
    preferences.set_for_team(sales.session, winning.lee, "workweek", "Sun-Fri")
    for days in range(5):
        tick(sales, FRIDAY + days * DAY)
    preferences.set_for_team(sales.session, winning.lee, "workweek", "Mon-Fri")
    sales.win(winning.rita, 1000_00, date(2026, 11, 25), at=MONDAY + 2 * DAY)
    for days in range(5, 12):
        tick(sales, FRIDAY + days * DAY)
    assert [message.due_at.date().isoformat() for message in standing(sales)] == ["2026-11-20", "2026-11-27"]


# ── after the bot was away ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("at", "posts"), [(FRIDAY + 2 * DAY, 1), (MONDAY - MINUTE, 1), (MONDAY, 0), (MONDAY + DAY, 0)])
def test_it_is_posted_late_until_work_begins_again(sales: Sales, winning: West, at: datetime, posts: int) -> None:
    tick(sales, at)
    assert len(standing(sales)) == posts
    row = digest.find_current(sales.session, winning.lee.team, now=FRIDAY)
    assert row
    assert row.state is (DigestState.POSTED if posts else DigestState.UNTOLD)


@pytest.mark.usefixtures("winning")
def test_after_weeks_away_the_present_one_is_planned_and_none_between(sales: Sales) -> None:
    tick(sales, MONDAY + 21 * DAY)
    rows = sales.session.scalars(select(Digest).order_by(Digest.first_on)).all()
    assert [row.first_on.isoformat() for row in rows] == ["2026-11-16", "2026-12-14"]
    assert [row.look_at is None for row in rows] == [True, False]


# ── kept up to date ──────────────────────────────────────────────────────────────────────────────────────


def test_a_win_taken_back_on_friday_evening_is_taken_out(sales: Sales, winning: West) -> None:
    late = sales.win(winning.sam, 9000_00, FRIDAY.date(), at=FRIDAY - MINUTE)
    tick(sales, FRIDAY)
    wins.undo(sales.session, winning.sam, late, now=FRIDAY + timedelta(minutes=50))
    tick(sales, FRIDAY + HOUR)
    (main,), (detail,) = standing(sales), standing(sales, "digest.wins")
    assert (main.wanted, detail.wanted) == (2, 2)


def test_what_is_over_stands_as_it_is(sales: Sales, winning: West) -> None:
    tick(sales, FRIDAY)
    tick(sales, MONDAY)
    win = sales.session.scalars(select(Win)).one()
    wins.reverse(sales.session, winning.rita, win, now=MONDAY)
    for hours in range(0, 48, 6):
        tick(sales, MONDAY + hours * HOUR)
    assert [message.wanted for message in standing(sales)] == [1]


# ── its channel ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_its_channel_did_not_take_follows_into_another(sales: Sales, winning: West) -> None:
    tick(sales, FRIDAY)
    digest.set_channel(sales.session, winning.lee, "C99")
    assert [message.recipient for message in standing(sales)] == ["C99"]
    assert [message.recipient for message in standing(sales, "digest.wins")] == ["C99"]
    digest.set_channel(sales.session, winning.lee, None)
    assert digest.channel_of(winning.lee.team) == winning.lee.team.channel_id


# ── above ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def north(sales: Sales, winning: West) -> Membership:
    """Dana leads North, above West."""
    dana = sales.team("North", winning.dana)
    winning.lee.team.parent_id = dana.team_id
    sales.session.flush()
    sales.session.expire_all()
    return dana


def test_who_leads_above_is_told_once_when_they_work_next(sales: Sales, north: Membership) -> None:
    tick(sales, FRIDAY)
    for minutes in range(0, 600, 30):
        tick(sales, MONDAY - 8 * HOUR + timedelta(minutes=minutes))
    (message,) = standing(sales, "digest.rolled_up")
    assert (message.recipient, message.due_at) == (north.person.slack_id, MONDAY)


def test_it_tells_each_team_below_with_what_waits_for_the_reader(
    sales: Sales, winning: West, north: Membership
) -> None:
    sales.win(north, 5_00)
    facts = obstacles.Facts("a price", decider=north.person)
    obstacles.raise_obstacle(sales.session, winning.rita, facts, now=NOW)
    tick(sales, NOW)
    row = digest.current(sales.session, north.team, now=NOW)
    (west,) = digest.teams_below(sales.session, row, north.person)
    assert (west.sum.team.name, west.wins, west.sum.total.minor, west.waiting) == ("West", 1, 48_000_00, 1)
    assert digest.teams_below(sales.session, row, winning.lee.person) == []


def test_it_tells_of_the_week_what_the_digests_told_of_it(sales: Sales, winning: West, north: Membership) -> None:
    """Logged on Tuesday after it closed on Friday, it is of the week that begins, and so is what is won meanwhile."""
    set_goal(sales, winning.lee, REVENUE, owner=None, target=480_000_00)
    tick(sales, FRIDAY)
    row, tuesday = digest.current(sales.session, north.team, now=FRIDAY), MONDAY + DAY
    sales.win(winning.rita, 30_00, FRIDAY.date(), at=tuesday)
    sales.win(winning.rita, 5_000_00, tuesday.date(), at=tuesday)
    (west,) = digest.teams_below(sales.session, row, north.person)
    assert (west.wins, west.sum.total.minor) == (1, 48_000_00)
    assert west.sum.standing
    assert west.sum.standing.share_done < Fraction(11, 100)
    tick(sales, tuesday)
    (west,) = digest.teams_below(sales.session, digest.current(sales.session, north.team, now=tuesday), north.person)
    told = digest.this_week(sales.session, winning.lee.team, now=tuesday)
    assert (west.wins, west.sum.total) == (told.won, told.total) == (2, Money(5_030_00, "USD"))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("done", [5, 4])
def test_it_tells_of_the_goal_of_the_week_that_is_over(
    sales: Sales, winning: West, north: Membership, zone: str, done: int
) -> None:
    """North is in Berlin; a goal that was reached is closed by then, and the next one has begun."""
    winning.lee.team.zone = zone
    week = week_of(NOW.date())
    weekly = {"target": 5, "first_on": week.first, "last_on": week.last, "recurrence": Recurrence.WEEK}
    goal = set_goal(sales, winning.lee, DEMOS, owner=None, **weekly)
    log(sales, winning.lee, goal, f"+{done}")
    tick(sales, FRIDAY)
    row = digest.current(sales.session, north.team, now=FRIDAY)
    assert goals.end_due(sales.session, now=MONDAY + 8 * HOUR) == 1
    (west,) = digest.teams_below(sales.session, row, north.person)
    assert (west.sum.goal, west.sum.standing and west.sum.standing.done) == (goal, done)


def test_turned_down_it_is_not_sent(sales: Sales, north: Membership) -> None:
    preferences.set_for_person(sales.session, north.person, "rollup", "off")
    tick(sales, FRIDAY)
    tick(sales, MONDAY)
    assert standing(sales, "digest.rolled_up") == []


@pytest.mark.usefixtures("winning")
def test_a_team_with_none_below_sends_none(sales: Sales) -> None:
    tick(sales, FRIDAY)
    tick(sales, MONDAY)
    assert standing(sales, "digest.rolled_up") == []


# ── whatever the worker does ─────────────────────────────────────────────────────────────────────────────


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(1, 60 * 24 * 4), min_size=5, max_size=12),
    hours=st.lists(st.sampled_from(["Fri 16:30", "Mon 9:00", "Sun 23:59", "off", "Wed 0:00"]), max_size=3),
    weekdays=st.sampled_from(["Mon-Fri", "Sun-Thu", "every day"]),
    zone=st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"]),
)
def test_whenever_it_is_looked_at_each_week_is_posted_once_and_never_stale(
    sales: Sales, west: West, gaps: list[int], hours: list[str], weekdays: str, zone: str
) -> None:
    with sales.session.begin_nested() as example:
        west.lee.team.zone = zone
        set_goal(sales, west.lee, REVENUE, owner=None, last_on=date(2027, 12, 31))
        preferences.set_for_team(sales.session, west.lee, "workweek", weekdays)
        now = NOW
        for gap, said in zip_longest(gaps, hours[: len(gaps)]):
            if said:
                digest.set_hour(sales.session, west.lee, said, now=now)
            tick(sales, now)
            now += timedelta(minutes=gap)
        rows = sales.session.scalars(select(Digest)).all()
        posted = [(row, row.posted_at) for row in rows if row.posted_at]
        calendar = calendars.of_team(sales.session, west.lee.team)
        assert max(Counter(row.first_on for row in rows).values()) == 1
        assert len(standing(sales)) == len(posted)
        for row, moment in posted:
            assert begin_of(row.first_on, zone) <= moment < stale_at(row.week, calendar)
        example.rollback()
    sales.session.info.pop(READ, None)
