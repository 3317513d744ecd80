"""Two who act on one slot at the same moment: one gets it, or gives it back, and the other hears so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.domain import hours
from bot.errors import Refused
from bot.models import HoursBooking, Person
from tests.sales import NOW, Sales


@pytest.fixture
def hours_id(database: Database) -> int:
    """Of hours that Lee offers to Ann and Bob."""
    with database.writing() as session:
        sales = Sales(session)
        lee = sales.team("West", sales.person("Lee"))
        for name in ("Ann", "Bob"):
            sales.rep(name, lee)
        begins = NOW + timedelta(days=1)
        return hours.offer(session, lee, begins, begins + timedelta(hours=1), 30, now=NOW).id


def test_of_two_clicks_at_once_on_one_slot_one_gets_it(database: Database, hours_id: int) -> None:
    meeting = Barrier(2, timeout=10)

    def book(name: str) -> str:
        with database.writing() as session:
            by = session.scalars(select(Person).where(Person.name == name)).one()
            offered = hours.get_by_id(session, hours_id)
            if database.engine.dialect.name != "sqlite":
                meeting.wait()
            try:
                hours.book(session, by, offered, offered.slots[0], "Acme", "", now=NOW)
            except Refused as refusal:
                return refusal.message
            return ""

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(book, ("Ann", "Bob")))
    with database.reading() as session:
        (booking,) = session.scalars(select(HoursBooking))
        winner = booking.booker.name
    assert sorted(told) == ["", f"{winner} has that time. Another one may be free."]


def test_of_two_who_cancel_one_booking_at_once_one_does_and_the_other_hears_that_it_is_done(
    database: Database, hours_id: int
) -> None:
    with database.writing() as session:
        ann = session.scalars(select(Person).where(Person.name == "Ann")).one()
        offered = hours.get_by_id(session, hours_id)
        booking_id = hours.book(session, ann, offered, offered.slots[0], "Acme", "", now=NOW).id
    meeting = Barrier(2, timeout=10)

    def cancel(name: str) -> str:
        with database.writing() as session:
            by = session.scalars(select(Person).where(Person.name == name)).one()
            booking = hours.get_booking_by_id(session, booking_id)
            assert booking.stands or database.engine.dialect.name == "sqlite"
            if database.engine.dialect.name != "sqlite":
                meeting.wait()
            try:
                hours.cancel(session, by, booking, now=NOW)
            except Refused:
                return "refused"
            return "cancelled"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(cancel, ("Ann", "Lee"))) == ["cancelled", "refused"]
