"""How often what time brings asks the database: little for each team, and nothing where nothing is to be done."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db import Database
from bot.domain import brief, commitments, digest, first_weeks
from bot.domain.attention import recipients
from bot.domain.preferences.kept import READ
from bot.models import Brief, Commitment, Digest, DigestState, FirstWeeks, OutboxMessage, Person
from tests.sales import NOW, Sales
from tests.statements import asked

FEW, MANY = 2, 10
MORNING = datetime(2026, 11, 19, 7, 5, tzinfo=UTC)
"""Within half an hour of Berlin's work."""
EVENING = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
"""When a digest was posted."""
Act = Callable[[Session], object]


def questions(database: Database, count: int, prepare: Act, act: Act) -> int:
    """What so many teams, each with a win and a promise, have the database asked; nothing of it is kept."""
    with database.writing() as session:
        sales = Sales(session)
        for nth in range(count):
            lead(sales, nth)
        prepare(session)
        session.flush()
        session.expunge_all()
        session.info.pop(READ, None)
        with asked(database) as statements:
            act(session)
        session.rollback()
    return len(statements)


def lead(sales: Sales, nth: int) -> None:
    lee = sales.team(f"Team {nth}", sales.person(f"Lee {nth}"))
    rita = sales.rep(f"Rita {nth}", lee)
    sales.win(rita, 48_000_00)
    commitments.promise(sales.session, rita.person, [lee.person], "the deck", date(2026, 11, 27), now=NOW)


def enrolled(session: Session) -> None:
    brief.enrol(session, now=NOW)
    brief.look_after(session, now=NOW)
    session.execute(update(Brief).values(due_at=NOW))


def planned(session: Session) -> None:
    digest.plan(session, now=NOW)


def posted(session: Session) -> None:
    planned(session)
    for row in session.scalars(select(Digest)):
        row.look_at = NOW
    digest.look_after(session, now=FRIDAY)
    assert set(session.scalars(select(Digest.state))) == {DigestState.POSTED}
    session.execute(update(Digest).values(look_at=NOW))


def begun(session: Session) -> None:
    first_weeks.look_after(session, now=NOW)
    session.execute(update(FirstWeeks).values(look_at=NOW))


def promised(session: Session) -> None:
    session.execute(update(Commitment).values(look_at=NOW))


def nothing(_session: Session) -> None: ...


def know_all(session: Session) -> None:
    recipients.of(session, "T1", session.scalars(select(Person.slack_id)).all(), NOW)


def told(session: Session) -> int:
    return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == "brief.morning")).all())


@pytest.mark.parametrize(
    ("prepare", "act", "each"),
    [
        pytest.param(enrolled, lambda session: brief.look_after(session, now=MORNING), 32, id="a brief's morning"),
        pytest.param(enrolled, lambda session: brief.look_after(session, now=EVENING), 0, id="a brief's evening"),
        pytest.param(planned, lambda session: digest.look_after(session, now=MORNING), 0, id="a digest's week"),
        pytest.param(
            posted,
            lambda session: digest.look_after(session, now=FRIDAY + timedelta(minutes=10)),
            11,
            id="a digest that was posted",
        ),
        pytest.param(begun, lambda session: first_weeks.look_after(session, now=MORNING), 2, id="first weeks"),
        pytest.param(promised, lambda session: commitments.look_after(session, now=MORNING), 0, id="promises"),
        pytest.param(nothing, know_all, 0, id="who is to be told something"),
    ],
)
def test_each_team_more_costs_at_most_so_many_questions(
    shared_database: Database, prepare: Act, act: Act, each: int
) -> None:
    few, many = (questions(shared_database, count, prepare, act) for count in (FEW, MANY))
    assert many - few <= each * (MANY - FEW)


def test_the_mornings_that_are_counted_bring_briefs(shared_database: Database) -> None:
    """Else little would be asked because nothing is done."""
    found: list[int] = []

    def act(session: Session) -> None:
        brief.look_after(session, now=MORNING)
        found.append(told(session))

    questions(shared_database, FEW, enrolled, act)
    assert found == [FEW]
