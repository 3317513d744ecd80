"""The course of a goal so far: where it stood on days from its first until today, and pictures of it for who asks."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.domain import pace
from bot.domain.goals import pacing, sums
from bot.models import Goal, Membership
from bot.worktime import Calendar, Period


def course(session: Session, goal: Goal, *, now: datetime, most: int) -> list[pace.Pace]:
    """Where it stood on its working days, evenly spread and at most `most` of them, including the first and today."""
    standing = pacing.pace_of(session, goal, now=now)
    calendar = pacing.calendar_of(session, goal.team, goal.owner)
    return [
        pace.measure(standing.plan, sums.amount_done(session, goal, until=day), day, calendar)
        for day in _spread(_days(goal, calendar, standing.today), most)
    ]


def send_picture(session: Session, by: Membership, goal: Goal, *, now: datetime) -> None:
    """Send the picture to the person who asked; asked again on the same day, the same message is updated."""
    today = worktime.local_day(now, goal.team.zone)
    outbox.show_to(
        session,
        by.person,
        "goal.pictured",
        f"goal:{goal.id}:picture:{by.person_id}:{today}",
        due_at=now,
        goal_id=goal.id,
        membership_id=by.id,
        until=int(now.timestamp()),
    )


def _days(goal: Goal, calendar: Calendar, today: date) -> list[date]:
    """Its working days before today, and today, whether it is one or not."""
    gone = goal.period & Period(goal.first_on, today)
    return [day for day in gone if calendar.works_on(day) or day == gone.last]


def _spread(days: list[date], most: int) -> list[date]:
    if len(days) <= most:
        return days
    return [days[round(place * (len(days) - 1) / (most - 1))] for place in range(most)]
