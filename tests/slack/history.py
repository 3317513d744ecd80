"""Wins of the past, put straight into an office's database: they count, and nothing of them is posted any more."""

from datetime import timedelta

from sqlalchemy import delete, select

from bot.domain import teams, wins
from bot.domain.wins import Facts
from bot.models import OutboxMessage
from bot.models import Person as Row
from bot.money import Money
from tests.office import Office, Person


def sold(office: Office, person: Person, dollars: int, *days_ago: int) -> None:
    """The person closed a deal of so many dollars on each of these days, in their first team."""
    with office.bot.database.writing() as session:
        row = session.execute(select(Row).where(Row.slack_id == person.id)).scalar_one()
        by = teams.memberships_of(session, row)[0]
        for days in sorted(days_ago, reverse=True):
            then = office.clock.now() - timedelta(days=days)
            deal = Facts(Money(dollars * 100, "USD"), None, "a deal", then.date())
            told = wins.key(wins.record(session, by, deal, now=then))
            session.execute(delete(OutboxMessage).where(OutboxMessage.key == told))


MONTHS = (14, 77, 140, 203, 266)
"""Five days of the last year, the newest a fortnight ago: history enough to speak from, and no streak."""
