"""What every change of a team begins with: locking it, and checking that the person may change it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import gate
from bot.domain.teams.lookup import hold, leaders
from bot.errors import Refused
from bot.models import Membership, Workspace

LEADERLESS = (
    "{team} has no leader left in Slack, so anybody of the team may appoint one: `/pace team add @somebody as leader`."
)


def check(session: Session, act: str, by: Membership) -> None:
    """Refuse unless `by` may; if nobody is left who may, the refusal says what to do."""
    try:
        gate.check(act, by.person, by)
    except Refused as refusal:
        if leaders(session, by.team):
            raise
        raise Refused(f"{refusal.message} {LEADERLESS.format(team=f'*{by.team.name}*')}") from None


def locked(session: Session, by: Membership) -> Membership:
    """Lock the team and reread the membership, which may be gone: two leaders may remove each other at once."""
    hold(session, by.team)
    fresh = select(Membership).where(Membership.id == by.id).execution_options(populate_existing=True)
    membership = session.scalar(fresh)
    if membership is None:
        raise Refused("You are not in that team any more.")
    return membership


def entitled(session: Session, act: str, by: Membership) -> Membership:
    """The membership, reread with its team locked, of somebody who may do this; or Refused."""
    by = locked(session, by)
    check(session, act, by)
    return by


def hold_workspace(session: Session, workspace_id: str) -> None:
    """Lock the names and channels of the workspace's teams until the transaction ends."""
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))
