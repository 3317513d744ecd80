"""What a team says to one of its people."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from bot import words
from bot.domain import north_star
from bot.domain.checkins import setting
from bot.domain.checkins.templates import WEEKDAYS
from bot.models import Membership, Person, Team
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn

FACTS = (
    "`/win` posts to {channel}: try `/win 48k Acme: annual plan`. {rhythm}"
    "Your no's and shortfalls never go to the channel: `/pace privacy` says who reads what. "
    "`/pace settings` turns me down."
)
WELCOME = "{by} added you to {team}. " + FACTS
JOINED = "You're in {team} now. " + FACTS
ASKED = "I'll ask you {times} a week, {days}: `/checkin list` shows what. "
NUMBERS = ("no things", "one thing", "two things", "three things", "four things", "five things", "six things")
MOST_DAYS_NAMED = 3
DIRECTION = "Where {team} is going: “{statement}”"


def welcome(session: Session, membership_id: int, by_id: int) -> Rendered | None:
    """To somebody who was added; None if they were removed again before it was sent."""
    membership = session.get(Membership, membership_id)
    if membership is None:
        return None
    team = membership.team
    by = session.get_one(Person, by_id)
    told = mrkdwn(
        WELCOME,
        by=by.name,
        team=bold(team.name),
        channel=blocks.channel(team.wins_channel_id),
        rhythm=rhythm_of(session, membership),
    )
    return blocks.message(blocks.section(told), *direction(session, team))


def rhythm_of(session: Session, membership: Membership) -> Mrkdwn:
    """How often this person is asked something, and on which days."""
    return rhythm([checkin.weekdays for checkin in setting.asked_of(session, membership)])


def rhythm(asked: Sequence[Collection[int]]) -> Mrkdwn:
    """How often check-ins on these days ask something; empty if there are none."""
    times, days = sum(map(len, asked)), sorted({day for each in asked for day in each})
    if not times:
        return Mrkdwn("")
    named = words.listed([WEEKDAYS[day] for day in days]) if len(days) <= MOST_DAYS_NAMED else words.weekdays(days)
    return mrkdwn(ASKED, times=NUMBERS[times] if times < len(NUMBERS) else f"{times} things", days=named)


def direction(session: Session, team: Team) -> list[Block]:
    """The north star, with which newcomers are greeted; nothing if there is none yet."""
    where = north_star.nearest(session, team)
    if where is None:
        return []
    return [blocks.section(mrkdwn(DIRECTION, team=bold(where.team.name), statement=where.statement))]
