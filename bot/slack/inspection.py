"""What a leader looks at this week, their own work first; and what was seen, as a pattern without names."""

from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import drafts, inspection, preferences
from bot.errors import Refused
from bot.models import Inspection, Team
from bot.outbox import NEWS, Kind, Rendered
from bot.phrases import ANYTHING
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "inspection.form"
MOST_LISTED = 8
VERBS_OF_INSPECT = {"list": ANYTHING, "saw": ANYTHING, "undo": None, "edit": None}
SEEN = "seen"
SAID_NOWHERE = "Your team has such posts turned off, so it stands on `/pace inspect list` alone."
Fields = dict[str, Any]


def handle_inspect(turn: Turn) -> None:
    """`/pace inspect next steps after demos`, `saw …`, `list`, `undo`; alone it opens the form."""
    match phrases.split_verb(turn.said.text, VERBS_OF_INSPECT):
        case ("list", name):
            turn.reply(_list(turn, name))
        case ("saw", seen) if seen:
            _say(turn, None, "", readable(seen), untold="what")
        case ("saw" | "edit", _):
            _open(turn, None)
        case ("undo", _):
            _undo(turn)
        case _ if turn.said.text:
            _say(turn, None, readable(turn.said.text), "", untold="seen")
        case _:
            _open(turn, None)


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────


def _say(turn: Turn, team_id: int | None, what: str, seen: str, *, untold: str = "") -> None:
    """What was seen belongs to what stands now, which may be last week's, so it is kept first.

    `untold` is the part of the form that a line says nothing of: what was begun there stays.
    """
    with turn.writing() as session:
        by = turn.membership_at(session, team_id)
        row = inspection.conclude(session, by, seen, now=turn.now) if seen else None
        if what or row is None:
            row = inspection.announce(session, by, what, now=turn.now)
        _let_go(session, turn, _kind(row.team_id), untold)
        answer = _confirmation(session, turn, row)
    turn.reply(answer)


def _let_go(session: Session, turn: Turn, kind: str, but: str) -> None:
    if left := drafts.find(session, turn.person, kind).get(but):
        drafts.replace(session, turn.person, kind, {but: left}, now=turn.now)
    else:
        drafts.discard(session, turn.person, kind)


def _confirmation(session: Session, turn: Turn, row: Inspection) -> Rendered:
    is_posted = not preferences.is_team_off(session, row.team, "inspection")
    where = mrkdwn("Said in {channel}.", channel=blocks.channel(row.team.channel_id)) if is_posted else SAID_NOWHERE
    take_back = turn.undo_button("inspection.take_back", f"{row.id}:{SEEN if row.seen else ''}", "Take back")
    change = blocks.button("Change it", "inspection.open", row.team_id)
    told = _seen(row) if row.seen else _announced(row)
    return blocks.message(blocks.section(told), blocks.context(where), blocks.actions(take_back, change))


def handle_undo(turn: Turn) -> None:
    """A click on "Take back" beneath what was announced, or beneath what was seen."""
    row_id, _, part = turn.said.value.partition(":")
    with turn.writing() as session:
        row = session.get_one(Inspection, int(row_id))
        by = turn.membership_in(session, row.team)
        answer = _undone(inspection.take_back(session, by, row, is_seen=part == SEEN, now=turn.now))
    turn.reply(answer)


def _undo(turn: Turn) -> None:
    with turn.writing() as session:
        answer = _undone(inspection.undo(session, turn.membership(session), now=turn.now))
    turn.reply(answer)


def _undone(row: Inspection) -> Mrkdwn:
    what = "that you look at" if row.undone_at else "what you saw in"
    return mrkdwn("Taken back: {what} {about}.", what=what, about=bold(row.what))


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def handle_open(turn: Turn) -> None:
    """A click on "Say it" or "Say what you saw", or on what was left unfinished: the value is the team."""
    _open(turn, int(turn.said.value))


def _open(turn: Turn, team_id: int | None) -> None:
    with turn.reading() as session:
        by = turn.membership_for(session, "inspection.say", team_id)
        form = _form(session, turn, by.team)
    turn.open(form)


def _kind(team_id: int) -> str:
    return f"{FORM}:{team_id}"


def _form(session: Session, turn: Turn, team: Team) -> Block:
    """What stands for this week; it asks what was seen if something was announced this week or last."""
    last = inspection.current(session, team, now=turn.now)
    stands = _standing(session, turn, team)
    fields = stands | drafts.find(session, turn.person, _kind(team.id))
    what = blocks.text_field(
        "what",
        "What will you look at this week, your own first?",
        fields.get("what") or "",
        placeholder="Next steps after demos",
        optional=last is not None,
        longest=inspection.LONGEST,
    )
    read = blocks.context(mrkdwn("Everybody in the channel of {team} reads it.", team=bold(team.name)))
    rows = [what, *([_seen_field(last, fields)] if last else []), read]
    metadata = {"draft": _kind(team.id), "team": team.id, "was": stands["what"]}
    return blocks.form(FORM, "What you look at", *rows, submit="Say it", metadata=metadata)


def _standing(session: Session, turn: Turn, team: Team) -> Fields:
    """What was said so far: for this week, and of what is looked at now, which may be last week's."""
    this_week = inspection.of_week(session, team, now=turn.now)
    last = inspection.current(session, team, now=turn.now)
    return {"what": this_week.what if this_week else "", "seen": last.seen if last else ""}


def _as_it_is(session: Session, turn: Turn) -> Fields:
    return _standing(session, turn, session.get_one(Team, turn.said.metadata["team"]))


def _seen_field(last: Inspection, fields: Fields) -> Block:
    return blocks.text_field(
        "seen",
        f"What did you see in “{blocks.cut(last.what, 100)}”, as a pattern?",
        fields.get("seen") or "",
        placeholder="Demos without a date for the next step go cold",
        hint="Without names: what one person does is for the two of you.",
        optional=True,
        multiline=True,
        longest=inspection.LONGEST,
    )


def handle_submission(turn: Turn) -> None:
    carried, what, seen = turn.said.metadata, turn.said.written("what"), turn.said.written("seen")
    is_changed = what != carried["was"] or not seen
    _say(turn, carried["team"], what if is_changed else "", seen)


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────


def _announced(row: Inspection) -> Mrkdwn:
    template = "🔍 This week {leader} looks at {what}, own work first."
    return mrkdwn(template, leader=row.by.name, what=bold(row.what.rstrip(".")))


def _seen(row: Inspection) -> Mrkdwn:
    return mrkdwn("What we saw in {what}: {seen}", what=bold(row.what.rstrip(".")), seen=row.seen)


def announced(session: Session, inspection_id: int) -> Rendered | None:
    """The post of a week; None once it was taken back."""
    row = session.get_one(Inspection, inspection_id)
    return None if row.undone_at else blocks.words(_announced(row))


def concluded(session: Session, inspection_id: int) -> Rendered | None:
    """Beneath it, the pattern."""
    row = session.get_one(Inspection, inspection_id)
    return blocks.words(_seen(row)) if row.seen and not row.undone_at else None


def _list(turn: Turn, name: str) -> Rendered:
    with turn.reading() as session:
        team = turn.team_called(session, name)
        turn.check_sight(session, "shared", team)
        today = worktime.local_day(turn.now, team.zone)
        rows = inspection.listed(session, team, limit=MOST_LISTED)
        lines = [
            mrkdwn(
                "{day} · {what}{seen}",
                day=words.day(row.week_on, today=today),
                what=bold(row.what),
                seen=f" · {row.seen}" if row.seen else "",
            )
            for row in rows
        ]
        head = mrkdwn("What {team} looks at, week by week:", team=bold(team.name))
    if not lines:
        raise Refused(f"Nothing was announced yet in *{team.name}*. {inspection.EXAMPLE}")
    return blocks.words(blocks.joined([head, *lines]))


VERBS = {"inspect": handle_inspect}
ACTIONS = {"inspection.open": handle_open, "inspection.take_back": handle_undo}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping(as_it_is=_as_it_is)}
MESSAGES = {"inspection.announced": Kind(announced, NEWS), "inspection.concluded": Kind(concluded, NEWS)}
DRAFTS = {FORM: begun.way_back("inspection.open", "Finish what you look at")}
HELP = {
    "inspect": (
        "*What a leader looks at this week*, own work first, said in the team's channel: for who leads.",
        "`/pace inspect next steps after demos` · `/pace inspect` opens a form",
        "`/pace inspect saw Demos without a date for the next step go cold` says the pattern, without names · "
        "`/pace inspect list` · `/pace inspect undo`",
    ),
}
