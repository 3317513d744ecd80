"""How a promise is put into words: who, what, by when, how it stands, who else sees it, and what can be done."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from bot import words
from bot.domain import commitments
from bot.domain.commitments import Act
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Element, Mrkdwn, bold, mrkdwn

LABELS = {
    Act.ACCEPT: ("Accept", "promise.accept"),
    Act.DECLINE: ("Decline", "promise.decline"),
    Act.KEEP: ("Kept", "promise.keep"),
    Act.MOVE: ("Move", "promise.move"),
    Act.FAIL: ("Could not", "promise.drop"),
    Act.CONFIRM: ("Done for me", "promise.confirm"),
    Act.REOPEN: ("Not yet", "promise.not_yet"),
    Act.RELEASE: ("No longer needed", "promise.release"),
}
STRONG = frozenset((Act.ACCEPT, Act.KEEP))
STANDS = {
    State.ASKED: "{By} {hasnt} answered yet.",
    State.OPEN: "Due {day}.",
    State.KEPT: "✓ Kept, {by} {says}. Whether it is done is for {to} to say.",
    State.CONFIRMED: "✓ Done, {to} {agrees}.",
    State.UNCONFIRMED: "✓ Kept, and nobody said otherwise.",
    State.NOT_KEPT: "It couldn't be kept: “{word}”",
    State.RELEASED: "No longer needed.",
    State.DECLINED: "Declined: “{word}”",
    State.UNANSWERED: "Its day passed without an answer.",
    State.TAKEN_BACK: "Taken back.",
}


def receiver(row: Commitment, reader: Person | None = None) -> str:
    return "you" if reader and row.to_id == reader.id else figures.to_whom(row)


def receivers(rows: Sequence[Commitment]) -> str:
    return words.listed([receiver(row) for row in rows])


def what(row: Commitment) -> Mrkdwn:
    """Its text, with a link to the message that it came from."""
    return mrkdwn("{text} (<{link}|message>)", text=bold(row.text), link=row.link) if row.link else bold(row.text)


def stands(row: Commitment, reader: Person | None = None, *, is_in_channel: bool = False) -> Mrkdwn:
    """How it stands, to the reader; in a channel without the words that are for both sides alone."""
    is_own, is_theirs = (reader is not None and reader.id == each for each in (row.by_id, row.to_id))
    by = "you" if is_own else row.by.name
    template = STANDS[row.state]
    if row.state is State.NOT_KEPT and is_in_channel:
        template = "It didn't work out this time."
    if _is_parted(row):
        return mrkdwn("Closed, as {why}.", why=why_parted(row))
    told = mrkdwn(
        template,
        By=f"{by[:1].upper()}{by[1:]}",
        by=by,
        hasnt="haven't" if is_own else "hasn't",
        says="say" if is_own else "says",
        to="you" if is_theirs else receiver(row),
        agrees="say" if is_theirs else "says",
        day=commitments.say_due(row),
        word=row.word,
    )
    instead = mrkdwn(" Instead: {instead}", instead=row.instead) if row.instead else Mrkdwn("")
    return mrkdwn("{told}{instead}", told=told, instead=instead)


def _is_parted(row: Commitment) -> bool:
    """Whether it ended because one side left: a promise that nobody ended, or a request closed with a reason."""
    if row.state is State.UNANSWERED:
        return row.word != ""
    return row.state is State.RELEASED and row.ended_by_id is None


def why_parted(row: Commitment) -> str:
    return row.word or "one of the two has left"


def seen_by(session: Session, row: Commitment, reader: Person, *alike: Commitment) -> str:
    """Who else sees it, in words for this reader; `alike` is the same promise made to others."""
    if row.is_public:
        return f"Everybody in {row.team.name} sees it."
    sides = [person for each in (row, *alike) for person in (each.by, each.to) if person]
    promised = [each for each in (row, *alike) if each.state is not State.ASKED]
    leaders = [place.person for each in promised for place in commitments.leaders_of(session, each)]
    others = [person.name for person in dict.fromkeys([*sides, *leaders]) if person.id != reader.id]
    return f"Seen by you{' and ' if len(others) == 1 else ', '}{words.listed(others)} alone."


def beneath(session: Session, row: Commitment, reader: Person, *alike: Commitment) -> Block:
    """In small below what is told of it: its number, and who else sees it."""
    return blocks.context(f"Promise {row.number} · {seen_by(session, row, reader, *alike)}")


def row_of(session: Session, row: Commitment, reader: Person) -> list[Block]:
    """The buttons for what the reader can do with it as it stands."""
    acts = [act for act in commitments.possible(session, reader, row) if act in LABELS]
    elements = [blocks.button(*LABELS[act], row.id, style="primary" if act in STRONG else None) for act in acts]
    if Act.ACCEPT in acts:
        elements.insert(1, blocks.button("Accept with another day", "promise.other_day", row.id))
    return blocks.row(*elements)


def day_buttons(act: str, row: Commitment, days: Iterable[date], today: date) -> list[Element]:
    """A click on one of these does `act` with that day."""
    return [
        blocks.button(words.day(each, today=today), "promise.to_day", f"{act}:{row.id}:{each.isoformat()}", nth=nth)
        for nth, each in enumerate(days)
    ]
