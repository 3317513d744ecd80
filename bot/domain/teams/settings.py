"""What a team has set of its own: name, currency, zone, channel, the team above."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain.teams.changing import check, lock
from bot.domain.teams.lookup import lineage
from bot.domain.teams.roster import checked_name
from bot.errors import Refused
from bot.models import Burst, Kudos, Membership, Team, Win, Workspace

POSTED: Mapping[str, type[Burst | Kudos | Win]] = {"burst_id": Burst, "kudos_id": Kudos, "win_id": Win}
"""What stands in the channel for wins, by the name of its id in the outbox."""


def rename(session: Session, by: Membership, name: str) -> None:
    """Call the team so from now on; what was posted keeps the name that it had."""
    check(session, "team.set", by)
    lock(session, Workspace, by.team.workspace_id)
    by.team.name = checked_name(session, by.team.workspace_id, name, by.team)
    session.flush()


def set_currency(session: Session, by: Membership, code: str) -> None:
    """Let the team count in another currency (ISO 4217); amounts stay as they were said, and out of the new totals."""
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
    """Every IANA name; looked up on the disk, so once."""
    return frozenset(available_timezones())


def set_zone(session: Session, by: Membership, name: str) -> None:
    """Let the team's day begin and its quarter end there (an IANA name)."""
    check(session, "team.set", by)
    if name not in zones():
        raise Refused(f"I know no time zone “{name[:40]}”. Try `/pace team set zone Europe/Berlin`.")
    by.team.zone = name
    session.flush()


def set_wins_channel(session: Session, by: Membership, channel_id: str) -> None:
    """Let wins and kudos be posted there from now on, with those that the channel before did not take."""
    check(session, "team.set", by)
    if channel_id == by.team.wins_channel_id:
        return
    moved: set[str] = set()
    for row in outbox.unposted(session, (by.team.workspace_id, by.team.wins_channel_id)):
        is_ours = row.thread_key in moved if row.thread_key else _is_of(session, by.team, row.ids)
        if is_ours:
            outbox.readdress(row, channel_id)
            moved.add(row.key)
    by.team.wins_channel_id = channel_id
    session.flush()


def _is_of(session: Session, team: Team, ids: Mapping[str, int]) -> bool:
    """Whether a message with these ids tells of the team; two teams may have one channel for their wins."""
    told = ((POSTED[name], of) for name, of in ids.items() if name in POSTED)
    return any(session.scalar(select(post.team_id).where(post.id == of)) == team.id for post, of in told)


def place_under(session: Session, by: Membership, parent: Team | None) -> None:
    """Put the team under another, whose leaders see from then on what directors see; None takes it out."""
    check(session, "team.place", by)
    _refresh_all(session, by.team.workspace_id)
    if parent and by.team_id in {parent.id, *(above.id for above in lineage(parent))}:
        what = "the same team" if parent.id == by.team_id else f"under *{by.team.name}* already"
        raise Refused(f"*{parent.name}* is {what}, and teams don't go in a circle.")
    by.team.parent = parent
    session.flush()


def _refresh_all(session: Session, workspace_id: str) -> None:
    """Two who place their teams under each other at once would make a circle: the second sees what the first did."""
    every = select(Team).where(Team.workspace_id == workspace_id).order_by(Team.id)
    session.scalars(every.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
