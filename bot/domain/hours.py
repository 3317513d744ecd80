"""Hours that somebody offers for others' calls: booked once a slot, cancelled by either side, counted when joined."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot import outbox, worktime
from bot.db import A_PORTION, insert_if_new
from bot.domain import gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import HoursBooking, Membership, OfferedHours, Person, Team
from bot.worktime import Period

SHORTEST, LONGEST = 5, 240
MOST_SLOTS = 16
FURTHEST = timedelta(days=90)
LONGEST_TEXT = {"account": 200, "why": 1000}
EXAMPLE = "Try `/pace hours Thu 14:00-16:00 in 30 minutes`."


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────────


def offer(
    session: Session, by: Membership, begins_at: datetime, ends_at: datetime, minutes: int, *, now: datetime
) -> OfferedHours:
    """Say in the team's channel when one has time, in slots to book."""
    gate.check("hours.offer", by.person, by)
    _check_offer(session, by, begins_at, ends_at, minutes, now)
    hours = OfferedHours(
        team=by.team,
        number=teams.next_number(session, by.team),
        by=by.person,
        begins_at=begins_at,
        ends_at=ends_at,
        minutes=minutes,
        offered_at=now,
    )
    session.add(hours)
    session.flush()
    outbox.show_in(session, by.team, "hours.offered", key(hours), due_at=now, hours_id=hours.id)
    return hours


def _check_offer(
    session: Session, by: Membership, begins_at: datetime, ends_at: datetime, minutes: int, now: datetime
) -> None:
    if preferences.is_team_off(session, by.team, "requests"):
        raise Refused(
            f"Hours are offered in the team's channel, and requests are off in *{by.team.name}*. "
            "`/pace team set requests on` lets me post them."
        )
    if begins_at <= now:
        raise Refused(f"Those hours have begun already; offer some that lie ahead. {EXAMPLE}")
    if begins_at > now + FURTHEST:
        raise Refused(f"That is more than {FURTHEST.days} days away; offer hours nearer than that.")
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"I read slots of {minutes} minutes; they last {SHORTEST} to {LONGEST}. {EXAMPLE}")
    slots = (ends_at - begins_at) // timedelta(minutes=minutes)
    if slots < 1:
        raise Refused(f"No slot of {minutes} minutes fits between these two times. {EXAMPLE}")
    if slots > MOST_SLOTS:
        raise Refused(f"That makes {slots} slots, and {MOST_SLOTS} are the most. Offer longer ones, or fewer hours.")
    mine = (OfferedHours.by_id == by.person_id, OfferedHours.withdrawn_at.is_(None))
    at_once = select(OfferedHours).where(*mine, OfferedHours.begins_at < ends_at, OfferedHours.ends_at > begins_at)
    if there := session.scalar(at_once.limit(1)):
        raise Refused(f"You offer hours `{there.number}` at that time already. `/pace hours` shows them.")


def withdraw(session: Session, by: Person, hours: OfferedHours, *, now: datetime) -> OfferedHours:
    """Take hours back; whoever booked is told."""
    gate.check("hours.cancel", by, None, hours.by_id)
    _lock(session, hours)
    if hours.withdrawn_at:
        raise Refused(f"Hours `{hours.number}` were taken back already.")
    _take_back(session, by, hours, now)
    return hours


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Take back what somebody offered, or booked, who is gone from the team or from Slack; how much that was."""
    coming = (OfferedHours.withdrawn_at.is_(None), OfferedHours.ends_at > now)
    deserted = select(OfferedHours).where(*coming, ~teams.has(OfferedHours.team_id, OfferedHours.by_id))
    rows = list(session.scalars(deserted.limit(most).with_for_update(skip_locked=True, of=OfferedHours)))
    for hours in rows:
        _take_back(session, None, hours, now)
    session.flush()
    coming_too = (HoursBooking.cancelled_at.is_(None), HoursBooking.begins_at > now)
    forsaken = select(HoursBooking).where(*coming_too, ~teams.has(HoursBooking.team_id, HoursBooking.booker_id))
    bookings = list(session.scalars(forsaken.limit(most).with_for_update(skip_locked=True, of=HoursBooking)))
    for booking in bookings:
        _cancel(session, None, booking, now)
        outbox.touch(session, key(booking.hours))
    return len(rows) + len(bookings)


def _take_back(session: Session, by: Person | None, hours: OfferedHours, now: datetime) -> None:
    hours.withdrawn_at = now
    for booking in hours.bookings:
        if booking.stands and booking.begins_at > now:
            _cancel(session, by, booking, now)
    outbox.withdraw(session, key(hours))


# ── booked ───────────────────────────────────────────────────────────────────────────────────────────────


def book(
    session: Session, by: Person, hours: OfferedHours, begins_at: datetime, account: str, why: str, *, now: datetime
) -> HoursBooking:
    """Book a slot; of two people who do so at once, the second is told who has it."""
    _lock(session, hours)
    check_book(session, by, hours, begins_at, now=now)
    account, why = account.strip(), why.strip()
    if not account and not why:
        raise Refused("What is it about? An account or a word is enough, as in `Acme: their CFO joins`.", field="why")
    for field, said in (("account", account), ("why", why)):
        check_length(said, LONGEST_TEXT[field], field=field)
    values = {"account": account, "why": why, "booker_id": by.id, "booked_at": now, "team_id": hours.team_id}
    number = teams.next_number(session, hours.team)
    slot = {"hours_id": hours.id, "begins_at": begins_at}
    if not insert_if_new(session, HoursBooking, number=number, **slot, **values):
        raise Refused("Somebody took that time a moment before you. Another one may be free.", field="why")
    booking = session.scalars(select(HoursBooking).filter_by(team_id=hours.team_id, number=number)).one()
    session.expire(hours, ["bookings"])
    outbox.touch(session, key(hours))
    _tell(session, booking, "hours.booked", by, now)
    _tell(session, booking, "hours.taken", hours.by, now)
    return booking


def check_book(session: Session, by: Person, hours: OfferedHours, begins_at: datetime, *, now: datetime) -> None:
    """Refused where the slot is not this person's to take, or not any more."""
    gate.check("hours.book", by, teams.find_membership(session, by, hours.team))
    if by.id == hours.by_id:
        raise Refused("These are your own hours; others book them.")
    if hours.withdrawn_at:
        raise Refused(f"{hours.by.name} took these hours back.")
    if not hours.by.is_here or teams.find_membership(session, hours.by, hours.team) is None:
        raise Refused(f"{hours.by.name} is no longer with *{hours.team.name}*, so these hours are off.")
    if begins_at not in hours.slots:
        raise Refused(f"There is no slot at that time in hours `{hours.number}`.")
    if begins_at <= now:
        raise Refused("That time is over. Another one may be free.")
    if taken := standing_at(hours, begins_at):
        who = "You have" if taken.booker_id == by.id else f"{taken.booker.name} has"
        raise Refused(f"{who} that time. Another one may be free.", field="why")


def standing_at(hours: OfferedHours, begins_at: datetime) -> HoursBooking | None:
    """Who has the slot."""
    return next((each for each in hours.bookings if each.stands and each.begins_at == begins_at), None)


def cancel(session: Session, by: Person, booking: HoursBooking, *, now: datetime) -> HoursBooking:
    """Cancel a booking, for either side; the slot is free again, and the other side is told."""
    gate.check("hours.cancel", by, None, booking.booker_id, booking.hours.by_id)
    _lock(session, booking.hours)
    if not booking.stands:
        raise Refused("That was cancelled already.")
    if booking.begins_at <= now:
        raise Refused("That time has come, so there is nothing to cancel.")
    _cancel(session, by, booking, now)
    outbox.touch(session, key(booking.hours))
    return booking


def _cancel(session: Session, by: Person | None, booking: HoursBooking, now: datetime) -> None:
    """By nobody where one of the two is gone; see `who_cancelled`."""
    booking.cancelled_at, booking.cancelled_by = now, session.get_one(Person, by.id) if by else None
    session.flush()
    _retell(session, booking)
    _tell(session, booking, "hours.cancelled", booking.other_than(who_cancelled(booking)), now)


def who_cancelled(booking: HoursBooking) -> Person:
    """Or is gone, where nobody did: whoever offered the hours if these went with it, else whoever booked."""
    if booking.cancelled_by:
        return booking.cancelled_by
    return booking.host if booking.hours.withdrawn_at == booking.cancelled_at else booking.booker


def join(session: Session, by: Person, booking: HoursBooking, *, now: datetime) -> HoursBooking:
    """ "Joined", says whoever offered the hours; it counts from then on."""
    gate.check("hours.join", by, None, booking.hours.by_id)
    _lock(session, booking.hours)
    if not booking.stands:
        raise Refused("That was cancelled, so there was nothing to join.")
    if booking.joined_at:
        raise Refused("That is counted already.")
    if booking.begins_at > now:
        raise Refused("That is still to come. Say so once you were there.")
    booking.joined_at = now
    _retell(session, booking)
    return booking


def joined(session: Session, person: Person, period: Period, said_by: datetime | None = None) -> int:
    """How many booked calls the person joined in the period, in whatever team; its days are those of their zone.

    What was said to be joined only after `said_by` is left out.
    """
    begin, end = worktime.moments_of(period, person.zone)
    is_said = HoursBooking.joined_at.is_not(None) if said_by is None else HoursBooking.joined_at < said_by
    within = (HoursBooking.begins_at >= begin, HoursBooking.begins_at < end)
    rows = select(func.count()).select_from(HoursBooking).join(HoursBooking.hours)
    return session.scalar(rows.where(OfferedHours.by_id == person.id, is_said, *within)) or 0


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def key(hours: OfferedHours) -> str:
    return f"hours:{hours.id}"


def _tell(session: Session, booking: HoursBooking, kind: str, person: Person, now: datetime) -> None:
    if not person.has_left:
        outbox.show_to(session, person, kind, f"hours:booking:{booking.id}:{kind}", due_at=now, booking_id=booking.id)


def _retell(session: Session, booking: HoursBooking) -> None:
    for kind in ("hours.booked", "hours.taken"):
        outbox.touch(session, f"hours:booking:{booking.id}:{kind}")


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────

WHOLE = (
    joinedload(OfferedHours.team),
    joinedload(OfferedHours.by),
    selectinload(OfferedHours.bookings).joinedload(HoursBooking.booker),
)


def get_by_id(session: Session, hours_id: int) -> OfferedHours:
    """For a button, which carries the id."""
    return session.scalars(select(OfferedHours).where(OfferedHours.id == hours_id).options(*WHOLE)).one()


def get_hours(session: Session, team: Team, number: int) -> OfferedHours:
    """The team's hours of that number, or Refused."""
    hours = session.scalar(select(OfferedHours).filter_by(team_id=team.id, number=number).options(*WHOLE))
    if hours is None:
        raise Refused(f"I know no hours {number} in *{team.name}*. `/pace hours` shows them.")
    return hours


def find_hours(session: Session, person: Person, team: Team, number: int) -> OfferedHours | None:
    """Of the person's own, those of that number."""
    return session.scalar(
        select(OfferedHours).filter_by(team_id=team.id, number=number, by_id=person.id).options(*WHOLE)
    )


def get_booking_by_id(session: Session, booking_id: int) -> HoursBooking:
    """For a button, which carries the id."""
    return session.get_one(HoursBooking, booking_id)


def get_booking(session: Session, person: Person, team: Team, number: int) -> HoursBooking:
    """The booking of that number, by the person or in the person's hours, or Refused."""
    of_number = select(HoursBooking).join(HoursBooking.hours).where(_is_mine(person))
    booking = session.scalar(of_number.where(HoursBooking.team_id == team.id, HoursBooking.number == number))
    if booking is None:
        raise Refused(f"I know no booking {number} of yours in *{team.name}*. `/pace hours` shows them.")
    return booking


def _is_mine(person: Person) -> ColumnElement[bool]:
    return or_(HoursBooking.booker_id == person.id, OfferedHours.by_id == person.id)


def offered_by(session: Session, person: Person, *, now: datetime, limit: int) -> list[OfferedHours]:
    """Those that are not over, the next first."""
    mine = (OfferedHours.by_id == person.id, OfferedHours.withdrawn_at.is_(None), OfferedHours.ends_at > now)
    return list(
        session.scalars(select(OfferedHours).where(*mine).order_by(OfferedHours.begins_at).limit(limit).options(*WHOLE))
    )


def offered_to(session: Session, person: Person, *, now: datetime, limit: int) -> list[OfferedHours]:
    """What others offer the person's teams and is not over, the next first."""
    theirs = select(Membership.team_id).where(Membership.person_id == person.id)
    open_ones = (OfferedHours.team_id.in_(theirs), OfferedHours.withdrawn_at.is_(None), OfferedHours.ends_at > now)
    rows = select(OfferedHours).where(*open_ones, OfferedHours.by_id != person.id)
    return list(session.scalars(rows.order_by(OfferedHours.begins_at).limit(limit).options(*WHOLE)))


def free_slots(hours: OfferedHours, *, now: datetime) -> list[datetime]:
    """When each begins that is still to come and that nobody took."""
    return [at for at in hours.slots if at > now and not standing_at(hours, at)]


def bookings_of(session: Session, person: Person, *, now: datetime, limit: int) -> Sequence[HoursBooking]:
    """What the person booked and others did in their hours: to come, or lately and not yet said to be joined."""
    ahead = HoursBooking.begins_at > now
    to_say = (HoursBooking.begins_at > now - preferences.LATELY) & HoursBooking.joined_at.is_(None)
    rows = select(HoursBooking).join(HoursBooking.hours).where(_is_mine(person), HoursBooking.cancelled_at.is_(None))
    open_ones = rows.where(or_(ahead, to_say & (OfferedHours.by_id == person.id)))
    return session.scalars(open_ones.order_by(HoursBooking.begins_at).limit(limit)).all()


def _lock(session: Session, hours: OfferedHours) -> None:
    """Let two acts on the same hours follow one another."""
    session.flush()
    fresh = select(OfferedHours).where(OfferedHours.id == hours.id).with_for_update(of=OfferedHours)
    reread = fresh.options(selectinload(OfferedHours.bookings)).execution_options(populate_existing=True)
    session.scalars(reread).one()
