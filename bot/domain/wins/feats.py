"""Feats: the one thing about a win worth saying beside its amount, once there is history to speak from."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.domain import calendars
from bot.domain.wins.past import Past
from bot.models import Win
from bot.worktime import local_day, week_of

RECORD = "record"
WINS_FOR_HISTORY = 5
DAYS_FOR_HISTORY = 30
SHORTEST_STREAK = 3
"""Weeks in a row."""
STREAK_WEEKS_SEEN = 60


@dataclass(frozen=True)
class Feat:
    """`number` is what it counts: minor units, weeks or years."""

    name: str
    number: int | None = None


def of(session: Session, win: Win, past: Past) -> Feat | None:
    """The first feat that holds, for somebody with at least five wins and thirty days behind them."""
    if not _has_history(win, past):
        return None
    return next((feat for find in FEATS if (feat := find(session, win, past))), None)


def _has_history(win: Win, past: Past) -> bool:
    if past.first_on is None or past.count < WINS_FOR_HISTORY:
        return False
    return win.closed_on - past.first_on >= timedelta(days=DAYS_FOR_HISTORY)


def _earlier(past: Past) -> tuple[ColumnElement[bool], ...]:
    """Those that were recorded before, whichever day they closed on."""
    return Win.is_standing.is_(True), *((Win.id < past.before,) if past.before else ())


def _record(_session: Session, win: Win, past: Past) -> Feat | None:
    """The largest of this person's, in whatever team; the number is the one before, where this team knows it."""
    if not past.record or past.has_others or win.amount_minor <= past.record:
        return None
    return Feat(RECORD, past.record if past.record == past.best else None)


def _anniversary(_session: Session, win: Win, past: Past) -> Feat | None:
    """Whether it closed on the anniversary of the person's first win; the number is the years."""
    first = past.first_on
    years = win.closed_on.year - first.year if first else 0
    is_day = first is not None and (first.month, first.day) == (win.closed_on.month, win.closed_on.day)
    return Feat("anniversary", years) if is_day and years > 0 else None


def _first_of_account(session: Session, win: Win, past: Past) -> Feat | None:
    """The team's first with this account."""
    if win.account_id is None:
        return None
    others = (Win.account_id == win.account_id, *_earlier(past))
    return None if session.scalar(select(Win.id).where(*others).limit(1)) else Feat("first")


def _streak(session: Session, win: Win, past: Past) -> Feat | None:
    """Wins in each of so many weeks in a row; said for the first win of a week, and only in that week."""
    begins = calendars.first_weekday(session, win.team)
    this_week = week_of(win.closed_on, begins).first
    if this_week != week_of(local_day(win.recorded_at, win.team.zone), begins).first:
        return None
    oldest = this_week - timedelta(weeks=STREAK_WEEKS_SEEN)
    theirs = (Win.team_id == win.team_id, Win.owner_id == win.owner_id, Win.closed_on >= oldest, *_earlier(past))
    weeks = {week_of(day, begins).first for day in session.scalars(select(Win.closed_on).where(*theirs).distinct())}
    if this_week in weeks:
        return None
    behind = (this_week - timedelta(weeks=back) for back in range(1, STREAK_WEEKS_SEEN))
    length = 1 + sum(1 for _ in takewhile(weeks.__contains__, behind))
    return Feat("streak", length) if length >= SHORTEST_STREAK else None


FEATS = (_record, _anniversary, _first_of_account, _streak)
