"""A coaching talk in one form, for before and after it; words and clicks keep the same things."""

from datetime import date

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import coaching, commitments, drafts, teams
from bot.errors import Refused
from bot.models import CoachingKind, CoachingSession, Membership, Person
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.coaching import keeping, messages
from bot.slack.coaching.keeping import FORM, Fields
from bot.slack.confidential import ENCRYPTED
from bot.slack.said import readable
from bot.slack.turn import Turn

EXAMPLE = (
    "Try `/coach @rita`, or `/coach @rita one-to-one; looked: the Acme call; well: the silence; work on: the price`."
)
SEEN = "Notes are for you and {rep} alone, and so is what {rep} adds. Your preparation is for you alone. {encrypted}"
TOLD = "Told to the two of you in a direct message; the team's leaders see promises too."


def handle_open(turn: Turn) -> None:
    """A click on "Coach Rita", or on what was left unfinished: the value says whom and which talk."""
    rep_id, _, session_id = turn.said.value.partition(":")
    with turn.reading() as session:
        rep = session.get_one(Person, int(rep_id))
    open_for(turn, rep, session_id=int(session_id or 0))


def open_for(turn: Turn, rep: Person, entered: Fields | None = None, *, session_id: int = 0, notice: str = "") -> None:
    with turn.reading() as session:
        held = coaching.get_by_id(session, turn.person, session_id) if session_id else None
        if held:
            check_writer(turn, held)
            place = teams.get_membership(session, held.rep, held.team)
            coaching.check_coach(session, turn.person, place)
        else:
            place = coaching.place_of(session, turn.person, rep, turn.team_here(session))
            held = coaching.prepared(session, turn.person, place)
        kept = drafts.find(session, turn.person, keeping.draft_of(place.person_id, held))
        said = (fields_of(session, held) if held else {}) | kept | (entered or {})
        form = _form(session, turn, place, held, said, notice)
    turn.open(form)


def check_writer(turn: Turn, held: CoachingSession) -> None:
    if held.coach_id != turn.person.id:
        raise Refused("Only who held that talk can change its notes. `/coach reply 12 …` adds your own words.")


def fields_of(session: Session, held: CoachingSession) -> Fields:
    notes = coaching.notes_of(session, held)
    return {
        "kind": held.kind,
        "held_on": held.held_on.isoformat() if held.held_on else None,
        "looked": notes.looked,
        "well": notes.well,
        "work": notes.work,
        "focus": notes.focus,
        "preparation": coaching.preparation_of(session, held),
    }


def _form(
    session: Session, turn: Turn, rep: Membership, held: CoachingSession | None, said: Fields, notice: str
) -> Block:
    name = rep.person.name
    rows = [
        *blocks.sections(notice),
        *_on_top(session, turn, rep, held),
        *_changed_since(session, turn, held, said),
        *_talk(said, worktime.local_day(turn.now, rep.team.zone)),
        _focus(session, turn, rep, held, said),
        *_promises(said, name),
        blocks.context(SEEN.format(rep=name, encrypted=ENCRYPTED)),
    ]
    metadata = {
        "draft": keeping.draft_of(rep.person_id, held),
        "team": rep.team_id,
        "rep": rep.person_id,
        "session": held.id if held else 0,
        "version": held.version if held else 0,
    }
    return blocks.form(FORM, "Coaching", *rows, submit="Keep it", metadata=metadata)


def _on_top(session: Session, turn: Turn, rep: Membership, held: CoachingSession | None) -> list[Block]:
    """Whom it is with, the last talk, what the rep added to this one, and how useful reps find the coach's talks."""
    today = worktime.local_day(turn.now, rep.team.zone)
    lines = [mrkdwn("With *{name}*, {team}", name=rep.person.name, team=rep.team.name)]
    if last := coaching.last_held(session, turn.person, rep.person, before=held):
        lines += messages.last_time(session, last, turn.person, today, turn.now)
    if held and (reply := coaching.reply_of(session, held)):
        lines.append(mrkdwn("*{name} added*\n{reply}", name=rep.person.name, reply=reply))
    if rated := messages.rated(session, turn.person):
        lines.append(rated)
    return blocks.sections(blocks.joined(lines))


def _changed_since(session: Session, turn: Turn, held: CoachingSession | None, said: Fields) -> list[Block]:
    """The notes as they are now, if they were changed elsewhere since the draft of this form was begun."""
    if held is None or said.get("base") in (None, held.version):
        return []
    now = messages.in_full(session, held, coaching.notes_of(session, held), turn.person)
    head = Mrkdwn("*The notes were changed since you began. They read now*")
    return blocks.sections(blocks.joined([head, *now]))


def _talk(said: Fields, today: date) -> list[Block]:
    day = said.get("held_on")
    return [
        blocks.text_field(
            "preparation",
            "Your preparation, for your eyes alone",
            said.get("preparation") or "",
            hint="With this alone it is kept as prepared, and nobody is told.",
            optional=True,
            multiline=True,
            longest=coaching.LONGEST,
        ),
        blocks.choice_field(
            "kind", "Kind", [(kind.capitalize(), kind) for kind in CoachingKind], said.get("kind") or "one-to-one"
        ),
        blocks.date_field("held_on", "On", date.fromisoformat(day) if day else today),
        *(
            blocks.text_field(
                name, title, said.get(name) or "", optional=True, multiline=True, longest=coaching.LONGEST
            )
            for name, title in messages.PARTS.items()
        ),
    ]


def _focus(session: Session, turn: Turn, rep: Membership, held: CoachingSession | None, said: Fields) -> Block:
    choices = [(choice.name, choice.value) for choice in keeping.choices(session, turn, rep, held)]
    listed = [("nothing of these", keeping.NO_FOCUS), *choices[: blocks.OPTIONS_IN_A_SELECT - 1]]
    return blocks.choice_field(
        "focus", "It belongs to (its figure is shown next time)", listed, said.get("focus") or keeping.NO_FOCUS
    )


def _promises(said: Fields, name: str) -> list[Block]:
    rows = []
    for field, label in (("promise", f"You promise {name}"), ("asked", f"You ask {name} to promise")):
        by = said.get(f"{field}_by")
        longest = commitments.LONGEST_TEXT
        rows += [
            blocks.text_field(field, label, said.get(field) or "", hint=TOLD, optional=True, longest=longest),
            blocks.date_field(f"{field}_by", "… by", date.fromisoformat(by) if by else None, optional=True),
        ]
    return rows


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def handle_submission(turn: Turn) -> None:
    carried = turn.said.metadata
    entered = {name: readable(text) if isinstance(text, str) else text for name, text in turn.said.values.items()}
    if not any(entered.get(name) for name in messages.PARTS):
        entered.pop("held_on", None)  # no notes, so a preparation: the day is just when it was opened
    with begun.reopening(), turn.writing() as session:
        rep = session.get_one(Person, carried["rep"])
        held = coaching.get_by_id(session, turn.person, carried["session"]) if carried["session"] else None
        place = _place_in(session, rep, carried["team"], held)
        told = keeping.keep(session, turn, place, entered, held, version=carried["version"] or None)
    turn.reply(told)


def _place_in(session: Session, rep: Person, team_id: int, held: CoachingSession | None) -> Membership:
    """The rep's place in the team; Refused if there is none, or if the talk is not with this rep in this team."""
    place = teams.find_place(teams.memberships_of(session, rep), team_id)
    if place is None or (held and (held.rep_id, held.team_id) != (rep.id, team_id)):
        raise Refused(f"{rep.name} is not in that team any more, so there is nobody to coach there.")
    return place


def _as_it_is(session: Session, turn: Turn) -> Fields:
    session_id = turn.said.metadata["session"]
    return fields_of(session, coaching.get_by_id(session, turn.person, session_id)) if session_id else {}


handle_closed = begun.keeping("preparation", *messages.PARTS, "promise", "asked", as_it_is=_as_it_is, is_secret=True)
