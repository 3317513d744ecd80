"""Check-ins over any zones, absences, clock changes, outages and edits: at most once, in time, never at a bad time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from bot.domain import calendars, checkins, preferences, teams
from bot.domain.checkins import schedule
from bot.models import Absence, Asked, Checkin, CheckinRun, CheckinSeat, Membership, Role, Told
from bot.worktime import FURTHEST, Calendar, Period, local_day
from tests.sales import Sales

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
HOURS = ("8:30-18:00", "22:00-6:00", "off", "12:00-16:00")

zones = st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"}))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
clocks = st.sampled_from(HOURS)
weeks = st.sets(st.integers(0, 6), min_size=1).map(sorted)
# The last of them reaches over a day that Samoa left out, the others over changes of the clock in both hemispheres.
MONTHS = (date(2026, 3, 1), date(2026, 10, 10), date(2026, 10, 25), date(2011, 12, 20))
days = st.builds(lambda month, days: month + timedelta(days=days), st.sampled_from(MONTHS), st.integers(0, 27))


# ── what a slot is (pure) ────────────────────────────────────────────────────────────────────────────────


@st.composite
def works(draw: st.DrawFn, near: date) -> Calendar:
    begins, ends = draw(st.one_of(st.just((time(8, 30), time(18))), st.tuples(times, times)))
    first = near + timedelta(days=draw(st.integers(-3, 3)))
    off = draw(st.sampled_from([(), (Period(first, first + 2 * DAY),)]))
    return Calendar(draw(zones), frozenset(draw(weeks)), begins, ends, off, draw(st.sampled_from(["", "DE"])))


@settings(max_examples=300, deadline=None)
@given(days.flatmap(lambda day: st.tuples(works(day), st.just(day))), times, weeks, st.integers(1, 40))
def test_a_slot_is_in_hours_of_work_of_its_day_and_ends_before_the_next_begins(
    of: tuple[Calendar, date], at: time, weekdays: list[int], hours: int
) -> None:
    calendar, day = of
    following = schedule.following(day, weekdays)
    slot = schedule.slot(calendar, day, at, hours, following)
    wall = schedule.moment(day, at, calendar.zone)
    if slot is None or wall is None or following is None:
        assert slot is wall is None
        return
    after = schedule.moment(following, at, calendar.zone)
    assert wall <= slot.due_at <= slot.closes_at <= (after or wall + 2 * FURTHEST)
    assert slot.is_away is not calendar.works_on(day)
    if not (slot.is_away or slot.is_quiet):
        assert calendar.is_working(slot.due_at)
        assert local_day(slot.due_at, calendar.zone) == day
        assert slot.due_at == wall or not calendar.is_working(wall)


@settings(max_examples=300, deadline=None)
@given(days.flatmap(works), days, times, st.integers(1, 40), st.integers(0, 99))
def test_a_nudge_comes_in_hours_of_work_between_the_question_and_the_deadline(
    calendar: Calendar, day: date, at: time, hours: int, percent: int
) -> None:
    asked_at = calendar.next_open(datetime.combine(day, at, UTC))
    closes_at = calendar.add_working_hours(asked_at, timedelta(hours=hours))
    moment = schedule.nudge_at(calendar, asked_at, closes_at, percent)
    if moment is not None:
        assert asked_at < moment < closes_at
        assert calendar.is_working(moment)
        part = calendar.working_hours(asked_at, moment) / calendar.working_hours(asked_at, closes_at)
        assert part * 100 == pytest.approx(percent, abs=100 * schedule.BEFORE_THE_END / timedelta(hours=hours) + 1)


@settings(max_examples=200, deadline=None)
@given(days, weeks)
def test_days_come_in_order_each_once_and_none_is_left_out(first: date, weekdays: list[int]) -> None:
    found = schedule.days_from(first, weekdays)
    listed = [next(found) for _ in range(20)]
    wanted = [day for number in range(140) if (day := first + number * DAY).weekday() in weekdays]
    assert listed == wanted[:20]


# ── a worker and a team ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ask:
    """Somebody was asked, for what day and when."""

    person_id: int
    on_day: date
    at: datetime


@dataclass
class World:
    """A team, its check-in, and a worker that ticks each minute while it is there."""

    sales: Sales
    lead: Membership
    checkin: Checkin
    now: datetime
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    changed_at: datetime | None = None

    @property
    def session(self) -> Session:
        return self.sales.session

    def runs_until(self, end: datetime) -> None:
        """Every tick at which anything is due; the others do nothing."""
        while (due := self._due()) and (moment := self.tick_at(max(due, self.now))) <= end:
            assert moment > self.now or due <= self.now
            self.now = moment
            self._tick()
        self.now = max(self.now, end)

    def tick_at(self, moment: datetime) -> datetime:
        """The first tick from then on."""
        moment = ceiling(moment)
        for begins, ends in sorted(self.outages):
            if begins <= moment < ends:
                moment = ceiling(ends)
        return moment

    def _due(self) -> datetime | None:
        opens = self.session.scalar(select(func.min(Checkin.opens_at)).where(Checkin.is_on))
        looks = self.session.scalar(select(func.min(CheckinSeat.next_at)))
        return min((moment for moment in (opens, looks) if moment), default=None)

    def _tick(self) -> None:
        for _ in range(9):
            if not checkins.look_after(self.session, now=self.now):
                break
        else:
            raise AssertionError("there is always something left to do")
        asked = select(CheckinSeat, CheckinRun.on_day).join(CheckinRun).where(CheckinSeat.asked_at == self.now)
        known = {(ask.person_id, ask.on_day) for ask in self.asks}
        for seat, on_day in self.session.execute(asked):
            assert (seat.person_id, on_day) not in known
            assert outbox.is_wanted(self.session, checkins.key(seat))
            self.check(seat, on_day)
            self.asks.append(Ask(seat.person_id, on_day, self.now))

    def check(self, seat: CheckinSeat, on_day: date) -> None:
        """Not away, not in quiet hours, and no later than a minute after it could be."""
        calendar = self.calendar(seat)
        assert calendar.works_on(on_day)
        assert calendar.is_working(self.now)
        since = max(seat.due_at, self.changed_at or seat.due_at)
        assert self.now <= self.tick_at(calendar.next_open(self.tick_at(since)))
        assert self.now < seat.closes_at

    def calendar(self, seat: CheckinSeat) -> Calendar:
        return calendars.of_people(self.session, self.lead.team, [seat.person])[seat.person_id]


def ceiling(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def make_world(session: Session, zones: Iterable[str], start: datetime, said: dict[str, object]) -> World:
    sales = Sales(session)
    lead = sales.team("West", sales.person("Lee", zone="UTC"))
    for number, zone in enumerate(zones):
        person = sales.person(f"Rep {number}", zone=zone)
        teams.add(session, lead, person, (Role.REP,), now=start)
    facts = {"number": 1, "title": "Plan", "asked": Asked.REPS, "told": Told.CHANNEL, "is_on": True}
    checkin = Checkin(team=lead.team, created_at=start, **facts | said)
    session.add(checkin)
    session.flush()
    for member in session.scalars(select(Membership)):
        member.joined_at = start
    checkins.plan(session, checkin, now=start)
    return World(sales, lead, checkin, start)


@cache
def expected(calendar: Calendar, day: date, at: time, hours: int, weekdays: tuple[int, ...]) -> schedule.Slot | None:
    return schedule.slot(calendar, day, at, hours, schedule.following(day, weekdays))


spans = st.tuples(st.integers(0, 9 * 1440), st.one_of(st.integers(1, 90), st.integers(1, 4 * 1440)))


@settings(max_examples=12, **SHARED)
@given(data=st.data())
def test_each_is_asked_once_at_their_own_hour_or_as_soon_as_the_worker_is_back(
    shared_database: Database, data: st.DataObject
) -> None:
    start = datetime.combine(data.draw(days), time(), UTC)
    at, weekdays, hours = data.draw(times), data.draw(weeks), data.draw(st.integers(1, 12))
    said = {"at": at, "weekdays": weekdays, "deadline_hours": hours}
    with shared_database.writing() as session:
        world = make_world(session, data.draw(st.lists(zones, min_size=1, max_size=4)), start, said)
        preferences.set_for_team(session, world.lead, "hours", data.draw(clocks))
        members = [member for member in teams.members(session, world.lead.team) if member.id != world.lead.id]
        for member in members:
            if away := data.draw(st.none() | st.tuples(st.integers(0, 8), st.integers(0, 5))):
                first = start.date() + timedelta(days=away[0])
                days_off = {"first_on": first, "last_on": first + timedelta(days=away[1])}
                session.add(Absence(person_id=member.person_id, made_at=start, **days_off))
        world.outages = [
            (start + begin * MINUTE, start + (begin + length) * MINUTE)
            for begin, length in data.draw(st.lists(spans, max_size=2))
        ]
        session.flush()
        end = start + 11 * DAY
        world.runs_until(end)
        works = calendars.of_people(session, world.lead.team, [member.person for member in members])
        wanted = set()
        for person_id, calendar in works.items():
            for number in range(-2, 14):
                day = start.date() + number * DAY
                slot = expected(calendar, day, at, hours, tuple(weekdays)) if day.weekday() in weekdays else None
                moment = asked_at(world, calendar, slot, schedule.moment(day, at, calendar.zone), start)
                if moment and moment <= end:
                    wanted.add(Ask(person_id, day, moment))
        assert set(world.asks) == wanted
        session.rollback()


def asked_at(
    world: World, calendar: Calendar, slot: schedule.Slot | None, wall: datetime | None, start: datetime
) -> datetime | None:
    """When somebody should be asked, said in another way than the code says it; None is never."""
    if slot is None or wall is None or wall < start or slot.is_away or slot.is_quiet:
        return None
    moment = world.tick_at(slot.due_at)
    while moment < slot.closes_at and not calendar.is_working(moment):
        moment = world.tick_at(calendar.next_open(moment))
    return moment if moment < slot.closes_at else None


ACTS = ("move", "away", "back", "time", "days", "off", "on", "join", "leave", "quiet", "hours", "unasked", "early")


@settings(max_examples=15, **SHARED)
@given(data=st.data())
def test_whatever_is_changed_meanwhile_nobody_is_asked_twice_or_at_a_bad_time(
    shared_database: Database, data: st.DataObject
) -> None:
    start = datetime.combine(data.draw(days), time(), UTC)
    said = {"at": data.draw(times), "weekdays": data.draw(weeks), "deadline_hours": data.draw(st.integers(1, 12))}
    with shared_database.writing() as session:
        world = make_world(session, data.draw(st.lists(zones, min_size=1, max_size=3)), start, said)
        for _ in range(data.draw(st.integers(1, 8))):
            world.runs_until(world.now + data.draw(st.integers(1, 2 * 1440)) * MINUTE)
            if data.draw(st.booleans()):
                world.outages.append((world.now, world.now + data.draw(spans)[1] * MINUTE))
            change(world, data, data.draw(st.sampled_from(ACTS)))
            world.changed_at = world.now
        world.runs_until(world.now + 4 * DAY)
        session.rollback()


def change(world: World, data: st.DataObject, act: str) -> None:
    """Something that happens to a team, as the pages bring it about."""
    session, now, checkin = world.session, world.now, world.checkin
    people = [member.person for member in teams.members(session, world.lead.team) if member.id != world.lead.id]
    person = data.draw(st.sampled_from(people)) if people else world.lead.person
    match act:
        case "move":
            person.zone = data.draw(zones)
            checkins.replan_person(session, person, now=now)
        case "away":
            today = local_day(now, person.zone)
            period = Period(today, today + timedelta(days=data.draw(st.integers(0, 3))))
            calendars.take_off(session, person, person, period, now=now)
        case "back" if calendars.absence_on(session, person, local_day(now, person.zone)):
            calendars.come_back(session, person, now=now)
        case "time" | "days" | "off" | "on":
            checkin.at = data.draw(times) if act == "time" else checkin.at
            checkin.weekdays = data.draw(weeks) if act == "days" else checkin.weekdays
            checkin.is_on = act != "off"
            session.flush()
            checkins.plan(session, checkin, now=now)
        case "join":
            newcomer = world.sales.person("Kim", zone=data.draw(zones))
            teams.add(session, world.lead, newcomer, (Role.REP,), now=now)
            checkins.replan_team(session, world.lead.team, now=now)
        case "leave" if people:
            teams.remove(session, world.lead, person)
        case "quiet":
            preferences.set_for_person(session, person, "quiet", data.draw(st.sampled_from(["team", *HOURS])))
            checkins.replan_person(session, person, now=now)
        case "hours":
            preferences.set_for_team(session, world.lead, "hours", data.draw(clocks))
            checkins.replan_team(session, world.lead.team, now=now)
        case "unasked":
            preferences.set_for_person(session, person, "checkins", data.draw(st.sampled_from(["on", "off"])))
            checkins.replan_person(session, person, now=now)
        case "early":
            checkins.seat_now(session, person, world.lead.team, now=now)
