"""Slack's users and channels, resolved and remembered."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database, insert_if_new, insert_or_update
from bot.errors import Refused
from bot.models import Person, PersonKind, Workspace

NO_CHANNEL = "A team lives in a channel, and this is a direct message. Type it in the team's channel."
REMEMBERED_FOR = timedelta(days=1)
CLOSED_TO_US = {"channel_not_found", "method_not_supported_for_channel_type", "is_private", "missing_scope"}
NOT_IN_CHANNEL = "I'm not in this channel and can't join it by myself. Type `/invite @Pacesetter` here, then try again."
MOST_AT_ONCE = 30
"""People asked of Slack in one turn: it allows about a hundred in a minute, and waits three seconds for an answer."""
ASKED_TOGETHER = 6
NOT_SHOWN = ("user_not_found", "user_not_visible")
TOO_MANY = (
    "{count} of them are new to me, and Slack lets me look up {most} in one go. Name fewer now and the others after; "
    "or let people join by themselves with `/pace team join` in the team's channel."
)


def resolve(
    database: Database, client: WebClient, workspace_id: str, slack_ids: Iterable[str], *, now: datetime
) -> dict[str, Person]:
    """The people of these Slack ids, asked of Slack where they are unknown or were not seen for a day.

    Whoever is known stays as they were while Slack is in trouble.
    Refused where Slack would have to be asked about more than `MOST_AT_ONCE`.
    """
    wanted = list(dict.fromkeys(slack_ids))
    if not wanted:
        return {}
    with database.reading() as session:
        known = _find(session, workspace_id, wanted)
    stale = [slack_id for slack_id in wanted if not _is_fresh(known.get(slack_id), now)]
    if not stale:
        return known
    if len(stale) > MOST_AT_ONCE:
        raise Refused(TOO_MANY.format(count=len(stale), most=MOST_AT_ONCE))
    with ThreadPoolExecutor(ASKED_TOGETHER) as asking:
        asked = asking.map(lambda slack_id: _profile(client, workspace_id, slack_id, known.get(slack_id)), stale)
        profiles = {slack_id: profile for slack_id, profile in zip(stale, asked, strict=True) if profile}
    if not profiles:
        return known
    with database.writing() as session:
        insert_if_new(session, Workspace, id=workspace_id, first_seen_at=now)
        for slack_id, profile in profiles.items():
            key = {"workspace_id": workspace_id, "slack_id": slack_id}
            insert_or_update(session, Person, key, **profile, refreshed_at=now)
        return _find(session, workspace_id, wanted)


def _find(session: Session, workspace_id: str, slack_ids: list[str]) -> dict[str, Person]:
    these = select(Person).where(Person.workspace_id == workspace_id, Person.slack_id.in_(slack_ids))
    return {person.slack_id: person for person in session.scalars(these)}


def _is_fresh(person: Person | None, now: datetime) -> bool:
    return person is not None and now - person.refreshed_at < REMEMBERED_FOR


def _profile(client: WebClient, workspace_id: str, slack_id: str, known: Person | None) -> dict[str, Any] | None:
    """As Slack has them now; None where it doesn't answer and they are known from before."""
    try:
        user = client.users_info(user=slack_id)["user"]
    except (SlackApiError, OSError) as error:
        # The answer of a server in trouble is no answer of Slack's, and has no error of its own.
        if isinstance(error, SlackApiError) and error.response.get("error") in NOT_SHOWN:
            raise Refused("Slack doesn't show me the person that you mention, so I can't count them in.") from None
        if known is None:
            raise
        return None
    return _as_known(user, workspace_id)


def refresh(session: Session, workspace_id: str, user: dict[str, Any], *, now: datetime) -> None:
    """Somebody whom we know is from now on as Slack tells; who is unknown stays so until they speak."""
    for person in _find(session, workspace_id, [user["id"]]).values():
        for name, value in _as_known(user, workspace_id).items():
            setattr(person, name, value)
        person.refreshed_at = now


def _as_known(user: dict[str, Any], workspace_id: str) -> dict[str, Any]:
    profile = user.get("profile", {})
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user["name"]
    return {
        "name": name,
        "zone": user.get("tz") or "UTC",
        "kind": _kind(user, workspace_id),
        "has_left": user.get("deleted", False),
    }


def _kind(user: dict[str, Any], workspace_id: str) -> PersonKind:
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return PersonKind.BOT
    if user.get("is_stranger") or user.get("team_id", workspace_id) != workspace_id:
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
    """With another organisation."""
    is_ours: bool
    """The bot is in it."""


def is_channel(channel_id: str) -> bool:
    """Whether it can be one: a direct message's id begins with D."""
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


def enter(client: WebClient, channel: Channel) -> None:
    """Be in the channel, so that messages can be posted there: joined where it is public, else Refused."""
    if channel.is_ours:
        return
    try:
        client.conversations_join(channel=channel.id)
    except SlackApiError as error:
        raise _closed_to_us(error) from None


def _closed_to_us(error: SlackApiError) -> Exception:
    """What to do about a channel that the bot has no access to; any other error as it is."""
    if error.response["error"] in CLOSED_TO_US:
        return Refused(NOT_IN_CHANNEL)
    return error
