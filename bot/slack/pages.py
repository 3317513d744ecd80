"""Gathers every page's tables. Imports no slack_bolt, so that the worker can render."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from bot.errors import Offer
from bot.models import Draft
from bot.outbox import Kind
from bot.slack import (
    aim,
    attention,
    autonomy,
    away,
    board,
    brief,
    checkins,
    coaching,
    day,
    digest,
    feedback,
    first_weeks,
    goals,
    hours,
    inspection,
    kudos,
    lessons,
    noes,
    obstacles,
    privacy,
    promises,
    scorecard,
    settings,
    standards,
    teams,
    trouble,
    vision,
    wins,
)
from bot.slack.blocks import Block
from bot.slack.turn import Turn, Visit

# App Home has the order of the day: what was promised, the goals, what waits, the next check-in.
PAGES: tuple[ModuleType, ...] = (
    vision,
    first_weeks,
    promises,
    goals,
    day,
    obstacles,
    checkins,
    coaching,
    autonomy,
    wins,
    noes,
    hours,
    kudos,
    lessons,
    feedback,
    standards,
    board,
    digest,
    brief,
    inspection,
    scorecard,
    aim,
    teams,
    away,
    settings,
    privacy,
    trouble,
    attention,
)

Handler = Callable[[Turn], None]


@dataclass(frozen=True)
class Tables:
    """By the names that Slack sends, each page's function for a turn; `messages` says how each kind is told."""

    commands: dict[str, Handler] = field(default_factory=dict)
    verbs: dict[str, Handler] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    views: dict[str, Handler] = field(default_factory=dict)
    closed: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)
    messages: dict[str, Kind] = field(default_factory=dict)
    manifest: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What Slack's manifest says of each command, shortcut and event, in the manifest's own words."""
    home: dict[str, Callable[[Visit], list[Block]]] = field(default_factory=dict)
    """The cards of App Home, from the top down."""
    drafts: dict[str, Callable[[Draft], Offer]] = field(default_factory=dict)
    """By the kind of a draft, up to a colon: the way back to what the person began."""
    help: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What each verb is for, with examples: a few lines."""


def gather(pages: Iterable[ModuleType]) -> Tables:
    """Merge the pages' tables, one of each kind; ValueError if two pages claim the same name."""
    tables = Tables()
    for page in pages:
        for name, table in vars(tables).items():
            for key, entry in getattr(page, name.upper(), {}).items():
                if key in table:
                    raise ValueError(f"{page.__name__} claims {name} {key!r}, which another page has")
                table[key] = entry
    return tables


TABLES = gather(PAGES)
TOPICS = dict(sorted(TABLES.help.items(), key=lambda topic: (topic[0] != "win", f"/{topic[0]}" not in TABLES.commands)))
"""The help of each verb: what is typed most first, then what has a command of its own, then the rest."""
