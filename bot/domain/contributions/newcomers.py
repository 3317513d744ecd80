"""Newcomers to a team with a divided goal: its leaders are offered to give them a part, by the days that are left."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import A_PORTION
from bot.domain import calendars, goals, preferences, teams
from bot.domain.contributions.parts import Parts, parts_in
from bot.domain.contributions.ways import days_left
from bot.models import Goal, Membership, Person


def offer_to_newcomers(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Make the offer, once for each newcomer since the goal was divided; return how many goals had any."""
    joined = exists().where(Membership.team_id == Goal.team_id, Membership.joined_at > Goal.newcomers_seen_at)
    running = (Goal.closed_at.is_(None), Goal.ended_at.is_(None), Goal.owner_id.is_(None), joined)
    rows = select(Goal).where(*running).order_by(Goal.id).limit(most)
    found = list(session.scalars(rows.with_for_update(skip_locked=True, of=Goal)))
    for goal in found:
        parts = parts_in(session, goal)
        for member in _newcomers(session, goal):
            if parts.of(member.person_id) is None:
                _offer(session, goal, member.person, now)
        goal.newcomers_seen_at = now
    session.flush()
    return len(found)


def _newcomers(session: Session, goal: Goal) -> list[Membership]:
    since = goal.newcomers_seen_at
    members = teams.members(session, goal.team)
    return [member for member in members if since and member.joined_at > since and member.sells]


def _offer(session: Session, goal: Goal, person: Person, now: datetime) -> None:
    leaders = [leader.person for leader in teams.leaders(session, goal.team, but=person.id)]
    for leader in preferences.wanting(session, "goals", leaders):
        key = f"{goals.key(goal)}:newcomer:{person.id}:{leader.id}"
        ids = {"goal_id": goal.id, "person_id": person.id, "leader_id": leader.id}
        outbox.show_to(session, leader, "goal.newcomer", key, due_at=now, **ids)


def part_for(session: Session, goal: Goal, person: Person, parts: Parts, *, now: datetime) -> int:
    """The average part of the others, in proportion to the working days of the period that the person has left."""
    calendar = calendars.of_person(session, person, goal.team)
    days = calendar.working_days(goal.period)
    average = parts.assigned // (len(parts.held) or 1)
    left = days_left(session, goal, [person], now=now)[person.id]
    return average * left // days if days else 0
