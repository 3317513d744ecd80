"""What a team's leaders hear when Slack refuses its messages: why, and what to do about it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import outbox, words
from bot.domain import preferences, trouble
from bot.models import Team
from bot.outbox import PRESSING, Kind, Rendered
from bot.slack import blocks
from bot.slack.blocks import bold, mrkdwn
from bot.slack.turn import Turn

ADVICE: Mapping[str, str] = {
    "not_in_channel": "I'm not in {channel} any more. Type `/invite @Pacesetter` there.",
    "channel_not_found": "I can't see {channel} any more. Type `/invite @Pacesetter` there, or choose another channel: "
    "`{way}`.",
    "is_archived": "{channel} is archived. Open it again, or choose another one: `{way}`.",
    outbox.WITHHELD: "{channel} is connected to another organisation, which would read it there. "
    "Say that this is fine, or choose another channel: `{way}`.",
    "restricted_action": "Only some people may post in {channel}. Let me post there, or choose another one: `{way}`.",
}
OTHERWISE = "Slack doesn't let me post ({word}). Whoever installed me can run `python -m bot doctor`, which says more."
SLACKS_OWN = "Slack itself had trouble. There is nothing to do: I try again for two days."


def blocked(session: Session, team_id: int, since: int) -> Rendered | None:
    """None if everything that was parked `since` then (a Unix time) has been posted meanwhile."""
    team = session.get(Team, team_id)
    waiting = trouble.waiting(session, team, since=datetime.fromtimestamp(since, UTC)) if team else {}
    if team is None or not waiting:
        return None
    channel_id, word = max(waiting, key=lambda place: waiting[place])
    advice = ADVICE.get(word, OTHERWISE) + " Then they follow by themselves."
    told = mrkdwn(
        "{count} for {team} could not be posted. " + (SLACKS_OWN if word == outbox.GAVE_UP else advice),
        count=words.count(sum(waiting.values()), "message"),
        team=bold(team.name),
        channel=blocks.channel(channel_id),
        way=_way(team, channel_id),
        word=word,
    )
    agree = blocks.button("Post there all the same", "trouble.share", f"{team.id}:{channel_id}")
    return blocks.message(blocks.section(told), *([blocks.actions(agree)] if word == outbox.WITHHELD else []))


def _way(team: Team, channel_id: str) -> str:
    """The command that chooses another channel, to which the messages that wait for this one move."""
    if channel_id == team.channel_id:
        return "/pace team set channel #west"
    return "/pace team set wins #bell" if channel_id == team.wins_channel_id else "/pace digest channel #week"


def handle_share(turn: Turn) -> None:
    """A leader allows that another organisation reads what waits."""
    team_id, _, channel_id = turn.said.value.partition(":")
    with turn.writing() as session:
        by = turn.membership_at(session, int(team_id))
        preferences.allow_shared(session, by, channel_id)
    turn.reply("Thank you. What waited follows within ten minutes.")


def handle_connected(turn: Turn) -> None:
    """Another organisation was let into a channel."""
    _note_sharing(turn, is_shared=True)


def handle_disconnected(turn: Turn) -> None:
    """An organisation left the channel; others may still be in it."""
    _note_sharing(turn, is_shared=turn.said.event["is_ext_shared"])


def _note_sharing(turn: Turn, *, is_shared: bool) -> None:
    workspace_id, channel_id = turn.said.workspace_id, turn.said.event["channel"]
    with turn.writing() as session:
        trouble.note_sharing(session, workspace_id, channel_id, is_shared=is_shared)


ACTIONS = {"trouble.share": handle_share}
EVENTS = {"channel_shared": handle_connected, "channel_unshared": handle_disconnected}
MESSAGES = {"team.blocked": Kind(blocked, PRESSING)}
MANIFEST = {name: {"scopes": ["channels:read", "groups:read"]} for name in EVENTS}
