"""How the teams below did in a week, for the leaders of the team above: only sums, nothing about single people."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import calendars, obstacles, preferences, rollup, teams
from bot.domain.digest import content, schedule
from bot.models import Digest, Obstacle, Person, Team, Win

NEWS_FOR = timedelta(days=2)
"""If the bot was away for longer, the week is not told any more."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Below:
    """A team right below, with all teams under it; each win counts once."""

    sum: rollup.Sum
    wins: int
    waiting: int
    """How many obstacles there wait for the reader."""


def tell(session: Session, digest: Digest, *, now: datetime) -> None:
    """Tell each leader of the team, when they next work, how the teams below did in the week that is over."""
    over = schedule.over_at(digest.week, digest.team.zone)
    is_above = session.scalar(select(Team.id).where(Team.parent_id == digest.team_id).limit(1))
    if not is_above or now >= over + NEWS_FOR:
        return
    leaders = [place.person for place in teams.leaders(session, digest.team)]
    for leader in preferences.wanting(session, "rollup", leaders):
        _tell(session, digest, leader, now)


def _tell(session: Session, digest: Digest, leader: Person, now: datetime) -> None:
    outbox.show_to(
        session,
        leader,
        "digest.rolled_up",
        f"digest:{digest.id}:above:{leader.id}",
        due_at=calendars.of_person(session, leader).next_open(now),
        digest_id=digest.id,
        person_id=leader.id,
    )


def teams_below(session: Session, digest: Digest, reader: Person) -> list[Below]:
    """How the teams below stood at the end of the week, sorted by name; none if the reader no longer leads the team."""
    place = teams.find_membership(session, reader, digest.team)
    if place is None or not place.is_leader or reader.has_left:
        return []
    moment = schedule.over_at(digest.week, digest.team.zone) - SECOND
    won_in = content.won_in(digest.week, digest.team.zone)
    found = rollup.of_team(session, digest.team, digest.week, now=moment, won=won_in)
    under = teams.descent(session, [each.team.id for each in found.parts])
    every = sorted({team_id for ids in under.values() for team_id in ids})
    won, waiting = _wins(session, every, won_in), _waiting(session, every, reader)
    return [
        Below(each, *(sum(counts[team_id] for team_id in under[each.team.id]) for counts in (won, waiting)))
        for each in found.parts
    ]


def _wins(session: Session, team_ids: list[int], within: ColumnElement[bool]) -> Counter[int]:
    those = (Win.team_id.in_(team_ids), Win.is_standing.is_(True), within)
    rows = select(Win.team_id, func.count()).where(*those).group_by(Win.team_id)
    return Counter(dict(iter(session.execute(rows))))


def _waiting(session: Session, team_ids: list[int], reader: Person) -> Counter[int]:
    """By team id, how many open obstacles the reader owns, is to decide, or was sent from below."""
    theirs = or_(Obstacle.owner_id == reader.id, Obstacle.decider_id == reader.id, Obstacle.went_up_at.is_not(None))
    rows = session.scalars(select(Obstacle).where(Obstacle.team_id.in_(team_ids), obstacles.OPEN, theirs))
    return Counter(row.team_id for row in rows if _is_for(session, row, reader))


def _is_for(session: Session, obstacle: Obstacle, reader: Person) -> bool:
    if reader.id in (obstacle.owner_id, obstacle.decider_id):
        return True
    is_free = obstacle.owner_id is None or obstacle.went_up_at is not None
    return is_free and reader.id in {person.id for person in obstacles.superiors(session, obstacle)}
