"""People, teams and wins put straight into a database, a line each, for tests of what the domain makes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain import teams, wins
from bot.domain.wins import Facts
from bot.models import Membership, Person, PersonKind, Role, Team, Win, Workspace
from bot.money import Money

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday."""
TODAY = NOW.date()


class Sales:
    """A workspace of the tests, within one transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)
        session.add(Workspace(id="T1", first_seen_at=NOW))
        session.flush()

    def person(self, name: str, kind: PersonKind = PersonKind.MEMBER, *, zone: str = "Europe/Berlin") -> Person:
        person = Person(
            workspace_id="T1",
            slack_id=f"U{next(self._numbers)}",
            name=name,
            zone=zone,
            kind=kind,
            refreshed_at=NOW,
        )
        self.session.add(person)
        self.session.flush()
        return person

    def team(self, name: str, leader: Person, under: Team | None = None) -> Membership:
        """A team with its leader."""
        led = teams.found(self.session, leader, name, f"C{next(self._numbers)}", now=NOW)
        led.team.parent_id = under.id if under else None
        self.session.flush()
        return led

    def rep(self, name: str, by: Membership) -> Membership:
        return teams.add(self.session, by, self.person(name), (Role.REP,), now=NOW)

    def win(
        self,
        by: Membership,
        minor: int,
        on: date = TODAY,
        *,
        account: str | None = None,
        helpers: Sequence[tuple[int, int]] = (),
        currency: str = "USD",
        at: datetime = NOW,
    ) -> Win:
        """A win of `minor` cents, closed on that day."""
        facts = Facts(Money(minor, currency), account, "" if account else "a deal", on, helpers=tuple(helpers))
        return wins.record(self.session, by, facts, now=at)

    def sold_before(self, by: Membership, minor: int = 1000, deals: int = 5) -> None:
        """A history: so many alike wins, the last a fortnight ago and nine weeks between each two."""
        for nth in range(deals):
            self.win(by, minor, TODAY - timedelta(days=14 + 63 * nth))

    def amend(self, by: Membership, win: Win, minor: int, *, now: datetime = NOW) -> None:
        facts = wins.facts_of(win)
        wins.amend(self.session, by, win, replace(facts, amount=Money(minor, win.currency)), now=now)


def many(session: Session, win: Win, count: int) -> None:
    """So many wins alike in all, put straight into the database: recording them would take its time."""
    session.flush()
    columns = [column for column in Win.__table__.columns if column.name != "id"]
    row = dict(session.execute(select(*columns).where(Win.id == win.id)).mappings().one())
    session.execute(insert(Win), [row | {"number": win.number + nth} for nth in range(1, count)])
