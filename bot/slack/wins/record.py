"""The end of every road to a win: the question before an amount far above the record, the act, the confirmation."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import drafts, wins
from bot.domain.wins import Facts
from bot.models import Person, Team, Win, WinChange
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import messages

WAITING = "win.waiting"


def record(turn: Turn, facts: Facts, *, for_user: str | None = None, draft: int | str | None = None) -> None:
    """Record and confirm, unless the amount is far above what the person sold before: then ask first.

    `draft` is what led here, a question by its id or a form by its kind; it is used up with the act.
    """
    owner = _owner(turn, for_user)
    with turn.writing() as session:
        _use_up(session, turn, draft)
        by = turn.membership(session)
        if yardstick := wins.unusual(session, by.team, owner, facts.amount):
            waiting = drafts.keep(session, turn.person, WAITING, _as_data(facts, for_user), now=turn.now)
            answer = _question(by.team, facts, yardstick, waiting.id)
        else:
            answer = confirmation(session, turn, wins.record(session, by, facts, now=turn.now, owner=owner))
    turn.reply(answer)


def handle_sure(turn: Turn) -> None:
    """The amount was meant: post it."""
    draft_id = int(turn.said.value)
    with turn.reading() as session:
        facts, for_user = _from_data(drafts.get(session, turn.person, draft_id))
    owner = _owner(turn, for_user)
    with turn.writing() as session:
        _use_up(session, turn, draft_id)
        by = turn.membership(session)
        answer = confirmation(session, turn, wins.record(session, by, facts, now=turn.now, owner=owner))
    turn.reply(answer)


def amend(turn: Turn, win: int, facts: Facts, *, draft: int | str | None = None) -> None:
    """Correct the win of that id."""
    with turn.writing() as session:
        _use_up(session, turn, draft)
        corrected = wins.get_by_id(session, win)
        by = turn.membership_in(session, corrected.team)
        change = wins.amend(session, by, corrected, facts, now=turn.now)
        answer = confirmation(session, turn, corrected, change) if change else blocks.words("Nothing changed.")
    turn.reply(answer)


def spoken(text: str) -> str:
    """People's text as it is kept: a mention becomes the name that was typed."""
    for mention in reversed(phrases.find_mentions(text)):
        sign = "#" if mention.kind == "channel" else "@"
        text = f"{text[: mention.start]}{sign}{mention.name.lstrip('@#') or mention.id}{text[mention.end :]}"
    return text


def _owner(turn: Turn, for_user: str | None) -> Person:
    return turn.people([for_user])[for_user] if for_user else turn.person


def _use_up(session: Session, turn: Turn, draft: int | str | None) -> None:
    if isinstance(draft, int):
        drafts.take(session, turn.person, draft)
    elif draft:
        drafts.discard(session, turn.person, draft)


def _as_data(facts: Facts, for_user: str | None) -> dict[str, Any]:
    return asdict(facts) | {"closed_on": facts.closed_on.isoformat(), "for_user": for_user}


def _from_data(data: dict[str, Any]) -> tuple[Facts, str | None]:
    read = {
        "amount": Money(**data["amount"]),
        "closed_on": date.fromisoformat(data["closed_on"]),
        "helpers": tuple((who, share) for who, share in data["helpers"]),
    }
    said = {name: value for name, value in data.items() if name != "for_user"}
    return Facts(**said | read), data["for_user"]


# ── what the person hears ────────────────────────────────────────────────────────────────────────────────


def _question(team: Team, facts: Facts, yardstick: Money, draft_id: int) -> Rendered:
    said, usual = (format_money(money, team.currency) for money in (facts.amount, yardstick))
    text = mrkdwn("I read {said}, far above anything before ({usual}). Is the amount right?", said=said, usual=usual)
    return blocks.message(
        blocks.section(text),
        blocks.actions(
            blocks.button("Yes, post it", "win.sure", draft_id, style="primary"),
            blocks.button("Change it", "win.revise", draft_id),
        ),
    )


def confirmation(session: Session, turn: Turn, win: Win, change: WinChange | None = None) -> Rendered:
    """What was understood, said back, with ways to take it back."""
    today = worktime.local_day(turn.now, win.team.zone)
    did = "Corrected" if change else "Logged"
    told = mrkdwn(
        "{did} as win {number}: {what}, {amount}, closed {day} ({zone}){owner}.",
        did=did,
        number=win.number,
        what=messages.what(win),
        amount=messages.amount(win),
        day=words.day(win.closed_on, today=today),
        zone=words.zone(win.team.zone),
        owner=f", for {win.owner.name}" if win.owner_id != win.logged_by_id else "",
    )
    buttons = [blocks.button("Undo", "win.undo", win.id), blocks.button("Edit", "win.edit", win.id)]
    if not win.account:
        buttons.append(blocks.button("Which account?", "win.edit", win.id, nth=2))
    return blocks.message(blocks.section(told), blocks.context(_where(win, change)), blocks.actions(*buttons))


def _where(win: Win, change: WinChange | None) -> Mrkdwn:
    place = blocks.channel(win.team.wins_channel_id)
    posted = mrkdwn("Its post in {place} follows." if change else "It goes to {place}.", place=place)
    if win.currency == win.team.currency:
        return posted
    aside = "I keep {currency} as you said it; it stays out of {team}'s totals, which are in {home}."
    return blocks.joined(
        [posted, mrkdwn(aside, currency=win.currency, team=win.team.name, home=win.team.currency)], separator=" "
    )
