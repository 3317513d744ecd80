"""The check-ins that every team starts with: a plan to begin the week, a look back to end it, a daily pulse."""

from collections.abc import Collection, Iterator
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import preferences, teams
from bot.domain.checkins.setting import Condition, Facts, Question, add
from bot.models import Asked, Audience, Becomes, Checkin, QuestionKind, Team
from bot.phrases import fold
from bot.worktime import MONDAY_TO_FRIDAY, first_weekday

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEP = Question("What is this week's step, and what does it take?")
NEXT = Question("What is the next step, and what does it take?")
IN_THE_WAY = Question("What is in the way?", audience=Audience.LEADER, becomes=Becomes.OBSTACLE)
PROMISE = Question("What do you promise this week?", becomes=Becomes.PROMISE)
LEARNED = Question("What did you win or learn?")
# It counts toward each person's own goal, which only they and their leader see; without a typed one it is left out.
COUNTED = Question(
    "How many more toward your goal?", kind=QuestionKind.NUMBER, audience=Audience.LEADER, becomes=Becomes.PROGRESS
)
EASIER = Question(
    "How can I make your job easier?", audience=Audience.LEADER, becomes=Becomes.OFFER, asked=Asked.REPS
)  # fmt: skip
REMOVED = Question("What did you remove for the team this week?", asked=Asked.LEADERS)
MOOD = Question("How is it going?", kind=QuestionKind.SCALE, audience=Audience.LEADER)
WHY = Question(
    "What is in the way?", audience=Audience.LEADER, becomes=Becomes.OBSTACLE, only_if=Condition(1, ("1", "2"))
)


def ready(workweek: Collection[int] = MONDAY_TO_FRIDAY) -> tuple[Facts, ...]:
    """The check-ins that are on from the beginning, for a team that works on these days."""
    first, last = _ends(workweek)
    return (
        Facts(f"{WEEKDAYS[first]} plan", frozenset({first}), time(9), (STEP, IN_THE_WAY, PROMISE)),
        Facts(f"{WEEKDAYS[last]} look back", frozenset({last}), time(15), (LEARNED, COUNTED, EASIER, REMOVED)),
    )


def off_at_first(workweek: Collection[int] = MONDAY_TO_FRIDAY) -> tuple[Facts, ...]:
    return (Facts("Daily pulse", frozenset(workweek), time(16), (MOOD, WHY)),)


def questions_for(title: str) -> tuple[Question, ...]:
    """The questions of a check-in that was given none: those of the template of that name, else the usual ones."""
    same = (facts for facts in (*ready(), *off_at_first()) if fold(facts.title) == fold(title))
    return next((facts.questions for facts in same), (NEXT, IN_THE_WAY))


def _ends(workweek: Collection[int]) -> tuple[int, int]:
    """The first and the last working weekday of a week."""
    first = first_weekday(frozenset(workweek))
    return first, max(workweek, key=lambda day: (day - first) % 7)


def make_ready(session: Session, team: Team, *, now: datetime) -> list[Checkin]:
    """Make them for a team that never had a check-in."""
    teams.hold(session, team)
    if session.scalar(select(Checkin.id).where(Checkin.team_id == team.id).limit(1)) is not None:
        return []
    workweek = preferences.of_team(session, team)["workweek"]
    return list(_made(session, team, workweek, now))


def _made(session: Session, team: Team, workweek: Collection[int], now: datetime) -> Iterator[Checkin]:
    for facts in ready(workweek):
        yield add(session, team, facts, created_by=None, now=now)
    for facts in off_at_first(workweek):
        yield add(session, team, facts, created_by=None, now=now, is_on=False)
