"""A talk taken back, by the button of its confirmation or `/coach undo`; with it what was begun in a form of it."""

from sqlalchemy.orm import Session

from bot.domain import coaching, drafts
from bot.errors import Refused
from bot.models import CoachingSession
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.coaching import keeping, reading
from bot.slack.turn import Turn


def hear(turn: Turn, number: str) -> None:
    """`/coach undo 12`, or the last one."""
    with turn.writing() as session:
        if number:
            held = coaching.get_session(session, turn.person, turn.membership(session).team, int(number))
        else:
            held = _latest(session, turn)
        told = _undo(session, turn, held, is_noted=held.noted_at is not None)
    turn.reply(told)


def _latest(session: Session, turn: Turn) -> CoachingSession:
    found = coaching.latest_by(session, turn.person, now=turn.now)
    if found is None:
        raise Refused("Nothing to undo: no talk that you noted or prepared in the last 7 days stands.")
    return found


def handle_undo(turn: Turn) -> None:
    session_id, _, was = turn.said.value.partition(":")
    with turn.writing() as session:
        held = coaching.get_by_id(session, turn.person, int(session_id))
        told = _undo(session, turn, held, is_noted=was == keeping.NOTED)
    turn.reply(told)


def _undo(session: Session, turn: Turn, held: CoachingSession, *, is_noted: bool) -> Mrkdwn:
    rep, number = held.rep, held.number
    begun = (turn.person, keeping.draft_of(rep.id, held)), (rep, reading.draft_of(held.id))
    undone = coaching.undo(session, turn.person, held, is_noted=is_noted, now=turn.now)
    for person, kind in begun:
        drafts.discard(session, person, kind)
    if not is_noted:
        return mrkdwn("Taken back: what you prepared for {name} is deleted.", name=rep.name)
    lines = [
        mrkdwn("Taken back: talk `{number}` with {name}, and its notes are deleted.", number=number, name=rep.name)
    ]
    if undone.promises:
        lines.append(Mrkdwn("What was promised or asked for in it is taken back too."))
    if undone.is_prepared:
        lines.append(Mrkdwn("What you had prepared stands, for your eyes alone."))
    return blocks.joined(lines, " ")
