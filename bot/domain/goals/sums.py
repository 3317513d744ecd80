"""How much of goals is done: never stored, always the sum of what moved their metric in their period.

There is one statement for each way in which metrics move, however many goals are asked about. Its cost depends on their
periods, not on the whole history, since it begins in a covering index. Wins also move goals of the teams above; each
team that has teams below it takes a statement of its own.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Mapped, Session

from bot.domain import teams
from bot.models import Goal, MovedBy, Progress, Win, WinCredit
from bot.worktime import Period

Sums = Select[int, int]
"""A goal's id, and how much of it is done."""


class Way(NamedTuple):
    """What goals have in common that one statement can sum."""

    moved_by: MovedBy
    is_of_team: bool
    is_level: bool
    under: tuple[int, ...] = ()
    """The ids of the team and of those below it, where there are some: named, so that the index is found by them."""
    is_cut_short: bool = False


def progress_of(session: Session, goals: Iterable[Goal], *, until: date | None = None) -> dict[int, int]:
    """How much of each goal is done (where a level stands), by id, in its own unit; `until` that day, if given."""
    goals = list(goals)
    done = {goal.id: goal.start_value for goal in goals}
    for way, alike in by_way(session, goals).items():
        for goal_id, value in session.execute(statement(way, alike, until)):
            if value is not None:
                done[goal_id] = int(value)
    return done


def amount_done(session: Session, goal: Goal, *, until: date | None = None) -> int:
    """The same of one."""
    return progress_of(session, [goal], until=until)[goal.id]


def typed_in(session: Session, goals: Iterable[Goal], period: Period) -> dict[int, int]:
    """What was added in a period toward any of these team goals, by metric id; each entry counts once."""
    ids = [goal.id for goal in goals]
    if not ids:
        return {}
    counts = select(Goal.id).where(Goal.id.in_(ids), _within(period.last, False)).exists()
    added = select(Progress.metric_id, func.sum(Progress.value)).where(counts, Progress.counted_on >= period.first)
    return {metric_id: int(value) for metric_id, value in session.execute(added.group_by(Progress.metric_id))}


def by_way(session: Session, goals: Iterable[Goal]) -> dict[Way, list[Goal]]:
    """The goals, grouped by the way in which they move."""
    goals = list(goals)
    tops = {goal.team_id for goal in goals if goal.is_of_team and goal.metric.moved_by is not MovedBy.TYPING}
    under = teams.descent(session, tops)
    found: dict[Way, list[Goal]] = defaultdict(list)
    for goal in goals:
        way = Way(goal.metric.moved_by, goal.is_of_team, goal.is_level, is_cut_short=goal.is_cut_short)
        if way.is_of_team and way.moved_by is not MovedBy.TYPING and len(under[goal.team_id]) > 1:
            way = way._replace(under=tuple(under[goal.team_id]))
        found[way].append(goal)
    return found


def statement(way: Way, goals: list[Goal], until: date | None) -> Sums:
    """The statement that sums these goals, which all move in that way."""
    ids = [goal.id for goal in goals]
    match way:
        case Way(moved_by=MovedBy.AMOUNTS | MovedBy.WINS):
            within = and_(_in_period(goals, until), *_in_time(way, Win.recorded_at))
            return _won(way, ids, within).add_columns(func.sum(_value(way))).group_by(Goal.id)
        case Way(is_of_team=is_of_team, is_level=True):
            of_it = Progress.owner_id.is_(None) if is_of_team else Progress.owner_id == Goal.owner_id
            return _levels(ids, until, of_it, *_in_time(way, Progress.at))
        case _:
            whose = () if way.is_of_team else (Progress.owner_id == Goal.owner_id,)
            return _typed(ids, until, *whose, *_in_time(way, Progress.at))


def _in_time(way: Way, told_at: Mapped[datetime]) -> tuple[ColumnElement[bool], ...]:
    """What was told before it was closed; only asked where it was cut short, as no index of sums has that moment."""
    return (told_at <= Goal.closed_at,) if way.is_cut_short else ()


def before(way: Way, goals: list[Goal], since: date) -> Select[int, date, int]:
    """What would have counted toward these goals before their periods, from `since` on: (goal id, day, amount)."""
    begun = max(goal.first_on for goal in goals)
    earlier = and_(Win.closed_on.between(since, begun), Win.closed_on < Goal.first_on)
    return _won(way, [goal.id for goal in goals], earlier).add_columns(Win.closed_on, _value(way))


def _won(way: Way, ids: list[int], within: ColumnElement[bool]) -> Select[int]:
    """The goals, each with its wins: a team's with those of every team under it, a person's with those in the team."""
    there = Win.team_id.in_(way.under) if way.under else Win.team_id == Goal.team_id
    counts = [there, within, Win.is_standing.is_(True), or_(Goal.win_kind.is_(None), Win.kind == Goal.win_kind)]
    if way.moved_by is MovedBy.AMOUNTS:
        counts.append(Win.currency == Goal.currency)
    elif not way.is_of_team:
        counts.append(Win.owner_id == Goal.owner_id)
    won = select(Goal.id).select_from(Goal).where(Goal.id.in_(ids)).join(Win, and_(*counts))
    if way.is_of_team or way.moved_by is MovedBy.WINS:
        return won
    return won.join(WinCredit, and_(WinCredit.win_id == Win.id, WinCredit.person_id == Goal.owner_id))


def _value(way: Way) -> ColumnElement[int]:
    if way.moved_by is MovedBy.WINS:
        return literal(1)
    return (Win if way.is_of_team else WinCredit).amount_minor.expression


def _in_period(goals: list[Goal], until: date | None) -> ColumnElement[bool]:
    # Their overall span as constants too: else PostgreSQL assumes that their periods cover most of history.
    days = Win.closed_on.between(min(goal.first_on for goal in goals), max(goal.last_on for goal in goals))
    within = and_(days, Win.closed_on.between(Goal.first_on, Goal.last_on))
    return and_(within, Win.closed_on <= until) if until else within


def _typed(ids: list[int], until: date | None, *counted: ColumnElement[bool]) -> Sums:
    counts = _within(until, False, *counted)
    added = select(Goal.id, func.sum(Progress.value)).select_from(Goal).join(Progress, counts)
    return added.where(Goal.id.in_(ids)).group_by(Goal.id)


def _levels(ids: list[int], until: date | None, *counted: ColumnElement[bool]) -> Sums:
    """In the order in which they were measured: the last one is where it stands."""
    counts = _within(until, True, *counted)
    measured = select(Goal.id, Progress.value).select_from(Goal).join(Progress, counts).where(Goal.id.in_(ids))
    return measured.order_by(Goal.id, Progress.counted_on, Progress.id)


def _within(until: date | None, is_level: bool, *counted: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(
        Progress.metric_id == Goal.metric_id,
        Progress.is_level == is_level,
        Progress.counted_on.between(Goal.first_on, Goal.last_on),
        Progress.is_standing.is_(True),
        *counted,
        *((Progress.counted_on <= until,) if until else ()),
    )
