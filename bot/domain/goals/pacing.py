"""How goals stand against their time: the arithmetic of `bot.domain.pace`, fed with what is known of team and owner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, pace, preferences, teams
from bot.domain.goals import history, sums
from bot.models import Goal, MovedBy, Person, Team, Win
from bot.worktime import Calendar, Period

HISTORY = timedelta(days=365)
Averages = dict[tuple[int, int | None], int]
"""The average deal in minor units by team and owner (None for the whole team), if there are enough deals."""


def paces(session: Session, goals: Iterable[Goal], *, now: datetime, until: date | None = None) -> dict[int, pace.Pace]:
    """The pace of each goal, by id; the number of queries is always the same.

    With `until`, only what counts up to that day, and if that is over, as of that day.
    """
    goals = list(goals)
    if not goals:
        return {}
    done = sums.progress_of(session, goals, until=until)
    works = calendars.of_places(session, [(goal.team, goal.owner) for goal in goals])
    set_by = preferences.of_teams(session, *{goal.team_id for goal in goals})
    plans = _plans(session, goals, works, now)
    return {
        goal.id: pace.measure(
            plans[goal.id],
            done[goal.id],
            min(_seen_on(goal, now), until or date.max),
            works[goal.team_id, goal.owner_id],
            thresholds(set_by[goal.team_id]["slipping"]),
        )
        for goal in goals
    }


def pace_of(session: Session, goal: Goal, *, now: datetime, until: date | None = None) -> pace.Pace:
    return paces(session, [goal], now=now, until=until)[goal.id]


def _seen_on(goal: Goal, now: datetime) -> date:
    """Today; of one that was cut short the day on which it was."""
    return worktime.local_day(goal.closed_at if goal.is_cut_short and goal.closed_at else now, goal.team.zone)


def calendar_of(session: Session, team: Team, owner: Person | None) -> Calendar:
    return calendars.of_person(session, owner, team) if owner else calendars.of_team(session, team)


def thresholds(percents: list[int]) -> pace.Thresholds:
    """As a team set them; nothing is slipping where it turned that off."""
    slipping, behind = percents or (0, 0)
    return pace.Thresholds(Fraction(slipping, 100), Fraction(behind, 100))


def plan_of(goal: Goal) -> pace.Plan:
    """The goal's plan by itself, without what history adds to it."""
    rungs = tuple(pace.Rung(date.fromisoformat(by), value) for by, value in goal.ramp or ())
    set_on = worktime.local_day(goal.created_at, goal.team.zone)
    return pace.Plan(goal.period, goal.target, goal.start_value, goal.is_level, rungs, set_on=set_on)


# ── what history says where deals are few ────────────────────────────────────────────────────────────────


def _plans(session: Session, goals: list[Goal], works: calendars.OfPlaces, now: datetime) -> dict[int, pace.Plan]:
    """The plan of each goal, by id, with the number of deals it takes and, if these are few, the usual course."""
    plans = {goal.id: plan_of(goal) for goal in goals}
    lumpy = [goal for goal in goals if goal.metric.moved_by is not MovedBy.TYPING]
    if not lumpy:
        return plans
    averages = _averages(session, {goal.team_id: goal.team.currency for goal in lumpy}, now.date() - HISTORY)
    cases = {goal.id: _cases(goal, averages) for goal in lumpy}
    curves = _curves(session, [goal for goal in lumpy if cases[goal.id] < pace.ENOUGH_CASES], works)
    return plans | {
        goal_id: replace(plans[goal_id], cases=number, curve=curves.get(goal_id)) for goal_id, number in cases.items()
    }


def _cases(goal: Goal, averages: Averages) -> int:
    """How many deals the target takes; 0 if there are too few deals for an average."""
    if goal.metric.moved_by is MovedBy.WINS:
        return goal.target
    average = averages.get((goal.team_id, goal.owner_id)) or averages.get((goal.team_id, None))
    return goal.target // average if average else 0


def _averages(session: Session, currencies: Mapping[int, str], since: date) -> Averages:
    """The averages for these teams, by their deals (and those of teams below) after that day in the team's currency."""
    above: dict[int, list[int]] = defaultdict(list)
    for top, under in teams.descent(session, currencies).items():
        for team_id in under:
            above[team_id].append(top)
    lately = (Win.team_id.in_(above), Win.closed_on > since, Win.is_standing.is_(True))
    columns = (Win.team_id, Win.currency, Win.owner_id)
    rows = select(*columns, func.count(), func.sum(Win.amount_minor)).where(*lately).group_by(*columns)
    deals: dict[tuple[int, int | None], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for team_id, currency, owner_id, count, total in session.execute(rows):
        for top, whose in product(above[team_id], (owner_id, None)):
            if currencies[top] == currency:
                counted, sold = deals[top, whose]
                deals[top, whose] = counted + count, sold + int(total)
    return {whose: total // count for whose, (count, total) in deals.items() if count >= pace.ENOUGH_DEALS}


def _curves(session: Session, goals: list[Goal], works: calendars.OfPlaces) -> dict[int, pace.Curve | None]:
    """The usual course, by goal, of the owner's or the team's periods of that length before this one."""
    periods = {goal.id: history.periods_before(goal) for goal in goals}
    earned: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for way, alike in sums.by_way(session, goals).items():
        since = min(periods[goal.id][-1].first for goal in alike)
        for goal_id, day, value in session.execute(sums.before(way, alike, since)):
            earned[goal_id].append((day, int(value)))
    return {
        goal.id: pace.curve_of(
            [_course(earned[goal.id], period, works[goal.team_id, goal.owner_id]) for period in periods[goal.id]]
        )
        for goal in goals
    }


def _course(earned: list[tuple[date, int]], period: Period, calendar: Calendar) -> list[int]:
    """What was done by the end of each working day."""
    days = calendar.days_worked(period)
    return [sum(value for on, value in earned if period.first <= on <= day) for day in days]
