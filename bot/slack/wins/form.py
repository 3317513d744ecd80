"""The form of a win: for whoever prefers fields, for what a line left open, for correcting."""

from dataclasses import asdict
from datetime import date

from bot import worktime
from bot.domain import drafts, gate, wins
from bot.models import Team
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import fields
from bot.slack.wins.fields import Fields
from bot.slack.wins.record import amend, record

FORM = "win.form"
NO_AMOUNT = Mrkdwn("I read no amount in that. 48k, $48,000 or €12.5k would do.")
NO_SUBJECT = "I read {amount}, but not what was won. An account or what they bought is enough."


def open_new(turn: Turn) -> None:
    """The form as it was left, or empty."""
    with turn.reading() as session:
        team = turn.membership(session).team
        kept = drafts.find(session, turn.person, FORM)
    turn.open(_form(turn, team, fields.read(kept or {})))


def open_prefilled(turn: Turn, said: Fields) -> None:
    """The form with what was understood of a line; kept at once, so that closing the form loses nothing."""
    with turn.writing() as session:
        team = turn.membership(session).team
        drafts.replace(session, turn.person, FORM, asdict(said), now=turn.now)
    turn.open(_form(turn, team, said, _missing(said)))


def _missing(said: Fields) -> Mrkdwn | None:
    if said.are_enough:
        return None
    return mrkdwn(NO_SUBJECT, amount=said.amount) if said.amount else NO_AMOUNT


def open_correction(turn: Turn, win_id: int) -> None:
    """The form with the win as it stands, or as its last correction was left."""
    with turn.reading() as session:
        win = wins.get_by_id(session, win_id)
        by = turn.membership_in(session, win.team)
        gate.check("win.amend", by.person, by, win.owner_id, win.logged_by_id)
        wins.check_stands(win)
        kept = drafts.find(session, turn.person, _kind(win_id))
        form = _form(turn, win.team, fields.read(kept) if kept else fields.of_win(win), win=win_id)
    turn.open(form)


def handle_edit(turn: Turn) -> None:
    """A click on "Edit"."""
    open_correction(turn, int(turn.said.value))


def handle_revise(turn: Turn) -> None:
    """A click on "Change it": the form with what waits for an answer, which submitting it is."""
    waiting = int(turn.said.value)
    with turn.reading() as session:
        team = turn.membership(session).team
        said = fields.read(drafts.get(session, turn.person, waiting))
    turn.open(_form(turn, team, said, waiting=waiting))


def handle_closed(turn: Turn) -> None:
    """Closed, or something entered: what is there comes back with the next opening."""
    said = _entered(turn)
    kind = _kind(turn.said.metadata.get("win"))
    if turn.said.values:
        turn.keep_form(kind, asdict(said), is_empty=not said.are_worth_keeping)


def handle_submission(turn: Turn) -> None:
    win, waiting = turn.said.metadata.get("win"), turn.said.metadata.get("waiting")
    if win is None:
        record(turn, _entered(turn), used_up=(FORM, waiting))
    else:
        amend(turn, win, _entered(turn), used_up=(_kind(win),))


def _entered(turn: Turn) -> Fields:
    return fields.read(turn.said.values | {"shares": turn.said.metadata.get("shares")})


def _kind(win: int | None) -> str:
    return FORM if win is None else f"{FORM}:{win}"


def _form(
    turn: Turn,
    team: Team,
    said: Fields,
    notice: Mrkdwn | None = None,
    *,
    win: int | None = None,
    waiting: int | None = None,
) -> Block:
    carried = {"win": win, "waiting": waiting, "shares": said.shares}
    today = worktime.local_day(turn.now, team.zone)
    rows = _rows(said, date.fromisoformat(said.closed_on) if said.closed_on else today)
    if win is None:
        rows.append(blocks.person_field("owner", "Whose win is it?", said.owner or turn.said.user_id))
    return blocks.form(
        FORM,
        "Correct a win" if win else "Log a win",
        *([blocks.section(notice)] if notice else []),
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
