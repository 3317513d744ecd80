"""Wins looked up and added up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from bot import phrases
from bot.domain import accounts, gate, preferences, teams
from bot.errors import Refused
from bot.models import Membership, Person, Team, Win, WinCredit
from bot.money import Money
from bot.worktime import Period

MOST_LOOKED_AT = 50


def get_win(session: Session, team: Team, number: str | int) -> Win:
    """The team's win of that number, or Refused."""
    found, shown = phrases.find_number(number)
    win = session.scalar(select(Win).where(Win.team_id == team.id, Win.number == found))
    if win is None:
        raise Refused(f"I know no win {shown} in *{team.name}*. `/win list` shows those of this month.")
    return win


def get_by_id(session: Session, win_id: int) -> Win:
    """For a button or a message, which carries the id; with all that is told of it."""
    return session.get_one(Win, win_id, options=WHOLE)


WHOLE = (
    joinedload(Win.team),
    joinedload(Win.owner),
    joinedload(Win.account_row),
    joinedload(Win.credits).joinedload(WinCredit.person),
)


def latest_of(session: Session, person: Person, *, now: datetime) -> Win | None:
    """The win that the person logged last, not longer ago than `preferences.LATELY`, and that stands."""
    # By teams and time, for which there is an index.
    anywhere = select(Team.id).where(Team.workspace_id == person.workspace_id)
    lately = (Win.team_id.in_(anywhere), Win.recorded_at > now - preferences.LATELY)
    logged = select(Win).where(*lately, Win.logged_by_id == person.id, Win.is_standing)
    return session.scalar(logged.order_by(Win.recorded_at.desc(), Win.id.desc()).limit(1))


def newest_of(session: Session, by: Membership, account: str) -> list[Win]:
    """The newest wins of that account of `by`'s team that stand, of those that `by` may change."""
    of_account = (Win.team_id == by.team_id, Win.account_id == accounts.CALLED.scalar_subquery(), Win.is_standing)
    newest = select(Win).where(*of_account).order_by(Win.number.desc()).limit(MOST_LOOKED_AT)
    found = session.scalars(newest, {"team_id": by.team_id, "folded": phrases.fold(account)})
    return [win for win in found if gate.allows("win.amend", by.person, by, win.owner_id, win.logged_by_id)]


def logged_from(session: Session, team: Team, message: str) -> Win | None:
    """The team's newest win that was logged from that message, and that stands."""
    told = select(Win).where(Win.message == message, Win.team_id == team.id, Win.is_standing)
    return session.scalar(told.order_by(Win.id.desc()).limit(1))


def in_period(session: Session, team: Team, period: Period, *, skip: int = 0, limit: int | None = None) -> list[Win]:
    """The wins that stand, newest first."""
    newest = (Win.closed_on.desc(), Win.number.desc())
    wins = select(Win).where(*_standing([team], period)).order_by(*newest).offset(skip).limit(limit)
    return list(session.scalars(wins.options(joinedload(Win.owner), joinedload(Win.team), joinedload(Win.account_row))))


def count(session: Session, team: Team, period: Period) -> int:
    return session.scalar(select(func.count()).select_from(Win).where(*_standing([team], period))) or 0


def total(session: Session, team: Team, period: Period) -> Money:
    """The sum of the team's wins in the team's currency; those in another one are left out."""
    return _sum(session, [team], period, team.currency)


def total_with(session: Session, win: Win, period: Period) -> Money:
    """The same sum of the win's team as it was with that win: those recorded later are left out."""
    return _sum(session, [win.team], period, win.team.currency, Win.id <= win.id)


def team_total(session: Session, team: Team, period: Period) -> Money:
    """The same, with every team below: a win belongs to one team, so none counts twice."""
    return _sum(session, teams.below(session, team), period, team.currency)


def credited_to(session: Session, person: Person, period: Period) -> list[tuple[int, Money]]:
    """By currency, how many wins the person has credit for in the period, in any team, and their part of these."""
    mine = (WinCredit.person_id == person.id, WinCredit.share > 0, Win.is_standing)
    within = Win.closed_on.between(period.first, period.last)
    sums = select(func.count(), func.sum(WinCredit.amount_minor), Win.currency).join(Win, Win.id == WinCredit.win_id)
    rows = session.execute(sums.where(*mine, within).group_by(Win.currency).order_by(Win.currency))
    return [(wins, Money(int(added), currency)) for wins, added, currency in rows]


def _sum(
    session: Session, of_teams: Sequence[Team], period: Period, currency: str, *also: ColumnElement[bool]
) -> Money:
    within = (*_standing(of_teams, period), Win.currency == currency, *also)
    added = session.scalar(select(func.sum(Win.amount_minor)).where(*within))
    return Money(int(added or 0), currency)


def _standing(of_teams: Sequence[Team], period: Period) -> tuple[ColumnElement[bool], ...]:
    ids = [team.id for team in of_teams]
    return Win.team_id.in_(ids), Win.is_standing.is_(True), Win.closed_on.between(period.first, period.last)
