"""How much a win weighs: against what its owner sold before, and against the team's median deal."""

from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import preferences
from bot.models import Person, Team, Win
from bot.money import Money

DEALS_FOR_TIERS = 10
LATEST_DEALS = 200
"""What is usual is told by these: a look at them costs the same however long the history is."""


def unusual(session: Session, team: Team, owner: Person, money: Money) -> Money | None:
    """What `money` is far above: the owner's record or, without one, the team's top tier; None where it is not."""
    set_by_team = preferences.of_team(session, team)
    if not set_by_team["ask"]:
        return None
    times: int = set_by_team["ask"]
    yardstick: float | None = record_of(session, owner.id, money.currency)
    if yardstick is None and set_by_team["tiers"]:
        times, yardstick = set_by_team["tiers"][-1], _median_deal(session, team, money.currency)
    if yardstick is None or money.minor <= yardstick * times:
        return None
    return Money(int(yardstick), money.currency)


def tier(session: Session, team: Team, money: Money) -> int:
    """0 to 3: how many of the team's tiers the amount reaches; 0 before there are ten deals to compare."""
    tiers = preferences.of_team(session, team)["tiers"]
    usual = _median_deal(session, team, money.currency) if tiers else None
    return sum(money.minor >= usual * times for times in tiers) if usual else 0


def record_of(session: Session, owner_id: int, currency: str) -> int | None:
    """The owner's largest win, in minor units."""
    mine = (Win.owner_id == owner_id, Win.currency == currency, Win.is_standing)
    return session.scalar(select(func.max(Win.amount_minor)).where(*mine))


def _median_deal(session: Session, team: Team, currency: str) -> float | None:
    theirs = (Win.team_id == team.id, Win.currency == currency, Win.is_standing)
    latest = select(Win.amount_minor).where(*theirs).order_by(Win.closed_on.desc()).limit(LATEST_DEALS)
    deals = session.scalars(latest).all()
    return median(deals) if len(deals) >= DEALS_FOR_TIERS else None
