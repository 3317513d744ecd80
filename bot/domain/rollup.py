"""The sums of teams with the teams below; every win counts once, since it belongs to one team and teams form a tree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import goals, pace, teams
from bot.models import Agreement, Goal, Team, Win
from bot.money import Money
from bot.worktime import Period

Won = Mapping[str, int]
"""Minor units by currency."""


@dataclass(frozen=True)
class Sum:
    """The sum of a team with all teams below it, or of the top team alone where these are listed beside it."""

    team: Team
    won: Won
    goal: Goal | None = None
    """The team's main goal of today, or of the last day of a period that is over."""
    standing: pace.Pace | None = None

    @property
    def total(self) -> Money:
        """The sum in the team's own currency."""
        return Money(self.won.get(self.team.currency, 0), self.team.currency)

    @property
    def aside(self) -> list[Money]:
        """The sums in other currencies, which are not in `total`."""
        others = sorted(currency for currency, minor in self.won.items() if minor and currency != self.team.currency)
        return [Money(self.won[currency], currency) for currency in others]


@dataclass(frozen=True)
class Rollup:
    whole: Sum
    """The team with all teams below."""
    own: Won
    """The wins of the team itself, without those below; together with `parts` they make the whole."""
    parts: list[Sum] = field(default_factory=list)
    """The teams right below, each with all teams below it."""


def of_team(
    session: Session, team: Team, period: Period, *, now: datetime, won: ColumnElement[bool] | None = None
) -> Rollup:
    """The roll-up of the wins that meet `won`, else of those closed in the period; the number of queries is fixed."""
    children = _children(session, team)
    tree = {child.id: _under(child, children) for child in (team, *children[team.id])}
    within = Win.closed_on.between(period.first, period.last) if won is None else won
    sums = _sums(session, [each.id for each in tree[team.id]], within)
    shown = main_goals(session, [team, *children[team.id]], now, until=period.last)
    standing = goals.paces(session, shown.values(), now=now, until=period.last)

    def told(each: Team) -> Sum:
        goal = shown.get(each.id)
        added = _added(sums[under.id] for under in tree[each.id])
        return Sum(each, added, goal, standing[goal.id] if goal else None)

    return Rollup(told(team), sums[team.id], [told(child) for child in children[team.id]])


def _children(session: Session, team: Team) -> dict[int, list[Team]]:
    """By team id, the teams right below it, sorted by name."""
    found: dict[int, list[Team]] = defaultdict(list)
    for each in teams.all_of(session, team.workspace_id):
        found[each.parent_id or 0].append(each)
    return found


def _under(team: Team, children: Mapping[int, list[Team]]) -> list[Team]:
    """The team and all teams below it, each once."""
    found, level = [team], [team]
    for _ in range(teams.DEEPEST):
        level = [child for each in level for child in children.get(each.id, ()) if child not in found]
        found += level
    return found


def _sums(session: Session, team_ids: Iterable[int], within: ColumnElement[bool]) -> Mapping[int, Won]:
    """What was won, by team id; nothing where it is missing."""
    those = (Win.team_id.in_(list(team_ids)), Win.is_standing.is_(True), within)
    columns = select(Win.team_id, Win.currency, func.sum(Win.amount_minor))
    won: dict[int, dict[str, int]] = defaultdict(dict)
    for team_id, currency, minor in session.execute(columns.where(*those).group_by(Win.team_id, Win.currency)):
        won[team_id][currency] = int(minor)
    return won


def _added(several: Iterable[Won]) -> Won:
    total: Counter[str] = Counter()
    for won in several:
        total.update(won)
    return dict(total)


def main_goals(session: Session, of_teams: list[Team], now: datetime, *, until: date | None = None) -> dict[int, Goal]:
    """The main goal by team id, of those that run today, or ran on the day `until` if that is over.

    Money comes before deals, these before what is typed; then the whole before a kind of wins, then what ends first.
    """
    on = {team.id: min(worktime.local_day(now, team.zone), until or date.max) for team in of_teams}
    found = goals.stood_in(session, of_teams, Period(min(on.values()), max(on.values())), at=now)
    running = [goal for goal in found if on[goal.team_id] in goal.period]
    return {goal.team_id: goal for goal in sorted(running, key=_telling, reverse=True)}


def _telling(goal: Goal) -> tuple[bool, int, bool, int, int]:
    """By which what tells most of a team comes first."""
    return goal.is_level, goal.metric.moved_by.rank, goal.win_kind is not None, goal.last_on.toordinal(), goal.id


# ── parts of a team's goal ───────────────────────────────────────────────────────────────────────────────


def agreements(session: Session, of_goals: Iterable[Goal]) -> dict[int, Counter[Agreement]]:
    """For each team's goal by id, how many owners of its open parts agree, differ or have not answered."""
    ids = [goal.id for goal in of_goals]
    parts = select(Goal.parent_id, Goal.agreement, func.count())
    rows = parts.where(Goal.parent_id.in_(ids), Goal.closed_at.is_(None), Goal.agreement.is_not(None))
    found: dict[int, Counter[Agreement]] = {goal_id: Counter() for goal_id in ids}
    for parent_id, agreement, count in session.execute(rows.group_by(Goal.parent_id, Goal.agreement)):
        if parent_id and agreement:
            found[parent_id][agreement] = count
    return found
