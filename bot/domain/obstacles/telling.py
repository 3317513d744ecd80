"""What the channel and people are told of an obstacle: which message stands where, and which is wanted no more."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.db import insert_if_new
from bot.domain import calendars, preferences
from bot.domain.obstacles import due, lookup
from bot.domain.obstacles.life import Act
from bot.models import Obstacle, ObstacleEvent, ObstacleKind, ObstacleNudge, OutboxMessage, Person

TOLD_IN_THREAD = frozenset({Act.UPDATE, Act.CLEAR, Act.DECIDE, Act.REOPEN})
UP = "up"
"""The part of the outbox key for messages to the leaders above."""
ALLOW = "allow"
"""Under which the raiser is asked whether they may be."""
TAKEN = "taken"
"""Under which the raiser hears who has it."""
CLEARED = "cleared"
"""Under which those who have the last word are asked for it."""
CALL_OVER = "call_over"
"""Under which the raiser is asked whether somebody joined their call."""
PRIVATE = "private"
"""Under which those whom a private one concerns hear that there is one."""
ASKED = "asked"
"""Under which those are asked whom no request in the channel asks."""


def key(obstacle: Obstacle) -> str:
    return f"obstacle:{obstacle.id}"


def is_in_channel(session: Session, obstacle: Obstacle) -> bool:
    """Whether it stands, or will stand, as a request in the team's channel, whatever the team has set since.

    Unlike `outbox.is_wanted` it locks nothing: whoever only reads asks it too, and acts have locked the obstacle.
    """
    of_it = (OutboxMessage.key == key(obstacle), OutboxMessage.is_gone.is_(False))
    return not obstacle.is_private and session.scalar(select(OutboxMessage.id).where(*of_it)) is not None


def announce(session: Session, obstacle: Obstacle, *, now: datetime) -> None:
    """Post it in the team's channel as a request, or ask those whom it names where the team has requests off.

    Of a private one, only tell those concerned that there is one.
    """
    if obstacle.is_private:
        people = {person.id: person for person in (*lookup.heirs(session, obstacle), obstacle.other) if person}
        for person in people.values():
            if person.id != obstacle.raiser_id:
                is_soon = due.is_needed_before_morning(session, person, obstacle, now)
                kind = "obstacle.private_now" if is_soon else "obstacle.private"
                tell(session, obstacle, kind, f"{PRIVATE}:{person.id}", person, now=now)
    elif not preferences.is_team_off(session, obstacle.team, "requests"):
        outbox.show_in(session, obstacle.team, "obstacle.shared", key(obstacle), due_at=now, obstacle_id=obstacle.id)
    else:
        for person in lookup.asked_by_name(obstacle):
            is_soon = due.is_needed_before_morning(session, person, obstacle, now)
            kind = "obstacle.asked_now" if is_soon else "obstacle.asked"
            tell(session, obstacle, kind, f"{ASKED}:{person.id}", person, now=now)


def in_thread(session: Session, obstacle: Obstacle, kind: str, about: str, *, now: datetime, **ids: int) -> None:
    """Beneath the request in the channel, where there is one."""
    if is_in_channel(session, obstacle):
        outbox.show_in(
            session,
            obstacle.team,
            kind,
            f"{key(obstacle)}:{about}",
            due_at=now,
            channel_id=None,
            thread_key=key(obstacle),
            obstacle_id=obstacle.id,
            **ids,
        )


def tell(
    session: Session, obstacle: Obstacle, kind: str, about: str, person: Person, *, now: datetime, **ids: int
) -> None:
    """One person, in their working hours, unless they want no such messages."""
    if not person.is_here or preferences.is_off(session, person.id, "obstacles"):
        return
    outbox.show_to(
        session,
        person,
        kind,
        f"{key(obstacle)}:{about}",
        due_at=calendars.of_person(session, person).next_open(now),
        obstacle_id=obstacle.id,
        person_id=person.id,
        **ids,
    )


def nudge(session: Session, obstacle: Obstacle, kind: str, person: Person, *, now: datetime) -> bool:
    """Tell the person to act, once a day at most; False where they were told today."""
    calendar = calendars.of_person(session, person)
    day = worktime.local_day(calendar.next_open(now), calendar.zone)
    if not insert_if_new(session, ObstacleNudge, obstacle_id=obstacle.id, person_id=person.id, day=day):
        return False
    waited = _withdraw_unread(session, obstacle, person)
    # What can wait is told no later than what it replaces; what can't would be out of date by then.
    since = min([now, *waited]) if kind == "obstacle.yours" else now
    tell(session, obstacle, kind, _nudge(person.id, day), person, now=since)
    return True


def _withdraw_unread(session: Session, obstacle: Obstacle, person: Person) -> list[datetime]:
    """What still waits for the person is told by what comes now; return when each was due."""
    nudges = [_nudge(who, day) for who, day in _nudges(session, obstacle) if who == person.id]
    keys = [f"{key(obstacle)}:{about}" for about in (f"{PRIVATE}:{person.id}", *nudges)]
    of_it = select(OutboxMessage).where(OutboxMessage.key.in_(keys), OutboxMessage.is_gone.is_(False))
    unread = [row for row in session.scalars(of_it) if not outbox.may_be_read(session, row.key)]
    for row in unread:
        outbox.withdraw(session, row.key)
    return [row.due_at for row in unread]


def _nudges(session: Session, obstacle: Obstacle) -> list[tuple[int, date]]:
    told = select(ObstacleNudge.person_id, ObstacleNudge.day).where(ObstacleNudge.obstacle_id == obstacle.id)
    return [(person_id, day) for person_id, day in session.execute(told)]


def _nudge(person_id: int, day: date) -> str:
    return f"nudge:{person_id}:{day:%Y%m%d}"


def was_asked(session: Session, obstacle: Obstacle, person_id: int) -> bool:
    """Whether the person was told that they are asked, where no channel hears of it."""
    return outbox.told_at(session, f"{key(obstacle)}:{ASKED}:{person_id}") is not None


def raiser_told_at(session: Session, obstacle: Obstacle, event_id: int) -> datetime | None:
    """When the raiser was told who took it, in that event; None where it still waits."""
    return outbox.told_at(session, f"{key(obstacle)}:{TAKEN}:{event_id}")


def withdraw_nudges(session: Session, obstacle: Obstacle, of: Collection[int | None] | None = None) -> None:
    """What people, or those of these ids, were told to do is done; what the others were told shows how it stands."""
    for person_id, day in _nudges(session, obstacle):
        change = outbox.withdraw if of is None or person_id in of else outbox.touch
        change(session, f"{key(obstacle)}:{_nudge(person_id, day)}")


def offer_again(session: Session, obstacle: Obstacle, *, now: datetime) -> None:
    """To the team; of a private one that nobody hears any more its raiser is told so."""
    obstacle.offered_again_at = now
    if obstacle.is_private:
        tell(session, obstacle, "obstacle.unheard", _again(now), obstacle.raiser, now=now)
    else:
        in_thread(session, obstacle, "obstacle.offered_again", _again(now), now=now)


def withdraw_offer(session: Session, obstacle: Obstacle) -> None:
    """Nobody is looked for any more."""
    if obstacle.offered_again_at:
        outbox.withdraw(session, f"{key(obstacle)}:{_again(obstacle.offered_again_at)}")
        obstacle.offered_again_at = None


def _again(at: datetime) -> str:
    return f"again:{at:%Y%m%d%H%M}"


def withdraw_from_above(session: Session, obstacle: Obstacle) -> None:
    """Whoever leads above is to know of it no more, however often it was taken to them."""
    for each in _keys(session, obstacle, UP):
        outbox.withdraw(session, each)


def touch(session: Session, obstacle: Obstacle, about: str) -> None:
    """Let what was told under this show how things stand, however often it was told."""
    for each in _keys(session, obstacle, about):
        outbox.touch(session, each)


def _keys(session: Session, obstacle: Obstacle, about: str) -> list[str]:
    of_it = OutboxMessage.key.startswith(f"{key(obstacle)}:{about}", autoescape=True)
    return list(session.scalars(select(OutboxMessage.key).where(of_it)))


def retell(session: Session, obstacle: Obstacle, event: ObstacleEvent, *, now: datetime) -> None:
    """The request shows how things stand; what was said about it stands in its thread, the rest its raiser hears."""
    outbox.touch(session, key(obstacle))
    if event.act in TOLD_IN_THREAD or (event.text and event.by_id):
        in_thread(session, obstacle, "obstacle.updated", f"event:{event.id}", now=now, event_id=event.id)
    if event.act is Act.MOVE:
        touch(session, obstacle, TAKEN)
    if obstacle.kind is ObstacleKind.CALL:
        change = outbox.withdraw if event.act is Act.MOVE else outbox.touch
        change(session, f"{key(obstacle)}:{CALL_OVER}")
    if lookup.asked_by_name(obstacle) and not is_in_channel(session, obstacle):
        touch(session, obstacle, ASKED)
    is_news = event.act in (Act.MOVE, Act.DROP, Act.GO_UP) or (event.act is Act.UPDATE and obstacle.is_private)
    if is_news and event.by_id != obstacle.raiser_id:
        tell_change(session, obstacle, event, obstacle.raiser, now=now)


def tell_change(session: Session, obstacle: Obstacle, event: ObstacleEvent, person: Person, *, now: datetime) -> None:
    """What somebody else did with it."""
    about = f"changed:{event.id}"
    tell(session, obstacle, "obstacle.changed", about, person, now=now, event_id=event.id)
