"""What was achieved before a goal's period toward goals like it: by whom, and on which days."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import teams
from bot.models import Goal, Metric, MovedBy, Progress, Win, WinCredit
from bot.phrases import SPANS, Span, period_of
from bot.worktime import Period

PAST_PERIODS = 8
Earned = list[tuple[int, date, int]]
"""Whose it is, when it came in, and how much, in the goal's unit."""


def span_of(goal: Goal, fiscal_start: int = 1) -> Span | None:
    """The whole week, month, quarter or year that it is, if it is one."""
    return next((span for span in SPANS if period_of(span, goal.first_on, fiscal_start) == goal.period), None)


def periods_before(goal: Goal, count: int = PAST_PERIODS, fiscal_start: int = 1) -> list[Period]:
    """The periods before, newest first: weeks, months, quarters or years if the goal's is one, else as many days."""
    span, length, first = span_of(goal, fiscal_start), len(goal.period), goal.first_on
    periods: list[Period] = []
    for _ in range(count):
        last = first - timedelta(days=1)
        periods.append(period_of(span, last, fiscal_start) if span else worktime.last_days(last, length))
        first = periods[-1].first
    return periods


def owners_of(goal: Goal) -> list[int] | None:
    """Whose doing counts toward it, as `earned` asks; None for the whole team's."""
    return None if goal.owner_id is None else [goal.owner_id]


def earned(
    session: Session, goal: Goal, within: Period, owners: Collection[int] | None, *, metric: Metric | None = None
) -> Earned:
    """What counts for each of these people, or with None for the team (each thing once); also of another `metric`."""
    if (metric or goal.metric).moved_by is MovedBy.TYPING:
        return _typed(session, metric or goal.metric, within, owners)
    return _won(session, goal, metric or goal.metric, within, owners)


def _typed(session: Session, metric: Metric, within: Period, owners: Collection[int] | None) -> Earned:
    counted = (Progress.metric_id == metric.id, Progress.is_level.is_(False), Progress.is_standing.is_(True))
    whose = () if owners is None else (Progress.owner_id.in_(owners),)
    columns = select(func.coalesce(Progress.owner_id, 0), Progress.counted_on, Progress.value)
    rows = columns.where(*counted, Progress.counted_on.between(within.first, within.last), *whose)
    return [(owner, day, value) for owner, day, value in session.execute(rows)]


def _won(session: Session, goal: Goal, metric: Metric, within: Period, owners: Collection[int] | None) -> Earned:
    is_money = metric.moved_by is MovedBy.AMOUNTS
    counts = [
        _teams(session, goal, owners),
        Win.closed_on.between(within.first, within.last),
        Win.is_standing.is_(True),
    ]
    if goal.win_kind:
        counts.append(Win.kind == goal.win_kind)
    if is_money:
        counts.append(Win.currency == (goal.currency or goal.team.currency))
    if is_money and owners is not None:
        credited = select(WinCredit.person_id, Win.closed_on, WinCredit.amount_minor)
        rows = credited.join(Win, WinCredit.win_id == Win.id).where(*counts, WinCredit.person_id.in_(owners))
        return [(owner, day, value) for owner, day, value in session.execute(rows)]
    if owners is not None:
        counts.append(Win.owner_id.in_(owners))
    value = Win.amount_minor if is_money else literal(1)
    by_owner = select(Win.owner_id, Win.closed_on, value).where(*counts)
    return [(owner, day, value) for owner, day, value in session.execute(by_owner)]


def _teams(session: Session, goal: Goal, owners: Collection[int] | None) -> ColumnElement[bool]:
    """The condition for the teams whose wins count: for a team's goal also the teams below it."""
    if owners is not None:
        return Win.team_id == goal.team_id
    return Win.team_id.in_(teams.descent(session, [goal.team_id])[goal.team_id])
