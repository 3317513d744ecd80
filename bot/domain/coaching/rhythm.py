"""The rhythm of coaching: who is due, the middle of the team first; and one at a time of those never coached yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from bot import worktime
from bot.domain import calendars, goals, preferences, teams
from bot.models import Coaching, CoachingSession, Goal, Membership, Person, Team
from bot.worktime import Calendar, Period

MIDDLE = (Fraction(1, 4), Fraction(3, 4))
"""The middle of the team, ranked by share of target: coaching pays most between the first and the last quarter."""
FEWEST = 3
"""With fewer people there is no middle."""


@dataclass(frozen=True)
class Due:
    """Somebody whom it is time to coach."""

    rep: Membership
    last_on: date | None
    """When they were last coached, by anybody, in the teams in which the coach has them; None for never."""
    due_on: date
    days_over: int
    """How many of the rep's working days have passed since it was due."""
    is_middle: bool


def due(session: Session, coach: Person, *, now: datetime) -> list[Due]:
    """Whom this person should coach now, in any team: the middle first, then by how long they have waited.

    Of those never coached it has only one. The number of queries is always the same.
    """
    found = _due(session, _led(session, coach), now)
    known = [each for each in found if each.last_on]
    first = min((each for each in found if not each.last_on), key=_first, default=None)
    return [*sorted(known, key=_order), *([first] if first else [])]


def _order(each: Due) -> tuple[bool, int, str]:
    return not each.is_middle, -each.days_over, each.rep.person.name


def _first(each: Due) -> tuple[bool, datetime, str]:
    return not each.is_middle, each.rep.joined_at, each.rep.person.name


def _led(session: Session, coach: Person) -> list[Membership]:
    """Those this coach is named for, and of those without a named coach a leader's own reps and leaders right below."""
    places = teams.memberships_of(session, coach)
    own = select(Coaching.rep_id).where(Coaching.coach_id.in_([place.id for place in places]))
    led = [place.team_id for place in places if place.is_leader]
    below = list(session.scalars(select(Team.id).where(Team.parent_id.in_(led))))
    mine = or_(Membership.team_id.in_([*led, *below]), Membership.id.in_(own))
    rows = select(Membership).join(Person).where(mine, Person.is_here, Person.id != coach.id).options(*WHOLE)
    coached, named = set(session.scalars(own)), _named(session, [*led, *below])
    return [
        member
        for member in session.scalars(rows.order_by(Membership.id)).unique()
        if member.id in coached or (member.id not in named and _is_led(member, led, below))
    ]


WHOLE = (contains_eager(Membership.person), joinedload(Membership.team), joinedload(Membership.role_rows))


def _named(session: Session, team_ids: Collection[int]) -> set[int]:
    """The ids of the memberships whose named coach is still in Slack."""
    pairs = select(Coaching.rep_id).join(Membership, Membership.id == Coaching.coach_id).join(Person)
    return set(session.scalars(pairs.where(Membership.team_id.in_(team_ids), Person.is_here)))


def _is_led(member: Membership, led: Collection[int], below: Collection[int]) -> bool:
    is_rep = member.team_id in led and member.is_rep and not member.is_leader
    return is_rep or (member.team_id in below and member.is_leader)


def _due(session: Session, reps: list[Membership], now: datetime) -> list[Due]:
    rhythms = preferences.of_teams(session, *{rep.team_id for rep in reps})
    reps = [rep for rep in reps if rhythms[rep.team_id]["coaching"]]
    if not reps:
        return []
    last = _last(session, reps)
    calendar_of = calendars.of_places(session, [(rep.team, rep.person) for rep in reps])
    found = []
    for rep in reps:
        calendar, today = calendar_of[rep.team_id, rep.person_id], worktime.local_day(now, rep.person.zone)
        held_on = last.get(rep.person_id)
        every = timedelta(days=rhythms[rep.team_id]["coaching"])
        due_on = _due_on(calendar, held_on + every) if held_on else today
        if due_on <= today and calendar.works_on(today):
            over = calendar.working_days(Period(due_on, today)) - 1
            found.append(Due(rep, held_on, due_on, max(0, over), is_middle=False))
    found = _one_each(found)
    counts = Counter(each.rep.team_id for each in found)
    middle = _middle(session, [team_id for team_id, count in counts.items() if count > 1], now)
    return [replace(each, is_middle=each.rep.person_id in middle[each.rep.team_id]) for each in found]


def _one_each(found: list[Due]) -> list[Due]:
    """For people whom the coach has in several teams, only the one that is due first."""
    by_person: dict[int, Due] = {}
    for each in sorted(found, key=lambda each: each.due_on):
        by_person.setdefault(each.rep.person_id, each)
    return list(by_person.values())


def _due_on(calendar: Calendar, day: date) -> date:
    """That day, or the rep's next working day."""
    return day if calendar.works_on(day) else calendar.next_working_day(day)


def _last(session: Session, reps: Sequence[Membership]) -> dict[int, date]:
    """The day of the last talk by person id, in any of these teams, whoever held it."""
    is_there = and_(CoachingSession.team_id == Membership.team_id, CoachingSession.rep_id == Membership.person_id)
    newest = select(CoachingSession.rep_id, func.max(CoachingSession.held_on)).join(Membership, is_there)
    held = (Membership.id.in_([rep.id for rep in reps]), CoachingSession.held_on.is_not(None))
    return {rep_id: day for rep_id, day in session.execute(newest.where(*held).group_by(CoachingSession.rep_id)) if day}


def _middle(session: Session, team_ids: Collection[int], now: datetime) -> dict[int, set[int]]:
    """By team id, the ids of the people in its middle, ranked by the mean share done of their open goals there."""
    theirs = (Goal.team_id.in_(team_ids), Goal.owner_id.is_not(None), Goal.closed_at.is_(None))
    whole = (joinedload(Goal.metric), joinedload(Goal.team), joinedload(Goal.owner))
    owned = list(session.scalars(select(Goal).where(*theirs).options(*whole))) if team_ids else []
    shares: dict[int, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    paces = goals.paces(session, owned, now=now)
    for goal in owned:
        if goal.owner_id is not None:
            shares[goal.team_id][goal.owner_id].append(Fraction(paces[goal.id].share_done))
    return defaultdict(set, {team_id: _middle_of(done) for team_id, done in shares.items()})


def _middle_of(shares: Mapping[int, Sequence[Fraction]]) -> set[int]:
    ranked = sorted(shares, key=lambda who: (sum(shares[who]) / len(shares[who]), who))
    if len(ranked) < FEWEST:
        return set()
    low, high = (int(len(ranked) * part) for part in MIDDLE)
    return set(ranked[max(1, low) : max(high, 2)])
