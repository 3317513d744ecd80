"""What Prometheus reads: the state of the database at that moment, and what our processes have counted.

No label names a person, a team, a workspace or anything that somebody wrote.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import Clock
from bot.db import Database
from bot.outbox import workers

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable with the folder in which processes behind one port share counts; set before this module is imported."""
WITHIN_SLACKS_PATIENCE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Buckets in seconds; Slack waits for three."""

disable_created_metrics()  # type: ignore[no-untyped-call]

TURNS = Histogram(
    "pacesetter_turn_seconds",
    "How long it took to answer what people did, by kind of turn and how it ended.",
    ["kind", "outcome"],
    buckets=WITHIN_SLACKS_PATIENCE,
)
SHOWN = Counter("pacesetter_messages_shown", "Messages posted, edited or deleted as they should be.", ["kind"])
FAILURES = Counter(
    "pacesetter_delivery_failures", "Tries at a message that failed, by Slack's word or ours for why.", ["reason"]
)
RATE_LIMITED = Counter("pacesetter_rate_limited", "Calls that Slack asked to make later (429).", ["method"])
JOBS_FAILED = Counter("pacesetter_jobs_failed", "Jobs of the clock that failed.", ["job"])


def expose(database: Database, clock: Clock, accept: str) -> tuple[str, str]:
    """All metrics in a format that `accept` allows, and its content type."""
    registry = CollectorRegistry()
    registry.register(_States(database, clock))
    if SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    encode, content_type = choose_encoder(accept)
    return encode(registry).decode(), content_type


class _States:
    """The metrics that are read from the database, and so are the same in every process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            with self._database.reading() as session:
                states = list(_states(session, self._clock.now(), self._clock.real_now()))
        except SQLAlchemyError:
            states = []
        yield GaugeMetricFamily("pacesetter_database_up", "1 while the database answers.", value=bool(states))
        yield from states


def _states(session: Session, now: datetime, real_now: datetime) -> Iterator[GaugeMetricFamily]:
    yield _counts(
        "pacesetter_messages_waiting",
        "Messages that are due and not yet in Slack as they should be; the parked are not counted.",
        "kind",
        outbox.count_waiting_by_kind(session, now=now),
    )
    yield GaugeMetricFamily(
        "pacesetter_oldest_waiting_seconds",
        "For how long the oldest of them that was never shown nor refused has been due; 0 where there is none.",
        value=_seconds(now - (outbox.oldest_unshown(session, now=now) or now)),
    )
    yield _counts(
        "pacesetter_messages_parked",
        "Messages that Slack does not take, by its word or ours for why.",
        "reason",
        outbox.count_parked(session),
    )
    crew = workers.crew(session, real_now=real_now)
    yield GaugeMetricFamily("pacesetter_workers", "Workers that live.", value=crew.running)
    if ticked_at := workers.last_tick(session):
        yield GaugeMetricFamily(
            "pacesetter_last_tick_age_seconds",
            "For how long no worker has done what is due.",
            value=_seconds(real_now - ticked_at),
        )


def _counts(name: str, tells: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, tells, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())
