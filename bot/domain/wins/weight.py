"""How much a win weighs: against what its owner sold before, and against the team's median deal."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.domain import preferences
from bot.domain.wins.past import Past, median_deal
from bot.models import Person, Team, Win
from bot.money import Money
from bot.phrases import format_money


@dataclass(frozen=True)
class Yardstick:
    """What an amount is far above: so many times the owner's record, or the team's median deal."""

    amount: Money
    times: int
    is_own: bool

    def in_words(self, team: Team, owner: str = "your") -> str:
        """Goes on after the amount; `owner` is whose record it is: "your", "Rita's"."""
        what = f"{owner} best win so far" if self.is_own else f"the usual deal of {team.name}"
        times = f"{self.times:,} times " if self.times > 1 else ""
        return f"more than {times}{what}, {format_money(self.amount, team.currency)}"


def unusual(
    session: Session,
    team: Team,
    owner: Person,
    money: Money,
    *,
    besides: Win | None = None,
    past: Past | None = None,
) -> Yardstick | None:
    """What `money` is far above: the owner's record or, without one, the team's median deal; None if it is not.

    `besides` is the win that is being corrected, which must not count as its own yardstick. `past` is that of a new
    win, if the caller has read it already.
    """
    set_by_team = preferences.of_team(session, team)
    if not set_by_team["ask"]:
        return None
    times: int = set_by_team["ask"]
    yardstick: float | None = past.record if past else record_of(session, owner.id, money.currency, besides=besides)
    is_own = yardstick is not None
    if yardstick is None and set_by_team["tiers"]:
        times = set_by_team["tiers"][-1]
        yardstick = past.usual if past else median_deal(session, team.id, money.currency, *_besides(besides))
    if yardstick is None or money.minor <= yardstick * times:
        return None
    return Yardstick(Money(int(yardstick), money.currency), times, is_own)


def unusually_raised(session: Session, win: Win, money: Money) -> Yardstick | None:
    """The same for a correction of the win's amount; None if that does not raise it."""
    if win.currency == money.currency and money.minor <= win.amount_minor:
        return None
    return unusual(session, win.team, win.owner, money, besides=win)


def tier(session: Session, team: Team, money: Money, *, past: Past | None = None) -> int:
    """0 to 3: how many of the team's tiers the amount reaches; 0 before there are ten deals to compare.

    With `past`, only deals of that are compared.
    """
    tiers = preferences.of_team(session, team)["tiers"]
    if not tiers:
        return 0
    usual = past.usual if past else median_deal(session, team.id, money.currency)
    return sum(money.minor >= usual * times for times in tiers) if usual else 0


def record_of(session: Session, owner_id: int, currency: str, *, besides: Win | None = None) -> int | None:
    """The owner's largest win, in minor units."""
    mine = (Win.owner_id == owner_id, Win.currency == currency, Win.is_standing, *_besides(besides))
    return session.scalar(select(func.max(Win.amount_minor)).where(*mine))


def _besides(win: Win | None) -> tuple[ColumnElement[bool], ...]:
    return (Win.id != win.id,) if win else ()
