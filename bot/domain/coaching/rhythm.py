"""The rhythm of coaching: who is due, the middle of the team first; and one to begin with where nobody ever was."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot import worktime
from bot.domain import calendars, goals, preferences, teams
from bot.models import Coaching, CoachingSession, Goal, Membership, Person, PersonKind, Role, Team
from bot.worktime import Calendar, Period

MIDDLE = (Fraction(1, 4), Fraction(3, 4))
"""Of the team by share of target: coaching pays most between its first and its last quarter."""
FEWEST = 3
"""Under so many there is no middle."""


@dataclass(frozen=True)
class Due:
    """Somebody whom it is time to coach."""

    rep: Membership
    last_on: date | None
    """None: never in this team; one such is proposed at a time."""
    due_on: date
    days_over: int
    """Working days of the rep since it was due."""
    is_middle: bool


def due(session: Session, coach: Person, *, now: datetime) -> list[Due]:
    """Whom this person should coach now, in whatever team, the middle first and then who has waited longest."""
    by_team: dict[Team, list[Membership]] = defaultdict(list)
    for rep in _led(session, coach):
        by_team[rep.team].append(rep)
    found = [each for team, reps in by_team.items() for each in _due(session, team, reps, now)]
    known = [each for each in found if each.last_on]
    first = min((each for each in found if not each.last_on), key=_first, default=None)
    return [*sorted(known, key=_order), *([first] if first else [])]


def _order(each: Due) -> tuple[bool, int, str]:
    return not each.is_middle, -each.days_over, each.rep.person.name


def _first(each: Due) -> tuple[bool, datetime, str]:
    return not each.is_middle, each.rep.joined_at, each.rep.person.name


def _led(session: Session, coach: Person) -> list[Membership]:
    """Those named to this coach; a leader's own reps that have no coach named; of who leads above, the leaders."""
    found: dict[int, Membership] = {}
    for place in teams.memberships_of(session, coach):
        found |= {pair.rep_id: pair.rep for pair in place.coached}
        if place.is_leader:
            reps = [rep for rep in teams.members(session, place.team) if Role.REP in rep.roles and not rep.is_leader]
            below = [team for team in teams.below(session, place.team) if team.parent_id == place.team_id]
            led = [*reps, *(leader for team in below for leader in teams.leaders(session, team))]
            named = _named(session, [place.team_id, *(team.id for team in below)])
            found |= {rep.id: rep for rep in led if rep.id not in named}
    return [rep for rep in found.values() if _is_here(rep.person) and rep.person_id != coach.id]


def _named(session: Session, team_ids: list[int]) -> set[int]:
    """The ids of the memberships for which a coach is named who is still there."""
    pairs = select(Coaching.rep_id).join(Membership, Membership.id == Coaching.coach_id).join(Person)
    return set(session.scalars(pairs.where(Membership.team_id.in_(team_ids), Person.has_left.is_(False))))


def _is_here(person: Person) -> bool:
    return not person.has_left and person.kind is PersonKind.MEMBER


def _due(session: Session, team: Team, reps: list[Membership], now: datetime) -> list[Due]:
    every = preferences.of_team(session, team)["coaching"]
    if not every:
        return []
    last = _last(session, team)
    calendar_of = calendars.of_people(session, team, [rep.person for rep in reps])
    found = []
    for rep in reps:
        calendar, today = calendar_of[rep.person_id], worktime.local_day(now, rep.person.zone)
        held_on = last.get(rep.person_id)
        due_on = _due_on(calendar, held_on + timedelta(days=every)) if held_on else today
        if due_on <= today and calendar.works_on(today):
            over = calendar.working_days(Period(due_on, today)) - 1
            found.append(Due(rep, held_on, due_on, max(0, over), is_middle=False))
    middle = _middle(session, team, now) if len(found) > 1 else set()
    return [replace(each, is_middle=each.rep.person_id in middle) for each in found]


def _due_on(calendar: Calendar, day: date) -> date:
    """That day, or the first on which the rep is at work again."""
    return day if calendar.works_on(day) else calendar.next_working_day(day)


def _last(session: Session, team: Team) -> dict[int, date]:
    """By the id of the rep, whoever held it."""
    held = (CoachingSession.team_id == team.id, CoachingSession.held_on.is_not(None))
    newest = select(CoachingSession.rep_id, func.max(CoachingSession.held_on)).where(*held)
    return {rep_id: day for rep_id, day in session.execute(newest.group_by(CoachingSession.rep_id)) if day}


def _middle(session: Session, team: Team, now: datetime) -> set[int]:
    """The ids of those in the middle of the team, by the mean share done of their open goals there."""
    theirs = (Goal.team_id == team.id, Goal.owner_id.is_not(None), Goal.closed_at.is_(None))
    whole = (joinedload(Goal.metric), joinedload(Goal.team), joinedload(Goal.owner))
    mine = list(session.scalars(select(Goal).where(*theirs).options(*whole)))
    shares: dict[int, list[Fraction]] = defaultdict(list)
    paces = goals.paces(session, mine, now=now)
    for goal in mine:
        if goal.owner_id is not None:
            shares[goal.owner_id].append(Fraction(paces[goal.id].share_done))
    ranked = sorted(shares, key=lambda who: (sum(shares[who]) / len(shares[who]), who))
    if len(ranked) < FEWEST:
        return set()
    low, high = (int(len(ranked) * part) for part in MIDDLE)
    return set(ranked[max(1, low) : max(high, 2)])
