"""Quality before quantity: the partner that a quantity carries, and whether it has held lately."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import pace
from bot.domain.goals import history, metrics
from bot.domain.goals.setting import check_equip
from bot.errors import Refused
from bot.models import Goal, Membership, Metric, MovedBy, Unit
from bot.worktime import Period

SPANS, SPAN = 4, 30
"""The number and the days of the spans that are compared, the last one with those before."""
CLOSE_RATE, AVERAGE_DEAL = "close rate", "average deal"
BUILT_IN = {
    "close rate": metrics.DEALS,
    "win rate": metrics.DEALS,
    "deal": metrics.DEALS,
    "average deal": metrics.REVENUE,
    "deal size": metrics.REVENUE,
    "revenue": metrics.REVENUE,
}
"""The metric by which a quality is measured, by the quality's name as folded by `metric_key`."""
NOTHING = frozenset({"nothing", "none", "no one", "off"})


def pair(session: Session, by: Membership, goal: Goal, name: str) -> Metric | None:
    """Pair the goal's metric with that quality, for all goals of the team that count it; "nothing" ends that."""
    check_equip(by, goal)
    if not may_have_partner(goal):
        raise Refused(
            f"Goal {goal.number} is quality itself, or money, and carries none. "
            "A number of something does, as in `/goal new 12 demos a week`."
        )
    name = " ".join(name.split())
    if name.casefold() in NOTHING:
        goal.metric.partner = None
        return None
    built_in = BUILT_IN.get(phrases.metric_key(name))
    unit = Unit.MONEY if built_in == metrics.REVENUE else Unit.COUNT
    if len(name) > metrics.LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise Refused(f"Which quality? Try `/goal {goal.number} with close rate` or `with second meetings`.")
    partner = metrics.get_or_add(session, goal.team, built_in or name, unit)
    if partner is goal.metric:
        raise Refused(f"{partner.name} can't be its own quality. Try `/goal {goal.number} with average deal`.")
    if _is_money(partner):
        metrics.get_or_add(session, goal.team, metrics.DEALS, Unit.COUNT)
    goal.metric.partner = partner
    return partner


def may_have_partner(goal: Goal) -> bool:
    return not goal.is_level and goal.metric.unit is Unit.COUNT


def name_of(partner: Metric) -> str:
    names = {MovedBy.WINS: CLOSE_RATE, MovedBy.AMOUNTS: AVERAGE_DEAL}
    return names.get(partner.moved_by, f"{partner.name} of each")


def quality_of(session: Session, goal: Goal, today: date) -> pace.Quality | None:
    """How the quality paired with the goal's metric compares with before; None if there is none."""
    partner = goal.metric.partner
    if partner is None or not may_have_partner(goal):
        return None
    # For the average deal the attempts are the deals.
    tried = metrics.find(session, goal.team, metrics.DEALS) if _is_money(partner) else goal.metric
    if tried is None:
        return None
    attempts, results = (_by_span(session, goal, metric, today) for metric in (tried, partner))
    return pace.quality_of([pace.Tally(*each) for each in zip(attempts, results, strict=True)])


def _is_money(partner: Metric) -> bool:
    return partner.moved_by is MovedBy.AMOUNTS


def _by_span(session: Session, goal: Goal, metric: Metric, today: date) -> list[int]:
    """The oldest first."""
    spans = [worktime.last_days(today - timedelta(days=SPAN * nth), SPAN) for nth in reversed(range(SPANS))]
    within = Period(spans[0].first, today)
    rows = history.earned(session, goal, within, history.owners_of(goal), metric=metric)
    return [sum(value for _, day, value in rows if day in span) for span in spans]
