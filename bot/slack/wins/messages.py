"""How a win is told: in a line, in its celebration, in the thread of what changed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, wins
from bot.models import Win, WinChange
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money, without_stop
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, escape, mrkdwn
from bot.slack.naming import all_named, named

MOST_QUOTED = 300
OPENINGS = (
    "{who} closed {what}, {amount}.",
    "{who} won {what}, {amount}.",
    "{who} brought {what} home, {amount}.",
)
SIGNS = ("🔔", "🔔", "🎉", "🏆")
"""By tier."""
BANNERS = {2: "A big one for {team}", 3: "One for {team}'s history"}
FEATS = {
    "record": "{owner}'s largest so far{before}.",
    "anniversary": "{years} to the day since {owner}'s first win here.",
    "first": "The first with {account}.",
    "streak": "{owner} has won something in each of the last {number} weeks.",
}


def what(win: Win) -> Mrkdwn:
    """ "*Acme* (annual plan)", or what there is of it."""
    title = without_stop(win.title)
    if not win.account:
        return bold(title)
    return mrkdwn("{account} ({title})" if title else "{account}", account=bold(win.account), title=title)


def celebration(session: Session, win_id: int) -> Rendered:
    """As big as the win is for this team: its sign, and from the second tier on a banner."""
    win = wins.get_by_id(session, win_id)
    parts = {"who": named(session, win.owner) or escape(win.owner.name), "what": what(win), "amount": figures.won(win)}
    if win.reversed_at:
        return blocks.words(mrkdwn("{who}'s win {what}, {amount}, was reversed. It no longer counts.", **parts))
    opening = OPENINGS[win.opening % len(OPENINGS)]
    told = [mrkdwn(f"{SIGNS[win.tier]} {opening}", **parts)]
    if win.because:
        told.append(mrkdwn("*Why it worked:* {because}", because=win.because))
    if thanked := _thanked(session, win):
        told.append(mrkdwn("Thanks {helpers}!", helpers=Mrkdwn(words.listed(thanked))))
    banner = [blocks.header(BANNERS[win.tier].format(team=win.team.name))] if win.tier in BANNERS else []
    fact = blocks.context(_fact(session, win))
    return blocks.message(*banner, *map(blocks.section, told), fact, text=blocks.joined(told))


def _thanked(session: Session, win: Win) -> list[Mrkdwn]:
    """Helpers as each wants to be named, with their share where they have one."""
    names = all_named(session, [helper.person for helper in win.helpers], "thanks")
    shares = {helper.person_id: helper.share for helper in win.helpers}
    return [_sharing(name, shares[who]) for who, name in names.items() if name is not None]


def _sharing(name: Mrkdwn, share: int) -> Mrkdwn:
    return mrkdwn("{name} ({share} %)", name=name, share=f"{share / 100:g}") if share else name


def helped(win: Win) -> Mrkdwn:
    """Who helped, by name, with their share where they have one."""
    return Mrkdwn(words.listed([_sharing(escape(helper.person.name), helper.share) for helper in win.helpers]))


def _fact(session: Session, win: Win) -> Mrkdwn:
    """At most one checkable fact: the feat, else where the team stood with it in the quarter of this win."""
    if win.feat:
        number = win.feat_number or 0
        return mrkdwn(
            FEATS[win.feat],
            owner=win.owner.name,
            account=win.account or "",
            before=f"; the one before was {format_money(Money(number, win.currency), win.team.currency)}"
            if number
            else "",
            years=words.count(number, "year"),
            number=number,
        )
    begins = calendars.fiscal_start(session, win.team)
    total = wins.total_with(session, win, worktime.quarter_of(win.closed_on, begins))
    return mrkdwn(
        "{team} is at {total} in {quarter}.",
        team=win.team.name,
        total=format_money(total, win.team.currency),
        quarter=words.quarter(win.closed_on, begins),
    )


def logged_for(session: Session, win_id: int) -> Rendered | None:
    """To the person for whom somebody else logged a win; None once that was undone."""
    win = session.get_one(Win, win_id)
    if win.undone_at:
        return None
    told = mrkdwn(
        "{by} logged a win for you: {what}, {amount}.", by=win.logged_by.name, what=what(win), amount=figures.won(win)
    )
    if win.reversed_at:
        over = Mrkdwn("It was reversed, and counts nowhere any more.")
        return blocks.words(blocks.joined([told, over], separator=" "))
    return blocks.message(
        blocks.section(told),
        blocks.actions(
            blocks.button("Edit", "win.edit", win.id), blocks.button("Not mine: reverse it", "win.reverse", win.id)
        ),
    )


# ── what changed, said in the thread ─────────────────────────────────────────────────────────────────────


def amendment(session: Session, change_id: int) -> Rendered:
    change = session.get_one(WinChange, change_id)
    lines = [_difference(change, name) for name in change.after]
    return blocks.words(
        blocks.joined([mrkdwn("{who} corrected {win}.", who=change.by.name, win=_which(change.win)), *lines])
    )


def reversal(session: Session, change_id: int) -> Rendered:
    change = session.get_one(WinChange, change_id)
    told = mrkdwn("{who} reversed {win}. It is out of every number.", who=change.by.name, win=_which(change.win))
    return blocks.message(blocks.section(told))


def _which(win: Win) -> Mrkdwn:
    """Which win a reply is about: named in the thread of a burst, which holds many, and "this win" elsewhere."""
    if not win.burst_id:
        return Mrkdwn("this win")
    return mrkdwn("the win {what}, {amount}", what=what(win), amount=figures.won(win))


LABELS = {
    "account": "Account",
    "title": "What",
    "amount_minor": "Amount",
    "currency": "Currency",
    "because": "Why it worked",
    "kind": "Kind",
    "closed_on": "Closed on",
    "helpers": "Who helped",
}


def _difference(change: WinChange, name: str) -> Mrkdwn:
    if name == "helpers":
        return Mrkdwn("• Who helped was changed")
    before, after = _in_words(change, name, change.before), _in_words(change, name, change.after)
    return mrkdwn("• {label}: {before} → {after}", label=LABELS[name], before=before, after=after)


def _in_words(change: WinChange, name: str, values: dict[str, Any]) -> str:
    value = values[name]
    if name == "amount_minor":
        currency = values.get("currency", change.win.currency)
        return format_money(Money(value, currency), change.win.team.currency)
    if name == "closed_on":
        return words.day(date.fromisoformat(value), today=change.win.closed_on)
    return blocks.cut(value or "nothing", MOST_QUOTED)
