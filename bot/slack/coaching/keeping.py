"""Keeps what was entered of a talk, in a form or a line; what is told of that holds none of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import coaching, commitments, drafts
from bot.domain.coaching import Choice, Entry, Notes
from bot.errors import Refused
from bot.models import CoachingKind, CoachingSession, CommitmentSource, Membership
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.coaching import messages
from bot.slack.turn import Turn

FORM = "coaching.form"
NO_FOCUS = "none"
NOTED, PREPARED = "noted", "prepared"
Fields = dict[str, Any]
"""By the names of the form's fields."""


def keep(
    session: Session,
    turn: Turn,
    rep: Membership,
    said: Fields,
    held: CoachingSession | None,
    *,
    version: int | None = None,
) -> Rendered:
    kept = coaching.save(
        session, turn.person, rep, _entry(session, turn, rep, said, held), now=turn.now, held=held, version=version
    )
    promised = _promise(session, turn, rep, said, kept)
    drafts.discard(session, turn.person, draft_of(rep.person_id, held))
    name = rep.person.name
    if kept.held_on is None:
        told = mrkdwn("Kept, as prepared: `{number}`. {name} knows nothing of it.", number=kept.number, name=name)
    elif kept.noted_at == turn.now:
        sentence = "{names} hears that there are notes, and nothing of what is in them."
        heard = notified.told(session, [rep.person], "notices", sentence)
        told = mrkdwn("Kept: `{number}`. {heard}", number=kept.number, heard=heard)
    else:
        told = mrkdwn("Kept: `{number}`, as it reads now. {name} is not told again.", number=kept.number, name=name)
    lines = blocks.joined([told, *promised])
    said_at = kept.noted_at or kept.made_at
    is_news = turn.now == said_at
    undo = turn.offer_undo(session, kept.team, said_at, "coaching.undo", to_undo(kept)) if is_news else []
    return blocks.message(blocks.section(lines), blocks.actions(blocks.button("Open", "coaching.open", kept.id), *undo))


def to_undo(kept: CoachingSession) -> str:
    """The value of the button, which says what is undone: a second click leaves the preparation that then stands."""
    return f"{kept.id}:{NOTED if kept.noted_at else PREPARED}"


def draft_of(rep_id: int, held: CoachingSession | None) -> str:
    """The kind of the draft of that talk's form, until the talk is kept."""
    return f"{FORM}:{rep_id}:{held.id if held else 0}"


def choices(session: Session, turn: Turn, rep: Membership, held: CoachingSession | None) -> list[Choice]:
    """What the talk can belong to; also what its notes belong to already, even if that is over by now."""
    tied_to = coaching.notes_of(session, held).focus if held else ""
    return coaching.choices(session, turn.person, rep, tied_to=tied_to)


def _entry(session: Session, turn: Turn, rep: Membership, said: Fields, held: CoachingSession | None) -> Entry:
    focus = said.get("focus") or NO_FOCUS
    if focus != NO_FOCUS:
        known = {choice.value.casefold(): choice.value for choice in choices(session, turn, rep, held)}
        if focus.casefold() not in known:
            raise Refused(
                f"I know nothing called so to work on in *{rep.team.name}*. `/pace team set skills` shows its skills; "
                "goals and standards are named by number, as `goal: 7`.",
                field="focus",
            )
        focus = known[focus.casefold()]
    day = said.get("held_on")
    looked, well, work = (said.get(name) or "" for name in messages.PARTS)
    notes = Notes(looked, well, work)
    return Entry(
        kind=CoachingKind(said.get("kind") or CoachingKind.ONE_TO_ONE),
        held_on=date.fromisoformat(day) if day else None,
        notes=replace(notes, focus="" if focus == NO_FOCUS else focus),
        preparation=said.get("preparation") or "",
    )


def _promise(session: Session, turn: Turn, rep: Membership, said: Fields, kept: CoachingSession) -> list[Mrkdwn]:
    """Make the coach's promise and ask the rep for one, as far as entered; what is told of it repeats no words."""
    told = []
    for field, line in (("promise", "Your promise is made."), ("asked", f"{rep.person.name} is asked for a promise.")):
        text, by = said.get(field) or "", said.get(f"{field}_by")
        if not text:
            continue
        if kept.held_on is None:
            raise Refused(
                f"{rep.person.name} would hear of that, and is to know nothing of what you prepare. "
                "Promise it in the talk, or now with `/promise`.",
                field=field,
            )
        if not by:
            raise Refused("By when? A promise has a day.", field=f"{field}_by")
        act = commitments.promise if field == "promise" else commitments.ask
        source, to, day = CommitmentSource.COACHING, [rep.person], date.fromisoformat(by)
        try:
            act(session, turn.person, to, text, day, now=turn.now, source=source, team=rep.team)
        except Refused as refusal:
            at = f"{field}_by" if refusal.field == "due_on" else field
            raise Refused(refusal.message, field=at) from None
        told.append(Mrkdwn(line))
    return told
