"""The scorecard: somebody's own results, compared with their goals and with the team's standards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import calendars, gate, goals, pace, preferences, results, standards
from bot.models import Goal, Membership, Person, Standard, StandardAnswer
from bot.worktime import Calendar


@dataclass(frozen=True)
class Subject:
    """Whose scorecard it is, and who reads it."""

    member: Membership
    reader: Person
    place: Membership | None
    """The reader's own membership in that team, if any."""
    is_director: bool = False

    @property
    def standing(self) -> frozenset[gate.Who]:
        return gate.standing(self.reader, self.place, self.member.person_id, is_director=self.is_director)


@dataclass(frozen=True)
class GoalResult:
    goal: Goal
    standing: pace.Pace


@dataclass(frozen=True)
class StandardResult:
    standard: Standard
    standing: pace.Pace | None
    """None if nothing can be counted."""
    last_time: int | None
    """The result of the period before; None if nothing came before it was set, or they joined."""
    answer: StandardAnswer | None
    """The person's, if the reader may know it."""


@dataclass(frozen=True)
class Scorecard:
    goals: list[GoalResult]
    standards: list[StandardResult]


def of(session: Session, subject: Subject, *, now: datetime) -> Scorecard:
    """Refused unless the reader may see that person's goals."""
    member = subject.member
    gate.check_sight("goals", subject.reader, subject.place, member.person_id, is_director=subject.is_director)
    return Scorecard(_against_goals(session, subject, now), _against_standards(session, subject, now))


# ── goals ────────────────────────────────────────────────────────────────────────────────────────────────


def _against_goals(session: Session, subject: Subject, now: datetime) -> list[GoalResult]:
    """The person's open goals in that team that the reader may see."""
    member = subject.member
    theirs = [goal for goal in goals.open_of(session, member.person) if goal.team_id == member.team_id]
    seen = [goal for goal in theirs if goals.may_see(goal, subject.reader, subject.place)]
    paces = goals.paces(session, seen, now=now)
    return [GoalResult(goal, paces[goal.id]) for goal in seen]


# ── standards ────────────────────────────────────────────────────────────────────────────────────────────


def _against_standards(session: Session, subject: Subject, now: datetime) -> list[StandardResult]:
    """The team's standards; those with a number are counted in the present week, month or quarter."""
    member = subject.member
    listed = standards.standing(session, member.team)
    if not listed:
        return []
    answers, by = _answers(session, subject, listed), _yardstick(session, member, now)
    return [StandardResult(standard, *_counted(session, by, standard), answers.get(standard.id)) for standard in listed]


def _answers(session: Session, subject: Subject, listed: Collection[Standard]) -> dict[int, StandardAnswer]:
    """The person's answers to the present wordings, by standard id; none if the reader may not know them."""
    if not gate.sees("standard_answers", subject.standing):
        return {}
    versions = {standard.id: standard.version for standard in listed}
    theirs = (StandardAnswer.person_id == subject.member.person_id, StandardAnswer.standard_id.in_(versions))
    said = session.scalars(select(StandardAnswer).where(*theirs))
    return {answer.standard_id: answer for answer in said if answer.version == versions[answer.standard_id]}


@dataclass(frozen=True)
class Yardstick:
    """What is needed to count and judge the results of one person in a team today."""

    member: Membership
    today: date
    calendar: Calendar
    thresholds: pace.Thresholds
    metrics: results.Metrics


def _yardstick(session: Session, member: Membership, now: datetime) -> Yardstick:
    team = member.team
    return Yardstick(
        member,
        worktime.local_day(now, team.zone),
        goals.calendar_of(session, team, member.person),
        goals.thresholds(preferences.of_team(session, team)["slipping"]),
        results.metrics_of(session, member),
    )


def _counted(session: Session, by: Yardstick, standard: Standard) -> tuple[pace.Pace | None, int | None]:
    """How it stands in this period, and the result of the one before; (None, None) if the team counts no such thing."""
    if standard.amount is None or standard.per is None:
        return None, None
    team, span = by.member.team, next(span for span in phrases.SPANS if span == standard.per)
    period = calendars.period_of(session, team, span, by.today)
    before = calendars.period_of(session, team, span, period.first - timedelta(days=1))
    done, earlier = (results.of_standard(session, by.member, standard, each, by.metrics) for each in (period, before))
    if done is None:
        return None, None
    set_on = worktime.local_day(max(standard.set_at, by.member.joined_at), team.zone)
    plan = pace.Plan(period, standard.amount, set_on=set_on)
    last_time = earlier if earlier or set_on <= before.last else None
    return pace.measure(plan, done, by.today, by.calendar, by.thresholds), last_time
