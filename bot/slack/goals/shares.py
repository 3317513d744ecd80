"""How a part was worked out, and how a team's goal is divided, in words."""

from bot import words
from bot.domain.contributions import Parts
from bot.models import Agreement, Goal
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn

MOST_LINES, MOST_NAMED, MOST_OF_WHY = 40, 10, 120


def basis(part: Goal) -> str:
    """ ", by your last two quarters ($40,000 and $52,000)": said to its owner; empty where there is nothing to say."""
    said = part.share_basis or {}
    match said.get("way"):
        case "equally":
            told = f", an equal part of {said['of']}"
        case "weight":
            told = f", by a weight of {said['weight']} of {said['sum']}"
        case "percent":
            told = f", {said['percent']} % of it"
        case "history":
            done = words.listed([figures.amount(part, each) for each in said["done"]])
            told = f", by your last two {said['span']}s ({done})"
        case "days":
            told = f", by the {words.count(said['days'], 'working day')} that you have left"
        case "own":
            told = ", your own number"
        case _:
            told = ""
    return f"{told}, with {said['margin']} % on top" if said.get("margin") else told


def of_team(part: Goal) -> Mrkdwn:
    """ "West's $300,000"."""
    assert part.parent
    return mrkdwn("{team}'s {aim}", team=part.team.name, aim=figures.aim(part.parent))


def assigned(goal: Goal, amount: int) -> Mrkdwn:
    """ "Assigned: $210,000 of $300,000. $90,000 unassigned."."""
    left = goal.target - amount
    rest = "It adds up."
    if left > 0:
        rest = f"{figures.amount(goal, left)} unassigned."
    elif left < 0:
        rest = f"{figures.amount(goal, -left)} more than the goal, as a margin."
    told = mrkdwn(
        "Assigned: {sum} of {of}. ", sum=bold(figures.exactly(goal, amount)), of=figures.amount(goal, goal.target)
    )
    return Mrkdwn(told + blocks.escape(rest))


def line(part: Goal, *, with_answer: bool) -> Mrkdwn:
    """One part in the leader's view."""
    return mrkdwn(
        "• {who}: `{number}` {amount}{answer}",
        who=bold(part.owner.name if part.owner else ""),
        number=part.number,
        amount=figures.amount(part, part.target),
        answer=_answer(part) if with_answer else "",
    )


def _answer(part: Goal) -> Mrkdwn:
    match part.agreement:
        case Agreement.DIFFERENTLY:
            return mrkdwn(" · sees it differently: {said}", said=differently(part, MOST_OF_WHY))
        case Agreement.OPEN:
            return Mrkdwn(" · hasn't answered yet")
        case _:
            return Mrkdwn(" · in")


def differently(part: Goal, longest: int | None = None) -> Mrkdwn:
    """The number and why."""
    why = blocks.cut(part.answer_why, longest) if longest else part.answer_why
    return mrkdwn("{amount}, “{why}”", amount=figures.amount(part, part.answer_target or 0), why=why)


def told(parts: Parts) -> list[Mrkdwn]:
    """The whole division, a line each, what is still to settle first; as many as a message takes."""
    held = sorted(parts.held, key=lambda part: part.agreement is not Agreement.DIFFERENTLY)
    lines = [line(part, with_answer=True) for part in held]
    lines[:0] = [
        mrkdwn(
            "• {who} is no longer in the team: `{number}` {amount} is unassigned",
            who=bold(part.owner.name if part.owner else ""),
            number=part.number,
            amount=figures.amount(part, part.target),
        )
        for part in parts.orphaned
    ]
    lines = capped(lines)
    if parts.held and parts.without:
        names = [person.name for person in parts.without]
        lines.append(mrkdwn("• No part yet: {names}", names=words.listed(names, most=MOST_NAMED)))
    return lines


def capped(lines: list[Mrkdwn]) -> list[Mrkdwn]:
    """As many lines as a message of Slack's 13,000 characters surely takes, and how many more there are."""
    rest = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], Mrkdwn(f"… and {rest} more")] if rest > 0 else lines
