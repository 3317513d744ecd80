"""The life of an obstacle as one table: in which state which act leads where, and who may."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Obstacle, ObstacleKind, ObstacleState


class Act(StrEnum):
    RAISE = "raise"
    TAKE = "take"
    TAKE_OVER = "take_over"
    """From whoever has it."""
    UPDATE = "update"
    CLEAR = "clear"
    """Say that it is removed, or the call joined."""
    DECIDE = "decide"
    CONFIRM = "confirm"
    """Really gone."""
    REOPEN = "reopen"
    """Still there."""
    VIEW = "view"
    """How the other side of a disagreement sees it."""
    GO_WITH = "go_with"
    """ "Going with it", by either side of a disagreement."""
    DROP = "drop"
    MOVE = "move"
    """To another day."""
    SNOOZE = "snooze"
    ALLOW = "allow"
    """The raiser's word on taking a private one further."""
    GO_UP = "go_up"

    # ── what time brings about
    FALL = "fall"
    """To whoever answers for the team's open ones."""
    PASS = "pass"
    """A call is over."""
    LOSE = "lose"
    """Its owner is no longer here."""


class Part(StrEnum):
    """What somebody is to an obstacle."""

    RAISER = "raiser"
    OWNER = "owner"
    DECIDER = "decider"
    OTHER = "other"
    ABOVE = "above"
    """Whoever leads above, once it was taken to them."""


@dataclass(frozen=True)
class Rule:
    to: ObstacleState | None
    """None: it stays in its state."""
    gate: str | None
    """The act of the gate; None for what time brings about."""
    whose: tuple[Part, ...] = ()
    """The people who count as its owner for the gate."""
    kinds: frozenset[ObstacleKind] = frozenset(ObstacleKind)


UNOWNED, OWNED = ObstacleState.UNOWNED, ObstacleState.OWNED
CLEARED, GONE, DROPPED = ObstacleState.CLEARED, ObstacleState.GONE, ObstacleState.DROPPED
CALL = frozenset({ObstacleKind.CALL})
DISAGREEMENT = frozenset({ObstacleKind.DISAGREEMENT})
DECIDED = frozenset({ObstacleKind.DECISION, ObstacleKind.DISAGREEMENT})
OTHERS = frozenset(ObstacleKind) - DISAGREEMENT
REMOVED = frozenset(ObstacleKind) - DECIDED
RAISER, OWNER, DECIDER, OTHER, ABOVE = Part


def _while_open() -> Iterator[tuple[tuple[ObstacleState, Act], Rule]]:
    for state in (UNOWNED, OWNED):
        yield (state, Act.UPDATE), Rule(None, "obstacle.update")
        yield (state, Act.CLEAR), Rule(CLEARED, "obstacle.clear", kinds=REMOVED)
        yield (state, Act.DECIDE), Rule(CLEARED, "obstacle.decide", (DECIDER, ABOVE), DECIDED)
        yield (state, Act.VIEW), Rule(None, "obstacle.confirm", (OTHER,), DISAGREEMENT)
        yield (state, Act.DROP), Rule(DROPPED, "obstacle.drop", (RAISER,))
        yield (state, Act.MOVE), Rule(None, "obstacle.move", (RAISER, OWNER))
        yield (state, Act.SNOOZE), Rule(None, "obstacle.move", (OWNER, DECIDER))
        yield (state, Act.ALLOW), Rule(None, "obstacle.allow", (RAISER,))
        yield (state, Act.GO_UP), Rule(None, "obstacle.escalate", (DECIDER,))


LIFE: dict[tuple[ObstacleState, Act], Rule] = {
    (UNOWNED, Act.TAKE): Rule(OWNED, "obstacle.take", kinds=OTHERS),
    (OWNED, Act.TAKE_OVER): Rule(OWNED, "obstacle.escalate", (DECIDER, ABOVE)),
    **dict(_while_open()),
    (CLEARED, Act.CONFIRM): Rule(GONE, "obstacle.confirm", (RAISER,), OTHERS),
    (CLEARED, Act.REOPEN): Rule(OWNED, "obstacle.confirm", (RAISER,), OTHERS),
    (CLEARED, Act.GO_WITH): Rule(None, "obstacle.confirm", (RAISER, OTHER), DISAGREEMENT),
    (UNOWNED, Act.FALL): Rule(OWNED, None),
    (UNOWNED, Act.PASS): Rule(DROPPED, None, kinds=CALL),
    (OWNED, Act.PASS): Rule(DROPPED, None, kinds=CALL),
    (OWNED, Act.LOSE): Rule(UNOWNED, None),
}
"""Whatever is not in it changes nothing and is answered with how things stand."""


def has_begun(obstacle: Obstacle, now: datetime) -> bool:
    """Whether it is a call that has begun: nobody can be found for it any more, and it is never late."""
    return obstacle.kind is ObstacleKind.CALL and obstacle.needed_at is not None and obstacle.needed_at <= now


def has_passed(obstacle: Obstacle) -> bool:
    """Whether it is a call that time closed, as of the moment at which it began."""
    is_closed = obstacle.state is DROPPED and obstacle.closed_at == obstacle.needed_at
    return obstacle.kind is ObstacleKind.CALL and is_closed


def find_rule(obstacle: Obstacle, act: Act) -> Rule | None:
    """The rule of the table; a call that passed without a word from anybody can be dropped as if it had not begun."""
    is_unsaid = act is Act.DROP and has_passed(obstacle) and obstacle.answered_at is None
    rule = LIFE.get((UNOWNED if is_unsaid else obstacle.state, act))
    return rule if rule and obstacle.kind in rule.kinds else None


def owner_ids(obstacle: Obstacle, rule: Rule) -> list[int]:
    """The people whom the obstacle itself names as those of the rule."""
    parts = {
        Part.RAISER: obstacle.raiser_id,
        Part.OWNER: obstacle.owner_id,
        Part.DECIDER: obstacle.decider_id,
        Part.OTHER: obstacle.other_id,
    }
    return [person_id for part in rule.whose if (person_id := parts.get(part))]
