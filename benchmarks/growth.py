"""Whether a board and a pace card depend on what their period holds only, and not on what came before it.

The measured team sells the same in both databases: 300 deals a month in the two years that a pace looks back upon. The
larger one adds its years before, and the wins of other teams.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.rows import Row
from bot.db import Database
from bot.domain import board, goals, teams
from bot.domain.board import By
from bot.domain.goals import Facts
from bot.migrate import upgrade
from bot.models import Goal, Membership, Person, PersonKind, Team, Workspace
from bot.worktime import month_of

SIZES = (10**4, 10**7)
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
MONTH = month_of(NOW.date())
REPS = 10
LATELY = date(2024, 11, 1)
"""From then on the team has 300 wins a month."""
A_DAY = 10
TEAMS = 20
RUNS = 51
MOST = 1.5
"""So many times as long, at most, may it take with the longer history."""

FILL = """
    INSERT INTO wins (id, team_id, number, owner_id, logged_by_id, title, amount_minor, currency, because, closed_on,
                      recorded_at, is_standing, opening, tier)
    WITH RECURSIVE n(i) AS (SELECT cast(:first AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < :last)
    SELECT i, :team + i % :teams, i, :person + i % :people, :person + i % :people, 'a deal', 100000 + i % 1000, 'USD',
           '', {day}, :now, {yes}, 0, 0 FROM n
"""
CREDITS = """
    INSERT INTO win_credits (win_id, person_id, share, amount_minor)
    SELECT id, owner_id, 10000, amount_minor FROM wins WHERE id BETWEEN :first AND :last
"""
DAYS = {
    "sqlite": "date(:begin, '+' || ((i - :start) * :days / :count) || ' days')",
    "postgresql": "cast(:begin AS date) + cast((i - :start) * :days / :count AS integer)",
}
YES = {"sqlite": "1", "postgresql": "true"}
AT_ONCE = 500_000


# ── filling ──────────────────────────────────────────────────────────────────────────────────────────────


def fill(database: Database, wins: int) -> None:
    """A workspace of twenty teams with ten people each."""
    with database.writing() as session:
        led = _teams(session)
        _goals(session, led[0])
    days = (NOW.date() - LATELY).days
    lately = {"begin": LATELY, "days": days, "team": 1, "teams": 1, "people": REPS}
    before = {"begin": date(2014, 11, 1), "days": (LATELY - date(2014, 11, 1)).days, "team": 1, "teams": TEAMS}
    _insert(database, 1, days * A_DAY, lately)
    _insert(database, days * A_DAY + 1, wins, before | {"people": REPS * TEAMS})
    with database.writing() as session:
        _without_limit(session)
        session.execute(text("ANALYZE"))


def _teams(session: Session) -> list[Membership]:
    session.add(Workspace(id="T1", first_seen_at=NOW))
    session.flush()
    led = []
    for number in range(1, TEAMS + 1):
        people = [_person(session, f"{number}-{nth}") for nth in range(REPS)]
        led.append(teams.found(session, people[0], f"Team {number}", f"C{number}", now=NOW))
        for person in people[1:]:
            teams.join(session, person, led[-1].team, now=NOW)
    return led


def _person(session: Session, name: str) -> Person:
    facts = {"workspace_id": "T1", "zone": "Europe/Berlin", "kind": PersonKind.MEMBER, "refreshed_at": NOW}
    person = Person(slack_id=f"U{name}", name=name, **facts)
    session.add(person)
    session.flush()
    return person


def _goals(session: Session, leader: Membership) -> None:
    target = Facts(50_000_00, "revenue", "USD", MONTH.first, MONTH.last)
    for member in teams.members(session, leader.team):
        goals.set_goal(session, member, target, now=NOW, owner=member.person)


def _insert(database: Database, first: int, last: int, values: dict[str, object]) -> None:
    """Insert wins, in the order of their days, as they would come."""
    dialect = database.engine.dialect.name
    values = values | {"start": first, "count": last - first + 1}
    wins = text(FILL.format(day=DAYS[dialect], yes=YES[dialect]))
    for begin in range(first, last + 1, AT_ONCE):
        some = {"first": begin, "last": min(begin + AT_ONCE - 1, last)}
        with database.writing() as session:
            _without_limit(session)
            moment = NOW.replace(tzinfo=None) if dialect == "sqlite" else NOW
            session.execute(wins, values | some | {"person": 1, "now": moment})
            session.execute(text(CREDITS), some)


def _without_limit(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────


def cards() -> dict[str, Callable[[Session], object]]:
    def ranked(by: By) -> Callable[[Session], object]:
        return lambda session: board.board(session, session.get_one(Team, 1), by, "month", now=NOW)

    def paced(session: Session) -> object:
        return goals.paces(session, [session.get_one(Goal, 1)], now=NOW)

    return {f"board by {by}": ranked(by) for by in By} | {"pace card": paced}


def measured(databases: Mapping[int, Database]) -> dict[str, dict[int, float]]:
    """For each card the median milliseconds by size; sizes take turns, so that a busy machine slows all alike."""
    found = {}
    for name, card in cards().items():
        taken: dict[int, list[float]] = {size: [] for size in databases}
        for _ in range(RUNS):
            for size, database in databases.items():
                with database.reading() as session:
                    begun = time.perf_counter()
                    card(session)
                    taken[size].append(time.perf_counter() - begun)
        found[name] = {size: statistics.median(times) * 1000 for size, times in taken.items()}
    return found


def grown(make: Callable[[], str], sizes: list[int]) -> dict[str, dict[int, float]]:
    databases = {}
    for size in sizes:
        url = make()
        upgrade(url)
        databases[size] = Database(url)
        fill(databases[size], size)
    found = measured(databases)
    for database in databases.values():
        database.close()
    return found


def rows(kind: str, make: Callable[[], str]) -> list[Row]:
    """For each card its time with the longer history beside that with the shorter one."""
    small, large = SIZES
    return [
        Row(
            f"{card} at {large:,} wins, against {small:,}",
            kind,
            f"{took[large]:.2f} ms",
            f"{took[small]:.2f} ms",
            f"{took[large] / took[small]:.2f} times",
            f"≤ {MOST} times",
            took[large] <= MOST * took[small],
        )
        for card, took in grown(make, list(SIZES)).items()
    ]
