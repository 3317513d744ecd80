"""Messages that Slack refuses: they are tried again while they still make sense, and the team's leaders are told.

What waits is tried every ten minutes, day and night. As for any message, delivery drops what is too late for its kind.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import ask
from bot.domain import calendars, preferences, teams
from bot.models import Team, TeamPreference
from bot.worktime import Period, local_day

TRIED_FOR = timedelta(days=30)
"""For so long Slack is asked again to take what is never too late: a request, or a change of what stands."""
TOKEN = frozenset(
    [
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    ]
)
"""Slack's words for errors that stop every message of a workspace."""
CHANNEL = frozenset(
    [
        "channel_not_found",
        "is_archived",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    ]
)
SWITCHED_OFF = frozenset(["ekm_access_denied", "messages_tab_disabled"])
"""Slack's words for errors that are mended in the settings of the workspace, or of its app."""
MENDABLE = TOKEN | CHANNEL | SWITCHED_OFF
"""Slack's words for errors that people can mend: by an invitation, a setting or a new token."""
OURS = frozenset(
    [
        "cannot_render",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    ]
)
"""What only another version of the bot can mend: these are not tried again by themselves."""
RETRIED = MENDABLE | {outbox.GAVE_UP, outbox.WITHHELD, outbox.READDRESSED}
TOLD = OURS | RETRIED - {outbox.READDRESSED}
IS_THERE = and_(
    Team.workspace_id == bindparam("of_workspace"),
    or_(*(place == bindparam("place") for place in (Team.channel_id, Team.wins_channel_id, Team.digest_channel_id))),
)
"""The condition for teams that use the channel `place`."""
# Built once and without objects, since it runs before each post.
WITHHELD_THERE = select(TeamPreference.value).join(Team).where(IS_THERE, TeamPreference.name == preferences.WITHHELD)


def look_after(session: Session, *, now: datetime) -> None:
    """Tell the leaders of teams whose messages Slack refuses, and let these be tried again."""
    since = now - TRIED_FOR
    places = outbox.parked_places(session, TOLD, since=since)
    blocked = {team for place in places for team in _teams_of(session, *place)}
    # What a leader is just being told counts what is parked at that moment.
    counted = {channel for team in blocked if _tell_leaders(session, team, now) for channel in _channels(team)}
    for place in outbox.parked_places(session, RETRIED, since=since):
        if place[1] not in counted:
            outbox.try_parked_again(session, place, RETRIED, since=since)


def _teams_of(session: Session, workspace_id: str, channel_id: str) -> list[Team]:
    return list(session.scalars(select(Team).where(IS_THERE), {"of_workspace": workspace_id, "place": channel_id}))


def _channels(team: Team) -> set[str]:
    return {team.channel_id, team.wins_channel_id, team.digest_channel_id or team.channel_id}


def _tell_leaders(session: Session, team: Team, now: datetime) -> bool:
    """Tell each leader at work, once a day at most, if anything was refused since they were told last.

    Returns whether a message to one of them is on its way.
    """
    since = now - TRIED_FOR
    newest = outbox.last_parked_at(session, _channels(team), TOLD, since=since)
    if newest is None:
        return False
    is_on_its_way = False
    leaders = [leader.person for leader in teams.leaders(session, team)]
    for person in preferences.wanting(session, "notices", leaders):
        if not calendars.of_person(session, person).is_working(now):
            continue
        days = Period(local_day(newest, person.zone), local_day(now, person.zone))
        *before, today = [f"blocked:{team.id}:{person.id}:{day.isoformat()}" for day in days]
        if not outbox.is_told_since(session, [today], since) and not outbox.is_told_since(session, before, newest):
            ids = {"team_id": team.id, "since": int(since.timestamp())}
            outbox.show_to(session, person, "team.blocked", today, due_at=now, **ids)
        is_on_its_way |= outbox.is_waiting(session, today, now=now)
    return is_on_its_way


def waiting(session: Session, team: Team, *, since: datetime) -> dict[tuple[str, str], int]:
    """How many messages that Slack refused since then still wait, by channel and the word for the error."""
    return outbox.count_parked_at(session, _channels(team), TOLD, since=since)


def way_out(team: Team, channel_id: str) -> str:
    """The command that chooses another channel, to which the messages that wait for this one move."""
    if channel_id == team.channel_id:
        return "/pace team set channel #west"
    return "/pace team set wins #bell" if channel_id == team.wins_channel_id else "/pace digest channel #week"


# ── a channel that another organisation was let into ─────────────────────────────────────────────────────


def note_sharing(session: Session, workspace_id: str, channel_id: str, *, is_shared: bool) -> None:
    """Withhold what teams post in that channel until their leaders agree, or stop doing so."""
    # All teams, since the channel may have been one of theirs before, and may be again.
    whose = _teams_of(session, workspace_id, channel_id) if is_shared else teams.all_of(session, workspace_id)
    for team in whose:
        preferences.note_sharing(session, team, channel_id, is_shared=is_shared)


def is_withheld(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether another organisation reads that channel and a team that uses it has not agreed to that yet."""
    kept = ask(session, WITHHELD_THERE, {"of_workspace": workspace_id, "place": channel_id})
    return any(channel_id in withheld for (withheld,) in kept)
