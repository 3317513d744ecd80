"""Offered hours: a slot is one person's, either side cancels, and what was joined counts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain import hours, preferences, teams
from bot.errors import Refused
from bot.models import HoursBooking, Membership, OfferedHours, OutboxMessage, PersonKind, Role
from bot.phrases import read_offered_hours
from bot.worktime import month_of
from tests.domain.conftest import West
from tests.sales import NOW, Sales

BEGINS = NOW + timedelta(days=1)


def offered(west: West, by: Membership | None = None, *, minutes: int = 30) -> OfferedHours:
    return hours.offer(west.session, by or west.lee, BEGINS, BEGINS + timedelta(hours=2), minutes, now=NOW)


def booked(west: West, by: Membership, of: OfferedHours, slot: int = 0, *, now: datetime = NOW) -> HoursBooking:
    return hours.book(west.session, by.person, of, of.slots[slot], "Acme", "their CFO joins", now=now)


def told(west: West, kind: str) -> list[str]:
    rows = select(OutboxMessage.recipient).where(OutboxMessage.kind == kind, OutboxMessage.is_gone.is_(False))
    return list(west.session.scalars(rows))


def is_gone(west: West, how: str) -> None:
    """Lee, whom a second leader stays for, left Slack, became a guest, or left the team."""
    teams.add(west.session, west.lee, west.dana, (Role.LEADER,), now=NOW)
    match how:
        case "left":
            west.lee.person.has_left = True
        case "guest":
            west.lee.person.kind = PersonKind.GUEST
        case _:
            teams.leave(west.session, west.lee)
    west.session.flush()


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "day", "begins", "ends", "minutes"),
    [
        ("Thu 14:00-16:00 in 30 minutes", 19, 14, 16, 30),
        ("thu 14\N{EN DASH}16 in 45 min", 19, 14, 16, 45),
        ("tomorrow, 9 to 11", 19, 9, 11, 30),
        ("23 Nov 2pm-4pm, in 20 minutes each", 23, 14, 16, 20),
        ("20:00-22:00", 18, 20, 22, 30),
    ],
)
def test_hours_are_read_from_a_line(line: str, day: int, begins: int, ends: int, minutes: int) -> None:
    said = read_offered_hours(line, NOW.date())
    assert said is not None
    read = (said.when.day, said.begins, said.ends, said.minutes)
    assert read == (date(2026, 11, day), time(begins), time(ends), minutes)


@pytest.mark.parametrize("line", ["", "Thu", "some day 14:00-16:00", "14:00-14:00", "Thu 25:00-26:00", "hours for all"])
def test_what_names_no_hours_is_none(line: str) -> None:
    assert read_offered_hours(line, NOW.date()) is None


@pytest.mark.parametrize("line", ["Thu 16:00-14:00 in 120 minutes", "Fri 17:00-16:30"])
def test_hours_that_would_end_on_the_next_day_are_refused(line: str) -> None:
    with pytest.raises(Refused, match="ends before it begins"):
        read_offered_hours(line, NOW.date())


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────────


def test_offered_hours_stand_in_the_team_s_channel_in_slots(west: West) -> None:
    of = offered(west)
    assert [(at - BEGINS) // timedelta(minutes=30) for at in of.slots] == [0, 1, 2, 3]
    assert told(west, "hours.offered") == [west.lee.team.channel_id]


def test_a_rest_that_is_no_whole_slot_is_not_offered(west: West) -> None:
    assert len(offered(west, minutes=50).slots) == 2


@pytest.mark.parametrize(
    ("begins", "lasts", "minutes", "why"),
    [
        (-1, 2, 30, "begun already"),
        (1, 2, 3, "they last 5 to 240"),
        (1, 2, 180, "No slot of 180 minutes fits"),
        (1, 12, 30, "That makes 24 slots"),
        (24 * 91, 2, 30, "more than 90 days away"),
    ],
)
def test_hours_that_cannot_be_are_refused(west: West, begins: int, lasts: int, minutes: int, why: str) -> None:
    begins_at = NOW + timedelta(hours=begins)
    with pytest.raises(Refused, match=why):
        hours.offer(west.session, west.lee, begins_at, begins_at + timedelta(hours=lasts), minutes, now=NOW)


def test_nobody_offers_two_hours_at_once(west: West) -> None:
    offered(west)
    with pytest.raises(Refused, match="already"):
        offered(west)
    offered(west, west.rita)


def test_where_requests_are_off_hours_are_not_offered(west: West) -> None:
    preferences.set_for_team(west.session, west.lee, "requests", "off")
    with pytest.raises(Refused, match="requests on"):
        offered(west)


# ── booked ───────────────────────────────────────────────────────────────────────────────────────────────


def test_both_are_told_of_a_booking(west: West) -> None:
    booked(west, west.rita, offered(west))
    assert told(west, "hours.booked") == [west.rita.person.slack_id]
    assert told(west, "hours.taken") == [west.lee.person.slack_id]


def test_a_slot_is_one_person_s_and_the_other_hears_whose(west: West) -> None:
    of = offered(west)
    booked(west, west.rita, of)
    with pytest.raises(Refused, match="Rita has that time"):
        booked(west, west.sam, of)
    assert booked(west, west.sam, of, 1).booker_id == west.sam.person_id


def test_nobody_books_their_own_hours_or_those_of_another_team_or_what_is_over(west: West, sales: Sales) -> None:
    of = offered(west)
    olga = sales.rep("Olga", sales.team("East", sales.person("Mia")))
    for by, now, why in (
        (west.lee, NOW, "your own hours"),
        (olga, NOW, "Only people of the team"),
        (west.rita, BEGINS, "That time is over"),
    ):
        with pytest.raises(Refused, match=why):
            booked(west, by, of, now=now)


def test_a_booking_says_what_it_is_about(west: West) -> None:
    of = offered(west)
    for account, why in (("", " "), ("x" * 201, ""), ("", "x" * 1001)):
        with pytest.raises(Refused):
            hours.book(west.session, west.rita.person, of, of.slots[0], account, why, now=NOW)


# ── cancelled, taken back ────────────────────────────────────────────────────────────────────────────────


def test_either_side_cancels_and_the_other_one_hears_of_it(west: West) -> None:
    of = offered(west)
    hours.cancel(west.session, west.rita.person, booked(west, west.rita, of), now=NOW)
    hours.cancel(west.session, west.lee.person, booked(west, west.sam, of), now=NOW)
    assert told(west, "hours.cancelled") == [west.lee.person.slack_id, west.sam.person.slack_id]
    assert booked(west, west.rita, of).stands


def test_nobody_else_cancels_and_nobody_twice(west: West) -> None:
    booking = booked(west, west.rita, offered(west))
    with pytest.raises(Refused, match="Only its owner"):
        hours.cancel(west.session, west.sam.person, booking, now=NOW)
    hours.cancel(west.session, west.rita.person, booking, now=NOW)
    with pytest.raises(Refused, match="cancelled already"):
        hours.cancel(west.session, west.lee.person, booking, now=NOW)


def test_hours_taken_back_vanish_and_whoever_booked_hears_of_it(west: West) -> None:
    of = offered(west)
    booking = booked(west, west.rita, of)
    hours.withdraw(west.session, west.lee.person, of, now=NOW)
    assert not booking.stands
    assert told(west, "hours.cancelled") == [west.rita.person.slack_id]
    assert told(west, "hours.offered") == []
    with pytest.raises(Refused, match="Lee took these hours back"):
        booked(west, west.sam, of)


# ── joined ───────────────────────────────────────────────────────────────────────────────────────────────


def test_joined_calls_are_counted_for_who_offered(west: West) -> None:
    of = offered(west)
    first, second = booked(west, west.rita, of), booked(west, west.sam, of, 1)
    with pytest.raises(Refused, match="still to come"):
        hours.join(west.session, west.lee.person, first, now=NOW)
    with pytest.raises(Refused, match="Only its owner"):
        hours.join(west.session, west.rita.person, first, now=BEGINS)
    for booking in (first, second):
        hours.join(west.session, west.lee.person, booking, now=BEGINS + timedelta(hours=2))
    with pytest.raises(Refused, match="counted already"):
        hours.join(west.session, west.lee.person, first, now=BEGINS + timedelta(hours=2))
    november, december = month_of(date(2026, 11, 1)), month_of(date(2026, 12, 1))
    counted = [hours.joined(west.session, west.lee.person, month) for month in (november, december)]
    assert counted == [2, 0]
    assert hours.joined(west.session, west.rita.person, november) == 0


def test_a_call_just_after_midnight_counts_in_the_month_of_its_host(west: West) -> None:
    begins = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # the first of December in Berlin
    of = hours.offer(west.session, west.lee, begins, begins + timedelta(hours=1), 30, now=NOW)
    hours.join(west.session, west.lee.person, booked(west, west.rita, of), now=begins)
    assert hours.joined(west.session, west.lee.person, month_of(date(2026, 12, 1))) == 1


@pytest.mark.parametrize("how", ["left", "guest", "removed"])
def test_hours_of_whoever_is_gone_are_booked_no_more(west: West, how: str) -> None:
    of = offered(west)
    is_gone(west, how)
    with pytest.raises(Refused, match="Lee is no longer with"):
        booked(west, west.rita, of)


@pytest.mark.parametrize("how", ["left", "guest", "removed"])
def test_coming_hours_go_with_whoever_offered_them_and_who_booked_hears(west: West, how: str) -> None:
    of = offered(west)
    booking = booked(west, west.rita, of)
    hours.look_after(west.session, now=NOW)
    assert booking.stands
    is_gone(west, how)
    assert [hours.look_after(west.session, now=NOW) for _ in range(2)] == [1, 0]
    assert not booking.stands
    assert told(west, "hours.cancelled") == [west.rita.person.slack_id]
    assert told(west, "hours.offered") == []


@pytest.mark.parametrize("how", ["left", "removed"])
def test_what_somebody_booked_who_is_gone_is_free_again_and_who_offered_it_hears(west: West, how: str) -> None:
    of = offered(west)
    booking = booked(west, west.rita, of)
    if how == "left":
        west.rita.person.has_left = True
    else:
        teams.leave(west.session, west.rita)
    assert [hours.look_after(west.session, now=NOW) for _ in range(2)] == [1, 0]
    assert not booking.stands
    assert told(west, "hours.cancelled") == [west.lee.person.slack_id]
    assert booked(west, west.sam, of).stands


def test_hours_that_are_over_stay_as_they_were_told(west: West) -> None:
    of = offered(west)
    is_gone(west, "left")
    assert hours.look_after(west.session, now=of.ends_at) == 0
