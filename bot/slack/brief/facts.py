"""Why somebody is one to cheer for, as the end of a sentence: one fact that can be looked up."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words
from bot.domain import cheers
from bot.domain.cheers import Fact, Logged
from bot.models import Cheer, Commitment, GoalStep, Obstacle, Unit, Win
from bot.money import Money
from bot.phrases import format_money
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn

LONGEST = 200


def why(session: Session, cheer: Cheer, today: date) -> Mrkdwn:
    """Such as "closed *Acme*, $48,000" or "has gone 12 working days without recognition", or both."""
    fact = cheers.fact_of(session, cheer)
    told = said(cheer, fact, today) if fact else None
    if not cheer.without_days:
        return told or Mrkdwn("is one to cheer for")
    days = words.count(cheer.without_days, "working day")
    alone = mrkdwn("has gone {days} without recognition", days=days)
    return mrkdwn("{told}, and {alone}", told=told, alone=alone) if told else alone


def said(cheer: Cheer, fact: Fact, today: date) -> Mrkdwn:
    match fact:
        case Win() as win:
            return _win(win)
        case GoalStep() as step:
            return mrkdwn("{step}: {goal}", step=figures.STEPS[step.name], goal=figures.named(step.goal, today))
        case Obstacle() as removed:
            template = "removed obstacle {number} for {who}: {what}"
            return mrkdwn(template, number=removed.number, who=removed.raiser.name, what=_short(removed.what))
        case Commitment() as kept:
            return mrkdwn("kept a promise to {to}: {what}", to=figures.to_whom(kept), what=_short(kept.text))
        case Logged(metric, amount):
            much = (
                format_money(Money(amount, cheer.team.currency), cheer.team.currency)
                if metric.unit is Unit.MONEY
                else f"{amount:,}"
            )
            return mrkdwn("moved {what} by {much} in a week", what=metric.name, much=much)


def _win(win: Win) -> Mrkdwn:
    title = f" ({win.title})" if win.account and win.title else ""
    return mrkdwn(
        "closed {what}{title}, {amount}{because}",
        what=bold(win.account or win.title),
        title=title,
        amount=figures.won(win),
        because=f"; why it worked: {_short(win.because)}" if win.because else "",
    )


def _short(text: str) -> str:
    return blocks.short(text, LONGEST).rstrip(".")
