"""The acts on a goal: setting, changing, closing with a look back, undoing; and the next goal, a step higher."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bot import outbox, phrases, worktime
from bot.domain import calendars, gate, preferences, teams
from bot.domain.goals import metrics, pacing, steps, sums
from bot.domain.goals.facts import LONGEST, Facts, checked, facts_of
from bot.errors import Refused, check_length
from bot.models import Agreement, Goal, GoalStep, Membership, MovedBy, Outcome, Person, Progress, Team
from bot.worktime import Period


def key(goal: Goal) -> str:
    return f"goal:{goal.id}"


def set_goal(session: Session, by: Membership, facts: Facts, *, now: datetime, owner: Person | None) -> Goal:
    """Set a goal for `owner`, or for the team with None; only a leader can set somebody else's, who is then told."""
    check(session, by, owner)
    facts = _checked(session, by.team, facts, owner, now)
    goal = Goal(
        team=by.team,
        number=teams.next_number(session, by.team),
        owner_id=owner.id if owner else None,
        created_by_id=by.person_id,
        created_at=now,
        agreement=Agreement.OPEN if owner is not None and owner.id != by.person_id else None,
    )
    _set(session, goal, facts)
    today = worktime.local_day(now, by.team.zone)
    if goal.recurrence and not _works_in(session, goal.team, Period(today, goal.last_on)):
        coming = following(session, goal)
        goal.first_on, goal.last_on = coming.first, coming.last
    session.add(goal)
    session.flush()
    steps.note(session, goal, now=now)
    if goal.agreement:
        ask(session, goal, now=now)
    return goal


def is_put_off(session: Session, goal: Goal, today: date) -> bool:
    """Whether what recurs begins with the next period, since no working day is left of this one."""
    until_then = Period(today, goal.first_on - timedelta(days=1))
    return bool(goal.recurrence and until_then and not _works_in(session, goal.team, until_then))


def _works_in(session: Session, team: Team, period: Period) -> bool:
    return calendars.of_team(session, team).working_days(period) > 0


def check(session: Session, by: Membership, owner: Person | None) -> None:
    """Refuse unless `by` may set a goal of that owner."""
    is_own = owner is not None and owner.id == by.person_id
    gate.check("goal.set" if is_own else "goal.set_for", by.person, by)
    if owner is not None and not is_own:
        gate.admit(owner, field="owner")
        if teams.find_membership(session, owner, by.team) is None:
            raise Refused(
                f"{owner.name} is not in *{by.team.name}*, so a goal can't be set for them there. "
                "A leader can add them first, as in `/pace team add @rita`.",
                field="owner",
            )


def _checked(session: Session, team: Team, facts: Facts, owner: Person | None, now: datetime) -> Facts:
    calendar = pacing.calendar_of(session, team, owner)
    facts = checked(facts, team.currency, worktime.local_day(now, team.zone), calendar)
    kinds = preferences.of_team(session, team)["kinds"]
    if facts.kind and facts.kind not in kinds:
        raise Refused(
            f"*{team.name}* knows no kind “{facts.kind}”. `/pace team set kinds` shows its kinds.", field="kind"
        )
    return facts


def _set(session: Session, goal: Goal, facts: Facts) -> None:
    goal.metric = metrics.get_or_add(session, goal.team, facts.what, facts.unit, measured_in=facts.measured_in)
    if facts.kind and goal.metric.moved_by is MovedBy.TYPING:
        raise Refused(f"#{facts.kind} is a kind of wins, which don't move {goal.metric.name}.", field="kind")
    goal.target, goal.currency = facts.target, facts.currency
    goal.start_value, goal.is_level = facts.start or 0, facts.start is not None
    goal.first_on, goal.last_on = facts.first_on, facts.last_on
    goal.title, goal.why, goal.win_kind = facts.title, facts.why, facts.kind
    goal.visibility, goal.recurrence = facts.visibility, facts.recurrence


def ask(session: Session, goal: Goal, *, now: datetime) -> None:
    """Tell the owner the number that somebody else set, and ask; earlier messages then show that it has changed."""
    outbox.touch(session, ask_key(goal))
    goal.asked += 1
    session.flush()
    _show_asked(session, goal, now)


def _show_asked(session: Session, goal: Goal, now: datetime) -> None:
    if goal.owner and not preferences.is_off(session, goal.owner.id, "goals"):
        kind = "goal.part" if goal.parent_id else "goal.set_for"
        outbox.show_to(session, goal.owner, kind, ask_key(goal), due_at=now, goal_id=goal.id, asked=goal.asked)


def ask_again(session: Session, team: Team, people: Iterable[Person], *, now: datetime) -> None:
    """After people came to the team or left it: whoever left is asked nothing there, and whoever is back is."""
    theirs = (Goal.team_id == team.id, Goal.owner_id.in_([person.id for person in people]), Goal.closed_at.is_(None))
    for goal in session.scalars(select(Goal).where(*theirs, Goal.agreement.is_not(None)).order_by(Goal.id)):
        if goal.owner and teams.find_membership(session, goal.owner, team):
            _show_asked(session, goal, now)
        else:
            outbox.overtake(session, ask_key(goal))


def ask_key(goal: Goal, asked: int | None = None) -> str:
    return f"{key(goal)}:asked:{asked or goal.asked}"


def renumber(session: Session, goal: Goal, target: int, basis: dict[str, Any], *, now: datetime, by_id: int) -> None:
    """Set another number than was agreed on; its owner is asked anew, unless they set it themselves."""
    goal.target, goal.share_basis, goal.watched_on = target, basis, None
    goal.answered_at, goal.answer_target, goal.answer_why, goal.answer_reply = None, None, "", ""
    goal.agreement = Agreement.IN if goal.owner_id == by_id else Agreement.OPEN
    steps.note(session, goal, now=now)
    if goal.agreement is Agreement.OPEN:
        ask(session, goal, now=now)


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────


def edit(session: Session, by: Membership, goal: Goal, facts: Facts, *, now: datetime) -> bool:
    """Change a goal; return whether anything changed. Only a leader can change one that a leader set."""
    lock(session, goal)
    check_edit(by, goal)
    facts = _checked(session, goal.team, facts, goal.owner, now)
    if facts == facts_of(goal):
        return False
    if (facts.currency, facts.start is None) != (goal.currency, not goal.is_level):
        raise Refused(
            "What a goal counts in stays as it is. Close this one and set another: `/goal new …`.", field="target"
        )
    had = goal.target
    _set(session, goal, facts)
    if goal.agreement and goal.target != had:
        renumber(session, goal, goal.target, {"way": "hand"}, now=now, by_id=by.person_id)
    steps.note(session, goal, now=now)
    goal.watched_on = None
    outbox.touch(session, ask_key(goal))
    for part in parts_of(session, goal):
        part.metric, part.win_kind, part.recurrence = goal.metric, goal.win_kind, goal.recurrence
        part.first_on, part.last_on = goal.first_on, goal.last_on
        steps.note(session, part, now=now)
        outbox.touch(session, ask_key(part))
    return True


def parts_of(session: Session, goal: Goal) -> list[Goal]:
    """The goals that it is divided into, in the order in which they were set; once it is over, those of that time."""
    if not goal.is_of_team:
        return []
    over_at = goal.ended_at or goal.closed_at
    had = or_(Goal.closed_at.is_(None), *([Goal.closed_at >= over_at] if over_at else []))
    parts = select(Goal).where(Goal.parent_id == goal.id, had)
    return list(session.scalars(parts.options(joinedload(Goal.owner)).order_by(Goal.id)))


def check_edit(by: Membership, goal: Goal) -> None:
    _check_given(by, goal)
    gate.check("goal.edit", by.person, by, _editor_id(goal))
    check_open(goal)


def _check_given(by: Membership, goal: Goal) -> None:
    if goal.agreement and goal.owner_id == by.person_id and not by.is_leader:
        number = "100k" if goal.currency else "14"
        raise Refused(
            f"Goal {goal.number} is a number that a leader gave you, and theirs to change. "
            f"`/goal {goal.number} differ {number} because two accounts moved` tells them how you see it."
        )


def check_equip(by: Membership, goal: Goal) -> None:
    """Refuse unless `by` may change what it takes to get there, which leaves the agreed number as it is."""
    gate.check("goal.edit", by.person, by, goal.owner_id)
    check_open(goal)


def may_edit(by: Membership, goal: Goal) -> bool:
    return goal.closed_at is None and gate.allows("goal.edit", by.person, by, _editor_id(goal))


def _editor_id(goal: Goal) -> int | None:
    """The owner, if they may change and close it themselves, which they may not if a leader set it."""
    return None if goal.agreement else goal.owner_id


def lock(session: Session, goal: Goal) -> None:
    """Lock and reread the goal, so that two acts on it take turns; Refused if it is closed."""
    session.flush()
    teams.hold(session, goal.team)
    session.refresh(goal, with_for_update={"of": Goal})
    check_open(goal)


def check_open(goal: Goal) -> None:
    if goal.closed_at:
        raise Refused(f"Goal {goal.number} is closed already. `/goal new` sets the next one.")


def close(session: Session, by: Membership, goal: Goal, look_back: str = "", *, now: datetime) -> Goal:
    """Close a goal as reached, missed (once its time is over) or dropped, with what was learned from it.

    Its parts that have not ended are closed with the same words; owners of ended ones look back by themselves.
    """
    lock(session, goal)
    check_close(by, goal)
    check_length(look_back, LONGEST["look_back"], field="look_back")
    for each in (goal, *(part for part in parts_of(session, goal) if not part.ended_at)):
        each.look_back, each.closed_at = look_back.strip(), now
        each.outcome = each.outcome or (Outcome.REACHED if each.reached_at else Outcome.DROPPED)
        for as_ in (ask_key(each), *(as_ for _, as_ in told_of(session, each, "ended"))):
            outbox.touch(session, as_)
    return goal


def told_of(session: Session, goal: Goal, about: str) -> list[tuple[Person, str]]:
    """The owner, or the leaders for a team's goal; each with the outbox key of what they are told."""
    if goal.owner:
        return [(goal.owner, f"{key(goal)}:{about}")]
    return [(leader.person, f"{key(goal)}:{about}:{leader.person_id}") for leader in teams.leaders(session, goal.team)]


def check_close(by: Membership, goal: Goal) -> None:
    """Refuse unless `by` may close it: its owner or a leader, but before its end only a leader if a leader set it."""
    if not goal.ended_at:
        _check_given(by, goal)
    gate.check("goal.close", by.person, by, goal.owner_id if goal.ended_at else _editor_id(goal))
    check_open(goal)


def unset(session: Session, by: Membership, goal: Goal, *, now: datetime) -> None:
    """Take a goal back that was set just now, as if it had not been said; what was counted stays."""
    gate.check("goal.edit", by.person, by, _editor_id(goal))
    lock(session, goal)
    if preferences.too_late_to_undo(session, goal.team, goal.created_at, now=now):
        raise Refused(f"Goal {goal.number} stands too long to be undone. `/goal close {goal.number}` ends it.")
    for part in parts_of(session, goal):
        _forget(session, part)
    _forget(session, goal)


def _forget(session: Session, goal: Goal) -> None:
    for asked in range(1, goal.asked + 1):
        outbox.withdraw(session, ask_key(goal, asked))
    session.execute(update(Progress).where(Progress.goal_id == goal.id).values(goal_id=None))
    for name in session.scalars(delete(GoalStep).where(GoalStep.goal_id == goal.id).returning(GoalStep.name)):
        outbox.withdraw(session, steps.key(goal, name))
    session.delete(goal)
    session.flush()


# ── the next one ─────────────────────────────────────────────────────────────────────────────────────────

HIGHER = 10
"""Percent."""


def next_facts(session: Session, goal: Goal) -> Facts:
    """The same goal's facts for the next period: a step higher if it was reached; a level starts where it stands."""
    facts = facts_of(goal)
    period = following(session, goal)
    done = sums.amount_done(session, goal)
    start = done if goal.is_level else None
    target = higher(goal.target, goal.start_value) if goal.reached_at else goal.target
    if start is not None and goal.reached_at and abs(start - goal.start_value) >= abs(target - goal.start_value):
        target = higher(start, goal.start_value)
    if start == target:
        start = goal.start_value
    return replace(facts, target=target, start=start, first_on=period.first, last_on=period.last, why="")


def following(session: Session, goal: Goal) -> Period:
    """The week, month, quarter or year after the goal's, else the same number of days."""
    starts, first = calendars.fiscal_start(session, goal.team), goal.last_on + timedelta(days=1)
    if goal.recurrence:
        # Quarters follow the team's present fiscal year; a week begins on the same weekday as before.
        return Period(first, phrases.period_of(goal.recurrence.value, first, starts, first.weekday()).last)
    if goal.last_on - goal.first_on == timedelta(days=6):  # even if the team's weeks begin on another day by now
        return Period(first, first + timedelta(days=6))
    begins = starts, calendars.first_weekday(session, goal.team)
    for span in phrases.SPANS:
        around = phrases.period_of(span, goal.last_on, *begins)
        if goal.last_on == around.last and goal.first_on >= around.first:
            return phrases.following(span, goal.period, *begins)
    return Period(first, first + (goal.last_on - goal.first_on))


def higher(target: int, start: int = 0) -> int:
    """The target for a way a tenth longer, rounded up to two figures; always a step further."""
    way = abs(target - start)
    wanted = -(-way * (100 + HIGHER) // 100)
    unit = int(10 ** max(len(str(wanted)) - 2, 0))
    rounded = max(-(-wanted // unit) * unit, way + 1)
    return start + rounded if target >= start else max(start - rounded, 0)
