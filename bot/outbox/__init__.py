"""Messages that should stand in Slack, written with the fact that they announce, and the life of one row.

A row goes round: wanted (`show`, `touch`, `withdraw`), claimed by the worker that holds its workspace's lease,
then settled, postponed or parked; or in doubt, when nobody can say whether Slack did what it was asked.
"""

from bot.outbox.claims import (
    LEASE,
    MOST_IN_A_CHANNEL,
    MOST_IN_A_CLAIM,
    Claim,
    Thread,
    claim,
    lease_workspaces,
    release_workspaces,
)
from bot.outbox.kinds import (
    ANSWER,
    CELEBRATION,
    NEWS,
    NOTICE,
    PRESSING,
    REMINDER,
    REQUEST,
    Attention,
    Kind,
    Manner,
    Rendered,
    Renderer,
)
from bot.outbox.outcomes import InDoubt, Outcome, Parked, Postponed, Removed, Settled, mark
from bot.outbox.parked import (
    GAVE_UP,
    READDRESSED,
    count_parked_at,
    parked_places,
    readdress,
    try_parked_again,
    unposted,
)
from bot.outbox.standing import is_wanted, show, touch, withdraw
from bot.outbox.waiting import count_parked, count_waiting, oldest_waiting

__all__ = [
    "ANSWER",
    "CELEBRATION",
    "GAVE_UP",
    "LEASE",
    "MOST_IN_A_CHANNEL",
    "MOST_IN_A_CLAIM",
    "NEWS",
    "NOTICE",
    "PRESSING",
    "READDRESSED",
    "REMINDER",
    "REQUEST",
    "Attention",
    "Claim",
    "InDoubt",
    "Kind",
    "Manner",
    "Outcome",
    "Parked",
    "Postponed",
    "Removed",
    "Rendered",
    "Renderer",
    "Settled",
    "Thread",
    "claim",
    "count_parked",
    "count_parked_at",
    "count_waiting",
    "is_wanted",
    "lease_workspaces",
    "mark",
    "oldest_waiting",
    "parked_places",
    "readdress",
    "release_workspaces",
    "show",
    "touch",
    "try_parked_again",
    "unposted",
    "withdraw",
]
