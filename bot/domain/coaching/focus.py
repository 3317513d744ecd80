"""The one thing to work on: a skill, a standard, a goal or a step of the process, and the figure that it moves."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import goals, preferences, standards, teams
from bot.domain.goals import metrics
from bot.models import Goal, Membership, MovedBy, Person, Progress, Standard
from bot.worktime import Period

DAYS = {"week": 7, "month": 30, "quarter": 91}
STEP_DAYS = 28
"""Over which a step of the process is counted."""


@dataclass(frozen=True)
class Choice:
    """What one can work on: `value` is kept, as "goal:7"."""

    value: str
    name: str


@dataclass(frozen=True)
class Figure:
    """How it stands: so much, of so much where there is a target, in so many days where it is counted over some."""

    done: int
    of: int | None = None
    unit: str = ""
    currency: str | None = None
    days: int | None = None

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def choices(session: Session, coach: Person, rep: Membership) -> list[Choice]:
    """What this coach can tie it to: only goals that they see."""
    skills = [Choice(f"skill:{name}", name) for name in preferences.of_team(session, rep.team)["skills"]]
    open_ones = [goal for goal in goals.open_of(session, rep.person) if goal.team_id == rep.team_id]
    place = next((place for place in _places(session, coach) if place.team_id == rep.team_id), None)
    seen = [goal for goal in open_ones if goals.may_see(goal, coach, place)]
    expected = standards.standing(session, rep.team)
    steps = [metric for metric in metrics.all_of(session, rep.team) if metric.moved_by is MovedBy.TYPING]
    return [
        *skills,
        *(Choice(f"goal:{goal.number}", f"goal {goal.number}: {goal.title or goal.metric.name}") for goal in seen),
        *(Choice(f"standard:{each.number}", f"standard {each.number}: {each.text}") for each in expected),
        *(Choice(f"step:{metric.name}", f"step: {metric.name}") for metric in steps),
    ]


def _places(session: Session, person: Person) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.person_id == person.id)))


def name_of(session: Session, rep_team_id: int, focus: str) -> str:
    """In words, also once the goal is closed or the standard dropped."""
    kind, _, what = focus.partition(":")
    if kind == "goal" and (goal := _goal(session, rep_team_id, what)):
        return f"goal {what}: {goal.title or goal.metric.name}"
    if kind == "standard" and (standard := _standard(session, rep_team_id, what)):
        return f"standard {what}: {standard.text}"
    return what if kind == "skill" else f"{kind} {what}".strip()


def figure(session: Session, rep: Membership, focus: str, *, reader: Person, now: datetime) -> Figure | None:
    """How the rep stands in it today; None where it has no number, as a skill, or not for that reader."""
    kind, _, what = focus.partition(":")
    if kind == "goal" and (goal := _goal(session, rep.team_id, what)) and goal.owner_id == rep.person_id:
        if not goals.may_see(goal, reader, teams.find_membership(session, reader, rep.team)):
            return None
        done = goals.progress_of(session, [goal])[goal.id]
        return Figure(done, goal.target, goal.metric.measured_in if goal.is_level else goal.metric.name, goal.currency)
    if kind == "standard" and (standard := _standard(session, rep.team_id, what)) and standard.amount:
        days = DAYS[standard.per or "week"]
        return _counted(session, rep, standard.metric, days, now, of=standard.amount)
    return _counted(session, rep, what, STEP_DAYS, now) if kind == "step" else None


def _goal(session: Session, team_id: int, number: str) -> Goal | None:
    digits = int(number) if number.isdecimal() else 0
    return session.scalar(select(Goal).where(Goal.team_id == team_id, Goal.number == digits))


def _standard(session: Session, team_id: int, number: str) -> Standard | None:
    digits = int(number) if number.isdecimal() else 0
    return session.scalar(select(Standard).where(Standard.team_id == team_id, Standard.number == digits))


def _counted(
    session: Session, rep: Membership, name: str, days: int, now: datetime, of: int | None = None
) -> Figure | None:
    """What the rep logged of that in so many days; None where nobody counts it by hand."""
    metric = metrics.find(session, rep.team, name) if name else None
    if metric is None or metric.moved_by is not MovedBy.TYPING:
        return None
    today = worktime.local_day(now, rep.team.zone)
    lately = Period(today - timedelta(days=days - 1), today)
    theirs = (Progress.metric_id == metric.id, Progress.owner_id == rep.person_id, Progress.is_standing.is_(True))
    within = (Progress.counted_on >= lately.first, Progress.counted_on <= lately.last, Progress.is_level.is_(False))
    done = session.scalar(select(func.coalesce(func.sum(Progress.value), 0)).where(*theirs, *within)) or 0
    currency = rep.team.currency if metric.unit == "money" else None
    return Figure(int(done), of, metric.name, currency, days)
