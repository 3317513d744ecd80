"""The check-ins of a team: which there are, what each asks, and whom."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from bot import phrases
from bot.domain.checkins.lookup import asks
from bot.domain.checkins.setting.facts import Condition, Facts, Question
from bot.errors import Refused
from bot.models import (
    Checkin,
    CheckinQuestion,
    CheckinRun,
    CheckinSeat,
    Membership,
    Person,
    Team,
)


def standing(session: Session, team: Team) -> list[Checkin]:
    """The team's check-ins, by number, including those that are off."""
    there = select(Checkin).where(Checkin.team_id == team.id, Checkin.removed_at.is_(None))
    return list(session.scalars(there.order_by(Checkin.number).options(selectinload(Checkin.named))))


def find_titled(session: Session, team: Team, title: str) -> Checkin | None:
    named = phrases.fold(title)
    return next((checkin for checkin in standing(session, team) if phrases.fold(checkin.title) == named), None)


def get_checkin(session: Session, team: Team, number: int) -> Checkin:
    checkin = get_ever(session, team, number)
    check_stands(checkin)
    return checkin


def get_ever(session: Session, team: Team, number: int) -> Checkin:
    """The check-in of that number, even if it was removed, as its answers stay."""
    checkin = session.scalar(select(Checkin).where(Checkin.team_id == team.id, Checkin.number == number))
    if checkin is None:
        raise Refused(f"I know no check-in {number} in *{team.name}*. `/checkin list` shows them with their numbers.")
    return checkin


def check_stands(checkin: Checkin) -> None:
    if checkin.removed_at:
        raise Refused(f"Check-in {checkin.number} was removed. `/checkin list` shows those that there are.")


def asked_of(session: Session, member: Membership) -> list[Checkin]:
    """The check-ins that are on and ask this member."""
    return [checkin for checkin in standing(session, member.team) if checkin.is_on and asks(checkin, member)]


def is_open(session: Session, checkin: Checkin, *, now: datetime) -> bool:
    """Whether anybody can answer it right now."""
    seats = select(CheckinSeat.id).join(CheckinRun, CheckinRun.id == CheckinSeat.run_id)
    return (
        session.scalar(seats.where(CheckinRun.checkin_id == checkin.id, CheckinSeat.closes_at > now).limit(1))
        is not None
    )


def questions_of(session: Session, checkin: Checkin) -> list[CheckinQuestion]:
    """The questions that the next run asks, in order."""
    those = select(CheckinQuestion).where(
        CheckinQuestion.checkin_id == checkin.id, CheckinQuestion.retired_at.is_(None)
    )
    return list(session.scalars(those.order_by(CheckinQuestion.position, CheckinQuestion.id)))


def named(session: Session, checkin: Checkin) -> list[Person]:
    """The people it names, sorted by name."""
    ids = [row.person_id for row in checkin.named]
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(func.lower(Person.name), Person.id)))


def facts_of(session: Session, checkin: Checkin) -> Facts:
    rows = questions_of(session, checkin)
    numbers = {row.id: number for number, row in enumerate(rows, 1)}
    return Facts(
        checkin.title,
        frozenset(checkin.weekdays),
        checkin.at,
        tuple(_question(row, numbers) for row in rows),
        checkin.asked,
        tuple(sorted(row.person_id for row in checkin.named)),
        checkin.told,
        checkin.deadline_hours,
    )


def _question(row: CheckinQuestion, numbers: dict[int, int]) -> Question:
    only_if = Condition(numbers[row.only_if_id], tuple(row.only_if)) if row.only_if_id else None
    choices = tuple(row.choices)
    return Question(row.text, row.kind, row.audience, row.becomes, row.asked, row.metric, choices, only_if)
