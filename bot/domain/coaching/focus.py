"""The one thing to work on: a skill, a standard, a goal or a step of the process, and the figure that it moves."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import goals, preferences, results, standards, teams
from bot.domain.goals import metrics
from bot.models import Goal, Membership, MovedBy, Person, Standard, Team

DAYS = {"week": 7, "month": 30, "quarter": 91}
STEP_DAYS = 28
"""How many days a step of the process is counted over."""


@dataclass(frozen=True)
class Choice:
    """Something to work on; its `value` is stored, as "goal:7"."""

    value: str
    name: str


@dataclass(frozen=True)
class Figure:
    """How it stands: `done`, `of` the target if there is one, in `days` if it is counted over so many."""

    done: int
    of: int | None = None
    unit: str = ""
    currency: str | None = None
    days: int | None = None
    is_over: bool = False
    """Whether it is the final result."""

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def choices(session: Session, coach: Person, rep: Membership, *, tied_to: str = "") -> list[Choice]:
    """What this coach can choose: also what is chosen already (`tied_to`), but only goals that the coach may see."""
    skills = [Choice(f"skill:{name}", name) for name in preferences.of_team(session, rep.team)["skills"]]
    open_ones = [goal for goal in goals.open_of(session, rep.person) if goal.team_id == rep.team_id]
    place = teams.find_membership(session, coach, rep.team)
    seen = [goal for goal in open_ones if goals.may_see(goal, coach, place)]
    expected = standards.standing(session, rep.team)
    steps = [metric for metric in metrics.all_of(session, rep.team) if metric.moved_by is MovedBy.TYPING]
    offered = [
        *skills,
        *(Choice(f"goal:{goal.number}", f"goal {goal.number}: {goal.title or goal.metric.name}") for goal in seen),
        *(Choice(f"standard:{each.number}", f"standard {each.number}: {each.text}") for each in expected),
        *(Choice(f"step:{metric.name}", f"step: {metric.name}") for metric in steps),
    ]
    if not tied_to or any(choice.value == tied_to for choice in offered):
        return offered
    return [Choice(tied_to, name_of(session, rep.team, tied_to, reader=coach)), *offered]


def is_seen(session: Session, team: Team, focus: str, *, reader: Person) -> bool:
    """Whether the reader may know how it stands; False for a goal that they may not see (any more)."""
    kind, _, what = focus.partition(":")
    return kind != "goal" or _are_seen(session, team, _goals(session, team, what), reader)


def _are_seen(session: Session, team: Team, found: list[Goal], reader: Person) -> bool:
    place = teams.find_membership(session, reader, team)
    return all(goals.may_see(goal, reader, place) for goal in found)


def name_of(session: Session, team: Team, focus: str, *, reader: Person) -> str:
    """Its name, also once a goal is closed or a standard dropped; only a number for a goal the reader may not see."""
    kind, _, what = focus.partition(":")
    if kind == "goal" and (found := _goals(session, team, what)) and _are_seen(session, team, found, reader):
        return f"goal {what}: {found[-1].title or found[-1].metric.name}"
    if kind == "standard" and (standard := _standard(session, team, what)):
        return f"standard {what}: {standard.text}"
    return what if kind == "skill" else f"{kind} {what}".strip()


def figure(session: Session, rep: Membership, focus: str, *, reader: Person, now: datetime) -> Figure | None:
    """How the rep stands in it today; None if it has no number (as a skill), or none that the reader may see."""
    kind, _, what = focus.partition(":")
    today = worktime.local_day(now, rep.team.zone)
    if kind == "goal" and (found := _goals(session, rep.team, what)) and _are_seen(session, rep.team, found, reader):
        begun = [goal for goal in found if goal.first_on <= today]
        return _of_goal(session, begun[-1], today) if begun and begun[-1].owner_id == rep.person_id else None
    if kind == "standard" and (standard := _standard(session, rep.team, what)) and standard.amount:
        return _of_standard(session, rep, standard, today)
    return _of_step(session, rep, what, today) if kind == "step" else None


def _goals(session: Session, team: Team, number: str) -> list[Goal]:
    """The goal of that number, and those that continued it in later periods."""
    digits = int(number) if number.isdecimal() else 0
    line = select(Goal.id).where(Goal.team_id == team.id, Goal.number == digits).cte(recursive=True)
    line = line.union_all(select(Goal.id).join(line, Goal.previous_id == line.c.id))
    return list(session.scalars(select(Goal).where(Goal.id.in_(select(line.c.id))).order_by(Goal.first_on)))


def _standard(session: Session, team: Team, number: str) -> Standard | None:
    digits = int(number) if number.isdecimal() else 0
    return session.scalar(select(Standard).where(Standard.team_id == team.id, Standard.number == digits))


def _of_goal(session: Session, goal: Goal, today: date) -> Figure:
    done = goals.amount_done(session, goal)
    unit = goal.metric.measured_in if goal.is_level else goal.metric.name
    return Figure(done, goal.target, unit, goal.currency, is_over=goal.closed_at is not None or goal.last_on < today)


def _of_standard(session: Session, rep: Membership, standard: Standard, today: date) -> Figure | None:
    days = DAYS[standard.per or "week"]
    lately = worktime.last_days(today, days)
    done = results.of_standard(session, rep, standard, lately, results.metrics_of(session, rep))
    return None if done is None else Figure(done, standard.amount, standard.metric, standard.currency, days)


def _of_step(session: Session, rep: Membership, name: str, today: date) -> Figure | None:
    """What the rep logged of a step lately; None if it is not counted by hand."""
    metric = metrics.find(session, rep.team, name) if name else None
    if metric is None or metric.moved_by is not MovedBy.TYPING:
        return None
    done = results.typed(session, rep, metric, worktime.last_days(today, STEP_DAYS))
    return Figure(done, None, metric.name, rep.team.currency if metric.unit == "money" else None, STEP_DAYS)
