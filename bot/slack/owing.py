"""What a leader owes somebody, in words: it stands first wherever the leader is told of that person."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain.owed import owed
from bot.models import Person

MOST_OBSTACLES = 3


def first(session: Session, leader: Person, person: Person, today: date) -> str:
    """Such as "First: you owe Rita 2 promises, and obstacle 12 is 6 days old. You last coached Rita on Mon 9 Nov."."""
    who, due = person.name, owed(session, leader, person, now=worktime.begin_of(today, leader.zone))
    parts = [f"you owe {who} {words.count(due.late_promises, 'promise')}"] if due.late_promises else []
    for obstacle in due.obstacles[:MOST_OBSTACLES]:
        age = (today - worktime.local_day(obstacle.raised_at, leader.zone)).days
        old = f"{words.count(age, 'day')} old" if age > 0 else "new"
        parts.append(f"obstacle {obstacle.number} is {old}")
    owing = f"First: {words.listed(parts)}." if parts else ""
    coached = f"You last coached {who} on {words.day(due.coached_on, today=today)}." if due.coached_on else ""
    return " ".join(filter(None, [owing, coached]))
