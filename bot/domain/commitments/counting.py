"""Promises counted: kept of how many, moved, waiting for a word."""

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
"""Of fewer the count is told alone."""


@dataclass(frozen=True)
class ServiceCounts:
    """What became of the promises that a person had to keep in a period; those released or taken back are none.

    One that was made to several is one for each.
    """

    kept: int = 0
    """Whether or not the other side said so."""
    unconfirmed: int = 0
    """Of the kept: nobody said that it is done."""
    moved: int = 0
    """Of them all: a later day was chosen at least once."""
    not_kept: int = 0
    late: int = 0
    """Neither kept nor dropped, and its day is over."""

    @property
    def total(self) -> int:
        return self.kept + self.not_kept + self.late


def service_counts(
    session: Session, person: Person, period: Period, today: date | None = None, said_by: datetime | None = None
) -> ServiceCounts:
    """Of what the person promised and was due in the period; what is open counts as late once `today` is past its day.

    What is not due yet is no part of it, nor is what was said of it only after `said_by`.
    """
    columns = (Commitment.state, Commitment.due_on, Commitment.slips)
    due = (Commitment.by_id == person.id, Commitment.due_on >= period.first, Commitment.due_on <= period.last)
    kept_at = case((Commitment.state.in_(life.KEPT), Commitment.kept_at))
    early = () if said_by is None else (func.coalesce(kept_at, Commitment.since) < said_by,)
    rows = session.execute(select(*columns).where(*due, *early))
    return _counted([(state, due_on, slips) for state, due_on, slips in rows], today)


def _counted(rows: Iterable[tuple[State, date, int]], today: date | None) -> ServiceCounts:
    judged = [(state, slips) for state, due_on, slips in rows if _is_judged(state, due_on, today)]
    return ServiceCounts(
        kept=sum(state in life.KEPT for state, _ in judged),
        unconfirmed=sum(state in life.KEPT and state is not State.CONFIRMED for state, _ in judged),
        moved=sum(slips > 0 for _, slips in judged),
        not_kept=sum(state is State.NOT_KEPT for state, _ in judged),
        late=sum(state is State.OPEN for state, _ in judged),
    )


def _is_judged(state: State, due_on: date, today: date | None) -> bool:
    if state is State.OPEN:
        return today is not None and due_on < today
    return state in life.KEPT or state is State.NOT_KEPT
