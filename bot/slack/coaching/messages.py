"""How coaching is told: talks in a line and in full, figures then and now; and messages, which hold none of it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import coaching, teams
from bot.domain.coaching import Figure, Notes
from bot.models import CoachingRequest, CoachingSession, Commitment, Person, Team
from bot.money import Money
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.vault import Unreadable

PARTS = {"looked": "What we looked at", "well": "What went well", "work": "The one thing to work on"}


# ── talks ────────────────────────────────────────────────────────────────────────────────────────────────


def line(held: CoachingSession, reader: Person, today: date) -> Mrkdwn:
    """ "`12` Wed 4 Nov: one-to-one with Lee": that there was a talk, and nothing of it."""
    return mrkdwn("`{number}` {what}", number=held.number, what=what(held, reader, today))


def what(held: CoachingSession, reader: Person, today: date) -> str:
    on = words.day(held.held_on, today=today) if held.held_on else "prepared"
    if reader.id not in (held.coach_id, held.rep_id):
        return f"{on}: {held.kind} of {held.coach.name} and {held.rep.name}"
    other = held.coach if reader.id == held.rep_id else held.rep
    return f"{on}: {held.kind} with {other.name}"


def in_full(session: Session, held: CoachingSession, notes: Notes, reader: Person) -> Iterator[Mrkdwn]:
    """All parts of the notes; only for use in a form."""
    for name, title in PARTS.items():
        if text := getattr(notes, name):
            yield mrkdwn("*{title}*\n{text}", title=title, text=text)
    if notes.focus:
        name = coaching.name_of(session, held.team, notes.focus, reader=reader)
        yield mrkdwn("*It belongs to* {focus}", focus=name)


def last_time(session: Session, held: CoachingSession, reader: Person, today: date, now: datetime) -> list[Mrkdwn]:
    """The last talk, on top of the form of the next: what to work on, its figure then and now, and the promises."""
    head = mrkdwn("*Last time*, {on} ({kind})", on=words.day(held.held_on or today, today=today), kind=str(held.kind))
    lines = [head]
    try:
        notes = coaching.notes_of(session, held)
    except Unreadable as refusal:
        lines.append(Mrkdwn(refusal.message))
    else:
        if notes.work:
            lines.append(mrkdwn("To work on: {work}", work=notes.work))
        if told := then_and_now(session, held, notes, reader, now):
            lines.append(told)
    return [*lines, *(promise(each, reader, today) for each in coaching.promises_of(session, held))]


def then_and_now(session: Session, held: CoachingSession, notes: Notes, reader: Person, now: datetime) -> Mrkdwn | None:
    """ "demos: 5 of 12 then, 9 of 12 now"; None if it belongs to nothing counted, or to what the reader may not see."""
    if not notes.focus or not coaching.is_seen(session, held.team, notes.focus, reader=reader):
        return None
    place = teams.find_membership(session, held.rep, held.team)
    told = [f"{_figure(Figure(**notes.figure), held.team)} then"] if notes.figure else []
    if place and (stands := coaching.figure(session, place, notes.focus, reader=reader, now=now)):
        told.append(f"{_figure(stands, held.team)} {'in the end' if stands.is_over else 'now'}")
    if not told:
        return None
    name = coaching.name_of(session, held.team, notes.focus, reader=reader)
    return mrkdwn("{name}: {told}.", name=name, told=", ".join(told))


def _figure(figure: Figure, team: Team) -> str:
    """ "5 of 12", "3 in 28 days"."""

    def said(value: int) -> str:
        money = figure.currency and phrases.format_money(Money(value, figure.currency), team.currency)
        return money or f"{value:,}"

    of = f" of {said(figure.of)}" if figure.of is not None else ""
    return f"{said(figure.done)}{of}" + (f" in {figure.days} days" if figure.days else "")


def promise(commitment: Commitment, reader: Person, today: date) -> Mrkdwn:
    who = "You promised" if commitment.by_id == reader.id else f"{commitment.by.name} promised"
    asked = "You were asked" if commitment.by_id == reader.id else f"{commitment.by.name} was asked"
    is_asked = commitment.state in ("asked", "declined", "unanswered")
    return mrkdwn(
        "• {who}: {text}, by {day} · {state}",
        who=asked if is_asked else who,
        text=commitment.text,
        day=words.day(commitment.due_on, today=today),
        state=str(commitment.state),
    )


def rated(session: Session, coach: Person) -> Mrkdwn | None:
    """To the coach: how useful reps found the last talks, as an average of them all."""
    found = coaching.trend(session, coach)
    if found is None:
        return None
    before = f"; it was {found.before:.1f}" if found.before is not None else ""
    return mrkdwn(
        "Your newest three talks that were rated: {average} of 5 for use{before}.",
        average=f"{found.average:.1f}",
        before=before,
    )


# ── sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def saved(session: Session, session_id: int) -> Rendered | None:
    """To the rep: that notes were kept, and nothing of them."""
    held = session.get(CoachingSession, session_id)
    if held is None or held.held_on is None:
        return None
    told = mrkdwn("{coach} has kept notes of your talk, for the two of you alone.", coach=held.coach.name)
    seen = blocks.context("You can add your own words, and say how useful it was.")
    return blocks.message(blocks.section(told), blocks.actions(blocks.button("Open", "coaching.open", held.id)), seen)


def asked(session: Session, request_id: int, coach_id: int) -> Rendered | None:
    """To a coach: that somebody asks, and not what for."""
    request, coach = session.get(CoachingRequest, request_id), session.get(Person, coach_id)
    if request is None or coach is None or not coaching.is_asked(session, request, coach):
        return None
    if request.closed_at:
        return blocks.words(mrkdwn("{who} asked to be coached, and has had a talk since.", who=request.rep.name))
    told = mrkdwn("{who} asks to be coached.", who=request.rep.name)
    names = words.listed([each.name for each in coaching.readers(session, request)])
    seen = blocks.context(f"On what, you read behind the button: seen by {names} alone.")
    return blocks.message(
        blocks.section(told), blocks.actions(blocks.button("Open", "coaching.request", request.id)), seen
    )
