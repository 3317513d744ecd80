"""What obstacles cost, told to the leader alone."""

from datetime import timedelta

from bot import phrases, words, worktime
from bot.domain.obstacles import costs
from bot.domain.obstacles.costs import Figures, Service
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn

KINDS = {"call": "calls to join"}


def handle_costs(turn: Turn) -> None:
    """`/obstacle costs`: what open ones hold back, what comes back, how long each kind took in the last 90 days."""
    with turn.reading() as session:
        by = turn.membership_for(session, "obstacle.costs")
        lately = worktime.last_days(worktime.local_day(turn.now, by.team.zone), 90)
        found = costs.figures(session, by.team, lately)
        head = mrkdwn("{team}: {held}", team=bold(by.team.name), held=_held(found))
    lines = [_repeated(name, number) for name, number in found.repeated] + [_service(each) for each in found.service]
    seen = blocks.context("Only leaders of the team see this. Times are working hours, the middle of the last 90 days.")
    turn.reply(blocks.message(*blocks.sections(blocks.joined([head, *lines])), seen))


def _held(found: Figures) -> str:
    if not found.open:
        return "nothing is in the way now."
    amounts = [
        f"{words.listed([phrases.format_money(amount, amount.currency) for amount in sums])} {what}"
        for sums, what in ((found.deals, "in deals"), (found.goals, "in goals"))
        if sums
    ]
    standing = words.count(found.open, "open obstacle")
    return f"{standing}, holding back {words.listed(amounts)}." if amounts else f"{standing}, without an amount named."


def _repeated(name: str, number: int) -> Mrkdwn:
    return mrkdwn("• {name} came up {number} times: one problem, worth one solution.", name=bold(name), number=number)


def _service(each: Service) -> Mrkdwn:
    return mrkdwn(
        "• {kind}: {raised} raised, {answered} answered{to_answer}, {removed} settled{to_removal}",
        kind=KINDS.get(each.kind, f"{each.kind}s"),
        raised=each.raised,
        answered=each.answered,
        to_answer=_after(each.to_answer),
        removed=each.removed,
        to_removal=_after(each.to_removal),
    )


def _after(span: timedelta | None) -> str:
    return f" after {span / timedelta(hours=1):.1f} h" if span is not None else ""
