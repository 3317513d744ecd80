"""A coaching talk in a line: its parts by name, kept in the same way as from the form."""

import re

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import coaching, teams
from bot.errors import Refused
from bot.models import CoachingKind, CoachingSession, Person
from bot.slack.coaching import form, keeping
from bot.slack.coaching.keeping import Fields
from bot.slack.said import readable
from bot.slack.turn import Turn

NAMES = {
    "looked": "looked",
    "looked at": "looked",
    "well": "well",
    "work on": "work",
    "work": "work",
    "prep": "preparation",
    "skill": "focus",
    "goal": "focus",
    "standard": "focus",
    "step": "focus",
    "on": "held_on",
    "kind": "kind",
    "promise": "promise",
    "ask": "asked",
}
"""The names of parts in a line, and the form's field that each of them fills."""


def hear(turn: Turn, rep: Person, said: str) -> None:
    """`/coach @rita` opens the form; with parts behind it, these are kept."""
    if not said:
        form.open_for(turn, rep)
        return
    try:
        entered = read(turn, said)
        with turn.writing() as session:
            place = coaching.place_of(session, turn.person, rep, turn.team_here(session))
            known = coaching.prepared(session, turn.person, place)
            told = keeping.keep(session, turn, place, _with(session, known, entered), known)
    except Refused as refusal:
        form.open_for(turn, rep, _as_far_as_read(turn, said), notice=refusal.message)
        return
    turn.reply(told)


def hear_edit(turn: Turn, said: str) -> None:
    """`/coach edit 12` opens the form; with parts behind it, these are changed."""
    number, _, rest = said.partition(" ")
    with turn.reading() as session:
        held = coaching.get_session(session, turn.person, turn.membership(session).team, int(number))
        form.check_writer(turn, held)
        rep, session_id = held.rep, held.id
    if not rest.strip():
        form.open_for(turn, rep, session_id=session_id)
        return
    entered = read(turn, rest)
    with turn.writing() as session:
        held = coaching.get_by_id(session, turn.person, session_id)
        place = teams.get_membership(session, held.rep, held.team)
        told = keeping.keep(session, turn, place, _with(session, held, entered), held)
    turn.reply(told)


def read(turn: Turn, said: str) -> Fields:
    """The fields of the form that the line fills; anything before the first part is the kind of talk."""
    head, parts = phrases.split_parts(readable(said), NAMES)
    if head and not parts:
        raise Refused(f"I read no part of it, such as *looked:* or *work on:*. {form.EXAMPLE}", field="looked")
    fields: Fields = {NAMES[name]: text for name, text in parts.items() if NAMES[name] != "focus"}
    for name in ("skill", "goal", "standard", "step"):
        if name in parts:
            fields["focus"] = f"{name}:{parts[name].strip('. ')}"
    if head:
        fields["kind"] = head
    if "kind" in fields:
        fields["kind"] = _kind_of(fields["kind"])
    today = worktime.local_day(turn.now, turn.person.zone)
    if "held_on" in fields:
        when = phrases.read_day(fields["held_on"], today, "past")
        if when is None or when.day is None:
            raise Refused("I read no single day behind *on:*. Try `on: yesterday` or `on: 4 Nov`.", field="held_on")
        fields["held_on"] = when.day.isoformat()
    for name in ("promise", "asked"):
        if name in fields:
            fields |= _promised(turn, name, fields[name])
    return fields


def _kind_of(said: str) -> CoachingKind:
    folded = re.sub(r"[\s-]+", " ", said.casefold()).strip(" .")
    found = next((kind for kind in CoachingKind if kind.replace("-", " ") == folded), None)
    if found is None:
        raise Refused(f"I know no such kind of talk. There are {words.listed(list(CoachingKind))}.", field="kind")
    return found


def _promised(turn: Turn, name: str, said: str) -> Fields:
    text, when = phrases.split_by(said, turn.local_now)
    day = when.day if when else None
    return {name: text, f"{name}_by": day.isoformat() if day else None}


def _as_far_as_read(turn: Turn, said: str) -> Fields:
    """Values for the form after a line was refused, so that nothing that was typed is lost."""
    try:
        return read(turn, said)
    except Refused:
        head, parts = phrases.split_parts(readable(said), NAMES)
        kept = {name: parts[name] for name in parts if NAMES[name] in ("looked", "well", "work", "preparation")}
        fields: Fields = {NAMES[name]: text for name, text in kept.items()}
        if not fields:
            return {"looked": readable(said)}
        if head:
            fields["looked"] = "\n".join(filter(None, [head, fields.get("looked")]))
        return fields


def _with(session: Session, held: CoachingSession | None, entered: Fields) -> Fields:
    return (form.fields_of(session, held) if held else {}) | entered
