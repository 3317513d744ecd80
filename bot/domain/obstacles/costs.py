"""What obstacles cost: the amounts that open ones hold back, what keeps coming back, and how long each kind takes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot import worktime
from bot.domain import calendars
from bot.domain.obstacles.lookup import OPEN
from bot.models import Obstacle, ObstacleKind, ObstacleState, Team
from bot.money import Money
from bot.worktime import Calendar, Period

REPEATED = 3
"""So many about one account, or asked of one side, are one problem."""


@dataclass(frozen=True)
class Service:
    """How fast obstacles of a kind are served, in working hours; None where none was yet."""

    kind: ObstacleKind
    raised: int
    answered: int
    to_answer: timedelta | None
    removed: int
    to_removal: timedelta | None


@dataclass(frozen=True)
class Figures:
    open: int
    deals: Money
    """At stake in open ones, the largest of each account."""
    goals: Money
    """What the goals that open ones hold back are set at, each once; deals may be part of them."""
    repeated: tuple[tuple[str, int], ...]
    """Accounts and sides, by how often they came up."""
    service: tuple[Service, ...]


def figures(session: Session, team: Team, period: Period) -> Figures:
    """Of the team's open ones and those raised in the period; what is about a leader is in none of it."""
    begin = worktime.begin_of(period.first, team.zone)
    end = worktime.begin_of(period.last + timedelta(days=1), team.zone)
    within = (Obstacle.raised_at >= begin) & (Obstacle.raised_at < end)
    of_team = (
        Obstacle.team_id == team.id,
        Obstacle.is_about_leader.is_(False),
        Obstacle.state != ObstacleState.DROPPED,
    )
    rows = select(Obstacle).where(*of_team, or_(OPEN, within)).order_by(Obstacle.id)
    found = list(session.scalars(rows.options(joinedload(Obstacle.account_row), joinedload(Obstacle.goal))))
    standing = [each for each in found if each.is_open]
    raised = [each for each in found if begin <= each.raised_at < end]
    calendar = calendars.of_team(session, team)
    kinds = [kind for kind in ObstacleKind if any(each.kind is kind for each in raised)]
    return Figures(
        open=len(standing),
        deals=Money(_at_stake(standing, team.currency), team.currency),
        goals=Money(_held_back(standing, team.currency), team.currency),
        repeated=_repeated(found),
        service=tuple(_service(kind, [each for each in raised if each.kind is kind], calendar) for kind in kinds),
    )


def _at_stake(standing: Sequence[Obstacle], currency: str) -> int:
    of_deal: dict[object, int] = {}
    for each in standing:
        if each.amount_minor is not None and each.currency == currency:
            deal = each.account or each.id
            of_deal[deal] = max(of_deal.get(deal, 0), each.amount_minor)
    return sum(of_deal.values())


def _held_back(standing: Sequence[Obstacle], currency: str) -> int:
    goals = {each.goal.id: each.goal for each in standing if each.goal and not each.goal.closed_at}
    return sum(goal.target for goal in goals.values() if goal.currency == currency)


def _repeated(found: Sequence[Obstacle]) -> tuple[tuple[str, int], ...]:
    shared = [each for each in found if not each.is_private]
    named = Counter(name for each in shared for name in {each.account, each.asked_of} if name)
    return tuple((name, number) for name, number in named.most_common() if number >= REPEATED)


def _service(kind: ObstacleKind, raised: Sequence[Obstacle], calendar: Calendar) -> Service:
    answers = _spans(raised, lambda each: each.answered_at, calendar)
    removals = _spans(raised, lambda each: each.cleared_at, calendar)
    return Service(kind, len(raised), len(answers), _usual(answers), len(removals), _usual(removals))


def _spans(
    raised: Sequence[Obstacle], until: Callable[[Obstacle], datetime | None], calendar: Calendar
) -> list[timedelta]:
    return [calendar.working_hours(each.raised_at, done) for each in raised if (done := until(each))]


def _usual(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None
