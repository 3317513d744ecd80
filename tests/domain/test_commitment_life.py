"""The life of a promise in every order in which people can click: a clear answer always, a wrong state never."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db import Database
from bot.domain import calendars, commitments, preferences
from bot.domain.commitments import LIFE, UNDER_WAY, Act, Side
from bot.domain.commitments.life import acts_of
from bot.errors import Refused
from bot.models import Commitment, OutboxMessage, Person
from bot.models import CommitmentState as State
from bot.slack.pages import TABLES
from bot.worktime import local_day
from tests.domain.conftest import West
from tests.sales import NOW, TODAY, Sales

DAY = timedelta(days=1)
FRIDAY = TODAY + 2 * DAY


@pytest.fixture(autouse=True)
def _lee_has_no_brief(west: West) -> None:
    """Who has one reads there what is due, and is not reminded of it."""
    preferences.set_for_person(west.session, west.lee.person, "brief", "off")


# Written apart from the table that it judges.
NEXT = {
    ("asked", "accept", "owner"): "open",
    ("asked", "decline", "owner"): "declined",
    ("asked", "take back", "receiver"): "taken back",
    ("open", "keep", "owner"): "kept",
    ("open", "move", "owner"): "open",
    ("open", "fail", "owner"): "not kept",
    ("open", "take back", "owner"): "taken back",
    ("open", "confirm", "receiver"): "confirmed",
    ("open", "release", "receiver"): "released",
    ("not kept", "resume", "owner"): "open",
    ("kept", "confirm", "receiver"): "confirmed",
    ("kept", "reopen", "receiver"): "open",
    ("unconfirmed", "confirm", "receiver"): "confirmed",
}
OVER = {"confirmed", "unconfirmed", "not kept", "released", "declined", "unanswered", "taken back"}


def test_the_table_is_what_people_were_promised() -> None:
    by_people = {
        (str(state), str(act), str(step.who)): str(step.to)
        for (state, act), step in LIFE.items()
        if step.who is not Side.TIME
    }
    assert by_people == NEXT
    assert {state for state in State if state not in UNDER_WAY} == {State(name) for name in OVER}
    assert all(not acts_of(State(name), Side.OWNER) for name in OVER - {"not kept"})


# ── in every order ───────────────────────────────────────────────────────────────────────────────────────

WHO = st.sampled_from(["owner", "owner", "owner", "receiver", "receiver", "other", "stranger"])
DONE = st.sampled_from(
    ["accept", "decline", "take back", "keep", "move", "fail", "resume", "confirm", "reopen", "release"]
)
STEP = st.sampled_from([timedelta(minutes=1), timedelta(hours=5), DAY, 3 * DAY, 9 * DAY])
WHAT = st.sampled_from(["act", "act", "act", "tick", "owner leaves", "receiver leaves"])
HISTORY = st.lists(st.tuples(STEP, WHAT, WHO, DONE), max_size=14)


def do(session: Session, person: Person, row: Commitment, act: str, now: Any) -> object:
    day = local_day(now, row.by.zone) + 2 * DAY
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: commitments.accept(session, person, row, now=now, due_on=day),
        "decline": lambda: commitments.decline(session, person, row, "Legal", now=now),
        "take back": lambda: commitments.take_back(session, person, row, now=now),
        "keep": lambda: commitments.keep(session, person, row, now=now),
        # A move to the day on which it is due already is refused.
        "move": lambda: commitments.move(session, person, row, max(day, row.due_on + DAY), now=now),
        "fail": lambda: commitments.fail(session, person, row, "Legal", "a draft", now=now),
        "resume": lambda: commitments.resume(session, person, row, now=now),
        "confirm": lambda: commitments.confirm(session, person, row, now=now),
        "reopen": lambda: commitments.reopen(session, person, row, now=now),
        "release": lambda: commitments.release(session, person, row, now=now),
    }
    return acts[act]()


def test_every_act_of_people_is_walked() -> None:
    assert {act.value for act in Act} - {"lapse", "part"} == {act for _, act, _ in NEXT}


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(is_asked=st.booleans(), history=HISTORY)
def test_no_order_of_clicks_leads_to_a_wrong_state(
    west: West, is_asked: bool, history: list[tuple[timedelta, str, str, str]]
) -> None:
    before = west.session.begin_nested()
    try:
        _walk(west, is_asked, history)
    finally:
        before.rollback()
        west.session.expire_all()


def _walk(west: West, is_asked: bool, history: list[tuple[timedelta, str, str, str]]) -> None:
    session, now = west.session, NOW
    sides = {"owner": west.lee.person, "receiver": west.rita.person, "other": west.sam.person, "stranger": west.dana}
    if is_asked:
        row = commitments.ask(session, sides["receiver"], [sides["owner"]], "a price", FRIDAY, now=now)[0]
    else:
        row = commitments.promise(session, sides["owner"], [sides["receiver"]], "a price", FRIDAY, now=now)[0]
    for step, what, who, act in history:
        now += step
        if what == "act":
            _act(session, row, sides[who], who, act, now)
        elif what == "tick":
            _tick(session, row, sides, now)
        else:
            sides[what.split()[0]].has_left = True
        assert (row.ended_at is not None) == (str(row.state) in OVER)
        assert row.look_at is None or str(row.state) not in OVER
    _assert_every_message_can_be_told(session)


def _act(session: Session, row: Commitment, person: Person, who: str, act: str, now: Any) -> None:
    was, may = str(row.state), NEXT.get((str(row.state), act, who))
    answer = _answer(session, person, row, act, now)
    if answer is None:
        assert str(row.state) == may
        return
    assert len(answer) > 15
    assert str(row.state) == was
    # What the table allows is refused only to whoever left, or where an undo comes too late.
    assert may is None or person.has_left or act in ("take back", "resume")


def _answer(session: Session, person: Person, row: Commitment, act: str, now: Any) -> str | None:
    """The words of a refusal."""
    try:
        do(session, person, row, act, now)
    except Refused as refusal:
        return refusal.message
    return None


def _tick(session: Session, row: Commitment, sides: dict[str, Person], now: Any) -> None:
    while commitments.look_after(session, now=now):
        pass
    has_gone = sides["owner"].has_left or sides["receiver"].has_left
    assert not (has_gone and row.state in (State.ASKED, State.OPEN))


def _assert_every_message_can_be_told(session: Session) -> None:
    session.flush()
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind.startswith("promise.")))
    for message in rows:
        told = TABLES.messages[message.kind].render(session, **message.ids)
        assert told is None or told.text


def test_who_leaves_is_told_of_once(west: West) -> None:
    commitments.promise(west.session, west.lee.person, [west.rita.person], "a price", FRIDAY, now=NOW)
    west.lee.person.has_left = True
    for days in range(5):
        commitments.look_after(west.session, now=NOW + days * DAY)
    kind = select(OutboxMessage.recipient).where(OutboxMessage.kind == "promise.parted")
    assert list(west.session.scalars(kind)) == [west.rita.person.slack_id]


def test_what_is_promised_to_a_team_parts_from_nobody(west: West) -> None:
    row = commitments.promise_team(west.session, west.lee, "answer every idea", FRIDAY, now=NOW)
    commitments.look_after(west.session, now=NOW)
    assert row.state is State.OPEN


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────

SPAN = st.sampled_from([timedelta(minutes=10), timedelta(hours=1), timedelta(hours=5), timedelta(hours=14), DAY])
TURN = st.sampled_from([("owner", "keep"), ("owner", "move"), ("receiver", "reopen"), ("owner", "fail")])
LIVED = st.lists(st.tuples(SPAN, st.sampled_from(["tick", "tick", "send", "act"]), TURN), min_size=12, max_size=40)
ZONE = st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"])


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=LIVED, zone=ZONE, due_in=st.integers(0, 3))
def test_no_history_reminds_twice_a_day_or_by_night_or_of_what_is_done(
    west: West, history: list[tuple[timedelta, str, tuple[str, str]]], zone: str, due_in: int
) -> None:
    before = west.session.begin_nested()
    try:
        _live(west, history, zone, due_in)
    finally:
        before.rollback()
        west.session.expire_all()


def _live(west: West, history: list[tuple[timedelta, str, tuple[str, str]]], zone: str, due_in: int) -> None:
    session, now = west.session, NOW
    west.lee.person.zone = zone
    session.execute(update(OutboxMessage).values(shown=OutboxMessage.wanted))
    row = commitments.promise(session, west.lee.person, [west.rita.person], "x", TODAY + due_in * DAY, now=now)[0]
    sides = {"owner": west.lee.person, "receiver": west.rita.person, "other": west.sam.person, "stranger": west.dana}
    told_on: list[object] = []
    calm = [(DAY / 4, "tick", ("", "")), (timedelta(minutes=1), "send", ("", ""))] * 64
    for number, (step, what, (who, act)) in enumerate([*history, *calm]):
        if number >= len(history) and (told_on or row.state is not State.OPEN):
            break
        now += step
        if what == "tick":
            while commitments.look_after(session, now=now):
                pass
        elif what == "act":
            _answer(session, sides[who], row, act, now)
        elif what == "send":
            for message in _unsent(session, now):
                assert row.state is State.OPEN, "reminded of what is done"
                assert message.due_at <= now
                assert calendars.of_person(session, row.by).is_working(message.due_at)
                told_on.append(local_day(now, zone))
                message.ts = "1.0"
    assert row.state is not State.OPEN or told_on, "it was forgotten"
    assert len(told_on) == len(set(told_on)), "twice on one day"


def _unsent(session: Session, now: Any) -> list[OutboxMessage]:
    new = (OutboxMessage.kind == "promise.due", OutboxMessage.ts.is_(None), OutboxMessage.is_gone.is_(False))
    return list(session.scalars(select(OutboxMessage).where(*new, OutboxMessage.due_at <= now)))


# ── two at once ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def promised(database: Database) -> Database:
    """Lee promised Ann the deck."""
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        ann = sales.rep("Ann", lee)
        commitments.promise(session, lee.person, [ann.person], "the deck", FRIDAY, now=NOW)
    return database


def at_once(database: Database, *acts: tuple[str, str]) -> list[str]:
    """Both have begun before either acts, where the database lets them; what each was answered."""
    meeting = Barrier(len(acts), timeout=10)

    def run(name: str, act: str) -> str:
        try:
            with database.writing() as session:
                person = session.scalars(select(Person).where(Person.name == name)).one()
                row = commitments.get_by_id(session, session.scalars(select(Commitment.id)).one())
                if database.engine.dialect.name != "sqlite":
                    meeting.wait()
                do(session, person, row, act, NOW)
        except Refused as refusal:
            return refusal.message
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, *zip(*acts, strict=True)))


def state_of(database: Database) -> str:
    with database.reading() as session:
        return str(session.scalars(select(Commitment.state)).one())


def test_of_two_who_keep_it_at_once_one_does_and_one_hears_so(promised: Database) -> None:
    answers = at_once(promised, ("Lee", "keep"), ("Lee", "keep"))
    assert sorted(answers)[1] == "done"
    assert "kept it already" in sorted(answers)[0]
    assert state_of(promised) == "kept"


def test_kept_and_released_at_once_is_one_of_the_two(promised: Database) -> None:
    answers = at_once(promised, ("Lee", "keep"), ("Ann", "release"))
    assert answers.count("done") == 1
    assert state_of(promised) in ("kept", "released")
