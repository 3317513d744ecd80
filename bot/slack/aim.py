"""`/pace aim`: what somebody works for, in a line or a form, for their own eyes unless they share it."""

from sqlalchemy.orm import Session

from bot import phrases, words
from bot.domain import aims, confidences, drafts
from bot.models import Confided, Membership
from bot.outbox import Rendered
from bot.slack import begun, blocks
from bot.slack.blocks import Block, bold, mrkdwn
from bot.slack.confidential import ENCRYPTED, in_confidence
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit
from bot.vault import Unreadable

FORM = "aim.form"
ALONE, LEADERS = "alone", "leaders"
VERBS_OF_AIM = {"share": None, "unshare": None, "private": None, "clear": None, "show": None}


def handle_aim(turn: Turn) -> None:
    """`/pace aim A house by the sea by 2028`; alone it opens the form."""
    with in_confidence(turn) as text:
        match phrases.split_verb(text, VERBS_OF_AIM):
            case ("share", _):
                _share(turn)
            case ("unshare" | "private", _):
                _keep_private(turn)
            case ("clear", _):
                _clear(turn)
            case None if text:
                _set(turn, text)
            case _:
                open_form(turn)


def _set(turn: Turn, text: str) -> None:
    with turn.writing() as session:
        aim = aims.set_aim(session, turn.person, readable(text), now=turn.now)
        drafts.discard(session, turn.person, FORM)
        answer = _told(session, turn, aim)
    turn.reply(answer)


def _share(turn: Turn) -> None:
    with turn.writing() as session:
        leaders = aims.share(session, turn.membership(session))
    turn.reply(
        f"{_names(leaders)} may read your aim, should a word to you help. Whoever leads you later may not, until you "
        "share it anew. `/pace aim private` ends it."
    )


def _keep_private(turn: Turn) -> None:
    with turn.writing() as session:
        aims.keep_private(session, turn.person)
    turn.reply("Your aim is yours alone.")


def _clear(turn: Turn) -> None:
    with turn.writing() as session:
        aims.clear(session, turn.person)
    turn.reply("I keep no aim of yours any more.")


def _told(session: Session, turn: Turn, aim: str) -> Rendered:
    told = mrkdwn("Your aim: {aim}", aim=bold(aim))
    return blocks.message(blocks.section(told), blocks.context(_seen_by(session, turn.memberships(session))))


def _seen_by(session: Session, places: list[Membership]) -> str:
    shared = [leader for place in places for leader in confidences.shared_with(session, place, Confided.AIM)]
    if shared:
        return f"Seen by you, and by {_names(shared)} should a word to you help. `/pace aim private` ends that."
    return "Only you see it. `/pace aim share` lets your leader read it, should a word to you help."


def _names(leaders: list[Membership]) -> str:
    return words.listed([leader.person.name for leader in leaders])


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────


def open_form(turn: Turn) -> None:
    """Open the form, as it was left or else with the aim as it is."""
    with turn.reading() as session:
        mine = turn.membership(session) if turn.memberships(session) else None
        leaders = confidences.listeners(session, mine) if mine else []
        readers = confidences.shared_with(session, mine, Confided.AIM) if mine else []
        # Preset only if exactly the leaders who are named read it already: nobody else is let in unasked.
        entered = {"aim": _found(session, turn), "seen": LEADERS if leaders and readers == leaders else ALONE}
        entered |= drafts.find(session, turn.person, FORM)
    rows = [
        blocks.text_field(
            "aim",
            "What do you work for?",
            entered["aim"] or "",
            placeholder="A house by the sea by 2028",
            hint="Emptied, it is forgotten.",
            optional=True,
            longest=aims.LONGEST,
        )
    ]
    if leaders:
        choices = [("You alone", ALONE), (f"{_names(leaders)} too, should a word to you help", LEADERS)]
        rows.append(blocks.choice_field("seen", "Who reads it?", choices, entered["seen"] or ALONE))
    rows.append(blocks.context(ENCRYPTED))
    turn.open(blocks.form(FORM, "Your aim", *rows, submit="Keep it", metadata={"draft": FORM}))


def _as_it_is(session: Session, turn: Turn) -> dict[str, str]:
    return {"aim": _found(session, turn)}


def _found(session: Session, turn: Turn) -> str:
    try:
        return aims.find(session, turn.person) or ""
    except Unreadable:  # its key is missing: the person writes it anew, and loses nothing else
        return ""


def handle_submission(turn: Turn) -> None:
    said, seen = turn.said.written("aim"), turn.said.values.get("seen")
    with turn.writing() as session:
        drafts.discard(session, turn.person, FORM)
        if not said:
            aims.clear(session, turn.person)
            answer = blocks.words("I keep no aim of yours any more.")
        else:
            aim = aims.set_aim(session, turn.person, said, now=turn.now)
            if seen == LEADERS:
                aims.share(session, turn.membership(session))
            elif seen == ALONE:
                aims.keep_private(session, turn.person)
            answer = _told(session, turn, aim)
    turn.reply(answer)


def card(visit: Visit) -> list[Block]:
    """For App Home; nothing while the person has no aim."""
    try:
        aim = aims.find(visit.session, visit.person)
    except Unreadable as unreadable:
        return [blocks.header("Your aim"), blocks.section(unreadable.message)]
    if aim is None:
        return []
    seen = blocks.context(_seen_by(visit.session, visit.memberships))
    return [blocks.header("Your aim"), blocks.section(bold(aim), blocks.button("Change it", "aim.edit")), seen]


VERBS = {"aim": handle_aim}
ACTIONS = {"aim.edit": open_form}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping("aim", as_it_is=_as_it_is, is_secret=True)}
DRAFTS = {FORM: begun.way_back("aim.edit", "Finish your aim")}
HOME = {"aim": card}
HELP = {
    "aim": (
        "*What you work for*, encrypted and for your eyes alone, unless you share it.",
        "`/pace aim A house by the sea by 2028` · `/pace aim` opens a form",
        "`/pace aim share` lets your leader read it, should a word help · `/pace aim private` · `/pace aim clear`",
    ),
}
