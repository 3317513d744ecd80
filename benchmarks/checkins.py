"""What check-ins cost the worker per person, with a thousand people and with ten thousand, in forty zones.

One Monday is played through: each tick at which a run opens, or anybody is asked, nudged or asked no longer. The cost
of a person has to stay the same however many they are, and small beside the pace at which Slack takes messages.
Counted are the processor's time, which does not grow on a busy machine, and the statements to the database.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.rows import Row
from bot.db import Database
from bot.domain import checkins
from bot.migrate import upgrade
from bot.models import (
    Asked,
    Checkin,
    CheckinSeat,
    Membership,
    MembershipRole,
    OutboxMessage,
    Person,
    PersonKind,
    Role,
    Team,
    Told,
    Workspace,
)

BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The Friday before."""
MONDAY = (datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC))
"""Wherever it is."""
ZONES = sorted(zone for zone in available_timezones() if zone.startswith(("America/", "Asia/", "Europe/")))[::7][:40]
A_TEAM = 10
MINUTE = timedelta(minutes=1)
SIZES = (10**3, 10**4)
MOST = 1.3
"""So many times as much, at most, may a person cost among ten times as many."""
MESSAGE = 20.0
"""Milliseconds between two messages, at the fifty a second that we assume a workspace allows."""
SHARE = 0.2
"""The part of `MESSAGE` that a person's whole Monday, a question and a nudge, may cost in processor time."""
IDLE = 6
"""Most statements of a tick at which nothing is due."""


@dataclass(frozen=True)
class Cost:
    """The cost of one Monday."""

    people: int
    seconds: float
    statements: int
    idle_statements: int
    """The statements of a tick at which nothing is due."""

    @property
    def a_person(self) -> float:
        """Milliseconds of processor time for each person."""
        return self.seconds * 1000 / self.people


def fill(session: Session, people: int) -> None:
    """Teams of ten people, each of whom lives in another zone than the next."""
    session.add(Workspace(id="T1", first_seen_at=BEGIN))
    session.flush()
    team_ids = range(1, people // A_TEAM + 1)
    place = {"workspace_id": "T1", "currency": "USD", "zone": "UTC", "created_at": BEGIN}
    session.execute(
        insert(Team),
        [
            {"id": of, "name": f"Team {of}", "channel_id": f"C{of}", "wins_channel_id": f"C{of}"} | place
            for of in team_ids
        ],
    )
    facts = {"workspace_id": "T1", "kind": PersonKind.MEMBER, "refreshed_at": BEGIN}
    ids = range(1, people + 1)
    who = [{"id": of, "slack_id": f"U{of}", "name": f"Rep {of}", "zone": ZONES[of % len(ZONES)]} | facts for of in ids]
    session.execute(insert(Person), who)
    places = [{"id": of, "person_id": of, "team_id": (of - 1) // A_TEAM + 1, "joined_at": BEGIN} for of in ids]
    session.execute(insert(Membership), places)
    session.execute(insert(MembershipRole), [{"membership_id": of, "role": Role.REP, "given_at": BEGIN} for of in ids])
    for team_id in team_ids:
        _ask(session, team_id)


def _ask(session: Session, team_id: int) -> None:
    at = datetime(2026, 1, 1, 9).time()  # noqa: DTZ001  of everybody's own clock
    facts = {"number": 1, "title": "Monday plan", "weekdays": [0], "at": at, "deadline_hours": 4, "is_on": True}
    who = {"team_id": team_id, "asked": Asked.EVERYONE, "told": Told.CHANNEL, "created_at": BEGIN}
    checkin = Checkin(**facts, **who)
    session.add(checkin)
    session.flush()
    checkins.plan(session, checkin, now=BEGIN)


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────


def monday(database: Database, people: int) -> Cost:
    statements, seconds = [0], 0.0
    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
    moment = MONDAY[0]
    while moment < MONDAY[1]:
        begun = time.process_time()
        _tick(database, moment)
        seconds += time.process_time() - begun
        moment = max(moment + MINUTE, _next_due(database) or MONDAY[1])
    spent = statements[0]
    _tick(database, MONDAY[1])
    idle = statements[0] - spent
    with database.reading() as session:
        told = session.scalar(select(func.count()).select_from(OutboxMessage))
    if told != 2 * people:
        raise RuntimeError(f"{told} messages instead of a question and a nudge for each of {people}")
    return Cost(people, seconds, spent, idle)


def _tick(database: Database, moment: datetime) -> None:
    done = True
    while done:
        with database.writing() as session:
            done = bool(checkins.look_after(session, now=moment))


def _next_due(database: Database) -> datetime | None:
    with database.reading() as session:
        opens = session.scalar(select(func.min(Checkin.opens_at)))
        looks = session.scalar(select(func.min(CheckinSeat.next_at)))
    return min((due for due in (opens, looks) if due), default=None)


def played(make: Callable[[], str], people: int) -> Cost:
    url = make()
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        fill(session, people)
    with database.writing() as session:
        session.execute(text("ANALYZE"))
    cost = monday(database, people)
    database.close()
    return cost


def rows(kind: str, make: Callable[[], str]) -> list[Row]:
    small, large = (played(make, people) for people in SIZES)
    ratio, share = large.a_person / small.a_person, large.a_person / MESSAGE
    name = f"a Monday's check-ins, a person of {large.people:,}"
    return [
        Row(
            f"{name}, against {small.people:,}",
            kind,
            f"{large.a_person:.2f} ms",
            f"{small.a_person:.2f} ms",
            f"{ratio:.2f} times",
            f"≤ {MOST} times",
            ratio <= MOST,
        ),
        Row(
            f"{name}, against a message at 50/s",
            kind,
            f"{large.a_person:.2f} ms, {large.statements / large.people:.2f} statements",
            f"{MESSAGE:.0f} ms",
            f"{share:.2f}",
            f"≤ {SHARE}",
            share <= SHARE,
        ),
        Row(
            f"a tick with no check-in due among {large.people:,} people",
            kind,
            f"{large.idle_statements} statements",
            f"{small.idle_statements} statements",
            "",
            f"≤ {IDLE} statements",
            large.idle_statements <= IDLE,
        ),
    ]
