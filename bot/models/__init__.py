"""The schema: a file per theme, pointing one way."""

from bot.db import Base
from bot.models.outbox import DeliveryLease, OutboxMessage, Worker
from bot.models.people import (
    Coaching,
    Membership,
    MembershipRole,
    Person,
    PersonKind,
    PersonPreference,
    Role,
    Team,
    TeamPreference,
    Workspace,
)
from bot.models.talk import Draft, HandledRequest
from bot.models.wins import Account, Burst, Kudos, KudosRecipient, Win, WinChange, WinCredit

__all__ = [
    "Account",
    "Base",
    "Burst",
    "Coaching",
    "DeliveryLease",
    "Draft",
    "HandledRequest",
    "Kudos",
    "KudosRecipient",
    "Membership",
    "MembershipRole",
    "OutboxMessage",
    "Person",
    "PersonKind",
    "PersonPreference",
    "Role",
    "Team",
    "TeamPreference",
    "Win",
    "WinChange",
    "WinCredit",
    "Worker",
    "Workspace",
]
