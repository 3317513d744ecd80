"""What the scheduler does next for an obstacle, and when: in the working hours of the person it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, preferences
from bot.domain.obstacles import lookup
from bot.models import Obstacle, ObstacleKind, ObstacleState, Person, Team
from bot.worktime import Calendar


class Step(StrEnum):
    OFFER_AGAIN = "offer_again"
    """Offer it to the team again; a private one goes back to its raiser if nobody is left who hears of it."""
    FALL = "fall"
    """It is the leader's."""
    REMIND = "remind"
    OVERDUE = "overdue"
    GO_UP = "go_up"


@dataclass(frozen=True)
class Next:
    step: Step
    at: datetime


def schedule(session: Session, obstacle: Obstacle) -> None:
    """Note when it is to be looked at next; whatever was changed is flushed."""
    session.flush()
    following = plan(session, obstacle)
    obstacle.due_at = following.at if following else None
    session.flush()


def plan(session: Session, obstacle: Obstacle) -> Next | None:
    """The next step by how things stand now; None where there is none to come."""
    if not obstacle.is_open:
        return None
    of_team = preferences.of_team(session, obstacle.team)
    steps = [
        *_while_unowned(session, obstacle, of_team),
        *_for_owner(obstacle),
        *_past_its_day(session, obstacle, of_team),
    ]
    return min(steps, key=lambda following: following.at, default=None)


def _while_unowned(session: Session, obstacle: Obstacle, of_team: dict[str, Any]) -> Iterator[Next]:
    since, hours = obstacle.unowned_since, of_team["unowned"]
    if obstacle.state is not ObstacleState.UNOWNED or since is None or not hours:
        return
    again, falls = (timedelta(hours=each) for each in hours)
    found = heir(session, obstacle, falls)
    if obstacle.offered_again_at is None and not (obstacle.is_private and found):
        calendar = calendars.of_team(session, obstacle.team)
        yield Next(Step.OFFER_AGAIN, calendar.next_open(calendar.add_working_hours(since, again)))
    if found:
        yield Next(Step.FALL, found[1])


def heir(session: Session, obstacle: Obstacle, after: timedelta) -> tuple[Person, datetime] | None:
    """To whom it falls if nobody takes it, and when: whoever first has worked for so long."""
    if obstacle.unowned_since is None:
        return None
    people = lookup.heirs(session, obstacle)
    works = calendars.of_people(session, obstacle.team, people)
    moments = [(person, works[person.id].add_working_hours(obstacle.unowned_since, after)) for person in people]
    return min(moments, key=lambda pair: pair[1], default=None)


def _for_owner(obstacle: Obstacle) -> Iterator[Next]:
    if obstacle.state is ObstacleState.OWNED and obstacle.nudge_at:
        yield Next(Step.REMIND, obstacle.nudge_at)


def _past_its_day(session: Session, obstacle: Obstacle, of_team: dict[str, Any]) -> Iterator[Next]:
    if obstacle.kind is ObstacleKind.CALL and obstacle.needed_at:
        yield Next(Step.OVERDUE, obstacle.needed_at)  # when `watch` sees that it has begun
        return
    works = _calendars_of_hearers(session, obstacle)
    if obstacle.needed_at is None or not works or not of_team["upward"]:
        return
    if obstacle.overdue_told_at is None:
        at = max(obstacle.needed_at, obstacle.quiet_until or obstacle.needed_at)
        yield Next(Step.OVERDUE, min(calendar.next_open(at) for calendar in works))
    elif obstacle.went_up_at is None and _may_go_up_by_itself(session, obstacle):
        yield Next(Step.GO_UP, morning_after(works[0], obstacle.overdue_told_at, of_team["upward"]))


def _may_go_up_by_itself(session: Session, obstacle: Obstacle) -> bool:
    """Whether there is somebody above to go to, and the raiser of a private one has said yes."""
    return lookup.may_go_up(session, obstacle) and bool(lookup.superiors(session, obstacle))


def _calendars_of_hearers(session: Session, obstacle: Obstacle) -> list[Calendar]:
    """The calendars of those who answer for it."""
    people = lookup.hearers(session, obstacle)
    works = calendars.of_people(session, obstacle.team, people)
    return [works[person.id] for person in people]


# ── mornings ─────────────────────────────────────────────────────────────────────────────────────────────


def morning_after(calendar: Calendar, at: datetime, days: int) -> datetime:
    """The morning of the working day that is so many after the day of that moment."""
    return calendar.morning_of(calendar.next_working_day(worktime.local_day(at, calendar.zone), days))


def next_morning(session: Session, person: Person, now: datetime) -> datetime:
    """The morning of the person's next working day."""
    return morning_after(calendars.of_person(session, person), now, 1)


def after_call(session: Session, obstacle: Obstacle, days: int) -> datetime:
    """The morning of the raiser's working day that is so many after the one of the call."""
    return morning_after(calendars.of_person(session, obstacle.raiser), obstacle.needed_at or obstacle.raised_at, days)


def is_needed_before_morning(session: Session, person: Person, obstacle: Obstacle, now: datetime) -> bool:
    """Whether it is needed before the person's next morning of work, so that the word of it cannot wait for that."""
    return obstacle.needed_at is not None and obstacle.needed_at < next_morning(session, person, now)


def first_reminder(session: Session, obstacle: Obstacle, now: datetime) -> datetime | None:
    """The owner's last morning of work before it is needed; None where that is over."""
    if obstacle.needed_at is None or obstacle.owner is None:
        return None
    calendar = calendars.of_person(session, obstacle.owner)
    day = worktime.local_day(obstacle.needed_at, calendar.zone)
    morning = calendar.morning_of(day if calendar.works_on(day) else calendar.previous_working_day(day))
    if morning >= obstacle.needed_at:
        morning = calendar.morning_of(calendar.previous_working_day(day))
    return morning if now < morning < obstacle.needed_at else None


def usual_day(session: Session, person: Person, team: Team, now: datetime) -> datetime | None:
    """The deadline if none was said: the end of work some working days ahead; None if the team has that off."""
    days = preferences.of_team(session, team)["due"]
    if not days:
        return None
    calendar = calendars.of_person(session, person, team, with_absences=False)
    day = calendar.next_working_day(worktime.local_day(now, calendar.zone), days)
    return worktime.moment_at(day, work_ends(calendar), calendar.zone)


def work_ends(calendar: Calendar) -> time:
    return calendar.ends if calendar.begins < calendar.ends else time(18)
