"""Whether a goal is far above anything before, the smaller steps that lead there, and what it takes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, pace
from bot.domain.goals import history, metrics, pacing
from bot.domain.goals.facts import facts_of
from bot.domain.goals.setting import check_edit, check_equip, edit, following, lock, set_goal
from bot.errors import Refused, check_length
from bot.models import Goal, Membership, Metric, MovedBy, Progress, Unit, Win
from bot.money import LARGEST_MINOR
from bot.worktime import Period

ENOUGH_PERIODS = 2
"""If fewer periods before had any progress, no target is called far off."""
LATELY = timedelta(days=365)
MOST_ATTEMPTS = 10_000
"""The most attempts for one deal that can be assumed."""


# ── far above anything before ────────────────────────────────────────────────────────────────────────────


def stretch_of(session: Session, goal: Goal) -> pace.Stretch | None:
    """What to offer if the target is far above the best period before; None if it is not, or too few are known."""
    if _why_no_steps(goal):
        return None
    done = _done_before(session, goal)
    return pace.stretch(goal.target, max(done)) if len(done) >= ENOUGH_PERIODS else None


def _why_no_steps(goal: Goal) -> str:
    """Why smaller steps are not offered for such a goal, whatever was done before; empty where they may be."""
    if goal.is_level:
        return "is a level"
    if goal.reached_at:
        return "is reached already"
    return "was set by a leader" if goal.agreement is not None else ""


def _done_before(session: Session, goal: Goal) -> list[int]:
    """What was done in each period before in which something was."""
    periods = history.periods_before(goal, fiscal_start=calendars.fiscal_start(session, goal.team))
    rows = history.earned(session, goal, Period(periods[-1].first, periods[0].last), history.owners_of(goal))
    done = [sum(value for _, day, value in rows if day in period) for period in periods]
    return [each for each in done if each > 0]


def use_ramp(session: Session, by: Membership, goal: Goal, *, now: datetime) -> list[Goal]:
    """The first step for the goal's own period, and a goal for each period after it, up to the target."""
    lock(session, goal)
    check_edit(by, goal)
    far = stretch_of(session, goal)
    if far is None:
        raise _no_ramp(session, goal)
    facts = replace(facts_of(goal), recurrence=None)
    recurrence = goal.recurrence
    edit(session, by, goal, replace(facts, target=far.ramp[0]), now=now)
    steps = [goal]
    for target in far.ramp[1:]:
        period = following(session, steps[-1])
        then = replace(facts, target=target, first_on=period.first, last_on=period.last)
        step = set_goal(session, by, then, now=now, owner=goal.owner)
        step.previous_id = steps[-1].id
        steps.append(step)
    steps[-1].recurrence = recurrence
    session.flush()
    return steps


def _no_ramp(session: Session, goal: Goal) -> Refused:
    if why := _why_no_steps(goal):
        return Refused(f"Goal {goal.number} {why}, so I offer no smaller steps. `/goal {goal.number}` shows it.")
    if len(_done_before(session, goal)) < ENOUGH_PERIODS:
        example = "80k" if goal.currency else 8
        return Refused(
            f"Too little was counted before goal {goal.number} to tell what a smaller step is: I go by what was done "
            f"in {ENOUGH_PERIODS} periods like it. `/goal edit {goal.number} target {example}` sets a smaller one."
        )
    return Refused(f"Goal {goal.number} is within reach of what was done before, so it needs no smaller steps.")


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Needs:
    """What it takes; `deal` and `rate` are None if unknown, and then `effort` is None too."""

    left: int
    days_left: int
    a_day: Fraction | None
    """How much each day asks, in what the goal counts."""
    activity: str
    """What leads to a deal: "demos"."""
    deal: pace.Known | None
    rate: pace.Known | None
    effort: pace.Effort | None


def needs(session: Session, goal: Goal, *, now: datetime) -> Needs:
    """By the owner's own history where there is enough, else by what they named."""
    if goal.is_level:
        raise Refused(
            f"Goal {goal.number} is a level, which is not done a bit each day. `/goal {goal.number}` shows it."
        )
    standing = pacing.pace_of(session, goal, now=now)
    since = worktime.local_day(now, goal.team.zone) - LATELY
    said = goal.assumptions or {}
    is_money = goal.metric.moved_by is MovedBy.AMOUNTS
    deals = _deals(session, goal, since)
    deal = pace.average_deal(deals) or _named(said.get("deal")) if is_money else None
    activity, rate = _rate(session, goal, since, len(deals), said)
    is_open = goal.metric.moved_by is MovedBy.TYPING or (is_money and deal is None)
    effort = None if is_open or rate is None else pace.effort(standing.left, standing.days_left, rate, deal)
    return Needs(standing.left, standing.days_left, standing.needed, activity, deal, rate, effort)


def assume(
    session: Session,
    by: Membership,
    goal: Goal,
    *,
    deal: int | None = None,
    one_in: int | None = None,
    activity: str = "",
) -> None:
    """What the owner takes a deal to come to, and how many attempts to lead to one; it stays with the goal."""
    lock(session, goal)
    check_equip(by, goal)
    if deal is not None and not 0 < deal <= LARGEST_MINOR:
        raise Refused("What a deal comes to is an amount above zero, as in `12k`.", field="deal")
    if one_in is not None and not 1 <= one_in <= MOST_ATTEMPTS:
        raise Refused("One deal takes one attempt or more, as in `1 in 5 demos`.", field="one_in")
    check_length(activity, metrics.LONGEST_NAME, field="activity")
    said: dict[str, Any] = {"deal": deal, "one_in": one_in, "activity": activity.strip()}
    goal.assumptions = (goal.assumptions or {}) | {name: value for name, value in said.items() if value}


def _named(deal: int | None) -> pace.Known | None:
    return pace.Known(Fraction(deal)) if deal else None


def _rate(session: Session, goal: Goal, since: date, won: int, said: dict[str, Any]) -> tuple[str, pace.Known | None]:
    """The close rate of the activity nearest to a deal (the one with the fewest attempts), else what was named."""
    whose = () if goal.is_of_team else (Progress.owner_id == goal.owner_id,)
    typed = (Metric.team_id == goal.team_id, Metric.unit == Unit.COUNT, Metric.moved_by == MovedBy.TYPING)
    counted = (Progress.is_standing.is_(True), Progress.is_level.is_(False), Progress.counted_on > since)
    tried = func.sum(Progress.value)
    rows = select(Metric.name, tried).join(Metric, Progress.metric_id == Metric.id).where(*typed, *counted, *whose)
    for name, attempts in session.execute(rows.group_by(Metric.id, Metric.name).order_by(tried)):
        if attempts >= won and (rate := pace.close_rate(won, int(attempts))):
            return str(name), rate
    one_in = said.get("one_in")
    return said.get("activity") or "attempts", pace.Known(Fraction(1, one_in)) if one_in else None


def _deals(session: Session, goal: Goal, since: date) -> list[int]:
    """The amounts of the last year's, in the team's currency."""
    lately = (Win.team_id == goal.team_id, Win.closed_on > since, Win.is_standing.is_(True))
    whose = () if goal.is_of_team else (Win.owner_id == goal.owner_id,)
    of_kind = (Win.kind == goal.win_kind,) if goal.win_kind else ()
    rows = select(Win.amount_minor).where(*lately, *whose, *of_kind, Win.currency == goal.team.currency)
    return list(session.scalars(rows))
