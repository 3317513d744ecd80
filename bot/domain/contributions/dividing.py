"""Dividing a team's goal, also again: parts are changed in place, and owners of changed parts are asked anew."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, goals, teams
from bot.domain.contributions.parts import Parts, parts_in
from bot.domain.contributions.ways import Shares, by_hand
from bot.errors import Refused
from bot.models import Agreement, Goal, Membership, Outcome, Person


def check_divide(by: Membership, goal: Goal) -> None:
    """Refuse unless `by` may divide the goal and it can be divided: a sum of the team that has not ended."""
    gate.check("goal.divide", by.person, by)
    if not goal.is_of_team:
        raise Refused(
            f"Goal {goal.number} is one person's. What is divided is a goal of the team: "
            "`/goal new 300k this quarter for the team`."
        )
    if goal.is_level:
        raise Refused(
            f"Goal {goal.number} goes from a level to another, and a level has no parts. "
            "A sum does, as in `/goal new 300k this quarter for the team`."
        )
    goals.check_open(goal)
    if goal.ended_at:
        raise Refused(f"Goal {goal.number} has ended. `/goal new` sets the next one, which can be divided.")


def divide(session: Session, by: Membership, goal: Goal, shares: Shares, *, now: datetime) -> Parts:
    """Give everybody their share: an unchanged part stays agreed, a new or changed one is asked about."""
    check_divide(by, goal)
    goals.lock(session, goal)
    goals.check_size(goals.facts_of(goal), max(shares.amounts.values(), default=0))
    before = parts_in(session, goal)
    given = {who: amount for who, amount in shares.amounts.items() if amount}
    people = {who: _of_team(session, goal, who) for who in given}
    for who, amount in given.items():
        _give(session, by, goal, before.of(who), people[who], amount, shares.basis[who], now)
    for part in [*before.held, *before.orphaned]:
        if part.owner_id not in given and (shares.is_whole or part.owner_id in shares.amounts):
            _take_back(session, part, now)
    goal.newcomers_seen_at = now
    session.flush()
    return parts_in(session, goal)


def _of_team(session: Session, goal: Goal, person_id: int) -> Person:
    person = session.get_one(Person, person_id)
    gate.admit(person)
    if teams.find_membership(session, person, goal.team) is None:
        raise Refused(
            f"{person.name} is not in *{goal.team.name}*, so no part of goal {goal.number} can be theirs. "
            "A leader can add them first, as in `/pace team add @rita`."
        )
    return person


def give(session: Session, by: Membership, goal: Goal, person: Person, amount: int, *, now: datetime) -> Parts:
    """Set one person's part; the others stay as they are."""
    return divide(session, by, goal, by_hand(goal, {person.id: amount}), now=now)


def _give(
    session: Session,
    by: Membership,
    goal: Goal,
    part: Goal | None,
    person: Person,
    amount: int,
    basis: dict[str, Any],
    now: datetime,
) -> None:
    if part is None:
        _add(session, by, goal, person, amount, basis, now)
    elif part.target != amount:
        goals.lock(session, part)
        goals.renumber(session, part, amount, basis, now=now, by_id=by.person_id)


def _add(
    session: Session, by: Membership, goal: Goal, person: Person, amount: int, basis: dict[str, Any], now: datetime
) -> None:
    part = Goal(
        team=goal.team,
        number=teams.next_number(session, goal.team),
        owner=person,
        parent=goal,
        metric=goal.metric,
        target=amount,
        currency=goal.currency,
        win_kind=goal.win_kind,
        first_on=goal.first_on,
        last_on=goal.last_on,
        recurrence=goal.recurrence,
        created_by_id=by.person_id,
        created_at=now,
        share_basis=basis,
        agreement=Agreement.IN if person.id == by.person_id else Agreement.OPEN,
    )
    session.add(part)
    session.flush()
    goals.note(session, part, now=now)
    if part.agreement is Agreement.OPEN:
        goals.ask(session, part, now=now)


def _take_back(session: Session, part: Goal, now: datetime) -> None:
    """Close the part rather than delete it, so that nothing of it is lost."""
    part.closed_at, part.outcome = now, Outcome.DROPPED
    outbox.touch(session, goals.ask_key(part))
