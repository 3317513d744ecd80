"""`/pace digest channel #week`: where the digest is posted, if not in the team's own channel."""

from bot.domain import digest, gate
from bot.slack import placing
from bot.slack.blocks import bold, channel, mrkdwn
from bot.slack.turn import Turn

OWN = ("off", "none")
WORDS = {"read_there": "your week", "post": "Post it there", "here": "`/pace digest channel here`"}


def handle_channel(turn: Turn, value: str) -> None:
    """Slack is asked about the channel before the transaction; without a channel this says where the digest goes."""
    with turn.reading() as session:
        by = turn.membership(session)
        told = mrkdwn(
            "{team}: the digest is posted in {place}.",
            team=bold(by.team.name),
            place=channel(digest.channel_of(by.team)),
        )
        gate.check("team.set", by.person, by)
    if not value:
        turn.reply(told)
        return
    place = None if value.casefold() in OWN else placing.entered(turn, value, **WORDS)
    with turn.writing() as session:
        by = turn.membership(session)
        before = digest.channel_of(by.team)
        digest.set_channel(session, by, place.id if place else None)
        after = digest.channel_of(by.team)
        answer = mrkdwn(
            "{team}, where the digest is posted: {before} → {after}.",
            team=bold(by.team.name),
            before=channel(before),
            after=channel(after),
        )
    turn.reply(answer)
