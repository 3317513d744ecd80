"""Two leaders who divide a goal at the same moment: one after the other, so that it adds up."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from bot.db import Database
from bot.domain import contributions, goals, teams
from bot.models import Goal, Role
from tests.domain.test_goals import REVENUE
from tests.domain.test_teams_at_once import membership
from tests.sales import NOW, Sales


def test_two_leaders_divide_at_once_and_everybody_has_one_part(database: Database) -> None:
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        teams.add(session, lee, sales.person("Ann"), (Role.LEADER, Role.REP), now=NOW)
        sales.rep("Rita", lee)
        goal_id = goals.set_goal(session, lee, REVENUE, now=NOW, owner=None).id
    meeting = Barrier(2, timeout=10)

    def divide(name: str, margin: int) -> None:
        with database.writing() as session:
            by = membership(session, name)
            goal = goals.get_by_id(session, goal_id)
            if database.engine.dialect.name != "sqlite":
                meeting.wait()
            shares = contributions.equally(session, goal, margin=margin)
            contributions.divide(session, by, goal, shares, now=NOW)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(divide, ("Lee", "Ann"), (0, 50)))
    with database.reading() as session:
        parts = contributions.parts_in(session, goals.get_by_id(session, goal_id))
        assert len(parts.held) == len({part.owner_id for part in parts.held}) == 3
        assert parts.assigned in (REVENUE.target, REVENUE.target * 3 // 2)
        assert len(session.scalars(select(Goal.id).where(Goal.parent_id == goal_id)).all()) == 3
