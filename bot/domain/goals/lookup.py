"""Finding goals: whose they are, which somebody may see, which one words mean, which ones a win or progress moves."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from bot import phrases
from bot.db import ask
from bot.domain import gate, teams
from bot.errors import Refused
from bot.models import Goal, Membership, Metric, MovedBy, Person, Progress, Team, Visibility, Win
from bot.worktime import Period

WHOLE = (joinedload(Goal.metric), joinedload(Goal.team), joinedload(Goal.owner))
OPEN = Goal.closed_at.is_(None)


# ── who sees it ──────────────────────────────────────────────────────────────────────────────────────────


def may_see(goal: Goal, person: Person, membership: Membership | None) -> bool:
    """Whether the person may see it, by the gate: private ones are not for the coach, public ones for all the team."""
    is_there = membership is not None and membership.team_id == goal.team_id
    standing = gate.standing(person, membership if is_there else None, goal.owner_id)
    if goal.is_of_team or goal.visibility is Visibility.PUBLIC:
        return gate.Who.TEAM in standing or gate.Who.OWNER in standing
    return gate.sees("private_goals" if goal.visibility is Visibility.PRIVATE else "goals", standing)


def seen_by(by: Membership) -> ColumnElement[bool]:
    """The same as a condition."""
    if by.is_leader:
        return Goal.team_id == by.team_id
    coached = [pair.rep.person_id for pair in by.coached]
    return and_(
        Goal.team_id == by.team_id,
        or_(
            Goal.owner_id.is_(None),
            Goal.owner_id == by.person_id,
            Goal.visibility == Visibility.PUBLIC,
            and_(Goal.owner_id.in_(coached), Goal.visibility == Visibility.USUAL),
        ),
    )


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def get_goal(session: Session, by: Membership, number: str | int) -> Goal:
    """The team's goal of that number, if the person sees it, or Refused."""
    found, shown = phrases.find_number(number)
    of_number = select(Goal).where(Goal.team_id == by.team_id, Goal.number == found)
    goal = session.scalar(of_number.options(*WHOLE))
    if goal is None or not may_see(goal, by.person, by):
        raise _unknown(by, shown)
    return goal


def check_sight(by: Membership, goal: Goal) -> None:
    """Refused as if there were no such goal, unless the person sees it."""
    if not may_see(goal, by.person, by):
        raise _unknown(by, str(goal.number))


def _unknown(by: Membership, number: str) -> Refused:
    return Refused(f"I know no goal {number} of yours in *{by.team.name}*. `/goal` lists those that you see.")


def get_by_id(session: Session, goal_id: int) -> Goal:
    """For a button, which carries the id; Refused where the goal was taken back."""
    goal = session.scalar(select(Goal).where(Goal.id == goal_id).options(*WHOLE))
    if goal is None:
        raise Refused("That goal was taken back. `/goal` lists those that you see.")
    return goal


def meant(session: Session, by: Membership, words: str, *, on: date | None = None) -> list[Goal]:
    """The open goals that words can mean when progress is told: one's own before the team's, one for each metric.

    Running goals come before ended ones, to which it would be backdated. Which of several running ones it is makes no
    difference, as progress moves every goal of its metric. With `on` only goals whose period includes that day.
    """
    if words.isdecimal():
        return [get_goal(session, by, words)]
    typed = and_(OPEN, Goal.team_id == by.team_id, Metric.moved_by == MovedBy.TYPING)
    mine = or_(Goal.owner_id == by.person_id, Goal.owner_id.is_(None))
    rows = select(Goal).join(Metric).where(typed, mine).options(*WHOLE)
    if on:
        rows = rows.where(Goal.first_on <= on, Goal.last_on >= on)
    in_order = rows.order_by(Goal.ended_at.is_not(None), Goal.last_on, Goal.id)
    named = [goal for goal in session.scalars(in_order) if _is_called(goal, words)]
    own = [goal for goal in named if not goal.is_of_team]
    return list({(goal.metric_id, goal.is_level): goal for goal in reversed(own or named)}.values())[::-1]


def _is_called(goal: Goal, words: str) -> bool:
    if not words or goal.metric.folded == phrases.metric_key(words):
        return True
    return bool(goal.title) and phrases.fold(words) in phrases.fold(goal.title)


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def open_of(session: Session, person: Person) -> list[Goal]:
    """The person's own, in whatever team; those that end first come first."""
    mine = select(Goal).where(Goal.owner_id == person.id, OPEN).options(*WHOLE)
    return list(session.scalars(mine.order_by(Goal.last_on, Goal.id)))


def in_hand(session: Session, goals: Iterable[Goal]) -> frozenset[int]:
    """The ids of those that are a team's, or belong to somebody who is still in that team."""
    is_held = or_(Goal.owner_id.is_(None), teams.has(Goal.team_id, Goal.owner_id))
    rows = select(Goal.id).where(Goal.id.in_([goal.id for goal in goals]), is_held)
    return frozenset(session.scalars(rows))


def open_in(session: Session, by: Membership) -> list[Goal]:
    """What the person sees of the team's."""
    seen = select(Goal).where(seen_by(by), OPEN).options(*WHOLE)
    return list(session.scalars(seen.order_by(Goal.last_on, Goal.id)))


def of_teams(session: Session, teams: Iterable[Team]) -> list[Goal]:
    """The open goals that these teams have as a whole."""
    ids = [team.id for team in teams]
    theirs = select(Goal).where(Goal.team_id.in_(ids), Goal.owner_id.is_(None), OPEN).options(*WHOLE)
    return list(session.scalars(theirs.order_by(Goal.last_on, Goal.id)))


def stood_in(session: Session, teams: Iterable[Team], period: Period, *, at: datetime) -> list[Goal]:
    """What these teams had as a whole in a period: what was open at that moment, or went on to its own end."""
    theirs = (Goal.team_id.in_([team.id for team in teams]), Goal.owner_id.is_(None))
    within = (Goal.first_on <= period.last, Goal.last_on >= period.first)
    stood = or_(OPEN, Goal.ended_at.is_not(None), Goal.closed_at > at)
    found = select(Goal).where(*theirs, *within, stood).options(*WHOLE)
    return list(session.scalars(found.order_by(Goal.last_on, Goal.id)))


def closed_in(session: Session, by: Membership) -> list[Goal]:
    """What the person sees of the team's that are closed, the last one first."""
    seen = select(Goal).where(seen_by(by), Goal.closed_at.is_not(None)).options(*WHOLE)
    return list(session.scalars(seen.order_by(Goal.closed_at.desc(), Goal.id.desc())))


# ── what moves them ──────────────────────────────────────────────────────────────────────────────────────


def served_by(session: Session, win: Win, *, with_ended: bool = False) -> list[Goal]:
    """The open goals toward which the win counts: people's, then the team's and those of teams above.

    With `with_ended` also ended ones, whose outcome changes if the win no longer counts.
    """
    above = [team.id for team in teams.lineage(win.team)]
    asked = {
        "team_id": win.team_id,
        "above": above,
        "closed_on": win.closed_on,
        "currency": win.currency,
        "kind": win.kind,
        "owner_id": win.owner_id,
        "credited": [credit.person_id for credit in win.credits if credit.share > 0],
    }
    # Most wins count toward no goal, so whole rows are read only if there are some.
    ids = ask(session, _serving(bool(above), with_ended=with_ended), asked).scalars().all()
    return list(session.scalars(_in_order(select(Goal).where(Goal.id.in_(ids)).options(*WHOLE)))) if ids else []


@cache
def _serving(is_under_others: bool, *, with_ended: bool) -> Select[int]:
    # Made once: to build it takes longer than to run it.
    is_money = and_(Metric.moved_by == MovedBy.AMOUNTS, Goal.currency == bindparam("currency"))
    whose = or_(
        Goal.owner_id.is_(None),
        and_(Metric.moved_by == MovedBy.AMOUNTS, Goal.owner_id.in_(bindparam("credited", expanding=True))),
        and_(Metric.moved_by == MovedBy.WINS, Goal.owner_id == bindparam("owner_id")),
    )
    counts = and_(
        or_(is_money, Metric.moved_by == MovedBy.WINS),
        or_(Goal.win_kind.is_(None), Goal.win_kind == bindparam("kind")),
        whose,
    )
    here: ColumnElement[bool] = Goal.team_id == bindparam("team_id")
    if is_under_others:
        above = and_(Goal.team_id.in_(bindparam("above", expanding=True)), Goal.owner_id.is_(None))
        here = or_(here, above)
    return select(Goal.id).join(Metric).where(*_moving(here, bindparam("closed_on"), counts, with_ended=with_ended))


def moved_by(session: Session, progress: Progress, team_id: int, *, with_ended: bool = False) -> list[Goal]:
    """The open goals that what was typed moves; with `with_ended` also those that ended, as where it is taken back."""
    is_mine = Goal.owner_id == progress.owner_id if progress.owner_id else Goal.owner_id.is_(None)
    whose = is_mine if progress.is_level else or_(is_mine, Goal.owner_id.is_(None))
    counts = and_(Goal.metric_id == progress.metric_id, Goal.is_level.is_(progress.is_level), whose)
    moved = _moving(Goal.team_id == team_id, progress.counted_on, counts, with_ended=with_ended)
    return list(session.scalars(_in_order(select(Goal).join(Metric).where(*moved).options(*WHOLE))))


def _moving(
    here: ColumnElement[bool], on: date | BindParameter[date], counts: ColumnElement[bool], *, with_ended: bool
) -> tuple[ColumnElement[bool], ...]:
    still = or_(OPEN, Goal.ended_at.is_not(None)) if with_ended else OPEN
    return here, still, Goal.first_on <= on, Goal.last_on >= on, counts


def _in_order(rows: Select[Goal]) -> Select[Goal]:
    return rows.order_by(Goal.owner_id.is_(None), Goal.last_on, Goal.id)


def leaders_to_tell(session: Session, goal: Goal) -> Sequence[Membership]:
    """The leaders of the goal's team, without its owner."""
    return teams.leaders(session, goal.team, but=goal.owner_id)
