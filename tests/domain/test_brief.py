"""The brief: five lines at most in one order, one on each morning that its leader works, and nothing for nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain import brief, cheers, commitments, goals, inspection, obstacles, preferences, teams
from bot.domain.brief import Announce, Cheered, Coach, Conclude, Line, Preview, Promised, Reason, Slipped, Waits
from bot.models import Absence, Brief, Goal, OutboxMessage, Person, Role, TeamDayOff
from bot.worktime import quarter_of
from tests.domain.conftest import West
from tests.sales import Sales

DAY = timedelta(days=1)


def at(day: int, hour: int = 8, minute: int = 30, zone: str = "Europe/Berlin") -> datetime:
    """In November; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def kinds(west: West, now: datetime, leader: Person | None = None) -> list[type]:
    return [type(line) for line in lines_of(west.session, leader or west.lee.person, now)]


def announced(west: West, now: datetime) -> list[Announce]:
    return [line for line in lines_of(west.session, west.lee.person, now) if isinstance(line, Announce)]


def lines_of(session: Session, person: Person, now: datetime) -> list[Line]:
    return brief.compose(session, brief.leader(session, person), now=now)


def promises(west: West, due_on: date, now: datetime) -> int:
    row = commitments.promise(west.session, west.lee.person, [west.rita.person], "the deck", due_on, now=now)[0]
    return row.number


def waits(west: West, now: datetime) -> None:
    facts = obstacles.Facts("a yes", decider=west.lee.person)
    obstacles.raise_obstacle(west.session, west.rita, facts, now=now)


def slips(west: West, told_at: datetime, *, slipped_on: date = date(2026, 11, 13)) -> Goal:
    quarter = quarter_of(slipped_on)
    facts = goals.Facts(12, "demos", None, quarter.first, quarter.last)
    goal = goals.set_goal(west.session, west.rita, facts, now=at(2), owner=west.rita.person)
    goal.slipped_on, goal.watched_on, goal.leader_told_at = slipped_on, slipped_on, told_at
    west.session.flush()
    return goal


def offers(west: West, sales: Sales, now: datetime) -> None:
    sales.win(west.rita, 48_000_00, (now - DAY).date(), account="Acme", at=now - DAY)
    assert cheers.offer(west.session, west.lee.person, now=now)


# ── the lines ────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_five_lines_at_most_and_always_in_the_same_order(sales: Sales, west: West) -> None:
    monday = at(16)
    assert kinds(west, monday) == [Coach, Announce]
    offers(west, sales, monday)
    assert kinds(west, monday) == [Cheered, Coach, Announce]
    slips(west, at(13, 12))
    assert kinds(west, monday) == [Slipped, Cheered, Coach, Announce]
    waits(west, monday)
    assert kinds(west, monday) == [Waits, Slipped, Cheered, Coach, Announce]
    promises(west, monday.date(), monday)
    assert kinds(west, monday) == [Promised, Waits, Slipped, Cheered, Coach]


def test_on_the_last_day_of_a_week_what_was_announced_goes_before_coaching(sales: Sales, west: West) -> None:
    inspection.announce(west.session, west.lee, "next steps after demos", now=at(16))
    assert kinds(west, at(19)) == [Coach]
    assert kinds(west, at(20)) == [Conclude, Coach, Preview]
    friday = at(20)
    offers(west, sales, friday)
    slips(west, at(19, 12))
    waits(west, friday)
    promises(west, friday.date(), friday)
    assert kinds(west, friday) == [Promised, Waits, Slipped, Cheered, Conclude]
    inspection.conclude(west.session, west.lee, "Demos without a next step go cold", now=friday)
    assert kinds(west, friday) == [Promised, Waits, Slipped, Cheered, Coach]


def test_what_is_looked_at_is_asked_once_a_week_and_not_where_the_team_has_it_off(west: West) -> None:
    assert kinds(west, at(17)) == [Coach]
    preferences.set_for_team(west.session, west.lee, "inspection", "off")
    assert kinds(west, at(16)) == [Coach]


def test_what_is_looked_at_is_asked_for_by_the_week_of_each_team(sales: Sales, west: West) -> None:
    """Lee works from Sunday on with West, and leads East, which begins on Monday."""
    preferences.set_for_team(west.session, west.lee, "workweek", "Sun-Thu")
    east = sales.team("East", west.lee.person)
    sales.rep("Olga", east)
    for led in (west.lee, east):
        inspection.announce(west.session, led, "next steps", now=at(18))
    asked = {day: [line.team.name for line in announced(west, at(day))] for day in (19, 22, 23, 24)}
    assert asked == {19: [], 22: ["West"], 23: ["East"], 24: []}
    assert Conclude in kinds(west, at(19))


@pytest.mark.parametrize(("due", "today", "is_told"), [(18, 18, True), (16, 18, True), (19, 18, False), (22, 20, True)])
def test_promises_are_told_that_are_due_before_the_next_working_day(
    west: West, due: int, today: int, is_told: bool
) -> None:
    promises(west, date(2026, 11, due), at(13))
    assert (Promised in kinds(west, at(today))) is is_told


def test_a_promise_to_several_is_told_once(west: West) -> None:
    both = [west.rita.person, west.sam.person]
    commitments.promise(west.session, west.lee.person, both, "the deck", date(2026, 11, 18), now=at(16))
    mine = lines_of(west.session, west.lee.person, at(18))
    (promised,) = [line for line in mine if isinstance(line, Promised)]
    assert len(promised.rows) == 1


def test_whoever_waits_for_the_leader_is_named_with_why(west: West) -> None:
    session, lee, rita, sam = west.session, west.lee.person, west.rita.person, west.sam.person
    waits(west, at(18))
    commitments.ask(session, rita, [lee], "a price", date(2026, 11, 20), now=at(18))
    done = commitments.promise(session, sam, [lee], "the list", date(2026, 11, 18), now=at(17))[0]
    commitments.keep(session, sam, done, now=at(18))
    (found,) = [line for line in lines_of(session, lee, at(18)) if isinstance(line, Waits)]
    assert [(each.person.name, each.reason) for each in found.all] == [
        ("Rita", Reason.OBSTACLE),
        ("Rita", Reason.ASKED),
        ("Sam", Reason.DONE),
    ]


def test_a_slip_is_told_on_one_morning_and_only_where_leaders_hear_of_slips(west: West) -> None:
    slips(west, at(17, 12))
    assert [Slipped in kinds(west, at(day)) for day in (17, 18, 19)] == [False, True, False]
    preferences.set_for_team(west.session, west.lee, "grace", "off")
    assert Slipped not in kinds(west, at(18))


def test_nobody_is_to_be_coached_while_away(west: West) -> None:
    for rep in (west.rita, west.sam):
        assert kinds(west, at(18)) == [Coach]
        west.session.add(
            Absence(person_id=rep.person_id, first_on=date(2026, 11, 17), last_on=date(2026, 11, 19), made_at=at(16))
        )
        west.session.flush()
    assert kinds(west, at(18)) == []
    assert kinds(west, at(20)) == [Coach, Preview]


def test_a_cheer_whose_reason_is_gone_is_not_told(sales: Sales, west: West) -> None:
    now = at(18)
    win = sales.win(west.rita, 48_000_00, (now - DAY).date(), at=now - DAY)
    cheers.offer(west.session, west.lee.person, now=now)
    assert Cheered in kinds(west, now)
    win.is_standing = False
    west.session.flush()
    assert Cheered not in kinds(west, now)


# ── the mornings ─────────────────────────────────────────────────────────────────────────────────────────


def works(west: West, since: datetime, until: datetime) -> None:
    """The worker is there all that time: it looks whenever something is due."""
    brief.enrol(west.session, now=since)
    for _ in range(500):
        due = west.session.scalar(select(Brief.due_at).order_by(Brief.due_at).limit(1))
        if due is None or due > until:
            return
        assert brief.look_after(west.session, now=max(due, since))
    raise AssertionError("it never comes to an end")


def mornings(west: West, person: Person | None = None) -> list[datetime]:
    """When briefs are told to this person, by the clock there."""
    mine = (OutboxMessage.kind == "brief.morning", OutboxMessage.recipient == (person or west.lee.person).slack_id)
    due = west.session.scalars(select(OutboxMessage.due_at).where(*mine).order_by(OutboxMessage.due_at))
    zone = ZoneInfo((person or west.lee.person).zone)
    return [moment.astimezone(zone).replace(tzinfo=None) for moment in due]


def morning(day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001  as a clock on the wall shows it


def test_there_is_one_on_each_working_morning_as_work_begins(west: West) -> None:
    works(west, at(18, 12), at(25, 12))
    assert mornings(west) == [morning(day) for day in (19, 20, 23, 24, 25)]


def test_there_is_none_on_days_off_and_while_away(west: West) -> None:
    off = {"team_id": west.lee.team_id, "name": "Break"}
    west.session.add(TeamDayOff(first_on=date(2026, 11, 19), last_on=date(2026, 11, 19), **off))
    away = {"person_id": west.lee.person_id, "made_at": at(18)}
    west.session.add(Absence(first_on=date(2026, 11, 23), last_on=date(2026, 11, 24), **away))
    west.session.flush()
    works(west, at(18, 12), at(25, 12))
    assert mornings(west) == [morning(day) for day in (20, 25)]


def test_who_comes_back_earlier_has_one_on_that_morning(west: West) -> None:
    away = Absence(
        person_id=west.lee.person_id, first_on=date(2026, 11, 19), last_on=date(2026, 11, 27), made_at=at(18)
    )
    west.session.add(away)
    west.session.flush()
    works(west, at(18, 12), at(20, 12))
    away.last_on = date(2026, 11, 22)
    west.session.flush()
    works(west, at(20, 12), at(23, 12))
    assert mornings(west) == [morning(23)]


def test_with_nothing_to_say_nothing_is_sent(sales: Sales) -> None:
    alone = sales.team("Solo", sales.person("Lou"))
    west = West(sales.session, alone, alone, alone, sales.person("Dana"))
    works(west, at(18, 12), at(25, 12))
    assert mornings(west) == []


def test_what_comes_up_in_the_last_half_hour_is_told_too(sales: Sales) -> None:
    alone = sales.team("Solo", sales.person("Lou"))
    west = West(sales.session, alone, alone, alone, sales.person("Dana"))
    works(west, at(18, 12), at(19, 8, 10))
    lou = alone.person
    commitments.promise(sales.session, lou, [west.dana], "the deck", date(2026, 11, 19), now=at(19, 8, 10))
    works(west, at(19, 8, 10), at(19, 12))
    assert mornings(west) == [morning(19)]


def test_who_turned_it_off_has_none(west: West) -> None:
    preferences.set_for_person(west.session, west.lee.person, "brief", "off")
    works(west, at(18, 12), at(20, 12))
    assert mornings(west) == []


def test_after_an_outage_there_is_only_todays_and_after_work_none(west: West) -> None:
    works(west, at(16, 12), at(16, 13))
    brief.look_after(west.session, now=at(19, 11))
    assert mornings(west) == [morning(19)]
    brief.look_after(west.session, now=at(20, 20))
    works(west, at(20, 20), at(23, 12))
    assert mornings(west) == [morning(19), morning(23)]


def test_two_leaders_have_one_each_and_a_leader_of_two_teams_has_one(sales: Sales, west: West) -> None:
    lena = teams.add(sales.session, west.lee, sales.person("Lena", zone="Asia/Tokyo"), (Role.LEADER,), now=at(16))
    east = sales.team("East", west.lee.person)
    sales.rep("Olga", east)
    works(west, at(18, 12), at(19, 12))
    assert mornings(west) == [morning(19)]
    assert mornings(west, lena.person) == [morning(19)]


def test_who_leads_leaders_has_one_about_them(sales: Sales, west: West) -> None:
    north = sales.team("North", west.dana)
    west.lee.team.parent_id = north.team_id
    sales.session.flush()
    works(west, at(18, 12), at(19, 12))
    assert mornings(west, west.dana) == [morning(19)]
    (line,) = lines_of(sales.session, west.dana, at(19))
    assert isinstance(line, Coach)
    assert [each.rep.person.name for each in line.all] == ["Lee"]


def test_who_leads_no_longer_has_none(sales: Sales, west: West) -> None:
    lena = teams.add(sales.session, west.lee, sales.person("Lena"), (Role.LEADER,), now=at(16))
    works(west, at(18, 12), at(19, 12))
    teams.remove(sales.session, west.lee, lena.person)
    works(west, at(19, 12), at(20, 12))
    assert mornings(west, lena.person) == [morning(19)]
    assert sales.session.get(Brief, lena.person_id) is None


def test_who_moves_has_it_as_work_begins_there(west: West) -> None:
    works(west, at(18, 12), at(19, 12))
    west.lee.person.zone = "America/New_York"
    west.session.flush()
    works(west, at(19, 12), at(21, 12))
    assert mornings(west) == [morning(19, 2, 30), morning(20)]


def test_a_promise_of_who_has_a_brief_is_told_there_and_not_once_more(west: West) -> None:
    preferences.set_for_person(west.session, west.rita.person, "brief", "off")
    promises(west, date(2026, 11, 19), at(18))
    commitments.promise(west.session, west.rita.person, [west.lee.person], "the list", date(2026, 11, 19), now=at(18))
    commitments.look_after(west.session, now=at(19, 8, 31))
    reminded = select(OutboxMessage.recipient).where(OutboxMessage.kind == "promise.due")
    assert west.session.scalars(reminded).all() == [west.rita.person.slack_id]
    preferences.set_for_person(west.session, west.lee.person, "brief", "off")
    promises(west, date(2026, 11, 20), at(19))
    commitments.look_after(west.session, now=at(20, 8, 31))
    assert west.lee.person.slack_id in west.session.scalars(reminded).all()


def test_a_tick_reads_only_what_is_due(sales: Sales, west: West) -> None:
    works(west, at(18, 12), at(19, 12))
    assert brief.enrol(sales.session, now=at(19, 13)) == 0
    assert brief.look_after(sales.session, now=at(19, 13)) == 0
    sales.session.execute(update(Brief).values(due_at=at(19, 13)))
    assert brief.look_after(sales.session, now=at(19, 13)) == 1
    assert brief.look_after(sales.session, now=at(19, 13)) == 0
    assert mornings(west) == [morning(19)]
