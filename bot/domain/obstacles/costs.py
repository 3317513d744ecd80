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
"""So many obstacles about one account, or asked of one side, count as a recurring problem."""


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
    deals: tuple[Money, ...]
    """What is at stake in open ones, only the largest for each account; summed by currency, the team's own first."""
    goals: tuple[Money, ...]
    """The targets of the goals that open ones hold back, each counted once; they may include the deals."""
    repeated: tuple[tuple[str, int], ...]
    """Accounts and sides, as they were spelled first, by how often they came up."""
    service: tuple[Service, ...]


def figures(session: Session, team: Team, period: Period) -> Figures:
    """The figures for the team's open ones and those raised in the period, without any that are about a leader."""
    begin, end = worktime.moments_of(period, team.zone)
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
        deals=_sums(_at_stake(standing), team.currency),
        goals=_sums(_held_back(standing), team.currency),
        repeated=_repeated(found),
        service=tuple(_service(kind, [each for each in raised if each.kind is kind], calendar) for kind in kinds),
    )


def _at_stake(standing: Sequence[Obstacle]) -> list[Money]:
    of_deal: Counter[tuple[str | int, str]] = Counter()
    for each in standing:
        if each.amount_minor is not None and each.currency:
            deal = (each.account or each.id, each.currency)
            of_deal[deal] = max(of_deal[deal], each.amount_minor)
    return [Money(minor, currency) for (_, currency), minor in of_deal.items()]


def _held_back(standing: Sequence[Obstacle]) -> list[Money]:
    goals = {each.goal.id: each.goal for each in standing if each.goal and not each.goal.closed_at}
    return [Money(goal.target, goal.currency) for goal in goals.values() if goal.currency]


def _sums(amounts: Sequence[Money], first: str) -> tuple[Money, ...]:
    sums: Counter[str] = Counter()
    for amount in amounts:
        sums[amount.currency] += amount.minor
    in_order = sorted(sums, key=lambda currency: (currency != first, currency))
    return tuple(Money(sums[currency], currency) for currency in in_order if sums[currency])


def _repeated(found: Sequence[Obstacle]) -> tuple[tuple[str, int], ...]:
    shared = [each for each in found if not each.is_private]
    named = [{name.casefold(): name for name in (each.account, each.asked_of) if name} for each in shared]
    spelled = {key: name for names in reversed(named) for key, name in names.items()}
    times = Counter(key for names in named for key in names)
    return tuple((spelled[key], number) for key, number in times.most_common() if number >= REPEATED)


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
