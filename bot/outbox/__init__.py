"""Messages that should stand in Slack, written with the fact that they announce, and the life of one row.

A row goes round: wanted (`show`, `touch`, `withdraw`), claimed by the worker that holds its workspace's lease,
then settled, postponed or parked; or in doubt, when nobody can say whether Slack did what it was asked.
"""

from bot.outbox.bundles import BUNDLE, members
from bot.outbox.candidates import MOST_IN_A_CHANNEL, MOST_IN_A_CLAIM, Candidate, Selection, candidates
from bot.outbox.claims import Claim, Thread, claim
from bot.outbox.kinds import (
    ANSWER,
    BRIEF,
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
from bot.outbox.standing import is_wanted, may_be_read, overtake, show, show_all, show_to, touch, withdraw
from bot.outbox.waiting import (
    count_parked,
    count_waiting,
    count_waiting_by_kind,
    is_waiting,
    oldest_unshown,
    oldest_waiting,
    workspaces_waiting,
)

__all__ = [
    "ANSWER",
    "BRIEF",
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
    "Candidate",
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
    "candidates",
    "claim",
    "count_parked",
    "count_parked_at",
    "count_waiting",
    "count_waiting_by_kind",
    "is_waiting",
    "is_wanted",
    "lease_workspaces",
    "mark",
    "may_be_read",
    "members",
    "oldest_unshown",
    "oldest_waiting",
    "overtake",
    "parked_places",
    "readdress",
    "release_workspaces",
    "show",
    "show_all",
    "show_to",
    "touch",
    "try_parked_again",
    "unposted",
    "withdraw",
    "workspaces_waiting",
]
