"""What the scheduler does for goals: end them, continue recurring ones, and tell of slips, early and in private."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select
from sqlalchemy.orm import Session

from bot import outbox, worktime
from bot.db import A_PORTION
from bot.domain import autonomy, gate, pace, preferences, teams
from bot.domain.goals import lookup, pacing, steps, sums
from bot.domain.goals.setting import following, key, lock, told_of
from bot.errors import Refused
from bot.models import Goal, Membership, OutboxMessage, Outcome, Person, Team

LOOK_BACK_WITHIN = timedelta(days=14)
"""How long a missed goal waits for a look back before it closes without one."""
SLIP_ANSWERS = ("obstacle", "coach", "daily", "planned")
"""What the owner of a slipping goal can answer."""
IS_FOLLOWED = and_(teams.has(Goal.team_id, Goal.owner_id), not_(autonomy.has(Goal.team_id, Goal.owner_id)))
"""Nobody is told of a slip of somebody who left the team or has autonomy, not even of one that was noticed before."""


# ── its end ──────────────────────────────────────────────────────────────────────────────────────────────


def end_due(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """End goals that are over, continue recurring ones, close those nobody looked back on; return how many they were.

    Goals of people who have left end silently and do not recur; whoever comes back sets them anew.
    """
    over = select(Goal).join(Team).where(lookup.OPEN, Goal.ended_at.is_(None), _by_day(session, now, _is_over))
    ended = _taken(session, over, most)
    in_hand = lookup.in_hand(session, ended)
    for goal in ended:
        _end(session, goal, now, is_in_hand=goal.id in in_hand)
    forgotten = _taken(session, select(Goal).where(lookup.OPEN, Goal.ended_at < now - LOOK_BACK_WITHIN), most)
    for goal in forgotten:
        goal.closed_at = now
    session.flush()
    return len(ended) + len(forgotten)


def _is_over(today: date) -> ColumnElement[bool]:
    return Goal.last_on < today


def _by_day(session: Session, now: datetime, holds: Callable[[date], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition `holds` for each team's own today; at any moment there are at most three different days."""
    zones: dict[date, list[str]] = defaultdict(list)
    for zone in session.scalars(select(Team.zone).distinct()):
        zones[worktime.local_day(now, zone)].append(zone)
    return or_(false(), *(and_(Team.zone.in_(there), holds(today)) for today, there in zones.items()))


def _taken(session: Session, goals: Select[Goal], most: int) -> list[Goal]:
    """Lock and return these goals, those that end first first, skipping those locked by another worker."""
    rows = goals.order_by(Goal.last_on, Goal.id).limit(most)
    return list(session.scalars(rows.with_for_update(skip_locked=True, of=Goal)))


def _end(session: Session, goal: Goal, now: datetime, *, is_in_hand: bool) -> None:
    goal.ended_at = now
    steps.retell(session, [goal], now=now)
    if goal.outcome is Outcome.REACHED:
        goal.closed_at = now
    elif is_in_hand:
        _tell(session, goal, "goal.ended", "ended", now)
    if goal.recurrence and is_in_hand:
        _go_on(session, goal, now)


def _go_on(session: Session, goal: Goal, now: datetime) -> None:
    """Set the same goal again for the period that has begun meanwhile."""
    period = following(session, goal)
    today = worktime.local_day(now, goal.team.zone)
    while period.last < today:
        missed = Goal(team=goal.team, recurrence=goal.recurrence, first_on=period.first, last_on=period.last)
        period = following(session, missed)
    session.add(
        Goal(
            team=goal.team,
            number=teams.next_number(session, goal.team),
            owner=goal.owner,
            parent_id=_parent_then(session, goal),
            metric=goal.metric,
            title=goal.title,
            why=goal.why,
            target=goal.target,
            currency=goal.currency,
            start_value=_start_then(session, goal),
            is_level=goal.is_level,
            win_kind=goal.win_kind,
            first_on=period.first,
            last_on=period.last,
            recurrence=goal.recurrence,
            previous_id=goal.id,
            visibility=goal.visibility,
            created_by_id=goal.created_by_id,
            created_at=now,
            agreement=goal.agreement,
            share_basis=goal.share_basis,
            answered_at=goal.answered_at,
            answer_target=goal.answer_target,
            answer_why=goal.answer_why,
            answer_reply=goal.answer_reply,
            newcomers_seen_at=goal.newcomers_seen_at,
            assumptions=goal.assumptions,
        )
    )
    session.flush()


def _start_then(session: Session, goal: Goal) -> int:
    """Where the next goal starts: a level from where it stands, unless it was reached and so is only to be held."""
    return sums.amount_done(session, goal) if goal.is_level and not goal.reached_at else goal.start_value


def _parent_then(session: Session, goal: Goal) -> int | None:
    """The team's goal of the next period; it is there already, since goals end before their parts, set later."""
    if goal.parent_id is None:
        return None
    return session.scalar(select(Goal.id).where(Goal.previous_id == goal.parent_id))


def _tell(session: Session, goal: Goal, kind: str, about: str, now: datetime) -> None:
    keys = dict(told_of(session, goal, about))
    for person in preferences.wanting(session, "goals", list(keys)):
        outbox.show_to(session, person, kind, keys[person], due_at=now, goal_id=goal.id, person_id=person.id)


# ── slips ────────────────────────────────────────────────────────────────────────────────────────────────


def watch(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Look once a day at running goals: the owner is told of a slip first, the leaders after a grace period.

    Returns how many were looked at.
    """
    goals = _unseen(session, now, most)
    standing = pacing.paces(session, goals, now=now)
    theirs = select(Goal.id).where(Goal.id.in_([goal.id for goal in goals]), IS_FOLLOWED)
    followed = frozenset(session.scalars(theirs))
    for goal in goals:
        goal.watched_on = worktime.local_day(now, goal.team.zone)
        if goal.id in followed:
            _look(session, goal, standing[goal.id], goal.watched_on, now)
        else:
            _recover(goal)
    session.flush()
    return len(goals)


def _unseen(session: Session, now: datetime, most: int) -> list[Goal]:
    """People's goals not looked at today; how the team's own goals stand is on the leader's App Home."""
    running = (lookup.OPEN, Goal.ended_at.is_(None), Goal.owner_id.is_not(None))
    due = select(Goal).join(Team).where(*running, _by_day(session, now, _is_unseen)).order_by(Goal.team_id, Goal.id)
    return list(session.scalars(due.limit(most).with_for_update(skip_locked=True, of=Goal)))


def _is_unseen(today: date) -> ColumnElement[bool]:
    return and_(Goal.first_on <= today, or_(Goal.watched_on.is_(None), Goal.watched_on < today))


def _look(session: Session, goal: Goal, standing: pace.Pace, today: date, now: datetime) -> None:
    if not standing.status.is_short:
        _recover(goal)
    elif goal.slipped_on is None:
        goal.slipped_on = today
        _tell(session, goal, "goal.slipping", f"slip:{today:%Y%m%d}", now)
    elif goal.leader_told_at is None and _is_grace_over(session, goal, today):
        goal.leader_told_at = now
        _tell_leaders(session, goal, now)
        outbox.touch(session, slip_key(goal))


def _recover(goal: Goal) -> None:
    """Forget the slip; a message about it that was not sent yet has nothing to tell any more."""
    goal.slipped_on = goal.slip_answer = goal.leader_told_at = None


def _is_grace_over(session: Session, goal: Goal, today: date) -> bool:
    days = preferences.of_team(session, goal.team)["grace"]
    calendar = pacing.calendar_of(session, goal.team, goal.owner)
    if not (goal.slipped_on and days and today >= calendar.next_working_day(goal.slipped_on, days)):
        return False
    return today >= calendar.next_working_day(_owner_hears_on(session, goal, goal.slipped_on, today), days)


def _owner_hears_on(session: Session, goal: Goal, slipped_on: date, today: date) -> date:
    """The day from which the grace counts: what still waits for its place was not heard, whatever day it is of."""
    if outbox.is_held_back(session, slip_key(goal)):
        return today
    told_at = outbox.told_at(session, slip_key(goal))
    return max(slipped_on, worktime.local_day(told_at, goal.team.zone)) if told_at else slipped_on


def leaders_hearing(session: Session, goal: Goal) -> Sequence[Membership]:
    """The leaders who are told that it slips; none if the team turned that off."""
    return lookup.leaders_to_tell(session, goal) if preferences.of_team(session, goal.team)["grace"] else []


def _tell_leaders(session: Session, goal: Goal, now: datetime) -> None:
    leaders = [leader.person for leader in leaders_hearing(session, goal)]
    for leader in preferences.wanting(session, "goals", leaders):
        ids = {"goal_id": goal.id, "person_id": leader.id}
        outbox.show_to(session, leader, "goal.slip_told", f"{slip_key(goal)}:{leader.id}", due_at=now, **ids)


def leaders_told(session: Session, goal: Goal) -> list[Person]:
    """Those leaders whose message about the slip is in Slack, or will be; it locks nothing, as messages ask it."""
    by_key = {f"{slip_key(goal)}:{leader.person_id}": leader.person for leader in leaders_hearing(session, goal)}
    shown = select(OutboxMessage.key).where(OutboxMessage.key.in_(by_key), OutboxMessage.is_gone.is_(False))
    keys = set(session.scalars(shown))
    return [person for key, person in by_key.items() if key in keys]


def owner_was_asked(session: Session, goal: Goal) -> bool:
    """Whether its owner heard of the slip, and could say what would help; not if they want no such messages."""
    return outbox.told_at(session, slip_key(goal)) is not None


def slip_key(goal: Goal) -> str:
    return f"{key(goal)}:slip:{goal.slipped_on:%Y%m%d}"


def told_slips(session: Session, led: Iterable[Membership]) -> list[Goal]:
    """Other people's slipping goals, in the teams that somebody leads, of which the leaders were told; latest first."""
    set_by_team = preferences.of_teams(session, *(place.team_id for place in led))
    hearing = {place.team_id: place for place in led if set_by_team[place.team_id]["grace"]}
    told = (lookup.OPEN, Goal.ended_at.is_(None), Goal.leader_told_at.is_not(None), IS_FOLLOWED)
    rows = select(Goal).where(Goal.team_id.in_(hearing), *told).options(*lookup.WHOLE)
    latest = session.scalars(rows.order_by(Goal.leader_told_at.desc(), Goal.id.desc()))
    return [goal for goal in latest if _is_anothers(goal, hearing[goal.team_id])]


def _is_anothers(goal: Goal, leader: Membership) -> bool:
    return goal.owner_id != leader.person_id and lookup.may_see(goal, leader.person, leader)


def answer_slip(session: Session, by: Membership, goal: Goal, answer: str) -> Goal:
    """The next step that the owner of a slipping goal chose; the leader reads it with the slip."""
    gate.check("goal.answer", by.person, by, goal.owner_id)
    lock(session, goal)
    if goal.slipped_on is None:
        raise Refused(f"Goal {goal.number} is back on pace; there is nothing left to answer. Well done.")
    if answer not in SLIP_ANSWERS:
        raise Refused("That button is of an earlier version of me. `/goal` shows how it stands.")
    goal.slip_answer = answer
    outbox.touch(session, slip_key(goal))
    for leader in lookup.leaders_to_tell(session, goal):
        outbox.touch(session, f"{slip_key(goal)}:{leader.person_id}")
    return goal
