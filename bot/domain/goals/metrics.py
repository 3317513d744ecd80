"""What a team counts: revenue and deals by themselves, everything else from its first use."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phrases
from bot.db import insert_if_new
from bot.errors import Refused
from bot.models import Metric, MovedBy, Team, Unit

REVENUE, DEALS = "revenue", "deals"
LONGEST_NAME = 60


def find(session: Session, team: Team, name: str) -> Metric | None:
    """The metric of that name, in whatever case, singular or plural."""
    named = select(Metric).where(Metric.team_id == team.id, Metric.folded == phrases.metric_key(name))
    return session.scalar(named)


def all_of(session: Session, team: Team) -> list[Metric]:
    """By name."""
    return list(session.scalars(select(Metric).where(Metric.team_id == team.id).order_by(Metric.folded)))


def get_or_add(session: Session, team: Team, name: str, unit: Unit, *, measured_in: str = "") -> Metric:
    """The metric that these words mean, or a new one; Refused where the team counts that in another unit."""
    name, moved_by = built_in(name, unit)
    metric = find(session, team, name)
    if metric is None:
        values = {"unit": unit, "moved_by": moved_by, "measured_in": measured_in}
        folded = phrases.metric_key(name)
        # Two people may count something for the first time at once.
        insert_if_new(session, Metric, team_id=team.id, name=name, folded=folded, **values)
        metric = session.execute(select(Metric).where(Metric.team_id == team.id, Metric.folded == folded)).scalar_one()
    if metric.unit is not unit:
        counted = {Unit.MONEY: "an amount of money", Unit.COUNT: "a number"}
        raise Refused(
            f"*{team.name}* counts {metric.name} as {counted[metric.unit]}, and I read {counted[unit]}. "
            f"Try `/goal new {'50k' if metric.unit is Unit.MONEY else '12'} {metric.name} by EOQ`.",
            field="target",
        )
    return metric


def is_won(name: str, unit: Unit) -> bool:
    """Whether wins move it; revenue also if its number was said without a currency."""
    return built_in(name, unit)[1] is not MovedBy.TYPING or phrases.metric_key(name) == REVENUE


def built_in(name: str, unit: Unit) -> tuple[str, MovedBy]:
    """The metric's name, and what moves it: wins move revenue and the number of deals, typing moves all else."""
    is_revenue = phrases.metric_key(name) in phrases.REVENUE or name.casefold() in phrases.REVENUE
    if unit is Unit.MONEY and is_revenue:
        return REVENUE, MovedBy.AMOUNTS
    if unit is Unit.COUNT and phrases.metric_key(name) in phrases.DEALS:
        return DEALS, MovedBy.WINS
    return name, MovedBy.TYPING
