"""A channel that somebody names for the bot to post in: found, allowed and entered."""

from bot import phrases
from bot.domain import preferences
from bot.errors import Offer, Refused
from bot.slack import blocks, people
from bot.slack.people import Channel
from bot.slack.turn import Turn


def entered(turn: Turn, value: str, *, read_there: str, post: str, here: str) -> Channel:
    """The channel that `value` names, with the bot in it; asks Slack, so not to be called within a transaction.

    Refused if another organisation would read it, until a leader allows that: `read_there` is what they would read,
    `post` the label of the offer to allow it. `here` is what people say for the channel where they are.
    """
    place = people.get_channel(turn.client, _channel_id(turn, value, here))
    with turn.reading() as session:
        is_allowed = preferences.is_shared_allowed(session, turn.membership(session).team, place.id)
    if place.is_shared and not is_allowed:
        raise Refused(
            f"#{place.name} is shared with another organisation, which would read {read_there} there. "
            "A leader can say that this is fine.",
            offers=(Offer("team.share", post, place.id),),
        )
    people.enter(turn.client, place)
    return place


def _channel_id(turn: Turn, value: str, here: str) -> str:
    """The channel that is mentioned, or the one where this is said."""
    mentioned = [mention.id for mention in phrases.find_mentions(value) if mention.kind == "channel"]
    if value.casefold() == "here" and turn.said.channel_id:
        return turn.said.channel_id
    if len(mentioned) != 1:
        raise Refused(
            f"I read “{blocks.cut(value, 40)}” but no channel that Slack shows me. Choose one from the list that opens "
            f"when you type `#`, or say it in that channel: {here}."
        )
    return mentioned[0]
