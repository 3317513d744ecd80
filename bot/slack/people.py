"""Slack's users and channels, asked of Slack and remembered."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db import Database, insert_if_new, insert_or_update
from bot.domain import attention, away_status, checkins, gate, obstacles, teams
from bot.domain.away_status import Status
from bot.errors import UNANSWERED, Refused
from bot.models import Person, PersonKind, Workspace

THESE = select(Person).where(
    Person.workspace_id == bindparam("workspace_id"), Person.slack_id.in_(bindparam("slack_ids", expanding=True))
)
NO_CHANNEL = "A team lives in a channel, and this is a direct message. Type it in the team's channel."
REMEMBERED_FOR = timedelta(days=1)
CLOSED_TO_US = {"channel_not_found", "method_not_supported_for_channel_type", "is_private", "missing_scope"}
NOT_IN_CHANNEL = "I'm not in this channel and can't join it by myself. Type `/invite @Pacesetter` here, then try again."
MOST_AT_ONCE = 30
"""Most people asked of Slack in one turn: it allows about a hundred a minute, and gives us three seconds to answer."""
ASKED_TOGETHER = 6
MOST_CHANNELS = 3
"""Of which a message's names are asked for."""
NOT_SHOWN = ("user_not_found", "user_not_visible")
TOO_MANY = (
    "{count} of them are new to me, and Slack lets me look up {most} in one go. Name fewer now and the others after; "
    "or let people join by themselves with `/pace team join` in the team's channel."
)


def resolve(
    database: Database,
    client: WebClient,
    workspace_id: str,
    slack_ids: Iterable[str],
    *,
    now: datetime,
    is_for_words: bool = False,
) -> dict[str, Person]:
    """The people of these Slack ids; Slack is asked about those who are unknown or were not seen for a day.

    While Slack is in trouble, known people stay as they were.
    Refused if Slack does not show one of them, or would have to be asked about more than `MOST_AT_ONCE`; where it is
    only for words about them, they are left out instead.
    """
    wanted = list(dict.fromkeys(slack_ids))
    if not wanted:
        return {}
    with database.reading() as session:
        known = _find(session, workspace_id, wanted)
        is_ours = bool(known) or session.get(Workspace, workspace_id) is not None
    stale = [slack_id for slack_id in wanted if not is_fresh(known.get(slack_id), now)]
    if not stale:
        return known
    if len(stale) > MOST_AT_ONCE and not is_for_words:
        raise Refused(TOO_MANY.format(count=len(stale), most=MOST_AT_ONCE))
    stale = stale[:MOST_AT_ONCE]
    with ThreadPoolExecutor(ASKED_TOGETHER) as asking:
        asked = asking.map(lambda slack_id: _ask(client, slack_id, slack_id in known, is_for_words), stale)
        users = {slack_id: user for slack_id, user in zip(stale, asked, strict=True) if user}
    if not users:
        return known
    if not is_ours:
        _check_is_ours(client, workspace_id, next(iter(users.values())))
    with database.writing() as session:
        insert_if_new(session, Workspace, id=workspace_id, first_seen_at=now)
        for slack_id, user in sorted(users.items()):  # in one order: two turns that meet would deadlock
            key = {"workspace_id": workspace_id, "slack_id": slack_id}
            insert_or_update(session, Person, key, **_as_known(user, workspace_id), refreshed_at=now)
        found = _find(session, workspace_id, wanted)
        _follow(session, found, users, now)
        before = {found[slack_id]: _whereabouts(person) for slack_id, person in known.items() if slack_id in users}
        _move(session, before, now)
        return found


def _find(session: Session, workspace_id: str, slack_ids: list[str]) -> dict[str, Person]:
    found = session.scalars(THESE, {"workspace_id": workspace_id, "slack_ids": slack_ids})
    return {person.slack_id: person for person in found}


def is_fresh(person: Person | None, now: datetime) -> bool:
    """Whether we know them well enough not to ask Slack again."""
    return person is not None and now - person.refreshed_at < REMEMBERED_FOR


def _ask(client: WebClient, slack_id: str, is_known: bool, is_for_words: bool) -> dict[str, Any] | None:
    """The user as Slack has them now; None if Slack doesn't answer and we can do without."""
    try:
        user: dict[str, Any] = client.users_info(user=slack_id)["user"]
    except (SlackApiError, *UNANSWERED) as error:
        # If Slack's server fails, its response is not about this user and names no error.
        is_not_shown = isinstance(error, SlackApiError) and error.response.get("error") in NOT_SHOWN
        if is_not_shown and not is_for_words:
            raise Refused("Slack doesn't show me the person that you mention, so I can't count them in.") from None
        if not (is_known or is_not_shown):
            raise
        return None
    return user


def _check_is_ours(client: WebClient, workspace_id: str, user: dict[str, Any]) -> None:
    """Refused if the workspace is another organisation's.

    Of whoever presses a button in a shared channel, Slack sends their own workspace, in which they are full members.
    """
    if client.auth_test()["team_id"] != workspace_id:
        name = _as_known(user, workspace_id)["name"]
        raise Refused(gate.NOT_ADMITTED[PersonKind.STRANGER].format(name=name))


def refresh(session: Session, workspace_id: str, user: dict[str, Any], *, now: datetime) -> None:
    """Update a person from what Slack tells; nothing happens if they are unknown, until they speak themselves."""
    found = _find(session, workspace_id, [user["id"]])
    before = {person: _whereabouts(person) for person in found.values()}
    for person in found.values():
        for name, value in _as_known(user, workspace_id).items():
            setattr(person, name, value)
        person.refreshed_at = now
    _follow(session, found, {user["id"]: user}, now)
    _move(session, before, now)


def _whereabouts(person: Person) -> tuple[str, PersonKind, bool]:
    return person.zone, person.kind, person.has_left


def _move(session: Session, before: dict[Person, tuple[str, PersonKind, bool]], now: datetime) -> None:
    """Plan anew what goes by their own clock, for people whose zone or kind of membership changed."""
    for person in (person for person, whereabouts in before.items() if _whereabouts(person) != whereabouts):
        checkins.replan_person(session, person, now=now)
        obstacles.look_again_for(session, person, now=now)


def _follow(session: Session, found: dict[str, Person], users: dict[str, dict[str, Any]], now: datetime) -> None:
    """Follow what people's status says of being away; send what was held back until they return."""
    shown = {found[slack_id]: _status(user) for slack_id, user in users.items() if slack_id in found}
    here = {person: status for person, status in shown.items() if not person.has_left}
    for person in away_status.follow(session, here, now=now):
        attention.reconsider(session, person, now=now)


def _status(user: dict[str, Any]) -> Status:
    profile = user.get("profile", {})
    ends = profile.get("status_expiration") or 0
    ends_at = datetime.fromtimestamp(ends, UTC) if ends else None
    return Status(profile.get("status_text") or "", profile.get("status_emoji") or "", ends_at)


def _as_known(user: dict[str, Any], workspace_id: str) -> dict[str, Any]:
    profile = user.get("profile", {})
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user["name"]
    return {
        "name": name,
        # Slack may know a zone before this machine does, where each look at the clock would fail.
        "zone": zone if (zone := user.get("tz")) in teams.zones() else "UTC",
        "kind": _kind(user, workspace_id),
        "has_left": user.get("deleted", False),
    }


def _kind(user: dict[str, Any], workspace_id: str) -> PersonKind:
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return PersonKind.BOT
    # In a company of several workspaces, the first of somebody's is named, and all of them are listed.
    theirs = {user.get("team_id", workspace_id), *user.get("enterprise_user", {}).get("teams", [])}
    if user.get("is_stranger") or workspace_id not in theirs:
        return PersonKind.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return PersonKind.GUEST
    return PersonKind.MEMBER


@dataclass(frozen=True)
class Channel:
    """A channel as Slack shows it at this moment."""

    id: str
    name: str
    is_shared: bool
    """Whether it is shared with another organisation."""
    is_ours: bool
    """Whether the bot is in it."""


def is_channel(channel_id: str) -> bool:
    """Whether it can be a channel: the id of a direct message begins with D."""
    return channel_id.startswith(("C", "G"))


def get_channel(client: WebClient, channel_id: str) -> Channel:
    """The channel, or Refused where nothing can be posted: a direct message, an archived one, one that is hidden."""
    if not is_channel(channel_id):
        raise Refused(NO_CHANNEL)
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        raise _closed_to_us(error) from None
    if channel.get("is_mpim"):
        raise Refused(NO_CHANNEL)
    if channel.get("is_archived"):
        raise Refused(f"#{channel['name']} is archived. Try a channel that is in use.")
    return Channel(
        id=channel_id,
        name=channel["name"],
        is_shared=bool(channel.get("is_ext_shared")),
        is_ours=bool(channel.get("is_member")),
    )


def channel_names(client: WebClient, channel_ids: Iterable[str]) -> dict[str, str]:
    """What public channels are called, for words about them: a private one has a name for those alone who are in it.

    Of many only the first are asked for, since somebody waits for it.
    """
    names = {}
    for channel_id in islice(dict.fromkeys(channel_ids), MOST_CHANNELS):
        with suppress(SlackApiError, *UNANSWERED):
            channel = client.conversations_info(channel=channel_id)["channel"]
            if not channel.get("is_private"):
                names[channel_id] = str(channel["name"])
    return names


def enter(client: WebClient, channel: Channel) -> None:
    """Get the bot into the channel, so that it can post there: it joins a public one by itself; else Refused."""
    if channel.is_ours:
        return
    try:
        client.conversations_join(channel=channel.id)
    except SlackApiError as error:
        raise _closed_to_us(error) from None


def _closed_to_us(error: SlackApiError) -> Exception:
    """Refused with what to do about a channel that the bot has no access to; any other error is returned as it is."""
    if error.response["error"] in CLOSED_TO_US:
        return Refused(NOT_IN_CHANNEL)
    return error
