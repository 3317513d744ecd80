"""A goal changed in words: `edit 7 target 14`, `edit 7 by EOQ`, `edit 7 because …`, `edit 7 public`."""

import re
from dataclasses import replace

from bot import phrases
from bot.domain import goals
from bot.errors import Refused
from bot.models import Goal
from bot.money import Money
from bot.phrases import GoalPhrase, Ground
from bot.slack import blocks
from bot.slack.goals import fields, finding, form, setting
from bot.slack.goals.fields import Fields
from bot.slack.said import readable
from bot.slack.turn import Turn

_TARGET = re.compile(r"^(?:target\s+)?(?:(?:to|of)\s+(?=\S*\d))?", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"[^\w\s]{0,3}\d|[A-Z]{3} ?\d|(?!because\b|by\b).*\bfrom \d")
LEAD = "it"
EXAMPLE = "Try `/goal edit 7 target 14`, `/goal edit 7 by EOQ` or `/goal edit 7 because …`."


def handle_edit(turn: Turn, number: str, text: str = "") -> None:
    """`/goal edit 7` opens the form; with words behind it, they change what they speak of."""
    with turn.reading() as session:
        by, goal = finding.numbered(turn, number)(session)
        goals.check_edit(by, goal)
        ground = fields.ground_of(session, turn, goal.team)
        goal_id, before = goal.id, fields.of_goal(goal)
        said = _changed(goal, before, text, ground) if text else before
    if text:
        setting.edit(turn, goal_id, said)
    else:
        form.open_edit(turn, goal_id)


def _changed(goal: Goal, before: Fields, text: str, ground: Ground) -> Fields:
    text = _TARGET.sub("", phrases.normalise(text))
    speaks_of_number = _NUMBER_FIRST.match(text) is not None
    # A reason, a day and who sees it follow something.
    phrase = phrases.read_goal(text if speaks_of_number else f"{LEAD} {text}", ground)
    said = {name: value for name, value in fields.said_in(phrase, ground).items() if name not in ("goal", "whose")}
    if phrase.when:
        said |= _days(phrase, goal)
    if speaks_of_number:
        said["goal"] = _number(goal, phrase, text, ground)
    elif phrase.targets or phrase.words != LEAD:
        raise Refused(f"I read “{blocks.cut(readable(text), 60)}”, but not what to change. {EXAMPLE}")
    return replace(before, **said)


def _days(phrase: GoalPhrase, goal: Goal) -> dict[str, str]:
    """The first day stays, unless it is said otherwise."""
    when = phrase.when
    if when is None or len(when.lasts) > 1:
        raise Refused(f"That day can be read in two ways. Write it out, as in `/goal edit {goal.number} by 31 Oct`.")
    first = when.first or goal.first_on
    return {"first_on": first.isoformat(), "last_on": when.lasts[0].isoformat()}


def _number(goal: Goal, phrase: GoalPhrase, text: str, ground: Ground) -> str:
    """The new target, in what the goal counts already."""
    if not phrase.targets:
        raise fields.no_number(text, ground)
    if len(phrase.targets) > 1:
        raise Refused(
            f"That number can be read in two ways. Write it out, as in `/goal edit {goal.number} target 1,400`."
        )
    target = phrase.targets[0]
    facts = goals.facts_of(goal)
    number, currency = target.number, target.currency
    if facts.currency and not currency and not target.what:
        number, currency = Money.of(target.number, facts.currency).minor, facts.currency
    start = facts.start if target.start is None else target.start
    return fields.in_words(
        phrases.Target(number, currency, target.what or facts.named, start, target.measured_in or facts.measured_in),
        ground.currency,
    )
