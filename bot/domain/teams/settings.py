"""A team's own settings: name, currency, zone, channels, the team above."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain.teams.changing import check, hold_workspace
from bot.domain.teams.lookup import lineage
from bot.domain.teams.roster import check_free, checked_name
from bot.errors import Refused
from bot.models import Burst, Digest, Goal, GoalStep, Kudos, Membership, Team, Win

CELEBRATED: Mapping[str, Select[int]] = {
    "burst_id": select(Burst.team_id).where(Burst.id == bindparam("told")),
    "kudos_id": select(Kudos.team_id).where(Kudos.id == bindparam("told")),
    "step_id": select(Goal.team_id).join(GoalStep).where(GoalStep.id == bindparam("told")),
    "win_id": select(Win.team_id).where(Win.id == bindparam("told")),
}
"""For messages in a channel for wins, the query for their team, by the name of the id they carry in the outbox."""
GUESTS: Mapping[str, Select[int]] = {
    **CELEBRATED,
    "digest_id": select(Digest.team_id).where(Digest.id == bindparam("told")),
}
"""The same for all messages that may stand in another team's own channel."""


def rename(session: Session, by: Membership, name: str) -> None:
    """Rename the team; what is posted already keeps the old name."""
    check(session, "team.set", by)
    hold_workspace(session, by.team.workspace_id)
    by.team.name = checked_name(session, by.team.workspace_id, name, by.team)
    session.flush()


def set_currency(session: Session, by: Membership, code: str) -> None:
    """Let the team count in another currency (ISO 4217); amounts in other ones stay as they are, outside the totals."""
    check(session, "team.set", by)
    by.team.currency = checked_currency(code)
    session.flush()


def checked_currency(code: str) -> str:
    """The currency of that code, or Refused."""
    if code.upper() not in list_currencies():
        raise Refused(f"I know no currency “{code[:20]}”. Three letters name it, such as EUR.", field="currency")
    return code.upper()


@cache
def zones() -> frozenset[str]:
    """All IANA names; cached, as they are read from the disk."""
    return frozenset(available_timezones())


def set_zone(session: Session, by: Membership, name: str) -> None:
    """Count the team's days and quarters in this zone (an IANA name)."""
    check(session, "team.set", by)
    if name not in zones():
        raise Refused(f"I know no time zone “{name[:40]}”. Try `/pace team set zone Europe/Berlin`.")
    by.team.zone = name
    session.flush()


def set_channel(session: Session, by: Membership, channel_id: str) -> None:
    """Move the team to another channel, with its unposted messages; its wins and digests follow if they went there."""
    check(session, "team.set", by)
    team, before = by.team, by.team.channel_id
    if channel_id == before:
        return
    hold_workspace(session, team.workspace_id)
    check_free(session, team.workspace_id, channel_id)
    place = (team.workspace_id, before)
    outbox.readdress(session, place, channel_id, lambda ids: _team_told(session, ids, GUESTS) in (None, team.id))
    for of_what in ("channel_id", "wins_channel_id", "digest_channel_id"):
        if getattr(team, of_what) == before:
            setattr(team, of_what, channel_id)
    session.flush()


def set_wins_channel(session: Session, by: Membership, channel_id: str) -> None:
    """Post wins and kudos there from now on, also those not posted yet in the channel before."""
    check(session, "team.set", by)
    team, before = by.team, by.team.wins_channel_id
    if channel_id == before:
        return
    place = (team.workspace_id, before)
    outbox.readdress(session, place, channel_id, lambda ids: _team_told(session, ids, CELEBRATED) == team.id)
    team.wins_channel_id = channel_id
    session.flush()


def _team_told(session: Session, ids: Mapping[str, int], known: Mapping[str, Select[int]]) -> int | None:
    """The id of the team that a message with these ids is about, if known; teams may share a channel for wins."""
    told = (session.scalar(known[name], {"told": of}) for name, of in ids.items() if name in known)
    return next(told, None)


def place_under(session: Session, by: Membership, parent: Team | None) -> None:
    """Put the team under another, whose leaders then see what directors see; with None under no team."""
    check(session, "team.place", by)
    _refresh_all(session, by.team.workspace_id)
    if parent and by.team_id in {parent.id, *(above.id for above in lineage(parent))}:
        what = "the same team" if parent.id == by.team_id else f"under *{by.team.name}* already"
        raise Refused(f"*{parent.name}* is {what}, and teams don't go in a circle.")
    by.team.parent = parent
    session.flush()


def _refresh_all(session: Session, workspace_id: str) -> None:
    """Lock and reread all teams, so that two leaders who put their teams under each other at once make no circle."""
    every = select(Team).where(Team.workspace_id == workspace_id).order_by(Team.id)
    session.scalars(every.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
