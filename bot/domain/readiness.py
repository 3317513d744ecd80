"""Who could get autonomy: people ahead of pace week after week who keep their promises; only leaders are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.db import A_PORTION, insert_or_update
from bot.domain import autonomy, commitments, goals, pace, preferences, teams
from bot.models import Autonomy, AutonomyLook, AutonomyProposal, Goal, Membership, Team
from bot.worktime import Period

EACH_WEEK_AT = time(6)
"""The time on Monday, early enough to come with that morning's messages."""
MONDAY = frozenset({0})
WEEK = timedelta(days=7)
PROMISES_OF = timedelta(weeks=12)
FEWEST_PROMISES = commitments.ENOUGH_FOR_A_RATE
KEPT_OF_TEN = 9
PAUSE = timedelta(weeks=8)
"""The time between a proposal, or an end of autonomy, and the next proposal."""
JUDGED_WITHIN = 2
"""How many times the required weeks are looked through, since the first days of a period cannot be judged."""
AHEAD = (pace.Status.AHEAD, pace.Status.DONE)
JUDGED = (*AHEAD, pace.Status.ON_PACE, pace.Status.SLIPPING, pace.Status.BEHIND)
Stands = Mapping[int, list[pace.Status]]
"""By person id, the status of each of their goals that could be judged on that evening."""


@dataclass(frozen=True)
class Ready:
    """Somebody who could get autonomy, with the figures behind it."""

    place: Membership
    weeks: int
    kept: int
    promises: int


# ── each week ────────────────────────────────────────────────────────────────────────────────────────────


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Look at the teams whose turn it is; return how many they were."""
    fresh = select(Team).where(Team.id.not_in(select(AutonomyLook.team_id))).limit(most)
    looks = [AutonomyLook(team=team, look_at=_next_look(team, now)) for team in session.scalars(fresh)]
    session.add_all(looks)
    due = select(AutonomyLook).where(AutonomyLook.look_at <= now).order_by(AutonomyLook.look_at)
    rows = list(session.scalars(due.limit(most).with_for_update(skip_locked=True)))
    for row in rows:
        row.look_at = _next_look(row.team, now)
        if leaders := teams.leaders(session, row.team):
            for ready in who_is_ready(session, row.team, now=now):
                _propose(session, ready, leaders, now)
    session.flush()
    return len(looks) + len(rows)


def _next_look(team: Team, now: datetime) -> datetime:
    return worktime.next_due(now, EACH_WEEK_AT, MONDAY, team.zone)


def _propose(session: Session, ready: Ready, leaders: Iterable[Membership], now: datetime) -> None:
    team, person = ready.place.team, ready.place.person
    insert_or_update(session, AutonomyProposal, {"team_id": team.id, "person_id": person.id}, made_at=now)
    for leader in leaders:
        outbox.show_to(
            session,
            leader.person,
            "autonomy.proposed",
            f"autonomy:proposed:{team.id}:{person.id}:{leader.person_id}:{now:%Y%m%d}",
            due_at=now,
            team_id=team.id,
            person_id=person.id,
            leader_id=leader.person_id,
            weeks=ready.weeks,
            kept=ready.kept,
            promises=ready.promises,
        )


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────


def who_is_ready(session: Session, team: Team, *, now: datetime) -> list[Ready]:
    """The team's people who deliver, have no autonomy and were not proposed lately; none if this is turned off."""
    weeks = preferences.of_team(session, team)["autonomy"]
    if not weeks:
        return []
    places = _led(session, team, _not_now(session, team, now))
    today = worktime.local_day(now, team.zone)
    stood = _stood(session, team, places, today, weeks * JUDGED_WITHIN, now)
    ahead = [place for place in places if _is_ahead(place.person_id, stood, weeks)]
    found = (_with_promises(session, place, weeks, today) for place in ahead)
    return [ready for ready in found if ready]


def _led(session: Session, team: Team, without: set[int]) -> list[Membership]:
    return [
        place
        for place in teams.members(session, team)
        if place.sells and not place.is_leader and place.person_id not in without
    ]


def _not_now(session: Session, team: Team, now: datetime) -> set[int]:
    """The ids of people who have autonomy, or lost it or were proposed within `PAUSE`."""
    had = select(Autonomy.person_id).where(Autonomy.team_id == team.id, Autonomy.ended_at > now - PAUSE)
    proposed = select(AutonomyProposal.person_id).where(
        AutonomyProposal.team_id == team.id, AutonomyProposal.made_at > now - PAUSE
    )
    return {*session.scalars(had), *session.scalars(proposed), *autonomy.trusted(session, team)}


def _with_promises(session: Session, place: Membership, weeks: int, today: date) -> Ready | None:
    """The person with their promise counts; None unless enough were due and nine of ten of them were kept."""
    since = today - max(PROMISES_OF, weeks * WEEK)
    counts = commitments.service_counts(session, place.person, Period(since, today - timedelta(days=1)), today)
    if counts.total < FEWEST_PROMISES or 10 * counts.kept < KEPT_OF_TEN * counts.total:
        return None
    return Ready(place, weeks, counts.kept, counts.total)


# ── ahead of pace ────────────────────────────────────────────────────────────────────────────────────────


def _is_ahead(person_id: int, stood: Iterable[Stands], weeks: int) -> bool:
    """Whether all the person's goals were ahead at the end of each of the last `weeks` that could be judged."""
    judged = [stands[person_id] for stands in stood if stands.get(person_id)][:weeks]
    return len(judged) == weeks and all(status in AHEAD for statuses in judged for status in statuses)


def _stood(
    session: Session, team: Team, places: Iterable[Membership], today: date, weeks: int, now: datetime
) -> list[Stands]:
    """How the goals of these people stood at the end of each of the last weeks, the newest first."""
    evenings = [today - timedelta(days=1) - number * WEEK for number in range(weeks)]
    theirs = select(Goal).where(
        Goal.team_id == team.id,
        Goal.owner_id.in_([place.person_id for place in places]),
        Goal.first_on <= evenings[0],
        Goal.last_on >= evenings[-1],
    )
    found = list(session.scalars(theirs.options(joinedload(Goal.metric), joinedload(Goal.team))))
    return [_on(session, [goal for goal in found if _ran(goal, evening)], evening, now) for evening in evenings]


def _ran(goal: Goal, evening: date) -> bool:
    """Whether the goal was set and open on that evening."""
    was_set = worktime.local_day(goal.created_at, goal.team.zone) <= evening or goal.previous_id is not None
    was_open = goal.closed_at is None or worktime.local_day(goal.closed_at, goal.team.zone) > evening
    return was_set and was_open and evening in goal.period


def _on(session: Session, running: list[Goal], evening: date, now: datetime) -> Stands:
    found: dict[int, list[pace.Status]] = defaultdict(list)
    standing = goals.paces(session, running, now=now, until=evening)
    for goal in running:
        status = standing[goal.id].status
        if goal.owner_id and status in JUDGED:
            found[goal.owner_id].append(status)
    return found
