"""What is said of a goal, as its form holds it and a draft keeps it, whichever road it came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as names_of
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import calendars, goals, preferences
from bot.domain.goals import Facts
from bot.errors import Refused
from bot.models import Goal, Recurrence, Team, Visibility
from bot.money import Money
from bot.phrases import GoalPhrase, Ground, Target
from bot.slack import blocks, figures
from bot.slack.said import readable
from bot.slack.turn import Turn

ME, TEAM, EVERYONE = "me", "team", "everyone"
ONCE = "once"
PERCENT = re.compile(r"\d\s*%")


@dataclass(frozen=True)
class Fields:
    """The words in the fields. What is empty was not said."""

    goal: str = ""
    """What and how much, as "12 demos"."""
    first_on: str = ""
    """An ISO day."""
    last_on: str = ""
    recurrence: str = ""
    why: str = ""
    visibility: str = ""
    kind: str = ""
    whose: str = ""
    """ME, TEAM, EVERYONE, or people's Slack ids with commas between."""
    channel: str = ""
    """Where it was begun, which decides the team."""

    @property
    def are_worth_keeping(self) -> bool:
        return bool(self.goal or self.why)


def read(data: Mapping[str, Any]) -> Fields:
    """Out of a draft, or of a form's values, in which an empty field is None."""
    return Fields(**{each.name: data[each.name] for each in names_of(Fields) if data.get(each.name)})


def begun_in(turn: Turn, said: Fields) -> Fields:
    return replace(said, channel=turn.begin_in(said.channel))


def ground_of(session: Session, turn: Turn, team: Team, typed_at: str = "") -> Ground:
    """What is needed to understand a line that was typed in this turn, or at that ISO moment."""
    from_when = turn.now.fromisoformat(typed_at) if typed_at else turn.now
    return Ground(
        currency=team.currency,
        now=from_when.astimezone(ZoneInfo(team.zone)),
        fiscal_start=calendars.fiscal_start(session, team),
        kinds=tuple(preferences.of_team(session, team)["kinds"]),
        first_weekday=calendars.first_weekday(session, team),
    )


# ── between words and fields ─────────────────────────────────────────────────────────────────────────────


def said_in(phrase: GoalPhrase, ground: Ground) -> dict[str, str]:
    """The fields that a line speaks of, once nothing in it is left to ask."""
    when = phrase.when
    target = phrase.targets[0] if phrase.targets else None
    last = when.lasts[0] if when else None
    first = (when.first or min(ground.today, last or ground.today)) if when else None
    said = {
        "goal": in_words(target, ground.currency) if target else readable(phrase.words),
        "first_on": first.isoformat() if first else "",
        "last_on": last.isoformat() if last else "",
        "recurrence": (when.recurs or "") if when else "",
        "why": readable(phrase.why),
        "visibility": phrase.seen or "",
        "kind": phrase.kind or "",
        "whose": TEAM if phrase.is_for_team else EVERYONE if phrase.is_for_everyone else ",".join(phrase.for_users),
    }
    return {name: value for name, value in said.items() if value}


def in_words(target: Target, home: str) -> str:
    """The target in words that `read_goal` reads as the same target."""
    if target.start is not None:
        return f"{readable(target.what)} from {target.start:,} to {target.number:,} {target.measured_in}".strip()
    if target.currency:
        money = phrases.format_money(Money(target.number, target.currency), home)
        return f"{money} {readable(target.what)}".strip()
    return f"{target.number:,} {readable(target.what)}".strip()


def of_goal(goal: Goal) -> Fields:
    return of_facts(goals.facts_of(goal), goal.team)


def of_facts(facts: Facts, team: Team) -> Fields:
    target = Target(facts.target, facts.currency, facts.named, facts.start, facts.measured_in)
    return Fields(
        goal=in_words(target, team.currency),
        first_on=facts.first_on.isoformat(),
        last_on=facts.last_on.isoformat(),
        recurrence=facts.recurrence or ONCE,
        why=facts.why,
        visibility=facts.visibility,
        kind=facts.kind or "",
    )


def facts_of(said: Fields, ground: Ground) -> Facts:
    """What the domain makes of it; Refused where the number cannot be read."""
    target = _target(said.goal, ground)
    return Facts(
        target=target.number,
        what=target.what or (goals.metrics.REVENUE if target.currency else ""),
        currency=target.currency,
        first_on=date.fromisoformat(said.first_on) if said.first_on else ground.today,
        last_on=date.fromisoformat(said.last_on),
        start=target.start,
        measured_in=target.measured_in,
        why=said.why,
        kind=said.kind or None,
        visibility=Visibility(said.visibility or Visibility.USUAL),
        recurrence=Recurrence(said.recurrence) if said.recurrence and said.recurrence != ONCE else None,
    )


def _target(text: str, ground: Ground) -> Target:
    targets = phrases.read_goal(text, ground).targets
    if not targets:
        raise no_number(text, ground)
    if len(targets) > 1:
        ways = " or ".join(in_words(target, ground.currency) for target in targets)
        raise Refused(f"I can read “{blocks.cut(text, 40)}” as {ways}. Write it without the doubt.", field="goal")
    return targets[0]


def no_number(words: str, ground: Ground) -> Refused:
    """The refusal of a goal without a number, with an example that makes it measurable."""
    said = readable(words)
    thing = said.split()[-1].strip(".!?,;:") if said.split() else ""
    counted = thing if any(letter.isalpha() for letter in thing) and thing.endswith("s") else "deals"
    end = worktime.quarter_of(ground.today, ground.fiscal_start).last
    why = ", and a goal counts up to a number of its own, not by percent" if PERCENT.search(said) else " but no number"
    return Refused(
        f"I read *{blocks.cut(said, 60)}*{why}. Try `/goal new 12 {blocks.cut(counted, 30)} by {end:%-d %b}`.",
        field="goal",
    )


def seen_by(goal: Goal) -> str:
    """Who sees it, said to its owner."""
    return "the whole team" if goal.is_of_team else figures.SEEN_BY[goal.visibility]
