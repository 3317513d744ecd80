"""The schema: a file per theme, pointing one way."""

from bot.db import Base
from bot.models.calendars import Absence, TeamDayOff
from bot.models.coaching import CoachingKind, CoachingRequest, CoachingSession, Feedback
from bot.models.commitments import Commitment, CommitmentSource, CommitmentState
from bot.models.direction import ChangeReason, NorthStar, Standard, StandardAnswer, StandardKind
from bot.models.goals import (
    Agreement,
    Goal,
    GoalStep,
    Metric,
    MovedBy,
    Outcome,
    Progress,
    Recurrence,
    Unit,
    Visibility,
)
from bot.models.hours import HoursBooking, OfferedHours
from bot.models.lessons import Lesson
from bot.models.obstacles import (
    Obstacle,
    ObstacleEvent,
    ObstacleHelper,
    ObstacleKind,
    ObstacleNudge,
    ObstacleState,
)
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
    "Absence",
    "Account",
    "Agreement",
    "Base",
    "Burst",
    "ChangeReason",
    "Coaching",
    "CoachingKind",
    "CoachingRequest",
    "CoachingSession",
    "Commitment",
    "CommitmentSource",
    "CommitmentState",
    "DeliveryLease",
    "Draft",
    "Feedback",
    "Goal",
    "GoalStep",
    "HandledRequest",
    "HoursBooking",
    "Kudos",
    "KudosRecipient",
    "Lesson",
    "Membership",
    "MembershipRole",
    "Metric",
    "MovedBy",
    "NorthStar",
    "Obstacle",
    "ObstacleEvent",
    "ObstacleHelper",
    "ObstacleKind",
    "ObstacleNudge",
    "ObstacleState",
    "OfferedHours",
    "OutboxMessage",
    "Outcome",
    "Person",
    "PersonKind",
    "PersonPreference",
    "Progress",
    "Recurrence",
    "Role",
    "Standard",
    "StandardAnswer",
    "StandardKind",
    "Team",
    "TeamDayOff",
    "TeamPreference",
    "Unit",
    "Visibility",
    "Win",
    "WinChange",
    "WinCredit",
    "Worker",
    "Workspace",
]
