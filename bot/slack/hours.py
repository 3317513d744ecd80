"""Offered hours, as people offer, book, cancel and join them; every time is told in its reader's own zone."""

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import drafts, hours
from bot.errors import Refused
from bot.models import HoursBooking, OfferedHours, Person
from bot.outbox import ANSWER, PRESSING, REQUEST, Kind, Rendered
from bot.phrases import NUMBER
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "hours.form"
MOST_LISTED = 15
MOST_NAMED = 8
VERBS_OF_HOURS = {"list": None, "cancel": NUMBER, "joined": NUMBER, "book": re.compile(r"\d{1,9}\s.+", re.DOTALL)}
BOOKED = "Try `/pace hours book 12 14:30 Acme: their CFO joins`."
Fields = dict[str, Any]


def handle_hours(turn: Turn) -> None:
    """`/pace hours`: offered in a line, booked, cancelled, joined; alone, what is mine and what can be booked."""
    text = turn.said.text
    match phrases.split_verb(text, VERBS_OF_HOURS):
        case ("cancel", number) if number:
            _cancel_in_words(turn, int(number))
        case ("joined", number) if number:
            _join_in_words(turn, int(number))
        case ("book", said) if said:
            _book_in_words(turn, said)
        case ("list", _):
            _list(turn)
        case (verb, _):
            raise Refused(f"Which one? `/pace hours` shows the numbers. Then: `/pace hours {verb} 12`.")
        case _ if text:
            _offer(turn, text)
        case _:
            _list(turn)


# ── times ────────────────────────────────────────────────────────────────────────────────────────────────


def _moment(at: datetime, zone: str, *, is_short: bool = False) -> Mrkdwn:
    """The moment in each reader's own zone, which Slack fills in; where it can't, in this zone."""
    otherwise = words.clock_there(at, zone) if is_short else words.moment(at, zone, at)
    form = "{time}" if is_short else "{date_short_pretty}, {time}"
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{form}|{otherwise}>")


def _wall_time(said: str) -> time:
    wall = phrases.read_time(said)
    if wall is None:
        raise Refused(f"I read no time in “{blocks.cut(said, 20)}”. {BOOKED}")
    return wall


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────────


def _offer(turn: Turn, text: str) -> None:
    zone = turn.person.zone
    said = phrases.read_offered_hours(text, worktime.local_day(turn.now, zone))
    if said is None or said.when.day is None:
        raise Refused(f"I read “{blocks.cut(readable(text), 60)}”, but no day with hours. {hours.EXAMPLE}")
    begins_at = worktime.moment_at(said.when.day, said.begins, zone)
    is_over_midnight = said.ends <= said.begins
    ends_at = worktime.moment_at(said.when.day + timedelta(days=is_over_midnight), said.ends, zone)
    with turn.writing() as session:
        by = turn.membership(session)
        offered = hours.offer(session, by, begins_at, ends_at, said.minutes, now=turn.now)
        told = mrkdwn(
            "Offered, `{number}`: {count} of {minutes} minutes from {begin}. Your team sees them in {channel}; "
            "what a booking is about is for you and who books alone.",
            number=offered.number,
            count=words.count(len(offered.slots), "slot"),
            minutes=offered.minutes,
            begin=_moment(offered.begins_at, zone),
            channel=blocks.channel(offered.team.channel_id),
        )
        button = turn.undo_button("hours.withdraw", offered.id, "Take them back")
    turn.reply(blocks.message(blocks.section(told), blocks.actions(button)))


def handle_withdraw(turn: Turn) -> None:
    with turn.writing() as session:
        taken = hours.withdraw(session, turn.person, hours.get_by_id(session, int(turn.said.value)), now=turn.now)
    turn.reply(f"Taken back: hours `{taken.number}`. Whoever had booked hears of it.")


# ── booked ───────────────────────────────────────────────────────────────────────────────────────────────


def _book_in_words(turn: Turn, said: str) -> None:
    number, *rest = said.split(None, 2)
    if len(rest) < 2:
        raise Refused(f"I read the hours, but not what it is about. {BOOKED}")
    wall = _wall_time(rest[0])
    account, why = phrases.split_account(rest[1], ())
    with turn.reading() as session:
        place = turn.membership(session)
        offered = hours.get_hours(session, place.team, int(number))
        zone = ZoneInfo(turn.person.zone)
        at = next((slot for slot in offered.slots if slot.astimezone(zone).time() == wall), None)
        if at is None:
            free = [words.clock_there(slot, turn.person.zone) for slot in hours.free_slots(offered, now=turn.now)]
            left = (
                f"What is free begins at {words.listed(free, most=MOST_NAMED)}." if free else "Nothing of them is free."
            )
            raise Refused(f"No slot of hours `{number}` begins at {words.clock(wall)} your time. {left}")
    _book(turn, offered.id, at, readable(account or ""), readable(why))


def _book(turn: Turn, hours_id: int, begins_at: datetime, account: str, why: str, draft: str = "") -> None:
    with turn.writing() as session:
        offered = hours.get_by_id(session, hours_id)
        booking = hours.book(session, turn.person, offered, begins_at, account, why, now=turn.now)
        drafts.use_up(session, turn.person, draft)
        told = mrkdwn(
            "Booked, `{number}`: {when} with {host}. You both get a message.",
            number=booking.number,
            when=_moment(booking.begins_at, turn.person.zone),
            host=booking.host.name,
        )
    turn.reply(told)


def handle_book(turn: Turn) -> None:
    """A click on "Book", or on what was left unfinished: the value says which slot."""
    hours_id, _, at = turn.said.value.partition(":")
    kind = f"{FORM}:{hours_id}:{at}"
    with turn.reading() as session:
        offered = hours.get_by_id(session, int(hours_id))
        begins_at = _slot(offered, at)
        hours.check_book(session, turn.person, offered, begins_at, now=turn.now)
        kept = drafts.find(session, turn.person, kind)
        form = _form(kind, offered, begins_at, turn.person, kept)
    turn.open(form)


def _slot(offered: OfferedHours, at: str) -> datetime:
    return offered.begins_at + timedelta(minutes=offered.minutes * int(at))


def _form(kind: str, offered: OfferedHours, begins_at: datetime, person: Person, said: Fields) -> Block:
    when = mrkdwn("{when}, with {host}", when=_moment(begins_at, person.zone), host=offered.by.name)
    longest = hours.LONGEST_TEXT
    return blocks.form(
        FORM,
        "Book a call",
        blocks.section(when),
        blocks.text_field(
            "account", "Which account?", said.get("account") or "", optional=True, longest=longest["account"]
        ),
        blocks.text_field(
            "why",
            "What should the call bring?",
            said.get("why") or "",
            placeholder="Their CFO joins, and I want a yes to the pilot",
            multiline=True,
            optional=True,
            longest=longest["why"],
        ),
        blocks.context(mrkdwn("Seen by you and {host} alone; the team sees who booked.", host=offered.by.name)),
        submit="Book",
        metadata={"draft": kind},
    )


def handle_submission(turn: Turn) -> None:
    draft = turn.said.metadata["draft"]
    _, hours_id, at = draft.split(":")
    with turn.reading() as session:
        begins_at = _slot(hours.get_by_id(session, int(hours_id)), at)
    _book(turn, int(hours_id), begins_at, turn.said.written("account"), turn.said.written("why"), draft)


# ── cancelled, joined ────────────────────────────────────────────────────────────────────────────────────


def _cancel_in_words(turn: Turn, number: int) -> None:
    with turn.writing() as session:
        place = turn.membership(session)
        if offered := hours.find_hours(session, turn.person, place.team, number):
            hours.withdraw(session, turn.person, offered, now=turn.now)
            told = f"Taken back: hours `{number}`. Whoever had booked hears of it."
        else:
            booking = hours.get_booking(session, turn.person, place.team, number)
            told = _cancelled(hours.cancel(session, turn.person, booking, now=turn.now), turn.person)
    turn.reply(told)


def _join_in_words(turn: Turn, number: int) -> None:
    with turn.writing() as session:
        booking = hours.get_booking(session, turn.person, turn.membership(session).team, number)
        told = _joined(hours.join(session, turn.person, booking, now=turn.now))
    turn.reply(told)


def handle_cancel(turn: Turn) -> None:
    with turn.writing() as session:
        booking = hours.get_booking_by_id(session, int(turn.said.value))
        told = _cancelled(hours.cancel(session, turn.person, booking, now=turn.now), turn.person)
    turn.reply(told)


def handle_joined(turn: Turn) -> None:
    with turn.writing() as session:
        booking = hours.get_booking_by_id(session, int(turn.said.value))
        told = _joined(hours.join(session, turn.person, booking, now=turn.now))
    turn.reply(told)


def _cancelled(booking: HoursBooking, by: Person) -> Mrkdwn:
    told = "Cancelled. {other} hears of it, and the time is free again."
    return mrkdwn(told, other=booking.other_than(by).name)


def _joined(booking: HoursBooking) -> Mrkdwn:
    return mrkdwn("Thank you: the call with {booker} counts as joined.", booker=booking.booker.name)


# ── mine, and what I can book ────────────────────────────────────────────────────────────────────────────


def _list(turn: Turn) -> None:
    with turn.reading() as session:
        mine = hours.offered_by(session, turn.person, now=turn.now, limit=MOST_LISTED)
        rows = [_mine(offered, turn.person) for offered in mine]
        for booking in hours.bookings_of(session, turn.person, now=turn.now, limit=MOST_LISTED):
            rows.append(blocks.section(_line(booking, turn.person), accessory=_button(booking, turn)))
        offers = hours.offered_to(session, turn.person, now=turn.now, limit=MOST_LISTED)
        free = [_free(each, slots, turn.person) for each in offers if (slots := hours.free_slots(each, now=turn.now))]
        month = worktime.month_of(worktime.local_day(turn.now, turn.person.zone))
        count = hours.joined(session, turn.person, month)
    if not rows and not free:
        turn.reply(Mrkdwn(f"You offer no hours, and have booked none, that are still to come. {hours.EXAMPLE}"))
        return
    mine_first = [blocks.section("Your hours:"), *rows] if rows else []
    to_book = [blocks.section("Free to book:"), *free] if free else []
    end = blocks.context(f"Only you see this. Calls that you joined this month: {count}.")
    turn.reply(blocks.message(*mine_first, *to_book, end))


def _free(offered: OfferedHours, slots: list[datetime], person: Person) -> Block:
    told = mrkdwn(
        "`{number}` {host}, {begin}: {count} of {minutes} minutes",
        number=offered.number,
        host=offered.by.name,
        begin=_moment(slots[0], person.zone),
        count=words.count(len(slots), "free slot"),
        minutes=offered.minutes,
    )
    first = offered.slots.index(slots[0])
    return blocks.section(told, accessory=blocks.button("Book", "hours.book", f"{offered.id}:{first}"))


def _mine(offered: OfferedHours, person: Person) -> Block:
    taken = sum(booking.stands for booking in offered.bookings)
    told = mrkdwn(
        "`{number}` you offer {begin} to {end}: {taken} of {slots} booked",
        number=offered.number,
        begin=_moment(offered.begins_at, person.zone),
        end=_moment(offered.ends_at, person.zone, is_short=True),
        taken=taken,
        slots=words.count(len(offered.slots), "slot"),
    )
    return blocks.section(told, accessory=blocks.button("Take back", "hours.withdraw", offered.id))


def _line(booking: HoursBooking, reader: Person) -> Mrkdwn:
    return mrkdwn(
        "`{number}` {when} with {other}{about}",
        number=booking.number,
        when=_moment(booking.begins_at, reader.zone),
        other=booking.other_than(reader).name,
        about=_about(booking),
    )


def _about(booking: HoursBooking) -> str:
    said = ": ".join(part for part in (booking.account, " ".join(booking.why.split())) if part)
    return f" · {said}" if said else ""


def _button(booking: HoursBooking, turn: Turn) -> Block:
    if booking.begins_at <= turn.now:
        return blocks.button("Joined", "hours.joined", booking.id)
    return blocks.button("Cancel", "hours.cancel", booking.id)


# ── what the channel and the two hear ────────────────────────────────────────────────────────────────────


def offered(session: Session, hours_id: int) -> Rendered | None:
    """The post with its slots; taken ones with a first name."""
    told = hours.get_by_id(session, hours_id)
    if told.withdrawn_at:
        return None
    head = mrkdwn(
        "🗓️ {host} has time for your calls: {begin} to {end}. Book {minutes} minutes.",
        host=told.by.name,
        begin=_moment(told.begins_at, told.team.zone),
        end=_moment(told.ends_at, told.team.zone, is_short=True),
        minutes=told.minutes,
    )
    rows = [_slot_row(told, nth, at) for nth, at in enumerate(told.slots)]
    return blocks.message(blocks.section(head), *rows, text=head)


def _slot_row(told: OfferedHours, nth: int, at: datetime) -> Block:
    time = _moment(at, told.team.zone, is_short=True)
    if taken := hours.standing_at(told, at):
        return blocks.section(mrkdwn("{time} · {who}", time=time, who=taken.booker.name.split()[0]))
    button = blocks.button("Book", "hours.book", f"{told.id}:{nth}")
    return blocks.section(mrkdwn("{time} · free", time=time), accessory=button)


def booked(session: Session, booking_id: int) -> Rendered | None:
    """To the person who booked."""
    booking = session.get_one(HoursBooking, booking_id)
    return _told(booking, booking.booker, "You booked {when} with {other}{about}.")


def taken(session: Session, booking_id: int) -> Rendered | None:
    """To the person who offered the hours."""
    booking = session.get_one(HoursBooking, booking_id)
    joined = blocks.button("Joined", "hours.joined", booking.id)
    return _told(booking, booking.host, "{other} booked {when} of your hours{about}.", joined)


def _told(booking: HoursBooking, reader: Person, template: str, *more: Block) -> Rendered:
    other, when = booking.other_than(reader), _moment(booking.begins_at, reader.zone)
    head = blocks.section(mrkdwn(template, when=when, other=other.name, about=_about(booking)))
    if not booking.stands:
        return blocks.message(head, blocks.context(_why_off(booking, "it")))
    if booking.joined_at:
        return blocks.message(head, blocks.context(f"{booking.host.name} joined."))
    return blocks.message(head, blocks.actions(*more, blocks.button("Cancel", "hours.cancel", booking.id)))


def cancelled(session: Session, booking_id: int) -> Rendered | None:
    """To the one of the two who did not cancel."""
    booking = session.get_one(HoursBooking, booking_id)
    if booking.stands:
        return None
    reader = booking.other_than(hours.who_cancelled(booking))
    when = _moment(booking.begins_at, reader.zone)
    return blocks.message(blocks.section(_why_off(booking, when, _about(booking))))


def _why_off(booking: HoursBooking, what: str, about: str = "") -> Mrkdwn:
    """Cancelled by one of the two, or off because one of them is gone."""
    who = hours.who_cancelled(booking).name
    if booking.cancelled_by:
        return mrkdwn("{who} cancelled {what}{about}.", who=who, what=what, about=about)
    template = "{who} is no longer with {team}, so {what} is off{about}."
    return mrkdwn(template, who=who, team=booking.hours.team.name, what=what, about=about)


VERBS = {"hours": handle_hours}
ACTIONS = {
    "hours.book": handle_book,
    "hours.withdraw": handle_withdraw,
    "hours.cancel": handle_cancel,
    "hours.joined": handle_joined,
}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping("account", "why")}
MESSAGES = {
    "hours.offered": Kind(offered, REQUEST),
    "hours.booked": Kind(booked, ANSWER),
    "hours.taken": Kind(taken, PRESSING),
    "hours.cancelled": Kind(cancelled, PRESSING),
}
DRAFTS = {FORM: begun.way_back("hours.book", "Finish your booking")}
HELP = {
    "hours": (
        "*Offer hours* in which others book you for a call; everybody reads the times in their own zone.",
        "`/pace hours Thu 14:00-16:00 in 30 minutes` · `/pace hours` shows yours, and what is free",
        "`/pace hours book 12 14:30 Acme: their CFO joins` · `cancel 13` · `joined 13`",
    ),
}
