"""What somebody sets: a check-in and its questions, apart from the one that stands."""

from dataclasses import dataclass
from datetime import time
from zlib import crc32

from bot.models import Asked, Audience, Becomes, QuestionKind, Told


@dataclass(frozen=True)
class Condition:
    """Put only to who gave one of these answers to another question, which comes before: its number, from 1."""

    question: int
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """As in `CheckinQuestion`."""

    text: str
    kind: QuestionKind = QuestionKind.TEXT
    audience: Audience = Audience.TEAM
    becomes: Becomes = Becomes.NOTHING
    asked: Asked = Asked.EVERYONE
    metric: str | None = None
    choices: tuple[str, ...] = ()
    only_if: Condition | None = None


@dataclass(frozen=True)
class Facts:
    """As in `Checkin`."""

    title: str
    weekdays: frozenset[int]
    at: time
    questions: tuple[Question, ...]
    asked: Asked = Asked.EVERYONE
    people: tuple[int, ...] = ()
    """Their ids, where people are named."""
    told: Told = Told.CHANNEL
    deadline_hours: int | None = None
    """None: what the team has set for new ones."""


def usual_audience(kind: QuestionKind, becomes: Becomes) -> Audience:
    """Feelings, asks and obstacles go to the leader alone, unless somebody says otherwise."""
    is_delicate = kind is QuestionKind.SCALE or becomes in (Becomes.OBSTACLE, Becomes.OFFER)
    return Audience.LEADER if is_delicate else Audience.TEAM


def version_of(facts: Facts) -> str:
    """By which it is known later whether somebody changed it meanwhile."""
    return f"{crc32(repr(facts).encode()):08x}"
