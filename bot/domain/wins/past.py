"""What came before a win, read once for all decisions that depend on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot import phrases
from bot.db import UTCDateTime, ask
from bot.domain import accounts
from bot.domain.wins.facts import Facts
from bot.models import Team, Win

DEALS_FOR_TIERS = 10
SAID_TWICE = timedelta(minutes=10)
"""So long after a win another one alike may be the same, logged once more."""
LATEST_DEALS = 200
"""How many of the latest deals the median is taken from, so that its cost does not grow with the history."""


@dataclass(frozen=True)
class Past:
    """Of the team, and of the person; of amounts only those in one currency, and in minor units."""

    session: Session
    team_id: int
    currency: str
    before: int | None
    """The id of the win that it is the past of; None for a win that is not recorded yet."""

    opening: int | None
    """The number of the opening phrase of the team's last celebration."""
    record: int | None
    """The person's largest win, in whatever team."""
    has_others: bool
    """Whether the person has wins in other currencies, with which that can't be compared."""
    count: int
    """Of the person's wins in the team; `first_on` is when the first of them closed."""
    first_on: date | None
    best: int | None
    """The person's largest in the team."""

    @cached_property
    def usual(self) -> float | None:
        """The team's median deal, where there are enough."""
        earlier = (Win.id < self.before,) if self.before else ()
        return median_deal(self.session, self.team_id, self.currency, *earlier)


def past_of(session: Session, team: Team, owner_id: int, currency: str, *, before: Win | None = None) -> Past:
    """The past up to now, or up to when that win was recorded."""
    before_id = before.id if before else None
    asked = {"team_id": team.id, "owner_id": owner_id, "currency": currency, "before": before_id}
    row = ask(session, _statement(is_bounded=before is not None), asked).one()
    return Past(session, team.id, currency, before_id, *row)


def past_and_twin(
    session: Session, team: Team, owner_id: int, facts: Facts, *, now: datetime
) -> tuple[Past, int | None]:
    """The past of a win to be recorded, and the id of the owner's win of minutes ago that may be the same."""
    values = {
        "team_id": team.id,
        "owner_id": owner_id,
        "currency": facts.amount.currency,
        "minor": facts.amount.minor,
        "folded": phrases.fold(facts.account or ""),
        "title": " ".join(facts.title.split()),
        "since": now - SAID_TWICE,
    }
    *past, twin_id = ask(session, _with_twin(), values).one()
    return Past(session, team.id, facts.amount.currency, None, *past), twin_id


@cache
def _with_twin() -> Select[Any]:
    """Of the same title, too; but whoever names the account may say no more of it."""
    folded, title = bindparam("folded", type_=String), bindparam("title", type_=String)
    twin = select(func.max(Win.id)).where(
        Win.team_id == bindparam("team_id", type_=BigInteger),
        Win.recorded_at > bindparam("since", type_=UTCDateTime),
        Win.owner_id == bindparam("owner_id", type_=BigInteger),
        Win.currency == bindparam("currency", type_=String),
        Win.amount_minor == bindparam("minor", type_=BigInteger),
        Win.is_standing,
        or_(Win.account_id == accounts.CALLED.scalar_subquery(), Win.account_id.is_(None) & (folded == "")),
        or_(Win.title == title, Win.title == "", title == ""),
    )
    return _statement(is_bounded=False).add_columns(twin.correlate(None).scalar_subquery())


@cache
def _statement(*, is_bounded: bool) -> Select[int | None, int | None, bool, int, date | None, int | None]:
    # Made once: to build it takes longer than to run it.
    team_id, owner_id = bindparam("team_id", type_=BigInteger), bindparam("owner_id", type_=BigInteger)
    currency = bindparam("currency", type_=String)
    earlier = (Win.id < bindparam("before"),) if is_bounded else ()
    theirs = (Win.owner_id == owner_id, Win.is_standing, *earlier)
    last = select(Win.opening).where(Win.team_id == team_id, *earlier).order_by(Win.number.desc()).limit(1)
    record = select(func.max(Win.amount_minor)).where(*theirs, Win.currency == currency)
    # As two ranges, which the index answers at once where there are none.
    others = [
        select(Win.id).where(*theirs, other).exists() for other in (Win.currency < currency, Win.currency > currency)
    ]
    return select(
        last.correlate(None).scalar_subquery(),
        record.correlate(None).scalar_subquery(),
        or_(*(other.correlate(None) for other in others)),
        func.count(),
        func.min(Win.closed_on),
        func.max(Win.amount_minor).filter(Win.currency == currency),
    ).where(Win.owner_id == owner_id, Win.team_id == team_id, Win.is_standing.is_(True), *earlier)


def median_deal(session: Session, team_id: int, currency: str, *within: ColumnElement[bool]) -> float | None:
    """The median of the team's latest deals that meet the conditions; None if there are too few."""
    latest = LATEST.where(*within) if within else LATEST
    deals = ask(session, latest, {"team_id": team_id, "currency": currency}).scalars().all()
    return median(deals) if len(deals) >= DEALS_FOR_TIERS else None


LATEST = (
    select(Win.amount_minor)
    .where(Win.team_id == bindparam("team_id"), Win.currency == bindparam("currency"), Win.is_standing)
    .order_by(Win.closed_on.desc())
    .limit(LATEST_DEALS)
)
