"""A team made of a channel, and joined from there."""

from bot.domain import checkins, goals, preferences, teams
from bot.domain.checkins import templates
from bot.errors import Offer, Refused
from bot.slack import blocks, people
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.people import Channel
from bot.slack.teams import messages
from bot.slack.turn import Turn

MADE = (
    "{team} is made: you lead it, and {channel} is its channel. "
    "Next: `/pace team add @somebody`, then `/win 48k Acme: annual plan`."
)
IN_ALREADY = "You're in {team} already."
SHARED = (
    "#{channel} is shared with another organisation, which would read your wins there. "
    "Make the team in a channel of your own, or here all the same."
)


def handle_new(turn: Turn, name: str) -> None:
    """`/pace team new West`."""
    turn.admit()
    channel = people.get_channel(turn.client, turn.said.channel_id or "")
    if channel.is_shared:
        ask(turn, channel, name)
    else:
        found(turn, channel, name)


def found(turn: Turn, channel: Channel, name: str) -> None:
    """Make the channel a team's."""
    people.enter(turn.client, channel)
    with turn.writing() as session:
        by = teams.found(session, turn.person, name, channel.id, now=turn.now)
        templates.make_ready(session, by.team, now=turn.now)
        if channel.is_shared:
            preferences.allow_shared(session, by, channel.id)
    turn.reply(made(by.team.name, channel))


def made(name: str, channel: Channel) -> Mrkdwn:
    return mrkdwn(MADE, team=bold(name), channel=blocks.channel(channel.id))


def named_after(channel: Channel) -> str:
    return channel.name.replace("-", " ").replace("_", " ").title()


# ── a channel shared with another organisation: its people read the wins only once somebody said so ──────


def ask(turn: Turn, channel: Channel, name: str) -> None:
    """Ask whether to make the team in a channel that others share; a click on the offer makes it."""
    question = blocks.section(mrkdwn(SHARED, channel=channel.name))
    turn.reply(blocks.message(question, blocks.offers((_all_the_same(name),), block_id="shared")))


def _all_the_same(name: str) -> Offer:
    """The offer to go on; with a name it makes the team at once, without one it opens the form."""
    return Offer("team.found_shared", "Make it here all the same", name)


def handle_found(turn: Turn) -> None:
    """A click on "Make a team of this channel"; if somebody else made it meanwhile, the person joins that team."""
    with turn.reading() as session:
        is_made = turn.team_here(session) is not None
    if is_made:
        handle_join(turn)
        return
    channel = people.get_channel(turn.client, turn.said.channel_id or "")
    if channel.is_shared:
        raise Refused(SHARED.format(channel=channel.name), offers=(_all_the_same(named_after(channel)),))
    found(turn, channel, named_after(channel))


# ── joined ───────────────────────────────────────────────────────────────────────────────────────────────


def handle_join(turn: Turn) -> None:
    """`/pace team join`, or a click on "Join West", in the channel of the team."""
    with turn.writing() as session:
        team = turn.team_here(session)
        if team is None:
            raise Refused("This channel has no team yet. `/pace team new West` makes one of it.")
        is_in = turn.find_membership(session, team) is not None
        by = teams.join(session, turn.person, team, now=turn.now)
        checkins.replan_team(session, team, now=turn.now)
        goals.ask_again(session, team, [turn.person], now=turn.now)
        channel = blocks.channel(team.wins_channel_id)
        rhythm = messages.rhythm_of(session, by)
        told = mrkdwn(IN_ALREADY if is_in else messages.JOINED, team=bold(team.name), channel=channel, rhythm=rhythm)
        answer = blocks.message(blocks.section(told), *messages.direction(session, team))
        if is_in:
            turn.only_asked()
    turn.reply(answer)
