"""Kinds of messages: what each says, and how it is treated on its way to Slack."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Rendered:
    """What a message says: `text` is for notifications and screen readers."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


Renderer = Callable[..., Rendered | None]
"""Called with a session and the ids of the row; returns None if there is nothing left to tell."""


class Attention(StrEnum):
    """How much a message disturbs a person who did not ask for it."""

    NONE = "none"
    """It is posted in a channel, or answers what the person just did."""
    COUNTED = "counted"
    """It waits for the recipient's working hours, and until the limits for a day and a week allow it."""
    PRESSING = "pressing"
    """It waits for working hours and counts, but is not held back by the limits: tomorrow would be too late."""


@dataclass(frozen=True)
class Manner:
    """How messages of certain kinds are treated."""

    lasts: timedelta | None
    """Once it is later than this it is not sent at all; None is never too late. What is posted can always be edited."""
    is_urgent: bool = False
    """It goes before messages of other channels in its workspace that can wait."""
    is_sent_again: bool = True
    """If it may have been posted and nobody can look: send it again, as twice is better than never; else give it up."""
    attention: Attention = Attention.NONE
    stands_alone: bool = False
    """If the message above its thread is gone, it is posted in the channel; else it shares its thread's fate."""
    comes_first: bool = False
    """In a bundle it is told first."""


CELEBRATION = Manner(lasts=timedelta(days=2), is_sent_again=False, stands_alone=True)
"""Joy in a channel: stale after two days, and embarrassing twice."""
NEWS = Manner(lasts=timedelta(days=7))
"""What a channel or a thread should know: a change, a correction, a digest."""
REQUEST = Manner(lasts=None, is_urgent=True)
"""Asks the people of a channel to act, for as long as it is shown."""
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
