"""The north star on App Home, above everything that is done to get there."""

from bot.domain import gate, north_star
from bot.models import Membership, NorthStar
from bot.slack import blocks
from bot.slack.blocks import Block, mrkdwn
from bot.slack.turn import Visit
from bot.slack.vision.messages import quoted

MOST_TEAMS = 3


def card(visit: Visit) -> list[Block]:
    """For App Home: the north star of each of my teams; without one, its leader is asked for it and nobody else."""
    found = [(mine, north_star.nearest(visit.session, mine.team)) for mine in visit.memberships[:MOST_TEAMS]]
    told: dict[int, NorthStar] = {said.id: said for _, said in found if said}
    unsaid = [mine for mine, said in found if said is None and gate.allows("north_star.write", mine.person, mine)]
    if not told and not unsaid:
        return []
    shown = [blocks.header("Where we are going")]
    for said in told.values():
        is_named = len(visit.memberships) > 1 or len(told) > 1
        name = [mrkdwn("*{team}*", team=said.team.name)] if is_named else []
        shown.append(blocks.section(blocks.joined([*name, quoted(said.statement)])))
    for mine in unsaid:
        shown += _asked(mine)
    return shown


def _asked(mine: Membership) -> list[Block]:
    words = mrkdwn("{team} has no north star yet. Where are you taking it?", team=mine.team.name)
    button = blocks.button("Say where", "vision.edit", mine.team_id)
    return [blocks.section(words, accessory=button)]
