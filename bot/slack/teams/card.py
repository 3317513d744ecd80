"""The card of my teams on App Home: who leads them, what I am there; ways into a team for somebody who is in none."""

from bot import words
from bot.domain import teams
from bot.models import Membership
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.turn import Visit

MOST_TEAMS = 5
MOST_LEADERS = 3
WAYS_IN = (
    "You're in no team yet. In the channel of your team, type `/pace team join` to join it, "
    "or `/pace team new West` to make one of a channel that has none. You can give kudos without."
)


def card(visit: Visit) -> list[Block]:
    title = blocks.header("Your teams" if len(visit.memberships) > 1 else "Your team")
    if not visit.memberships:
        return [title, blocks.section(Mrkdwn(WAYS_IN))]
    lines = [_line(visit, mine) for mine in visit.memberships[:MOST_TEAMS]]
    if rest := len(visit.memberships) - len(lines):
        lines.append(mrkdwn("… and {rest} more", rest=rest))
    more = blocks.context(Mrkdwn("`/pace team` in its channel shows who is in it."))
    return [title, blocks.section(blocks.joined(lines)), more]


def _line(visit: Visit, mine: Membership) -> Mrkdwn:
    team = mine.team
    count = teams.count_members(visit.session, team)
    return mrkdwn(
        "{team} · {channel} · {count} · led by {leaders} · you are a {roles}",
        team=bold(team.name),
        channel=blocks.channel(team.channel_id),
        count=f"{count:,} people" if count > 1 else "1 person",
        leaders=_leaders(visit, mine),
        roles=words.listed([*sorted(mine.roles), *(["coach"] if mine.coached else [])]) or "member",
    )


def _leaders(visit: Visit, mine: Membership) -> str:
    led = teams.leaders(visit.session, mine.team)
    names = ["you" if leader.id == mine.id else leader.person.name for leader in led]
    return words.listed(names, most=MOST_LEADERS) or "nobody at the moment"
