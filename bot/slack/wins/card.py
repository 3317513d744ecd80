"""The card of wins on App Home: what this month brought, and the ways back to what was begun."""

from collections.abc import Iterable

from bot import words, worktime
from bot.domain import wins
from bot.errors import Offer
from bot.models import Draft
from bot.phrases import format_money
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Visit

MOST_TEAMS = 5


def show(visit: Visit) -> list[Block]:
    """My credit in each currency, and what each of my teams comes to; nothing for whoever is in no team."""
    if not visit.memberships:
        return []
    teams = [membership.team for membership in visit.memberships[:MOST_TEAMS]]
    lines = [_mine(visit, dict.fromkeys(team.currency for team in teams))]
    for team in teams:
        month = worktime.month_of(worktime.local_day(visit.now, team.zone))
        total = format_money(wins.team_total(visit.session, team, month), team.currency)
        lines.append(mrkdwn("{team} together: {total}", team=bold(team.name), total=total))
    return [
        blocks.header("Wins this month"),
        blocks.section(blocks.joined(lines)),
        blocks.actions(blocks.button("Log a win", "win.new")),
    ]


def _mine(visit: Visit, home: Iterable[str]) -> Mrkdwn:
    """What I am credited with in each currency, those of my teams first."""
    credited = wins.credited_to(visit.session, visit.person, visit.month)
    rank = {currency: nth for nth, currency in enumerate(home)}
    credited.sort(key=lambda each: rank.get(each[1].currency, len(rank)))
    sums = [f"{format_money(money, money.currency)} from {words.count(count, 'win')}" for count, money in credited]
    return mrkdwn("*You*: {sums}", sums=words.listed(sums) or "the first one is still to come")


def unfinished(draft: Draft) -> Offer:
    """The way back to the form of a win, or of a correction of one."""
    _, _, win_id = draft.kind.partition(":")
    if win_id:
        return Offer("win.edit", f"Finish your correction: {_about(draft)}".rstrip(": "), win_id)
    return unlogged(draft)


def unlogged(draft: Draft) -> Offer:
    """The way back to the form of a win that is not logged yet."""
    return Offer("win.new", f"Finish your win: {_about(draft)}".rstrip(": "), draft.kind)


def _about(draft: Draft) -> str:
    return draft.data.get("account") or draft.data.get("title") or draft.data.get("amount") or ""


def undecided(draft: Draft) -> Offer:
    """The way back to a win that is still to be confirmed."""
    about = draft.data.get("account") or draft.data.get("title") or ""
    return Offer("win.revise", f"Confirm your win: {about}".rstrip(": "), str(draft.id))
