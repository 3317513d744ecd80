"""Making, changing, switching and removing check-ins, by those who may."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import gate, preferences, teams
from bot.domain.checkins.planning import plan
from bot.domain.checkins.setting.checking import checked
from bot.domain.checkins.setting.facts import Facts, Question, version_of
from bot.domain.checkins.setting.lookup import check_stands, facts_of, questions_of, standing
from bot.errors import Refused, Superseded
from bot.models import (
    Checkin,
    CheckinPerson,
    CheckinQuestion,
    Membership,
    Person,
    Team,
)

MOST = 10
"""How many check-ins a team can have."""


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def create(session: Session, by: Membership, facts: Facts, *, now: datetime) -> Checkin:
    """Ask the team something regularly from now on."""
    by = teams.entitled(session, "checkin.set", by)
    there = standing(session, by.team)
    if len(there) >= MOST:
        raise Refused(
            f"*{by.team.name}* has {MOST} check-ins already. `/checkin {there[-1].number} remove` makes room."
        )
    return add(session, by.team, checked(session, by.team, facts), created_by=by.person, now=now)


def add(
    session: Session, team: Team, facts: Facts, *, created_by: Person | None, now: datetime, is_on: bool = True
) -> Checkin:
    """Add a check-in without any checks; the team must be locked."""
    last = session.scalar(select(func.max(Checkin.number)).where(Checkin.team_id == team.id)) or 0
    checkin = Checkin(
        team=team,
        # Numbered apart from what people log: a team has only a handful.
        number=last + 1,
        created_by_id=created_by.id if created_by else None,
        created_at=now,
        is_on=is_on,
    )
    _write(session, checkin, facts)
    session.add(checkin)
    session.flush()
    _write_questions(session, checkin, facts.questions, now)
    plan(session, checkin, now=now)
    return checkin


def amend(
    session: Session,
    by: Membership,
    checkin: Checkin,
    change: Callable[[Facts], Facts],
    *,
    now: datetime,
    version: str | None = None,
) -> Checkin:
    """Change it as `change` says; `version` is the one that was read. A run that is open goes on as it is."""
    by = teams.entitled(session, "checkin.set", by)
    _refresh(session, checkin)
    before = facts_of(session, checkin)
    if version not in (None, version_of(before)):
        raise Superseded(f"Check-in {checkin.number} has been changed meanwhile.")
    facts = checked(session, by.team, change(before), checkin)
    _write(session, checkin, facts)
    _write_questions(session, checkin, facts.questions, now)
    session.flush()
    plan(session, checkin, now=now)
    return checkin


def switch(session: Session, by: Membership, checkin: Checkin, is_on: bool, *, now: datetime) -> Checkin:
    """Switch it on or off."""
    teams.entitled(session, "checkin.set", by)
    _refresh(session, checkin)
    checkin.is_on = is_on
    session.flush()
    plan(session, checkin, now=now)
    return checkin


def remove(session: Session, by: Membership, checkin: Checkin, *, now: datetime) -> Checkin:
    """Remove it, so that it is not asked any more; its answers stay."""
    teams.entitled(session, "checkin.set", by)
    _refresh(session, checkin)
    checkin.is_on, checkin.removed_at = False, now
    session.flush()
    plan(session, checkin, now=now)
    return checkin


def _refresh(session: Session, checkin: Checkin) -> None:
    """Reread it now that the team is locked; Refused if it was removed."""
    session.refresh(checkin)
    check_stands(checkin)


def _write(session: Session, checkin: Checkin, facts: Facts) -> None:
    checkin.title, checkin.weekdays, checkin.at = facts.title, sorted(facts.weekdays), facts.at
    checkin.asked, checkin.told = facts.asked, facts.told
    checkin.deadline_hours = facts.deadline_hours or preferences.of_team(session, checkin.team)["deadline"]
    named = {row.person_id: row for row in checkin.named}
    checkin.named = [named.get(person_id) or CheckinPerson(person_id=person_id) for person_id in facts.people]


def _write_questions(session: Session, checkin: Checkin, wanted: Sequence[Question], now: datetime) -> None:
    """Keep the questions that are unchanged, add the others as new, and retire those no longer wanted."""
    there, rows = questions_of(session, checkin), list[CheckinQuestion]()
    for position, question in enumerate(wanted, 1):
        columns = _columns(checkin, question, rows)
        row = next((row for row in there if all(getattr(row, name) == columns[name] for name in columns)), None)
        if row is None:
            row = CheckinQuestion(position=position, **columns)
            session.add(row)
        else:
            there.remove(row)
            row.position = position
        session.flush()
        rows.append(row)
    for row in there:
        row.retired_at = now
    session.flush()


def _columns(checkin: Checkin, question: Question, before: Sequence[CheckinQuestion]) -> dict[str, object]:
    only_if = question.only_if
    return {
        "checkin_id": checkin.id,
        "text": question.text,
        "asked": question.asked,
        "kind": question.kind,
        "audience": question.audience,
        "becomes": question.becomes,
        "metric": question.metric,
        "choices": list(question.choices),
        "only_if_id": before[only_if.question - 1].id if only_if else None,
        "only_if": list(only_if.answers) if only_if else [],
    }


def may_set(by: Membership | None) -> bool:
    return by is not None and gate.allows("checkin.set", by.person, by)
