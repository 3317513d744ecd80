"""Attention: nobody is written to in quiet hours or more often than they bear, and nothing is lost by waiting."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from bot import outbox
from bot.db import Database
from bot.domain import attention, calendars, preferences
from bot.models import Membership, OutboxMessage, Person
from bot.outbox import NEWS, NOTICE, PRESSING, REMINDER, Kind, Rendered, bundles
from bot.worktime import Period, local_day, week_of
from tests.sales import Sales

MANNERS = {"notice": NOTICE, "reminder": REMINDER, "pressing": PRESSING, "bundle": NOTICE, "post": NEWS}
KINDS = {name: Kind(lambda *_, **__: Rendered(""), manner) for name, manner in MANNERS.items()}
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=BERLIN)
FRIDAY = MONDAY + timedelta(days=4)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Telling:
    """One message that somebody got, with all that was told in it."""

    at: datetime
    to: str
    keys: tuple[str, ...]


@dataclass
class Desk:
    """A time that is moved by hand, and a delivery that sends at once what it may."""

    sales: Sales
    now: datetime = MONDAY
    told: list[Telling] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.to(MONDAY)
        # What the team's founding has to say is no matter here.
        self.sales.session.execute(update(OutboxMessage).values(shown=OutboxMessage.wanted))

    def to(self, moment: datetime) -> "Desk":
        self.now = moment.astimezone(UTC)
        return self

    def says(self, to: Person, kind: str = "notice", *, after: timedelta = timedelta()) -> str:
        """A new message, due `after` so long."""
        self.count += 1
        key = f"{kind}:{self.count}"
        place = {"workspace_id": "T1", "recipient": to.slack_id}
        outbox.show(self.sales.session, kind, key, due_at=self.now + after, **place, number=self.count)
        return key

    def works(self, *moments: datetime) -> list[list[str]]:
        """Let the worker look at that moment, else now; what was told, a list for each message."""
        for moment in moments or (self.now,):
            self.to(moment)
            before = len(self.told)
            attention.admit(self.sales.session, "T1", KINDS, self.now)
            for row in self.sendable():
                self.send(row)
        return [list(telling.keys) for telling in self.told[before:]]

    def sendable(self) -> Sequence[OutboxMessage]:
        due = (OutboxMessage.shown < OutboxMessage.wanted, OutboxMessage.due_at <= self.now)
        rows = select(OutboxMessage).where(*due, OutboxMessage.admitted_at.is_not(None))
        return self.sales.session.scalars(rows.order_by(OutboxMessage.due_at, OutboxMessage.id)).all()

    def send(self, row: OutboxMessage) -> None:
        parts = bundles.members(self.sales.session, row.key) if row.kind == bundles.BUNDLE else [row]
        self.told.append(Telling(self.now, row.recipient, tuple(part.key for part in parts)))
        row.shown, row.ts = row.wanted, "1.0"
        self.sales.session.flush()

    def held_until(self) -> datetime | None:
        """When the next that waits is looked at again."""
        unsettled = (OutboxMessage.shown < OutboxMessage.wanted, OutboxMessage.is_gone.is_(False))
        rows = select(OutboxMessage.due_at).where(*unsettled, OutboxMessage.kind != "post")
        return min(self.sales.session.scalars(rows), default=None)

    def row(self, key: str) -> OutboxMessage:
        return self.sales.session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


@pytest.fixture
def desk(sales: Sales, rita: Membership) -> Desk:
    assert rita.team.name == "West"
    return Desk(sales)


def at(day: str, hour: int, minute: int = 0) -> datetime:
    """In Berlin, in the week of the tests or the one after it ("Mon", "Mon+")."""
    number = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(day[:3]) + 7 * day.count("+")
    return (MONDAY + number * DAY).replace(hour=hour, minute=minute)


# ── a rep ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_in_working_hours_comes_at_once(desk: Desk, rita: Membership) -> None:
    key = desk.says(rita.person)
    assert desk.works() == [[key]]
    assert desk.works(at("Mon", 17)) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (at("Mon", 18), at("Tue", 8, 30)),
        (at("Tue", 8, 29), at("Tue", 8, 30)),
        (at("Fri", 23), at("Mon+", 8, 30)),
        (at("Sat", 12), at("Mon+", 8, 30)),
    ],
)
def test_in_quiet_hours_it_waits_until_they_end(
    desk: Desk, rita: Membership, written: datetime, told: datetime
) -> None:
    key = desk.to(written).says(rita.person)
    assert desk.works() == []
    assert desk.held_until() == told
    assert desk.works(told - timedelta(minutes=1)) == []
    assert desk.works(told) == [[key]]


def test_what_came_in_one_night_is_told_as_one(desk: Desk, rita: Membership) -> None:
    keys = [desk.to(at("Mon", hour)).says(rita.person) for hour in (19, 21, 23) if desk.works(at("Mon", hour)) == []]
    assert desk.works(at("Tue", 8, 30)) == [keys]


def test_what_cannot_wait_and_comes_beyond_the_limit_does_not_claim_that_it_is_kept(
    desk: Desk, lee: Membership
) -> None:
    said = []
    for written, told_at, kind in ((7, (8, 31), "notice"), (9, (9, 5), "pressing")):
        desk.to(at("Mon", written))
        for _ in range(2):
            desk.says(lee.person, kind)
        assert [len(each) for each in desk.works(at("Mon", *told_at))] == [2]
        newest = select(OutboxMessage).where(OutboxMessage.kind == bundles.BUNDLE).order_by(OutboxMessage.id.desc())
        said.append(desk.sales.session.scalars(newest).first().ids["a_day"])  # type: ignore[union-attr]
    assert said == [1, 0]


def test_the_third_of_a_day_and_what_comes_after_it_are_told_as_one_the_next_morning(
    desk: Desk, rita: Membership
) -> None:
    told = [desk.works(at("Mon", hour)) for hour in range(9, 15) if desk.to(at("Mon", hour)).says(rita.person)]
    assert told == [[["notice:1"]], [["notice:2"]], [], [], [], []]
    assert desk.works(at("Tue", 8, 30)) == [["notice:3", "notice:4", "notice:5", "notice:6"]]


def test_the_sixth_of_a_week_waits_for_the_next_one(desk: Desk, rita: Membership) -> None:
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        desk.to(at(day, 9)).says(rita.person)
        desk.works()
    desk.says(rita.person)
    assert desk.works(at("Fri", 10)) == []
    assert desk.held_until() == at("Mon+", 8, 30)
    assert desk.works(at("Mon+", 8, 30)) == [["notice:6"]]


def test_several_at_once_are_one_message_and_count_once(desk: Desk, rita: Membership) -> None:
    keys = [desk.says(rita.person) for _ in range(4)]
    assert desk.works() == [keys]
    another = desk.says(rita.person)
    assert desk.works(at("Mon", 10)) == [[another]]


def test_what_presses_comes_over_the_limit_takes_along_what_waits_and_counts(desk: Desk, rita: Membership) -> None:
    for hour in (9, 10, 11):
        desk.to(at("Mon", hour)).says(rita.person)
        desk.works()
    desk.to(at("Mon", 12)).says(rita.person, "pressing")
    assert desk.works() == [["notice:3", "pressing:4"]]
    for key in ("Tue", "Wed"):
        desk.to(at(key, 9)).says(rita.person)
        desk.works()
    desk.to(at("Thu", 9)).says(rita.person)
    assert desk.works() == []


def test_even_what_presses_waits_for_working_hours(desk: Desk, rita: Membership) -> None:
    key = desk.to(at("Fri", 20)).says(rita.person, "pressing")
    assert desk.works() == []
    assert desk.works(at("Mon+", 8, 30)) == [[key]]


def test_a_reminder_that_is_held_back_past_its_day_is_told_no_more(desk: Desk, rita: Membership) -> None:
    notice, reminder = desk.to(at("Fri", 19)).says(rita.person), desk.says(rita.person, "reminder")
    assert desk.works() == []
    assert desk.works(at("Mon+", 8, 30)) == [[notice]]
    assert desk.row(reminder).is_gone


def test_a_reminder_that_still_lasts_the_next_morning_joins_it(desk: Desk, rita: Membership) -> None:
    for _ in range(2):
        desk.says(rita.person)
        desk.works()
    reminder = desk.says(rita.person, "reminder")
    assert desk.works() == []
    assert desk.works(at("Tue", 8, 30)) == [[reminder]]


def test_a_reminder_alone_that_went_stale_leaves_nothing_waiting(desk: Desk, rita: Membership) -> None:
    desk.to(at("Fri", 19)).says(rita.person, "reminder")
    desk.works()
    assert desk.works(at("Mon+", 8, 30)) == []
    assert desk.held_until() is None


def test_what_is_withdrawn_while_it_waits_is_not_told(desk: Desk, rita: Membership) -> None:
    gone, stays = (desk.to(at("Mon", 20)).says(rita.person) for _ in range(2))
    desk.works()
    outbox.withdraw(desk.sales.session, gone)
    assert desk.works(at("Tue", 9)) == [[stays]]


def test_a_message_in_a_channel_needs_no_place(desk: Desk, rita: Membership) -> None:
    key = desk.to(at("Sat", 3)).says(rita.person, "post")
    desk.works()
    assert desk.row(key).admitted_at is None
    assert desk.row(key).within_key is None


# ── whose limits, whose hours ────────────────────────────────────────────────────────────────────────────


def test_a_team_can_have_no_limit(desk: Desk, lee: Membership, rita: Membership) -> None:
    preferences.set_for_team(desk.sales.session, lee, "dms", "off")
    for _ in range(8):
        desk.says(rita.person)
        assert len(desk.works()) == 1


@pytest.mark.parametrize(
    ("team", "own", "told"), [("2 a day", "1 a day", 1), ("2 a day", "4 a day", 2), ("off", "3 a day", 3)]
)
def test_the_lower_of_the_teams_and_ones_own_limit_holds(
    desk: Desk, lee: Membership, rita: Membership, team: str, own: str, told: int
) -> None:
    preferences.set_for_team(desk.sales.session, lee, "dms", team)
    preferences.set_for_person(desk.sales.session, rita.person, "dms", own)
    for _ in range(6):
        desk.says(rita.person)
        desk.works()
    assert len(desk.told) == told


def test_one_who_is_away_hears_of_it_all_in_one_when_back(desk: Desk, rita: Membership) -> None:
    session, person = desk.sales.session, rita.person
    calendars.take_off(session, person, person, Period(MONDAY.date(), FRIDAY.date()), now=desk.now)
    keys = [desk.to(at(day, 10)).says(person) for day in ("Mon", "Wed") if desk.works(at(day, 9)) == []]
    assert desk.works(at("Fri", 10)) == []
    assert desk.works(at("Mon+", 8, 30)) == [keys]


def test_one_who_comes_back_early_hears_of_it_then(desk: Desk, rita: Membership) -> None:
    session, person = desk.sales.session, rita.person
    calendars.take_off(session, person, person, Period(MONDAY.date(), FRIDAY.date()), now=desk.now)
    key = desk.says(person)
    desk.works()
    calendars.come_back(session, person, now=desk.to(at("Wed", 10)).now)
    attention.reconsider(session, person, now=desk.now)
    assert desk.works() == [[key]]


def test_somebody_of_no_team_has_the_defaults(desk: Desk) -> None:
    tim = desk.sales.person("Tim", zone="Asia/Tokyo")
    key = desk.to(at("Mon", 15)).says(tim)
    assert desk.works() == []
    assert desk.works(at("Tue", 0, 30)) == [[key]]


def test_whom_the_bot_does_not_know_is_left_to_slack(desk: Desk, rita: Membership) -> None:
    rita.person.has_left = True
    key = desk.to(at("Sat", 3)).says(rita.person)
    assert desk.works() == [[key]]


def test_who_leaves_while_something_waits_is_left_to_slack_too(desk: Desk, rita: Membership) -> None:
    key = desk.to(at("Sat", 3)).says(rita.person)
    desk.works()
    rita.person.has_left = True
    assert desk.works(at("Mon+", 8, 30)) == [[key]]


def test_of_two_who_wait_each_has_a_message_of_their_own(desk: Desk, rita: Membership) -> None:
    sam = desk.sales.rep("Tom", desk.sales.team("East", desk.sales.person("Ida")))
    keys = [desk.says(rita.person), desk.says(sam.person)]
    told = desk.works()
    assert sorted(map(tuple, told)) == sorted((key,) for key in keys)


# ── a leader ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_can_wait_comes_to_a_leader_as_one_the_next_morning(desk: Desk, lee: Membership) -> None:
    keys = [desk.to(at("Mon", hour)).says(lee.person) for hour in (10, 15, 20) if desk.works(at("Mon", hour)) == []]
    assert desk.works(at("Tue", 8, 30)) == [keys]
    desk.to(at("Tue", 9)).says(lee.person)
    assert desk.works() == []


def test_what_came_before_work_comes_to_a_leader_that_morning(desk: Desk, lee: Membership) -> None:
    key = desk.to(at("Tue", 5)).says(lee.person)
    desk.works()
    assert desk.works(at("Tue", 8, 30)) == [[key]]


def test_what_a_worker_was_not_there_for_in_the_morning_comes_later_that_day(desk: Desk, lee: Membership) -> None:
    key = desk.to(at("Mon", 15)).says(lee.person)
    assert desk.works(at("Tue", 11)) == [[key]]


def test_what_presses_comes_to_a_leader_at_once_with_what_waits(desk: Desk, lee: Membership) -> None:
    notice = desk.to(at("Mon", 10)).says(lee.person)
    desk.works()
    pressing = desk.to(at("Mon", 11)).says(lee.person, "pressing")
    assert desk.works() == [[notice, pressing]]


def test_what_would_be_stale_by_the_next_morning_comes_to_a_leader_at_once(desk: Desk, lee: Membership) -> None:
    thursday, friday = (desk.to(at(day, 10)).says(lee.person, "reminder") for day in ("Thu", "Fri"))
    assert desk.works(at("Thu", 10)) == []
    assert desk.works(at("Fri", 8, 30)) == [[thursday]]
    assert desk.works(at("Fri", 10)) == [[friday]]


def test_a_leader_can_be_told_as_often_as_reps(desk: Desk, lee: Membership) -> None:
    preferences.set_for_team(desk.sales.session, lee, "morning", "off")
    key = desk.to(at("Mon", 10)).says(lee.person)
    assert desk.works() == [[key]]


def test_for_a_leader_without_quiet_hours_the_morning_is_still_one(desk: Desk, lee: Membership) -> None:
    preferences.set_for_person(desk.sales.session, lee.person, "quiet", "off")
    key = desk.to(at("Mon", 22)).says(lee.person)
    assert desk.works() == []
    assert desk.held_until() == at("Tue", 8, 30)
    assert desk.works(at("Tue", 8, 30)) == [[key]]


# ── at every look ────────────────────────────────────────────────────────────────────────────────────────


def test_looking_again_before_it_is_sent_changes_nothing(desk: Desk, rita: Membership) -> None:
    key = desk.says(rita.person)
    for later in range(3):
        attention.admit(desk.sales.session, "T1", KINDS, desk.now + timedelta(minutes=later))
    assert desk.row(key).admitted_at == desk.now
    assert desk.row(key).within_key is None


def test_what_had_a_place_in_a_transaction_that_failed_has_none(desk: Desk, rita: Membership) -> None:
    key = desk.says(rita.person)
    savepoint = desk.sales.session.begin_nested()
    attention.admit(desk.sales.session, "T1", KINDS, desk.now)
    savepoint.rollback()
    desk.sales.session.expire_all()
    assert desk.row(key).admitted_at is None
    assert desk.works() == [[key]]


def test_many_people_cost_as_many_questions_as_one_and_nobody_costs_one(desk: Desk, lee: Membership) -> None:
    reps = [desk.sales.rep(f"Rep {number}", lee) for number in range(12)]
    preferences.of_team(desk.sales.session, lee.team)  # what a session asks of a team but once
    asked = [questions(desk)]
    for some in (reps[:1], reps[1:]):
        for rep in some:
            desk.says(rep.person)
        asked.append(questions(desk))
    assert asked[0] == 1
    assert asked[1] == asked[2] <= 13


def questions(desk: Desk) -> int:
    """How many SELECTs one look takes."""
    desk.sales.session.flush()
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    connection = desk.sales.session.connection()
    event.listen(connection, "before_cursor_execute", listen)
    attention.admit(desk.sales.session, "T1", KINDS, desk.now)
    event.remove(connection, "before_cursor_execute", listen)
    return sum(statement.startswith("SELECT") for statement in said)


def test_whoever_changes_what_waits_for_somebody_is_not_waited_for(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        return  # a writer is alone
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee", zone="Europe/Berlin"))
        ann = sales.rep("Ann", lee).person
        desk = Desk(sales)
        keys = [desk.to(at("Mon", 20)).says(person) for person in (lee.person, ann)]
        attention.admit(session, "T1", KINDS, desk.now)
    with database.writing() as changing, database.writing() as admitting:
        outbox.withdraw(changing, keys[0])
        attention.admit(admitting, "T1", KINDS, desk.to(at("Tue", 9)).now)
        outbox.touch(changing, keys[0])
        bundles_told = select(OutboxMessage).where(OutboxMessage.admitted_at.is_not(None))
        assert [row.recipient for row in admitting.scalars(bundles_told)] == [ann.slack_id]


def test_two_workers_at_once_give_one_place(database: Database) -> None:
    """The second looks after the first has and before it is done: on SQLite it waits until it is."""
    with database.writing() as session:
        sales = Sales(session)
        rita = sales.rep("Rita", sales.team("West", sales.person("Lee")))
        desk = Desk(sales)
        desk.says(rita.person)
    is_sqlite = database.engine.dialect.name == "sqlite"
    with database.writing() as first:
        attention.admit(first, "T1", KINDS, desk.now)
        with nullcontext() if is_sqlite else database.writing() as second:
            if second:
                attention.admit(second, "T1", KINDS, desk.now + timedelta(minutes=1))
    with database.writing() as session:
        attention.admit(session, "T1", KINDS, desk.now + timedelta(minutes=2))
        admitted = session.scalars(select(OutboxMessage.admitted_at).where(OutboxMessage.kind != "team.welcomed")).all()
    assert admitted == [desk.now]


# ── whatever happens ─────────────────────────────────────────────────────────────────────────────────────

ZONES = st.sampled_from(
    ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]
)
LIMITS = st.sampled_from(["off", "1 a day", "2 a day, 5 a week", "1 a day, 3 a week", "4 a week", "3 a day"])
SPANS = [timedelta(minutes=20), timedelta(hours=1), timedelta(hours=2), timedelta(hours=9), timedelta(days=2)]
STEPS = st.sampled_from(SPANS[:1] * 4 + SPANS[1:3] * 3 + SPANS[3:])
DELAYS = st.sampled_from([timedelta(), timedelta(), timedelta(hours=2), timedelta(days=1, hours=3)])
ACTS = st.sampled_from(["notice"] * 6 + ["reminder", "reminder", "pressing", "withdraw"])
WHOM = st.sampled_from([0, 1, 1, 1, 2])
IS_WORKER_THERE = st.sampled_from([True, True, True, False])
HISTORIES = st.lists(st.tuples(STEPS, ACTS, WHOM, DELAYS, IS_WORKER_THERE), min_size=10, max_size=40)
SETTINGS = st.fixed_dictionaries(
    {
        "zones": st.tuples(ZONES, ZONES, ZONES),
        "dms": LIMITS,
        "own": LIMITS,
        "morning": st.sampled_from(["on", "off"]),
        "workweek": st.sampled_from(["Mon-Fri", "Sun-Thu", "Mon Tue Thu"]),
        "hours": st.sampled_from(["8:30-18:00", "22:00-6:00", "off"]),
        "quiet": st.sampled_from(["team", "off", "18:00-8:30", "12:00-14:00"]),
        "away": st.tuples(st.integers(0, 20), st.integers(0, 12)),
    }
)


class Life:
    """A leader, a rep, and somebody of no team, set at random, and what happens to them."""

    def __init__(self, sales: Sales, given: dict[str, object]) -> None:
        self.session = sales.session
        zones = given["zones"]
        assert isinstance(zones, tuple)
        lee = sales.team("North", sales.person("Lee", zone=zones[0]))
        rita = sales.rep("Rita", lee)
        rita.person.zone = zones[1]
        self.people = [lee.person, rita.person, sales.person("Tim", zone=zones[2])]
        for name in ("dms", "morning", "workweek", "hours"):
            preferences.set_for_team(self.session, lee, name, str(given[name]))
        for name, value in (("dms", given["own"]), ("quiet", given["quiet"])):
            preferences.set_for_person(self.session, rita.person, name, str(value))
        first, days = given["away"]  # type: ignore[misc]
        off = MONDAY.date() + first * DAY
        calendars.take_off(self.session, rita.person, rita.person, Period(off, off + days * DAY), now=MONDAY)
        self.desk = Desk(sales)
        self.is_morning = given["morning"] == "on"
        self.limits = [self.limit("off", lee=True), self.limit(str(given["dms"]), str(given["own"])), (2, 5)]
        if not self.is_morning:
            self.limits[0] = self.limit(str(given["dms"]))
        self.due: dict[str, datetime] = {}
        self.withdrawn: set[str] = set()

    def limit(self, *said: str, lee: bool = False) -> tuple[int, int]:
        a_day, a_week = [1 if lee else 99], [99]
        for words in said:
            for part in words.split(", ") if words != "off" else ():
                number, _, unit = part.split()
                (a_day if unit == "day" else a_week).append(int(number))
        return min(a_day), min(a_week)

    def act(self, act: str, whom: int, after: timedelta) -> None:
        if act == "withdraw":
            told = {key for telling in self.desk.told for key in telling.keys}
            for key in sorted(self.due.keys() - told - self.withdrawn)[:1]:
                outbox.withdraw(self.session, key)
                self.withdrawn.add(key)
        else:
            key = self.desk.says(self.people[whom], act, after=after)
            self.due[key] = self.desk.now + after

    def calms_down(self) -> None:
        """Nothing new happens, and the worker is there whenever something may be told."""
        for _ in range(80):
            moment = self.desk.held_until()
            if moment is None:
                return
            self.desk.works(max(moment, self.desk.now))
        raise AssertionError(f"still waiting after all: {self.desk.held_until()}")


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_settings=SETTINGS, history=HISTORIES)
def test_no_history_disturbs_anybody_or_loses_anything(
    sales: Sales, given_settings: dict[str, object], history: list[tuple[timedelta, str, int, timedelta, bool]]
) -> None:
    before = sales.session.begin_nested()
    try:
        life = Life(sales, given_settings)
        for step, act, whom, after, is_worker_there in history:
            life.desk.to(life.desk.now + step)
            life.act(act, whom, after)
            if is_worker_there:
                life.desk.works()
        life.calms_down()
        for number, person in enumerate(life.people):
            assert_undisturbed(life, number, person)
        assert_nothing_lost(life)
        assert_in_order(life)
    finally:
        before.rollback()
        sales.session.expire_all()


def assert_undisturbed(life: Life, number: int, person: Person) -> None:
    calendar = calendars.of_person(life.session, person)
    days: list[object] = []
    weeks: list[object] = []
    for telling in life.desk.told:
        if telling.to != person.slack_id:
            continue
        assert calendar.is_working(telling.at)
        day = local_day(telling.at, person.zone)
        can_wait = not any(cannot_wait(life, number, key) for key in telling.keys)
        if can_wait:
            assert days.count(day) < life.limits[number][0]
            assert weeks.count(week_of(day)) < life.limits[number][1]
        days.append(day)
        weeks.append(week_of(day))


def cannot_wait(life: Life, number: int, key: str) -> bool:
    """What presses; for a leader also what belongs to its day."""
    return key.startswith("pressing") or (number == 0 and life.is_morning and key.startswith("reminder"))


def assert_nothing_lost(life: Life) -> None:
    told = [key for telling in life.desk.told for key in telling.keys]
    assert len(told) == len(set(told))
    for key in life.due.keys() - set(told) - life.withdrawn:
        row = life.desk.row(key)
        assert row.is_gone, key
        lasts = MANNERS[row.kind].lasts
        assert lasts
        assert life.desk.now > life.due[key] + lasts
        assert row.kind != "notice" or row.within_key is None


def assert_in_order(life: Life) -> None:
    """Whatever was due is told before, or together with, what was due later."""
    for person in life.people:
        mine = [telling for telling in life.desk.told if telling.to == person.slack_id]
        dues = [[(life.due[key], int(key.partition(":")[2])) for key in telling.keys] for telling in mine]
        flat = [due for each in dues for due in each]
        assert flat == sorted(flat)
