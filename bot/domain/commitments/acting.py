"""Acts on promises: `life` says which are possible in which state; others are Refused, saying how it stands.

The owner's acts count for everybody to whom it was made; a receiver's acts count for that receiver only.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, gate, preferences, teams
from bot.domain.commitments import life, lookup, telling
from bot.domain.commitments.life import Act, Side
from bot.domain.commitments.making import check_day
from bot.errors import Refused, check_length
from bot.models import Commitment, Person
from bot.models import CommitmentState as State

LONGEST_WORD = 500
ONLY_RECEIVERS = "Only whoever it was promised to can say that."
ONLY_OWNER = "Only whoever promised it can say that."
INSTEAD = {
    Act.CONFIRM: (Act.KEEP, "`/promise keep {}` says that you kept it."),
    Act.REOPEN: (Act.MOVE, "`/promise move {} to Monday` names another day."),
    Act.RELEASE: (Act.FAIL, "`/promise drop {} legal needs longer` says that it can't be done."),
    Act.KEEP: (Act.CONFIRM, "`/promise done {}` says that it is done for you."),
    Act.FAIL: (Act.RELEASE, "`/promise release {}` says that you need it no longer."),
}
"""To whom an act is not: what they can say themselves."""
Rows = list[Commitment]


# ── the owner ────────────────────────────────────────────────────────────────────────────────────────────


def accept(
    session: Session, person: Person, commitment: Commitment, *, now: datetime, due_on: date | None = None
) -> Commitment:
    """Make a request the person's promise, for its day or another one."""
    (row,), group = _begin(session, person, commitment, Act.ACCEPT)
    check_day(person, due_on or row.due_on, now=now)
    _take(session, [row], group, Act.ACCEPT, now)
    row.due_on = due_on or row.due_on
    telling.tell(session, row, "accepted", row.to, now=now)
    return row


def decline(session: Session, person: Person, commitment: Commitment, word: str, *, now: datetime) -> Commitment:
    (row,), group = _begin(session, person, commitment, Act.DECLINE)
    word = _word(word, "Add a word why, so that nobody waits: `/promise decline 31 …`.")
    _take(session, [row], group, Act.DECLINE, now)
    row.word, row.ended_by_id = word, person.id
    telling.tell(session, row, "declined", row.to, now=now)
    return row


def keep(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Rows:
    """The owner says that it is done; the other side is asked to confirm."""
    rows, group = _begin(session, person, commitment, Act.KEEP)
    _take(session, rows, group, Act.KEEP, now)
    for row in rows:
        row.kept_at = now
        telling.tell(session, row, "kept", row.to, now=now)
    return rows


def move(session: Session, person: Person, commitment: Commitment, due_on: date, *, now: datetime) -> Rows:
    """Move it to another day; the first move after a "not yet" is not counted, since that day was not the owner's."""
    rows, group = _begin(session, person, commitment, Act.MOVE)
    check_day(person, due_on, now=now)
    if all(row.due_on == due_on and not row.is_day_open for row in rows):
        raise Refused(f"It is due on {lookup.say_due(commitment)} already. Choose another day.", field="due_on")
    _take(session, rows, group, Act.MOVE, now)
    for row in rows:
        row.moves += not row.is_day_open
        row.slips += not row.is_day_open and due_on > row.due_on
        row.due_on, row.is_day_open = due_on, False
        if not telling.is_still_to_be_read(session, row):
            telling.tell(session, row, "moved", row.to, now=now)
    return rows


def fail(
    session: Session, person: Person, commitment: Commitment, word: str, instead: str = "", *, now: datetime
) -> Rows:
    """The owner says that it could not be kept, why, and what they offer instead."""
    rows, group = _begin(session, person, commitment, Act.FAIL)
    word = _word(word, "Add a word why, and what instead: `/promise drop 31 …`.")
    instead = _word(instead)
    _take(session, rows, group, Act.FAIL, now)
    for row in rows:
        row.word, row.instead, row.ended_by_id = word, instead, person.id
        telling.tell(session, row, "dropped", row.to, now=now)
    return rows


def resume(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Rows:
    """Undo dropping it, as if that had not been said, within the team's time for undoing."""
    rows, group = _begin(session, person, commitment, Act.RESUME)
    if rows[0].ended_at and (why := preferences.too_late_to_undo(session, rows[0].team, rows[0].ended_at, now=now)):
        raise Refused(f"{why}, so it stays closed. If it can be kept after all, promise it anew.")
    _take(session, rows, group, Act.RESUME, now)
    today = worktime.local_day(now, person.zone)
    for row in rows:
        row.word, row.instead, row.ended_by_id = "", "", None
        row.is_reminded = row.reminded_on == today
        telling.unsay_drop(session, row, now=now)
    return rows


def take_back(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Rows:
    """Undo it as if it had not been said: a promise within the team's time for that, a request until it is answered."""
    rows, group = _begin(session, person, commitment, Act.TAKE_BACK)
    if rows[0].state is State.OPEN:
        _check_undo(session, rows[0], now)
    _take(session, rows, group, Act.TAKE_BACK, now)
    for row in rows:
        row.ended_by_id = person.id
    telling.unsay(session, rows, group)
    return rows


def _check_undo(session: Session, row: Commitment, now: datetime) -> None:
    why = preferences.too_late_to_undo(session, row.team, row.made_at, now=now)
    if telling.was_asked(session, row):
        why = "You accepted it"
    elif row.slips or row.returns:
        why = "More was said to it since"
    if why:
        raise Refused(f"{why}, so it stands. If it can't be done, say so: `/promise drop {row.number} …`.")


# ── the other side ───────────────────────────────────────────────────────────────────────────────────────


def confirm(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Commitment:
    """ "Done for me"."""
    (row,), group = _begin(session, person, commitment, Act.CONFIRM)
    _take(session, [row], group, Act.CONFIRM, now)
    row.kept_at = row.kept_at or now
    row.ended_by_id = person.id
    return row


def reopen(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Commitment:
    """ "Not yet": due on the next working day, unless its owner chooses another."""
    (row,), group = _begin(session, person, commitment, Act.REOPEN)
    _take(session, [row], group, Act.REOPEN, now)
    row.kept_at, row.is_day_open = None, True
    row.returns += 1
    calendar = calendars.of_person(session, row.by)
    row.due_on = calendar.next_working_day(worktime.local_day(now, row.by.zone))
    telling.tell(session, row, "reopened", row.by, now=now)
    return row


def release(session: Session, person: Person, commitment: Commitment, *, now: datetime) -> Commitment:
    """The receiver says that it is no longer needed."""
    (row,), group = _begin(session, person, commitment, Act.RELEASE)
    if row.to_id is None:
        raise Refused("It was promised to the whole team, so nobody of it can release it alone.")
    _take(session, [row], group, Act.RELEASE, now)
    row.ended_by_id = person.id
    telling.tell(session, row, "released", row.by, now=now)
    return row


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────


def lapse(session: Session, commitment: Commitment, *, now: datetime) -> None:
    """Time is up: what was said to be kept counts as kept, a request is closed as unanswered."""
    row, group = _now(session, commitment)
    _take(session, [row], group, Act.LAPSE, now)
    if row.state is State.UNANSWERED:
        telling.tell(session, row, "unanswered", row.to, now=now)


def part(session: Session, commitment: Commitment, *, now: datetime) -> None:
    """Close it because one of the two has left; the other is told once."""
    row, group = _now(session, commitment)
    _take(session, [row], group, Act.PART, now)
    gone = row.by if row.to is None or not row.by.is_here else row.to
    row.word = f"{gone.name} {'has left' if gone.has_left else 'is no full member here any more'}"
    for person in (row.by, row.to):
        if person and person.is_here:
            telling.tell(session, row, "parted", person, now=now)


# ── how ──────────────────────────────────────────────────────────────────────────────────────────────────


def possible(session: Session, person: Person, commitment: Commitment) -> list[Act]:
    """The acts that the person can do now."""
    sides = lookup.sides_of(session, person, commitment)
    acts = [act for side in sides for act in life.acts_of(commitment.state, side)]
    is_of_team = commitment.to_id is None
    return [act for act in acts if not (act is Act.RELEASE and is_of_team)]


def check_act(session: Session, person: Person, commitment: Commitment, act: Act) -> None:
    """Refuse as the act itself would, before somebody fills in a form."""
    sides = lookup.sides_of(session, person, commitment)
    _check(session, person, commitment, act, sides)
    if act not in possible(session, person, commitment):
        raise stands_in_the_way(commitment)


def stands_in_the_way(commitment: Commitment) -> Refused:
    """A refusal, for somebody who is too late, that says how the promise stands now."""
    number, who = commitment.number, commitment.by.name
    ended_on = worktime.local_day(commitment.ended_at, commitment.by.zone) if commitment.ended_at else None
    on = f" on {lookup.say_day(commitment, ended_on)}" if ended_on else ""
    said = {
        State.ASKED: f"{who} hasn't accepted it yet.",
        State.OPEN: f"It is open, due on {lookup.say_due(commitment)}.",
        State.KEPT: f"{who} has kept it already, and it waits for a word whether it is done.",
        State.CONFIRMED: f"It was confirmed as done{on}.",
        State.UNCONFIRMED: f"It was kept, and closed{on} as nobody said otherwise.",
        State.NOT_KEPT: f"It was closed{on}: it could not be kept. If it can be after all, promise it anew.",
        State.RELEASED: f"It was released{on}.",
        State.DECLINED: f"{who} declined it{on}.",
        State.UNANSWERED: f"It was closed{on} without an answer.",
        State.TAKEN_BACK: f"It was taken back{on}.",
    }[commitment.state]
    return Refused(f"That can't be done with promise {number} as it stands now. {said}")


def _begin(session: Session, person: Person, commitment: Commitment, act: Act) -> tuple[Rows, Rows]:
    """The rows that the act changes and all rows of the promise, locked; Refused if this person cannot do it now.

    The owner's act changes all rows; a receiver's only their own, whichever row was clicked on.
    """
    group = lookup.locked(session, commitment)
    mine = [row for row in group if row.id == commitment.id]
    sides = lookup.sides_of(session, person, mine[0])
    if Side.OWNER in sides:
        mine = group
    elif mine[0].to_id is not None and Side.RECEIVER not in sides:
        mine = [row for row in group if row.to_id == person.id] or mine
        sides = lookup.sides_of(session, person, mine[0])
    _check(session, person, mine[0], act, sides)
    rows = [row for row in mine if (step := life.find_step(row.state, act)) and step.who in sides]
    if not rows and act is Act.TAKE_BACK and mine[0].state is State.OPEN:
        number, who = mine[0].number, mine[0].by.name
        raise Refused(f"{who} has promised it, so it stands. If you need it no longer: `/promise release {number}`.")
    if not rows:
        raise stands_in_the_way(mine[0])
    return rows, group


def _check(session: Session, person: Person, row: Commitment, act: Act, sides: set[Side]) -> None:
    """Ask the gate: the owner's acts belong to the owner, the other side's to those it was promised to."""
    gate.admit(person)
    whose = life.takes_acts_from(act)
    if sides and sides.isdisjoint(whose):
        raise _of_the_other_side(row, act)
    if Side.RECEIVER in sides:
        gate.check("promise.confirm", person, None, *_receivers(session, row))
    else:
        gate.check("promise.keep", person, None, row.by_id)


def _of_the_other_side(row: Commitment, act: Act) -> Refused:
    """With what this side can say in its place, where that can be said now."""
    only = ONLY_OWNER if Side.OWNER in life.takes_acts_from(act) else ONLY_RECEIVERS
    own, example = INSTEAD.get(act, (act, ""))
    can_say = example and life.find_step(row.state, own)
    return Refused(f"{only} {example.format(row.number)}" if can_say else only)


def _receivers(session: Session, row: Commitment) -> Sequence[int]:
    if row.to_id is not None:
        return [row.to_id]
    return [member.person_id for member in teams.members(session, row.team) if member.person_id != row.by_id]


def _now(session: Session, commitment: Commitment) -> tuple[Commitment, Rows]:
    group = lookup.locked(session, commitment)
    return next(row for row in group if row.id == commitment.id), group


def _take(session: Session, rows: Rows, group: Rows, act: Act, now: datetime) -> None:
    """Change the state; nothing else does."""
    telling.update(session, rows, group)
    for row in rows:
        step = life.LIFE[row.state, act]
        row.state, row.since, row.is_reminded = step.to, now, False
        is_over = step.to not in life.UNDER_WAY
        row.ended_at = now if is_over else None
        row.look_at = None if is_over else now
    session.flush()


def _word(text: str, missing: str = "") -> str:
    text = text.strip()
    if not text and missing:
        raise Refused(missing, field="word")
    check_length(text, LONGEST_WORD, field="word")
    return text
