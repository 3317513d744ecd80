"""A cheer, as a leader says it: in a line or a form, with what can be pointed at as a hint and never as words."""

from typing import Any

from sqlalchemy.orm import Session

from bot.domain import cheers, drafts
from bot.errors import Refused
from bot.models import Cheer, Membership, Person
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.brief import facts
from bot.slack.confidential import split_person
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.worktime import local_day

FORM = "cheer.form"
CHANNEL, ALONE = "channel", "dm"
NOBODY = f"I know of nobody to propose today; you see more than I do. {cheers.EXAMPLE}"
Fields = dict[str, Any]


# ── in a line ────────────────────────────────────────────────────────────────────────────────────────────


def hear(turn: Turn, text: str, *, privately: bool = False) -> None:
    """ "@rita the silence after the price was brave"; the form where the words are missing."""
    person, said = split_person(turn, text, cheers.EXAMPLE)
    if said:
        _say(turn, person, readable(said), privately=privately)
    else:
        _open(turn, person, {"how": ALONE} if privately else {})


def _say(turn: Turn, person: Person, said: str, *, privately: bool, draft: str = "") -> None:
    with turn.writing() as session:
        place = cheers.place_for(session, turn.person, person, turn.team_here(session))
        cheer = cheers.say(session, turn.person, place, said, privately=privately, now=turn.now)
        drafts.use_up(session, turn.person, draft)
        answer = _confirmation(session, turn, cheer, place)
    turn.reply(answer)


def _confirmation(session: Session, turn: Turn, cheer: Cheer, place: Membership) -> Rendered:
    act, value = ("kudos.undo", cheer.kudos.id) if cheer.kudos else ("cheer.undo", cheer.id)
    if cheer.kudos is None:
        template = "On its way to {name}, seen by the two of you alone."
    else:
        template = "Your words aren't posted, as {name} would rather not be named: they are on App Home, as kudos."
        if cheer.kudos.is_posted:
            template = "Your words for {name} go to {where}, as kudos."
    told = mrkdwn(template, name=place.person.name, where=blocks.channel(place.team.wins_channel_id))
    undo = turn.offer_undo(session, cheer.team, turn.now, act, value)
    return blocks.message(blocks.section(told), *blocks.row(*undo))


def handle_undo(turn: Turn) -> None:
    """A click beneath what was said in private."""
    with turn.writing() as session:
        cheer = cheers.take_back(session, turn.person, cheers.get_by_id(session, int(turn.said.value)), now=turn.now)
        answer = mrkdwn("Taken back: what you said to {name}.", name=cheer.person.name)
    turn.reply(answer)


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def open_offered(turn: Turn) -> None:
    """`/pace cheer`: opens the form for the person who is offered today; Refused if there is none."""
    with turn.keeping() as session:
        cheers.check_leads(session, turn.person)
        offered = cheers.offer(session, turn.person, now=turn.now)
        if offered is None or not cheers.is_open(session, offered):
            raise Refused(NOBODY)
        person = offered.person
    _open(turn, person)


def handle_open(turn: Turn) -> None:
    """A click on "Cheer Rita", on "Write to Rita" or on what was left unfinished: the value says for whom and where."""
    person_id, _, how = turn.said.value.partition(":")
    with turn.reading() as session:
        person = session.get_one(Person, int(person_id))
    _open(turn, person, {"how": how} if how else None)


def _open(turn: Turn, person: Person, said: Fields | None = None) -> None:
    with turn.reading() as session:
        place = cheers.place_for(session, turn.person, person, turn.team_here(session))
        kept = drafts.find(session, turn.person, _kind(person))
        form = _form(session, turn, place, kept | (said or {}))
    turn.open(form)


def _kind(person: Person) -> str:
    return f"{FORM}:{person.id}"


def _form(session: Session, turn: Turn, place: Membership, fields: Fields) -> Block:
    name = place.person.name
    ways = [(f"In the channel of {place.team.name}, as kudos", CHANNEL), (f"To {name} alone", ALONE)]
    rows = [
        *_hint(session, turn, place.person),
        blocks.text_field(
            "words",
            "In your own words",
            fields.get("words") or "",
            placeholder="The silence after the price was brave",
            hint="What they did, and what it did: that is what stays.",
            multiline=True,
            longest=cheers.LONGEST,
        ),
        blocks.choice_field("how", "Where?", ways, fields.get("how") or CHANNEL),
        blocks.context(mrkdwn("In the channel everybody there reads it; alone, only you and {name}.", name=name)),
    ]
    return blocks.form(
        FORM,
        f"Cheer for {name}",
        *rows,
        submit="Say it",
        metadata={"person": place.person_id, "draft": _kind(place.person)},
    )


def _hint(session: Session, turn: Turn, person: Person) -> list[Block]:
    today = local_day(turn.now, turn.person.zone)
    offered = cheers.offered(session, turn.person, today)
    if offered is None or offered.person_id != person.id or not cheers.is_open(session, offered):
        return []
    why = facts.why(session, offered, today)
    return [blocks.section(mrkdwn("What I know: {name} {why}.", name=person.name, why=why))]


def handle_submission(turn: Turn) -> None:
    fields, carried = turn.said.values, turn.said.metadata
    with turn.reading() as session:
        person = session.get_one(Person, carried["person"])
    privately = fields.get("how") == ALONE
    _say(turn, person, turn.said.written("words"), privately=privately, draft=carried["draft"])


# ── what the person reads ────────────────────────────────────────────────────────────────────────────────


def given(session: Session, cheer_id: int) -> Rendered | None:
    """To the person in private, in the leader's words; None once they were taken back."""
    cheer = cheers.get_by_id(session, cheer_id)
    if cheer.said_at is None:
        return None
    told = mrkdwn("📣 {leader}: “{words}”", leader=cheer.leader.name, words=cheer.words)
    seen = Mrkdwn("Said to you alone. `/pace settings notices off` turns such messages off.")
    return blocks.message(*blocks.sections(told), blocks.context(seen))
