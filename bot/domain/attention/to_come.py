"""Check-ins of the coming days, which cannot wait: for each a place among its person's messages is kept free."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.domain import checkins
from bot.models import Checkin, Membership
from bot.worktime import Calendar, Period, local_day, moment_at

DAYS_AHEAD = 8


def asking(session: Session, team_ids: Iterable[int]) -> dict[int, list[Checkin]]:
    """The check-ins that are on, by team."""
    those = select(Checkin).where(Checkin.team_id.in_(team_ids), Checkin.is_on)
    found: dict[int, list[Checkin]] = {}
    for checkin in session.scalars(those.options(selectinload(Checkin.named))):
        found.setdefault(checkin.team_id, []).append(checkin)
    return found


def days_of(
    places: Iterable[Membership],
    on: Mapping[int, list[Checkin]],
    works: Mapping[int | None, Calendar],
    now: datetime,
) -> list[date]:
    """The days of the coming week on which somebody will be asked, once for each check-in."""
    return [
        day
        for place in places
        for checkin in on.get(place.team_id, [])
        if checkins.asks(checkin, place)
        for day in _days_ahead(works[place.team_id], now)
        if day.weekday() in checkin.weekdays and moment_at(day, checkin.at, works[place.team_id].zone) > now
    ]


def _days_ahead(calendar: Calendar, now: datetime) -> list[date]:
    today = local_day(now, calendar.zone)
    return calendar.days_worked(Period(today, today + timedelta(days=DAYS_AHEAD - 1)))
