"""Inspections: what a leader will look at in a week, their own work first, and the pattern seen, without names."""

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, phrases, worktime
from bot.db import insert_if_new
from bot.domain import calendars, gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import Inspection, Membership, Team
from bot.worktime import Period

LONGEST = 500
EXAMPLE = "Try `/pace inspect next steps after demos`."
EXAMPLE_OF_SEEN = "Try `/pace inspect saw Demos without a date for the next step go cold`."
WEEK = timedelta(days=7)
LATEST = Inspection.week_on.desc()
WHOLE = (joinedload(Inspection.team), joinedload(Inspection.by), joinedload(Inspection.seen_by))


# ── said ─────────────────────────────────────────────────────────────────────────────────────────────────


def announce(session: Session, by: Membership, what: str, *, now: datetime) -> Inspection:
    """Say what will be looked at this week; saying it again in the same week changes it."""
    gate.check("inspection.say", by.person, by)
    what = what.strip()
    if not what:
        raise Refused(f"What will you look at this week? {EXAMPLE}", field="what")
    check_length(what, LONGEST, field="what")
    _check_nameless(session, by, what, field="what")
    week = _week(session, by.team, now)
    if session.scalar(select(Inspection.id).where(*_of_week(by.team, week)).limit(1)) is None:
        values = {"by_id": by.person_id, "what": what, "said_at": now, "seen": ""}
        insert_if_new(session, Inspection, team_id=by.team_id, week_on=week.first, **values)
    there = _locked(session, by.team, week)
    if there.seen and there.what != what and not there.undone_at:
        raise Refused(
            f"What you saw is said of “{there.what}”, which is this week's. Say the next one from next week on, or "
            "take back first what you saw: `/pace inspect undo`.",
            field="what",
        )
    if there.undone_at:
        there.seen, there.seen_at, there.seen_by_id, there.undone_at = "", None, None, None
    there.by_id, there.what, there.said_at = by.person_id, what, now
    session.flush()
    if not preferences.is_team_off(session, by.team, "inspection"):
        outbox.show_in(session, by.team, "inspection.announced", key(there), due_at=now, inspection_id=there.id)
    return there


def conclude(session: Session, by: Membership, seen: str, *, now: datetime) -> Inspection:
    """Say, as a pattern, what was seen of what was announced last; saying it again changes it."""
    gate.check("inspection.say", by.person, by)
    there = current(session, by.team, now=now)
    if there is None:
        raise Refused(f"Nothing was announced that you could look back on. {EXAMPLE}", field="seen")
    seen = seen.strip()
    if not seen:
        raise Refused(f"What did you see? {EXAMPLE_OF_SEEN}", field="seen")
    check_length(seen, LONGEST, field="seen")
    _check_nameless(session, by, seen, field="seen")
    there.seen, there.seen_at, there.seen_by_id = seen, now, by.person_id
    session.flush()
    if not preferences.is_team_off(session, by.team, "inspection"):
        outbox.show_in(
            session,
            by.team,
            "inspection.concluded",
            seen_key(there),
            due_at=now,
            thread_key=key(there),
            inspection_id=there.id,
        )
    return there


def undo(session: Session, by: Membership, *, now: datetime) -> Inspection:
    """Take back what was said last: what was seen, or else what will be looked at."""
    gate.check("inspection.say", by.person, by)
    there = current(session, by.team, now=now)
    if there is None:
        raise Refused(f"There is nothing to take back. {EXAMPLE}")
    return take_back(session, by, there, is_seen=bool(there.seen), now=now)


def take_back(session: Session, by: Membership, there: Inspection, *, is_seen: bool, now: datetime) -> Inspection:
    """Take back with `is_seen` only what was seen, else the whole inspection."""
    gate.check("inspection.say", by.person, by)
    if there.undone_at or (is_seen and not there.seen):
        raise Refused("That was taken back already.")
    if there.week_on < _week(session, by.team, now - WEEK).first:
        raise Refused("Its week is over, and it stands.")
    if not is_seen:
        there.undone_at = now
        outbox.withdraw(session, key(there))
    there.seen, there.seen_at, there.seen_by_id = "", None, None
    outbox.withdraw(session, seen_key(there))
    return there


def key(row: Inspection) -> str:
    return f"inspection:{row.id}"


def seen_key(row: Inspection) -> str:
    return f"{key(row)}:seen"


# ── without names ────────────────────────────────────────────────────────────────────────────────────────


def _check_nameless(session: Session, by: Membership, text: str, *, field: str) -> None:
    """Refuse a text that names a member of the team; only the leader's own name is allowed."""
    named = re.search(r"(?<!\w)@\w[\w.'-]*", text)
    found = named[0] if named else _named(session, by, text)
    if found:
        raise Refused(
            f"I read “{found}”. What one person does is for the two of you; here say the pattern, without names. "
            f"{EXAMPLE_OF_SEEN}",
            field=field,
        )


def _named(session: Session, by: Membership, text: str) -> str:
    """The first name of another member of the team found in the text, or ""."""
    said: list[str] = re.findall(r"\w+", phrases.normalise(text))
    names = [member.person.name for member in teams.members(session, by.team)]
    others = phrases.parts_of(*names) - phrases.parts_of(by.person.name)
    return next((word for word in said if word.casefold() in others and word not in phrases.WORDS_TOO), "")


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def of_week(session: Session, team: Team, *, now: datetime) -> Inspection | None:
    """The inspection of the team's present week, if there is one."""
    standing = (*_of_week(team, _week(session, team, now)), Inspection.undone_at.is_(None))
    return session.scalar(select(Inspection).where(*standing).order_by(LATEST).limit(1).options(*WHOLE))


def current(session: Session, team: Team, *, now: datetime) -> Inspection | None:
    """The present week's inspection, else last week's if nobody has said yet what was seen."""
    if there := of_week(session, team, now=now):
        return there
    before = of_week(session, team, now=now - WEEK)
    return before if before and not before.seen else None


def listed(session: Session, team: Team, *, limit: int) -> list[Inspection]:
    """The team's inspections that were not taken back, newest first."""
    mine = select(Inspection).where(Inspection.team_id == team.id, Inspection.undone_at.is_(None))
    return list(session.scalars(mine.order_by(LATEST).limit(limit).options(*WHOLE)))


def _week(session: Session, team: Team, now: datetime) -> Period:
    return calendars.period_of(session, team, "week", worktime.local_day(now, team.zone))


def _of_week(team: Team, week: Period) -> tuple[ColumnElement[bool], ...]:
    """The condition for the week: its inspection may begin on another day, if the team's weeks did then."""
    return Inspection.team_id == team.id, Inspection.week_on.between(week.first, week.last)


def _locked(session: Session, team: Team, week: Period) -> Inspection:
    rows = select(Inspection).where(*_of_week(team, week)).order_by(LATEST).limit(1)
    return session.execute(rows.with_for_update(), execution_options={"populate_existing": True}).scalar_one()
