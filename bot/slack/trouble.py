"""What a team's leaders hear when Slack refuses its messages: why, and what to do about it."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import outbox, words
from bot.domain import preferences, trouble
from bot.models import Team
from bot.outbox import PRESSING, Kind, Rendered
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn

FOLLOWS = " Then what waits follows by itself: a win for two days, most else for a week."
ADVICE: Mapping[str, str] = {
    "not_in_channel": "I'm not in {channel} any more. Type `/invite @Pacesetter` there.",
    "channel_not_found": "I can't see {channel} any more. Type `/invite @Pacesetter` there, or choose another channel: "
    "`{way}`.",
    "is_archived": "{channel} is archived. Open it again, or choose another one: `{way}`.",
    "no_permission": "I may not post in {channel}. Type `/invite @Pacesetter` there, or choose another one: `{way}`.",
    outbox.WITHHELD: "{channel} is connected to another organisation, which would read it there. "
    "Say that this is fine, or choose another channel: `{way}`.",
}
RESTRICTED = "The settings of {channel} don't let me post there. Change them, or choose another channel: `{way}`."
DOCTOR = "Whoever installed me can run `python -m bot doctor`, which says what to do."
OTHERWISE = f"Slack doesn't let me post ({{word}}). {DOCTOR}"
ERROR_OF_OURS = f"That is an error of mine ({{word}}). {DOCTOR}"
SLACKS_OWN = "Slack itself had trouble. There is nothing to do: I try again, a win for two days, most else for a week."


def blocked(session: Session, team_id: int, since: int) -> Rendered | None:
    """None if everything that was parked `since` then (a Unix time) has been posted meanwhile."""
    team = session.get(Team, team_id)
    waiting = trouble.waiting(session, team, since=datetime.fromtimestamp(since, UTC)) if team else {}
    if team is None or not waiting:
        return None
    counts: Counter[str] = Counter()  # a token that is refused is one trouble, in however many channels
    for (channel_id, word), count in waiting.items():
        counts[_advice(team, channel_id, word)] += count
    told = "{count} for {team} could not be posted. {advice}"
    return blocks.message(
        *(
            blocks.section(mrkdwn(told, count=words.count(count, "message"), team=bold(team.name), advice=advice))
            for advice, count in counts.most_common()
        ),
        *(
            blocks.actions(blocks.button("Post there all the same", "trouble.share", f"{team.id}:{channel_id}"))
            for channel_id, word in waiting
            if word == outbox.WITHHELD
        ),
    )


def _advice(team: Team, channel_id: str, word: str) -> Mrkdwn:
    """What to do about messages for that channel that were refused with that word."""
    if word == outbox.GAVE_UP:
        return mrkdwn(SLACKS_OWN)
    if word in trouble.OURS:
        return mrkdwn(ERROR_OF_OURS, word=word)
    advice = RESTRICTED if word.startswith("restricted_action") else ADVICE.get(word, OTHERWISE)
    channel, way = blocks.channel(channel_id), trouble.way_out(team, channel_id)
    return mrkdwn(advice + FOLLOWS, channel=channel, way=way, word=word)


def handle_share(turn: Turn) -> None:
    """A leader allows that another organisation reads what waits."""
    team_id, _, channel_id = turn.said.value.partition(":")
    with turn.writing() as session:
        by = turn.membership_at(session, int(team_id))
        preferences.allow_shared(session, by, channel_id)
    turn.reply("Thank you. What still waits follows within ten minutes.")


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
