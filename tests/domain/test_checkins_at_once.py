"""Two workers whose ticks fall together ask nobody twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.domain import checkins
from bot.domain.checkins import questions, runs, setting, summary
from bot.domain.checkins.setting import Question
from bot.models import (
    Asked,
    Audience,
    Becomes,
    Checkin,
    CheckinAnswer,
    CheckinSeat,
    Membership,
    Obstacle,
    OutboxMessage,
    Person,
    Team,
    Told,
)
from bot.models import SeatState as State
from tests.sales import NOW, Sales

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine in Berlin."""
PEOPLE = 30


def make_team(database: Database) -> int:
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        for number in range(PEOPLE - 1):
            sales.rep(f"Rep {number}", lee)
        facts = {"number": 1, "title": "Plan", "weekdays": [0], "at": time(9), "deadline_hours": 4, "is_on": True}
        checkin = Checkin(team=lee.team, asked=Asked.EVERYONE, told=Told.CHANNEL, created_at=NOW, **facts)
        session.add(checkin)
        session.flush()
        checkins.plan(session, checkin, now=NOW)
        return lee.team_id


def test_two_workers_at_once_ask_and_nudge_each_person_once(database: Database) -> None:
    make_team(database)
    for now in (MONDAY, MONDAY + timedelta(hours=3)):
        together = Barrier(2, timeout=10)

        def tick(_: int, now: datetime = now, together: Barrier = together) -> int:
            did = 0
            together.wait()
            for _ in range(4):
                with database.writing() as session:
                    did += checkins.look_after(session, now=now)
            return did

        with ThreadPoolExecutor(2) as threads:
            assert sum(threads.map(tick, range(2))) >= PEOPLE
    with database.reading() as session:
        kinds = select(OutboxMessage.kind, func.count()).where(OutboxMessage.kind.startswith("checkin."))
        assert dict(session.execute(kinds.group_by(OutboxMessage.kind)).all()) == {
            "checkin.asked": PEOPLE,
            "checkin.nudged": PEOPLE,
        }


def test_who_opens_it_early_as_it_opens_for_all_has_one_seat(database: Database) -> None:
    team_id = make_team(database)
    together = Barrier(2, timeout=10)

    def open_early() -> None:
        with database.writing() as session:
            rep = session.scalars(select(Person).where(Person.name == "Rep 1")).one()
            if database.engine.dialect.name != "sqlite":
                together.wait()
            assert checkins.seat_now(session, rep, session.get_one(Team, team_id), now=MONDAY - timedelta(minutes=1))

    def tick() -> None:
        with database.writing() as session:
            if database.engine.dialect.name != "sqlite":
                together.wait()
            checkins.look_after(session, now=MONDAY)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(open_early), threads.submit(tick)]:
            done.result()
    with database.writing() as session:
        checkins.look_after(session, now=MONDAY)
    with database.reading() as session:
        states = session.scalars(select(CheckinSeat.state)).all()
        assert states == [State.ASKED] * PEOPLE


EASIER = Question("What would help?", audience=Audience.LEADER, becomes=Becomes.OFFER, asked=Asked.REPS)


def make_offer(database: Database) -> tuple[int, int]:
    """The ids of an answer of Rita's of which an obstacle can be made, and of who leads."""
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        rita = sales.rep("Rita", lee)
        facts = setting.Facts("Plan", frozenset({0}), time(9), (EASIER,))
        checkin = setting.add(session, lee.team, facts, created_by=None, now=NOW)
        run = runs.open_run(session, checkin, MONDAY.date(), now=MONDAY)
        (seat,) = (each for each in checkins.roster(session, run) if each.person_id == rita.person_id)
        (put,) = questions.of_seat(session, seat, now=MONDAY)
        checkins.answer(session, rita.person, seat, {put.id: "A second monitor"}, now=MONDAY)
        return seat.answers[0].id, lee.id


def test_a_leader_who_reads_while_the_rep_clicks_forgets_nothing_of_what_was_made(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    answer_id, lee_id = make_offer(database)
    with database.writing() as reads:
        unread = reads.get_one(CheckinAnswer, answer_id)
        assert checkins.is_offer(unread)
        with database.writing() as clicks:
            answer = clicks.get_one(CheckinAnswer, answer_id)
            rep = clicks.scalars(select(Membership).where(Membership.person_id == answer.seat.person_id)).one()
            checkins.make_obstacle(clicks, rep, answer, now=MONDAY)
        summary.look_at(reads, reads.get_one(Membership, lee_id), [unread])
    with database.reading() as session:
        (obstacle,) = session.scalars(select(Obstacle.id))
        assert session.get_one(CheckinAnswer, answer_id).made == {"obstacle": obstacle}


def test_of_two_submissions_at_once_the_second_sees_what_the_first_made(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    answer_id, _ = make_offer(database)
    with database.writing() as second:
        stale = second.get_one(CheckinAnswer, answer_id)
        seat, question_id = stale.seat, stale.question_id
        assert [each.text for each in seat.answers] == ["A second monitor"]
        with database.writing() as first:
            answer = first.get_one(CheckinAnswer, answer_id)
            rep = first.scalars(select(Membership).where(Membership.person_id == answer.seat.person_id)).one()
            checkins.make_obstacle(first, rep, answer, now=MONDAY)
        checkins.answer(second, seat.person, seat, {question_id: "A third monitor"}, now=MONDAY)
    with database.reading() as session:
        (obstacle,) = session.scalars(select(Obstacle))
        assert (obstacle.what, session.get_one(CheckinAnswer, answer_id).made) == (
            "A third monitor",
            {"obstacle": obstacle.id},
        )
