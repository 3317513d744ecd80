"""Counting promises: how many were kept, of how many, and how many were moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.domain.commitments import life
from bot.models import Commitment, Person
from bot.models import CommitmentState as State
from bot.worktime import Period

ENOUGH_FOR_A_RATE = 5
"""With fewer only the count is shown, no percentage."""


@dataclass(frozen=True)
class ServiceCounts:
    """What became of the promises that a person had to keep in a period, without those released or taken back.

    One made to several people counts once for each.
    """

    kept: int = 0
    """Confirmed or not."""
    moved: int = 0
    """How many of them all were moved to a later day at least once."""
    not_kept: int = 0
    late: int = 0
    """How many are past their day and neither kept nor dropped."""

    @property
    def total(self) -> int:
        return self.kept + self.not_kept + self.late


def service_counts(
    session: Session, person: Person, period: Period, today: date | None = None, said_by: datetime | None = None
) -> ServiceCounts:
    """The counts of the person's promises due in the period; an open one counts as late once `today` is past its day.

    What is not due yet is left out, and what was said to be done (or not) only after `said_by`.
    """
    columns = (Commitment.state, Commitment.due_on, Commitment.slips)
    due = (Commitment.by_id == person.id, Commitment.due_on >= period.first, Commitment.due_on <= period.last)
    kept_at = case((Commitment.state.in_(life.KEPT), Commitment.kept_at))
    early = () if said_by is None else (func.coalesce(kept_at, Commitment.since) < said_by,)
    return _counted(session.execute(select(*columns).where(*due, *early)), today)


def _counted(rows: Iterable[tuple[State, date, int]], today: date | None) -> ServiceCounts:
    judged = [(state, slips) for state, due_on, slips in rows if _is_judged(state, due_on, today)]
    return ServiceCounts(
        kept=sum(state in life.KEPT for state, _ in judged),
        moved=sum(slips > 0 for _, slips in judged),
        not_kept=sum(state is State.NOT_KEPT for state, _ in judged),
        late=sum(state is State.OPEN for state, _ in judged),
    )


def _is_judged(state: State, due_on: date, today: date | None) -> bool:
    if state is State.OPEN:
        return today is not None and due_on < today
    return state in life.KEPT or state is State.NOT_KEPT
