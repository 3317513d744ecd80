"""Teams, as people talk about them: founded in a channel, joined there, added to, shown."""

import re

from bot import phrases, words
from bot.domain import gate, teams
from bot.errors import Refused
from bot.models import Membership, Person, Role, Team
from bot.outbox import Rendered
from bot.slack import blocks, people
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

ANYTHING = re.compile(".*", re.DOTALL)
VERBS_OF_TEAM = {"new": ANYTHING, "add": ANYTHING, "show": None}
EXAMPLES = "Try `/pace team new West`, `/pace team add @rita` or `/pace team show`."
MOST_SHOWN = 50


def handle_team(turn: Turn) -> None:
    match phrases.split_verb(turn.said.text or "show", VERBS_OF_TEAM):
        case ("new", name):
            _found(turn, name)
        case ("add", rest):
            _add(turn, rest)
        case ("show", _):
            _show(turn)
        case _:
            word = turn.said.text.split()[0]
            nearest = phrases.nearest(word, VERBS_OF_TEAM)
            hint = f"Did you mean `/pace team {nearest}`? " if nearest else ""
            raise Refused(f"I know no `{word[:40]}` for a team. {hint}{EXAMPLES}")


def _found(turn: Turn, name: str) -> None:
    turn.admit()
    channel = people.enter_channel(turn.client, turn.said.channel_id or "")
    if channel.is_shared:
        raise Refused(
            f"#{channel.name} is shared with another organisation, which would read your wins there. "
            "Type it in a channel of your own."
        )
    with turn.writing() as session:
        named = readable(name) or channel.name.replace("-", " ").title()
        membership = teams.found(session, turn.person, named, channel.id, now=turn.now)
        answer = mrkdwn(
            "{team} is made; you lead it, and {channel} is its channel. "
            "Next: `/pace team add @somebody`, then `/win 48k Acme: annual plan`.",
            team=bold(membership.team.name),
            channel=blocks.channel(channel.id),
        )
    turn.reply(answer)


def handle_found(turn: Turn) -> None:
    """A click on "Make a team of this channel"; where somebody was quicker, the channel has one to join."""
    with turn.reading() as session:
        is_made = teams.find_by_channel(session, turn.said.workspace_id, turn.said.channel_id or "")
    if is_made:
        handle_join(turn)
    else:
        _found(turn, "")


def handle_join(turn: Turn) -> None:
    """A click on "Join West", in the channel of the team."""
    with turn.writing() as session:
        team = teams.find_by_channel(session, turn.said.workspace_id, turn.said.channel_id or "")
        if team is None:
            raise Refused("This channel has no team any more. Try `/pace team new West` to make one.")
        teams.join(session, turn.person, team, now=turn.now)
        answer = mrkdwn("You're in {team} now.", team=bold(team.name))
    turn.reply(answer)


def _add(turn: Turn, text: str) -> None:
    mentions = [mention for mention in phrases.find_mentions(text) if mention.kind == "user"]
    if not mentions:
        raise Refused(f"I read “{blocks.cut(readable(text), 60)}” but no person. Try `/pace team add @rita`.")
    newcomers = turn.people(mention.id for mention in mentions)
    with turn.writing() as session:
        by = turn.membership(session)
        there = [person for person in newcomers.values() if teams.find_membership(session, person, by.team)]
        added = [person for person in newcomers.values() if person not in there]
        for person in added:
            teams.add(session, by, person, now=turn.now)
    parts = [("Added to {team}: {names}.", added), ("Already in {team}: {names}.", there)]
    turn.reply(blocks.joined([_named(told, by.team, people) for told, people in parts if people], separator=" "))


def _named(template: str, team: Team, people: list[Person]) -> Mrkdwn:
    return mrkdwn(template, team=bold(team.name), names=words.listed([person.name for person in people]))


def _show(turn: Turn) -> None:
    with turn.reading() as session:
        by = turn.membership(session)
        gate.check("team.show", by.person, by)
        answer = _card(by, teams.members(session, by.team))
    turn.reply(answer)


def _card(by: Membership, members: list[Membership]) -> Rendered:
    team = by.team
    head = mrkdwn(
        "{team} · {channel} · {count} · {currency} · {zone}",
        team=bold(team.name),
        channel=blocks.channel(team.channel_id),
        count=f"{len(members)} people" if len(members) > 1 else "1 person",
        currency=team.currency,
        zone=words.zone(team.zone),
    )
    lines = [_line(member) for member in members[:MOST_SHOWN]]
    if len(members) > MOST_SHOWN:
        lines.append(mrkdwn("… and {rest} more", rest=len(members) - MOST_SHOWN))
    return blocks.words(blocks.joined([head, *lines]))


def _line(member: Membership) -> Mrkdwn:
    role = "leader" if Role.LEADER in member.roles else "rep"
    return mrkdwn("• {name}, {role}", name=member.person.name, role=role)


VERBS = {"team": handle_team}
ACTIONS = {"team.found": handle_found, "team.join": handle_join}
HELP = {
    "team": (
        "*Your team*: `/pace team new West` makes this channel the team's, with you as its leader.",
        "`/pace team add @rita` · `/pace team show`",
    ),
}
