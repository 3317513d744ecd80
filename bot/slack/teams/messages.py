"""What a team says to one of its people."""

from sqlalchemy.orm import Session

from bot.domain import north_star
from bot.models import Membership, Person, Team
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, bold, mrkdwn

FACTS = (
    "`/win` posts to {channel}: try `/win 48k Acme: annual plan`. "
    "`/pace privacy` says who reads what about you, and `/pace settings` turns me down."
)
WELCOME = "{by} added you to {team}. " + FACTS
JOINED = "You're in {team} now. " + FACTS
DIRECTION = "Where {team} is going: “{statement}”"


def welcome(session: Session, membership_id: int, by_id: int) -> Rendered | None:
    """To somebody who was added; nothing where they were removed again before it was sent."""
    membership = session.get(Membership, membership_id)
    if membership is None:
        return None
    team = membership.team
    by = session.get_one(Person, by_id)
    told = mrkdwn(WELCOME, by=by.name, team=bold(team.name), channel=blocks.channel(team.wins_channel_id))
    return blocks.message(blocks.section(told), *direction(session, team))


def direction(session: Session, team: Team) -> list[Block]:
    """The north star, which greets everybody who comes to the team; nothing where none is said yet."""
    where = north_star.nearest(session, team)
    if where is None:
        return []
    return [blocks.section(mrkdwn(DIRECTION, team=bold(where.team.name), statement=where.statement))]
