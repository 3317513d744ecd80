"""Messages that Slack refuses: they are tried again while they still make sense, and the team's leaders are told."""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.db import ask
from bot.domain import preferences, teams
from bot.models import Team, TeamPreference

TRIED_FOR = timedelta(days=2)
"""What could not be shown for so long is not news any more."""
TOKEN = frozenset(("account_inactive", "invalid_auth", "missing_scope", "token_expired", "token_revoked"))
"""Slack's words for errors that stop every message of a workspace."""
CHANNEL = frozenset(
    ("channel_not_found", "is_archived", "not_in_channel", "restricted_action", "restricted_action_read_only_channel")
)
MENDABLE = TOKEN | CHANNEL
"""Slack's words for errors that people can mend, by an invitation or a new token."""
TOLD = MENDABLE | {outbox.GAVE_UP, outbox.WITHHELD}
RETRIED = TOLD | {outbox.READDRESSED}
IS_THERE = and_(
    Team.workspace_id == bindparam("of_workspace"),
    or_(*(place == bindparam("place") for place in (Team.channel_id, Team.wins_channel_id, Team.digest_channel_id))),
)
"""The condition for teams that use the channel `place`."""
# Built once and without objects, since it runs before each post.
WITHHELD_THERE = select(TeamPreference.value).join(Team).where(IS_THERE, TeamPreference.name == preferences.WITHHELD)


def look_after(session: Session, *, now: datetime) -> None:
    """Tell the leaders of teams whose messages Slack refuses; once they are told, let the messages be tried again."""
    since = now - TRIED_FOR
    to_tell = set(outbox.parked_places(session, TOLD, since=since))
    for place in outbox.parked_places(session, RETRIED, since=since):
        teams_there = _teams_of(session, *place) if place in to_tell else []
        told = [_tell_leaders(session, team, now) for team in teams_there]
        if not any(told):
            outbox.try_parked_again(session, place, RETRIED, since=since)


def _teams_of(session: Session, workspace_id: str, channel_id: str) -> list[Team]:
    return list(session.scalars(select(Team).where(IS_THERE), {"of_workspace": workspace_id, "place": channel_id}))


def _tell_leaders(session: Session, team: Team, now: datetime) -> bool:
    """Tell each leader once a day at most; whether a message is still to be sent (it counts what waits by then)."""
    is_on_its_way = False
    for leader in teams.leaders(session, team):
        if preferences.is_off(session, leader.person_id, "notices"):
            continue
        day = worktime.local_day(now, leader.person.zone).isoformat()
        key = f"blocked:{team.id}:{leader.person_id}:{day}"
        is_on_its_way |= outbox.is_waiting(session, key, now=now)
        if not outbox.is_wanted(session, key):
            is_on_its_way = True
            outbox.show_to(
                session,
                leader.person,
                "team.blocked",
                key,
                due_at=now,
                team_id=team.id,
                since=int((now - TRIED_FOR).timestamp()),
            )
    return is_on_its_way


def waiting(session: Session, team: Team, *, since: datetime) -> dict[tuple[str, str], int]:
    """How many messages parked since then wait to be tried again, by channel and Slack's word for the error."""
    channels = {team.channel_id, team.wins_channel_id, team.digest_channel_id or team.channel_id}
    return outbox.count_parked_at(session, channels, TOLD, since=since)


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
