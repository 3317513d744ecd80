"""The life of a promise: one table of states and acts; what is not in it cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.models import CommitmentState as State


class Side(StrEnum):
    """Who acts: one of the two sides, or nobody."""

    OWNER = "owner"
    RECEIVER = "receiver"
    TIME = "time"


class Act(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE_BACK = "take back"
    KEEP = "keep"
    MOVE = "move"
    FAIL = "fail"
    RESUME = "resume"
    """It was dropped by mistake."""
    CONFIRM = "confirm"
    REOPEN = "reopen"
    RELEASE = "release"
    LAPSE = "lapse"
    """Nobody answered in time."""
    PART = "part"
    """One of the two has left the workspace, or become a guest."""


@dataclass(frozen=True)
class Step:
    who: Side
    to: State


LIFE: Mapping[tuple[State, Act], Step] = {
    (State.ASKED, Act.ACCEPT): Step(Side.OWNER, State.OPEN),
    (State.ASKED, Act.DECLINE): Step(Side.OWNER, State.DECLINED),
    (State.ASKED, Act.TAKE_BACK): Step(Side.RECEIVER, State.TAKEN_BACK),
    (State.ASKED, Act.LAPSE): Step(Side.TIME, State.UNANSWERED),
    (State.ASKED, Act.PART): Step(Side.TIME, State.UNANSWERED),
    (State.OPEN, Act.KEEP): Step(Side.OWNER, State.KEPT),
    (State.OPEN, Act.MOVE): Step(Side.OWNER, State.OPEN),
    (State.OPEN, Act.FAIL): Step(Side.OWNER, State.NOT_KEPT),
    (State.OPEN, Act.TAKE_BACK): Step(Side.OWNER, State.TAKEN_BACK),
    (State.OPEN, Act.CONFIRM): Step(Side.RECEIVER, State.CONFIRMED),
    (State.OPEN, Act.RELEASE): Step(Side.RECEIVER, State.RELEASED),
    (State.OPEN, Act.PART): Step(Side.TIME, State.RELEASED),
    (State.NOT_KEPT, Act.RESUME): Step(Side.OWNER, State.OPEN),
    (State.KEPT, Act.CONFIRM): Step(Side.RECEIVER, State.CONFIRMED),
    (State.KEPT, Act.REOPEN): Step(Side.RECEIVER, State.OPEN),
    (State.KEPT, Act.LAPSE): Step(Side.TIME, State.UNCONFIRMED),
    (State.UNCONFIRMED, Act.CONFIRM): Step(Side.RECEIVER, State.CONFIRMED),
}

UNDER_WAY = frozenset((State.ASKED, State.OPEN, State.KEPT))
"""The states in which something can still happen."""
NOT_MADE = frozenset((State.ASKED, State.DECLINED, State.UNANSWERED, State.TAKEN_BACK))
"""Not its owner's promise: a mere request, or taken back."""
KEPT = frozenset((State.KEPT, State.CONFIRMED, State.UNCONFIRMED))


def find_step(state: State, act: Act) -> Step | None:
    return LIFE.get((state, act))


def acts_of(state: State, side: Side) -> list[Act]:
    """The acts that are possible for that side in that state, in the order of the table."""
    return [act for (each, act), step in LIFE.items() if each is state and step.who is side]


def takes_acts_from(act: Act) -> set[Side]:
    """The sides that can do the act in any state."""
    return {step.who for (_, each), step in LIFE.items() if each is act}
