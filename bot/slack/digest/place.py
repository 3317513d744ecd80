"""`/pace digest channel #week`: where the digest is posted, if not in the team's own channel."""

from bot import phrases
from bot.domain import digest, gate, preferences
from bot.errors import Offer, Refused
from bot.slack import blocks, people
from bot.slack.blocks import bold, channel, mrkdwn
from bot.slack.people import Channel
from bot.slack.turn import Turn

OWN = ("off", "none", "")


def handle_channel(turn: Turn, value: str) -> None:
    """Slack is asked about the channel first, outside of any transaction."""
    with turn.reading() as session:
        by = turn.membership(session)
        gate.check("team.set", by.person, by)
    place = None if value.casefold() in OWN else _entered(turn, value)
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


def _entered(turn: Turn, value: str) -> Channel:
    place = people.get_channel(turn.client, _channel_id(turn, value))
    with turn.reading() as session:
        team = turn.membership(session).team
        is_allowed = preferences.is_shared_allowed(session, team, place.id)
    if place.is_shared and not is_allowed:
        raise Refused(
            f"#{place.name} is shared with another organisation, which would read your week there. "
            "A leader can say that this is fine.",
            offers=(Offer("team.share", "Post it there", place.id),),
        )
    people.enter(turn.client, place)
    return place


def _channel_id(turn: Turn, value: str) -> str:
    """The channel that is mentioned, or the one where this is said."""
    mentioned = [mention.id for mention in phrases.find_mentions(value) if mention.kind == "channel"]
    if value.casefold() == "here" and turn.said.channel_id:
        return turn.said.channel_id
    if len(mentioned) != 1:
        raise Refused(
            f"I read “{blocks.cut(value, 40)}” but no channel that Slack shows me. Choose one from the list that opens "
            "when you type `#`, or say it in that channel: `/pace digest channel here`."
        )
    return mentioned[0]
