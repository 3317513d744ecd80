"""What somebody sets up: a check-in and its questions, as plain values."""

from dataclasses import dataclass
from datetime import time
from zlib import crc32

from bot.models import Asked, Audience, Becomes, QuestionKind, Told


@dataclass(frozen=True)
class Condition:
    """Ask only those who gave one of these answers to an earlier question (its number, counted from 1)."""

    question: int
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """The fields mean the same as in `CheckinQuestion`."""

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
    """The fields mean the same as in `Checkin`."""

    title: str
    weekdays: frozenset[int]
    at: time
    questions: tuple[Question, ...]
    asked: Asked = Asked.EVERYONE
    people: tuple[int, ...] = ()
    """The ids of those asked, if people are named."""
    told: Told = Told.CHANNEL
    deadline_hours: int | None = None
    """None for the team's usual deadline."""


def usual_audience(kind: QuestionKind, becomes: Becomes) -> Audience:
    """Who reads the answers, unless somebody says otherwise: only the leader reads feelings, requests and obstacles."""
    is_delicate = kind is QuestionKind.SCALE or becomes in (Becomes.OBSTACLE, Becomes.OFFER)
    return Audience.LEADER if is_delicate else Audience.TEAM


def version_of(facts: Facts) -> str:
    """A checksum that tells later whether somebody has changed the check-in."""
    return f"{crc32(repr(facts).encode()):08x}"
