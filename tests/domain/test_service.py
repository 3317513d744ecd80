"""What a leader does for the team, counted: who reads it from when on, what is in each figure, and how late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain import coaching, commitments, goals, hours, obstacles, preferences, service, teams
from bot.domain.coaching import Entry, Notes
from bot.domain.obstacles import Facts
from bot.domain.service import Count, Month, Service
from bot.errors import Refused
from bot.models import Membership, Obstacle, ObstacleKind, Person, PersonKind, Role, Visibility
from bot.worktime import Period
from tests.domain.conftest import West
from tests.domain.test_goals import DEMOS, set_goal
from tests.sales import NOW, TODAY, Sales

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
FRIDAY = date(2026, 11, 13)
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def led(west: West, sales: Sales) -> West:
    """West since August, with Dana above it."""
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    for place in (west.lee, west.rita, west.sam):
        place.joined_at = at(date(2026, 8, 12))
    leads_since(west.lee, date(2026, 8, 12))
    west.session.flush()
    return west


def leads_since(leader: Membership, day: date) -> None:
    for role in leader.role_rows:
        role.given_at = at(day)


def seen(west: West, reader: Person | None = None, on: date = TODAY) -> Service:
    return service.of(west.session, reader or west.lee.person, west.lee, now=at(on, 15))


def month(west: West, reader: Person | None = None, on: date = TODAY) -> Month:
    return seen(west, reader, on).months[0]


# ── who reads it, from when on ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("begun", "until"),
    [
        (date(2026, 11, 18), date(2027, 1, 1)),
        (date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 2, 1)),
    ],
)
def test_the_first_full_month_ends_with_a_month_that_was_led_whole(west: West, begun: date, until: date) -> None:
    leads_since(west.lee, begun)
    assert service.private_until(west.lee) == until


def test_a_rep_who_comes_to_lead_begins_with_a_month_of_their_own(led: West) -> None:
    teams.add(led.session, led.lee, led.rita.person, (Role.LEADER,), now=NOW)
    for reader in (led.dana, led.sam.person):
        with pytest.raises(Refused):
            service.of(led.session, reader, led.rita, now=at(date(2026, 12, 31)))
    own = service.of(led.session, led.rita.person, led.rita, now=at(TODAY, 15))
    assert [each.period for each in own.months] == [Period(TODAY, TODAY)]


def test_until_the_first_full_month_is_over_it_is_the_leaders_alone(led: West) -> None:
    assert [each.period for each in seen(led, on=date(2026, 9, 30)).months] == [
        Period(date(2026, 9, 1), date(2026, 9, 30)),
        Period(date(2026, 8, 12), date(2026, 8, 31)),
    ]
    for reader in (led.dana, led.rita.person):
        assert not service.may_see(led.session, reader, led.lee, now=at(date(2026, 9, 30)))
    assert seen(led, led.dana, date(2026, 10, 1)).months[0].period.first == date(2026, 10, 1)


def test_what_was_private_stays_so_once_it_is_open(led: West) -> None:
    for reader in (led.dana, led.rita.person):
        assert [each.period.first for each in seen(led, reader, date(2026, 10, 9)).months] == [date(2026, 10, 1)]
    assert len(seen(led, on=date(2026, 10, 9)).months) == 2


def test_the_team_reads_the_first_day_two_working_days_after_it(led: West) -> None:
    with pytest.raises(Refused, match="first figures for the team come on Mon 5 Oct"):
        seen(led, led.rita.person, date(2026, 10, 4))
    assert month(led, led.rita.person, date(2026, 10, 5)).period == Period(date(2026, 10, 1), date(2026, 10, 1))


def test_the_team_may_name_a_later_day_and_no_earlier_one(led: West) -> None:
    opens = []
    for said in ("service from 1 Nov 2026", "service 2026-09-15"):
        preferences.set_for_team(led.session, led.lee, "service", said.removeprefix("service "))
        opens.append(service.opens_on(led.session, led.lee))
    assert opens == [date(2026, 11, 1), date(2026, 10, 1)]


def test_where_it_is_off_it_is_for_the_leader_and_whoever_leads_above(led: West) -> None:
    preferences.set_for_team(led.session, led.lee, "service", "off")
    assert seen(led).opens_on is None
    assert seen(led, led.dana).months
    with pytest.raises(Refused, match="keeps these figures to Lee"):
        seen(led, led.rita.person)


def test_people_of_the_team_and_above_read_it_and_nobody_else(led: West, sales: Sales) -> None:
    cora = teams.add_coach(sales.session, led.lee, sales.person("Cora"), [led.rita.person], now=NOW)
    max_ = teams.add(sales.session, led.lee, sales.person("Max"), (Role.MANAGER,), now=NOW)
    moll = teams.add(sales.session, led.lee, sales.person("Moll"), (Role.MANAGER, Role.REP), now=NOW)
    lena = teams.add(sales.session, led.lee, sales.person("Lena"), (Role.LEADER,), now=NOW)
    olga = sales.rep("Olga", sales.team("East", sales.person("Mia")))
    everybody = [led.lee.person, led.rita.person, led.dana, *(place.person for place in (cora, max_, moll, lena, olga))]
    readers = {each.name for each in everybody if service.may_see(sales.session, each, led.lee, now=NOW)}
    assert readers == {"Lee", "Rita", "Dana", "Cora", "Moll", "Lena"}
    with pytest.raises(Refused, match="You don't see leaders' service figures"):
        seen(led, olga.person)


def test_whoever_left_reads_nothing(led: West) -> None:
    led.dana.has_left = True
    assert not service.may_see(led.session, led.dana, led.lee, now=NOW)


# ── two working days later ───────────────────────────────────────────────────────────────────────────────


def promised(west: West, due_on: date) -> Any:
    rita = [west.rita.person]
    return commitments.promise(west.session, west.lee.person, rita, "the deck", due_on, now=at(due_on - 5 * DAY))[0]


def test_what_happened_on_friday_the_team_reads_on_tuesday(led: West) -> None:
    commitments.keep(led.session, led.lee.person, promised(led, FRIDAY), now=at(FRIDAY))
    kept = {
        day.day: (month(led, on=day).promises.kept, month(led, led.rita.person, day).promises.kept)
        for day in (FRIDAY + number * DAY for number in range(5))
    }
    assert kept == {13: (1, 0), 14: (1, 0), 15: (1, 0), 16: (1, 0), 17: (1, 1)}


def test_a_holiday_is_no_working_day(led: West) -> None:
    preferences.set_for_team(led.session, led.lee, "workweek", "Tue-Fri")
    assert [month(led, led.rita.person, day).period.last for day in (TUESDAY, WEDNESDAY)] == [FRIDAY - DAY, FRIDAY]


def test_what_was_only_said_since_then_the_team_does_not_read_yet(led: West) -> None:
    old = promised(led, date(2026, 11, 5))
    assert month(led, led.rita.person, MONDAY).promises.late == 1
    commitments.keep(led.session, led.lee.person, old, now=at(MONDAY))
    told = [month(led, reader, TUESDAY).promises for reader in (led.lee.person, led.dana, led.rita.person)]
    assert [(each.kept, each.late) for each in told] == [(1, 0), (1, 0), (0, 0)]
    assert month(led, led.rita.person, WEDNESDAY).promises.kept == 1


@pytest.mark.parametrize("was_prepared", [False, True])
def test_a_talk_noted_only_since_then_the_team_does_not_read_yet(led: West, was_prepared: bool) -> None:
    if was_prepared:
        said = Entry(preparation="patience")
        coaching.save(led.session, led.lee.person, led.rita, said, now=at(FRIDAY - DAY))
    talk(led, led.rita, FRIDAY - DAY, noted=TUESDAY)
    told = [month(led, reader, WEDNESDAY).coached for reader in (led.lee.person, led.rita.person)]
    assert told == [Count(1, 2), Count(0, 2)]


# ── obstacles ────────────────────────────────────────────────────────────────────────────────────────────


def raised(west: West, on: datetime, by: Membership | None = None, **facts: Any) -> Obstacle:
    said = replace(Facts("a yes or no", asked_of="Legal", needed_at=on + 20 * DAY), **facts)
    return obstacles.raise_obstacle(west.session, by or west.rita, said, now=on)


def removed(west: West, begin: datetime, after: timedelta, by: Person | None = None, **facts: Any) -> Obstacle:
    obstacle, person = raised(west, begin, **facts), by or west.lee.person
    obstacles.take(west.session, person, obstacle, now=begin + HOUR)
    return obstacles.clear(west.session, person, obstacle, now=begin + after)


def test_those_that_the_leader_had_are_counted_by_when_they_were_removed(led: West) -> None:
    removed(led, at(TUESDAY), 2 * HOUR)
    removed(led, at(TUESDAY), 2 * HOUR, by=led.sam.person)
    obstacles.take(led.session, led.lee.person, raised(led, at(date(2026, 10, 30))), now=at(MONDAY))
    raised(led, at(MONDAY))
    this, last = seen(led).months
    assert (this.removal.count, last.removal.count) == (Count(1, 2), Count(0, 0))


def test_one_that_was_open_at_the_end_of_a_month_stays_open_in_it(led: West) -> None:
    obstacle = raised(led, at(OCTOBER.last - DAY))
    obstacles.take(led.session, led.lee.person, obstacle, now=at(OCTOBER.last - DAY, 10))
    obstacles.clear(led.session, led.lee.person, obstacle, now=at(MONDAY))
    this, last = seen(led).months
    assert (this.removal.count, last.removal.count) == (Count(1, 1), Count(0, 1))


def test_private_dropped_and_ones_own_are_not_counted(led: West) -> None:
    removed(led, at(TUESDAY), 2 * HOUR, is_private=True)
    obstacles.drop(led.session, led.rita.person, raised(led, at(TUESDAY)), now=at(TUESDAY, 10))
    own = raised(led, at(TUESDAY), by=led.lee)
    obstacles.take(led.session, led.lee.person, own, now=at(TUESDAY, 10))
    assert month(led).removal.count == Count(0, 0)


def test_how_long_it_took_is_told_from_five_on_in_hours_of_the_leaders_work(led: West) -> None:
    for _ in range(4):
        removed(led, at(MONDAY), 3 * HOUR)
    assert month(led).removal.removed_in is None
    # From Friday 16:30 UTC, half an hour before Lee's work ends in Berlin, to Monday 9:30, two hours after it began.
    begin = at(FRIDAY, 16) + HOUR / 2
    obstacle = raised(led, begin)
    obstacles.take(led.session, led.lee.person, obstacle, now=at(MONDAY))
    obstacles.clear(led.session, led.lee.person, obstacle, now=at(MONDAY) + HOUR / 2)
    removal = month(led).removal
    assert (removal.count.rate, removal.answered_in, removal.removed_in) == (100, HOUR, 3 * HOUR)
    calendar_hours = {each.cleared_at - each.raised_at for each in (obstacle,) if each.cleared_at}
    assert calendar_hours == {65 * HOUR}


def test_the_hours_of_a_weekend_are_no_hours_of_work(led: West) -> None:
    for _ in range(5):
        obstacle = raised(led, at(FRIDAY, 16))
        obstacles.take(led.session, led.lee.person, obstacle, now=at(MONDAY, 8))
        obstacles.clear(led.session, led.lee.person, obstacle, now=at(MONDAY))
    assert month(led).removal.removed_in == 2 * HOUR + HOUR / 2


# ── coaching, calls, trust, promises, reps ───────────────────────────────────────────────────────────────


def talk(west: West, rep: Membership, on: date, *, noted: date | None = None, coach: Person | None = None) -> None:
    entry, by = Entry(notes=Notes(looked="the Acme call"), held_on=on), coach or west.lee.person
    prepared = coaching.prepared(west.session, by, rep)
    coaching.save(west.session, by, rep, entry, now=at(noted or on), held=prepared)


def test_reps_count_who_were_coached_within_the_rhythm_on_the_last_day_seen(led: West) -> None:
    talk(led, led.rita, date(2026, 10, 20))
    talk(led, led.sam, date(2026, 11, 10))
    assert [each.coached for each in seen(led).months] == [Count(1, 2), Count(1, 2)]


def test_a_newcomer_who_is_not_due_yet_is_no_shortfall(led: West, sales: Sales) -> None:
    sales.rep("Nell", led.lee)
    assert month(led).coached == Count(0, 2)


def test_whoever_has_another_coach_is_not_the_leaders_to_coach(led: West, sales: Sales) -> None:
    teams.add_coach(sales.session, led.lee, sales.person("Cora"), [led.rita.person], now=NOW)
    assert month(led).coached == Count(0, 1)


def test_a_rep_who_became_a_guest_is_nobody_to_coach(led: West) -> None:
    led.rita.person.kind = PersonKind.GUEST
    assert month(led).coached == Count(0, 1)


def test_without_a_rhythm_no_coaching_is_counted(led: West) -> None:
    preferences.set_for_team(led.session, led.lee, "coaching", "off")
    assert month(led).coached is None


def test_calls_are_those_asked_for_and_those_booked(led: West) -> None:
    removed(led, at(MONDAY), 2 * HOUR, kind=ObstacleKind.CALL)
    removed(led, at(MONDAY), 2 * HOUR, kind=ObstacleKind.CALL, by=led.sam.person)
    begins = at(MONDAY, 12)
    offered = hours.offer(led.session, led.lee, begins, begins + HOUR, 60, now=at(FRIDAY))
    booking = hours.book(led.session, led.rita.person, offered, begins, "Acme", "", now=at(FRIDAY))
    hours.join(led.session, led.lee.person, booking, now=at(TUESDAY))
    told = month(led)
    assert (told.calls, told.removal.count) == (2, Count(0, 0))
    late = [month(led, led.rita.person, day).calls for day in (WEDNESDAY, WEDNESDAY + DAY)]
    assert late == [1, 2]


def test_a_call_counts_for_whoever_joined_it(led: West) -> None:
    lee, sam, rita = led.lee.person, led.sam.person, led.rita.person
    for has_it, says_so in ((None, lee), (None, lee), (lee, rita), (lee, sam), (None, rita)):
        call = raised(led, at(MONDAY), kind=ObstacleKind.CALL)
        if has_it:
            obstacles.take(led.session, has_it, call, now=at(MONDAY, 10))
        obstacles.clear(led.session, says_so, call, now=at(TUESDAY))
    assert month(led).calls == 3


def test_trust_is_counted_of_the_decisions_that_the_leader_made(led: West) -> None:
    for is_trust in (True, False, True):
        decision = raised(led, at(MONDAY), kind=ObstacleKind.DECISION)
        obstacles.decide(led.session, led.lee.person, decision, "yes", now=at(TUESDAY), is_trust=is_trust)
    assert month(led).trust == Count(2, 3)


def test_no_rate_is_told_of_fewer_than_five() -> None:
    assert (Count(3, 4).rate, Count(4, 5).rate) == (None, 80)


def test_reps_at_plan_are_for_the_leader_and_above_and_private_goals_count_nowhere(led: West, sales: Sales) -> None:
    for rep in (led.rita, led.sam):
        set_goal(sales, rep, DEMOS)
    set_goal(sales, led.rita, DEMOS, visibility=Visibility.PRIVATE)
    late = TODAY + 14 * DAY
    told = [seen(led, reader, late).at_plan for reader in (led.lee.person, led.dana, led.rita.person)]
    assert told == [Count(0, 2), None, None]  # of two, a director knows one from what is known of the other
    set_goal(sales, sales.rep("Mia", led.lee), DEMOS)
    assert seen(led, led.dana, late).at_plan == Count(0, 3)
    (mine,) = goals.open_of(sales.session, led.sam.person)
    goals.log(sales.session, led.sam, mine, "+", mine.target, now=at(late))
    assert seen(led, on=late).at_plan == Count(1, 3)


def test_of_several_teams_that_somebody_leads_it_is_the_near_one_that_the_reader_may_know(
    led: West, sales: Sales
) -> None:
    south = sales.team("South", led.lee.person)
    found = [
        service.find_place(sales.session, reader, led.lee.person, near, now=NOW)
        for reader, near in ((led.lee.person, south.team), (led.lee.person, led.lee.team), (led.dana, south.team))
    ]
    assert found == [south, led.lee, led.lee]
    assert service.find_place(sales.session, led.dana, led.rita.person, led.lee.team, now=NOW) is None
