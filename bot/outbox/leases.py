"""Which worker delivers which workspace: a lease, so that workers never pace against each other."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.db import changed, insert_new
from bot.models import DeliveryLease

LEASE = timedelta(seconds=30)
"""Longer than the time-out of a call to Slack: once it has lapsed, no call of the former holder can still arrive."""


def lease_workspaces(
    session: Session, holder: str, workspace_ids: Collection[str], *, real_now: datetime, lease: timedelta = LEASE
) -> list[str]:
    """Take or keep the leases of these workspaces that no other worker holds; return the ids of those now held."""
    mine = {"holder": holder, "leased_until": real_now + lease}
    wanted = DeliveryLease.workspace_id.in_(workspace_ids)
    known = set(session.scalars(select(DeliveryLease.workspace_id).where(wanted)))
    # Sorted, so that two workers that insert the same new workspaces do not deadlock.
    insert_new(session, DeliveryLease, [{"workspace_id": each} | mine for each in sorted(set(workspace_ids) - known)])
    is_free = or_(DeliveryLease.holder == holder, DeliveryLease.leased_until <= real_now)
    # A lease that another worker is taking now is skipped: nobody waits for a lock.
    free = select(DeliveryLease.workspace_id).where(wanted, is_free).with_for_update(skip_locked=True)
    taken = set(session.scalars(free))
    changed(session, update(DeliveryLease).where(DeliveryLease.workspace_id.in_(taken)).values(**mine))
    return [each for each in workspace_ids if each in taken]


def release_workspaces(session: Session, holder: str) -> None:
    """Hand every lease back, so that another worker need not wait for it to lapse."""
    session.execute(delete(DeliveryLease).where(DeliveryLease.holder == holder))
