"""What leads have before them on App Home: the goal of each team that one leads, and the teams below."""

from collections import Counter

from bot import worktime
from bot.domain import board, goals, pace, rollup
from bot.models import Agreement, Goal, Membership, Team
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.board import below
from bot.slack.board.asking import PERIODS
from bot.slack.turn import Visit

MOST_TEAMS = 3
MOST_SLIPS = 5
MOST_BELOW = 10
SAID = {
    Agreement.IN: "{count} in",
    Agreement.OPEN: "{count} still to answer",
    Agreement.DIFFERENTLY: "{count} differently",
}


def show(visit: Visit) -> list[Block]:
    """The teams that I lead; nothing for somebody who leads none."""
    led = [mine for mine in visit.memberships if mine.is_leader][:MOST_TEAMS]
    if not led:
        return []
    of_teams = [place.team for place in led]
    lines = [*_goals(visit, of_teams), *_slips(visit, led)]
    parts = [blocks.section(blocks.joined(lines))] if lines else []
    parts += [block for team in of_teams for block in _below(visit, team)]
    return [blocks.header("What you lead"), *parts] if parts else []


def _goals(visit: Visit, led: list[Team]) -> list[Mrkdwn]:
    """For each team its main goal, with what people say to their parts of it."""
    shown = list(rollup.main_goals(visit.session, led, visit.now).values())
    paces = goals.paces(visit.session, shown, now=visit.now)
    parts = rollup.agreements(visit.session, shown)
    return [_goal(goal, paces[goal.id], parts[goal.id]) for goal in shown]


def _goal(goal: Goal, standing: pace.Pace, parts: Counter[Agreement]) -> Mrkdwn:
    said = [words.format(count=parts[each]) for each, words in SAID.items() if parts[each]]
    return mrkdwn(
        "{team}: {line}{parts}",
        team=bold(goal.team.name),
        line=figures.line(goal, standing, standing.today),
        parts=f" · parts: {', '.join(said)}" if said else "",
    )


def _slips(visit: Visit, led: list[Membership]) -> list[Mrkdwn]:
    """Slips that I was told of by the team's rules; until a leader is told, a slip is on its owner's Home only."""
    told = goals.told_slips(visit.session, led)
    shown = told[:MOST_SLIPS]
    paces = goals.paces(visit.session, shown, now=visit.now)
    lines = [
        mrkdwn(
            "A word to {who} would help: {line}",
            who=bold(figures.whose(goal)),
            line=figures.line(goal, paces[goal.id], paces[goal.id].today),
        )
        for goal in shown
    ]
    if rest := len(told) - len(shown):
        lines.append(mrkdwn("… and {rest} more: `/goal list team`", rest=rest))
    return lines


def _below(visit: Visit, team: Team) -> list[Block]:
    """The teams right below, this quarter; none where there are none."""
    period = board.period_of(visit.session, team, board.USUAL, worktime.local_day(visit.now, team.zone))
    found = rollup.of_team(visit.session, team, period, now=visit.now)
    if not found.parts:
        return []
    lines = [below.together(found, PERIODS[board.USUAL]), *(below.line(each) for each in found.parts[:MOST_BELOW])]
    if (rest := len(found.parts) - MOST_BELOW) > 0:
        lines.append(mrkdwn("… and {rest} more: `/pace board teams {name}`", rest=rest, name=team.name))
    return [*blocks.sections(blocks.joined(lines)), blocks.context(below.SEEN)]
