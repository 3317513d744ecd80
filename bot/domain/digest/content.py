"""What a digest tells of a team's week: wins, its main goal, removed obstacles, thanks; nothing that is private."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import blake2b

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot import worktime
from bot.db import Base
from bot.domain import calendars, goals, inspection, kudos, north_star, pace, preferences, rollup, teams
from bot.domain.digest import schedule
from bot.models import Goal, Inspection, Kudos, MovedBy, NorthStar, Obstacle, ObstacleState, Team, Win
from bot.money import Money
from bot.worktime import Period

MOST_WINS = 100
"""How many wins are told one by one."""
MOST_OTHERS = 50
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Number:
    """The team's main goal, as it stands on the day of the digest."""

    goal: Goal
    standing: pace.Pace
    days_left: int
    """The working days after the day of the digest."""

    @property
    def needed(self) -> Fraction | None:
        """How much each of these days asks; None if there is none."""
        return Fraction(self.standing.left, self.days_left) if self.days_left else None

    @property
    def facts(self) -> tuple[object, ...]:
        """All that the digest tells of it."""
        goal, standing = self.goal, self.standing
        said = (goal.id, goal.title, goal.start_value, goal.target, goal.first_on, goal.last_on)
        return *said, standing.done, standing.status, self.days_left


@dataclass(frozen=True)
class Told:
    team: Team
    week: Period
    moment: datetime
    """The moment as of which it is told."""
    north_star: NorthStar | None
    number: Number | None
    won: int
    """How many wins there were, including the teams below."""
    sums: Mapping[str, int]
    """What these wins come to: minor units by currency."""
    is_with_below: bool
    wins: list[Win]
    """The team's own wins, the latest first, without those whose owners want no celebration."""
    more: int
    """How many more of the team's wins there are than are told one by one."""
    removed: int
    """How many shared obstacles were removed."""
    cleared: list[Obstacle]
    """Those of them that are told one by one."""
    thanked: int
    """How many kudos were given."""
    thanks: list[Kudos]
    """Those of them that are told one by one."""
    activity: list[tuple[Goal, int]]
    """What was typed this week toward the team's own goals."""
    looked_at: Inspection | None
    """What the leader said will be looked at, if the channel is told of that."""
    unnamed: set[int]
    """The ids of people in `cleared` and `thanks` who do not want to be thanked in a channel."""

    @property
    def today(self) -> date:
        return worktime.local_day(self.moment, self.team.zone)

    @property
    def total(self) -> Money:
        """In the team's currency."""
        return Money(self.sums.get(self.team.currency, 0), self.team.currency)

    @property
    def aside(self) -> list[Money]:
        return [Money(minor, code) for code, minor in sorted(self.sums.items()) if minor and code != self.team.currency]

    @property
    def biggest(self) -> Win | None:
        """The win of the highest tier, then of the largest amount, among those in the team's currency."""
        own = [win for win in self.wins if win.currency == self.team.currency]
        return max(own, key=lambda win: (win.tier, win.amount_minor), default=None)

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.won or self.cleared or self.thanks or self.activity)

    @property
    def digested(self) -> str:
        """A hash that changes only if what is told changes."""
        facts = (
            self.north_star and (self.north_star.id, self.north_star.version),
            self.number and self.number.facts,
            (self.won, sorted(self.sums.items())),
            [_facts(win) for win in self.wins],
            (self.removed, [(each.id, each.what, each.cleared_by_id, each.resolution) for each in self.cleared]),
            (self.thanked, [(each.id, each.reason) for each in self.thanks]),
            [(goal.id, value) for goal, value in self.activity],
            self.looked_at and (self.looked_at.what, self.looked_at.seen),
            sorted(self.unnamed),
        )
        return blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def of_week(session: Session, team: Team, week: Period, *, at: datetime) -> Told:
    """The week as of a moment, at the latest its end; facts corrected since count as corrected."""
    moment = min(at, schedule.over_at(week, team.zone) - SECOND)
    below = teams.below(session, team)
    won, sums = _sums(session, below, week, team.zone)
    celebrated, more = _celebrated(session, team, week)
    removed, cleared = _cleared(session, team, week)
    thanked, thanks = _thanked(session, team, week)
    return Told(
        team=team,
        week=week,
        moment=moment,
        north_star=north_star.nearest(session, team),
        number=_number(session, team, week, moment),
        won=won,
        sums=sums,
        is_with_below=len(below) > 1,
        wins=celebrated,
        more=more,
        removed=removed,
        cleared=cleared,
        thanked=thanked,
        thanks=thanks,
        activity=_activity(session, team, week, moment),
        looked_at=_looked_at(session, team, moment),
        unnamed=_unnamed(session, cleared, thanks),
    )


# ── wins ─────────────────────────────────────────────────────────────────────────────────────────────────


def won_in(week: Period, zone: str) -> ColumnElement[bool]:
    """The condition for a week's wins: closed in it, or in the week before but logged only after that week's end."""
    is_late = and_(
        Win.closed_on.between(week.first - WEEK, week.first - DAY),
        Win.recorded_at >= worktime.begin_of(week.first, zone),
    )
    closed = or_(Win.closed_on.between(week.first, week.last), is_late)
    return and_(closed, Win.recorded_at < schedule.over_at(week, zone))


def _of_week(of_teams: Iterable[Team], week: Period, zone: str) -> tuple[ColumnElement[bool], ...]:
    return Win.team_id.in_([team.id for team in of_teams]), Win.is_standing.is_(True), won_in(week, zone)


def _facts(win: Win) -> tuple[object, ...]:
    """All that the digest tells of it."""
    return win.id, win.account, win.title, win.amount_minor, win.currency, win.closed_on, win.because


def _sums(session: Session, of_teams: Iterable[Team], week: Period, zone: str) -> tuple[int, dict[str, int]]:
    columns = (Win.currency, func.count(), func.sum(Win.amount_minor))
    rows = select(*columns).where(*_of_week(of_teams, week, zone)).group_by(Win.currency)
    found = session.execute(rows).all()
    return sum(count for _, count, _ in found), {currency: int(minor) for currency, _, minor in found}


def _celebrated(session: Session, team: Team, week: Period) -> tuple[list[Win], int]:
    """The wins to tell one by one, without those whose owners turned that off, and how many more there are."""
    those = _of_week([team], week, team.zone)
    newest = select(Win).where(*those).order_by(Win.closed_on.desc(), Win.number.desc()).limit(MOST_WINS)
    whole = (joinedload(Win.owner), joinedload(Win.team), joinedload(Win.account_row))
    found = session.scalars(newest.options(*whole)).all()
    count = _count_all(session, Win, those) if len(found) == MOST_WINS else len(found)
    off = preferences.off_among(session, "wins", *{win.owner_id for win in found})
    return [win for win in found if win.owner_id not in off], count - len(found)


def _count_all(session: Session, table: type[Base], those: Iterable[ColumnElement[bool]]) -> int:
    """The number of rows, for when there may be more than were read."""
    return session.scalar(select(func.count()).select_from(table).where(*those)) or 0


# ── the number ───────────────────────────────────────────────────────────────────────────────────────────


def _number(session: Session, team: Team, week: Period, moment: datetime) -> Number | None:
    today = worktime.local_day(moment, team.zone)
    goal = rollup.main_goals(session, [team], moment).get(team.id)
    if goal is None:
        return None
    standing = goals.pace_of(session, goal, now=moment, until=week.last)
    left = calendars.of_team(session, team).working_days(Period(today + DAY, goal.last_on))
    return Number(goal, standing, left)


def _activity(session: Session, team: Team, week: Period, moment: datetime) -> list[tuple[Goal, int]]:
    """What was typed in the week for each metric, with the goal of that metric whose period has most of the week."""
    counted = [
        goal
        for goal in goals.stood_in(session, [team], week, at=moment)
        if goal.metric.moved_by is MovedBy.TYPING and not goal.is_level
    ]
    by_metric = {goal.metric_id: goal for goal in sorted(counted, key=lambda goal: len(goal.period & week))}
    moved = goals.typed_in(session, counted, week)
    return [(goal, moved[metric_id]) for metric_id, goal in by_metric.items() if moved.get(metric_id, 0) > 0]


# ── what was removed ─────────────────────────────────────────────────────────────────────────────────────


def _cleared(session: Session, team: Team, week: Period) -> tuple[int, list[Obstacle]]:
    """How many shared obstacles were removed, and the first of them; private ones are not even counted."""
    begin, end = worktime.begin_of(week.first, team.zone), schedule.over_at(week, team.zone)
    settled = Obstacle.state.in_((ObstacleState.CLEARED, ObstacleState.GONE))
    within = (Obstacle.cleared_at >= begin, Obstacle.cleared_at < end, Obstacle.is_private.is_(False))
    those = (Obstacle.team_id == team.id, settled, *within)
    rows = select(Obstacle).where(*those).order_by(Obstacle.cleared_at)
    people = (joinedload(Obstacle.cleared_by), joinedload(Obstacle.raiser))
    found = list(session.scalars(rows.limit(MOST_OTHERS).options(*people)))
    return _count_all(session, Obstacle, those) if len(found) == MOST_OTHERS else len(found), found


def _thanked(session: Session, team: Team, week: Period) -> tuple[int, list[Kudos]]:
    found = kudos.in_period(session, team, week, limit=MOST_OTHERS)
    return kudos.count(session, team, week) if len(found) == MOST_OTHERS else len(found), found


def _looked_at(session: Session, team: Team, moment: datetime) -> Inspection | None:
    if preferences.is_team_off(session, team, "inspection"):
        return None
    return inspection.of_week(session, team, now=moment)


# ── who is named ─────────────────────────────────────────────────────────────────────────────────────────


def _unnamed(session: Session, cleared: Iterable[Obstacle], thanks: Iterable[Kudos]) -> set[int]:
    people = {each.cleared_by_id for each in cleared if each.cleared_by_id}
    people |= {recipient.person_id for each in thanks for recipient in each.recipients}
    return preferences.off_among(session, "thanks", *people)
