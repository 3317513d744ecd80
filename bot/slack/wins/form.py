"""The form of a win: for whoever prefers fields, for what a line left open, for correcting."""

from datetime import date
from typing import Any

from bot import phrases, words, worktime
from bot.domain import drafts, gate, wins
from bot.domain.wins import Facts
from bot.errors import Refused
from bot.models import Team, Win
from bot.money import Money
from bot.phrases import format_money
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.turn import Turn
from bot.slack.wins.record import amend, record, spoken

FORM = "win.form"
Fields = dict[str, Any]


def open_new(turn: Turn) -> None:
    """The form as it was left, or empty."""
    with turn.reading() as session:
        team = turn.membership(session).team
        kept = drafts.find(session, turn.person, FORM)
    turn.open(_form(team, kept or {}, turn))


def open_prefilled(turn: Turn, fields: Fields, win: int | None = None) -> None:
    """The form with what was understood of a line; kept at once, so that closing the form loses nothing."""
    with turn.writing() as session:
        team = turn.membership(session).team
        drafts.replace(session, turn.person, _kind(win), fields, now=turn.now)
    turn.open(_form(team, fields, turn, win))


def handle_edit(turn: Turn) -> None:
    """A click on "Edit": the form with the win as it stands, or as its last correction was left."""
    win_id = int(turn.said.value)
    with turn.reading() as session:
        win = wins.get_by_id(session, win_id)
        by = turn.membership_in(session, win.team)
        gate.check("win.amend", by.person, by, win.owner_id, win.logged_by_id)
        wins.check_stands(win)
        fields = drafts.find(session, turn.person, _kind(win_id)) or _fields(win)
        form = _form(win.team, fields, turn, win_id)
    turn.open(form)


def handle_revise(turn: Turn) -> None:
    """A click on "Change it": the form with what waits for an answer."""
    with turn.reading() as session:
        team = turn.membership(session).team
        waiting = drafts.get(session, turn.person, int(turn.said.value))
    fields = waiting | {"amount": format_money(Money(**waiting["amount"]), team.currency), "helpers": []}
    turn.open(_form(team, fields, turn))


def handle_closed(turn: Turn) -> None:
    """Closed, or typed in: what is there comes back with the next opening."""
    if any(turn.said.values.values()):
        with turn.writing() as session:
            drafts.replace(session, turn.person, _kind(turn.said.metadata.get("win")), turn.said.values, now=turn.now)


def handle_submission(turn: Turn) -> None:
    win = turn.said.metadata.get("win")
    with turn.reading() as session:
        team = turn.membership(session).team
    facts = _facts(turn, team)
    if win is None:
        record(turn, facts, draft=FORM)
    else:
        amend(turn, win, facts, draft=_kind(win))


def _kind(win: int | None) -> str:
    return FORM if win is None else f"{FORM}:{win}"


def _facts(turn: Turn, team: Team) -> Facts:
    fields = turn.said.values
    helpers = turn.people(fields.get("helpers") or [])
    return Facts(
        amount=_amount(fields.get("amount") or "", team),
        account=spoken(fields.get("account") or ""),
        title=spoken(fields.get("title") or ""),
        closed_on=date.fromisoformat(fields["closed_on"]),
        because=spoken(fields.get("because") or ""),
        helpers=tuple((helper.id, 0) for helper in helpers.values()),
    )


def _amount(text: str, team: Team) -> Money:
    readings = phrases.read_amount(text, team.currency)
    if not readings:
        raise Refused(f"I read “{blocks.cut(text, 40)}” but no amount. Try 48k or 48,000.", field="amount")
    if len(readings) > 1:
        ways = words.listed([reading.label(team.currency) for reading in readings])
        raise Refused(f"I can read that as {ways}. Write it without the doubt, as in 48,000.", field="amount")
    return readings[0].money


def _fields(win: Win) -> Fields:
    return {
        "amount": format_money(Money(win.amount_minor, win.currency), win.team.currency),
        "account": win.account or "",
        "title": win.title,
        "closed_on": win.closed_on.isoformat(),
        "because": win.because,
        "helpers": [helper.person.slack_id for helper in win.helpers],
    }


def _form(team: Team, fields: Fields, turn: Turn, win: int | None = None) -> Block:
    closed_on = fields.get("closed_on") or worktime.local_day(turn.now, team.zone).isoformat()
    return blocks.form(
        FORM,
        "Correct a win" if win else "Log a win",
        blocks.text_field("amount", "Amount", fields.get("amount") or "", placeholder="48k", longest=40),
        blocks.text_field(
            "account", "Account", fields.get("account") or "", placeholder="Acme", optional=True, longest=200
        ),
        blocks.text_field(
            "title",
            "What they bought",
            fields.get("title") or "",
            placeholder="Annual plan",
            optional=True,
            longest=500,
        ),
        blocks.date_field("closed_on", "Closed on", date.fromisoformat(closed_on), hint="It decides the quarter."),
        blocks.text_field(
            "because",
            "What made it work?",
            fields.get("because") or "",
            placeholder="We brought the CFO in early",
            optional=True,
            multiline=True,
        ),
        blocks.people_field("helpers", "Who helped?", fields.get("helpers") or []),
        submit="Correct it" if win else "Log it",
        metadata={"win": win} if win else {},
    )
