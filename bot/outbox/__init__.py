"""Messages that should stand in Slack, written with the fact that they announce, and the life of one row.

A row goes round: wanted (`show`, `touch`, `withdraw`), claimed by the worker that holds its workspace's lease,
then settled, postponed or parked; or in doubt, when nobody can say whether Slack did what it was asked.
"""

from bot.outbox.bundles import BUNDLE, members
from bot.outbox.claims import MOST_IN_A_CHANNEL, MOST_IN_A_CLAIM, Claim, Selection, Thread, claim
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
from bot.outbox.leases import LEASE, lease_workspaces, release_workspaces
from bot.outbox.outcomes import InDoubt, LetGo, Outcome, Parked, Postponed, Removed, Settled, mark
from bot.outbox.parked import (
    GAVE_UP,
    READDRESSED,
    count_parked_at,
    parked_places,
    readdress,
    try_parked_again,
    unposted,
)
from bot.outbox.standing import is_wanted, recipient_of, show, touch, withdraw
from bot.outbox.waiting import count_parked, count_waiting, is_waiting, oldest_waiting, workspaces_waiting

__all__ = [
    "ANSWER",
    "BUNDLE",
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
    "LetGo",
    "Manner",
    "Outcome",
    "Parked",
    "Postponed",
    "Removed",
    "Rendered",
    "Renderer",
    "Selection",
    "Settled",
    "Thread",
    "claim",
    "count_parked",
    "count_parked_at",
    "count_waiting",
    "is_waiting",
    "is_wanted",
    "lease_workspaces",
    "mark",
    "members",
    "oldest_waiting",
    "parked_places",
    "readdress",
    "recipient_of",
    "release_workspaces",
    "show",
    "touch",
    "try_parked_again",
    "unposted",
    "withdraw",
    "workspaces_waiting",
]
