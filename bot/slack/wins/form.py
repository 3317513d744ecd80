"""The form of a win: for whoever prefers fields, for what a line left open, for correcting."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import drafts, gate, preferences, wins
from bot.models import Team
from bot.slack import begun, blocks, figures
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import fields, messages
from bot.slack.wins.fields import Fields
from bot.slack.wins.record import amend, record, revised

FORM = "win.form"
LINE = "win.line"
"""The kind of draft of what a line left open, apart from FORM: it takes nothing away from a form that was left."""
ON_MESSAGE = "win.message"
"""The kind of draft, one for each message, of a win that a message tells."""
NO_AMOUNT = Mrkdwn("I read no amount in that. 48k, $48,000 or €12.5k would do.")
NO_SUBJECT = "I read {amount}, but not what was won. An account or what they bought is enough."


def open_new(turn: Turn) -> None:
    """The form as it was left last, or empty; a button on Home says which draft it means."""
    with turn.reading() as session:
        waiting = (each.kind for each in drafts.waiting(session, turn.person) if each.kind in (FORM, LINE))
        draft = turn.said.value or next(waiting, FORM)
        kept = fields.begun_in(turn, fields.read(drafts.find(session, turn.person, draft)))
        team = turn.membership(session).team
        kinds, notice = _kinds(session, team), _logged_already(session, team, kept)
    turn.open(_form(turn, team, kept, kinds, notice, draft=draft))


def open_prefilled(turn: Turn, said: Mapping[str, Any], *, at_first: Fields) -> None:
    """The form with the fields that were said just now, and else as it is at first.

    What it holds is kept at once, so that closing it loses nothing; what a message tells, in a draft of its own, from
    which it goes on as it was left.
    """
    draft = f"{ON_MESSAGE}:{at_first.message}" if at_first.message else LINE
    with turn.keeping() as session:
        team = turn.membership(session).team
        kept = drafts.find(session, turn.person, draft) if at_first.message else {}
        held = fields.begun_in(turn, fields.read({**asdict(at_first), **kept, **said}))
        drafts.replace(session, turn.person, draft, asdict(held), now=turn.now)
        kinds, notice = _kinds(session, team), _logged_already(session, team, held) or _missing(held)
    turn.open(_form(turn, team, held, kinds, notice, draft=draft))


def _logged_already(session: Session, team: Team, said: Fields) -> Mrkdwn | None:
    """The win that was logged from this message before, so that nobody logs it twice unknowingly."""
    win = wins.logged_from(session, team, said.message) if said.message else None
    if win is None:
        return None
    return mrkdwn(
        "Logged from this message already: win {number}, {what}, {amount}, by {who}. Log it only if this is another.",
        number=win.number,
        what=messages.what(win),
        amount=figures.won(win),
        who=win.logged_by.name,
    )


def _missing(said: Fields) -> Mrkdwn | None:
    if said.are_enough:
        return None
    return mrkdwn(NO_SUBJECT, amount=said.amount) if said.amount else NO_AMOUNT


def open_correction(
    turn: Turn, win_id: int, said: Mapping[str, Any] | None = None, notice: Mrkdwn | None = None
) -> None:
    """The form with the win as it stands, or as its last correction was left; or as what was `said` just now has it."""
    door = turn.keeping if said else turn.reading
    with door() as session:
        win = wins.get_by_id(session, win_id)
        by = turn.membership_in(session, win.team)
        gate.check("win.amend", by.person, by, win.owner_id, win.logged_by_id)
        wins.check_stands(win)
        draft = f"{FORM}:{win_id}"
        if said:
            held = replace(fields.of_win(win), **said)
            drafts.replace(session, turn.person, draft, asdict(held), now=turn.now)
        else:
            kept = drafts.find(session, turn.person, draft)
            held = fields.read(kept) if kept else fields.of_win(win)
        form = _form(turn, win.team, held, _kinds(session, win.team), notice, draft=draft, win=win_id)
    turn.open(form)


def handle_edit(turn: Turn) -> None:
    """A click on "Edit"."""
    open_correction(turn, int(turn.said.value))


def handle_revise(turn: Turn) -> None:
    """A click on "Change it": the form with the win that waits for an answer; submitting the form is that answer."""
    waiting = int(turn.said.value)
    with turn.reading() as session:
        asked = drafts.get(session, turn.person, waiting)
        win_id = asked.get("win")
        said = fields.begun_in(turn, fields.read(drafts.find(session, turn.person, revised(waiting)) or asked))
        team = wins.get_by_id(session, win_id).team if win_id else turn.membership(session).team
        kinds = _kinds(session, team)
    turn.open(_form(turn, team, said, kinds, draft=revised(waiting), win=win_id, waiting=waiting))


def handle_closed(turn: Turn) -> None:
    """Closed, or something entered: what is there comes back with the next opening."""
    if not turn.said.values:
        return
    said, win_id = _entered(turn), turn.said.metadata.get("win")
    is_begun = said.are_worth_keeping
    if win_id is not None:
        with turn.reading() as session:
            is_begun = said != replace(fields.of_win(wins.get_by_id(session, win_id)), channel=said.channel)
    turn.keep_form(begun.draft_of(turn), asdict(said), is_empty=not is_begun)


def handle_submission(turn: Turn) -> None:
    win, used_up = turn.said.metadata.get("win"), (begun.draft_of(turn), turn.said.metadata.get("waiting"))
    if win is None:
        record(turn, _entered(turn), used_up=used_up)
    else:
        amend(turn, win, _entered(turn), used_up=used_up)


def _entered(turn: Turn) -> Fields:
    carried = {name: turn.said.metadata.get(name) for name in ("shares", "message")}
    return fields.begun_in(turn, fields.read(turn.said.values | carried))


def _kinds(session: Session, team: Team) -> list[str]:
    return list(preferences.of_team(session, team)["kinds"])


def _form(
    turn: Turn,
    team: Team,
    said: Fields,
    kinds: list[str],
    notice: Mrkdwn | None = None,
    *,
    draft: str,
    win: int | None = None,
    waiting: int | None = None,
) -> Block:
    carried = {"draft": draft, "win": win, "waiting": waiting, "shares": said.shares, "message": said.message}
    today = worktime.local_day(turn.now, team.zone)
    rows = _rows(said, date.fromisoformat(said.closed_on) if said.closed_on else today)
    if known := dict.fromkeys([*kinds, said.kind] if said.kind else kinds):
        rows.append(blocks.choice_field("kind", "Kind", [(kind, kind) for kind in known], said.kind, optional=True))
    if win is None:
        rows.append(blocks.person_field("owner", "Whose win is it?", said.owner or turn.said.user_id))
    return blocks.form(
        FORM,
        "Correct a win" if win else "Log a win",
        *blocks.sections(notice or ""),
        *rows,
        submit="Correct it" if win else "Log it",
        metadata={name: value for name, value in carried.items() if value},
    )


def _rows(said: Fields, closed_on: date) -> list[Block]:
    most = wins.LONGEST
    return [
        blocks.text_field("amount", "Amount", said.amount, placeholder="48k", longest=40),
        blocks.text_field(
            "account", "Account", said.account, placeholder="Acme", optional=True, longest=most["account"]
        ),
        blocks.text_field(
            "title", "What they bought", said.title, placeholder="Annual plan", optional=True, longest=most["title"]
        ),
        blocks.date_field("closed_on", "Closed on", closed_on, hint="It decides the quarter."),
        blocks.text_field(
            "because",
            "What made it work?",
            said.because,
            placeholder="We brought the CFO in early",
            optional=True,
            multiline=True,
            longest=most["because"],
        ),
        blocks.people_field("helpers", "Who helped?", said.helpers),
    ]
