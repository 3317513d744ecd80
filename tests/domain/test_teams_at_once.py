"""Two who change a team at the same moment: what one does, the other finds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.domain import teams
from bot.errors import Refused
from bot.models import Membership, Person, Role, Team
from tests.sales import NOW, Sales

Act = Callable[[Session, Membership], object]
GONE = "You are not in that team any more."


@pytest.fixture
def west(database: Database) -> Database:
    """West, led by Lee and Ann, and East, led by both as well; Zoe is in no team."""
    with database.writing() as session:
        sales = Sales(session)
        lee, ann = sales.person("Lee"), sales.person("Ann")
        for name in ("West", "East"):
            teams.add(session, sales.team(name, lee), ann, (Role.LEADER,), now=NOW)
        sales.person("Zoe")
    return database


def at_once(database: Database, **acts: Act) -> list[str]:
    """What came of it, "" where it was done: everybody has read before anybody writes, where the database lets them."""
    meeting = Barrier(len(acts), timeout=10)

    def run(name: str, act: Act) -> str:
        try:
            with database.writing() as session:
                by = membership(session, name)
                if database.engine.dialect.name != "sqlite":
                    meeting.wait()
                act(session, by)
        except Refused as refusal:
            return refusal.message
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts, acts.values()))


def membership(session: Session, name: str, team: str = "West") -> Membership:
    mine = select(Membership).join(Membership.person).join(Membership.team)
    found = session.scalar(mine.where(Person.name == name, Team.name == team))
    if found is None:
        raise Refused(GONE)
    return found


def person(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()


def leaders(database: Database) -> int:
    with database.reading() as session:
        west = session.scalars(select(Team).where(Team.name == "West")).one()
        return len(teams.leaders(session, west))


def removing(name: str) -> Act:
    return lambda session, by: teams.remove(session, by, person(session, name))


def demoting(name: str) -> Act:
    return lambda session, by: teams.take_role(session, by, person(session, name), Role.LEADER)


def test_of_two_leaders_who_remove_each_other_one_stays(west: Database) -> None:
    assert at_once(west, Lee=removing("Ann"), Ann=removing("Lee")) == ["", GONE]
    assert leaders(west) == 1


def test_of_two_leaders_who_demote_each_other_one_still_leads(west: Database) -> None:
    done, refused = at_once(west, Lee=demoting("Ann"), Ann=demoting("Lee"))
    assert (done, refused) == ("", "Only a leader of the team can say who leads and who manages it.")
    assert leaders(west) == 1


def test_of_two_leaders_who_leave_one_stays(west: Database) -> None:
    leave: Act = lambda session, by: teams.leave(session, by)  # noqa: E731
    done, refused = at_once(west, Lee=leave, Ann=leave)
    assert done == ""
    assert "is the only leader of *West*" in refused
    assert leaders(west) == 1


def test_two_teams_of_one_channel_are_one(west: Database) -> None:
    def founding(name: str) -> Act:
        return lambda session, by: teams.found(session, by.person, name, "CNEW", now=NOW)

    done, refused = at_once(west, Lee=founding("North"), Ann=founding("South"))
    assert done == ""
    assert refused.startswith("This channel is already the one of")


def test_of_two_teams_of_one_name_the_second_is_refused_in_words(west: Database) -> None:
    def founding(name: str, channel_id: str) -> Act:
        return lambda session, by: teams.found(session, by.person, name, channel_id, now=NOW)

    done, refused = at_once(west, Lee=founding("Österreich", "CONE"), Ann=founding("österreich", "CTWO"))
    assert done == ""
    assert refused.startswith("There is a team called")


def test_joining_twice_is_joining_once(west: Database) -> None:
    join: Act = lambda session, by: teams.join(session, person(session, "Zoe"), by.team, now=NOW)  # noqa: E731
    assert at_once(west, Lee=join, Ann=join) == ["", ""]


def test_two_teams_placed_under_each_other_make_no_circle(west: Database) -> None:
    def placing(team: str, under: str) -> Act:
        def place(session: Session, _: Membership) -> None:
            above = session.scalars(select(Team).where(Team.name == under)).one()
            teams.place_under(session, membership(session, "Lee", team), above)

        return place

    done, refused = at_once(west, Lee=placing("West", under="East"), Ann=placing("East", under="West"))
    assert done == ""
    assert refused.endswith("and teams don't go in a circle.")
