"""How much a win weighs: against what its owner sold before, and against the team's median deal."""

from statistics import median

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.domain import preferences
from bot.models import Person, Team, Win
from bot.money import Money

DEALS_FOR_TIERS = 10
LATEST_DEALS = 200
"""What is usual is told by these: a look at them costs the same however long the history is."""


def unusual(session: Session, team: Team, owner: Person, money: Money, *, besides: Win | None = None) -> Money | None:
    """What `money` is far above: the owner's record or, without one, the team's top tier; None where it is not.

    `besides` is the win whose amount it would be, where that is corrected: it is no yardstick for itself.
    """
    set_by_team = preferences.of_team(session, team)
    if not set_by_team["ask"]:
        return None
    times: int = set_by_team["ask"]
    yardstick: float | None = record_of(session, owner.id, money.currency, besides=besides)
    if yardstick is None and set_by_team["tiers"]:
        times = set_by_team["tiers"][-1]
        yardstick = _median_deal(session, team, money.currency, *_besides(besides))
    if yardstick is None or money.minor <= yardstick * times:
        return None
    return Money(int(yardstick), money.currency)


def unusually_raised(session: Session, win: Win, money: Money) -> Money | None:
    """The same of a correction of the win's amount; None where it is not raised."""
    if win.currency == money.currency and money.minor <= win.amount_minor:
        return None
    return unusual(session, win.team, win.owner, money, besides=win)


def tier(session: Session, team: Team, money: Money, *, before: Win | None = None) -> int:
    """0 to 3: how many of the team's tiers the amount reaches; 0 before there are ten deals to compare.

    With `before`, only deals that were recorded before that win are compared.
    """
    tiers = preferences.of_team(session, team)["tiers"]
    earlier = (Win.id < before.id,) if before else ()
    usual = _median_deal(session, team, money.currency, *earlier) if tiers else None
    return sum(money.minor >= usual * times for times in tiers) if usual else 0


def record_of(session: Session, owner_id: int, currency: str, *, besides: Win | None = None) -> int | None:
    """The owner's largest win, in minor units."""
    mine = (Win.owner_id == owner_id, Win.currency == currency, Win.is_standing, *_besides(besides))
    return session.scalar(select(func.max(Win.amount_minor)).where(*mine))


def _besides(win: Win | None) -> tuple[ColumnElement[bool], ...]:
    return (Win.id != win.id,) if win else ()


def _median_deal(session: Session, team: Team, currency: str, *within: ColumnElement[bool]) -> float | None:
    theirs = (Win.team_id == team.id, Win.currency == currency, Win.is_standing, *within)
    latest = select(Win.amount_minor).where(*theirs).order_by(Win.closed_on.desc()).limit(LATEST_DEALS)
    deals = session.scalars(latest).all()
    return median(deals) if len(deals) >= DEALS_FOR_TIERS else None
