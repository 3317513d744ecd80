"""The life of an obstacle, in every order that people can click and time can pass: never a wrong state, never a nag."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Database
from bot.domain import calendars, obstacles, teams
from bot.domain.obstacles import LIFE, Act, Facts
from bot.domain.obstacles.life import find_rule
from bot.errors import Refused
from bot.models import Obstacle, ObstacleKind, ObstacleState, OutboxMessage, Person
from bot.worktime import local_day
from tests.sales import NOW, Sales

NUDGES = ("obstacle.due", "obstacle.overdue", "obstacle.yours", "obstacle.yours_now")
OPEN = (ObstacleState.UNOWNED, ObstacleState.OWNED)
Doing = Callable[..., Any]


def _text(act: Doing, words: str = "words") -> Doing:
    return lambda session, by, obstacle, *, now: act(session, by, obstacle, words, now=now)


ACTS: dict[Act, Doing] = {
    Act.TAKE: obstacles.take,
    Act.TAKE_OVER: obstacles.take_over,
    Act.UPDATE: _text(obstacles.update),
    Act.CLEAR: obstacles.clear,
    Act.DECIDE: _text(obstacles.decide),
    Act.CONFIRM: obstacles.confirm,
    Act.REOPEN: obstacles.reopen,
    Act.VIEW: _text(obstacles.say_view),
    Act.GO_WITH: obstacles.go_with,
    Act.DROP: obstacles.drop,
    Act.SNOOZE: obstacles.snooze,
    Act.MOVE: lambda session, by, obstacle, *, now: obstacles.move(
        session, by, obstacle, now + timedelta(days=1), now=now
    ),
    Act.ALLOW: lambda session, by, obstacle, *, now: obstacles.allow(session, by, obstacle, True, now=now),
    Act.GO_UP: _text(obstacles.go_up),
}
PEOPLE = ("Rita", "Sam", "Lee", "Dana", "Nina")
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE)),
        st.tuples(st.just("passes"), st.integers(1, 40)),
        st.tuples(st.just("leaves"), st.sampled_from(("Sam", "Nina"))),
    ),
    max_size=12,
)


class Story:
    """One obstacle of Rita's in West, whose leader is Lee in Kolkata, under Dana in New York; Nina is in no team."""

    def __init__(self, sales: Sales, kind: ObstacleKind, *, is_private: bool) -> None:
        self.session, self.now = sales.session, NOW
        zones = {"Lee": "Asia/Kolkata", "Dana": "America/New_York"}
        self.people = {name: sales.person(name, zone=zones.get(name, "Europe/Berlin")) for name in PEOPLE}
        dana = sales.team("North", self.people["Dana"])
        lee = sales.team("West", self.people["Lee"], under=dana.team)
        rita = teams.add(self.session, lee, self.people["Rita"], now=NOW)
        teams.add(self.session, lee, self.people["Sam"], now=NOW)
        is_disagreement = kind is ObstacleKind.DISAGREEMENT
        other = self.people["Sam"] if is_disagreement else None
        begins_at = NOW + timedelta(days=2) if kind is ObstacleKind.CALL else None
        facts = Facts("this", kind=kind, needed_at=begins_at, is_private=is_private, other=other)
        self.obstacle = obstacles.raise_obstacle(self.session, rita, facts, now=NOW)

    def goes(self, what: str, about: str | int) -> None:
        if what == "passes":
            self.now += timedelta(hours=int(about))
            self.ticks()
        elif what == "leaves":
            self.people[str(about)].has_left = True
            self.ticks()
        else:
            self.acts(Act(what), self.people[str(about)])
        self.holds()

    def ticks(self) -> None:
        for _ in range(30):
            if not obstacles.look_after(self.session, now=self.now):
                return
        raise AssertionError("time has always something more to do")

    def acts(self, act: Act, by: Person) -> None:
        before, rule = self.obstacle.state, find_rule(self.obstacle, act)
        try:
            ACTS[act](self.session, by, self.obstacle, now=self.now)
        except Refused:
            assert self.obstacle.state is before, f"{act} was refused and changed something"
            return
        assert rule is not None, f"{act} leads nowhere from {before}"
        assert not by.has_left

    def holds(self) -> None:
        one = self.obstacle
        assert (one.owner_id is not None) == (one.state is ObstacleState.OWNED) or one.state not in OPEN
        assert (one.unowned_since is not None) == (one.state is ObstacleState.UNOWNED) or one.state not in OPEN
        assert (one.cleared_at is not None) >= (one.state in (ObstacleState.CLEARED, ObstacleState.GONE))
        assert (one.closed_at is not None) == (one.state in (ObstacleState.GONE, ObstacleState.DROPPED))
        assert one.due_at is None or one.state in OPEN

    def nudges(self) -> list[OutboxMessage]:
        rows = select(OutboxMessage).where(OutboxMessage.kind.in_(NUDGES))
        return list(self.session.scalars(rows))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(ObstacleKind), is_private=st.booleans(), history=steps)
def test_whatever_people_click_and_time_brings_about_leaves_it_in_a_state_of_the_table(
    shared_database: Database, kind: ObstacleKind, is_private: bool, history: list[tuple[str, Any]]
) -> None:
    with shared_database.writing() as session:
        story = Story(Sales(session), kind, is_private=is_private)
        for what, about in history:
            story.goes(what, about)
        check_nudges(story)
        session.rollback()


def check_nudges(story: Story) -> None:
    """Never two for the same thing on one day, never in quiet hours, none that waits after it is done."""
    by_slack_id = {person.slack_id: person for person in story.people.values()}
    days: Counter[tuple[str, Any]] = Counter()
    for message in story.nudges():
        person = by_slack_id[message.recipient]
        calendar = calendars.of_person(story.session, person)
        assert calendar.is_working(message.due_at), f"{message.kind} in the quiet hours of {person.name}"
        days[message.recipient, local_day(message.due_at, calendar.zone)] += 1
        if story.obstacle.state not in OPEN:
            assert message.is_gone, f"{message.kind} still stands, and it is {story.obstacle.state}"
    assert all(count == 1 for count in days.values()), days


def test_every_state_can_be_left_or_is_an_end() -> None:
    ends = {state for state in ObstacleState if not any(now is state for now, _ in LIFE)}
    assert ends == {ObstacleState.GONE, ObstacleState.DROPPED}


def test_two_at_once_end_with_one_who_has_it(database: Database) -> None:
    with database.writing() as session:
        story = Story(Sales(session), ObstacleKind.OBSTACLE, is_private=False)
        obstacle_id, ids = story.obstacle.id, [story.people[name].id for name in ("Sam", "Nina")]
    outcomes = [_takes(database, obstacle_id, person_id) for person_id in ids]
    assert outcomes == ["has it", "refused"]


def _takes(database: Database, obstacle_id: int, person_id: int) -> str:
    with database.writing() as session:
        person, obstacle = session.get_one(Person, person_id), session.get_one(Obstacle, obstacle_id)
        try:
            obstacles.take(session, person, obstacle, now=NOW)
        except Refused:
            return "refused"
        return "has it"
