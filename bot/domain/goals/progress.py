"""Progress that people type: counted once toward every goal that it moves, and taken back as easily."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import gate, preferences, teams
from bot.domain.goals import lookup, steps, sums
from bot.domain.goals.facts import facts_of, in_words
from bot.domain.goals.setting import lock
from bot.errors import Refused, check_length
from bot.models import Goal, GoalStep, Membership, Metric, MovedBy, Person, Progress
from bot.money import LARGEST_MINOR
from bot.phrases import LARGEST_COUNT

Sign = Literal["+", "-", "="]
LONGEST_NOTE = 500
TYPED = "typed"
"""The source of what is no part of a check-in."""


def log(
    session: Session,
    by: Membership,
    goal: Goal,
    sign: Sign,
    value: int,
    *,
    now: datetime,
    on: date | None = None,
    note: str = "",
    source: str = TYPED,
) -> tuple[Progress, list[GoalStep]]:
    """Log progress: add, subtract or set; return it with the steps that it reached."""
    today = worktime.local_day(now, goal.team.zone)
    _begin(session, by, goal)
    _check_day(goal, on := on or _day(goal, today), today)
    _check_value(goal, sign, value, note)
    row = Progress(
        metric_id=goal.metric_id,
        goal_id=goal.id,
        owner_id=_owner_id(by, goal),
        by_id=by.person_id,
        counted_on=on,
        is_level=goal.is_level,
        value=_counted(session, goal, sign, value),
        note=note.strip(),
        source=source,
        at=now,
    )
    session.add(row)
    session.flush()
    moved = lookup.moved_by(session, row, goal.team_id)
    return row, steps.settle(session, moved, now=now, by_id=by.person_id, added=_added(row))


def _begin(session: Session, by: Membership, goal: Goal) -> None:
    """Lock the goal and what it counts; Refused unless the person may say how it moves."""
    gate.check("goal.log", by.person, by, _owner_id(by, goal))
    lock(session, goal)
    # Locked, so that of two people who say “= 31” at once the second sees what the first one did.
    session.execute(select(Metric.id).where(Metric.id == goal.metric_id).with_for_update())
    if goal.metric.moved_by is not MovedBy.TYPING:
        raise Refused(
            f"Goal {goal.number} counts {goal.metric.name} from wins, so it moves by itself: "
            "`/win 48k Acme` logs one, `/win edit 17` corrects one."
        )


def _owner_id(by: Membership, goal: Goal) -> int | None:
    """Whose progress it is that `by` logs."""
    return by.person_id if goal.is_counted_together else goal.owner_id


def _day(goal: Goal, today: date) -> date:
    """The day it counts for: today, but the last day of a goal that has ended."""
    return min(today, goal.last_on)


def _check_day(goal: Goal, on: date, today: date) -> None:
    if on > today:
        raise Refused(
            f"{on:%-d %b %Y} is still to come. Log it once it is done, as in `/goal {goal.number} +2`.", field="on"
        )
    if on not in goal.period:
        raise Refused(
            f"{on:%-d %b %Y} is not within goal {goal.number}, which goes "
            f"from {goal.first_on:%-d %b} to {goal.last_on:%-d %b %Y}.",
            field="on",
        )


def _check_value(goal: Goal, sign: Sign, value: int, note: str) -> None:
    if value == 0 and sign != "=":
        raise Refused(f"Zero moves nothing. Try `/goal {goal.number} +2`.", field="amount")
    if value > (LARGEST_MINOR if goal.currency else LARGEST_COUNT):
        raise Refused(f"That is more than I can count. Try `/goal {goal.number} +2`.", field="amount")
    check_length(note, LONGEST_NOTE, field="note", what="The note")


def _counted(session: Session, goal: Goal, sign: Sign, value: int) -> int:
    """The value to store: the difference for a sum, the level for a level."""
    done = sums.amount_done(session, goal)
    after = {"+": done + value, "-": done - value, "=": value}[sign]
    if after < 0:
        said = in_words(facts_of(goal), done)
        raise Refused(f"Goal {goal.number} is at {said}; less than zero it can't be.", field="amount")
    if after == done and not goal.is_level:
        raise Refused(f"Goal {goal.number} is at {in_words(facts_of(goal), done)} already.", field="amount")
    return after if goal.is_level else after - done


# ── taken back ───────────────────────────────────────────────────────────────────────────────────────────


def get_progress(session: Session, progress_id: int) -> Progress:
    return session.get_one(Progress, progress_id)


def undo(session: Session, by: Membership, row: Progress, *, now: datetime) -> Progress:
    """Take back what was typed, with the steps that only it reached; within the team's time for undoing."""
    gate.check("goal.log", by.person, by, row.by_id, row.owner_id)
    teams.hold(session, by.team)
    session.refresh(row, with_for_update=True)
    if not row.is_standing:
        raise Refused("That was taken back already.")
    if why := preferences.too_late_to_undo(session, by.team, row.at, now=now):
        raise Refused(f"{why}. A correction always works, as in `/goal {row.metric.name} -2`.")
    unlog(session, by, row, now=now)
    return row


def unlog(session: Session, by: Membership, row: Progress, *, now: datetime) -> None:
    """Remove it without a time limit, for answers whose change has a limit of its own."""
    row.is_standing, row.undone_at = False, now
    session.flush()
    moved = lookup.moved_by(session, row, by.team_id, with_ended=True)
    steps.take_back(session, moved, since=row.at, now=now, added=_added(row))


def _added(row: Progress) -> Callable[[Goal], int]:
    """What it adds to each goal that it moves; nothing, if it is a level."""
    return lambda _: 0 if row.is_level else row.value


def latest_typed_by(session: Session, person: Person, *, now: datetime) -> Progress | None:
    """What the person typed last, not longer ago than `preferences.LATELY`, and that stands."""
    mine = (Progress.by_id == person.id, Progress.at > now - preferences.LATELY, Progress.is_standing.is_(True))
    typed = select(Progress).where(*mine, Progress.source == TYPED)
    return session.scalar(typed.order_by(Progress.at.desc(), Progress.id.desc()).limit(1))


def latest_in(session: Session, by: Membership, goal: Goal, *, limit: int) -> list[Progress]:
    """What was typed of it last, newest first, as far as that person sees it."""
    within = (
        Progress.metric_id == goal.metric_id,
        Progress.is_level.is_(goal.is_level),
        Progress.is_standing.is_(True),
    )
    days = Progress.counted_on.between(goal.first_on, goal.last_on)
    in_time = (Progress.at <= goal.closed_at,) if goal.is_cut_short else ()
    rows = select(Progress).where(*within, days, *in_time, *_whose(by, goal))
    return list(session.scalars(rows.order_by(Progress.counted_on.desc(), Progress.id.desc()).limit(limit)))


def _whose(by: Membership, goal: Goal) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the rows whose notes `by` may read: of a person's goals only those that `by` may see."""
    sees_all = gate.sees("private_goals", gate.standing(by.person, by))
    if goal.is_counted_together:
        return () if sees_all else (Progress.owner_id == by.person_id,)
    theirs = Progress.owner_id == goal.owner_id
    if sees_all or goal.owner_id in (None, by.person_id):
        return (theirs,)
    return theirs, Progress.goal_id.in_(select(Goal.id).where(lookup.seen_by(by), Goal.owner_id == goal.owner_id))
