"""The last step of every promise or request: makes it, and says back what was understood."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot import words
from bot.domain import commitments, drafts
from bot.errors import Refused
from bot.models import Commitment, CommitmentSource, Person
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Element, Mrkdwn, mrkdwn
from bot.slack.promises import telling
from bot.slack.promises.fields import OPEN, TEAM, Said
from bot.slack.turn import Turn

BOTH = "You named people and the whole team. A promise goes to one or the other: empty one of the two."
EMPTY = "Choose a day, please."


def people_of(turn: Turn, said: Said) -> list[Person]:
    """The people by their Slack ids, each once, in the order in which they were named."""
    known = turn.people(said.people)
    return [known[slack_id] for slack_id in dict.fromkeys(said.people)]


def make(turn: Turn, said: Said, *, used_up: drafts.Used = None, instead: date | None = None) -> None:
    """Promise or ask, and say it back; `instead` is offered where the day could be a week earlier."""
    people = people_of(turn, said)
    if said.hears == TEAM and people:
        raise Refused(BOTH, field="people")
    if not said.due_on:
        raise Refused(EMPTY, field="due_on")
    with turn.writing() as session:
        drafts.use_up(session, turn.person, used_up)
        rows = _made(session, turn, said, people)
        answer = _confirmation(session, turn, rows, said, instead)
    turn.reply(answer)


def _made(session: Session, turn: Turn, said: Said, people: Sequence[Person]) -> list[Commitment]:
    due_on = date.fromisoformat(said.due_on)
    source = CommitmentSource.MESSAGE if said.link or said.quote else CommitmentSource.SAID
    if said.hears == TEAM and not said.is_asked:
        by = turn.membership(session)
        return [commitments.promise_team(session, by, said.text, due_on, now=turn.now, source=source, link=said.link)]
    here = turn.team_here(session)
    if said.is_asked:
        return commitments.ask(session, turn.person, people, said.text, due_on, now=turn.now, team=here, link=said.link)
    return commitments.promise(
        session,
        turn.person,
        people,
        said.text,
        due_on,
        now=turn.now,
        source=source,
        team=here,
        link=said.link,
        is_public=said.hears == OPEN,
    )


# ── said back ────────────────────────────────────────────────────────────────────────────────────────────


def _confirmation(session: Session, turn: Turn, rows: list[Commitment], said: Said, instead: date | None) -> Rendered:
    first = rows[0]
    told = mrkdwn(
        "Asked {names} for {number}: {what}, by {day} ({zone})."
        if said.is_asked
        else "Promised {names}, {number}: {what}, by {day} ({zone}).",
        names=_names(rows, said),
        number=words.listed([str(number) for number in dict.fromkeys(row.number for row in rows)]),
        what=telling.what(first),
        day=commitments.say_due(first),
        zone=words.zone(turn.person.zone),
    )
    parts = [blocks.section(told), blocks.context(_what_follows(session, rows, turn.person, said))]
    return blocks.message(*parts, *blocks.row(*_buttons(session, turn, rows, said, instead)))


def _buttons(session: Session, turn: Turn, rows: list[Commitment], said: Said, instead: date | None) -> list[Element]:
    if said.is_asked and len(rows) > 1:
        return []
    first = rows[0]
    if said.is_asked:
        buttons = [turn.undo_button("promise.undo", first.id, "Take back")]
    else:
        buttons = turn.offer_undo(session, first.team, first.made_at, "promise.undo", first.id)
    if instead and instead != first.due_on:
        label = f"A week earlier: {words.day(instead, today=turn.local_now.date())}"
        buttons.append(blocks.button(label, "promise.to_day", f"move:{first.id}:{instead.isoformat()}"))
    return buttons


def _names(rows: list[Commitment], said: Said) -> str:
    if said.is_asked:
        return words.listed([row.by.name for row in rows])
    return telling.receivers(rows)


def _what_follows(session: Session, rows: list[Commitment], speaker: Person, said: Said) -> Mrkdwn:
    first = rows[0]
    if said.is_asked:
        template = "It is nobody's promise until {names} {accept}; I tell you what {they} {say}."
        many = len(rows) > 1
        return mrkdwn(
            template,
            names=_names(rows, said),
            accept="accept" if many else "accepts",
            they="each" if many else "they",
            say="says" if many else "say",
        )
    if first.is_public:
        posted = notified.posted(session, first.team, first.team.channel_id)
        return mrkdwn("{posted} I remind you on the morning when it's due.", posted=posted)
    return mrkdwn(
        "I remind you on the morning when it's due. {seen}", seen=telling.seen_by(session, first, speaker, *rows[1:])
    )
