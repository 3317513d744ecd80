"""What people hear of promises in direct messages, and what the channel hears of those made in the open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.domain import commitments, preferences
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.outbox import NEWS, NOTICE, PRESSING, Kind, Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.promises import telling
from bot.slack.promises.fields import days_to_choose
from bot.slack.promises.telling import receiver, receivers, stands, what, why_parted

OF_A_PROMISE = replace(PRESSING, lasts=timedelta(days=7))
"""Whoever comes to work days later is still reminded, which is not too late while the promise is open."""
Renderer = Callable[[Session, int], Rendered | None]


def _to_receiver(head: str, state: State) -> Renderer:
    return _renderer(head, state, lambda row: row.to)


def _to_owner(head: str, state: State, since: str = "") -> Renderer:
    return _renderer(head, state, lambda row: row.by, since)


def _renderer(head: str, state: State, reader_of: Callable[[Commitment], Person | None], since: str = "") -> Renderer:
    """Tells that a promise came into this `state`; if it has moved on since, how it stands now is told below.

    `since` takes the place of a head that is true in that state alone.
    """

    def render(session: Session, commitment_id: int) -> Rendered | None:
        row = commitments.get_by_id(session, commitment_id)
        reader = reader_of(row)
        if reader is None or row.state is State.TAKEN_BACK:
            return None
        said = head if row.state is state else since or head
        told = mrkdwn(said, by=row.by.name, to=receiver(row), what=what(row), day=commitments.say_due(row))
        lines = [told] if row.state is state and state not in _TOLD_ANYWAY else [told, stands(row, reader)]
        return _message(session, row, reader, lines)

    return render


_TOLD_ANYWAY = frozenset((State.NOT_KEPT, State.DECLINED))
"""States in which what was said about it is always told, too."""


def _message(session: Session, row: Commitment, reader: Person, lines: list[Mrkdwn]) -> Rendered:
    seen = telling.beneath(session, row, reader)
    return blocks.message(blocks.section(blocks.joined(lines)), seen, *telling.row_of(session, row, reader))


def due(session: Session, commitment_id: int) -> Rendered | None:
    """To the owner, on the morning of its day; one message, however many people it was promised to."""
    rows = commitments.together(session, commitments.get_by_id(session, commitment_id))
    still = [row for row in rows if row.state is State.OPEN]
    row, owner = (still or rows)[0], rows[0].by
    if not still:
        told = mrkdwn("Your promise to {names}: {what}.", names=receivers(rows), what=what(row))
        return _message(session, row, owner, [told, stands(row, owner)])
    told = mrkdwn(
        "Due {day}, your promise to {names}: {what}.",
        day=commitments.say_due(row),
        names=receivers(still),
        what=what(row),
    )
    return _message(session, row, owner, [told, *moved_so_far(row)])


def moved_so_far(row: Commitment) -> list[Mrkdwn]:
    """For the owner alone, from the second move on."""
    if row.slips < 2:
        return []
    plain = "It has moved {count} times so far. If it can't be done, {to} would rather hear it now, with what instead."
    return [mrkdwn(plain, count=row.slips, to=receiver(row))]


def reopened(session: Session, commitment_id: int) -> Rendered | None:
    """To the owner: the other side says "not yet", and asks for a new day."""
    row = commitments.get_by_id(session, commitment_id)
    told = mrkdwn("{to} says that it isn't done yet: {what}.", to=receiver(row), what=what(row))
    if row.state is not State.OPEN or not row.is_day_open:
        return _message(session, row, row.by, [told, stands(row, row.by)])
    asked = mrkdwn("By when? Until you choose, I have it down for {day}.", day=commitments.say_due(row))
    choices = telling.day_buttons("move", row, days_to_choose(row.due_on), row.due_on)
    other = blocks.button("Another day", "promise.move", row.id)
    seen = telling.beneath(session, row, row.by)
    return blocks.message(blocks.section(blocks.joined([told, asked])), seen, blocks.actions(*choices, other))


def parted(session: Session, commitment_id: int) -> Rendered:
    """To the one of the two who stays."""
    row = commitments.get_by_id(session, commitment_id)
    told = mrkdwn(
        "{why}, so promise {number} is closed: {what}.", why=why_parted(row), number=row.number, what=what(row)
    )
    return blocks.message(blocks.section(told), blocks.context("Is it still needed? `/ask` somebody else for it."))


def made(session: Session, commitment_id: int) -> Rendered | None:
    """In the team's channel: who promised what to whom, and how it stands."""
    rows = commitments.together(session, commitments.get_by_id(session, commitment_id))
    first = rows[0]
    if all(row.state is State.TAKEN_BACK for row in rows):
        return None
    told = mrkdwn(
        "🤝 {by} promises {to}: {what}, by {day}.",
        by=first.by.name,
        to=blocks.joined([_named(session, row) for row in rows], ", "),
        what=what(first),
        day=commitments.say_due(max(rows, key=lambda row: row.due_on)),
    )
    turned = [row for row in rows if row.state is not State.OPEN]
    lines = [
        mrkdwn("{who}{how}", who=f"{receiver(row)}: " if len(rows) > 1 else "", how=stands(row, is_in_channel=True))
        for row in turned
    ]
    return blocks.message(blocks.section(blocks.joined([told, *lines])), *_for_the_team(first))


def _named(session: Session, row: Commitment) -> Mrkdwn:
    """With a mention, unless the person turned that off: in the channel nothing else notifies them."""
    if row.to is None:
        return blocks.escape("the team")
    is_off = preferences.is_off(session, row.to.id, "promises")
    return blocks.escape(row.to.name) if is_off else blocks.mention(row.to.slack_id)


def _for_the_team(row: Commitment) -> list[Block]:
    if row.to_id is not None or row.state is not State.KEPT:
        return []
    done, not_yet = ("Done for us", "promise.confirm"), ("Not yet", "promise.not_yet")
    return [blocks.actions(*(blocks.button(label, act, row.id) for label, act in (done, not_yet)))]


asked = _to_owner(
    "{to} asks you for this: {what}, by {day}. It is your promise once you accept.",
    State.ASKED,
    since="{to} asked you for this: {what}.",
)

MESSAGES = {
    "promise.made": Kind(made, NEWS),
    "promise.given": Kind(_to_receiver("🤝 {by} promises you: {what}, by {day}.", State.OPEN), NOTICE),
    "promise.asked": Kind(asked, NOTICE),
    # Tomorrow would be too late to answer.
    "promise.asked_now": Kind(asked, PRESSING),
    "promise.accepted": Kind(_to_receiver("🤝 {by} accepts and promises you: {what}, by {day}.", State.OPEN), NOTICE),
    "promise.declined": Kind(_to_receiver("{by} can't take on what you asked for: {what}.", State.DECLINED), NOTICE),
    "promise.unanswered": Kind(
        _to_receiver("{by} hasn't answered what you asked for: {what}.", State.UNANSWERED), NOTICE
    ),
    "promise.due": Kind(due, OF_A_PROMISE),
    "promise.moved": Kind(
        _to_receiver("{by} moved what was promised to you: {what}. It's due {day} now.", State.OPEN), NOTICE
    ),
    "promise.kept": Kind(_to_receiver("{by} says that it's done: {what}. Is it, for you?", State.KEPT), NOTICE),
    "promise.reopened": Kind(reopened, NOTICE),
    "promise.dropped": Kind(_to_receiver("{by} can't keep what was promised to you: {what}.", State.NOT_KEPT), NOTICE),
    "promise.released": Kind(
        _to_owner("{to} no longer needs what you promised: {what}. You're released.", State.RELEASED), NOTICE
    ),
    "promise.parted": Kind(parted, NOTICE),
}
