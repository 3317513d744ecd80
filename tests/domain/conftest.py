"""A team without Slack: its people and its memberships, in a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.domain import teams
from bot.models import Membership, Person, PersonKind, Workspace

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class West:
    """Lee leads, Rita and Sam sell, Dana is in no team; every act happens in `session`."""

    session: Session
    lee: Membership
    rita: Membership
    sam: Membership
    dana: Person


def person(session: Session, name: str, kind: PersonKind = PersonKind.MEMBER, *, has_left: bool = False) -> Person:
    someone = Person(
        workspace_id="T1",
        slack_id=f"U{name.upper()}",
        name=name,
        zone="Europe/Berlin",
        kind=kind,
        has_left=has_left,
        refreshed_at=NOW,
    )
    session.add(someone)
    session.flush()
    return someone


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        session.add(Workspace(id="T1", first_seen_at=NOW))
        session.flush()
        yield session


@pytest.fixture
def west(session: Session) -> West:
    lee = teams.found(session, person(session, "Lee"), "West", "C1", now=NOW)
    rita, sam = (teams.add(session, lee, person(session, name), now=NOW) for name in ("Rita", "Sam"))
    return West(session, lee, rita, sam, person(session, "Dana"))
