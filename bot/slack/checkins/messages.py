"""What a check-in says in direct messages: the question, edited in place once it is answered, and the one nudge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import words
from bot.domain import checkins, teams
from bot.domain.checkins import questions
from bot.models import CheckinSeat
from bot.models import SeatState as State
from bot.outbox import REMINDER, Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.checkins import said

ANSWER, MORE = "checkin.answer", "checkin.more"
EARLY = "next:"
"""Stands before the id of a check-in when its next occurrence is to be answered ahead of time."""
WAITING = frozenset((State.PLANNED, State.ASKED))
BEFORE_THE_DEADLINE = replace(REMINDER, lasts=timedelta(hours=4))
"""It must not wait until the next morning: leaders get it at once, people who have reached their limit not at all."""
TWICE = "I ask twice at most, and this was the second time."


def asked(session: Session, seat_id: int) -> Rendered | None:
    """The check-in's message: one line and one button; None if nobody is asked any more."""
    seat = session.get(CheckinSeat, seat_id)
    if seat is None or teams.find_membership(session, seat.person, seat.run.checkin.team) is None:
        return None
    stands = STANDS.get(seat.state)
    return stands(session, seat) if stands else None


def nudged(session: Session, seat_id: int) -> Rendered | None:
    seat = session.get(CheckinSeat, seat_id)
    if seat is None or seat.state not in WAITING:
        return None
    told = "{title} still waits for you, until {until}. {twice}"
    line = mrkdwn(told, title=said.named(session, seat), until=said.seen_from_due(seat.closes_at, seat), twice=TWICE)
    return blocks.message(blocks.section(line), buttons(seat))


def buttons(seat: CheckinSeat) -> Block:
    choices = [("Skip this one…", "skip"), ("Later (in an hour)", "later"), ("I'm away today", "away")]
    return blocks.actions(
        blocks.button("Answer", ANSWER, seat.id, style="primary"),
        blocks.overflow(MORE, [(label, f"{what}:{seat.id}") for label, what in choices]),
    )


def waits(session: Session, seat: CheckinSeat) -> Rendered:
    put = questions.visible(questions.of_seat(session, seat, now=seat.asked_at or seat.due_at), {})
    told = "{title}: {count}, about a minute. It's open until {until}."
    line = mrkdwn(
        told,
        title=said.named(session, seat),
        count=words.count(len(put), "question"),
        until=said.seen_from_due(seat.closes_at, seat),
    )
    seen = "Who reads an answer stands beside its question."
    return blocks.message(blocks.section(line), buttons(seat), blocks.context(seen))


def _answered(session: Session, seat: CheckinSeat) -> Rendered:
    told = "✓ {title}: you answered at {at}{late}."
    late = ", after the deadline; it is marked late, and counts" if checkins.is_late(seat) else ""
    at = said.seen_from_due(seat.answered_at or seat.due_at, seat)
    line = mrkdwn(told, title=said.named(session, seat), at=at, late=late)
    if checkins.is_late(seat):
        return blocks.message(blocks.section(line))
    until = blocks.context(mrkdwn("You can change it until {until}.", until=said.seen_from_due(seat.closes_at, seat)))
    return blocks.message(blocks.section(line), blocks.actions(blocks.button("Change it", ANSWER, seat.id)), until)


def _skipped(session: Session, seat: CheckinSeat) -> Rendered:
    why = mrkdwn(": {reason}", reason=seat.reason) if seat.reason else Mrkdwn("")
    line = mrkdwn("{title}: skipped this time{why}.", title=said.named(session, seat), why=why)
    seen = blocks.context("That, and why, is seen by you and who leads you. The channel hears nothing of it.")
    return blocks.message(
        blocks.section(line), blocks.actions(blocks.button("Answer it after all", ANSWER, seat.id)), seen
    )


def _away(session: Session, seat: CheckinSeat) -> Rendered:
    line = mrkdwn("{title}: you're away, so nothing is waited for.", title=said.named(session, seat))
    return blocks.message(blocks.section(line))


STANDS: dict[State, Callable[[Session, CheckinSeat], Rendered]] = {
    State.PLANNED: waits,
    State.ASKED: waits,
    State.ANSWERED: _answered,
    State.SKIPPED: _skipped,
    State.AWAY: _away,
}
