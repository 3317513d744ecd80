"""The schema: a file per theme, pointing one way."""

from bot.db import Base
from bot.models.outbox import DeliveryLease, OutboxMessage
from bot.models.people import Membership, MembershipRole, Person, PersonKind, Role, Team, Workspace
from bot.models.talk import Draft, HandledRequest
from bot.models.wins import Win, WinChange, WinHelper

__all__ = [
    "Base",
    "DeliveryLease",
    "Draft",
    "HandledRequest",
    "Membership",
    "MembershipRole",
    "OutboxMessage",
    "Person",
    "PersonKind",
    "Role",
    "Team",
    "Win",
    "WinChange",
    "WinHelper",
    "Workspace",
]
