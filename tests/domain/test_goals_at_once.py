"""Two who move a goal at the same moment: nothing of either is lost, and a step is celebrated once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.domain import contributions, goals, teams, wins
from bot.models import Goal, Membership, Metric, OutboxMessage, Person, Progress, Recurrence, Win
from bot.money import Money
from bot.worktime import quarter_of
from tests.sales import NOW, TODAY, Sales

Act = Callable[[Session, Membership], object]
QUARTER = quarter_of(TODAY)
DEMOS = goals.Facts(12, "demos", None, QUARTER.first, QUARTER.last)
REVENUE = goals.Facts(100_00, "revenue", "USD", QUARTER.first, QUARTER.last)


@pytest.fixture
def west(database: Database) -> Database:
    """West, where Lee and Ann sell."""
    with database.writing() as session:
        sales = Sales(session)
        sales.rep("Ann", sales.team("West", sales.person("Lee")))
    return database


def set_goal(database: Database, facts: goals.Facts) -> int:
    with database.writing() as session:
        return goals.set_goal(session, membership(session, "Lee"), facts, now=NOW, owner=None).id


def membership(session: Session, name: str) -> Membership:
    return session.scalars(select(Membership).join(Membership.person).where(Person.name == name)).one()


def at_once(database: Database, **acts: Act) -> None:
    """Everybody has begun before anybody acts, where the database lets them."""
    meeting = Barrier(len(acts), timeout=10)

    def run(name: str, act: Act) -> None:
        with database.writing() as session:
            by = membership(session, name)
            if database.engine.dialect.name != "sqlite":
                meeting.wait()
            act(session, by)

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(run, acts, acts.values()))


def done(database: Database, goal_id: int) -> int:
    with database.reading() as session:
        return goals.progress_of(session, [goals.get_by_id(session, goal_id)])[goal_id]


def logging(goal_id: int, sign: str, value: int) -> Act:
    return lambda session, by: goals.log(session, by, goals.get_by_id(session, goal_id), sign, value, now=NOW)  # type: ignore[arg-type]


def selling(minor: int) -> Act:
    facts = wins.Facts(Money(minor, "USD"), None, "a deal", TODAY)
    return lambda session, by: wins.record(session, by, facts, now=NOW)


def steps_told(database: Database) -> list[str]:
    with database.reading() as session:
        rows = select(OutboxMessage.key).where(OutboxMessage.kind == "goal.step").order_by(OutboxMessage.id)
        return [key.rpartition(":")[2] for key in session.scalars(rows)]


def test_what_both_log_counts(west: Database) -> None:
    goal = set_goal(west, DEMOS)
    at_once(west, Lee=logging(goal, "+", 2), Ann=logging(goal, "+", 3))
    assert done(west, goal) == 5


def test_of_two_who_say_how_many_it_is_in_all_it_is_what_one_of_them_said(west: Database) -> None:
    goal = set_goal(west, DEMOS)
    at_once(west, Lee=logging(goal, "=", 5), Ann=logging(goal, "=", 6))
    assert done(west, goal) in (5, 6)


def test_a_step_that_two_wins_reach_together_is_celebrated_once(west: Database) -> None:
    set_goal(west, REVENUE)
    at_once(west, Lee=selling(15_00), Ann=selling(15_00))
    assert steps_told(west) == ["25"]


def test_two_who_count_something_for_the_first_time_count_the_same(west: Database) -> None:
    def setting(session: Session, by: Membership) -> object:
        return goals.set_goal(session, by, DEMOS, now=NOW, owner=by.person)

    at_once(west, Lee=setting, Ann=setting)
    with west.reading() as session:
        assert session.scalar(select(func.count()).select_from(Metric)) == 1


def undoing(session: Session, by: Membership) -> object:
    return wins.undo(session, by, session.scalars(select(Win)).one(), now=NOW)


def amending(session: Session, by: Membership) -> object:
    facts = wins.Facts(Money(5_00, "USD"), None, "a deal", TODAY)
    return wins.amend(session, by, session.scalars(select(Win)).one(), facts, now=NOW)


def reversing(session: Session, by: Membership) -> object:
    return wins.reverse(session, by, session.scalars(select(Win)).one(), now=NOW)


def dividing(session: Session, by: Membership) -> object:
    goal = session.scalars(select(Goal).where(Goal.currency.is_not(None))).one()
    return contributions.divide(session, by, goal, contributions.equally(session, goal), now=NOW)


def unlogging(session: Session, by: Membership) -> object:
    return goals.undo_progress(session, by, session.scalars(select(Progress)).one(), now=NOW)


@pytest.mark.parametrize("act", [undoing, amending, reversing, dividing, unlogging])
def test_whoever_waits_for_the_team_holds_nothing_of_it(west: Database, act: Act) -> None:
    demos = set_goal(west, DEMOS)
    at_once(west, Lee=logging(demos, "+", 2))
    set_goal(west, REVENUE)
    at_once(west, Lee=selling(15_00))
    with ThreadPoolExecutor(1) as thread:
        with west.writing() as session:
            teams.hold(session, membership(session, "Lee").team)
            waiting = thread.submit(at_once, west, Lee=act)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            for table in (Goal, Progress, Win, OutboxMessage):
                session.execute(select(table.id).with_for_update(nowait=True))
        waiting.result(5)


def test_two_workers_at_once_open_the_next_goal_once(west: Database) -> None:
    with west.writing() as session:
        lee = membership(session, "Lee")
        recurring = goals.Facts(4, "demos", None, TODAY, TODAY, recurrence=Recurrence.WEEK)
        goals.set_goal(session, lee, recurring, now=NOW, owner=lee.person)

    def ticking(session: Session, _: Membership) -> object:
        return goals.end_due(session, now=NOW.replace(day=25))

    at_once(west, Lee=ticking, Ann=ticking)
    with west.reading() as session:
        assert session.scalar(select(func.count()).select_from(Goal)) == 2
