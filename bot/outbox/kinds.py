"""Kinds of messages: what each says, and how it is treated under way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Rendered:
    """What a message says: `text` is the notification, and all that a screen reader reads."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


Renderer = Callable[..., Rendered | None]
"""Called with a session and the ids of the row; None where there is nothing left to tell."""


class Attention(StrEnum):
    """What a message asks of a person who did not ask for it."""

    NONE = "none"
    """It stands in a channel, or answers what the person just did."""
    COUNTED = "counted"
    """It waits for the recipient's working hours, and for its place among so many a day and a week."""
    PRESSING = "pressing"
    """It waits for working hours and counts, but has its place at once: tomorrow is too late."""


@dataclass(frozen=True)
class Manner:
    """How messages of some kinds are treated."""

    lasts: timedelta | None
    """Not sent at all once it is so late; None is never too late. What already stands is edited at any time."""
    is_urgent: bool = False
    """It passes before what can wait, in other channels of its workspace."""
    is_sent_again: bool = True
    """In doubt, where nobody can look whether it stands: better twice than never."""
    attention: Attention = Attention.NONE
    stands_alone: bool = False
    """Where the message above its thread is gone, it stands in the channel; else it goes with its thread."""
    comes_first: bool = False
    """Above all else with which it is told as one."""


CELEBRATION = Manner(lasts=timedelta(days=2), is_sent_again=False, stands_alone=True)
"""Joy in a channel: stale after two days, and embarrassing twice."""
NEWS = Manner(lasts=timedelta(days=7))
"""What a channel or a thread should know: a change, a correction, a digest."""
REQUEST = Manner(lasts=None, is_urgent=True)
"""What asks people of a channel to act, and does for as long as it stands."""
ANSWER = Manner(lasts=timedelta(days=1), is_urgent=True)
"""A direct message about what its recipient just did."""
NOTICE = Manner(lasts=timedelta(days=7), attention=Attention.COUNTED)
"""A direct message that a person should read some time."""
REMINDER = Manner(lasts=timedelta(days=1), is_urgent=True, attention=Attention.COUNTED)
"""A direct message that belongs to its day."""
BRIEF = Manner(lasts=timedelta(hours=10), is_urgent=True, attention=Attention.COUNTED, comes_first=True)
"""A direct message that belongs to one morning, and is stale by its evening."""
PRESSING = Manner(lasts=timedelta(days=1), is_urgent=True, attention=Attention.PRESSING)
"""A direct message that cannot wait until tomorrow."""


@dataclass(frozen=True)
class Kind:
    render: Renderer
    manner: Manner
